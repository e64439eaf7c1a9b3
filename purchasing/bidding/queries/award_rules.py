"""The award rules in words: a short name, and what decides in a sentence or two."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.display import money_full
from purchasing.bidding.models import Tender
from purchasing.bidding.rules import METHODS, Figure, Way
from purchasing.bidding.states import Method

PARTS = {  # of the base price
    "direct_won": gettext_lazy("Direct cost"),
    "common_won": gettext_lazy("Common temporary works"),
    "site_won": gettext_lazy("Site management"),
    "general_won": gettext_lazy("General administration"),
}
LABELS = {
    "floor": gettext_lazy("Award floor, % of the reserve price"),
    "spread": gettext_lazy("Spread around the base amount, %"),
    "weight": gettext_lazy("Points for the price"),
    "slope": gettext_lazy("Points lost for each percent"),
    "top": gettext_lazy("Price with full points, % of the reserve price"),
    "pass_mark": gettext_lazy("Pass mark"),
    "min_offers": gettext_lazy("Offers from which low ones are excluded"),
    "compare": gettext_lazy("A discount equal to the threshold"),
    "trim": gettext_lazy("Offers cut at each side, %"),
    "coefficient": gettext_lazy("Mean deviations above the mean"),
    "decrements": gettext_lazy("Decrements to draw from, %"),
    "of_base": gettext_lazy("Low: below this % of the base price"),
    "of_mean": gettext_lazy("Low: below this % of the mean of the bids"),
    "of_second": gettext_lazy("Low: below this % of the second lowest"),
    "min_n": gettext_lazy("Bids needed for an average"),
    **PARTS,
    "direct": gettext_lazy("Share of the direct cost, %"),
    "common": gettext_lazy("Share of common temporary works, %"),
    "site": gettext_lazy("Share of site management, %"),
    "general": gettext_lazy("Share of general administration, %"),
    "low": gettext_lazy("Lower end of the band, % of the planned cost"),
    "high": gettext_lazy("Upper end of the band, % of the planned cost"),
    "limit": gettext_lazy("Price floor before the costs are compared"),
    "price_weight": gettext_lazy("Points for the price, of 100"),
    "esg_bonus": gettext_lazy("Points on top for ESG band A"),
    "legal_basis": gettext_lazy("Law that asks for the lowest price"),
}
CHOICES = {
    "GE": gettext_lazy("is excluded"),
    "GT": gettext_lazy("stays"),
    "": gettext_lazy("none"),
    "LPL_POSCO": gettext_lazy("as in the rule LPL_POSCO"),
}
PERCENT = frozenset({"share"})
COUNTS = frozenset({"coefficient"})  # a plain factor, though it is kept like a share
SHORT_METHODS = {
    Method.LPL_POSCO: pgettext_lazy("award rule", "Price floor"),
    Method.LPL_EC: pgettext_lazy("award rule", "Price floor on the budget"),
    Method.LPL_FIXED: pgettext_lazy("award rule", "Fixed price floor"),
    Method.TCO: pgettext_lazy("award rule", "Total cost (TCO)"),
    Method.COMPOSITE: pgettext_lazy("award rule", "Price and quality"),
    Method.EU_EXPLAIN: pgettext_lazy("award rule", "Lowest price, explained"),
    Method.KR_RESERVE: pgettext_lazy("award rule", "Reserve price"),
    Method.KR_QUALIFICATION: pgettext_lazy("award rule", "Reserve price, qualified"),
    Method.JP_MIN: pgettext_lazy("award rule", "Minimum price"),
    Method.BAM: pgettext_lazy("award rule", "Closest to the average"),
    Method.BELOW_AVG: pgettext_lazy("award rule", "Below the average"),
    Method.TRIMMED_MEAN: pgettext_lazy("award rule", "Trimmed mean"),
    Method.IT_A: pgettext_lazy("award rule", "Anomaly threshold A"),
    Method.IT_2017: pgettext_lazy("award rule", "Anomaly threshold, drawn"),
    Method.IT_2017_A: pgettext_lazy("award rule", "Anomaly threshold 2017 A"),
    Method.IT_2017_B: pgettext_lazy("award rule", "Anomaly threshold 2017 B"),
    Method.IT_2017_C: pgettext_lazy("award rule", "Anomaly threshold 2017 C"),
    Method.IT_2017_D: pgettext_lazy("award rule", "Anomaly threshold 2017 D"),
    Method.IT_2017_E: pgettext_lazy("award rule", "Anomaly threshold 2017 E"),
    Method.LOWEST: pgettext_lazy("award rule", "Lowest price"),
}


RATIOS = {  # of the house terms alone, so no officer types them
    "ratio": gettext_lazy("Price floor, % of the midpoint"),
    "posco_ratio": gettext_lazy("With too few bids within the budget, % of the midpoint"),
}


def ranks_otherwise(tender: Tender) -> bool:
    """Whether the first in rank need not be the lowest price."""
    method = METHODS[Way(tender.method)]
    averages = (Way.BAM, Way.BELOW_AVG)
    return (
        method.needs_points
        or method.needs_cost
        or method.way in averages
        or tender.preference_on
        or tender.eco_premium_on
    )


def percent(share: str | Decimal | None) -> str:
    """A stored fraction in percent: 0.850000 → 85.

    >>> percent("0.850000"), percent("0.8775"), percent(None)
    ('85', '87.75', '')
    """
    return f"{(Decimal(share) * 100).normalize():f}" if share else ""


@dataclass(frozen=True, slots=True)
class FigureShown:
    """One figure of the award rule as the notice prints it; ``value`` is as it is counted, empty while it is sealed."""

    name: str
    label: object
    words: str
    value: str


def rule_figures(params: Mapping[str, Any], *, opened: bool) -> list[FigureShown]:
    """Every figure that the rule counts with, as promised. Amounts of a planned cost would tell the sealed price, so
    they are named, and printed once the bids are open. Source: security 5.9, domain 2.6.
    """
    told = params.get("figures") or {}
    way = Way(params["method"])
    found = []
    for figure in METHODS[way].figures:
        value = str(told.get(figure.name) or figure.default or "")
        if way == Way.TCO and figure.name == "ratio" and not told.get("limit"):
            continue  # no price floor, so nothing of which it would be a share
        if figure.kind == "won" and opened and not value:
            continue  # sealed with the base price, and told by the calculation
        sealed = figure.kind == "won" and not opened
        words = str(_("sealed until the opening")) if sealed else _figure_words(figure, value)
        label = LABELS.get(figure.name) or RATIOS[figure.name]
        found.append(FigureShown(figure.name, label, words, "" if sealed else value))
    if budget := budget_of(params):
        found.append(FigureShown("budget_won", _("Budget"), str(money_full(budget)), f"{budget:.0f}"))
    return found


def budget_of(params: Mapping[str, Any]) -> Decimal | None:
    """The budget, where the limit rests on it: then it is part of the notice. Source: domain 2.6."""
    budget = params.get("budget_won")
    return Decimal(budget) if budget and METHODS[Way(params["method"])].needs_budget else None


def _figure_words(figure: Figure, value: str) -> str:
    if figure.kind == "choice":
        return str(CHOICES.get(value, value))
    if not value:
        return "—"
    if figure.kind in PERCENT and figure.name not in COUNTS:
        return f"{percent(value)}%"
    if figure.kind == "won":
        return str(money_full(Decimal(value)))
    if figure.kind in ("text", "shares"):
        return value
    return f"{Decimal(value).normalize():f}"


def rule_words(params: Mapping[str, Any]) -> list[str]:
    """How the award is decided, for the notice, the bid form and the result; with the figures that were promised."""
    told = params.get("figures") or {}
    way = Way(params["method"])
    pct = percent(params.get("ratio") or told.get("ratio"))
    figures = {figure.name: told.get(figure.name) or figure.default for figure in METHODS[way].figures}
    unknown = _("It depends on all bids, so it exists only after opening and nobody can know it in advance.")
    italian = _(
        "Bids are compared by their discount from the base price. A discount at or above the anomaly threshold is "
        "excluded; the highest of the others wins."
    )
    match way:
        case Way.POSCO:
            return [
                _(
                    "The price floor is %(pct)s%% of the midpoint between the mean bid and the base price; lower bids "
                    "are excluded, the lowest of the others wins."
                )
                % {"pct": pct},
                unknown,
            ]
        case Way.EC:
            return [
                _(
                    "The price floor is %(pct)s%% of the midpoint between the budget and the mean of the bids within "
                    "it, without the lowest one; lower bids are excluded, the lowest of the others wins."
                )
                % {"pct": pct},
                *(
                    [
                        _(
                            "With fewer than two bids within the budget, it is %(pct)s%% of the midpoint between the "
                            "mean bid and the base price."
                        )
                        % {"pct": percent(figures["posco_ratio"])}
                    ]
                    if figures.get("posco_ratio")
                    else []
                ),
                unknown,
            ]
        case Way.FIXED if params.get("fixed_on") != "mean":
            return [
                _(
                    "The price floor is %(pct)s%% of the base price; lower bids are excluded, the lowest of the others "
                    "wins."
                )
                % {"pct": pct},
                _("The base price is sealed until the bids are open, so nobody can know the floor in advance."),
            ]
        case Way.FIXED:
            return [
                _(
                    "The price floor is %(pct)s%% of the mean of all bids; lower bids are excluded, the lowest of the "
                    "others wins."
                )
                % {"pct": pct},
                unknown,
            ]
        case Way.TCO:
            words = _(
                "The lowest total cost of ownership per year wins: price, energy, upkeep, losses and what is left at "
                "the end, by the cost model of this notice. The contract is made at the price of the bid."
            )
            floor = _(
                "Before that, bids below the price floor are excluded: %(pct)s%% of the midpoint between the mean bid "
                "and the base price."
            ) % {"pct": pct}
            return [words, floor] if figures.get("limit") else [words]
        case Way.COMPOSITE:
            weight = figures.get("price_weight")
            whole = Decimal(weight) if weight else None
            if whole is None:
                return [_("Price and quality are scored together, out of 100 points; the most points win.")]
            return [
                _(
                    "The most points win: %(price)s for the price (the lowest price gets all of them) and %(rest)s for "
                    "what the evaluation board scores before the prices are opened."
                )
                % {"price": f"{whole.normalize():f}", "rest": f"{(100 - whole).normalize():f}"},
                *_esg_bonus(figures),
            ]
        case Way.EXPLAIN:
            return [
                _(
                    "The lowest price wins. A bid below %(base)s%% of the base price, %(mean)s%% of the mean or "
                    "%(second)s%% of the second lowest has to be explained first; it is excluded only if the "
                    "explanation does not account for the price."
                )
                % {
                    "base": percent(figures.get("of_base")),
                    "mean": percent(figures.get("of_mean")),
                    "second": percent(figures.get("of_second")),
                }
            ]
        case Way.KR_RESERVE | Way.KR_QUALIFICATION:
            words = _(
                "At the opening the reserve price is drawn: 15 preliminary prices within ±%(spread)s%% of the base "
                "amount, of which the four that bidders picked most often are averaged. Bids above it, or below "
                "%(floor)s%% of it, are excluded."
            ) % {"spread": percent(figures.get("spread")), "floor": percent(figures.get("floor"))}
            if way == Way.KR_RESERVE:
                return [words, _("The lowest of the others wins.")]
            return [
                words,
                _("The lowest of the others that reaches %(mark)s points with its qualification wins.")
                % {"mark": figures.get("pass_mark")},
            ]
        case Way.JP_MIN:
            return [
                _(
                    "The minimum price is made from the parts of the planned cost, between %(low)s%% and %(high)s%% of "
                    "it; lower bids are excluded, the lowest of the others wins."
                )
                % {"low": percent(figures.get("low")), "high": percent(figures.get("high"))},
                _("Those parts are sealed with the base price until the bids are open: nobody can know the minimum."),
            ]
        case Way.BAM:
            return [
                _("The highest and the lowest bid are left out; the bid closest to the average of the others wins."),
                unknown,
            ]
        case Way.BELOW_AVG:
            return [_("The highest bid that is not above the mean of all bids wins."), unknown]
        case Way.LOWEST:
            return [_("The lowest price wins, as this law asks: %(law)s") % {"law": figures.get("legal_basis") or "—"}]
        case Way.MINIMUM:
            return [_("Bids below the announced minimum are excluded; the lowest of the others wins.")]
        case Way.TRIMMED_MEAN:
            return [
                italian,
                _("The threshold is the mean without the highest and lowest %(trim)s%%, plus the mean deviation.")
                % {"trim": percent(figures.get("trim"))},
            ]
        case Way.IT_2017:
            return [italian, _("Which of the five formulas of 2017 gives the threshold is drawn at the opening.")]
        case _:
            return [italian, unknown]


def _esg_bonus(figures: Mapping[str, Any]) -> list[str]:
    bonus = Decimal(str(figures.get("esg_bonus") or 0))
    if not bonus:
        return []
    words = _("A bidder that is in ESG band A at the deadline has %(bonus)s points on top.")
    return [words % {"bonus": f"{bonus.normalize():f}"}]
