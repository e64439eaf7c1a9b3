from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    name = "portal.sandbox"
    verbose_name = _("sandbox")

    def ready(self):
        """A migration asks first whether portal and database belong together; a sandbox gets its clock after it."""
        from portal.sandbox.ground import lay_ground, refuse_wrong_database

        pre_migrate.connect(refuse_wrong_database, sender=self, dispatch_uid="refuse_wrong_database")
        post_migrate.connect(lay_ground, sender=self, dispatch_uid="lay_sandbox_ground")
