"""What comparing total cost came to in a year. Source: domain 3.5, KPIs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from purchasing.bidding.models import Guarantee, TcoResult, Tender
from purchasing.bidding.rules.tco_checks import carbon_of, mean_ratio, saved_a_year
from purchasing.bidding.rules.tco_notice import model_from
from purchasing.bidding.states import GuaranteeState, Method, RulingState, TenderState


@dataclass(frozen=True, slots=True)
class CostYear:
    """The figures of a year, by the day of the award."""

    year: int
    awards: int
    by_cost: int
    saved_won: Decimal  # a year, against the valid bids with the lowest prices
    carbon_t: Decimal  # a year, against the same bids
    kept_pct: Decimal | None  # measured in percent of declared, of all guarantees that were measured
    damages_won: Decimal


def cost_year(year: int) -> CostYear:
    """Awards by total cost, what they save, and how promises were kept."""
    made = Tender.objects.filter(state__in=[TenderState.AWARDED, TenderState.CONTRACTED], ended_at__year=year)
    by_cost = list(made.filter(method=Method.TCO).only("pk", "params", "winner_id"))
    results: dict[int, list[TcoResult]] = {}
    valid = [RulingState.IN_RANGE, RulingState.AWARDED, RulingState.RESERVE, RulingState.LOST]
    found = TcoResult.objects.filter(
        tender__in=by_cost, version=F("tender__evaluation_no"), bid__ruling__state__in=valid
    )
    for result in found.annotate(paid_won=F("bid__ruling__price_won")):
        results.setdefault(result.tender_id, []).append(result)
    saved, carbon = Decimal(0), Decimal(0)
    for tender in by_cost:
        rows = results.get(tender.pk, [])
        winner = next((row for row in rows if row.bid_id == tender.winner_id), None)
        if winner is None:
            continue
        cheapest = min(rows, key=lambda row: (row.paid_won, row.bid_id))  # type: ignore[attr-defined]
        saved += saved_a_year(winner.eac_won, cheapest.eac_won)
        carbon += _carbon(tender.params, cheapest.inputs) - _carbon(tender.params, winner.inputs)
    measured = Guarantee.objects.filter(measured__isnull=False, declared__gt=0, tested_on__year=year)
    owed = Guarantee.objects.filter(state=GuaranteeState.CLOSED, decided_at__year=year).aggregate(sum=Sum("owed_won"))
    return CostYear(
        year=year,
        awards=made.count(),
        by_cost=len(by_cost),
        saved_won=saved,
        carbon_t=carbon,
        kept_pct=mean_ratio([(each.measured, each.declared) for each in measured if each.measured is not None]),
        damages_won=owed["sum"] or Decimal(0),
    )


def _carbon(params: Mapping[str, Any], inputs: Mapping[str, Any]) -> Decimal:
    values = {code: Decimal(told["value"]) for code, told in inputs.items()}
    return carbon_of(model_from(params["tco"]), values)
