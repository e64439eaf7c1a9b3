"""What runs by itself in a sandbox: the clock is followed, the counterparts act."""

from portal.sandbox.handlers.following import follow_clock

__all__ = ["follow_clock"]
