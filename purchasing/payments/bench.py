"""Promises of the ledger as ratios in one interleaved run. Source: performance 4, 8 and 9."""

from portal.bench import Bench, Ratio, benches


def run_payrun(rows: int, rounds: int) -> list[Ratio]:
    """Booking that many payments of a run, beside a loop over objects and beside COPY of ready rows."""
    from benchmarks.payments import payrun as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


def run_maturity(rows: int, rounds: int) -> list[Ratio]:
    """Booking that many payments out of escrow, sent and confirmed, beside a loop over objects."""
    from benchmarks.maturity import maturity as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


def run_chains(rows: int, rounds: int) -> list[Ratio]:
    """Posting a maturity run down four tiers, beside recursion over objects."""
    from benchmarks.payments import chains as measure  # only who measures needs the generator

    return measure(max(rows, 1000), rounds)


benches.add("payrun", Bench(title="payments of a run into the ledger", run=run_payrun, order=40, own_database=True))
benches.add(
    "maturity", Bench(title="payments of a maturity run into the ledger", run=run_maturity, order=42, own_database=True)
)
benches.add(
    "chains", Bench(title="a maturity run down four tiers into the ledger", run=run_chains, order=41, own_database=True)
)
