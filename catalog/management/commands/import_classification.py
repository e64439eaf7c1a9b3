"""``manage.py import_classification FILE``: load a whole release of UNSPSC, HS or CPV; safe to repeat."""

import re
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError

from catalog.management.reading import read_table
from catalog.queries.classes import CPV, HS, UNSPSC
from catalog.services import ClassRow, load_classes
from catalog.states import Level
from portal.transactions import again_when_crossed

COLUMNS = {
    UNSPSC: ("code", "level", "name_en", "name_ko"),
    HS: ("hscode", "description", "parent", "level"),
    CPV: ("code", "name_en"),
}
SIZES = {Level.SEGMENT: 2, Level.FAMILY: 4, Level.CLASS: 6, Level.COMMODITY: 8}
HS_LEVELS = {2: Level.CHAPTER, 4: Level.HEADING, 6: Level.SUBHEADING}
CPV_LEVELS = {2: Level.DIVISION, 3: Level.GROUP, 4: Level.CLASS, 5: Level.CATEGORY}
LONGEST_NAME = 200
MOST_SHOWN = 20
Checked = tuple[list[str], list[ClassRow]]  # what is wrong, by line; and the classes


class Command(BaseCommand):
    """Reads, checks every row, then loads all of them or none."""

    help = (
        "Load a classification from a CSV file (also .csv.gz). UNSPSC: columns code, level, name_en, name_ko. "
        "HS: hscode, description, parent, level. CPV: code, name_en."
    )

    def add_arguments(self, parser):
        """The file, which scheme it is, and which release."""
        parser.add_argument("file")
        parser.add_argument("--scheme", choices=list(COLUMNS), help="otherwise told by the columns")
        parser.add_argument("--release", help="which release it is; otherwise read from the name of the file")

    @again_when_crossed
    def handle(self, *, file, scheme, release, **_options):
        """Load and say what changed."""
        columns, rows = read_table(file)
        scheme = scheme or next((name for name, wanted in COLUMNS.items() if set(wanted) <= set(columns)), UNSPSC)
        missing = [column for column in COLUMNS[scheme] if column not in columns]
        if missing:
            expected = ", ".join(COLUMNS[scheme])
            raise CommandError(f"{file} has no column {', '.join(missing)}. Expected: {expected}.")
        faults, classes = CHECKS[scheme](rows)
        if faults:
            shown = "\n".join(faults[:MOST_SHOWN])
            more = f"\n… and {len(faults) - MOST_SHOWN} more" if len(faults) > MOST_SHOWN else ""
            raise CommandError(f"Nothing was loaded: {len(faults)} of {len(rows)} rows are wrong.\n{shown}{more}")
        found = re.search(r"\d+(?:\.\d+)+|(?<!\d)\d{4}(?!\d)", file.rpartition("/")[2])
        loaded = load_classes(classes, scheme=scheme, release=release or (found[0] if found else "unnamed"))
        self.stdout.write(
            f"{scheme}: {len(classes):,} classes: {loaded.added:,} added, {loaded.changed:,} changed, "
            f"{loaded.unchanged:,} as they were, {loaded.retired:,} retired."
        )


def check_unspsc(rows: list[dict[str, str]]) -> Checked:
    """Eight digits, two for each level; every class with its parent. Source: CAT-10."""
    codes = {row["code"].strip() for row in rows}

    def read(row: dict[str, str]) -> ClassRow | str:
        code, level = row["code"].strip(), row["level"].strip()
        size = SIZES.get(level)
        if size is None:
            return f"“{level}” is not a level ({', '.join(SIZES)})"
        if not re.fullmatch(r"[0-9]{8}", code):
            return f"“{code}” is not a code of 8 digits"
        if code[size:].strip("0") or code[size - 2 : size] == "00":
            return f"{code} is not the code of a {level}"
        parent = code[: size - 2].ljust(8, "0") if size > 2 else ""
        if parent and parent not in codes:
            return f"{code} has no parent {parent} in the file"
        name_en = row["name_en"].strip()
        return ClassRow(code, level, row["name_ko"].strip() or name_en, name_en, parent)

    return _checked(rows, "code", read)


def check_hs(rows: list[dict[str, str]]) -> Checked:
    """Chapters, headings and subheadings of two, four and six digits; the line of totals is none. Source: CAT-11."""
    rows = [row for row in rows if row["hscode"].strip() != "TOTAL"]
    codes = {row["hscode"].strip() for row in rows}

    def read(row: dict[str, str]) -> ClassRow | str:
        code = row["hscode"].strip()
        level = HS_LEVELS.get(len(code))
        if level is None or not re.fullmatch(r"[0-9]+", code):
            return f"“{code}” is not a code of 2, 4 or 6 digits"
        parent = code[:-2]
        if parent and parent not in codes:
            return f"{code} has no parent {parent} in the file"
        name = _shortened(row["description"].strip())
        return ClassRow(code, level, name, name, parent)

    return _checked(rows, "hscode", read)


def check_cpv(rows: list[dict[str, str]]) -> Checked:
    """Eight digits and a check digit, which is looked up and never computed. Source: CAT-13."""
    written = {row["code"].strip()[:8]: row["code"].strip() for row in rows}

    def read(row: dict[str, str]) -> ClassRow | str:
        code = row["code"].strip()
        if not re.fullmatch(r"[0-9]{8}-[0-9]", code):
            return f"“{code}” is not a code of 8 digits and a check digit"
        size = max(2, len(code[:8].rstrip("0")))
        above = (code[:shorter].ljust(8, "0") for shorter in range(size - 1, 1, -1))
        parent = next((written[one] for one in above if one in written), "")
        name = _shortened(row["name_en"].strip())
        return ClassRow(code, CPV_LEVELS.get(size, Level.DETAIL), name, name, parent)

    return _checked(rows, "code", read)


CHECKS: dict[str, Callable[[list[dict[str, str]]], Checked]] = {UNSPSC: check_unspsc, HS: check_hs, CPV: check_cpv}


def _checked(rows: list[dict[str, str]], column: str, read: Callable[[dict[str, str]], ClassRow | str]) -> Checked:
    faults, classes = [], []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        code, found = row[column].strip(), read(row)
        if isinstance(found, str):
            faults.append(f"line {line}: {found}")
        elif code in seen:
            faults.append(f"line {line}: {code} is there twice")
        elif not found.name_en:
            faults.append(f"line {line}: {code} has no English name")
        elif max(len(found.name_en), len(found.name_ko)) > LONGEST_NAME:
            faults.append(f"line {line}: the name of {code} is longer than {LONGEST_NAME} characters")
        else:
            classes.append(found)
        seen.add(code)
    return faults, classes


def _shortened(name: str) -> str:
    """Customs texts run to sentences: what does not fit ends with a mark."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rpartition(" ")[0].rstrip(" ,;") + "…"
