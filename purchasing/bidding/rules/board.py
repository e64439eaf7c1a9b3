"""The evaluation board in figures: blind names, points, disagreement, outliers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from statistics import median

FOUR = Decimal("0.0001")
LEAST_SCORERS = 2  # nobody's score stands alone
FULL = Decimal(100)
FAR_FROM_MEDIAN = Decimal("0.30")  # of an amount: a unit price that differs by more is shown as an outlier


def blind_names(seed: str, bids: Iterable[str]) -> dict[str, str]:
    """A letter for each bid, by the order of a hash: neither price, nor arrival, nor the alphabet can be read off it.

    ``seed`` is random and secret until the board has concluded; with it everybody can recompute the letters then.
    After Z come AA, AB, … Source: issue 4, item 7 (blind names).

    >>> blind_names("seed", ["one", "two", "three"])
    {'three': 'A', 'two': 'B', 'one': 'C'}
    >>> sorted(blind_names("seed", map(str, range(28))).values(), key=lambda name: (len(name), name))[-2:]
    ['AA', 'AB']
    """
    drawn = sorted(bids, key=lambda bid: sha256(f"{seed}:{bid}".encode()).hexdigest())
    return {bid: _letters(place) for place, bid in enumerate(drawn)}


def _letters(place: int) -> str:
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def points(scored: Mapping[int, Decimal], weights: Mapping[int, Decimal]) -> Decimal:
    """The non-price points of a bid, 0 to 100 with four places, half up: scores of 0 to 100, weighted.

    Weights are shares of their own sum, so that they need not add up to 100. Source: domain 2.10 COMPOSITE, CNV-03.

    >>> points({1: Decimal(80), 2: Decimal(95)}, {1: Decimal(60), 2: Decimal(40)})
    Decimal('86.0000')
    >>> points({1: Decimal(70)}, {1: Decimal(30)})
    Decimal('70.0000')
    """
    whole = sum(weights.values(), Decimal(0))
    won = sum((Fraction(scored[no]) * Fraction(weight) for no, weight in weights.items()), Fraction(0))
    return _rounded(won / Fraction(whole))


def reaches_minimum(points: Decimal, least: Decimal | None) -> bool:
    """Whether a technical proposal reaches the minimum that the notice announced; the minimum itself is enough.

    Source: domain 2.2 (criteria are announced in the notice), CNV-03 (four places, so 69.9999 is below 70).

    >>> reaches_minimum(Decimal("70.0000"), Decimal(70)), reaches_minimum(Decimal("69.9999"), Decimal(70))
    (True, False)
    >>> reaches_minimum(Decimal(0), None)
    True
    """
    return least is None or points >= least


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(FOUR, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the members' scores for one bid and one criterion lie apart; 0 to 100."""

    count: int
    mean: Decimal
    median: Decimal
    lowest: Decimal
    highest: Decimal
    deviation: Decimal  # of the sample; 0 for a single score

    @property
    def width(self) -> Decimal:
        """From the lowest to the highest."""
        return self.highest - self.lowest


def spread(scores: Sequence[Decimal]) -> Spread:
    """Mean, median, range and standard deviation (of the sample) of at least one score, four places, half up.

    Source: issue 4, item 7 (disagreement statistics).

    >>> s = spread([Decimal(60), Decimal(70), Decimal(95)])
    >>> s.mean, s.median, s.width, s.deviation
    (Decimal('75.0000'), Decimal('70.0000'), Decimal('35'), Decimal('18.0278'))
    """
    mean = Fraction(sum(scores, Decimal(0))) / len(scores)
    variance = sum(((Fraction(score) - mean) ** 2 for score in scores), Fraction(0)) / max(len(scores) - 1, 1)
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return Spread(
        count=len(scores),
        mean=_rounded(mean),
        median=Decimal(median(scores)).quantize(FOUR),
        lowest=min(scores),
        highest=max(scores),
        deviation=root.quantize(FOUR, ROUND_HALF_UP),
    )


def needs_own_words(points: Decimal | None, met: bool | None) -> bool:
    """Whether a member's own word has to be explained: a requirement is not met, or a bid gets no point at all.

    What shuts a bid out, or takes a whole criterion from it, is never left without its reason.
    Source: issue 4, item 7 (individual locked scores); domain 2.2 (what is judged is told).

    >>> needs_own_words(Decimal(0), None), needs_own_words(None, False)
    (True, True)
    >>> needs_own_words(Decimal("0.5"), None), needs_own_words(None, True)
    (False, False)
    """
    return met is False or points == 0


