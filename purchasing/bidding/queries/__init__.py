"""FIND: tenders, sealed bids, evaluations and results, each for its reader."""

from purchasing.bidding.queries.bids import (
    READS_OWN_BIDS,
    bid_count_visible_to,
    bidders_of,
    bids_visible_to,
    current_bids,
    has_bid,
    own_bid,
    own_bids,
    preferred_companies,
    sanction_of,
)
from purchasing.bidding.queries.conflicts import has_preparer, has_served_buyer, is_tied, tenders_tied_to
from purchasing.bidding.queries.explanations import why, why_failed
from purchasing.bidding.queries.listing import Stage, find_tenders, returned_drafts_of
from purchasing.bidding.queries.offers import notice_of, offers_for, params_for
from purchasing.bidding.queries.results import (
    BidRow,
    EvaluationView,
    award_notice,
    evaluation_of,
    published_result,
    result_for,
)
from purchasing.bidding.queries.tenders import (
    base_price_seal,
    base_price_visible_to,
    due_to_close,
    reads_opened_bids,
    taking_bids,
    tenders_visible_to,
    tenders_waiting_for,
)

__all__ = [
    "READS_OWN_BIDS",
    "BidRow",
    "EvaluationView",
    "Stage",
    "award_notice",
    "base_price_seal",
    "base_price_visible_to",
    "bid_count_visible_to",
    "bidders_of",
    "bids_visible_to",
    "current_bids",
    "due_to_close",
    "evaluation_of",
    "find_tenders",
    "has_bid",
    "has_preparer",
    "has_served_buyer",
    "is_tied",
    "notice_of",
    "offers_for",
    "own_bid",
    "own_bids",
    "params_for",
    "preferred_companies",
    "published_result",
    "reads_opened_bids",
    "result_for",
    "returned_drafts_of",
    "sanction_of",
    "taking_bids",
    "tenders_tied_to",
    "tenders_visible_to",
    "tenders_waiting_for",
    "why",
    "why_failed",
]
