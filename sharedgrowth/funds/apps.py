from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "sharedgrowth.funds"
    verbose_name = _("Funds")

    def ready(self):
        from sharedgrowth.funds.models.terms import enter_terms

        post_migrate.connect(enter_terms, sender=self)
