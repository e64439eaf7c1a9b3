"""Windows on facility solutions."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from sharedgrowth.support.models import Checklist, ChecklistItem, FacilityFault, FacilityInspection, InspectionAnswer


class ItemsInline(WindowInline):
    """Its items."""

    model = ChecklistItem
    fields = ["no", "text_ko", "text_en", "severity"]


@admin.register(Checklist)
class ChecklistWindow(Window):
    """Checklists by version."""

    list_display = ["code", "version", "title_ko", "state", "entered_by", "published_by"]
    list_filter = ["state", "code"]
    list_select_related = ["entered_by", "published_by"]
    inlines = [ItemsInline]


@admin.register(ChecklistItem)
class ChecklistItemWindow(Window):
    """What is looked at."""

    list_display = ["checklist", "no", "text_ko", "severity"]
    list_select_related = ["checklist"]


@admin.register(FacilityInspection)
class FacilityInspectionWindow(Window):
    """Visits."""

    list_display = ["number", "company", "checklist", "inspector", "state", "planned_on"]
    list_filter = ["state"]
    list_select_related = ["company", "checklist", "inspector"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(InspectionAnswer)
class InspectionAnswerWindow(Window):
    """What inspectors said."""

    list_display = ["inspection", "item", "verdict", "note"]
    list_filter = ["verdict"]
    list_select_related = ["inspection", "item"]


@admin.register(FacilityFault)
class FacilityFaultWindow(Window):
    """What is to be mended."""

    list_display = ["inspection", "no", "severity", "state", "due_on", "stop_seen_at"]
    list_filter = ["severity", "state"]
    list_select_related = ["inspection"]
