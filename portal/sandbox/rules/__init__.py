"""HOW MUCH: sandbox."""

from portal.sandbox.rules.clock import MOST_AHEAD, MOST_STEP, duration, is_step, left_to_go, next_stop

__all__ = ["MOST_AHEAD", "MOST_STEP", "duration", "is_step", "left_to_go", "next_stop"]
