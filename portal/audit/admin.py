"""Windows on the trail. Its links have none: their numbers leave no gap, so entries that are still veiled (bids of an
open tender) could be counted, and each link names its entry. For the same reason checks are shown without numbers."""

from django.contrib import admin

from portal.audit.models import AuditEntry, ChainCheck
from portal.windows import Window


@admin.register(AuditEntry)
class AuditEntryWindow(Window):
    list_display = ["id", "at", "by", "what", "thing_type", "thing_id", "before", "after"]
    list_select_related = ["by"]
    list_filter = [("at", admin.DateFieldListFilter)]
    search_fields = ["=thing_id", "what"]
    ordering = ["-id"]
    show_facets = admin.ShowFacets.NEVER


@admin.register(ChainCheck)
class ChainCheckWindow(Window):
    list_display = ["at", "asked_by", "fault"]
    fields = ["at", "asked_by", "fault"]
    list_select_related = ["asked_by"]
