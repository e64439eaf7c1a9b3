"""DO: whether a tender says everything that its award method needs, before its notice binds anybody."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from purchasing.bidding import queries
from purchasing.bidding.models import BiddingTerms, Tender
from purchasing.bidding.rules import METHODS, Fault, Way, faults_of
from purchasing.bidding.states import CriterionKind, Method


def fault_words(fault: Fault) -> str:
    """What is wrong with a figure, as a sentence beside its field."""
    match fault.what:
        case "missing":
            return _("This award rule needs the figure: write it.")
        case "not_a_number":
            return _("Write a number.")
        case "out_of_range":
            return _("Write a number from %(lowest)s to %(highest)s.") % {
                "lowest": fault.lowest,
                "highest": fault.highest,
            }
        case "no_choice":
            return _("Choose one of the values.")
        case _:
            return _("This award rule knows no such figure: %(name)s.") % {"name": fault.name}


def method_faults(tender: Tender, terms: BiddingTerms, kinds: Collection[str]) -> list[tuple[str, str]]:
    """(field, sentence) for everything that the award method lacks; figures are fields named ``method.<figure>``.

    ``kinds``: of the criteria that bids are judged by, as they stand or as an amendment wants them.
    """
    method = METHODS[Way(tender.method)]
    told = queries.method_figures(tender, terms)
    unknown = {name: value for name, value in (tender.method_params or {}).items() if name not in told and value != ""}
    found = [(f"method.{each.name}", fault_words(each)) for each in faults_of(method.figures, told | unknown)]
    if method.needs_budget and tender.budget_won is None:
        found.append(("budget_won", _("This award rule compares with the budget: write it into the notice.")))
    if tender.preference_on and not method.takes_preference:
        found.append(("preference_on", _("This award rule knows no preference: choose another rule or switch it off.")))
    if tender.eco_premium_on and (not method.takes_preference or method.needs_cost):
        found.append(
            ("eco_premium_on", _("This award rule compares no prices that a premium could change: switch it off."))
        )
    if tender.pool_cap_on and not method.leans_on_bids:
        found.append(("pool_cap_on", _("This award rule uses no mean: there are no outliers to leave out.")))
    if method.needs_points and CriterionKind.SCORED not in kinds:
        found.append(("criteria", _("This award rule needs scored criteria besides the price.")))
    if tender.method == Method.LOWEST and not terms.lowest_allowed:
        found.append(("method", _("The house terms do not allow an award by the lowest price alone.")))
    if tender.method == Method.JP_MIN and not found:
        found += _of_band(told)
    return found


def _of_band(told: dict[str, str]) -> list[tuple[str, str]]:
    if Decimal(told["low"]) > Decimal(told["high"]):
        return [("method.low", _("The lower end of the band lies above its upper end."))]
    return []


def check_method(tender: Tender, terms: BiddingTerms, kinds: Collection[str]) -> None:
    """Refuse the first thing that the award method lacks, beside its field."""
    for field, words in method_faults(tender, terms, kinds):
        raise RuleBroken(words, field=field)
