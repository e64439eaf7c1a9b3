"""Windows on sandbox."""

from django.contrib import admin

from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.windows import Window


@admin.register(SandboxClock)
class SandboxClockWindow(Window):
    """The one clock; empty in a portal in earnest."""

    list_display = ["shown_since", "real_since", "goal", "moves", "settled_moves"]


@admin.register(SandboxCompany)
class SandboxCompanyWindow(Window):
    """Companies that partners made."""

    list_display = ["company", "made_at"]
    list_select_related = ["company"]
    search_fields = ["company__number", "company__legal_name_ko"]
    date_hierarchy = "made_at"
