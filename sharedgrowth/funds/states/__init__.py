"""WHEN: a fund, what is committed from it, what is drawn."""

from sharedgrowth.funds.states.funds import (
    COMMITMENT_FLOW,
    DRAWDOWN_FLOW,
    FUND_FLOW,
    CommitmentState,
    DrawdownState,
    FundState,
)

__all__ = ["COMMITMENT_FLOW", "DRAWDOWN_FLOW", "FUND_FLOW", "CommitmentState", "DrawdownState", "FundState"]
