"""Windows on exports and their files; one that hangs is taken up here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.services import exports
from portal.windows import Window, deed


@admin.register(Export)
class ExportWindow(Window):
    """Who took what out, and how far it is. The key of the links stays hidden."""

    list_display = ["number", "company", "dataset", "file_format", "state", "rows_total", "rows_done", "asked_by"]
    list_filter = ["state", "file_format", ("asked_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "asked_by"]
    search_fields = ["number", "dataset", "company__legal_name_ko", "company__legal_name_en"]
    exclude = ["link_key"]
    actions = ["take_up"]

    @deed(_("Wake the worker for it"))
    def take_up(self, request, export) -> None:
        """For an export whose worker is gone and whose turn does not come."""
        exports.wake_export(export)


@admin.register(ExportPart)
class ExportPartWindow(Window):
    """The files: figures and fingerprints, not the bytes."""

    list_display = ["export", "number", "rows", "size", "sha256", "written_at"]
    list_select_related = ["export"]
    search_fields = ["export__number", "sha256"]
    exclude = ["content"]
