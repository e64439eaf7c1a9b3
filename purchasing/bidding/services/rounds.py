"""DO: whether another round keeps what the notice before it announced. Source: BID-L1, decision 23."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from purchasing.bidding import queries
from purchasing.bidding.models import BiddingTerms, Criterion, TcoModel, Tender
from purchasing.bidding.rules import METHODS, Way
from purchasing.bidding.states import Method

RULE = (
    "method", "fixed_ratio", "fixed_on", "cap_ratio", "pool_cap_on", "by_unit_price", "min_technical",
    "single_bid_allowed", "min_bids", "preference_on", "eco_premium_on", "reserved_for", "min_level", "min_esg_score",
)  # fmt: skip
LINE = ("description_ko", "qty", "uom")
CRITERION = ("envelope", "kind", "title_ko", "weight", "guidance", "needs_file")


def round_faults(
    tender: Tender,
    terms: BiddingTerms,
    *,
    lines: Iterable[Any] | None = None,
    criteria: Iterable[Any] | None = None,
) -> list[tuple[str, str]]:
    """(field, sentence) for everything in which another round differs from the round before.

    ``lines``, ``criteria``: as an amendment would leave them; None: those that it has. Whom it invites may change:
    whoever bid before is told of a round to which they may come.
    """
    before = tender.round_of
    if before is None:
        return []
    found = [(name, _differs(_named(name))) for name in RULE if getattr(tender, name) != getattr(before, name)]
    if tender.method == before.method:
        found += _in_method(tender, before, terms)
    wanted = tender.criteria.order_by("no") if criteria is None else criteria
    if _rows(wanted, CRITERION) != _rows(before.criteria.order_by("no"), CRITERION):
        found.append(("criteria", _differs(Criterion._meta.verbose_name_plural)))
    wanted = tender.lines.order_by("no") if lines is None else lines
    if _rows(wanted, LINE) != _rows(before.lines.order_by("no"), LINE):
        words = _("Another round buys what the round before did not: items and quantities stay the same.")
        found.append(("lines", words))
    return found


def _in_method(tender: Tender, before: Tender, terms: BiddingTerms) -> list[tuple[str, str]]:
    """What one award method knows and another does not. Figures that the house terms set follow these for both."""
    found = []
    if queries.method_figures(tender, terms) != queries.method_figures(before, terms):
        found.append(("method", _differs(_named("method_params"))))
    if METHODS[Way(tender.method)].needs_budget and tender.budget_won != before.budget_won:
        found.append(("budget_won", _differs(_named("budget_won"))))
    if tender.method == Method.TCO and queries.tco_model_chosen(tender) != queries.tco_model_chosen(before):
        found.append(("method", _differs(TcoModel._meta.verbose_name)))
    return found


def _differs(what: Any) -> str:
    return _("Another round keeps the rule of the round before: “%(what)s” is not as it was announced.") % {
        "what": what
    }


def _named(name: str) -> Any:
    field: Any = Tender._meta.get_field(name)
    return field.verbose_name


def _rows(parts: Iterable[Any], names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(part, name) for name in names) for part in parts]
