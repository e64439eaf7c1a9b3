"""What nobody may see yet, not even staff: rows that would tell of sealed bids before the deadline (security 5.7)."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet

from portal.registry import Registry

Row = TypeVar("Row", bound=Model)
Veil = Callable[[QuerySet], QuerySet]
veils: Registry[tuple[str, Veil]] = Registry("veils")


def veil(label: str, key: str) -> Callable[[Veil], Veil]:
    """``@veil("audit.AuditEntry", "bids") def …(rows): return rows.exclude(…)``: leave out what is still secret."""

    def enter(leave_out: Veil) -> Veil:
        veils.add(f"{label}:{key}", (label, leave_out))
        return leave_out

    return enter


def unveiled(rows: QuerySet[Row]) -> QuerySet[Row]:
    """``rows`` without those that are still secret."""
    for label, leave_out in veils:
        if label == rows.model._meta.label:
            rows = leave_out(rows)
    return rows
