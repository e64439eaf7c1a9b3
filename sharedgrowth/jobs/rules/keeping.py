"""HOW MUCH: how long what is kept of applicants and trainees. Source: domain PII-05, PII-06."""

from datetime import date, timedelta


def return_until(decided_on: date, return_days: int) -> date:
    """The last day on which an applicant may ask for the documents back.

    Source: domain PII-05 (14 to 180 days after the decision).

    >>> return_until(date(2026, 11, 26), 60)
    datetime.date(2027, 1, 25)
    """
    return decided_on + timedelta(days=return_days)


def destroyed_from(decided_on: date, return_days: int, returned_by: date | None = None) -> date:
    """The day on which the data of who was not chosen is destroyed: the day after the window; a return that was asked
    for in time is waited for, 14 days at most.

    Source: domain PII-05, PII-06 (failed applicants after the window, without delay).

    >>> destroyed_from(date(2026, 11, 26), 60), destroyed_from(date(2026, 11, 26), 60, date(2027, 2, 3))
    (datetime.date(2027, 1, 26), datetime.date(2027, 2, 4))
    """
    last = return_until(decided_on, return_days)
    return max(last, returned_by or last) + timedelta(days=1)


def trainee_kept_until(ended_on: date, years: int) -> date:
    """The last day on which data of trainees is kept: so many years after the end of the cohort.

    Source: domain PII-06 (trainees 3 years after the end of the cohort).

    >>> trainee_kept_until(date(2024, 2, 29), 3), trainee_kept_until(date(2026, 11, 24), 3)
    (datetime.date(2027, 2, 28), datetime.date(2029, 11, 24))
    """
    try:
        return ended_on.replace(year=ended_on.year + years)
    except ValueError:  # 29 February
        return ended_on.replace(year=ended_on.year + years, day=28)
