"""Who trades with the buyer is a trading supplier (level L2), and no longer when it stops. Source: domain 1.3."""

from datetime import date

from portal.outbox.services import each_by_itself
from portal.people.services import follow_trade
from purchasing.contracts.queries.trading import levels_to_follow


def follow_trade_of_all(on: date) -> int:
    """Raise and lower those whose contracts say so, each by itself; returns how many levels changed."""
    trading, gone = levels_to_follow(on)
    known = [(company, True) for company in sorted(trading)] + [(company, False) for company in sorted(gone)]
    return each_by_itself(known, lambda one: follow_trade(one[0], trades=one[1]))
