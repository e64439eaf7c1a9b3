"""Windows on screening, reviews, investigations, committees and selections."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from sharedgrowth.support.models import (
    CommitteeDecision,
    CommitteeSeat,
    CommitteeVote,
    InfoRequest,
    Investigation,
    InvestigationMember,
    Review,
    Selection,
    StageClock,
)


@admin.register(InfoRequest)
class InfoRequestWindow(Window):
    """What was asked of applicants."""

    list_display = ["application", "due_on", "asked_by", "asked_at", "answered_at", "lapsed_at"]
    list_select_related = ["application", "asked_by"]
    search_fields = ["application__number"]


@admin.register(StageClock)
class StageClockWindow(Window):
    """Promised and actual days."""

    list_display = ["application", "stage", "promised_days", "started_on", "due_on", "ended_on", "took_days", "paused"]
    list_filter = ["stage"]
    list_select_related = ["application"]
    search_fields = ["application__number"]


@admin.register(Review)
class ReviewWindow(Window):
    """Who reviews what, and how far it is; points are read on the pages, by those who may."""

    list_display = ["application", "reviewer", "state", "second_look", "assigned_by", "assigned_at", "locked_at"]
    list_filter = ["state", "second_look"]
    list_select_related = ["application", "reviewer", "assigned_by"]
    search_fields = ["application__number"]
    exclude = ["points", "total", "comment"]


class InvestigationMemberInline(WindowInline):
    """Who took part."""

    model = InvestigationMember


@admin.register(Investigation)
class InvestigationWindow(Window):
    """Visits of both sides."""

    list_display = ["application", "visit_on", "state", "planned_by", "reported_at"]
    list_filter = ["state"]
    list_select_related = ["application", "planned_by"]
    inlines = [InvestigationMemberInline]


@admin.register(InvestigationMember)
class InvestigationMemberWindow(Window):
    """Their verdicts."""

    list_display = ["investigation", "user", "name", "organisation", "verdict", "given_at"]
    list_filter = ["verdict"]
    list_select_related = ["investigation", "user"]


@admin.register(CommitteeSeat)
class CommitteeSeatWindow(Window):
    """Who sits on the committee of a call."""

    list_display = ["call", "member", "appointed_by", "appointed_at"]
    list_select_related = ["call", "member", "appointed_by"]
    search_fields = ["call__number"]


@admin.register(CommitteeVote)
class CommitteeVoteWindow(Window):
    """Votes: given once."""

    list_display = ["application", "member", "opinion", "at"]
    list_filter = ["opinion"]
    list_select_related = ["application", "member"]


@admin.register(CommitteeDecision)
class CommitteeDecisionWindow(Window):
    """What committees decided."""

    list_display = ["application", "in_favour", "votes_for", "votes_against", "votes_abstained", "concluded_at"]
    list_filter = ["in_favour"]
    list_select_related = ["application"]


@admin.register(Selection)
class SelectionWindow(Window):
    """Who was taken, by which numbers."""

    list_display = ["call", "seq", "taken_after", "places", "nontrading_share", "committed", "moved_up", "decided_by"]
    list_filter = ["moved_up"]
    list_select_related = ["call", "decided_by"]
    search_fields = ["call__number"]
