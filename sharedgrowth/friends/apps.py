from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FriendsConfig(AppConfig):
    name = "sharedgrowth.friends"
    verbose_name = _("Corporate Citizenship Friends")

    def ready(self):
        from sharedgrowth.friends.models.terms import enter_terms

        post_migrate.connect(enter_terms, sender=self)
