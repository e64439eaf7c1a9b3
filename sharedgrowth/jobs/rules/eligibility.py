"""HOW MUCH: who may apply by the data of the call."""

from datetime import date

from sharedgrowth.jobs.states import EDUCATION_ORDER

YOUNGEST_AGE = 15


def age_on(born_on: date, on: date) -> int:
    """Full years of age on the day ``on``; who is born on 29 February is a year older on 1 March.

    Source: domain YDC-01.

    >>> age_on(date(1992, 11, 26), date(2026, 11, 26)), age_on(date(1992, 11, 27), date(2026, 11, 26))
    (34, 33)
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_young_enough(born_on: date, deadline: date, oldest_age: int) -> bool:
    """Whether the age on the day of the deadline is at most ``oldest_age`` full years.

    Source: domain YDC-01.

    >>> is_young_enough(date(1991, 11, 27), date(2026, 11, 26), 34)  # 34 still
    True
    >>> is_young_enough(date(1991, 11, 26), date(2026, 11, 26), 34)  # 35 today
    False
    """
    return age_on(born_on, deadline) <= oldest_age


def is_old_enough(born_on: date, deadline: date) -> bool:
    """Whether the age on the day of the deadline is at least that from which somebody may be employed.

    Source: Labor Standards Act, article 64 (nobody below 15 is employed); domain PII-03.

    >>> is_old_enough(date(2011, 11, 26), date(2026, 11, 26)), is_old_enough(date(2011, 11, 27), date(2026, 11, 26))
    (True, False)
    """
    return age_on(born_on, deadline) >= YOUNGEST_AGE


def is_schooled(education: str, least: str) -> bool:
    """Whether the diploma is ``least`` or more.

    Source: domain 9.1, YDC-01.

    >>> is_schooled("college", "high"), is_schooled("below", "high"), is_schooled("", "high")
    (True, False, False)
    """
    return education in EDUCATION_ORDER and EDUCATION_ORDER.index(education) >= EDUCATION_ORDER.index(least)
