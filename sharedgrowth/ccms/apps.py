from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CcmsConfig(AppConfig):
    name = "sharedgrowth.ccms"
    verbose_name = _("CCMS")

    def ready(self):
        from sharedgrowth.ccms.models.items_shipped import enter_set
        from sharedgrowth.ccms.models.modules_shipped import enter_modules

        post_migrate.connect(enter_modules, sender=self)
        post_migrate.connect(enter_set, sender=self)
