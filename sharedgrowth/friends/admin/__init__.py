"""Windows on the Friends."""

from sharedgrowth.friends.admin import money, people

__all__ = ["money", "people"]
