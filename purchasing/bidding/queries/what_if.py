"""What a trial of a rule needs to know, and what was tried."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from portal.clock import today
from portal.dated import in_force
from purchasing.bidding.models import BiddingTerms, Ruling, Tender, WhatIfRun
from purchasing.bidding.queries.explanations import why
from purchasing.bidding.rules import Ruled


def terms_today() -> dict[str, Any]:
    """What the house terms say today about the figures of award rules."""
    terms = in_force(BiddingTerms, today())
    return {
        "lpl_ratio": terms.lpl_ratio,
        "lpl_ec_ratio": terms.lpl_ec_ratio,
        "price_weight": terms.price_weight,
        "composite_esg_bonus": terms.composite_esg_bonus,
        "kr_spread": terms.kr_spread,
        "kr_floor": terms.kr_floor_goods,
    }


def reason_of(ruled: Ruled) -> str:
    """The same sentence that a bidder reads of a real verdict."""
    return why(Ruling(cause=str(ruled.reason), figures=ruled.figures, tie=str(ruled.tie)))


def what_ifs_of(tender: Tender) -> QuerySet[WhatIfRun]:
    """What was tried on the tender's bids, newest first."""
    return WhatIfRun.objects.filter(tender=tender).select_related("by")


def percent_of(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """``part`` in percent of ``whole``, exact."""
    return None if part is None or not whole else part * 100 / whole
