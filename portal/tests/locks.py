"""Rows that are only added are locked by nobody: web and worker may not, though a test, which owns the tables, may."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

LOCK = re.compile(r"\bFOR (?:NO KEY |KEY )?(?:UPDATE|SHARE)\b(?: OF ((?:\"\w+\"(?:, )?)+))?")
TABLE = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
UNLOCKABLE = (
    "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(quote_ident(name)) IS NOT NULL"
    " AND NOT has_any_column_privilege(%s, to_regclass(quote_ident(name)), 'UPDATE')"
)

LOCKABLE: dict[str, set[str]] = {}  # by database


def locked_by(sql: str) -> set[str]:
    """Tables whose rows the statement locks: those it names, otherwise all that it reads from."""
    found = LOCK.search(sql) if "FOR " in sql else None  # quicker: nearly no statement locks
    if found is None:
        return set()
    return set(re.findall(r'"(\w+)"', found[1])) if found[1] else set(TABLE.findall(sql.partition(" WHERE ")[0]))


def refuse_locks_of_the_owner(connection, **_signal) -> None:
    """For ``connection_created``: a lock that web and worker may not take fails in every test, as it would there."""
    if refuse_lock not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_lock)


def refuse_lock(execute, sql, params, many, context):
    """An execute wrapper of Django."""
    if tables := locked_by(str(sql)):
        database = context["connection"]
        known = LOCKABLE.setdefault(database.settings_dict["NAME"], set())  # what may be locked once may be always
        if not tables <= known:
            with database.connection.cursor() as cursor:
                cursor.execute(UNLOCKABLE, [sorted(tables), settings.DB_APP_ROLE])
                found = [name for (name,) in cursor.fetchall()]
            assert found == [], f"web and worker may not lock rows of {found}: they are only added"
            known |= tables
    return execute(sql, params, many, context)


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
        cursor.execute(UNLOCKABLE, [sorted(locked), settings.DB_APP_ROLE])
        assert cursor.fetchall() == []
