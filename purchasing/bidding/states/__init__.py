"""WHEN: the states of bidding, and the words that its things are made of."""

from purchasing.bidding.states.tenders import (
    BEFORE_NOTICE,
    EDITABLE,
    FINAL,
    PREFERRED_CERTIFICATES,
    RULING_FLOW,
    TENDER_FLOW,
    BidKind,
    Fact,
    FixedOn,
    Method,
    Phase,
    RulingState,
    TenderKind,
    TenderState,
    phase,
    takes_bids,
)

__all__ = [
    "BEFORE_NOTICE",
    "BidKind",
    "EDITABLE",
    "FINAL",
    "Fact",
    "FixedOn",
    "Method",
    "PREFERRED_CERTIFICATES",
    "Phase",
    "RULING_FLOW",
    "RulingState",
    "TENDER_FLOW",
    "TenderKind",
    "TenderState",
    "phase",
    "takes_bids",
]
