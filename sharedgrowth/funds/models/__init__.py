"""WHAT: funds, their years and lines, commitments, drawdowns."""

from sharedgrowth.funds.models.funds import BudgetLine, BudgetYear, Commitment, Drawdown, Fund

__all__ = ["BudgetLine", "BudgetYear", "Commitment", "Drawdown", "Fund"]
