"""The database between two tests that commit: as migrations and set-up left it.

Django's way is to empty every table and to send ``post_migrate`` again; with many hundred tables that costs more than
most tests. Here what a test left is taken away, row by row, from the tables that have any, and what the migrations
entered is as it was: a copy of it lies in a schema of its own since the database was made.
"""

import time
from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

COPY = "as_made"  # the schema with the rows that a fresh database has
PATIENCE = 10  # seconds for requests of a test server that still write


def keep_what_is_made() -> None:
    """Copy the rows of a fresh database, and bring it back to them after each test that commits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [COPY])
        if not cursor.fetchone():  # else the database is used again
            cursor.execute(f"CREATE SCHEMA {COPY}")
            for table in _with_rows(_tables()):
                cursor.execute(f'CREATE TABLE {COPY}."{table}" AS TABLE public."{table}"')
    TransactionTestCase._fixture_teardown = _after_a_test  # type: ignore[method-assign]


def _after_a_test(_case: TransactionTestCase) -> None:
    connection.close()  # what a test set for its session ends with it
    with connection.cursor() as cursor:
        _wait_for_others()
        changed = [table for table in _made() if _differs(table)]
        dirty = _with_rows(_tables() - _made()) + changed
        if not dirty:
            return
        triggers = 'ALTER TABLE public."{}" {} TRIGGER USER'  # what is append-only refuses to be deleted
        for table in dirty:
            cursor.execute(triggers.format(table, "DISABLE"))
        try:
            with transaction.atomic():
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                for table in dirty:
                    cursor.execute(f'DELETE FROM public."{table}"')  # noqa: S608 (names of our own tables)
                for table in changed:
                    columns = ", ".join(f'"{name}"' for name in _stored_columns(table))
                    cursor.execute(
                        f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE '  # noqa: S608
                        f'SELECT {columns} FROM {COPY}."{table}"'
                    )
        finally:
            for table in dirty:
                cursor.execute(triggers.format(table, "ENABLE"))


@cache
def _tables() -> frozenset[str]:
    """What Django's own flush empties."""
    return frozenset(connection.introspection.django_table_names(only_existing=True, include_views=False))


@cache
def _made() -> frozenset[str]:
    return frozenset(_column("SELECT tablename FROM pg_tables WHERE schemaname = %s", [COPY]))


@cache
def _stored_columns(table: str) -> list[str]:
    return _column(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [f'public."{table}"'],
    )


def _with_rows(tables: frozenset[str]) -> list[str]:
    every = sorted(tables)
    return _column(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE public.\"{name}\")" for name in every))


def _differs(table: str) -> bool:
    columns = ", ".join(f'"{name}"' for name in _stored_columns(table))
    told = f"SELECT row(count(*), sum(hashtextextended(row({columns})::text, 0)))::text FROM"
    return bool(_column(f'SELECT 1 WHERE ({told} public."{table}") <> ({told} {COPY}."{table}")'))


def _wait_for_others() -> None:
    """Until no other connection is in the middle of a transaction; a test's server may still be answering."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not _column(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        ):
            return
        time.sleep(0.02)


def _column(asked: str, values: list[str] | None = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        return [value for (value,) in cursor.fetchall()]
