"""Start: every app's ``handlers.py`` (what it hears) and ``cards.py`` (what it shows elsewhere) is imported once."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self):
        """Find what the apps registered."""
        autodiscover_modules("handlers", "cards", "checks")
