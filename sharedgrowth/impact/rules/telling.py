"""HOW MUCH is shown at once. How much may be told of people stands in ``portal.telling``."""


def years_back(this_year: int, first_year: int, most: int) -> list[int]:
    """The years that a chart shows: up to this one, no earlier than the first, no more than ``most``.

    Source: the pages of results.

    >>> years_back(2026, 2018, 5), years_back(2026, 2025, 5)
    ([2022, 2023, 2024, 2025, 2026], [2025, 2026])
    """
    return list(range(max(first_year, this_year - most + 1), this_year + 1))
