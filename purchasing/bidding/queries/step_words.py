"""The steps of a calculation in words: what each is, its formula and its numbers. The evaluation document keeps the
terms of the rules; pages and papers say them as people do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

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
FORMULAS = {
    "(mean + base) / 2": gettext_lazy("(mean + base price) ÷ 2"),
    "(mean + budget) / 2": gettext_lazy("(mean + budget) ÷ 2"),
    "(M + coefficient * S) * (1 - decrement / 100)": gettext_lazy("(M + coefficient × S) × (1 − decrement ÷ 100)"),
    "1.2 * M": "1.2 × M",
    "ESG band A": gettext_lazy("ESG band A"),
    "M": "M",
    "M * (1 - d / 100)": "M × (1 − d ÷ 100)",
    "M + S": "M + S",
    "M + S * (1 - c1 * c2 / 100)": "M + S × (1 − c1 × c2 ÷ 100)",
    "M + coefficient * S": gettext_lazy("M + coefficient × S"),
    "base * (1 - threshold / 100)": gettext_lazy("base price × (1 − threshold ÷ 100)"),
    "ceil(limit)": gettext_lazy("the limit, rounded up"),
    "ceil(share * n), and equal offers": gettext_lazy("share × number of bids rounded up, and equal offers"),
    "direct + common + site + general": gettext_lazy("direct + common + site + general cost"),
    "drawn": gettext_lazy("drawn by lot"),
    "factor * sum / n": gettext_lazy("factor × sum ÷ number"),
    "floor(sum / 4)": gettext_lazy("sum ÷ 4, rounded down"),
    "mean(r - M) of the kept above M": gettext_lazy("mean of (discount − M) of the kept above M"),
    "min(bids within budget)": gettext_lazy("the lowest bid within the budget"),
    "min(bids), max(bids)": gettext_lazy("the lowest and the highest bid"),
    "min(max(parts, low * planned), high * planned)": gettext_lazy(
        "the shares together, between the lowest and the highest share of the planned cost"
    ),
    "min(price)": gettext_lazy("the lowest price"),
    "n": gettext_lazy("number of bids"),
    "n < needed: no automatic exclusion": gettext_lazy("fewer bids than needed: nobody is excluded automatically"),
    "one in each of 15 bands of base * (1 - spread) .. base * (1 + spread)": gettext_lazy(
        "one in each of 15 bands from base price × (1 − spread) to base price × (1 + spread)"
    ),
    "one of A to E, drawn": gettext_lazy("one of A to E, drawn by lot"),
    "price : others": gettext_lazy("points of the price : of everything else"),
    "rate * reserve": gettext_lazy("rate × reserve price"),
    "ratio * average": gettext_lazy("ratio × midpoint"),
    "ratio * base": gettext_lazy("ratio × base price"),
    "ratio * mean": gettext_lazy("ratio × mean"),
    "share * base": gettext_lazy("share × base price"),
    "share * mean": gettext_lazy("share × mean"),
    "share * second lowest": gettext_lazy("share × second lowest bid"),
    "sum / n": gettext_lazy("sum ÷ number"),
    "sum / n of the kept": gettext_lazy("sum ÷ number of the kept"),
    "sum(share * part)": gettext_lazy("sum of share × part"),
    "the 4 numbers chosen most, the lower number first": gettext_lazy(
        "the 4 numbers chosen most, the lower number first"
    ),
}
NUMBERS = {
    "average": pgettext_lazy("calculation", "midpoint"),
    "base": pgettext_lazy("calculation", "base price"),
    "budget": pgettext_lazy("calculation", "budget"),
    "coefficient": pgettext_lazy("calculation", "coefficient"),
    "common": pgettext_lazy("calculation", "common cost"),
    "common_share": pgettext_lazy("calculation", "share of the common cost"),
    "decrement": pgettext_lazy("calculation", "decrement"),
    "direct": pgettext_lazy("calculation", "direct cost"),
    "direct_share": pgettext_lazy("calculation", "share of the direct cost"),
    "draw": pgettext_lazy("calculation", "seed of the lot"),
    "factor": pgettext_lazy("calculation", "factor"),
    "general": pgettext_lazy("calculation", "general cost"),
    "general_share": pgettext_lazy("calculation", "share of the general cost"),
    "high": pgettext_lazy("calculation", "highest share"),
    "kept": pgettext_lazy("calculation", "kept"),
    "limit": pgettext_lazy("calculation", "limit"),
    "low": pgettext_lazy("calculation", "lowest share"),
    "mean": pgettext_lazy("calculation", "mean"),
    "n": pgettext_lazy("calculation", "number"),
    "needed": pgettext_lazy("calculation", "needed"),
    "of": pgettext_lazy("calculation", "of"),
    "parts": pgettext_lazy("calculation", "shares together"),
    "planned": pgettext_lazy("calculation", "planned cost"),
    "rate": pgettext_lazy("calculation", "rate"),
    "ratio": pgettext_lazy("calculation", "ratio"),
    "reserve": pgettext_lazy("calculation", "reserve price"),
    "share": pgettext_lazy("calculation", "share"),
    "site": pgettext_lazy("calculation", "site cost"),
    "site_share": pgettext_lazy("calculation", "share of the site cost"),
    "spread": pgettext_lazy("calculation", "spread"),
    "sum": pgettext_lazy("calculation", "sum"),
    "threshold": pgettext_lazy("calculation", "threshold"),
}
WHOLE_NUMBER = re.compile(r"^[1-9]\d*(?=,?$)")  # a word of digits, maybe before a comma of a list


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step as people read it; ``numbers`` are (name, value)."""

    label: str
    formula: str
    numbers: list[tuple[str, str]]
    result: str


def step_shown(name: str, formula: str, numbers: Mapping[str, Any], result: str) -> StepShown:
    """A step of a calculation in the reader's language; what has no words of its own is shown as it is kept.

    >>> from django.utils.translation import override
    >>> with override("en"): step_shown("limit", "ratio * base", {"ratio": "0.85", "base": "98000000"}, "83300000")
    StepShown(label='Limit', formula='ratio × base price', numbers=[('ratio', '0.85'), ('base price', '98,000,000')], \
result='83,300,000')
    """
    told = [(str(NUMBERS.get(key, key)), grouped(str(value))) for key, value in numbers.items()]
    return StepShown(str(STEPS.get(name, name)), str(FORMULAS.get(formula, formula)), told, grouped(result))


def grouped(text: str) -> str:
    """Digits in groups of three; fractions, hashes and words stay as they are.

    >>> grouped("78497500"), grouped("70125000 17/30"), grouped("a1b2"), grouped("98000000, 151000000")
    ('78,497,500', '70,125,000 17/30', 'a1b2', '98,000,000, 151,000,000')
    """
    return " ".join(WHOLE_NUMBER.sub(lambda found: f"{int(found[0]):,}", word) for word in text.split(" "))
