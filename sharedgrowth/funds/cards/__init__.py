"""The funds on the pages of the ground floor, one file per area."""

from sharedgrowth.funds.cards import board, files, ledger, passport, results

__all__ = ["board", "files", "ledger", "passport", "results"]
