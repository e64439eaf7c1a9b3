"""HOW MUCH: sandbox."""

from portal.sandbox.rules.clock import (
    MOST_A_DAY,
    MOST_AHEAD,
    MOST_STEP,
    duration,
    is_step,
    left_to_go,
    next_stop,
    share_left,
)

__all__ = ["MOST_AHEAD", "MOST_A_DAY", "MOST_STEP", "duration", "is_step", "left_to_go", "next_stop", "share_left"]
