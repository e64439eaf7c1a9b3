"""What the demonstration shows of the funds, made through the services that the screens use."""

from sharedgrowth.funds.demo import funds, gem

__all__ = ["funds", "gem"]
