"""How much longer tenders stay open after an outage."""

from datetime import datetime, timedelta

LEAST = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def extra_time(outage: timedelta) -> timedelta:
    """The length of the outage in whole minutes, rounded up, at least half an hour: the same for every tender.

    Source: issue 4, "outage rule (equal extension for all, logged)".

    >>> extra_time(timedelta(minutes=12)), extra_time(timedelta(hours=2, seconds=1))
    (datetime.timedelta(seconds=1800), datetime.timedelta(seconds=7260))
    """
    return max(LEAST, -(-outage // MINUTE) * MINUTE)


def new_deadline(deadline: datetime, ended_at: datetime, extra: timedelta) -> datetime:
    """That much later; where the deadline passed meanwhile, that much after the full minute by which the outage ended.

    Deadlines are told in full minutes, so none may close some seconds apart from what is told. Source: issue 4.

    >>> str(new_deadline(datetime(2026, 11, 29, 1), datetime(2026, 11, 29, 1, 35, 26), timedelta(minutes=30)))
    '2026-11-29 02:06:00'
    """
    seconds = timedelta(seconds=ended_at.second, microseconds=ended_at.microsecond)
    return max(deadline, ended_at + -seconds % MINUTE) + extra
