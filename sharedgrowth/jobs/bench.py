"""The promise of the matching: a large round in seconds, growing in step with it. Source: domain 9.3, YDC-05."""

from portal.bench import Bench, Ratio, benches


def run_matching(rows: int, rounds: int) -> list[Ratio]:
    """Matching that many trainees (at most 50,000) with two vacancies for five of them, proved and explained."""
    from benchmarks.matching import run as measure  # only who measures needs the generator

    return measure(min(max(rows, 2000), 50_000), rounds)


benches.add("job-matching", Bench(title="stable matching of trainees and vacancies", run=run_matching, order=70))
