from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "portal.audit"
    verbose_name = _("Audit trail")

    def ready(self):
        """After each migration decimals are held finite, and each role gets exactly the rights it needs."""
        from portal.audit.finite import hold_numbers_finite
        from portal.audit.grants import grant_app_role, grant_reading_roles

        post_migrate.connect(hold_numbers_finite, sender=self, dispatch_uid="hold_numbers_finite")
        post_migrate.connect(grant_app_role, sender=self, dispatch_uid="grant_app_role")
        post_migrate.connect(grant_reading_roles, sender=self, dispatch_uid="grant_reading_roles")
