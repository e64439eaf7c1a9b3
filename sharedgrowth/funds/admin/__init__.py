"""Windows on the funds."""

from sharedgrowth.funds.admin import funds

__all__ = ["funds"]
