"""HOW MUCH: when a message is tried again, when it is given up, when an endpoint is.

Source: Standard Webhooks 1.0, "Deliverability and reliability"; security 7.7.
"""

from datetime import timedelta

# The wait after the first, second, … failure: ten attempts over some three days.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(WAITS) + 1
JITTER = 0.2
LONGEST_ASKED = timedelta(hours=24)

GIVE_UP_AFTER = timedelta(days=5)  # of nothing but failures: the endpoint is disabled
FEW_FAILURES = 5  # in a row; from then on the endpoint rests between two attempts
RESTS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))


def next_try(failures: int, chance: float, *, asked: int = 0) -> timedelta | None:
    """How long after the ``failures``-th failure the message is tried again; None when it is given up.

    ``chance`` (0 to 1) spreads the wait by a fifth to either side, so that messages that failed together do not come
    together. ``asked`` are the seconds of the receiver's Retry-After: never earlier than that, up to a day.

    Source: Standard Webhooks 1.0, "Deliverability and reliability".

    >>> next_try(1, 0.5), next_try(2, 0.5)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=300))
    >>> next_try(2, 0.0), next_try(2, 1.0)
    (datetime.timedelta(seconds=240), datetime.timedelta(seconds=360))
    >>> next_try(1, 0.5, asked=90), next_try(10, 0.5) is None
    (datetime.timedelta(seconds=90), True)
    """
    if failures >= MOST_ATTEMPTS:
        return None
    wait = WAITS[max(failures, 1) - 1] * (1 - JITTER + 2 * JITTER * chance)
    return max(wait, min(timedelta(seconds=asked), LONGEST_ASKED))


def rest_after(failures: int) -> timedelta | None:
    """How long an endpoint is left alone after ``failures`` in a row: a dead one must not hold up the living.

    Source: Standard Webhooks 1.0, "Deliverability and reliability" (throttling).

    >>> rest_after(4) is None, rest_after(5), rest_after(100)
    (True, datetime.timedelta(seconds=30), datetime.timedelta(seconds=1800))
    """
    if failures < FEW_FAILURES:
        return None
    return RESTS[min(failures - FEW_FAILURES, len(RESTS) - 1)]


def retry_after_seconds(header: str) -> int:
    """The seconds of a header Retry-After; 0 when there is none that we take (a date is not taken).

    Source: RFC 9110, 10.2.3.

    >>> retry_after_seconds("120"), retry_after_seconds("Wed, 21 Oct 2026 07:28:00 GMT"), retry_after_seconds("-1")
    (120, 0, 0)
    """
    text = header.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
