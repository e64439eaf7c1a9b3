from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FriendsConfig(AppConfig):
    name = "sharedgrowth.friends"
    verbose_name = _("Corporate Citizenship Friends")
