"""Why a bid stands where it stands, as a sentence with its figures, in the reader's language."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from purchasing.bidding.models import Ruling, Tender
from purchasing.bidding.rules import Failure, Link, Reason, Tie


def why(ruling: Ruling) -> str:
    """The sentence that a losing bidder must be able to follow without us."""
    figures = {name: _figure(name, value) for name, value in ruling.figures.items()}
    text = _as_offered(ruling) or _sentence(ruling.cause, figures)
    if not text:
        return ""
    others = {"remark": ruling.remark, "rival": "", "link": "", "commitment": ""} | figures
    if get_language() == "en" and "rival_en" in ruling.figures:
        others["rival"] = ruling.figures["rival_en"]
    if get_language() == "en" and "line_en" in ruling.figures:
        others["line"] = ruling.figures["line_en"]
    return f"{text % others} {_tie(ruling.tie)}".strip()


def _as_offered(ruling: Ruling) -> str:
    """The sentence of a bid that is compared by an evaluated price which is its own: nothing was added or taken off."""
    if (evaluated := ruling.figures.get("evaluated_won")) is None or Decimal(evaluated) != ruling.price_won:
        return ""
    if ruling.cause == Reason.LOWEST_EVALUATED:
        return _("Lowest evaluated price: ₩%(evaluated_won)s.")
    if ruling.cause == Reason.NOT_LOWEST_EVALUATED:
        return _("Evaluated price ₩%(evaluated_won)s: ₩%(above_won)s above the lowest.")
    return ""


def _sentence(cause: str, figures: dict[str, str]) -> str:
    sentences = {
        Reason.BELOW_LIMIT: _("₩%(short_won)s below the price floor of ₩%(limit_won)s (rule LPL)."),
        Reason.NOT_EXPLAINED: _(
            "Abnormally low, and the explanation does not account for the price (rule EU_EXPLAIN): see the decision."
        ),
        Reason.ABOVE_CAP: _("₩%(over_won)s above the announced ceiling of ₩%(cap_won)s (rule BID-06)."),
        Reason.ABOVE_POOL_CAP: _("₩%(over_won)s above the announced outlier limit of ₩%(cap_won)s (rule LPL-06)."),
        Reason.ABOVE_BUDGET: _("₩%(over_won)s above the announced budget of ₩%(cap_won)s (rule LPL_EC)."),
        Reason.ABOVE_RESERVE: _("₩%(over_won)s above the drawn reserve price of ₩%(cap_won)s (rule KR_RESERVE)."),
        Reason.ABOVE_MEAN: _("₩%(over_won)s above the mean of all bids, ₩%(cap_won)s rounded down (rule BELOW_AVG)."),
        Reason.DROPPED_LOW: _("The lowest bid: left out of the average, as announced (rule BAM)."),
        Reason.DROPPED_HIGH: _("The highest bid: left out of the average, as announced (rule BAM)."),
        Reason.BELOW_TECHNICAL: _(
            "Not responsive: %(score)s technical points of 100, fewer than the announced minimum of %(least)s."
        ),
        Reason.NOT_QUALIFIED: _("%(score)s points: fewer than the pass mark of %(pass_mark)s."),
        Reason.LOWEST: _("Lowest valid price."),
        Reason.LOWEST_EVALUATED: _(
            "Lowest evaluated price: ₩%(evaluated_won)s with the announced preference or premium."
        ),
        Reason.NOT_LOWEST_EVALUATED: _(
            "Evaluated price ₩%(evaluated_won)s: ₩%(above_won)s above the lowest, with the announced preference or "
            "premium."
        ),
        Reason.LOWEST_COST: _("Lowest total cost: ₩%(evaluated_won)s a year."),
        Reason.NOT_LOWEST_COST: _("Total cost ₩%(evaluated_won)s a year: ₩%(above_won)s above the lowest."),
        Reason.HIGHEST_SCORE: _("%(score)s points: %(price_points)s for the price, %(other_points)s for the rest."),
        Reason.NOT_HIGHEST_SCORE: _(
            "%(score)s points: %(price_points)s for the price, %(other_points)s for the rest;"
            " the best has %(best_score)s."
        ),
        Reason.CLOSEST: _("Closest to the average of ₩%(average_won)s: ₩%(distance_won)s away."),
        Reason.NOT_CLOSEST: _("₩%(distance_won)s away from the average of ₩%(average_won)s: another bid is closer."),
        Reason.HIGHEST_BELOW_MEAN: _("Highest bid that is not above the mean of ₩%(mean_won)s."),
        Reason.NOT_HIGHEST_BELOW_MEAN: _("Not above the mean of ₩%(mean_won)s, but another such bid is higher."),
        Reason.SINGLE_TO_EXPLAIN: _(
            "The only bid, and below the announced share of the base price: it had to be explained (rule LPL-04)."
        ),
        Reason.TCO_MISSING: _("Not responsive: the value of “%(line)s” is missing or unusable (rule TCO-06)."),
        Reason.RULED_OUT: _("Not responsive: %(remark)s"),
        Reason.WITHDRAWN: _(
            "Withdrawn after the deadline for a manifest error, by decision of an approver: %(remark)s"
        ),
        Reason.RELATED: _related(figures),
        Reason.BROKEN_SEAL: _("Not valid: the bid does not match its fingerprint %(commitment)s."),
        Reason.SANCTIONED: _("The company was excluded from tenders when the bids were opened."),
    }
    if cause == Reason.NOT_LOWEST:
        same = figures.get("above_won") in (None, "0")
        return _("Same price as the lowest valid bid.") if same else _("₩%(above_won)s above the lowest valid price.")
    return sentences.get(Reason(cause), "") if cause in Reason._value2member_map_ else ""


def _related(figures: dict[str, str]) -> str:
    match figures.get("link"):
        case Link.REPRESENTATIVE:
            return _("Same representative as %(rival)s, which bid too: neither counts (rule BID-04).")
        case Link.OWNER:
            return _(
                "A common owner of at least 30%% stands behind %(rival)s, which bid too: neither counts (rule BID-04)."
            )
        case Link.ACCOUNT:
            return _("Same bank account as %(rival)s, which bid too: neither counts (rule BID-04).")
        case _:
            return _("Bid beside a related company (%(rival)s): neither counts (rule BID-04).")


def why_failed(tender: Tender) -> str:
    """Why there was no award."""
    match tender.failure:
        case Failure.TOO_FEW:
            return _("Fewer valid bids than the %(count)s that the notice asked for.") % {"count": tender.min_bids}
        case Failure.ALL_BELOW:
            return _("Every bid was below the price floor (rule LPL-05).")
        case Failure.ALL_ABOVE:
            return _("Every bid was above the announced ceiling.")
        case Failure.NONE_LEFT:
            return _("No bid is left: some were too low, some too high or not qualified.")
        case _:
            return tender.end_reason


def _tie(tie: str) -> str:
    match tie:
        case Tie.PREFERENCE:
            return _("Equal prices: decided by the social-preference certificate (rule BID-05).")
        case Tie.ESG:
            return _("Equal prices: decided by the ESG score (rule BID-05).")
        case Tie.LOT:
            return _("Equal prices: decided by lot from the published seed (rule BID-05).")
        case _:
            return ""


def _figure(name: str, value: str) -> str:
    return f"{Decimal(value):,}" if name.endswith("_won") else value
