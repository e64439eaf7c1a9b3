"""FIND: contracts below the agreed price of a task's item during its sharing years (BS-01)."""

from datetime import date

from django.db.models import Q, QuerySet

from portal.people.models import User
from purchasing.contracts.models import ContractLine
from purchasing.contracts.states import ContractState
from sharedgrowth.benefit.models import Baseline, PriceCut, Task
from sharedgrowth.benefit.states import TaskState


def tasks_sharing_on(day: date) -> QuerySet[Task]:
    """Tasks in a sharing year on that day."""
    return (
        Task.objects.filter(
            state__in=[TaskState.MEASURING, TaskState.VERIFIED, TaskState.SHARING],
            share_years__first__lte=day,
            share_years__last__gte=day,
        )
        .distinct()
        .order_by("pk")
    )


def lines_below(task: Task, baseline: Baseline) -> QuerySet[ContractLine]:
    """Lines signed since the sharing began, of the same product or the same item, priced below what was agreed."""
    same = Q(product=baseline.product_id) if baseline.product_id else Q(pk=None)
    if words := task.item.strip():
        same |= Q(description_ko__iexact=words) | Q(description_en__iexact=words)
    first = task.share_years.order_by("no").first()
    since = first.first if first else baseline.period_to
    return (
        ContractLine.objects.filter(
            same,
            contract__payee__in=task.suppliers.values("company"),
            contract__state=ContractState.IN_FORCE,
            contract__signed_on__gte=since,
            currency="KRW",
            unit_price__lt=baseline.new_price_won,
            qty__gt=0,
        )
        .select_related("contract__payee")
        .order_by("pk")
    )


def cuts_visible_to(user: User) -> QuerySet[PriceCut]:
    """Officers, purchasing, compliance and audit: all; a supplier: its own."""
    found = PriceCut.objects.select_related("task", "company", "line__contract", "decided_by")
    if user.is_internal:
        return found if user.has_role("SG", "PO", "CP", "AU", "FI") else found.none()
    return found.filter(company=user.company_id) if user.is_supplier and user.has_role("SA", "SU") else found.none()
