"""Measured promises: each app enters its benchmarks in ``bench.py``; ``manage.py bench`` runs them.

A benchmark compares two ways in one interleaved run and reports the ratio of their medians: absolute times drift from
machine to machine, ratios do not (performance section 9).
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.registry import Registry


@dataclass(frozen=True)
class Ratio:
    """``name`` is how many times faster ours is than the baseline; ``must`` is the floor that fails the run."""

    name: str
    value: float
    must: float
    ours_ms: float
    baseline_ms: float

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.value >= self.must


@dataclass(frozen=True)
class Bench:
    """``run(rows, rounds)`` makes its own rows inside a transaction that is rolled back.

    With ``own_schema`` it makes and drops a schema of its own instead: for sizes that need a vacuum.
    """

    title: str
    run: Callable[[int, int], list[Ratio]]
    order: int = 0
    own_schema: bool = False


benches: Registry[Bench] = Registry("bench")


def compare(
    name: str, ours: Callable[[], object], baseline: Callable[[], object], *, rounds: int, must: float
) -> Ratio:
    """Run both ways alternately ``rounds`` times and compare medians."""
    times: dict[str, list[float]] = {"ours": [], "baseline": []}
    for _round in range(rounds):
        for key, way in (("ours", ours), ("baseline", baseline)):
            begun = time.perf_counter()
            way()
            times[key].append(time.perf_counter() - begun)
    ours_s, baseline_s = statistics.median(times["ours"]), statistics.median(times["baseline"])
    return Ratio(name, baseline_s / ours_s, must, ours_s * 1000, baseline_s * 1000)
