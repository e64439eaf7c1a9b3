from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EsgConfig(AppConfig):
    name = "purchasing.esg"
    verbose_name = _("ESG purchasing")

    def ready(self):
        from purchasing.esg.models.code_shipped import enter_code
        from purchasing.esg.models.courses_shipped import enter_courses
        from purchasing.esg.models.eco import enter_eco_targets
        from purchasing.esg.models.mineral_policy import enter_mineral_policy
        from purchasing.esg.models.shipped import enter_sets
        from purchasing.esg.models.terms import enter_terms

        post_migrate.connect(enter_terms, sender=self)
        post_migrate.connect(enter_mineral_policy, sender=self)
        post_migrate.connect(enter_eco_targets, sender=self)
        post_migrate.connect(enter_code, sender=self)
        post_migrate.connect(enter_courses, sender=self)
        post_migrate.connect(enter_sets, sender=self)
