"""The promise of the yearly evaluation: at most five times one aggregate over the same rows. Source: performance 9."""

from portal.bench import Bench, Ratio, benches


def run_evaluation(rows: int, rounds: int) -> list[Ratio]:
    """Evaluating that many suppliers × 30 items anew, beside one SQL aggregate over the same reviews."""
    from benchmarks.evaluation import evaluation as measure  # only who measures needs the generator

    return measure(max(rows, 200), rounds)


benches.add("esg", Bench(title="yearly ESG evaluation, 30 items each", run=run_evaluation, order=60))
