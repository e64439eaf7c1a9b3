"""Rows that are only added are locked by nobody: web and worker may not, though a test, which owns the tables, may."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

LOCK = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b(?: OF ((?:\"\w+\"(?:, )?)+))?")
TABLE = re.compile(r'\bFROM "(\w+)"')


def locked_by(sql: str) -> set[str]:
    """Tables whose rows the statement locks: those it names, otherwise the one that it reads from."""
    found = LOCK.search(sql)
    if found is None:
        return set()
    return set(re.findall(r'"(\w+)"', found[1])) if found[1] else set(TABLE.findall(sql)[:1])


@contextmanager
def only_locks_of_the_app_role() -> Iterator[set[str]]:
    """Every lock inside is one that the role of web and worker may take; told are the tables that were locked."""
    locked: set[str] = set()

    def watch(execute, sql, params, many, context):
        locked.update(locked_by(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield locked
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(quote_ident(name)) IS NOT NULL"
            " AND NOT has_any_column_privilege(%s, to_regclass(quote_ident(name)), 'UPDATE')",
            [sorted(locked), settings.DB_APP_ROLE],
        )
        assert cursor.fetchall() == []
