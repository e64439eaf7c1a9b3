"""Windows on experts, their days and what they have seen."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import Absence, Assignment, CostAccess, Expert, ExpertMonth


@admin.register(Expert)
class ExpertWindow(Window):
    """Who advises."""

    list_display = ["user", "organisation", "department", "years", "days_a_month", "active"]
    list_filter = ["active"]
    list_select_related = ["user"]


@admin.register(ExpertMonth)
class ExpertMonthWindow(Window):
    """Days of a month."""

    list_display = ["expert", "month", "capacity", "absent", "planned"]
    list_select_related = ["expert__user"]
    date_hierarchy = "month"


@admin.register(Absence)
class AbsenceWindow(Window):
    """Who is away when."""

    list_display = ["expert", "begins_on", "ends_on", "note"]
    list_select_related = ["expert__user"]


@admin.register(Assignment)
class AssignmentWindow(Window):
    """Who works for which project."""

    list_display = ["expert", "project", "state", "lead", "sees_costs", "asked_at", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["expert__user", "project"]


@admin.register(CostAccess)
class CostAccessWindow(Window):
    """Who has seen whose costs: the wall between experts and tenders."""

    list_display = ["person", "company", "on", "about"]
    list_select_related = ["person", "company"]
    date_hierarchy = "on"
