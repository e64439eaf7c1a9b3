"""What the programme's figures count, and what they hide: a few of a kind would tell of one. Source: domain 1.10."""

from datetime import date

from portal.periods import months_after

FEWEST_SHOWN = 5  # words searched less often than this are nobody else's business: PII-11

FEWEST_ADOPTED = 3  # what fewer adoptions save together tells one of them what was paid before: domain 1.4 (hidden)

FIRST_CONTRACT_MONTHS = 12  # within these after its approval a new company has won its first contract


def is_new(approved_on: date, first_on: date | None) -> bool:
    """Whether a company that was approved had no contract before: who came with one is not won by the programme.

    Source: domain 1.10 (KPIs).

    >>> is_new(date(2026, 3, 2), None), is_new(date(2026, 3, 2), date(2026, 3, 2))
    (True, True)
    >>> is_new(date(2026, 3, 2), date(2026, 3, 1))
    False
    """
    return first_on is None or first_on >= approved_on


def is_won_in_time(approved_on: date, first_on: date | None) -> bool:
    """Whether the first contract came within twelve months of the approval, the last day included.

    Source: domain 1.10 (KPIs).

    >>> is_won_in_time(date(2025, 3, 2), date(2026, 3, 2)), is_won_in_time(date(2025, 3, 2), date(2026, 3, 3))
    (True, False)
    >>> is_won_in_time(date(2025, 3, 2), None)
    False
    """
    return first_on is not None and approved_on <= first_on <= months_after(approved_on, FIRST_CONTRACT_MONTHS)
