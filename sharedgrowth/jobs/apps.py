from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "sharedgrowth.jobs"
    verbose_name = _("Youth Dream job matching")
