from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "sharedgrowth.jobs"
    verbose_name = _("Youth Dream job matching")

    def ready(self):
        from sharedgrowth.jobs.models.terms import enter_terms
        from sharedgrowth.jobs.models.vacancies import enter_minimum_wages

        post_migrate.connect(enter_terms, sender=self)
        post_migrate.connect(enter_minimum_wages, sender=self)
