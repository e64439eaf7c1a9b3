"""DOOR: what payments hear, and whom they tell; one file per area."""

from purchasing.payments.handlers import voice

__all__ = ["voice"]
