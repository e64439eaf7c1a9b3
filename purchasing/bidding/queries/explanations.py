"""Why a bid stands where it stands, as a sentence with its figures, in the reader's language."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from purchasing.bidding.models import Ruling, Tender
from purchasing.bidding.rules import Failure, Reason, Tie


def why(ruling: Ruling) -> str:
    """The sentence that a losing bidder must be able to follow without us."""
    figures = {name: _won(value) for name, value in ruling.figures.items() if name.endswith("_won")}
    match ruling.cause:
        case Reason.BELOW_LIMIT:
            text = _("₩%(short_won)s below the price floor of ₩%(limit_won)s (rule LPL).")
        case Reason.ABOVE_CAP:
            text = _("₩%(over_won)s above the announced ceiling of ₩%(cap_won)s (rule BID-06).")
        case Reason.ABOVE_POOL_CAP:
            text = _("₩%(over_won)s above the announced outlier limit of ₩%(cap_won)s (rule LPL-06).")
        case Reason.LOWEST:
            text = _("Lowest valid price.")
        case Reason.NOT_LOWEST if figures.get("above_won") not in (None, "0"):
            text = _("₩%(above_won)s above the lowest valid price.")
        case Reason.NOT_LOWEST:
            text = _("Same price as the lowest valid bid.")
        case Reason.SINGLE_TO_EXPLAIN:
            text = _(
                "The only bid, and below the announced share of the base price: it had to be explained (rule LPL-04)."
            )
        case Reason.TCO_MISSING:
            text = _("Not responsive: the value of “%(line)s” is missing or unusable (rule TCO-06).")
        case Reason.RULED_OUT:
            text = _("Not responsive: %(remark)s")
        case Reason.RELATED:
            text = _("Bid beside a related company (%(rival)s): neither counts (rule BID-04).")
        case Reason.BROKEN_SEAL:
            text = _("Not valid: the bid does not match its fingerprint %(commitment)s.")
        case Reason.SANCTIONED:
            text = _("The company was excluded from tenders when the bids were opened.")
        case _:
            return ""
    others = {"remark": ruling.remark, "rival": "", "commitment": ""}
    others |= {name: value for name, value in ruling.figures.items() if not name.endswith("_won")}
    if get_language() == "en":
        others |= {name.removesuffix("_en"): value for name, value in others.items() if name.endswith("_en")}
    sentence = text % {**others, **figures}
    return f"{sentence} {_tie(ruling.tie)}".strip()


def why_failed(tender: Tender) -> str:
    """Why there was no award."""
    match tender.failure:
        case Failure.TOO_FEW:
            return _("Fewer valid bids than the %(count)s that the notice asked for.") % {"count": tender.min_bids}
        case Failure.ALL_BELOW:
            return _("Every bid was below the price floor (rule LPL-05).")
        case Failure.ALL_ABOVE:
            return _("Every bid was above the announced ceiling.")
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


def _won(value: str) -> str:
    return f"{Decimal(value):,}"
