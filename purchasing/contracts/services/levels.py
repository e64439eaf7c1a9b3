"""Who trades with the buyer is a trading supplier (level L2), and no longer when it stops. Source: domain 1.3."""

from datetime import date

from portal.people.services import follow_trade
from purchasing.contracts.queries.trading import levels_to_follow


def follow_trade_of_all(on: date) -> int:
    """Raise and lower those whose contracts say so, each by itself; returns how many levels changed."""
    trading, gone = levels_to_follow(on)
    raised = sum(follow_trade(company, trades=True) for company in sorted(trading))
    return raised + sum(follow_trade(company, trades=False) for company in sorted(gone))
