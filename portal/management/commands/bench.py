"""``manage.py bench [NAME] --rows N --rounds K --json FILE``: the measured promises; exits 1 when one is broken."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from portal.bench import Ratio, benches


class Command(BaseCommand):
    """Leaves the database as it was: each benchmark's rows are rolled back."""

    help = "Run the benchmarks and print ratios against their baselines."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="one benchmark; all without it")
        parser.add_argument("--rows", type=int, default=10_000)
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--json", type=Path, help="also write the results to this file")

    def handle(self, *, name, rows, rounds, json: Path | None, **options):
        autodiscover_modules("bench")
        if name and benches.get(name) is None:
            raise CommandError(f"No benchmark is called {name}.")
        chosen = [benches.get(name)] if name else list(benches)
        ratios: list[Ratio] = []
        for bench in chosen:
            self.stdout.write(f"{bench.title} ({rows:,} rows, {rounds} rounds)")
            with transaction.atomic():
                found = bench.run(rows, rounds)
                transaction.set_rollback(True)
            for ratio in found:
                mark = "ok  " if ratio.holds else "FAIL"
                self.stdout.write(
                    f"  {mark} {ratio.name}: {ratio.value:.1f}x (must be {ratio.must:g}x);"
                    f" ours {ratio.ours_ms:.2f} ms, baseline {ratio.baseline_ms:.2f} ms"
                )
            ratios += found
        if json:
            write_results(json, ratios)
        if broken := [ratio.name for ratio in ratios if not ratio.holds]:
            raise CommandError(f"Below the promise: {', '.join(broken)}")


def write_results(path: Path, ratios: list[Ratio]) -> None:
    """The ratios as JSON."""
    path.write_text(json.dumps([asdict(ratio) for ratio in ratios], indent=2) + "\n")
