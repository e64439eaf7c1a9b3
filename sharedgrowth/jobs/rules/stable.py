"""Who is matched with whom: trainee-proposing deferred acceptance with seats. Source: domain 9.3, YDC-05.

Sources: D. Gale, L. S. Shapley, College Admissions and the Stability of Marriage, 1962 (deferred acceptance);
A. Abdulkadiroğlu, P. Pathak, A. Roth, Strategy-proofness versus Efficiency in Matching with Indifferences, 2009
(one lot for all firms, so that ties cost the trainees least).
"""

import hashlib
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Seeker:
    """A trainee: the vacancies wished for, best first, and the score of the training."""

    key: int
    wishes: tuple[int, ...]
    score: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """A vacancy: its seats, and the rank the firm gave each trainee (1 is best; equal ranks are a tie).

    A trainee without a rank is not wanted, unless ``takes_others``: then all others follow, by score.
    """

    key: int
    seats: int
    ranks: Mapping[int, int] = field(default_factory=dict)
    takes_others: bool = False


class Why(StrEnum):
    """What became of one wish."""

    MATCHED = "matched"
    NOT_WANTED = "not_wanted"  # the firm did not rank the trainee
    FULL_BY_RANK = "full_by_rank"  # every seat went to somebody whom the firm ranked higher
    FULL_BY_SCORE = "full_by_score"  # … or alike, with a higher score
    FULL_BY_LOT = "full_by_lot"  # … or alike with the same score: the lot decided
    NOT_NEEDED = "not_needed"  # a better wish came true
    GONE = "gone"  # the vacancy was not in the round


@dataclass(frozen=True, slots=True)
class Step:
    """One wish of a trainee and what became of it; ``seats`` and ``rank`` (of the firm, None for "the others")."""

    place: int
    why: Why
    seats: int = 0
    rank: int | None = None


def lot(seed: str, key: int) -> int:
    """The lot of a trainee: drawn by the seed alone, the same whenever it is drawn again.

    Source: domain 9.3, YDC-05 (seeded lot).

    >>> lot("2026-1", 7) == lot("2026-1", 7), lot("2026-1", 7) == lot("2026-2", 7)
    (True, False)
    """
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8])


def lined_up(seekers: Iterable[Seeker], seed: str) -> dict[int, int]:
    """The trainees by score, then by lot: what parts those whom a firm ranks alike. 0 is first.

    Source: domain 9.3, YDC-05 (ties by score, then seeded lot).

    >>> lined_up([Seeker(1, (), Decimal(70)), Seeker(2, (), Decimal(90))], "x")
    {2: 0, 1: 1}
    """
    line = sorted(seekers, key=lambda one: (-one.score, lot(seed, one.key), one.key))
    return {one.key: position for position, one in enumerate(line)}


def matching(seekers: Sequence[Seeker], places: Sequence[Place], seed: str) -> dict[int, int]:
    """Trainee to vacancy: stable, and of all stable matchings the best for every trainee.

    Each trainee asks the best vacancy that has not refused yet; a vacancy keeps the best who asked, up to its seats,
    and refuses the others. Who finds no vacancy is not in the answer. The order of the input changes nothing.
    Takes as long as the wishes are many (times the logarithm of the seats).
    Source: domain 9.3, YDC-05.

    >>> ann, ben = Seeker(1, (10, 20)), Seeker(2, (10,))
    >>> matching([ann, ben], [Place(10, 1, {1: 2, 2: 1}), Place(20, 1, {1: 1})], "x")
    {1: 20, 2: 10}
    """
    line = lined_up(seekers, seed)
    by_key = {place.key: place for place in places}
    many = len(line) + 1
    last = 1 + max((max(place.ranks.values(), default=0) for place in places), default=0)
    held: dict[int, list[tuple[int, int]]] = {place.key: [] for place in places}  # the worst kept is at the top
    wishes = {one.key: one.wishes for one in seekers}
    asked = dict.fromkeys(wishes, 0)
    free = sorted(wishes, reverse=True)
    while free:
        seeker = free.pop()
        while asked[seeker] < len(wishes[seeker]):
            place = by_key.get(wishes[seeker][asked[seeker]])
            asked[seeker] += 1
            if place is None or place.seats < 1:
                continue
            rank = place.ranks.get(seeker)
            if rank is None:
                if not place.takes_others:
                    continue
                rank = last
            kept = held[place.key]
            entry = (-(rank * many + line[seeker]), seeker)
            if len(kept) < place.seats:
                heapq.heappush(kept, entry)
                break
            refused = heapq.heappushpop(kept, entry)[1]
            if refused != seeker:
                free.append(refused)
                break
    return dict(sorted((seeker, key) for key, kept in held.items() for _worth, seeker in kept))


