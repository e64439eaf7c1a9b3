from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CcmsConfig(AppConfig):
    name = "sharedgrowth.ccms"
    verbose_name = _("CCMS")
