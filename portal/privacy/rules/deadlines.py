"""HOW MUCH: days and hours that the law gives."""

from datetime import date, datetime, timedelta

ANSWER_DAYS = 10
TELL_HOURS = 72
REPORT_PERSONS = 1000
EXPORT_DAYS = 7
MOST_ROWS = 1000
CLOSED_YEARS = 1
LOOK_YEARS = 2


def answer_due(received: date) -> date:
    """The last day on which a request about one's own data is answered: ten days, whatever days they are.

    Source: domain PII-10.

    >>> answer_due(date(2026, 11, 26))
    datetime.date(2026, 12, 6)
    """
    return received + timedelta(days=ANSWER_DAYS)


def tell_by(known_at: datetime) -> datetime:
    """Until when those concerned are told of an incident: 72 hours from knowing of it, nights and holidays counted.

    Source: domain PII-09.

    >>> tell_by(datetime(2026, 11, 26, 9, 30))
    datetime.datetime(2026, 11, 29, 9, 30)
    """
    return known_at + timedelta(hours=TELL_HOURS)


def must_report(persons: int, *, sensitive: bool, outside: bool) -> bool:
    """Whether the authority is told as well: a thousand persons, sensitive data, or somebody from outside.

    Source: domain PII-09.

    >>> must_report(999, sensitive=False, outside=False), must_report(1000, sensitive=False, outside=False)
    (False, True)
    >>> must_report(1, sensitive=True, outside=False), must_report(1, sensitive=False, outside=True)
    (True, True)
    """
    return persons >= REPORT_PERSONS or sensitive or outside


def years_before(day: date, years: int) -> date:
    """The same day some years ago; 29 February becomes the 28th.

    Source: domain CNV-06.

    >>> years_before(date(2028, 2, 29), 1)
    datetime.date(2027, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
