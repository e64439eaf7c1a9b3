"""What the page of a tender says of the premium of eco-friendly offers."""

from decimal import Decimal
from typing import Any

from catalog.states import EcoKind
from portal.clock import today
from portal.display import money_full
from purchasing.bidding import queries
from purchasing.bidding.models import EcoCheck, Tender
from purchasing.bidding.rules.preference import price_without_premium
from purchasing.bidding.views.shown import percent

EXAMPLE_WON = Decimal(50_000_000)  # domain ECO-05


def eco_of_tender(user, tender: Tender) -> dict[str, Any] | None:
    """The premium with an example, and after the opening what each offer proved; None where there is no premium."""
    promised = tender.params.get("eco") if tender.published_at else queries.eco_params(tender, today())
    if not promised:
        return None
    premium = Decimal(promised["premium"])
    dearest = EXAMPLE_WON * (1 + premium) // 1
    inside = queries.reads_opened_bids(user, tender)
    return {
        "premium_pct": percent(promised["premium"]),
        "dearest": money_full(dearest),
        "compared": money_full(price_without_premium(dearest, premium)),
        "checks": [(check, _products(check)) for check in queries.eco_checks(tender)] if inside else [],
    }


def _products(check: EcoCheck) -> list[str]:
    """What the offer proved, by product; nothing of an offer that does not count."""
    if check.fault:
        return []
    return [f"{row['product']} {EcoKind(row['kind']).label}: {row['evidence']}" for row in check.products]
