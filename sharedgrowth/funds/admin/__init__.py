"""Windows on the funds."""

from sharedgrowth.funds.admin import budget, funds, gem

__all__ = ["budget", "funds", "gem"]
