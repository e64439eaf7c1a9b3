"""DO: sandbox."""

from portal.sandbox.services.clock import advance_clock, move_clock, set_speed, settle

__all__ = ["advance_clock", "move_clock", "set_speed", "settle"]
