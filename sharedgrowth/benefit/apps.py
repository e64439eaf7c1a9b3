from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BenefitConfig(AppConfig):
    name = "sharedgrowth.benefit"
    verbose_name = _("Benefit Sharing")

    def ready(self):
        from sharedgrowth.benefit.models.nda_shipped import enter_nda
        from sharedgrowth.benefit.models.terms import enter_terms

        post_migrate.connect(enter_terms, sender=self)
        post_migrate.connect(enter_nda, sender=self)
