"""Second looks and appeals: what waits for whom, and how often two officers agree."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from catalog.models import ProductAppeal, SecondLook
from catalog.queries.review import reads_queue
from catalog.rules.second_look import agreement_pct
from catalog.states import AppealState, LookState


def looks_visible_to(user) -> QuerySet[SecondLook]:
    """All that were drawn, those due first on top; nothing for who does not read the queue."""
    looks = SecondLook.objects.select_related(
        "version__product__company", "version__class_node", "first_by", "by"
    ).order_by("due_on", "id")
    return looks if reads_queue(user) else looks.none()


def looks_to_make(user) -> QuerySet[SecondLook]:
    """What this officer may look at."""
    waiting = looks_visible_to(user).filter(state=LookState.WAITING)
    if not user.has_role("PO"):
        return waiting.none()
    return waiting.exclude(first_by=user).exclude(version__product__company__memberships__user=user)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Second looks made: how many agreed, and the share in percent (None before the first)."""

    waiting: int
    agreed: int
    corrected: int
    percent: int | None


def agreement() -> Agreement:
    """Of all second looks. One query."""
    found = SecondLook.objects.aggregate(
        waiting=Count("pk", filter=Q(state=LookState.WAITING)),
        agreed=Count("pk", filter=Q(state=LookState.AGREED)),
        corrected=Count("pk", filter=Q(state__in=[LookState.CHANGE_ASKED, LookState.BLOCKED])),
    )
    return Agreement(**found, percent=agreement_pct(found["agreed"], found["corrected"]))


def appeals_visible_to(user) -> QuerySet[ProductAppeal]:
    """For who reads the queue, open ones first by their day."""
    rows = ProductAppeal.objects.select_related(
        "product__company", "product__current__class_node", "version__class_node", "block", "filed_by", "against",
        "decided_by",
    )  # fmt: skip
    return rows.order_by("due_on", "id") if reads_queue(user) else rows.none()


def open_appeals(user) -> QuerySet[ProductAppeal]:
    """Those that wait for a decision."""
    return appeals_visible_to(user).filter(state=AppealState.OPEN)
