"""Splitting an award between bidders at the least cost: exact, or refused when it would be too large to be exact.

For what-if runs only: an award itself is never split unless the notice made lots of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from portal.money import won

MOST_BIDDERS, MOST_LINES = 10, 12
MOST_STEPS = 400_000


class TooLargeToBeExact(ValueError):
    """More lines or bidders than can be searched to the end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a split must keep. Shares are parts of 1."""

    most_winners: int = 2
    fewest_winners: int = 1
    most_share: Decimal = Decimal(1)  # of the whole (by value of the split itself, for lines: of its total)
    least_share: Decimal = Decimal(0)  # of each winner


@dataclass(frozen=True, slots=True)
class Split:
    """Who gets what: ``parts`` by bidder in won, ``lines`` by line number, ``shares`` by bidder."""

    total_won: Decimal
    parts: dict[str, Decimal]
    lines: dict[int, str]
    shares: dict[str, Decimal]


def split_by_share(prices_won: Mapping[str, Decimal], limits: Limits) -> Split | None:
    """One price each for the whole: the quantity is shared out so that the sum of share × price is least.

    Of every number of winners allowed the cheapest bidders are best; all get the least share, and what is left goes to
    the cheapest up to the most share. Each part is rounded half up to the won. None if no number of winners fits.

    Source: domain 2.4 BID-03 (rounding), issue "what-if: split award with constraints".

    >>> prices = {"A": Decimal(100), "B": Decimal(110), "C": Decimal(130)}
    >>> found = split_by_share(prices, Limits(most_winners=2, fewest_winners=2, most_share=Decimal("0.7")))
    >>> found.total_won, {name: str(share) for name, share in found.shares.items()}
    (Decimal('103'), {'A': '0.7', 'B': '0.3'})
    """
    cheapest = sorted(prices_won, key=lambda bidder: (prices_won[bidder], bidder))
    best: Split | None = None
    for count in range(max(limits.fewest_winners, 1), min(limits.most_winners, len(cheapest)) + 1):
        if count * limits.most_share < 1 or count * limits.least_share > 1:
            continue
        shares = dict.fromkeys(cheapest[:count], limits.least_share)
        left = 1 - count * limits.least_share
        for bidder in cheapest[:count]:
            more = min(limits.most_share - limits.least_share, left)
            shares[bidder] += more
            left -= more
        shares = {bidder: share for bidder, share in shares.items() if share}
        if len(shares) < limits.fewest_winners:
            continue
        parts = {bidder: won(prices_won[bidder] * share) for bidder, share in shares.items()}
        found = Split(sum(parts.values(), Decimal(0)), parts, {}, shares)
        if best is None or found.total_won < best.total_won:
            best = found
    return best


def split_by_line(amounts_won: Mapping[str, Sequence[Decimal | None]], limits: Limits) -> Split | None:
    """Each line goes whole to one bidder so that the total is least: searched to the end, so the result is exact.

    ``amounts_won``: by bidder the amount of every line, None where the bidder does not offer it. Every winner's part
    keeps the least and the most share of the split's own total. None if no split keeps the limits.

    Source: issue "what-if: split award with constraints, exact on small sizes".

    >>> amounts = {"A": [Decimal(10), Decimal(90)], "B": [Decimal(20), Decimal(50)]}
    >>> found = split_by_line(amounts, Limits())
    >>> found.total_won, found.lines
    (Decimal('60'), {1: 'A', 2: 'B'})
    >>> split_by_line(amounts, Limits(most_winners=1)).lines
    {1: 'B', 2: 'B'}
    """
    bidders = sorted(amounts_won)
    count = len(amounts_won[bidders[0]]) if bidders else 0
    if not count:
        return None
    if len(bidders) > MOST_BIDDERS or count > MOST_LINES:
        raise TooLargeToBeExact(f"at most {MOST_BIDDERS} bidders and {MOST_LINES} lines")
    search = _Search(amounts_won, count, limits)
    for size in range(max(limits.fewest_winners, 1), min(limits.most_winners, len(bidders)) + 1):
        for chosen in combinations(bidders, size):
            search.among(chosen)
    return search.best


class _Search:
    """Depth first, line by line; a branch that cannot become cheaper than the best is left."""

    def __init__(self, amounts_won: Mapping[str, Sequence[Decimal | None]], count: int, limits: Limits):
        self.amounts, self.count, self.limits = amounts_won, count, limits
        self.best: Split | None = None
        self.steps = 0

    def among(self, chosen: Sequence[str]) -> None:
        """All ways that give every one of ``chosen`` something."""
        offered = []
        for line in range(self.count):
            rows = [(amount, bidder) for bidder in chosen if (amount := self.amounts[bidder][line]) is not None]
            if not rows:
                return
            offered.append(sorted(rows))
        rest = [Decimal(0)]
        for rows in reversed(offered):
            rest.append(rest[-1] + rows[0][0])
        self._step(offered, rest[::-1], 0, Decimal(0), [], frozenset(chosen))

    def _step(self, offered, rest, line: int, so_far: Decimal, given: list[str], missing: frozenset[str]) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLargeToBeExact("the search did not come to its end")
        if len(missing) > self.count - line:
            return
        if self.best is not None and so_far + rest[line] >= self.best.total_won:
            return
        if line == self.count:
            self._keep(so_far, given)
            return
        for amount, bidder in offered[line]:
            self._step(offered, rest, line + 1, so_far + amount, [*given, bidder], missing - {bidder})

    def _keep(self, total_won: Decimal, given: list[str]) -> None:
        parts: dict[str, Decimal] = {}
        for line, bidder in enumerate(given):
            parts[bidder] = parts.get(bidder, Decimal(0)) + (self.amounts[bidder][line] or 0)
        low, high = total_won * self.limits.least_share, total_won * self.limits.most_share
        if all(low <= part <= high for part in parts.values()):
            shares = {bidder: part / total_won for bidder, part in parts.items()}
            self.best = Split(total_won, parts, dict(enumerate(given, start=1)), shares)
