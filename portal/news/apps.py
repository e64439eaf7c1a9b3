from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "portal.news"
    verbose_name = _("News and meetings")

    def ready(self):
        from portal.news.models.faq_shipped import enter_questions

        post_migrate.connect(enter_questions, sender=self)
