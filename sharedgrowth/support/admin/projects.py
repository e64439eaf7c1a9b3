"""Windows on projects and experts."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import Expert, Project


@admin.register(Project)
class ProjectWindow(Window):
    """What was agreed with selected companies."""

    list_display = ["number", "programme", "company", "state", "total_won", "begins_on", "ends_on"]
    list_filter = ["state", "programme"]
    list_select_related = ["company"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(Expert)
class ExpertWindow(Window):
    """Who advises."""

    list_display = ["user", "organisation", "department", "years", "active"]
    list_filter = ["active"]
    list_select_related = ["user"]
