from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "sharedgrowth.support"
    verbose_name = _("Support programmes")

    def ready(self):
        from sharedgrowth.support import checks, programmes  # noqa: F401 (checks register themselves)
        from sharedgrowth.support.models.checklists_shipped import enter_checklists
        from sharedgrowth.support.models.factors_shipped import enter_factors
        from sharedgrowth.support.models.forms_shipped import enter_forms
        from sharedgrowth.support.models.terms import enter_terms

        programmes.load()
        post_migrate.connect(enter_terms, sender=self)
        post_migrate.connect(enter_forms, sender=self)
        post_migrate.connect(enter_checklists, sender=self)
        post_migrate.connect(enter_factors, sender=self)
