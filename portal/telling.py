"""HOW MUCH may be told of counts of people: nobody must be found in a number, in what is left of a sum, in a column.

Pages, files and the API show a table of rows, the sum of each column, and the sums of each year and of all years.
"""

from collections.abc import Iterable, Sequence

# All groups of people that a row tells of, also those that are left: (trained, completed, not completed).
Counts = Sequence[int]


def is_few(counts: Counts, least: int) -> bool:
    """Whether one of the groups has people in it, but fewer than ``least``.

    >>> is_few((20, 17, 3), 5), is_few((20, 20, 0), 5)
    (True, False)
    """
    return any(0 < count < least for count in counts)


def summed_counts(rows: Iterable[Counts]) -> list[int]:
    """The groups of all rows together.

    >>> summed_counts([(20, 17, 3), (10, 10, 0)])
    [30, 27, 3]
    """
    return [sum(column) for column in zip(*rows, strict=True)]


def hidden_rows(rows: Sequence[Counts], least: int, also: Iterable[int] = ()) -> set[int]:
    """Which rows tell nothing: those with a group smaller than ``least``, and others until nothing gives these away.

    The sum of all rows is told, so what the hidden ones have together can be computed: it must be nobody or at
    least ``least`` people in each group. ``also``: rows that are hidden for another reason.

    Source: domain PII-11 (cells below five are suppressed).

    >>> hidden_rows([(12,), (3,), (7,)], 5), hidden_rows([(12,), (3,), (2,)], 5), hidden_rows([(12,), (0,)], 5)
    ({1, 2}, {1, 2}, set())
    >>> hidden_rows([(12,), (1,), (1,)], 5)  # 14 less 12 would tell that each is one
    {0, 1, 2}
    >>> hidden_rows([(20, 17, 3), (30, 30, 0), (15, 8, 7)], 5)  # three did not complete it
    {0, 2}
    """
    hidden = {place for place, counts in enumerate(rows) if is_few(counts, least)} | set(also)
    while hidden:
        together = summed_counts(rows[place] for place in hidden)
        short = [group for group, count in enumerate(together) if 0 < count < least]
        helping = [
            (max(rows[place]), place)
            for place in range(len(rows))
            if place not in hidden and any(rows[place][group] for group in short)
        ]
        if not helping:
            break
        hidden.add(min(helping)[1])
    return hidden
