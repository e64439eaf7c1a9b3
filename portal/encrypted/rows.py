"""Stored values, many at a time: from one key to another, and (in migrations) from plain to encrypted and back.

A batch is one transaction and holds so many rows or so many letters, whatever comes first. Rows that somebody changes
meanwhile are left to the next batch. Triggers that forbid changes step aside for a batch, which only the owner may do:
what a row says stays the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from portal.encrypted.fields import BlindIndexField, Encrypted
from portal.sealing import columns

ROWS, LETTERS = 1000, 8_000_000
WAIT = "5s"  # for a table that others write to; then better later than that all of them wait
FORBIDS = "SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal)"

Change = Callable[[list[str]], str]  # from what a row holds in the columns that are read, the first its own


@dataclass(frozen=True)
class Column:
    """One column and what it is made of."""

    field: models.Field
    reads: tuple[str, ...]  # columns; its own first
    head: str  # how values under the key in use begin
    change: Change

    @property
    def name(self) -> str:
        """As operators read it."""
        return f"{self.field.model._meta.db_table}.{self.field.column}"


def column_of(field: models.Field) -> Column:
    """How the values of an encrypted field, or of a blind index, come under the key in use."""
    if isinstance(field, Encrypted):
        again = field
        return Column(
            field,
            (field.column,),
            columns.current_head(),
            lambda read: columns.lock(columns.unlock(read[0], again.place), again.place),
        )
    assert isinstance(field, BlindIndexField)  # noqa: S101 (there is no third)
    index, sources = field, field.sources
    return Column(
        field,
        (field.column, *(source.column for source in sources)),
        columns.current_head(columns.MARKS),
        lambda read: columns.mark(
            [
                columns.unlock(stored, source.place) if isinstance(source, Encrypted) else stored
                for source, stored in zip(sources, read[1:], strict=True)
            ],
            index.place,
        ),
    )


def all_columns() -> list[Column]:
    """Of all models, in the order of their apps."""
    return [
        column_of(field)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, Encrypted | BlindIndexField)
    ]


def left(column: Column) -> dict[str, int]:
    """How many values are under other keys than the one in use, by the beginning that names the key."""
    table, name = _quoted(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CASE WHEN {name} ~ '^1[.][0-9a-f]{{16}}[.]' THEN substr({name}, 1, 19) ELSE '' END AS head,"  # noqa: S608
            f" count(*) FROM {table} WHERE {name} <> '' AND NOT starts_with({name}, %s) GROUP BY 1",
            [column.head],
        )
        return dict(cursor.fetchall())


def relock(column: Column) -> int:
    """All values under the key in use; returns how many were not. What is done stays done if it breaks off."""
    name = _quoted(column)[1]
    stale = f"{name} <> '' AND NOT starts_with({name}, %s)"
    return sum(rewritten(column, stale, [column.head]))


def rewritten(column: Column, where: str = "TRUE", given: list[Any] | None = None) -> Iterator[int]:
    """Change the rows of the condition batch by batch; tells how many of each batch were changed."""
    last: Any = None
    while True:
        with transaction.atomic(), _triggers_aside(column):
            last, found, changed = _batch(column, where, given or [], last)
        yield changed
        if not found:
            return


def _batch(column: Column, where: str, given: list[Any], last: Any) -> tuple[Any, int, int]:
    """Rows behind the key ``last``: the last key, how many were read and how many changed."""
    table, name = _quoted(column)
    quote = connection.ops.quote_name
    pk = column.field.model._meta.pk
    key = quote(pk.column)
    reads = ", ".join(f"coalesce({quote(each)}::text, '')" for each in column.reads)
    behind = "" if last is None else f" AND {key} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {reads} FROM (SELECT *, row_number() OVER (ORDER BY {key}) AS n,"  # noqa: S608 (names)
            f" sum(length({name})) OVER (ORDER BY {key}) AS letters FROM (SELECT * FROM {table}"
            f" WHERE ({where}){behind} ORDER BY {key} LIMIT {ROWS}) AS read) AS read"
            f" WHERE n = 1 OR letters <= {LETTERS} ORDER BY {key}",
            [*given, *([] if last is None else [last])],
        )
        rows = cursor.fetchall()
        if not rows:
            return last, 0, 0
        keys, before = [row[0] for row in rows], [row[1] for row in rows]
        cursor.execute(
            f"UPDATE {table} AS row SET {name} = told.after"  # noqa: S608 (names)
            f" FROM unnest(%s::{pk.rel_db_type(connection)}[], %s::text[], %s::text[]) AS told (key, before, after)"
            f" WHERE row.{key} = told.key AND coalesce(row.{name}, '') = told.before AND told.after <> told.before",
            [keys, before, [column.change(list(row[1:])) for row in rows]],
        )
        return keys[-1], len(rows), cursor.rowcount


def _quoted(column: Column) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(column.field.model._meta.db_table), quote(column.field.column)


@contextmanager
def _triggers_aside(column: Column) -> Iterator[None]:
    """Triggers hold that rows do not change; a key is changed by the owner of the tables, who may set them aside."""
    table = _quoted(column)[0]
    with connection.cursor() as cursor:
        cursor.execute(FORBIDS, [table])
        if not cursor.fetchone()[0]:
            yield
            return
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'; SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER; SET LOCAL lock_timeout = DEFAULT")
