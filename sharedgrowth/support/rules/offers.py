"""HOW MUCH: how long a licence of a technology lasts."""

from datetime import date

from portal.periods import months_after


def licence_ends(begins_on: date, years: int, patent_expires_on: date) -> date:
    """The last day of a licence: after its years, but never later than the patent.

    Source: domain 8, TechOffer (licence terms).

    >>> licence_ends(date(2026, 12, 1), 3, date(2040, 1, 1))
    datetime.date(2029, 12, 1)
    >>> licence_ends(date(2026, 12, 1), 3, date(2028, 5, 31))
    datetime.date(2028, 5, 31)
    """
    return min(months_after(begins_on, years * 12), patent_expires_on)


def is_offered(state: str, expires_on: date, on: date) -> bool:
    """Whether a technology can be asked for: published, and its patent has not expired.

    Source: domain 8, TechOffer.

    >>> is_offered("published", date(2030, 1, 1), date(2030, 1, 1))
    True
    >>> is_offered("published", date(2030, 1, 1), date(2030, 1, 2))
    False
    """
    return state == "published" and on <= expires_on
