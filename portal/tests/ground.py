"""The database between two tests that commit: as migrations and set-up left it.

Django's way is to empty every table and to send ``post_migrate`` again; with many hundred tables that costs more than
most tests. Here what a test left is taken away, row by row, from the tables that have any, and what the migrations
entered is as it was: a copy of it lies in a schema of its own since the database was made.
"""

import time
from functools import cache

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
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


def let_go() -> None:
    """After the last test, and before its database is another one or ends what is connected; it connects anew."""
    _sweeper().close()


@cache
def _sweeper() -> BaseDatabaseWrapper:
    """A connection that stays: to delete one person it has to ask every table that may name one, hundreds of them, and
    a connection knows how to ask from the second time on."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def _after_a_test(_case: TransactionTestCase) -> None:
    connection.close()  # what a test set for its session ends with it
    _wait_for_others()
    as_made, now = _fingerprints_as_made(), _fingerprints("public")
    changed = [table for table in now if now[table] != as_made[table]]
    dirty = _with_rows(_tables() - _made()) + changed
    if not dirty:
        return
    _sweep(*(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER' for table in dirty))  # some refuse to be deleted
    try:
        _sweep(
            "BEGIN; SET CONSTRAINTS ALL DEFERRED",
            *(f'DELETE FROM public."{table}"' for table in dirty),  # noqa: S608 (names of our own tables)
            *(_copy(table) for table in changed),
            "COMMIT",
        )
    except DatabaseError:
        _sweep("ROLLBACK")
        raise
    finally:
        _sweep(*(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER' for table in dirty))


def _sweep(*statements: str) -> None:
    """One message to the database."""
    with _sweeper().cursor() as cursor:
        cursor.execute("; ".join(statements))


def _copy(table: str) -> str:
    columns = ", ".join(f'"{name}"' for name in _stored_columns(table))
    into = f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'  # noqa: S608
    return f'{into} SELECT {columns} FROM {COPY}."{table}"'  # noqa: S608


@cache
def _tables() -> frozenset[str]:
    """What Django's own flush empties."""
    return frozenset(_sweeper().introspection.django_table_names(only_existing=True, include_views=False))


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
    """Only a table that takes any room is asked: a new connection has to learn each of those that a query names."""
    every = _column(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)"
        " AND pg_relation_size(oid) > 0 ORDER BY relname",
        [sorted(tables)],
    )
    if not every:
        return []
    return _column(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE public.\"{name}\")" for name in every))


@cache
def _fingerprints_as_made() -> dict[str, str]:
    return _fingerprints(COPY)


def _fingerprints(schema: str) -> dict[str, str]:
    """What the tables that a fresh database fills say in ``schema``."""
    asked = []
    for table in sorted(_made()):
        columns = ", ".join(f'"{name}"' for name in _stored_columns(table))
        said = f"row(count(*), sum(hashtextextended(row({columns})::text, 0)))::text"
        asked.append(f"SELECT '{table}', {said} FROM {schema}.\"{table}\"")  # noqa: S608
    with _sweeper().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


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


def _column(asked: str, values: list | None = None) -> list:
    with _sweeper().cursor() as cursor:
        cursor.execute(asked, values)
        return [value for (value,) in cursor.fetchall()]
