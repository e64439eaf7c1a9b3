"""Guarantees of winners: who sees which, and what they come to."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from portal.clock import today
from purchasing.bidding.models import Guarantee
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.states import GuaranteeState

READS_GUARANTEES = ("PO", "RQ", "FI", "AP", "EV", "AU", "CP")


def guarantees_visible_to(user) -> QuerySet[Guarantee]:
    """All for the staff who measure, decide or audit; the own company's for its administrators and bidders."""
    found = Guarantee.objects.select_related("tender", "bid__company", "tested_by", "decided_by", "protocol")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        return found if user.has_role(*READS_GUARANTEES) else found.none()
    if user.is_supplier and user.has_role(*READS_OWN_BIDS):
        return found.filter(bid__company=user.company)
    return found.none()


def guarantees_waiting_for(user) -> list[tuple[Guarantee, str]]:
    """Guarantees that wait for this member of staff: (guarantee, ``test``, ``late`` or ``decide``).

    Tests whose day comes first stand first, those without a planned day last.
    """
    waiting = []
    found = Guarantee.objects.select_related("tender", "bid__company").order_by("pk")
    if user.is_internal and user.has_role("RQ"):
        tests = found.filter(state=GuaranteeState.OPEN).order_by(F("test_by").asc(nulls_last=True), "pk")[:20]
        day = today()
        waiting += [(each, "late" if each.test_by and each.test_by < day else "test") for each in tests]
    if user.is_internal and user.has_role("FI", "AP"):
        waiting += [(each, "decide") for each in found.filter(state=GuaranteeState.TESTED).exclude(tested_by=user)[:20]]
    return waiting


@dataclass(frozen=True, slots=True)
class GuaranteeFigures:
    """How promises were kept."""

    all: int
    waiting: int
    met: int
    broken: int
    owed_won: Decimal


def guarantee_figures() -> GuaranteeFigures:
    """How many guarantees there are, how many were kept, and what was owed. Source: domain 3.5, KPIs."""
    decided = Q(state__in=[GuaranteeState.MET, GuaranteeState.DAMAGES, GuaranteeState.CLOSED])
    found = Guarantee.objects.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=~decided),
        met=Count("pk", filter=decided & Q(owed_won=0)),
        broken=Count("pk", filter=decided & Q(owed_won__gt=0)),
        owed=Sum("owed_won"),
    )
    return GuaranteeFigures(
        all=found["all"],
        waiting=found["waiting"],
        met=found["met"],
        broken=found["broken"],
        owed_won=found["owed"] or Decimal(0),
    )
