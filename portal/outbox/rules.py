"""HOW MUCH: how long to wait before the next try."""

from datetime import timedelta

MAX_ATTEMPTS = 12


def delay(attempts: int) -> timedelta:
    """Wait after the ``attempts``-th failure: 5 s, doubling, at most an hour.

    Source: security 7.7.

    >>> delay(1), delay(2), delay(30)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=10), datetime.timedelta(seconds=3600))
    """
    return timedelta(seconds=min(5 * 2 ** min(attempts - 1, 20), 3600))
