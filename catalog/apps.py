from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("e-Catalog")

    def ready(self):
        """After each migration the first terms are entered."""
        from catalog.models.inquiries import enter_inquiry_terms
        from catalog.models.terms import enter_first_terms
        from catalog.starter.reasons import enter_reasons

        post_migrate.connect(enter_reasons, sender=self, dispatch_uid="enter_ready_reasons")
        post_migrate.connect(enter_first_terms, sender=self, dispatch_uid="enter_first_catalog_terms")
        post_migrate.connect(enter_inquiry_terms, sender=self, dispatch_uid="enter_inquiry_terms")
