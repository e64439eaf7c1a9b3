"""The levels of suppliers follow their contracts, each night."""

from portal.clock import today
from portal.outbox.services import once, sweeps
from purchasing.contracts import services


@sweeps
def follow_levels() -> None:
    """Once a day: who trades, and who no longer does. Source: domain 1.3."""
    day = today()
    if once("contracts.levels", day.isoformat()):
        services.follow_trade_of_all(day)
