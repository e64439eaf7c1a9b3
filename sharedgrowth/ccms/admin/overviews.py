"""Windows on modules and overviews."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.ccms.models import Module, Overview, OverviewDownload


@admin.register(Module)
class ModuleWindow(Window):
    """The thirteen."""

    list_display = ["code", "domain", "title_ko", "title_en", "owner"]
    list_filter = ["domain"]
    list_select_related = ["owner"]


@admin.register(Overview)
class OverviewWindow(Window):
    """Versions, in every state."""

    list_display = ["module", "lang", "version", "state", "written_by", "approved_by", "published_at"]
    list_filter = ["state", "lang", "module"]
    list_select_related = ["module", "written_by", "approved_by"]
    search_fields = ["module__code", "sha256"]


@admin.register(OverviewDownload)
class OverviewDownloadWindow(Window):
    """Copies by day."""

    list_display = ["day", "overview", "lang", "number"]
    list_filter = ["lang"]
    list_select_related = ["overview__module"]
    date_hierarchy = "day"
