from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InnoviltConfig(AppConfig):
    name = "sharedgrowth.innovilt"
    verbose_name = _("INNOVILT")
