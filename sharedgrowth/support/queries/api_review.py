"""FIND: reviews and selections as programs read them."""

from typing import Any

from django.db.models import QuerySet

from sharedgrowth.support.models import Application, Selection
from sharedgrowth.support.queries.screening import SENT


def _of_buyer(user: Any) -> bool:
    return bool(getattr(user, "is_service", False)) and user.is_internal


def review_rows_for_programs(user: Any) -> QuerySet[Application]:
    """Every submitted application for a program of the buyer; which scope it needs is said at the door."""
    found = Application.objects.filter(SENT) if _of_buyer(user) else Application.objects.none()
    return found.select_related("call", "company").prefetch_related("clocks")


def selections_for_programs(user: Any) -> QuerySet[Selection]:
    """Every selection for a program of the buyer."""
    found = Selection.objects.all() if _of_buyer(user) else Selection.objects.none()
    return found.select_related("call")


def decisions_for_programs(user: Any) -> QuerySet[Application]:
    """Submitted applications of the program's own company."""
    found = Application.objects.none()
    if getattr(user, "is_supplier", False) and user.has_role("SU", "SA"):
        found = Application.objects.filter(SENT, company=user.company_id)
    return found.select_related("call").prefetch_related("clocks", "info_requests", "reviews")
