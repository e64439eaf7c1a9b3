from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    verbose_name = _("Personal data")

    def ready(self):
        """Every database has a privacy policy."""
        from portal.privacy.models.policy_shipped import enter_policy

        post_migrate.connect(enter_policy, sender=self, dispatch_uid="enter_policy")
