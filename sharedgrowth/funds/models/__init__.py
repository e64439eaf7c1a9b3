"""WHAT: funds, their years and lines, commitments, drawdowns, transfers, the match, receipts, their terms."""

from sharedgrowth.funds.models.budget import DonationReceipt, GovMatch, LineClose, Transfer
from sharedgrowth.funds.models.funds import BudgetLine, BudgetYear, Commitment, Drawdown, Fund
from sharedgrowth.funds.models.gem import (
    Contribution,
    GemFund,
    GemReceipt,
    GemYear,
    Grant,
    GrantReport,
    GrantTranche,
    JointVote,
    Proposal,
)
from sharedgrowth.funds.models.terms import FundTerms, terms_on

__all__ = [
    "BudgetLine",
    "BudgetYear",
    "Commitment",
    "Contribution",
    "DonationReceipt",
    "Drawdown",
    "Fund",
    "FundTerms",
    "GemFund",
    "GemReceipt",
    "GemYear",
    "GovMatch",
    "Grant",
    "GrantReport",
    "GrantTranche",
    "JointVote",
    "LineClose",
    "Proposal",
    "Transfer",
    "terms_on",
]
