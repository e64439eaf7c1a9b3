"""The calculation ready to show: each step with its own numbers, and what makes a price look low."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy

from portal.display import korean, money_full
from purchasing.bidding.models import LimitCalc
from purchasing.bidding.queries.step_words import StepShown, step_shown

TRIGGERS = {
    "of_base": gettext_lazy("Below the announced share of the base price: %(price)s is less than %(limit)s."),
    "of_mean": gettext_lazy("Below the announced share of the mean of the bids: %(price)s is less than %(limit)s."),
    "of_second": gettext_lazy("Below the announced share of the second lowest bid: %(price)s is less than %(limit)s."),
    "below_single": gettext_lazy(
        "The only bid, and below the announced share of the base price: %(price)s is less than %(limit)s."
    ),
    "manual": gettext_lazy("An evaluator asks."),
}


def trace_shown(calc: LimitCalc) -> list[StepShown]:
    """The steps of the calculation as it was done, each with formula, numbers and result."""
    result = (calc.document or {}).get("result") or {}
    return [step_shown(**line) for line in result.get("trace", [])]


def trigger_words(line: Mapping[str, Any]) -> str:
    """What made a price look low, as a sentence."""
    words = str(TRIGGERS.get(line["name"], line["formula"]))
    told = {name: _money(value) for name, value in line["numbers"].items() if name in ("price", "limit")}
    return words % told if "%(" in words else words


def _money(text: str) -> str:
    """An amount in won, a fraction of it to two places."""
    whole, _space, part = text.partition(" ")
    if not part:
        return str(money_full(Decimal(whole)))
    cents = Fraction(part).limit_denominator(10**9)
    amount = Decimal(whole) + (Decimal(cents.numerator) / Decimal(cents.denominator)).quantize(Decimal("0.01"))
    return f"{amount:,}원" if korean() else f"₩{amount:,}"


def won_text(amount: Decimal) -> str:
    """An amount to the last digit, fractions of a won too: figures of a formula must add up for who checks them.

    >>> from django.utils.translation import override
    >>> with override("en"): won_text(Decimal("70125000.57")), won_text(Decimal("84700000.00"))
    ('₩70,125,000.57', '₩84,700,000')
    """
    text = f"{amount:,.2f}".removesuffix(".00")
    return f"{text}원" if korean() else f"₩{text}"
