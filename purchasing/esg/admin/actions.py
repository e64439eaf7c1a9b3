"""Windows on corrective actions and limitations."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import CarriedLimitation, CorrectiveAction, Limitation, LimitationVote


@admin.register(CorrectiveAction)
class CorrectiveActionWindow(Window):
    """Corrective actions."""

    list_display = ["number", "company", "severity", "state", "plan_due", "due_on", "verified_by"]
    list_filter = ["state", "severity"]
    list_select_related = ["company", "verified_by"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(Limitation)
class LimitationWindow(Window):
    """Supply limitations."""

    list_display = ["number", "company", "level", "state", "from_on", "until_on", "appeal_until"]
    list_filter = ["state", "level"]
    list_select_related = ["company"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(LimitationVote)
class LimitationVoteWindow(Window):
    """Votes."""

    list_display = ["limitation", "member", "bench", "in_favour", "on_appeal", "at"]
    list_select_related = ["limitation", "member"]


@admin.register(CarriedLimitation)
class CarriedLimitationWindow(Window):
    """Limitations that sister companies carry."""

    list_display = ["limitation", "company", "link", "since", "ended_on"]
    list_filter = ["link"]
    list_select_related = ["limitation", "company"]
    search_fields = ["limitation__number", "company__legal_name_ko"]
