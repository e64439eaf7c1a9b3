"""Windows on the trail."""

from django.contrib import admin

from portal.audit.models import AuditEntry, AuditLink, ChainCheck
from portal.windows import Window


@admin.register(AuditEntry)
class AuditEntryWindow(Window):
    list_display = ["id", "at", "by", "what", "thing_type", "thing_id", "before", "after"]
    list_select_related = ["by"]
    list_filter = [("at", admin.DateFieldListFilter)]
    search_fields = ["=thing_id", "what"]
    ordering = ["-id"]
    show_facets = admin.ShowFacets.NEVER


@admin.register(AuditLink)
class AuditLinkWindow(Window):
    list_display = ["seq", "entry_id", "hash"]
    search_fields = ["=seq"]
    ordering = ["-seq"]


@admin.register(ChainCheck)
class ChainCheckWindow(Window):
    list_display = ["at", "asked_by", "entries", "seq", "fault"]
    list_select_related = ["asked_by"]
