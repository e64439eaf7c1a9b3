"""How much the result leans on single bids: one bid more, or one bid less, by the same engine that decides.

The limit of a method that averages the bids can be moved by a bid that was never meant to win. Here it is shown how
far: which price of one extra bid would exclude whom, and which losing bid decides who is excluded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from purchasing.bidding.rules.offers import Evaluation, Offer, Outcome

Engine = Callable[[Sequence[Offer]], Evaluation]
EXTRA = -1  # the id of the bid that is only imagined
GRID = 40
MOST_RUNS = 800  # of the engine in one study, which anybody may ask for; a rule that turns a few times needs 300


class TooManyBorders(ValueError):
    """Where a rule reads single digits of all bids, each won of one more bid turns the result: nothing to show."""


@dataclass(frozen=True, slots=True)
class Without:
    """What would stand if one bid had not been there."""

    bid_id: int
    winner: int | None
    excluded: frozenset[int]  # too low
    limit_won: Decimal | None
    changes_winner: bool
    changes_excluded: bool  # who of the others is excluded


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between two prices of an extra bid, both included, the same bids are excluded and the same one wins."""

    from_won: int
    to_won: int
    winner: int | None  # EXTRA if the extra bid itself would win
    excluded: frozenset[int]
    limit_from_won: Decimal | None
    limit_to_won: Decimal | None


def without_each(offers: Sequence[Offer], engine: Engine) -> list[Without]:
    """The result without each of the bids in turn, in the order of their prices.

    Source: issue "floor-manipulation sensitivity"; domain 2.5 LPL-e (shill bids).

    >>> from purchasing.bidding.rules import Notice, evaluate
    >>> bids = [Offer(n, Decimal(p)) for n, p in enumerate((680, 785, 880, 920, 970, 1600))]
    >>> found = without_each(bids, lambda offers: evaluate(offers, notice=Notice(), base_won=Decimal(1000)))
    >>> found[-1].bid_id, found[-1].winner, found[-1].changes_winner, found[-1].changes_excluded
    (5, 1, True, True)
    """
    whole = engine(offers)
    found = []
    for offer in sorted(offers, key=lambda each: (each.price_won, each.bid_id)):
        rest = [each for each in offers if each.bid_id != offer.bid_id]
        result = engine(rest)
        winner, excluded = _winner(result), _excluded(result)
        found.append(
            Without(
                bid_id=offer.bid_id,
                winner=winner,
                excluded=excluded,
                limit_won=result.limit.shown_won if result.limit else None,
                changes_winner=winner != _winner(whole) and _winner(whole) != offer.bid_id,
                changes_excluded=excluded != _excluded(whole) - {offer.bid_id},
            )
        )
    return found


def deciding_losers(offers: Sequence[Offer], engine: Engine) -> list[int]:
    """Bids that do not win and yet decide who is excluded: without them another set of bids would fall under the limit.

    Source: issue "flagged when a losing bid decides who is excluded".

    >>> from purchasing.bidding.rules import Notice, evaluate
    >>> bids = [Offer(n, Decimal(p)) for n, p in enumerate((680, 785, 880, 920, 970))]
    >>> deciding_losers(bids, lambda offers: evaluate(offers, notice=Notice(), base_won=Decimal(1000)))
    [0]
    """
    winner = _winner(engine(offers))
    return [each.bid_id for each in without_each(offers, engine) if each.changes_excluded and each.bid_id != winner]


def one_more(offers: Sequence[Offer], engine: Engine, *, from_won: int, to_won: int) -> list[Stretch]:
    """What one more bid at each price between two prices would do: stretches whose borders are exact to the won.

    The engine is asked at a grid of prices and at every bid's own; where neighbours differ the border is found by
    halving. TooManyBorders where it turns all the time; ValueError if the prices are the wrong way round.

    Source: issue "floor-manipulation sensitivity".

    >>> from purchasing.bidding.rules import Notice, evaluate
    >>> bids = [Offer(n, Decimal(p)) for n, p in enumerate((785, 880, 920, 970))]
    >>> engine = lambda offers: evaluate(offers, notice=Notice(), base_won=Decimal(1000))
    >>> found = one_more(bids, engine, from_won=600, to_won=2000)
    >>> [(each.from_won, each.to_won, each.winner, sorted(each.excluded)) for each in found][-2:]
    [(880, 1797, 1, [0]), (1798, 2000, 2, [0, 1])]
    """
    if not 0 < from_won <= to_won:
        raise ValueError("prices go up from above zero")
    study = _Study(offers, engine)
    points = {from_won, to_won} | {from_won + (to_won - from_won) * step // GRID for step in range(GRID + 1)}
    for offer in offers:
        points |= set(range(int(offer.price_won) - 1, int(offer.price_won) + 2))
    ordered = sorted(point for point in points if from_won <= point <= to_won)
    borders = [ordered[0]]
    for left, right in zip(ordered, ordered[1:], strict=False):
        borders += study.borders(left, right)
    stretches = []
    for place, start in enumerate(borders):
        end = borders[place + 1] - 1 if place + 1 < len(borders) else to_won
        winner, excluded, limit_won = study.at(start)
        stretches.append(Stretch(start, end, winner, excluded, limit_won, study.at(end)[2]))
    return stretches


class _Study:
    """The engine asked with one more bid, each price once."""

    def __init__(self, offers: Sequence[Offer], engine: Engine):
        self.offers, self.engine = list(offers), engine
        self.known: dict[int, tuple[int | None, frozenset[int], Decimal | None]] = {}

    def at(self, price_won: int) -> tuple[int | None, frozenset[int], Decimal | None]:
        if price_won not in self.known:
            if len(self.known) >= MOST_RUNS:
                raise TooManyBorders("the result turns at almost every price")
            result = self.engine([*self.offers, Offer(EXTRA, Decimal(price_won), bidder="~")])
            limit = result.limit.shown_won if result.limit else None
            self.known[price_won] = (_winner(result), _excluded(result) - {EXTRA}, limit)
        return self.known[price_won]

    def _same(self, one: int, other: int) -> bool:
        return self.at(one)[:2] == self.at(other)[:2]

    def borders(self, left: int, right: int) -> list[int]:
        """The first price of each new stretch, above ``left`` and up to ``right``."""
        if self._same(left, right):
            return []
        if right - left == 1:
            return [right]
        middle = (left + right) // 2
        return self.borders(left, middle) + self.borders(middle, right)


def _winner(result: Evaluation) -> int | None:
    return result.first.offer.bid_id if result.first else None


def _excluded(result: Evaluation) -> frozenset[int]:
    return frozenset(each.offer.bid_id for each in result.ruled if each.outcome == Outcome.EXCLUDED_LOW)
