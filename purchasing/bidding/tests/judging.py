"""Bids and notices for the tests of the award methods."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from purchasing.bidding.rules import METHODS, Notice, Offer, Outcome, Way, faults_of, figures_of

MILLION = 1_000_000
TERMS = {
    "lpl_ratio": "0.85",
    "lpl_ec_ratio": "0.8",
    "price_weight": "80",
    "kr_spread": "0.02",
    "kr_floor": "0.87745",
}
SAID = {
    Way.JP_MIN: {"direct_won": "60", "common_won": "8", "site_won": "12", "general_won": "15"},
    Way.LOWEST: {"legal_basis": "Act 1 article 2"},
    Way.TRIMMED_MEAN: {"decrements": "0 5 10"},
}


def offers(prices, **more) -> list[Offer]:
    return [Offer(n, Decimal(price), bidder=f"CMP-{n}", **more) for n, price in enumerate(prices, start=1)]


def notice(way: Way, base=100, **more) -> Notice:
    """A notice of the method with the figures that the house terms and the rule book give it."""
    said = dict(SAID.get(way, {}))
    if way == Way.JP_MIN:  # the parts make 95 % of the base price
        said = {name: str(int(part) * base // 100) for name, part in said.items()}
    told = figures_of(METHODS[way].figures, said, TERMS, sealed=True)
    assert faults_of(METHODS[way].figures, told, sealed=True) == []
    ratio = Decimal(told.get("ratio", "0.85"))
    return Notice(
        way=way,
        ratio=ratio,
        budget_won=Decimal(base),
        minimum_won=Decimal(base * 4 // 5 or 1),
        **more | {"figures": told | more.get("figures", {})},
    )


def excluded(result, outcome=Outcome.EXCLUDED_LOW) -> list[int]:
    return sorted(int(ruled.offer.price_won) for ruled in result.ruled if ruled.outcome == outcome)


def winner(result):
    return int(result.first.offer.price_won) if result.first else None


def places(value: Fraction, count: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP))
