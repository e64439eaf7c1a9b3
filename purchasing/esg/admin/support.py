"""Windows on the council and on consulting requests."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import (
    ConsultingRequest,
    CouncilAgendaItem,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    CouncilPresence,
    CouncilProgress,
    SharingConsent,
)


@admin.register(CouncilMember)
class CouncilMemberWindow(Window):
    """Members by group company."""

    list_display = ["group_company", "person", "title", "chairs", "since", "until"]


@admin.register(CouncilMeeting)
class CouncilMeetingWindow(Window):
    """Meetings by half-year."""

    list_display = ["half", "state", "meets_at", "place", "approved_at"]
    list_filter = ["state"]


@admin.register(CouncilAgendaItem)
class CouncilAgendaItemWindow(Window):
    """Points of the agendas."""

    list_display = ["meeting", "no", "kind", "title_ko"]
    list_select_related = ["meeting"]


@admin.register(CouncilPresence)
class CouncilPresenceWindow(Window):
    """Who was there."""

    list_display = ["meeting", "member", "at"]
    list_select_related = ["meeting", "member"]


@admin.register(CouncilDecision)
class CouncilDecisionWindow(Window):
    """What was decided."""

    list_display = ["meeting", "no", "owner", "due_on"]
    list_select_related = ["meeting", "owner"]


@admin.register(CouncilProgress)
class CouncilProgressWindow(Window):
    """Where the group companies stand."""

    list_display = ["decision", "member", "state", "at"]
    list_select_related = ["decision", "member"]


@admin.register(SharingConsent)
class SharingConsentWindow(Window):
    """Who lets its result be seen by name."""

    list_display = ["company", "given", "at"]
    list_select_related = ["company"]


@admin.register(ConsultingRequest)
class ConsultingRequestWindow(Window):
    """What suppliers ask for."""

    list_display = ["company", "field", "state", "asked_at"]
    list_filter = ["state", "field"]
    list_select_related = ["company"]
