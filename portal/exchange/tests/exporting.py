"""Rows for tests of exports: a kind of rows over something cheap, entered for one test and taken out again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from portal.exchange.registry.exports import MOMENT, TEXT, Column, Dataset, datasets
from portal.outbox.models import JobRun

CODE = "tests.runs"


@contextmanager
def runs_entered(*, look: Callable[[Any], object] = lambda row: row.name, **options: Any) -> Iterator[Dataset]:
    """Runs of periodic jobs as rows; ``look`` is called for each row that is written."""
    settings = {
        "label": "Runs",
        "said": "Runs of jobs.",
        "rows": lambda _user: JobRun.objects.filter(name__startswith="row "),
        "roles": frozenset({"SU"}),
        "scope": "catalog.read",
        "columns": [
            Column("name", "Name", TEXT, of=look),
            Column("period", "Period"),
            Column("started_at", "Started", MOMENT),
        ],
        **options,
    }
    dataset = datasets.add(CODE, Dataset(**settings))
    try:
        yield dataset
    finally:
        del datasets._entries[CODE]


def make_runs(count: int) -> list[str]:
    """So many rows, with names in their order."""
    names = [f"row {number:05d}" for number in range(count)]
    JobRun.objects.bulk_create(JobRun(name=name, period="once") for name in names)
    return names
