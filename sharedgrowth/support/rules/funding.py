"""Who pays what of a project: government, buyer, company. The three parts add up to the total, to the won.

Modes: ``type1`` (three shares), ``type2`` (small firms, basic level), ``one_to_one`` (the buyer matches the
government), ``anchor`` (the buyer pays, the company what goes beyond). Source: domain 7.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from portal.money import won_down, won_up
from sharedgrowth.support.registry import Split

BASIC, ADVANCED1, ADVANCED2 = "basic", "advanced1", "advanced2"
LEVELS = {
    BASIC: pgettext_lazy("smart factory", "Basic"),
    ADVANCED1: pgettext_lazy("smart factory", "Advanced 1"),
    ADVANCED2: pgettext_lazy("smart factory", "Advanced 2"),
}
TYPE1, TYPE2, ONE_TO_ONE, ANCHOR = "type1", "type2", "one_to_one", "anchor"
MODES = {
    TYPE1: pgettext_lazy("funding mode", "Type 1: government, buyer and company"),
    TYPE2: pgettext_lazy("funding mode", "Type 2: small firms at the basic level, without a share of their own"),
    ONE_TO_ONE: pgettext_lazy("funding mode", "One to one: the buyer matches the government"),
    ANCHOR: pgettext_lazy("funding mode", "The buyer pays"),
}


@dataclass(frozen=True, kw_only=True)
class FundingTerms:
    """The numbers of the funding rule; a call keeps those that were in force when it was published."""

    government_share: Decimal = Decimal("0.3")
    anchor_share: Decimal = Decimal("0.3")
    sme_share: Decimal = Decimal("0.4")
    cap_basic_won: Decimal = Decimal(42_000_000)
    cap_advanced1_won: Decimal = Decimal(120_000_000)
    cap_advanced2_won: Decimal = Decimal(240_000_000)
    type2_won: Decimal = Decimal(10_000_000)  # of the government, and as much of the buyer

    def cap(self, level: str) -> Decimal:
        """The most that the government gives at ``level``."""
        caps = {BASIC: self.cap_basic_won, ADVANCED1: self.cap_advanced1_won, ADVANCED2: self.cap_advanced2_won}
        return caps[level]


def funding_terms(params: Mapping[str, object]) -> FundingTerms:
    """The terms that a call keeps among its ``params`` (numbers as text); what it does not say is as usual.

    Source: domain 7.4, CNV-07.

    >>> funding_terms({"cap_basic_won": "50000000", "reviewers": 2}).cap("basic")
    Decimal('50000000')
    """
    known = {each.name for each in fields(FundingTerms)}
    return FundingTerms(**{name: Decimal(str(value)) for name, value in params.items() if name in known})


def percent(share: Decimal) -> str:
    """A share as people write it.

    Source: domain CNV-03.

    >>> percent(Decimal("0.300000")), percent(Decimal("0.125"))
    ('30%', '12.5%')
    """
    return f"{(share * 100).normalize():f}%"


def level_of(step: int) -> str:
    """The funding level of a smart-factory level 1-5: 1 and 2 basic, 3 advanced 1, 4 and 5 advanced 2.

    Source: domain 7.1 (government scheme of 2022 and its former five levels).

    >>> [level_of(step) for step in range(1, 6)]
    ['basic', 'basic', 'advanced1', 'advanced2', 'advanced2']
    """
    return {1: BASIC, 2: BASIC, 3: ADVANCED1, 4: ADVANCED2, 5: ADVANCED2}[step]


def split(
    total_won: Decimal,
    level: str = BASIC,
    mode: str = TYPE1,
    terms: FundingTerms | None = None,
    most_won: Decimal | None = None,
) -> Split:
    """Who pays what of ``total_won``. ``most_won``: the most that the buyer gives to one company, where a call says so.

    What the company pays is rounded down, what it gets up; where the buyer's share is cut at ``most_won``, the company
    bears the rest.

    Source: domain 7.4, CNV-02.

    >>> parts = split(Decimal(200_000_000))
    >>> int(parts.government), int(parts.anchor), int(parts.sme)
    (42000000, 78000000, 80000000)
    >>> parts = split(Decimal(20_000_000), mode="type2")
    >>> int(parts.government), int(parts.anchor), int(parts.sme)
    (10000000, 10000000, 0)
    >>> parts = split(Decimal(100_000_000), mode="one_to_one", most_won=Decimal(20_000_000))
    >>> int(parts.government), int(parts.anchor), int(parts.sme)
    (20000000, 20000000, 60000000)
    """
    if total_won < 0 or total_won != total_won.to_integral_value():
        raise ValueError("a total is whole won, not below zero")
    terms = terms or FundingTerms()
    ways = {TYPE1: _type1, TYPE2: _type2, ONE_TO_ONE: _one_to_one, ANCHOR: _anchor}
    return ways[mode](total_won, level, terms, most_won)


def _cut(share: Decimal, most_won: Decimal | None) -> Decimal:
    """A share, at most what the call gives to one company. Source: domain 7.2 (the call's budget)."""
    return share if most_won is None else min(share, won_down(most_won))


def _type1(total: Decimal, level: str, terms: FundingTerms, most_won: Decimal | None) -> Split:
    """Government at most its share and its cap; the company at most its share; the buyer the rest.

    Source: domain 7.4.
    """
    government = won_down(min(terms.government_share * total, terms.cap(level)))
    least = max(terms.anchor_share * total, total - government - terms.sme_share * total)
    anchor = _cut(min(won_up(least), total - government), most_won)
    said = {
        "government": percent(terms.government_share),
        "anchor": percent(terms.anchor_share),
        "sme": percent(terms.sme_share),
    }
    why = {
        "government": _("At most %(government)s of the cost, and at most the cap of the level.") % said,
        "anchor": _("At least %(anchor)s of the cost, and what keeps the company's share at %(sme)s.") % said,
        "sme": _("At most %(sme)s of the cost.") % said,
    }
    if government == terms.cap(level):
        why["government"] = _("The cap of the level: %(government)s of the cost would be more.") % said
    if most_won is not None and anchor < won_up(least):
        why["anchor"] = _("The most that this call gives to one company.")
        why["sme"] = _("The company bears what goes beyond the most of the call.")
    return Split(total, government, anchor, total - government - anchor, why)


def _type2(total: Decimal, _level: str, terms: FundingTerms, most_won: Decimal | None) -> Split:
    """Government and buyer half each, up to 10 million won each; a company that wants more bears what goes beyond.

    Source: domain 7.4.
    """
    government = min(won_down(total / 2), terms.type2_won)
    anchor = _cut(min(won_up(total / 2), terms.type2_won), most_won)
    why = {
        "government": _("Half of the cost, at most %(most)s won.") % {"most": f"{terms.type2_won:,}"},
        "anchor": _("As much as the government."),
        "sme": _("Nothing, up to a cost of %(most)s won; the company bears what goes beyond.")
        % {"most": f"{2 * terms.type2_won:,}"},
    }
    return Split(total, government, anchor, total - government - anchor, why)


def _one_to_one(total: Decimal, level: str, terms: FundingTerms, most_won: Decimal | None) -> Split:
    """Government and buyer give the same; the company pays the rest.

    Source: domain 7.4, mode ONE_TO_ONE.
    """
    each = _cut(won_down(min(terms.government_share * total, terms.cap(level))), most_won)
    why = {
        "government": _("%(share)s of the cost, at most the cap of the level and of the call.")
        % {"share": percent(terms.government_share)},
        "anchor": _("As much as the government."),
        "sme": _("The rest."),
    }
    return Split(total, each, each, total - each - each, why)


def _anchor(total: Decimal, _level: str, _terms: FundingTerms, most_won: Decimal | None) -> Split:
    """The buyer pays up to the call's most; the company what goes beyond.

    Source: domain 7.1 (consulting is paid by the buyer).
    """
    anchor = _cut(total, most_won)
    why = {
        "anchor": _("The buyer pays, up to the most that the call gives to one company."),
        "sme": _("The company bears what goes beyond the most of the call."),
    }
    return Split(total, Decimal(0), anchor, total - anchor, why)
