"""Measured promises: each app enters its benchmarks in ``bench.py``; ``manage.py bench`` runs them.

A benchmark compares two ways in one interleaved run and reports the ratio of their medians: absolute times drift from
machine to machine, ratios do not (performance section 9).
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

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

    With ``own_schema`` it makes and drops a schema of its own instead: for sizes that need a vacuum. With
    ``own_database`` its rows are committed in a database of their own: PostgreSQL looks at every key of a row once
    more when the transaction that made it changes it, which no transaction of the portal does.
    """

    title: str
    run: Callable[[int, int], list[Ratio]]
    order: int = 0
    own_schema: bool = False
    own_database: bool = False


benches: Registry[Bench] = Registry("bench")


@contextmanager
def own_database() -> Iterator[None]:
    """The connection leads to a new database beside the configured one, with all tables; it is dropped at the end."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


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
