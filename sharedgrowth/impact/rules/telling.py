"""HOW MUCH may be told: rows about few people, so that nobody can be found in a sum. Source: domain PII-11."""

from collections.abc import Sequence


def hidden_rows(people: Sequence[int], least: int) -> set[int]:
    """Which rows tell nothing: those with fewer people than ``least``, and one more where a single one is hidden.

    The sum of all rows is told. With one hidden row it would give that row away, so the smallest of the others is
    hidden with it. A row with nobody in it hides nothing and is told.

    Source: domain PII-11 (cells below five are suppressed).

    >>> hidden_rows([12, 3, 7], 5)
    {1, 2}
    >>> hidden_rows([12, 3, 2], 5), hidden_rows([12, 0], 5), hidden_rows([12, 3], 0)
    ({1, 2}, set(), set())
    """
    few = {place for place, number in enumerate(people) if 0 < number < least}
    if len(few) == 1:
        others = [(number, place) for place, number in enumerate(people) if number > 0 and place not in few]
        if others:
            few.add(min(others)[1])
    return few


def years_back(this_year: int, first_year: int, most: int) -> list[int]:
    """The years that a chart shows: up to this one, no earlier than the first, no more than ``most``.

    Source: the pages of results.

    >>> years_back(2026, 2018, 5), years_back(2026, 2025, 5)
    ([2022, 2023, 2024, 2025, 2026], [2025, 2026])
    """
    return list(range(max(first_year, this_year - most + 1), this_year + 1))
