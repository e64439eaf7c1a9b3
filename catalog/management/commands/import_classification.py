"""``manage.py import_classification FILE``: load a whole UNSPSC release; safe to repeat."""

import re

from django.core.management.base import BaseCommand, CommandError

from catalog.management.reading import read_table
from catalog.services import ClassRow, load_classes
from catalog.states import Level

COLUMNS = ("code", "level", "name_en", "name_ko")
SIZES = {Level.SEGMENT: 2, Level.FAMILY: 4, Level.CLASS: 6, Level.COMMODITY: 8}
MOST_SHOWN = 20


class Command(BaseCommand):
    """Reads, checks every row, then loads all of them or none."""

    help = "Load the UNSPSC classification from a CSV file (columns code, level, name_en, name_ko; also .csv.gz)."

    def add_arguments(self, parser):
        """The file, and which release it is."""
        parser.add_argument("file")
        parser.add_argument("--release", help="which release it is; otherwise read from the name of the file")

    def handle(self, *, file, release, **_options):
        """Load and say what changed."""
        columns, rows = read_table(file)
        missing = [column for column in COLUMNS if column not in columns]
        if missing:
            raise CommandError(f"{file} has no column {', '.join(missing)}. Expected: {', '.join(COLUMNS)}.")
        faults, classes = check(rows)
        if faults:
            shown = "\n".join(faults[:MOST_SHOWN])
            more = f"\n… and {len(faults) - MOST_SHOWN} more" if len(faults) > MOST_SHOWN else ""
            raise CommandError(f"Nothing was loaded: {len(faults)} of {len(rows)} rows are wrong.\n{shown}{more}")
        found = re.search(r"\d+(?:\.\d+)+", file.rpartition("/")[2])
        loaded = load_classes(classes, release=release or (found[0] if found else "unnamed"))
        self.stdout.write(
            f"{len(classes):,} classes: {loaded.added:,} added, {loaded.changed:,} changed, "
            f"{loaded.unchanged:,} as they were, {loaded.retired:,} retired."
        )


def check(rows: list[dict[str, str]]) -> tuple[list[str], list[ClassRow]]:
    """The rows as classes, and what is wrong, by line."""
    faults, classes = [], []
    codes = {row["code"].strip() for row in rows}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        code, level = row["code"].strip(), row["level"].strip()
        size = SIZES.get(level)
        if size is None:
            faults.append(f"line {line}: “{level}” is not a level ({', '.join(SIZES)})")
        elif not re.fullmatch(r"[0-9]{8}", code):
            faults.append(f"line {line}: “{code}” is not a code of 8 digits")
        elif code[size:].strip("0") or code[size - 2 : size] == "00":
            faults.append(f"line {line}: {code} is not the code of a {level}")
        elif code in seen:
            faults.append(f"line {line}: {code} is there twice")
        elif size > 2 and code[: size - 2].ljust(8, "0") not in codes:
            faults.append(f"line {line}: {code} has no parent {code[: size - 2].ljust(8, '0')} in the file")
        elif not row["name_en"].strip():
            faults.append(f"line {line}: {code} has no English name")
        elif max(len(row["name_en"]), len(row["name_ko"])) > 200:
            faults.append(f"line {line}: the name of {code} is longer than 200 characters")
        else:
            name_en = row["name_en"].strip()
            classes.append(ClassRow(code, level, row["name_ko"].strip() or name_en, name_en))
        seen.add(code)
    return faults, classes
