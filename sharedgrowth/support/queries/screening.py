"""FIND: applications as the buyer's side reads them, what waits for whom, the promised days, what else might fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.clock import db_now, today
from portal.people.models import Company, User
from purchasing.esg.queries import is_kept_away
from sharedgrowth.support.models import (
    Application,
    Assignment,
    Call,
    CommitteeSeat,
    InfoRequest,
    InvestigationMember,
    Review,
    StageClock,
    terms_on,
)
from sharedgrowth.support.queries.applicants import facts_out
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.registry import Applicant, Programme, programmes
from sharedgrowth.support.states import (
    REVIEW_AWAITED,
    ApplicationState,
    CallState,
    ReviewState,
    Stage,
)
from sharedgrowth.support.states.experts import AssignmentState

OFFICERS = ("SG",)
STAFF_READERS = ("SG", "AP", "FM", "CP", "AU")  # every application that was submitted. Source: domain 16.2
A = ApplicationState
SENT = Q(submitted_at__isnull=False)


def reads_all(user: Any) -> bool:
    """Whether this person reads every submitted application."""
    return bool(getattr(user, "is_internal", False)) and user.has_role(*STAFF_READERS)


def applications_read_by(user: Any) -> QuerySet[Application]:
    """Submitted applications: all for the shared-growth side; for a reviewer, investigator, committee member their own.

    Who has a part in one (a tie that was declared) no longer reads it as a reviewer.
    """
    found = Application.objects.filter(SENT).select_related("call", "company", "officer")
    if not getattr(user, "is_internal", False):
        return found.none()
    if user.has_role(*STAFF_READERS):
        return found
    reviews = Review.objects.filter(application=OuterRef("pk"), reviewer=user).exclude(
        state__in=[ReviewState.ABSTAINED, ReviewState.REMOVED]
    )
    seats = CommitteeSeat.objects.filter(call=OuterRef("call"), member=user)
    visits = InvestigationMember.objects.filter(investigation__application=OuterRef("pk"), user=user)
    return found.filter(Exists(reviews) | Exists(visits) | Exists(seats) & Q(state__in=BEFORE_COMMITTEE))


BEFORE_COMMITTEE = (A.COMMITTEE, A.SELECTED, A.WAITLISTED, A.NOT_SELECTED)


def info_requests_of(application: Application) -> list[InfoRequest]:
    """What was asked, the first on top."""
    return list(
        application.info_requests.select_related("asked_by", "answered_by").prefetch_related("files").order_by("id")
    )


def open_request(application: Application) -> InfoRequest | None:
    """The one whose answer is awaited."""
    return application.info_requests.filter(answered_at=None, lapsed_at=None).first()


def requests_over(day: date) -> QuerySet[InfoRequest]:
    """Requests whose days have passed without an answer."""
    over = InfoRequest.objects.filter(answered_at=None, lapsed_at=None, due_on__lt=day)
    return over.filter(application__state=A.NEED_INFO).order_by("pk")


# Promised days -------------------------------------------------------------------------------------------------------
STAGE_DAYS = {
    Stage.SCREEN: "screen_days",
    Stage.REVIEW: "review_days",
    Stage.INVESTIGATE: "investigate_days",
    Stage.SELECT: "select_days",
    Stage.AGREE: "agree_days",
}


def number_of(call: Call, name: str) -> Any:
    """A number that binds the call; of the terms of today where the call did not keep it."""
    if name in call.params:
        return call.params[name]
    programme = programmes.get(call.programme)
    if programme is not None and name in STAGE_DAYS.values():
        return getattr(programme.stages, name)
    if programme is not None and name == "pass_points":
        return programme.pass_points
    return getattr(terms_on(today()), name)


def promised_days(call: Call, stage: str) -> int:
    """The business days that the programme promises for the stage."""
    return int(number_of(call, STAGE_DAYS[Stage(stage)]))


def clocks_of(application: Application) -> list[StageClock]:
    """The stages that have begun, in order."""
    return list(application.clocks.order_by("id"))


def running_clocks(applications: Iterable[Application]) -> dict[int, StageClock]:
    """By application, the stage that runs. One query."""
    rows = StageClock.objects.filter(application__in=[each.pk for each in applications], ended_on=None).order_by("id")
    return {row.application_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Pace:
    """How a stage went in a call: how many ended, how many in time, the mean of their days; how many run late."""

    stage: Stage
    promised: int
    ended: int
    in_time: int
    mean_days: float | None
    running: int
    late: int


def paces_of(call: Call) -> list[Pace]:
    """By stage: promised and actual days. One query."""
    day = today()
    rows = list(StageClock.objects.filter(application__call=call).exclude(application__state=A.WITHDRAWN))
    found = []
    for stage in Stage:
        own = [row for row in rows if row.stage == stage]
        done = [row for row in own if row.ended_on is not None]
        took = [row.took_days for row in done if row.took_days is not None]
        running = [row for row in own if row.ended_on is None]
        if own:
            found.append(
                Pace(
                    stage=stage,
                    promised=own[0].promised_days,
                    ended=len(done),
                    in_time=sum(row.took_days is not None and row.took_days <= row.promised_days for row in done),
                    mean_days=sum(took) / len(took) if took else None,
                    running=len(running),
                    late=sum(row.due_on < day for row in running),
                )
            )
    return found


# Boards --------------------------------------------------------------------------------------------------------------
LANES = ("new", "screening", "asked", "review", "to_shortlist", "investigation", "committee", "to_select", "late")


def lane_conditions(day: date) -> dict[str, Q]:
    """The condition of each lane of the board."""
    awaited = Exists(Review.objects.filter(application=OuterRef("pk"), state__in=REVIEW_AWAITED))
    late = Exists(StageClock.objects.filter(application=OuterRef("pk"), ended_on=None, due_on__lt=day))
    return {
        "new": Q(state=A.SUBMITTED),
        "screening": Q(state=A.SCREENING),
        "asked": Q(state=A.NEED_INFO),
        "review": Q(state=A.IN_REVIEW) & Q(awaited),
        "to_shortlist": Q(state=A.IN_REVIEW) & ~Q(awaited),
        "investigation": Q(state=A.INVESTIGATION),
        "committee": Q(state=A.COMMITTEE),
        "to_select": Q(state=A.SHORTLISTED),
        "late": Q(late) & ~Q(state__in=[A.NEED_INFO, A.WITHDRAWN]),
    }


def applications_listed_for(
    user: Any, *, words: str = "", programme: str = "", state: str = "", lane: str = "", call: Call | None = None
) -> QuerySet[Application]:
    """The board, filtered."""
    found = applications_read_by(user)
    if words:
        digits = words.replace("-", "")
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        numbers = Q(number__iexact=words) | Q(call__number__iexact=words) | Q(company__brn=digits)
        found = found.filter(named | numbers | Q(title__icontains=words))
    if programme:
        found = found.filter(call__programme=programme)
    if call is not None:
        found = found.filter(call=call)
    if state:
        found = found.filter(state=state)
    if lane in LANES:
        found = found.filter(lane_conditions(today())[lane])
    return found


def lane_counts(user: Any) -> dict[str, int]:
    """How many stand in each lane. One query."""
    lanes = lane_conditions(today()).items()
    found = applications_read_by(user).order_by()
    return found.aggregate(**{lane: Count("pk", filter=condition, distinct=True) for lane, condition in lanes})


def calls_on_board(user: Any) -> QuerySet[Call]:
    """Calls with work in them, each with its counts by step. One query."""
    if not reads_all(user):
        return Call.objects.none()
    by = {
        "sent": SENT_OF_CALL,
        "new": Q(applications__state=A.SUBMITTED),
        "screening": Q(applications__state__in=[A.SCREENING, A.NEED_INFO]),
        "reviewing": Q(applications__state=A.IN_REVIEW),
        "short": Q(applications__state__in=[A.SHORTLISTED, A.INVESTIGATION, A.COMMITTEE]),
        "selected": Q(applications__state=A.SELECTED),
        "waiting": Q(applications__state=A.WAITLISTED),
    }
    found = Call.objects.filter(state__in=[CallState.PUBLISHED, CallState.CLOSED, CallState.DECIDED])
    counts = {f"n_{name}": Count("applications", filter=condition, distinct=True) for name, condition in by.items()}
    return found.select_related("officer", "budget_line").annotate(**counts).order_by("state", "closes_at", "pk")


SENT_OF_CALL = Q(applications__submitted_at__isnull=False)


# Ties ----------------------------------------------------------------------------------------------------------------
ADVISES = (AssignmentState.ASKED, AssignmentState.RELEASED)


def tie_of(user: User, company: Company) -> str:
    """Why this person takes no part in what concerns the company: ``related``, ``helped``, ``advises``, or ""."""
    if why := is_kept_away(user, company):
        return str(why)
    own = Assignment.objects.filter(expert__user=user, project__company=company, state__in=ADVISES)
    return "advises" if own.exists() else ""


# What else might fit -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Alternative:
    """Another programme for which the company is eligible, why it may fit, and a call that takes applications now."""

    programme: Programme
    shared_needs: frozenset[str]
    same_direction: bool
    call: Call | None


def alternatives_for(application: Application, *, most: int = 3) -> list[Alternative]:
    """Programmes that help with the same needs and for which the company is eligible; open calls first. One query."""
    facts = facts_out(application.facts) if application.facts else Applicant()
    own = programmes.get(application.call.programme)
    calls = {call.programme: call for call in _open_calls()}
    found = [
        Alternative(
            each,
            each.helps_with & own.helps_with if own else frozenset(),
            bool(own and own.direction and own.direction == each.direction),
            calls.get(each.slug),
        )
        for each in programmes
        if each.slug != application.call.programme and not each.eligible(facts)
    ]
    found.sort(
        key=lambda each: (-len(each.shared_needs), not each.same_direction, each.call is None, each.programme.order)
    )
    fitting = [each for each in found if each.shared_needs or each.same_direction]
    return (fitting or found)[:most]


def _open_calls() -> Iterable[Call]:
    return reversed(list(open_calls(db_now())))


def not_eligible_now(application: Application, applicant: Applicant) -> Sequence[Any]:
    """What the programme says today of a company that has applied: reasons, empty when eligible."""
    programme = programmes.get(application.call.programme)
    return [] if programme is None else list(programme.eligible(applicant))
