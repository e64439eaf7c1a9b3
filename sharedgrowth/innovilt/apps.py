from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class InnoviltConfig(AppConfig):
    name = "sharedgrowth.innovilt"
    verbose_name = _("INNOVILT")

    def ready(self):
        from sharedgrowth.innovilt.models.terms import enter_terms

        post_migrate.connect(enter_terms, sender=self)
