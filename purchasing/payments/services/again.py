"""DO: a service once more when the database ended it because two of them waited for each other.

A posting locks the balances of its accounts in one order. A service that writes several postings in one transaction
(a certificate, a credit note, a direct payment) cannot know all its accounts before: two may meet crosswise. One of
them is rolled back wholly, and may simply begin again. Source: security 6.2; ADR 0028.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

CROSSED = ("40P01", "40001")  # deadlock detected, serialization failure
TIMES = 4
PAUSE = 0.05  # seconds, a little longer each time

P = ParamSpec("P")
T = TypeVar("T")


def again_when_crossed(service: Callable[P, T]) -> Callable[P, T]:
    """``service`` up to four times, where it is the outermost transaction; inside another that one begins again."""

    @wraps(service)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        for time_left in reversed(range(TIMES)):
            try:
                return service(*args, **kwargs)
            except OperationalError as fault:
                crossed = getattr(fault.__cause__, "pgcode", "") in CROSSED
                if not crossed or not time_left or connection.in_atomic_block:
                    raise
                time.sleep(PAUSE * (TIMES - time_left))
        raise AssertionError("unreachable")

    return tried
