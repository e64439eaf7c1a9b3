"""Windows on the funds."""

from sharedgrowth.funds.admin import budget, funds

__all__ = ["budget", "funds"]
