"""FIND: experts, their months and agendas, the wall between them and tenders. Source: domain 8, 16.3."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from portal.calendar import is_business_day
from portal.clock import SEOUL, ClockTimestamp, today
from portal.people.models import Company, User
from portal.periods import months_after
from purchasing.bidding.models import BoardSeat, Tender
from purchasing.bidding.queries.conflicts import bids_that_count
from purchasing.bidding.states import EXAMINED, TenderState
from sharedgrowth.support.models import (
    Absence,
    Assignment,
    CostAccess,
    Expert,
    ExpertMonth,
    Visit,
)
from sharedgrowth.support.states.experts import AssignmentState
from sharedgrowth.support.states.plans import VisitState

STAFF_READERS = ("SG", "AP", "AU", "CP", "FM", "FI", "CN", "RQ")
LIVE_ASSIGNMENTS = (AssignmentState.ASKED, AssignmentState.RELEASED)
UNDECIDED = EXAMINED | {TenderState.CLOSED, TenderState.STANDSTILL}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of an expert as the calendar shows it."""

    month: date
    capacity: Decimal
    absent: Decimal
    planned: Decimal

    @property
    def free(self) -> Decimal:
        """What can still be planned."""
        return self.capacity - self.absent - self.planned


def experts_visible_to(user: Any) -> QuerySet[Expert]:
    """Staff of shared growth and who works with it; suppliers see the experts of their own projects there."""
    found = Expert.objects.select_related("user", "head")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*STAFF_READERS) else found.filter(Q(user=user) | Q(head=user))
    return found.none()


def experts_listed_for(user: Any, *, words: str = "", discipline: str = "", active: str = "") -> QuerySet[Expert]:
    """By name; those who take projects first."""
    found = experts_visible_to(user)
    if words:
        found = found.filter(
            Q(user__name__icontains=words) | Q(organisation__icontains=words) | Q(department__icontains=words)
        )
    if discipline:
        found = found.filter(disciplines__contains=[discipline])
    if active:
        found = found.filter(active=active == "yes")
    return found.order_by("-active", "user__name", "pk")


def calendar_of(experts: Iterable[Expert], first: date, months: int) -> dict[int, list[MonthRow]]:
    """The months of many experts from ``first`` on; a month without a row has the expert's usual days."""
    known = list(experts)
    span = [months_after(first.replace(day=1), place) for place in range(months)]
    rows = {
        (row.expert_id, row.month): row
        for row in ExpertMonth.objects.filter(expert__in=known, month__gte=span[0], month__lte=span[-1])
    }
    zero = Decimal(0)
    return {
        expert.pk: [
            MonthRow(month, _plain(row.capacity), _plain(row.absent), _plain(row.planned))
            if (row := rows.get((expert.pk, month)))
            else MonthRow(month, _plain(expert.days_a_month), zero, zero)
            for month in span
        ]
        for expert in known
    }


def _plain(days: Decimal) -> Decimal:
    """Halves are shown, whole days without their nought."""
    return days.quantize(Decimal(1)) if days == days.to_integral_value() else days


def absent_days(begins_on: date, ends_on: date) -> list[date]:
    """The business days of an absence."""
    days = (ends_on - begins_on).days + 1
    return [day for place in range(days) if is_business_day(day := begins_on + timedelta(days=place))]


def is_away(expert: Expert, day: date) -> bool:
    """Whether an absence covers the day."""
    return Absence.objects.filter(expert=expert, begins_on__lte=day, ends_on__gte=day).exists()


def agenda_of(expert: Expert, since: date) -> QuerySet[Visit]:
    """Visits to come."""
    found = expert.visits.filter(planned_on__gte=since, state__in=(VisitState.PLANNED, VisitState.SAFE))
    return found.select_related("project__company").order_by("planned_on", "begins")


def assignments_of(expert: Expert) -> QuerySet[Assignment]:
    """What the expert works for, and is asked for."""
    return expert.assignments.select_related("project__company", "asked_by", "decided_by").order_by("-pk")


def releases_waiting_for(user: Any) -> QuerySet[Assignment]:
    """Assignments that this head of a unit has to decide on."""
    found = Assignment.objects.filter(state=AssignmentState.ASKED).select_related("expert__user", "project__company")
    return found.filter(expert__head=user).order_by("pk")


def experts_for(discipline: str = "") -> QuerySet[Expert]:
    """Who can be asked."""
    found = Expert.objects.filter(active=True, user__is_active=True).select_related("user", "head")
    return found.filter(disciplines__contains=[discipline]) if discipline else found


def overloaded_experts(since: date, months: int) -> list[ExpertMonth]:
    """Months with no day left, for the weekly look (job sgs-capacity)."""
    last = months_after(since.replace(day=1), months - 1)
    found = ExpertMonth.objects.filter(month__gte=since.replace(day=1), month__lte=last, planned__gt=0)
    return [row for row in found.select_related("expert__user").order_by("month", "pk") if row.free <= 0]


# The wall: SGS-03, SOD-14 --------------------------------------------------------------------------------------------
def walled_companies(person: Any) -> QuerySet:
    """Keys of the companies whose costs this person has seen, while the wall stands: for tenders, without a query."""
    day = TruncDate(ClockTimestamp(), tzinfo=SEOUL)
    return CostAccess.objects.filter(person=person, until__gte=day).values("company")


def deciding_in(person: User, company: Company) -> QuerySet[Tender]:
    """Tenders past their closing and not yet ended in which the company has bid and this person buys, estimates,
    evaluates or sits in the board. Before the closing nobody may know who bids: then the wall holds at the action.
    """
    theirs = bids_that_count().filter(company=company).values("tender")
    found = Tender.objects.filter(closed_at__isnull=False, pk__in=theirs, state__in=UNDECIDED)
    seats = BoardSeat.objects.filter(user=person, left_at=None, board__tender=OuterRef("pk"))
    return found.filter(Q(officer=person) | Q(estimator=person) | Q(evaluator=person) | Exists(seats)).order_by("pk")


def advises(person: User, company: Company, *, months: int = 12) -> bool:
    """Whether this person worked as an expert for the company within the months, or does so now."""
    since = months_after(today(), -months)
    mine = Assignment.objects.filter(expert__user=person, project__company=company)
    live = Q(state__in=LIVE_ASSIGNMENTS) | Q(state=AssignmentState.ENDED, ended_on__gte=since)
    return mine.filter(live).exists()
