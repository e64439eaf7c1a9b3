"""FIND: who can be selected in a call, what it would cost, what is left, what was decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from portal.clock import today
from portal.display import money_short
from sharedgrowth.funds.models import BudgetLine
from sharedgrowth.support.models import Application, ApplicationAnswer, Call, Selection
from sharedgrowth.support.queries.applicants import applicants_of
from sharedgrowth.support.queries.screening import applications_read_by
from sharedgrowth.support.registry import Split, programmes
from sharedgrowth.support.rules import selection as rules
from sharedgrowth.support.states import ApplicationState, InvestigationState

A = ApplicationState
ZERO = Decimal(0)


def splits_of(applications: Collection[Application]) -> dict[int, Split | None]:
    """Who would pay what of each application's costs, by the terms of its call. One query."""
    found: dict[int, Split | None] = {}
    rows = ApplicationAnswer.objects.filter(application__in=[each.pk for each in applications], field__key="level")
    levels = dict(rows.values_list("application", "value"))
    for each in applications:
        known, call = programmes.get(each.call.programme), each.call
        if known is None or known.split is None or not each.asked_won:
            found[each.pk] = None
        else:
            level = levels.get(each.pk, "")
            found[each.pk] = known.split(each.asked_won, level, call.funding_mode, call.most_won, call.params)
    return found


def anchors_of(applications: Collection[Application]) -> dict[int, Decimal]:
    """What the buyer's budget line would pay of each."""
    return {pk: split.anchor if split else ZERO for pk, split in splits_of(applications).items()}


def words_of(amount: Decimal | None) -> str:
    """An amount as a page says it."""
    return "—" if amount is None else str(money_short(amount))


def left_in(line: BudgetLine | None) -> Decimal | None:
    """What a budget line has left; None without a line."""
    return None if line is None else line.available


def selectable(call: Call) -> QuerySet[Application]:
    """Who can be selected now, by ranking: points, then who was first.

    Shortlisted; investigated with both sides in favour; before the committee with its yes.
    """
    agreed = Q(state=A.INVESTIGATION, investigations__state=InvestigationState.AGREED)
    passed = Q(state=A.COMMITTEE, committee_decision__in_favour=True)
    programme = programmes.get(call.programme)
    plain = Q() if programme is not None and programme.stages.investigation else Q(state=A.SHORTLISTED)
    found = call.applications.filter(agreed | passed | plain if plain else agreed | passed)
    found = found.select_related("company", "call").distinct()
    return found.order_by(F("points").desc(nulls_last=True), "submitted_at", "pk")


def waitlist_of(call: Call) -> QuerySet[Application]:
    """Who waits, in the order of the waitlist."""
    waiting = call.applications.filter(state=A.WAITLISTED).select_related("company", "call")
    return waiting.order_by(F("rank").asc(nulls_last=True), F("points").desc(nulls_last=True), "submitted_at", "pk")


def selected_in(call: Call) -> tuple[int, int]:
    """How many are selected in the call, and how many of them are non-trading."""
    told = call.applications.filter(state=A.SELECTED).aggregate(
        all=Count("pk"), nontrading=Count("pk", filter=Q(trading=False))
    )
    return told["all"], told["nontrading"]


@dataclass(slots=True)
class Row:
    """A line of the ranking."""

    application: Application
    place: int
    anchor: Decimal
    choice: str = "decline"  # select, waitlist, decline: as proposed
    too_costly: bool = False


@dataclass(slots=True)
class Board:
    """The selection of a call: ranking, what is proposed, what is left."""

    rows: list[Row]
    pick: rules.Pick
    taken: int
    taken_nontrading: int
    free: int
    available: Decimal | None

    @property
    def proposed_won(self) -> Decimal:
        """What the proposal would commit."""
        return sum((row.anchor for row in self.rows if row.choice == "select"), ZERO)


def board_of(call: Call) -> Board:
    """The ranking with the proposal of PI-04. The number of queries does not grow with the applications."""
    applications = list(selectable(call))
    anchors = anchors_of(applications)
    taken, nontrading = selected_in(call)
    free = max(0, call.places - taken)
    available = left_in(call.budget_line)
    pick = rules.proposed(
        [rules.Candidate(each.pk, each.trading is True, anchors[each.pk]) for each in applications],
        places=free,
        available=available,
        target=call.nontrading_target,
        band=band_of(call),
        taken=taken,
        taken_nontrading=nontrading,
    )
    rows = [
        Row(
            each,
            place,
            anchors[each.pk],
            "select" if each.pk in pick.selected else "waitlist",
            each.pk in pick.too_costly,
        )
        for place, each in enumerate(applications, start=1)
    ]
    return Board(rows, pick, taken, nontrading, free, available)


def band_of(call: Call) -> Decimal:
    """The tolerance of the balance that binds the call."""
    return Decimal(str(call.params.get("nontrading_band", "0.05")))


def no_longer_eligible(call: Call, applications: Collection[Application]) -> dict[int, str]:
    """By application, why its company cannot be selected as things stand today (limitations, closure, sanctions)."""
    programme = programmes.get(call.programme)
    known = applicants_of([each.company for each in applications], today())
    found = {}
    for each in applications:
        applicant = replace(known[each.company_id], employees=(each.facts or {}).get("employees"))
        reasons = programme.eligible(applicant) if programme else []
        if reasons:
            found[each.pk] = str(reasons[0].text)
    return found


def undecided(call: Call) -> QuerySet[Application]:
    """Applications that have been sent and are not decided."""
    return call.applications.filter(submitted_at__isnull=False).exclude(
        state__in=[A.SELECTED, A.NOT_SELECTED, A.REJECTED, A.WITHDRAWN, A.LAPSED, A.WAITLISTED]
    )


def selections_of(call: Call) -> QuerySet[Selection]:
    """What was decided, the last on top."""
    return call.selections.select_related("decided_by").order_by("-seq")


def selections_read_by(user: Any) -> QuerySet[Selection]:
    """For the shared-growth side."""
    if getattr(user, "is_internal", False) and user.has_role("SG", "AP", "FM", "CP", "AU"):
        return Selection.objects.select_related("call", "decided_by")
    return Selection.objects.none()


def decided_rows(user: Any, call: Call) -> QuerySet[Application]:
    """Everything that was sent to the call, for the export."""
    found = applications_read_by(user).filter(call=call)
    return found.order_by(F("points").desc(nulls_last=True), "submitted_at", "pk")
