"""How much longer tenders stay open after an outage."""

from datetime import timedelta

LEAST = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def extra_time(outage: timedelta) -> timedelta:
    """The length of the outage in whole minutes, rounded up, at least half an hour: the same for every tender.

    Source: issue 4, "outage rule (equal extension for all, logged)".

    >>> extra_time(timedelta(minutes=12)), extra_time(timedelta(hours=2, seconds=1))
    (datetime.timedelta(seconds=1800), datetime.timedelta(seconds=7260))
    """
    return max(LEAST, -(-outage // MINUTE) * MINUTE)
