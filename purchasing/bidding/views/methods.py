"""The calculation ready to show: each step with its own numbers, and what makes a price look low."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy

from portal.display import korean, money_full
from purchasing.bidding.models import LimitCalc

TRIGGERS = {
    "of_base": gettext_lazy("Below the announced share of the base price: %(price)s is less than %(limit)s."),
    "of_mean": gettext_lazy("Below the announced share of the mean of the bids: %(price)s is less than %(limit)s."),
    "of_second": gettext_lazy("Below the announced share of the second lowest bid: %(price)s is less than %(limit)s."),
    "below_single": gettext_lazy(
        "The only bid, and below the announced share of the base price: %(price)s is less than %(limit)s."
    ),
    "manual": gettext_lazy("An evaluator asks."),
}
STEPS = {
    "lowest_dropped": gettext_lazy("Lowest bid, left out"),
    "mean": gettext_lazy("Mean of the bids"),
    "average": gettext_lazy("Midpoint or average"),
    "limit": gettext_lazy("Limit"),
    "shown": gettext_lazy("Limit, up to the won"),
    "single": gettext_lazy("Share of the base price, for a single bid"),
    "prices": gettext_lazy("Fifteen drawn prices"),
    "picks": gettext_lazy("Numbers chosen most"),
    "reserve": gettext_lazy("Reserve price"),
    "planned": gettext_lazy("Planned cost"),
    "parts": gettext_lazy("Shares of its parts"),
    "dropped": gettext_lazy("Lowest and highest, left out"),
    "count": gettext_lazy("Number of bids"),
    "wings": gettext_lazy("Offers cut at each side"),
    "M": gettext_lazy("Mean discount of the kept, %"),
    "S": gettext_lazy("Mean deviation above it, %"),
    "threshold": gettext_lazy("Threshold, %"),
    "method": gettext_lazy("Drawn method"),
    "coefficient": gettext_lazy("Drawn coefficient"),
    "decrement": gettext_lazy("Drawn decrement"),
    "lowest": gettext_lazy("Lowest compared price"),
    "weights": gettext_lazy("Points for the price"),
    "esg_bonus": gettext_lazy("Points on top for ESG band A"),
    "of_base": gettext_lazy("Low below: share of the base price"),
    "of_mean": gettext_lazy("Low below: share of the mean"),
    "of_second": gettext_lazy("Low below: share of the second lowest"),
}
WHOLE_NUMBER = re.compile(r"^[1-9]\d*(?=,?$)")  # a word of digits, maybe before a comma of a list


def trace_shown(calc: LimitCalc) -> list[dict[str, Any]]:
    """The steps of the calculation as it was done, each with formula, numbers and result."""
    result = (calc.document or {}).get("result") or {}
    return [
        {
            "label": str(STEPS.get(line["name"], line["name"])),
            "formula": line["formula"],
            "numbers": [{"name": name, "value": grouped(value)} for name, value in line["numbers"].items()],
            "result": grouped(line["result"]),
        }
        for line in result.get("trace", [])
    ]


def trigger_words(line: Mapping[str, Any]) -> str:
    """What made a price look low, as a sentence."""
    words = str(TRIGGERS.get(line["name"], line["formula"]))
    told = {name: _money(value) for name, value in line["numbers"].items() if name in ("price", "limit")}
    return words % told if "%(" in words else words


def grouped(text: str) -> str:
    """Digits in groups of three; fractions and words stay as they are.

    >>> grouped("78497500"), grouped("70125000 17/30"), grouped("a1b2"), grouped("98000000, 151000000")
    ('78,497,500', '70,125,000 17/30', 'a1b2', '98,000,000, 151,000,000')
    """
    return " ".join(WHOLE_NUMBER.sub(lambda found: f"{int(found[0]):,}", word) for word in text.split(" "))


def _money(text: str) -> str:
    """An amount in won, a fraction of it to two places."""
    whole, _space, part = text.partition(" ")
    if not part:
        return money_full(Decimal(whole))
    cents = Fraction(part).limit_denominator(10**9)
    amount = Decimal(whole) + (Decimal(cents.numerator) / Decimal(cents.denominator)).quantize(Decimal("0.01"))
    return f"{amount:,}원" if korean() else f"₩{amount:,}"