def needs_words(value: Decimal, scores: Sequence[Decimal], *, widest: Decimal) -> bool:
    """Whether an agreed score has to be explained: it leaves the members' range, or they lie further apart than
    ``widest``.

    Source: issue 4, item 7 (consensus).

    >>> scores = [Decimal(60), Decimal(80)]
    >>> [needs_words(Decimal(v), scores, widest=Decimal(30)) for v in (59, 60, 75, 80, 81)]
    [True, False, False, False, True]
    >>> needs_words(Decimal(75), [Decimal(40), Decimal(80)], widest=Decimal(30))
    True
    """
    return not min(scores) <= value <= max(scores) or max(scores) - min(scores) > widest


def leanings(scores: Mapping[int, Mapping[tuple[int, int], Decimal]]) -> dict[int, Decimal]:
    """How much milder (+) or stricter (-) each member scores than the board, in points: the mean distance to the mean
    of all members, over what at least one other member scored too.

    ``scores`` is {member: {(bid, criterion): score}}. Source: issue 4, item 7 (disagreement statistics).

    >>> a, b = (1, 1), (2, 1)
    >>> lean = leanings({7: {a: Decimal(90), b: Decimal(70)}, 8: {a: Decimal(70), b: Decimal(60)}})
    >>> lean[7], lean[8]
    (Decimal('7.5000'), Decimal('-7.5000'))
    """
    by_place: dict[tuple[int, int], list[Decimal]] = {}
    for own in scores.values():
        for place, score in own.items():
            by_place.setdefault(place, []).append(score)
    means = {place: Fraction(sum(all_of, Decimal(0))) / len(all_of) for place, all_of in by_place.items()}
    found = {}
    for member, own in scores.items():
        apart = [Fraction(score) - means[place] for place, score in own.items() if len(by_place[place]) > 1]
        found[member] = _rounded(sum(apart, Fraction(0)) / len(apart)) if apart else Decimal(0).quantize(FOUR)
    return found


def concordance(rows: Sequence[Sequence[Decimal]]) -> Decimal | None:
    """Kendall's W: how far the members rank the same bids alike, from 0 (not at all) to 1 (wholly), ties corrected.

    One row of totals for each member, in the same order of bids. None for fewer than two members or two bids, and
    where every member gave the same total to all bids: then nobody ranked anything.

    Source: M. G. Kendall and B. Babington Smith, The Problem of m Rankings (1939); correction for ties.

    >>> d = lambda *values: [Decimal(value) for value in values]
    >>> concordance([d(90, 80, 70), d(85, 84, 20), d(70, 60, 50)])
    Decimal('1.0000')
    >>> concordance([d(90, 80), d(80, 90)])
    Decimal('0.0000')
    >>> concordance([d(90, 80, 80), d(90, 70, 60)])
    Decimal('0.9286')
    """
    members, bids = len(rows), len(rows[0]) if rows else 0
    if members < 2 or bids < 2:
        return None
    ranks = [_ranks(row) for row in rows]
    sums = [sum((rank[place] for rank in ranks), Fraction(0)) for place in range(bids)]
    mean = Fraction(members * (bids + 1), 2)
    squares = sum(((total - mean) ** 2 for total in sums), Fraction(0))
    ties = sum((_tied(row) for row in rows), 0)
    most = Fraction(members**2 * (bids**3 - bids) - members * ties, 12)
    return _rounded(squares / most) if most else None


def _ranks(row: Sequence[Decimal]) -> list[Fraction]:
    """Ranks from 1; those of equal values share the mean of their places."""
    ordered = sorted(row)
    return [Fraction(2 * ordered.index(value) + ordered.count(value) + 1, 2) for value in row]


def _tied(row: Sequence[Decimal]) -> int:
    return sum(row.count(value) ** 3 - row.count(value) for value in set(row))


def outliers(amounts: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Which amounts lie more than 30 % from the median of at least three, as signed shares with four places.

    For unit prices of one line beside each other: a hint to look, never a verdict.

    Source: issue 4, item 7 (matrix with outliers).

    >>> outliers({1: Decimal(100), 2: Decimal(104), 3: Decimal(65), 4: Decimal(140)})
    {3: Decimal('-0.3627'), 4: Decimal('0.3725')}
    >>> outliers({1: Decimal(100), 2: Decimal(300)})
    {}
    """
    if len(amounts) < 3:
        return {}
    middle = Fraction(median(amounts.values()))
    if not middle:
        return {}
    shares = {key: _rounded((Fraction(amount) - middle) / middle) for key, amount in amounts.items()}
    return {key: share for key, share in shares.items() if abs(share) > FAR_FROM_MEDIAN}


def majority(yes: int, voices: int) -> bool:
    """Whether more than half of the voices agree.

    Source: issue 4, item 7 (consensus).

    >>> majority(2, 3), majority(1, 2)
    (True, False)
    """
    return 2 * yes > voices
