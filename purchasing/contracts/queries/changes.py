"""FIND: what amendments made of the contracts that came from tenders; for the flags over opened tenders."""

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, Subquery

from purchasing.bidding.registry import ContractChange
from purchasing.contracts.models import Amendment, ContractVersion
from purchasing.contracts.states import AmendmentState


def changes_after_award(tenders: Collection[int]) -> dict[int, ContractChange]:
    """By tender: its contract's amendments in force together, the end against that of the first version. One query."""
    first = ContractVersion.objects.filter(contract=OuterRef("contract")).order_by("version")
    amended = (
        Amendment.objects.filter(contract__tender__in=tenders, state=AmendmentState.IN_FORCE)
        .order_by("contract", "version")
        .values_list(
            "contract__tender", "value_before", "value", "ends_on", Subquery(first.values("document__ends_on")[:1])
        )
    )
    found: dict[int, ContractChange] = {}
    for tender, before, value, ends_on, first_end in amended:
        so_far = found.get(tender, ContractChange(0, before, before))
        days = (ends_on - date.fromisoformat(first_end)).days if first_end else 0
        now_won = so_far.now_won + value - before  # what an index moved in between is no amendment
        found[tender] = ContractChange(so_far.times + 1, so_far.signed_won, now_won, days)
    return found
