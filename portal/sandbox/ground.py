"""What makes a database a sandbox: a ``clock_timestamp()`` of our own in ``public``, found before PostgreSQL's.

Settings of a sandbox put ``public`` in front of ``pg_catalog`` in every connection's search path. Then each
``clock_timestamp()`` in our queries, functions and defaults is the one made here, and not one of them is written
differently. What the database has parsed already (column defaults) or looks up by a path of its own (functions that
run with their owner's rights) is read anew after each migration. A portal in earnest has none of this.

The row of ``SandboxClock`` is the mark: it is entered in an empty portal only, so a database with real companies can
never become a sandbox, and a sandbox's database is refused by a portal in earnest.
"""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections
from django.db.backends.utils import CursorWrapper

from portal.checks import runs_in_production
from portal.sandbox.rules import MOST_AHEAD

TABLE = "sandbox_sandboxclock"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    real timestamptz := pg_catalog.clock_timestamp();
    shown timestamptz;
BEGIN
    SELECT least(shown_since + (real - real_since), real + interval '{MOST_AHEAD.days} days')
      INTO shown FROM public.{TABLE};
    RETURN coalesce(shown, real);
END $$;
"""  # noqa: S608 - constants of our own

ENTER = f"""
INSERT INTO public.{TABLE} (id, real_since, shown_since, moves, settled_moves)
SELECT 1, moment, moment, 0, 0 FROM pg_catalog.clock_timestamp() AS moment ON CONFLICT DO NOTHING
"""  # noqa: S608

PARSED = """
SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET DEFAULT clock_timestamp()', n.nspname, c.relname, a.attname)
  FROM pg_attrdef d
  JOIN pg_class c ON c.oid = d.adrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE n.nspname = 'public' AND pg_get_expr(d.adbin, d.adrelid) = 'pg_catalog.clock_timestamp()'
"""

OWN_PATHS = """
SELECT format('ALTER FUNCTION %s SET search_path = public, pg_catalog, pg_temp', p.oid::regprocedure)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'public' AND EXISTS (
    SELECT FROM unnest(p.proconfig) AS said
     WHERE said LIKE 'search_path=%' AND said LIKE '%public%' AND said NOT LIKE '%pg_catalog%')
"""


def is_marked(cursor: CursorWrapper) -> bool:
    """Whether the database is a sandbox's."""
    cursor.execute("SELECT to_regclass(%s)", [f"public.{TABLE}"])
    if cursor.fetchone()[0] is None:
        return False
    cursor.execute(f"SELECT EXISTS (SELECT FROM public.{TABLE})")  # noqa: S608
    return bool(cursor.fetchone()[0])


def has_companies(cursor: CursorWrapper) -> bool:
    """Whether somebody has begun to use the portal in it."""
    cursor.execute("SELECT to_regclass('public.people_company')")
    if cursor.fetchone()[0] is None:
        return False
    cursor.execute("SELECT EXISTS (SELECT FROM public.people_company)")
    return bool(cursor.fetchone()[0])


def fault_of(cursor: CursorWrapper) -> str:
    """Why this process and this database do not belong together; "" where they do."""
    marked = is_marked(cursor)
    if settings.SANDBOX and not marked and has_companies(cursor):
        return "SANDBOX is on, but this database holds the companies of a portal in earnest: a sandbox needs its own."
    if marked and not settings.SANDBOX:
        return "This database belongs to a sandbox (SANDBOX=on): a portal in earnest needs its own."
    return ""


def refuse_wrong_database(*, using: str = "default", **_signal) -> None:
    """Before a migration: nothing is changed in a database of the other kind."""
    with connections[using].cursor() as cursor:
        if fault := fault_of(cursor):
            raise CommandError(fault)


def check_database(**_given: Any) -> list[checks.CheckMessage]:
    """An error where a portal of production was started on a database of the other kind without a migration."""
    if not runs_in_production():
        return []
    try:
        with connection.cursor() as cursor:
            fault = fault_of(cursor)
    except DatabaseError as error:
        told = f"The database could not be asked whether it is a sandbox's: {type(error).__name__}"
        return [checks.Info(told, id="portal.I002")]
    return [checks.Error(fault, id="portal.E002")] if fault else []


def lay_ground(*, using: str = "default", **_signal) -> None:
    """After each migration of a sandbox: its clock, and all that was parsed with PostgreSQL's."""
    if not settings.SANDBOX:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(ENTER)
        for found in (PARSED, OWN_PATHS):
            cursor.execute(found)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
