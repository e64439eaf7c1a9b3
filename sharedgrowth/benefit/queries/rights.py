"""FIND: disputes, technical data, and what stops a tender."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from portal.clock import db_now
from portal.files.models import File
from portal.people.models import User
from sharedgrowth.benefit.models import (
    ContractRight,
    Dispute,
    Milestone,
    Task,
    TechnicalAccess,
    TechnicalItem,
    TenderRelease,
)
from sharedgrowth.benefit.queries.tasks import idea_of
from sharedgrowth.benefit.rules.tasks import stops_tender
from sharedgrowth.benefit.states import Release, Stop, TaskState

OVER = (TaskState.REJECTED, TaskState.FAILED, TaskState.WITHDRAWN)
MOST_IDEAS = 500


def open_dispute(task: Task) -> Dispute | None:
    """The one that has not been decided."""
    return task.disputes.filter(decided_at=None).select_related("company", "opened_by").first()


def items_of(task: Task) -> QuerySet[TechnicalItem]:
    """Technical data with how often it was opened."""
    found = task.items.select_related("company", "file", "given_by")
    return found.annotate(opened=Count("accesses"), last_opened=Max("accesses__at")).order_by("pk")


def has_just_opened(user: User, file: File) -> bool:
    """Whether this person opened the technical data through its own door within the last minute."""
    found = TechnicalAccess.objects.filter(item__file=file, by=user)
    return found.filter(at__gte=db_now() - timedelta(minutes=1)).exists()


# Tenders -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a tender is not published."""

    task: Task
    stop: Stop
    until: date
    class_code: str = ""


def stopped_by(*, tender: str, class_codes: Collection[str], words: str, on: date) -> Stopped | None:
    """The right or the idea that keeps ``tender`` from a competition, or None. Source: domain BS-07, 6.4 abuse."""
    codes = {code for code in class_codes if code}
    return _right(tender, codes, on) or _idea(tender, codes, words, on)


def _released(stop: Stop, tender: str) -> QuerySet[TenderRelease]:
    freed = Q(kind=Release.CONSENT) | Q(kind=Release.OVERRIDE, tender=tender)
    return TenderRelease.objects.filter(freed, stop=stop)


def _right(tender: str, codes: set[str], on: date) -> Stopped | None:
    rights = ContractRight.objects.filter(
        from_on__lte=on, until_on__gte=on, agreement__right_classes__overlap=sorted(codes)
    ).exclude(agreement__task__in=_released(Stop.RIGHT, tender).values("task"))
    right = rights.exclude(agreement__task__state__in=OVER).select_related("agreement__task").order_by("pk").first()
    if right is None:
        return None
    held = sorted(codes & set(right.agreement.right_classes))
    return Stopped(right.agreement.task, Stop.RIGHT, right.until_on, held[0])


def _idea(tender: str, codes: set[str], words: str, on: date) -> Stopped | None:
    ideas = Task.objects.filter(
        class_code__in=["", *sorted(codes)], idea_until__gte=on, proposed_at__isnull=False, suppliers__lead=True
    ).exclude(pk__in=_released(Stop.IDEA, tender).values("task"))
    for task in ideas.distinct().order_by("-pk")[:MOST_IDEAS]:
        if task.idea_until is not None and stops_tender(idea_of(task), class_codes=codes, words=words):
            return Stopped(task, Stop.IDEA, task.idea_until, task.class_code)
    return None


# Clocks --------------------------------------------------------------------------------------------------------------
def milestones_late(before: date, *, alerted: bool) -> QuerySet[Milestone]:
    """Open milestones of running tasks that were due before that day; the clock of a disputed task stands."""
    found = Milestone.objects.filter(done_on=None, due_on__lt=before, task__state=TaskState.IN_PROGRESS)
    found = found.exclude(task__in=disputed_tasks().values("task"))
    return (found if alerted else found.filter(alerted_on=None)).select_related("task").order_by("pk")


def disputed_tasks() -> QuerySet[Dispute]:
    """Open disputes: the tasks whose clocks stand."""
    return Dispute.objects.filter(decided_at=None)


def items_late(on: date) -> QuerySet[TechnicalItem]:
    """Technical data that should have gone back."""
    return TechnicalItem.objects.filter(returned_on=None, return_on__lt=on).select_related("task").order_by("pk")


def tasks_late(on: date) -> QuerySet[Task]:
    """Proposals and feasibilities whose days have passed."""
    late = Q(state=TaskState.PROPOSED, screen_due__lt=on) | Q(state=TaskState.SCREENED, feasible_due__lt=on)
    return Task.objects.filter(late).exclude(pk__in=disputed_tasks().values("task")).order_by("pk")
