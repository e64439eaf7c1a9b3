"""House-keeping once a day: old news is cleared away."""

from django.db import transaction

from portal.clock import today
from portal.outbox import services


@services.sweeps
@transaction.atomic
def clear_away() -> None:
    """Delivered events after a month; the dead stay until somebody looks."""
    if services.once("outbox: clear away", today().isoformat()):
        services.purge_delivered()
