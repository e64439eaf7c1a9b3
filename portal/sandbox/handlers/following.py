"""Every few seconds in a sandbox, and nowhere else."""

from django.conf import settings

from portal.outbox.services import ticks
from portal.sandbox import services


@ticks
def follow_clock() -> None:
    """Take the clock where it was told to go, and let the counterparts do what waits for them."""
    if settings.SANDBOX:
        services.follow(services.play)
