"""HOW MUCH: sandbox."""

from portal.sandbox.rules.clock import FASTEST, MOST_AHEAD, MOST_STEP, duration, is_step, left_to_go, next_stop

__all__ = ["FASTEST", "MOST_AHEAD", "MOST_STEP", "duration", "is_step", "left_to_go", "next_stop"]
