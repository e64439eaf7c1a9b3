"""How much time a baseline or a measurement covers. Source: domain 6.2, 6.3."""

from datetime import date, timedelta


def months_covered(first: date, last: date) -> int:
    """How many whole months lie in the days from ``first`` to ``last``, both included.

    Source: domain 6.2 (period of at least twelve months), 6.3 (at least three months).

    >>> months_covered(date(2025, 1, 1), date(2025, 12, 31)), months_covered(date(2025, 1, 1), date(2025, 12, 30))
    (12, 11)
    >>> months_covered(date(2026, 1, 31), date(2026, 4, 29)), months_covered(date(2026, 4, 1), date(2026, 6, 30))
    (2, 3)
    """
    end = last + timedelta(days=1)
    return (end.year - first.year) * 12 + end.month - first.month - (1 if end.day < first.day else 0)
