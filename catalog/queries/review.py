"""What waits for a reviewer, how long it usually takes, and until when an answer is due."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left, TruncDate

from catalog.models import ClassNode, Product, ProductVersion, ReadyReason
from catalog.queries.bulk import in_waiting_batch
from catalog.queries.classes import UNSPSC
from catalog.rules.service_time import days_due, moment_after, share_of_days
from catalog.states import SENT, WAITING, VersionState
from portal.calendar import BUSINESS, is_business_day, open_days_between
from portal.clock import SEOUL, ClockTimestamp, today
from portal.people.models import User

ANSWER_BUSINESS_DAYS = 3  # Source: CAT-22; the terms of the review may say otherwise
LOOK_BACK = timedelta(days=90)


QUEUE_READERS = ("PO", "AP", "AU")  # the head of purchasing sees what is late, and acts on nothing there


def reads_queue(user) -> bool:
    """Whether the person sees what waits for the reviewers."""
    return isinstance(user, User) and user.is_internal and user.has_role(*QUEUE_READERS)


class Median(Aggregate):
    """The middle value; of an even number the lower one."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def queue_visible_to(user) -> QuerySet[ProductVersion]:
    """Versions that wait for a reviewer, longest waiting first; nothing for who does not read the queue.

    What was sent in as one list waits as one batch (``queries.bulk.batches_waiting``), not version by version.
    """
    versions = ProductVersion.objects.filter(state__in=WAITING)
    if not reads_queue(user):
        return versions.none()
    related = versions.select_related("product__company", "class_node", "reviewer", "submitted_by")
    return related.exclude(in_waiting_batch()).order_by("submitted_at", "id")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a reviewer asks the queue for; everything empty is everything."""

    branch: str = ""  # the first two digits of a class
    age: str = ""  # late, today, later
    supplier: str = ""  # new, known
    listing: str = ""  # first, revision
    mine: bool = False
    sent_on: date | None = None


AGES, SUPPLIERS, LISTINGS = ("late", "today", "later"), ("new", "known"), ("first", "revision")
PUBLISHED_BEFORE = (VersionState.PUBLISHED, VersionState.SUPERSEDED)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, SEOUL)


def _ages(now: datetime, answer_days: int) -> dict[str, Q]:
    """Conditions on the time of submission: answer overdue, due today, due later."""
    here = now.astimezone(SEOUL)
    late = days_due(now, answer_days * 2, BUSINESS, SEOUL)
    evening = datetime.combine(here.date(), time(23, 59), SEOUL)
    by_tonight = days_due(evening, answer_days * 2, BUSINESS, SEOUL)
    late_end, today_end = _end_of(late[-1]), _end_of(by_tonight[-1])
    return {
        "late": Q(submitted_at__lt=late_end),
        "today": Q(submitted_at__gte=late_end, submitted_at__lt=today_end),
        "later": Q(submitted_at__gte=today_end),
    }


def _is_known() -> Exists:
    """Whether the supplier had a version published before."""
    before = ProductVersion.objects.filter(
        product__company=OuterRef("product__company"), state__in=PUBLISHED_BEFORE, reviewer__isnull=False
    )
    return Exists(before)


def _conditions(user, now: datetime, answer_days: int) -> dict[str, Q]:
    known = Q(_is_known())
    return {
        **_ages(now, answer_days),
        "new": ~known,
        "known": known,
        "first": Q(no=1),
        "revision": Q(no__gt=1),
        "mine": Q(reviewer=user),
    }


def queue_narrowed(
    queue: QuerySet[ProductVersion], wanted: QueueFilter, user, *, now: datetime, answer_days: int
) -> QuerySet[ProductVersion]:
    """The queue by what was asked for."""
    conditions = _conditions(user, now, answer_days)
    for name in (wanted.age, wanted.supplier, wanted.listing, "mine" if wanted.mine else ""):
        if name in conditions:
            queue = queue.filter(conditions[name])
    if wanted.branch:
        queue = queue.filter(class_node__code__startswith=wanted.branch)
    if wanted.sent_on:
        begins = datetime.combine(wanted.sent_on, time.min, SEOUL)
        queue = queue.filter(submitted_at__gte=begins, submitted_at__lt=_end_of(wanted.sent_on))
    return queue


def queue_counts(queue: QuerySet[ProductVersion], user, *, now: datetime, answer_days: int) -> dict[str, int]:
    """How many of the whole queue are what: by the words of ``QueueFilter``, and ``all``. One query."""
    conditions = _conditions(user, now, answer_days)
    counted: dict[str, Any] = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    found = queue.order_by().aggregate(n_all=Count("pk"), **counted)
    return {name.removeprefix("n_"): count for name, count in found.items()}


def queue_branches(queue: QuerySet[ProductVersion]) -> list[tuple[ClassNode, int]]:
    """The segments of the classification that something waits in, with how many, by code. Two queries."""
    rows = queue.order_by().values_list(Left("class_node__code", 2)).annotate(count=Count("pk"))
    counts = {f"{code}000000": count for code, count in rows}
    nodes = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=list(counts)).order_by("code")
    return [(node, counts[node.code]) for node in nodes]


def review_due(version: ProductVersion, days: int = ANSWER_BUSINESS_DAYS) -> datetime | None:
    """The end of the last day on which the reviewer should answer. Source: CAT-22."""
    if version.submitted_at is None:
        return None
    return moment_after(version.submitted_at.astimezone(SEOUL).date(), days * 2, BUSINESS, SEOUL)


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """Business days from submission to answer: half of the answers came within ``p50``, nine of ten within ``p90``."""

    p50: int | None
    p90: int | None
    answers: int


def review_times(until: date | None = None) -> ReviewTimes:
    """Of the answers of the last 90 days. One query; the days between are counted in business days."""
    asked = ProductVersion.objects.filter(state__in=SENT, submitted_at__isnull=False, reviewer__isnull=False)
    if until is None:
        asked = asked.filter(decided_at__gt=ClockTimestamp() - LOOK_BACK)
    else:
        asked = asked.filter(decided_at__gt=_end_of(until) - LOOK_BACK, decided_at__lt=_end_of(until))
    days = {
        name: TruncDate(field, tzinfo=SEOUL, output_field=DateField())
        for name, field in (("sent", "submitted_at"), ("answered", "decided_at"))
    }
    rows = asked.order_by().annotate(**days).values("sent", "answered").annotate(count=Count("pk"))  # type: ignore[misc]
    waits = [(open_days_between(row["sent"], row["answered"], BUSINESS), row["count"]) for row in rows]
    total = sum(count for _days, count in waits)
    return ReviewTimes(share_of_days(waits, 50), share_of_days(waits, 90), total)


def usual_review_days() -> int | None:
    """How many business days an answer usually takes: the median of the last 90 days; None without any answer."""
    return review_times().p50


def is_new_supplier(version: ProductVersion) -> bool:
    """Whether nothing of the company was published after a review before."""
    mine = ProductVersion.objects.filter(product__company_id=version.product.company_id, reviewer__isnull=False)
    return not mine.filter(state__in=PUBLISHED_BEFORE).exclude(pk=version.pk).exists()


def ready_reasons(use: str) -> list[ReadyReason]:
    """What reviewers may choose from."""
    return list(ReadyReason.objects.filter(use=use, in_use=True))


def waiting_sent_on(day: date) -> int:
    """How many versions that were sent in on ``day`` still wait, also inside batches."""
    begins = datetime.combine(day, time.min, SEOUL)
    waiting = ProductVersion.objects.filter(state__in=WAITING)
    return waiting.filter(submitted_at__gte=begins, submitted_at__lt=_end_of(day)).count()


def kpi_review(since: date, until: date) -> dict[str, Any]:
    """Figures of the review between two days: listings, answers, time to answer, what was returned."""
    span = (datetime.combine(since, time.min, SEOUL), _end_of(until))
    decided = ProductVersion.objects.filter(decided_at__gte=span[0], decided_at__lt=span[1])
    counts = dict(decided.order_by().values_list("state").annotate(count=Count("pk")))
    times = review_times(until)
    return {
        "published": counts.get(VersionState.PUBLISHED, 0) + counts.get(VersionState.SUPERSEDED, 0),
        "returned": counts.get(VersionState.RETURNED, 0),
        "rejected": counts.get(VersionState.REJECTED, 0),
        "first_listings": Product.objects.filter(versions__in=decided.filter(no=1, state__in=PUBLISHED_BEFORE)).count(),
        "p50": times.p50,
        "p90": times.p90,
    }


def works_today() -> bool:
    """Whether officers work on this day: reminders wait for one."""
    return is_business_day(today())
