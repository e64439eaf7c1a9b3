"""Windows on applications."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import Application


@admin.register(Application)
class ApplicationWindow(Window):
    """What companies ask for."""

    list_display = ["number", "call", "company", "state", "route", "submitted_at", "points"]
    list_filter = ["state", "route"]
    list_select_related = ["call", "company"]
    search_fields = ["number", "company__legal_name_ko"]
