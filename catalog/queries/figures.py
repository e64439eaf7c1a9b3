"""Figures of the programme (open sourcing), month by month, from what happened in every part. Source: domain 1.10."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate, TruncMonth

from catalog.models import Inquiry, Product, ProductVersion, Proposal, SearchNote, SourcingRequest
from catalog.queries.sourcing import ENDED
from catalog.registry import first_contracts
from catalog.rules.figures import is_new, is_won_in_time
from catalog.rules.service_time import share_of_days
from catalog.rules.sourcing import FEW_PROPOSALS, share_pct
from catalog.states import DECIDED, PROPOSAL_COUNTS, ProposalState, RequestState, VersionState
from portal.audit.models import AuditEntry
from portal.calendar import BUSINESS, open_days_between
from portal.clock import SEOUL
from portal.people.states import Level
from portal.periods import Period, span_of

Number = Decimal | int | None
Rows = dict[date, list[Number]]  # by month; the columns are the figure's
TRADED = (Level.L2, Level.L3)
LISTED = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


def _by_month(rows: QuerySet, moment: str, period: Period) -> QuerySet:
    begins, ends = span_of(period)
    held = rows.filter(**{f"{moment}__gte": begins, f"{moment}__lt": ends}).order_by()
    return held.annotate(month=TruncMonth(moment, tzinfo=SEOUL)).values("month")


def _rows(period: Period, found: Iterable[tuple], width: int) -> Rows:
    """Every month of the period; without a row all columns are zero."""
    rows: Rows = {month: [0] * width for month in period.months}
    for month, *values in found:
        rows[month.date() if isinstance(month, datetime) else month] = list(values)
    return rows


def _approvals() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(what="people.company.approve")


def new_companies(period: Period) -> Rows:
    """Companies whose registration was approved."""
    counted = _by_month(_approvals(), "at", period).annotate(n=Count("thing_id", distinct=True))
    return _rows(period, counted.values_list("month", "n"), 1)


def converted(period: Period) -> Rows:
    """New companies by the month of their approval: with a first contract within twelve months, and without so far."""
    begins, ends = span_of(period)
    approvals = _approvals().filter(at__gte=begins, at__lt=ends).order_by()
    days = {int(pk): at.astimezone(SEOUL).date() for pk, at in approvals.values_list("thing_id", "at")}
    first = {pk: day for ask in first_contracts for pk, day in ask(days.keys()).items()}
    counts: dict[date, list[int]] = {month: [0, 0] for month in period.months}
    for pk, day in days.items():
        if is_new(day, first.get(pk)):
            counts[day.replace(day=1)][0 if is_won_in_time(day, first.get(pk)) else 1] += 1
    return {month: list(row) for month, row in counts.items()}


def listings(period: Period) -> Rows:
    """Products published for the first time: of companies that trade with the buyer, and of those that never did."""
    traded = Q(company__level__in=TRADED)
    counted = _by_month(_first_listed(), "listed", period).annotate(old=Count("pk", traded), new=Count("pk", ~traded))
    return _rows(period, counted.values_list("month", "old", "new"), 2)


def publishing_days(period: Period) -> Rows:
    """Business days from the first saved draft to the first publication: the median, and what nine of ten stay below.

    With everything between: what the supplier still had to write, waiting, and answers to what was returned.
    """
    days = {
        "begun": TruncDate("created_at", tzinfo=SEOUL),
        "day": TruncDate("listed", tzinfo=SEOUL),
    }
    counted = _by_month(_first_listed(), "listed", period).annotate(**days).values("month", "begun", "day")
    return _shares_of_days(period, counted.annotate(n=Count("pk")).values_list("month", "begun", "day", "n"))


def _first_listed() -> QuerySet[Product]:
    """Products with ``listed``: when they were published for the first time."""
    published = ProductVersion.objects.filter(product=OuterRef("pk"), state__in=LISTED, decided_at__isnull=False)
    return Product.objects.annotate(listed=Subquery(published.order_by("decided_at").values("decided_at")[:1]))


def _shares_of_days(period: Period, counted: Iterable[tuple]) -> Rows:
    """Of (month, first day, last day, how many): in how many business days half were done, and nine of ten."""
    waits: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for month, first, last, count in counted:
        waits[month.date()].append((open_days_between(first, last, BUSINESS), count))
    return {month: [share_of_days(waits[month], 50), share_of_days(waits[month], 90)] for month in period.months}


def review_days(period: Period) -> Rows:
    """Business days from submission to answer: the median, and what nine of ten stay below; nothing without answers."""
    answered = ProductVersion.objects.filter(submitted_at__isnull=False, reviewer__isnull=False)
    answered = answered.filter(state__in=[*DECIDED, VersionState.RETURNED])
    days = {
        "sent": TruncDate("submitted_at", tzinfo=SEOUL),
        "answered": TruncDate("decided_at", tzinfo=SEOUL),
    }
    counted = _by_month(answered, "decided_at", period).annotate(**days).values("month", "sent", "answered")
    return _shares_of_days(period, counted.annotate(n=Count("pk")).values_list("month", "sent", "answered", "n"))


def inquiries(period: Period) -> Rows:
    """Inquiries asked: answered in time, answered late, not answered."""
    in_time = Q(answered_at__lte=F("first_due_at"))
    answered = Q(answered_at__isnull=False)
    counted = _by_month(Inquiry.objects.all(), "asked_at", period).annotate(
        good=Count("pk", in_time), late=Count("pk", answered & ~in_time), none=Count("pk", ~answered)
    )
    return _rows(period, counted.values_list("month", "good", "late", "none"), 3)


def proposals(period: Period) -> Rows:
    """Sourcing requests closed: with three proposals and more, with fewer."""
    closed = SourcingRequest.objects.exclude(state=RequestState.CANCELLED)
    counts = Count("proposals", Q(proposals__state__in=PROPOSAL_COUNTS), distinct=True)
    begins, ends = span_of(period)
    rows: Rows = {month: [0, 0] for month in period.months}
    held = closed.filter(closed_at__gte=begins, closed_at__lt=ends).annotate(offers=counts)
    for closed_at, offers in held.values_list("closed_at", "offers"):
        assert closed_at is not None  # noqa: S101 (asked for above)
        row = rows[closed_at.astimezone(SEOUL).date().replace(day=1)]
        place = 0 if offers >= FEW_PROPOSALS else 1
        row[place] = (row[place] or 0) + 1
    return rows


def outcomes(period: Period) -> Rows:
    """Sourcing requests decided: an alternative was adopted, or none."""
    adopted = Proposal.objects.filter(state=ProposalState.ADOPTED).values("request")
    decided = SourcingRequest.objects.filter(state__in=ENDED)
    won = Q(pk__in=adopted)
    counted = _by_month(decided, "decided_at", period).annotate(yes=Count("pk", won), no=Count("pk", ~won))
    return _rows(period, counted.values_list("month", "yes", "no"), 2)


def savings(period: Period, *, fewest: int = 1) -> Rows:
    """Won saved per year by what was adopted: old landed cost less new, times the quantity of a year.

    Nothing of a month with fewer decisions than ``fewest``: whose proposal was adopted would know what was paid before.
    """
    decided = SourcingRequest.objects.filter(state__in=ENDED, saved_won__isnull=False)
    counted = _by_month(decided, "decided_at", period).annotate(won=Sum("saved_won"), n=Count("pk"))
    found = counted.values_list("month", "won", "n")
    return _rows(period, [(month, won if n >= fewest else None) for month, won, n in found], 1)


def search_results(period: Period) -> Rows:
    """Searches by words: that found something, and that found nothing without any filter."""
    nothing = Q(total=0, filtered=False)
    notes = SearchNote.objects.filter(day__range=(period.first, period.last)).order_by()
    counted = notes.annotate(month=TruncMonth("day")).values("month")
    counted = counted.annotate(good=Count("pk", ~nothing), none=Count("pk", nothing))
    return _rows(period, counted.values_list("month", "good", "none"), 2)


def share_of(rows: Rows, parts: Iterable[int]) -> Decimal | None:
    """What the columns ``parts`` are of all, in percent with one decimal; None of nothing."""
    places = set(parts)
    whole = sum((value or 0) for row in rows.values() for value in row)
    part = sum((value or 0) for row in rows.values() for place, value in enumerate(row) if place in places)
    return share_pct(int(part), int(whole))


def total_of(rows: Rows, place: int | None = None) -> Decimal:
    """The sum of a column, or of all."""
    wanted = (row if place is None else [row[place]] for row in rows.values())
    return sum((Decimal(value or 0) for row in wanted for value in row), Decimal(0))
