"""Stable matching of a large round of Youth Dream: as many trainees as rows, two vacancies for five of them.

Ours is the whole of what a run computes: the matching, the proof that it has no blocking pair, an explanation for
every wish. Beside it four rounds of a quarter of the size: 1x is growth in step with the rows, 0.5x twice that. A
round of 2,000 × 800 must be done within seconds.
"""

import random
import statistics
import time
from decimal import Decimal

from portal.bench import Ratio
from sharedgrowth.jobs.rules.stable import Place, Seeker, blocking_pairs, explanations, matching

MUST = 0.5
WISHES = 12
MOST_SECONDS = 5.0  # for 2,000 trainees
SEED = "bench"


def round_of(trainees: int) -> tuple[list[Seeker], list[Place]]:
    """An invented round: wishes crowd at some vacancies, firms rank in classes with ties, some take all others."""
    dice = random.Random(trainees)  # noqa: S311  invented data, the same each time
    vacancies = max(1, trainees * 2 // 5)
    seats = [dice.choice((1, 2, 3, 4)) for _each in range(vacancies)]
    crowd = [1 / (place % 40 + 1) for place in range(vacancies)]
    seekers, ranks = [], [dict[int, int]() for _each in range(vacancies)]
    for key in range(trainees):
        wishes = tuple(dict.fromkeys(dice.choices(range(vacancies), crowd, k=WISHES)))
        seekers.append(Seeker(key, wishes, Decimal(dice.randint(60, 100))))
        for place in wishes:
            if dice.random() < 0.8:
                ranks[place][key] = dice.randint(1, 12)
    places = [Place(key, seats[key], ranks[key], dice.random() < 0.3) for key in range(vacancies)]
    return seekers, places


def run(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` trainees, in each of ``rounds``."""
    whole, quarters = round_of(rows), [round_of(rows // 4 + place) for place in range(4)]
    times: dict[str, list[float]] = {"whole": [], "quarters": []}
    for _round in range(max(1, rounds)):
        times["whole"].append(_timed([whole]))
        times["quarters"].append(_timed(quarters))
    ours, baseline = statistics.median(times["whole"]), statistics.median(times["quarters"])
    if ours > MOST_SECONDS * max(1, rows / 2000):
        raise AssertionError(f"{rows:,} trainees matched in {ours:.1f} s")
    name = f"{rows:,} trainees and {rows * 2 // 5:,} vacancies matched and explained, against four quarters"
    return [Ratio(name, baseline / ours, MUST, ours * 1000, baseline * 1000)]


def _timed(made: list[tuple[list[Seeker], list[Place]]]) -> float:
    begun = time.perf_counter()
    for seekers, places in made:
        matched = matching(seekers, places, SEED)
        if blocking_pairs(seekers, places, SEED, matched):
            raise AssertionError("a blocking pair")
        explanations(seekers, places, SEED, matched)
    return time.perf_counter() - begun
