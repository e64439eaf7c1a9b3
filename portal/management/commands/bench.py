"""``manage.py bench [NAME] --rows N --rounds K --json FILE``: the measured promises; exits 1 when one is broken.

``--rows 10000,100000,1000000`` runs each size and says how the times grow with it.
"""

import json
import math
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from portal.bench import Ratio, benches, own_database


class Command(BaseCommand):
    """Leaves the database as it was: each benchmark's rows are rolled back, or stand in a database of their own."""

    help = "Run the benchmarks and print ratios against their baselines."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="one benchmark; all without it")
        parser.add_argument("--rows", type=sizes, default=[10_000], help="one size, or several separated by commas")
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--json", type=Path, help="also write the results to this file")

    def handle(self, *, name, rows, rounds, json: Path | None, **options):
        autodiscover_modules("bench")
        if name and benches.get(name) is None:
            raise CommandError(f"No benchmark is called {name}.")
        chosen = sorted([benches.get(name)] if name else benches, key=lambda bench: bench.own_database)
        ratios: list[Ratio] = []
        with ExitStack() as stack:
            for at, bench in enumerate(chosen):
                if bench.own_database and not any(before.own_database for before in chosen[:at]):
                    stack.enter_context(own_database())
                grown = [self.measure(bench, size, rounds) for size in rows]
                ratios += [ratio for found in grown for ratio in found]
                for line in growth(rows, grown):
                    self.stdout.write(line)
        if json:
            write_results(json, ratios)
        if broken := [ratio.name for ratio in ratios if not ratio.holds]:
            raise CommandError(f"Below the promise: {', '.join(broken)}")

    def measure(self, bench, rows: int, rounds: int) -> list[Ratio]:
        """One benchmark at one size."""
        self.stdout.write(f"{bench.title} ({rows:,} rows, {rounds} rounds)")
        kept = bench.own_schema or bench.own_database
        with nullcontext() if kept else transaction.atomic():
            found = bench.run(rows, rounds)
            if not kept:
                transaction.set_rollback(True)
        for ratio in found:
            mark = "ok  " if ratio.holds else "FAIL"
            self.stdout.write(
                f"  {mark} {ratio.name}: {ratio.value:.1f}x (must be {ratio.must:g}x);"
                f" ours {ratio.ours_ms:.2f} ms, baseline {ratio.baseline_ms:.2f} ms"
            )
        return found


def sizes(text: str) -> list[int]:
    """``10000,100000`` as numbers."""
    return [int(part) for part in text.split(",")]


def growth(rows: list[int], grown: list[list[Ratio]]) -> list[str]:
    """How each time grows from the smallest to the largest size: 1 is in step with the rows, 0 not at all."""
    if len(rows) < 2:
        return []
    steps = math.log(rows[-1] / rows[0])
    return [
        f"  growth of {first.name}: exponent {math.log(last.ours_ms / first.ours_ms) / steps:.2f},"
        f" baseline {math.log(last.baseline_ms / first.baseline_ms) / steps:.2f}"
        for first, last in zip(grown[0], grown[-1], strict=True)
        if first.ours_ms and last.ours_ms
    ]


def write_results(path: Path, ratios: list[Ratio]) -> None:
    """The ratios as JSON."""
    path.write_text(json.dumps([asdict(ratio) for ratio in ratios], indent=2) + "\n")
