"""Reading a table that somebody sends: plain or gzip, UTF-8 with or without a mark, or CP949."""

import csv
import gzip
import io
import zlib
from pathlib import Path

from django.core.management import CommandError

MOST_BYTES = 200_000_000


def read_table(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Columns and rows of a CSV file. The encoding is decided over the whole file, never by its beginning."""
    path = Path(name)
    if not path.is_file():
        raise CommandError(f"There is no file {name}.")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as trouble:
        raise CommandError(f"{name} cannot be read: {trouble}") from trouble
    if len(data) > MOST_BYTES:
        raise CommandError(f"{name} holds more than {MOST_BYTES // 1_000_000} MB. Split it.")
    reader = csv.DictReader(io.StringIO(_text(data, name), newline=""), restval="", restkey="_extra")
    try:
        rows = list(reader)
    except csv.Error as trouble:
        raise CommandError(f"{name} is not a CSV file: line {reader.line_num}: {trouble}") from trouble
    columns = [column.strip() for column in reader.fieldnames or []]
    if not columns:
        raise CommandError(f"{name} is empty.")
    for line, row in enumerate(rows, start=2):
        if "_extra" in row:
            raise CommandError(f"{name}, line {line}: more cells than columns. Is a quotation mark missing?")
    return columns, rows


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"{name} is neither UTF-8 nor CP949 text.")
