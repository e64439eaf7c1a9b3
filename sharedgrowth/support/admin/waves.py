"""Windows on the support group."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from sharedgrowth.support.models import DiagnosisVisit, GroupRequest, GroupScore, GroupTask, SupportWave, WaveExpert


class ExpertsInline(WindowInline):
    """Its experts."""

    model = WaveExpert
    fields = ["expert", "days", "planned", "released_by"]


@admin.register(SupportWave)
class SupportWaveWindow(Window):
    """Half years."""

    list_display = ["year", "half", "capacity", "state", "closes_on", "ends_on"]
    list_filter = ["state"]
    inlines = [ExpertsInline]


@admin.register(WaveExpert)
class WaveExpertWindow(Window):
    """Released days."""

    list_display = ["wave", "expert", "days", "planned", "released_by"]
    list_select_related = ["wave", "expert__user", "released_by"]


@admin.register(GroupRequest)
class GroupRequestWindow(Window):
    """Companies that asked."""

    list_display = ["number", "company", "wave", "state", "unit", "points", "asked_at"]
    list_filter = ["state", "unit", "wave"]
    list_select_related = ["company", "wave"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(GroupScore)
class GroupScoreWindow(Window):
    """What the committee gave."""

    list_display = ["request", "member", "severity", "fit", "commitment", "spillover", "at"]
    list_select_related = ["request", "member"]


@admin.register(DiagnosisVisit)
class DiagnosisVisitWindow(Window):
    """Visits of diagnoses."""

    list_display = ["request", "expert", "visited_on", "hours"]
    list_select_related = ["request", "expert__user"]


@admin.register(GroupTask)
class GroupTaskWindow(Window):
    """Tasks."""

    list_display = ["number", "request", "title", "state", "expert", "owner", "verified_won"]
    list_filter = ["state", "direction", "owner"]
    list_select_related = ["request", "expert__user"]
    search_fields = ["number", "title"]
