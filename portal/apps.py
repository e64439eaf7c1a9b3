"""Start: every app's ``handlers.py`` (what it hears) and ``cards.py`` (what it shows elsewhere) is imported once."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules

from portal.field_names import name_everything
from portal.particles import listen


class PortalConfig(AppConfig):
    name = "portal"
    default = True

    def ready(self):
        """Find what the apps registered; Korean chooses its particles; addresses know what a year is; names for all."""
        listen()
        name_everything()
        import_module("portal.addresses")
        autodiscover_modules("handlers", "cards", "checks")


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site in place of the stock one."""

    default = False
    default_site = "portal.admin_site.PortalAdminSite"
