"""DO: sandbox."""

from portal.sandbox.services.clock import advance_clock, follow, move_clock, set_speed

__all__ = ["advance_clock", "follow", "move_clock", "set_speed"]
