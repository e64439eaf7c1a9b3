from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevelopersConfig(AppConfig):
    name = "portal.developers"
    verbose_name = _("developer documentation")
