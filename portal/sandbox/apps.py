from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    name = "portal.sandbox"
    verbose_name = _("sandbox")

    def ready(self):
        """A migration asks first whether portal and database belong together; a sandbox gets its clock after it.

        So do the commands and the worker of production at their start; the web process is given no work (``/readyz``).
        """
        from portal.sandbox.ground import check_database, lay_ground, refuse_wrong_database

        checks.register(check_database, checks.Tags.security)
        pre_migrate.connect(refuse_wrong_database, sender=self, dispatch_uid="refuse_wrong_database")
        post_migrate.connect(lay_ground, sender=self, dispatch_uid="lay_sandbox_ground")
