"""WHEN: a fund, what is committed from it, what is drawn, what moves between its lines."""

from sharedgrowth.funds.states.budget import (
    MATCH_FLOW,
    RECEIPT_FLOW,
    TRANSFER_FLOW,
    Level,
    MatchState,
    ReceiptState,
    TransferState,
    YearEnd,
)
from sharedgrowth.funds.states.funds import (
    COMMITMENT_FLOW,
    DRAWDOWN_FLOW,
    FUND_FLOW,
    CommitmentState,
    DrawdownState,
    FundState,
)

__all__ = [
    "COMMITMENT_FLOW",
    "DRAWDOWN_FLOW",
    "FUND_FLOW",
    "MATCH_FLOW",
    "RECEIPT_FLOW",
    "TRANSFER_FLOW",
    "CommitmentState",
    "DrawdownState",
    "FundState",
    "Level",
    "MatchState",
    "ReceiptState",
    "TransferState",
    "YearEnd",
]
