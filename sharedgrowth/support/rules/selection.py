"""HOW MUCH: whom a selection proposes: by points, within places and budget, keeping the balance of PI-04."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SHARE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be selected; candidates are handed over in their ranking, the best first."""

    key: int
    trading: bool
    won: Decimal = Decimal(0)  # what the buyer's budget line would pay


@dataclass(frozen=True, slots=True)
class Pick:
    """What is proposed: keys in ranking. ``balanced``: the share lies within its band, or there is no target."""

    selected: tuple[int, ...]
    too_costly: tuple[int, ...]
    nontrading_share: Decimal | None
    balanced: bool


def share_of(nontrading: int, all_selected: int) -> Decimal | None:
    """Non-trading of all selected, to six decimals half up; None while nobody is selected.

    Source: domain PI-04, FND-10.

    >>> share_of(59, 110), share_of(0, 0)
    (Decimal('0.536364'), None)
    """
    if not all_selected:
        return None
    return (Decimal(nontrading) / all_selected).quantize(SHARE, ROUND_HALF_UP)


def balanced_counts(places: int, *, target: Decimal, band: Decimal) -> list[int]:
    """How many of ``places`` may be non-trading: within the band, or, where no whole number is, those nearest to it.

    Source: domain PI-04: 45 to 55 per cent.

    >>> half, band = Decimal("0.5"), Decimal("0.05")
    >>> balanced_counts(10, target=half, band=band), balanced_counts(3, target=half, band=band)
    ([5], [1, 2])
    >>> balanced_counts(20, target=half, band=band), balanced_counts(1, target=half, band=band)
    ([9, 10, 11], [0, 1])
    """
    within = [n for n in range(places + 1) if abs(Decimal(n) - target * places) <= band * places]
    if within:
        return within
    nearest = min(abs(Decimal(n) - target * places) for n in range(places + 1))
    return [n for n in range(places + 1) if abs(Decimal(n) - target * places) == nearest]


def is_balanced(nontrading: int, all_selected: int, *, target: Decimal | None, band: Decimal) -> bool:
    """Whether the selected keep the balance; without a target always.

    Source: domain PI-04.

    >>> is_balanced(5, 10, target=Decimal("0.5"), band=Decimal("0.05"))
    True
    >>> is_balanced(4, 10, target=Decimal("0.5"), band=Decimal("0.05"))
    False
    """
    if target is None or not all_selected:
        return True
    return nontrading in balanced_counts(all_selected, target=target, band=band)


def proposed(
    candidates: Sequence[Candidate],
    *,
    places: int,
    available: Decimal | None = None,
    target: Decimal | None = None,
    band: Decimal = Decimal("0.05"),
    taken: int = 0,
    taken_nontrading: int = 0,
) -> Pick:
    """The best by ranking for ``places`` free places; the short group is filled by its best remaining (PI-04).

    ``available``: what the budget line has left, None without a line; who does not fit into it is left for the
    waitlist and the next is looked at. ``taken``: who was selected before in the same call; the balance is of all.

    Source: domain PI-04, 17 (fund line availability).

    >>> rows = [Candidate(key, trading=key <= 4) for key in range(1, 9)]
    >>> proposed(rows, places=4, target=Decimal("0.5")).selected
    (1, 2, 5, 6)
    >>> proposed(rows[:5], places=4, target=Decimal("0.5")).balanced
    False
    >>> costly = [Candidate(1, True, Decimal(60)), Candidate(2, True, Decimal(50)), Candidate(3, True, Decimal(40))]
    >>> proposed(costly, places=3, available=Decimal(100))
    Pick(selected=(1, 3), too_costly=(2,), nontrading_share=Decimal('0.000000'), balanced=True)
    """
    rows, too_costly = list(candidates), []
    while True:
        chosen = _by_balance(rows, places, target, band, taken, taken_nontrading)
        left, over = available, None
        for row in chosen:
            if left is not None and row.won > left:
                over = row
                break
            left = None if left is None else left - row.won
        if over is None:
            break
        rows = [row for row in rows if row.key != over.key]
        too_costly.append(over.key)
    nontrading = taken_nontrading + sum(not row.trading for row in chosen)
    count = taken + len(chosen)
    order = {row.key: at for at, row in enumerate(candidates)}
    return Pick(
        tuple(row.key for row in chosen),
        tuple(sorted(too_costly, key=order.__getitem__)),
        share_of(nontrading, count),
        is_balanced(nontrading, count, target=target, band=band),
    )


def _by_balance(
    rows: Sequence[Candidate], places: int, target: Decimal | None, band: Decimal, taken: int, taken_nontrading: int
) -> list[Candidate]:
    count = min(places, len(rows))
    best = list(rows[:count])
    if target is None or not count:
        return best
    new = [row for row in rows if not row.trading]
    old = [row for row in rows if row.trading]
    wanted = sum(not row.trading for row in best)
    possible = [n for n in range(count + 1) if n <= len(new) and count - n <= len(old)]
    allowed = {n - taken_nontrading for n in balanced_counts(taken + count, target=target, band=band)}
    nearest = min(possible, key=lambda n: (_distance(n, allowed), abs(n - wanted), -n))
    keys = {row.key for row in (*new[:nearest], *old[: count - nearest])}
    return [row for row in rows if row.key in keys]


def _distance(number: int, allowed: Iterable[int]) -> int:
    return min(abs(number - each) for each in allowed)
