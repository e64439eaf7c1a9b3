"""The levels of suppliers follow their contracts, each night."""

from functools import partial

from portal.clock import today
from portal.outbox.services import sweeps, until_done
from purchasing.contracts import services


@sweeps
def follow_levels() -> None:
    """Once a day: who trades, and who no longer does. Source: domain 1.3."""
    day = today()
    until_done("contracts.levels", day.isoformat(), partial(services.follow_trade_of_all, day))
