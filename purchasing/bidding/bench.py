"""Promises of the evaluation as ratios in one interleaved run. Source: performance 6, 8 and 9."""

from portal.bench import Bench, Ratio, benches


def run_bids(rows: int, rounds: int) -> list[Ratio]:
    """Reading, judging and storing that many opened bids, beside a loop over objects with one save each."""
    from benchmarks.bids import run as measure  # only who measures needs the generator

    return measure(max(rows, 100), rounds)


benches.add("bids", Bench(title="evaluation of opened bids", run=run_bids, order=30, own_database=True))


def run_opening(rows: int, rounds: int) -> list[Ratio]:
    """Opening that many sealed bids of a hundred lines at once, beside one at a time."""
    from benchmarks.opening import run as measure  # only who measures needs the generator

    return measure(min(max(rows, 20), 500), rounds)


benches.add("opening", Bench(title="opening of sealed bids", run=run_opening, order=31, own_database=True))