def blocking_pairs(
    seekers: Sequence[Seeker], places: Sequence[Place], seed: str, matched: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Trainees and vacancies that would both rather have each other than what they got: none when it is stable.

    Source: domain 9.3, YDC-05; Gale and Shapley 1962.

    >>> blocking_pairs([Seeker(1, (10,))], [Place(10, 1, {1: 1})], "x", {})
    [(1, 10)]
    """
    line = lined_up(seekers, seed)
    by_key = {place.key: place for place in places}
    inside: dict[int, list[int]] = {place.key: [] for place in places}
    for taken, key in matched.items():
        inside[key].append(taken)
    worst = {key: max((_worth(by_key[key], one, line) for one in kept), default=None) for key, kept in inside.items()}
    found = []
    for seeker in seekers:
        got = matched.get(seeker.key)
        for key in seeker.wishes:
            if key == got:
                break
            place = by_key.get(key)
            if place is None or place.seats < 1 or not is_wanted(place, seeker.key):
                continue
            free = len(inside[key]) < place.seats
            if free or _worth(place, seeker.key, line) < worst[key]:  # type: ignore[operator]
                found.append((seeker.key, key))
    return found


def is_wanted(place: Place, seeker: int) -> bool:
    """Whether the firm takes the trainee at all.

    Source: domain 9.3, YDC-05.

    >>> is_wanted(Place(10, 1, {1: 1}), 2), is_wanted(Place(10, 1, {1: 1}, takes_others=True), 2)
    (False, True)
    """
    return seeker in place.ranks or place.takes_others


def explanations(
    seekers: Sequence[Seeker], places: Sequence[Place], seed: str, matched: Mapping[int, int]
) -> dict[int, list[Step]]:
    """For each trainee what became of each wish, in the order of the wishes: it names no other trainee.

    Source: domain 9.3, YDC-05 (explained); PIPA art. 37-2 (explanation of automated decisions).

    >>> ann, ben = Seeker(1, (10, 20)), Seeker(2, (10,))
    >>> places = [Place(10, 1, {1: 2, 2: 1}), Place(20, 1, {1: 1})]
    >>> [step.why.value for step in explanations([ann, ben], places, "x", {1: 20, 2: 10})[1]]
    ['full_by_rank', 'matched']
    """
    scores = {one.key: one.score for one in seekers}
    line = lined_up(seekers, seed)
    by_key = {place.key: place for place in places}
    inside: dict[int, list[int]] = {place.key: [] for place in places}
    for taken, key in matched.items():
        inside[key].append(taken)
    last_in = {
        key: max(kept, key=lambda one, key=key: _worth(by_key[key], one, line))  # type: ignore[misc]
        for key, kept in inside.items()
        if kept
    }
    told = {}
    for seeker in seekers:
        steps, done = [], False
        for key in seeker.wishes:
            place = by_key.get(key)
            if place is None or place.seats < 1:
                steps.append(Step(key, Why.GONE))
                continue
            rank = place.ranks.get(seeker.key)
            if done:
                why = Why.NOT_NEEDED
            elif matched.get(seeker.key) == key:
                why, done = Why.MATCHED, True
            elif not is_wanted(place, seeker.key):
                why = Why.NOT_WANTED
            else:
                why = _full(place, seeker.key, last_in[key], scores)
            steps.append(Step(key, why, place.seats, rank))
        told[seeker.key] = steps
    return told


def _full(place: Place, seeker: int, kept: int, scores: Mapping[int, Decimal]) -> Why:
    """What parted the trainee from the last one who was taken."""
    if place.ranks.get(seeker) != place.ranks.get(kept):
        return Why.FULL_BY_RANK
    return Why.FULL_BY_SCORE if scores[seeker] != scores[kept] else Why.FULL_BY_LOT


def _worth(place: Place, seeker: int, line: Mapping[int, int]) -> tuple[bool, int, int]:
    """Smaller is better for the firm."""
    rank = place.ranks.get(seeker)
    return (rank is None, rank or 0, line[seeker])
