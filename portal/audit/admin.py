"""Windows on the trail. Its links have none: their numbers leave no gap, so entries that are still veiled (bids of an
open tender) could be counted, and each link names its entry. For the same reason checks are shown without numbers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEntry, ChainCheck
from portal.audit.queries import of_persons
from portal.windows import Daily, Window


@admin.register(AuditEntry)
class AuditEntryWindow(Window):
    list_display = ["id", "at", "by", "what", "thing_type", "thing_id", "before", "after"]
    list_select_related = ["by"]
    list_filter = [("at", admin.DateFieldListFilter)]
    search_fields = ["=thing_id", "what", "by__email", "by__name"]
    readonly_fields = ["at"]
    ordering = ["-id"]
    show_facets = admin.ShowFacets.NEVER
    daily = (Daily(_("Audit entries")),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Without what persons do in matters of their own: administrators do not read who applied."""
        return super().get_queryset(request).exclude(of_persons())


@admin.register(ChainCheck)
class ChainCheckWindow(Window):
    list_display = ["at", "asked_by", "fault"]
    fields = ["at", "asked_by", "fault"]
    list_select_related = ["asked_by"]
