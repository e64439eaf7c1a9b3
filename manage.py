#!/usr/bin/env python
"""The portal's commands: `.venv/bin/python manage.py help`.

A command that needs the database starts the embedded one when none is configured, and leaves it
running; `manage.py services stop` (or `make stop`) ends it.
"""

import gc
import os
import sys
from pathlib import Path

WITHOUT_DATA = {"assets", "collectstatic", "compilemessages", "help", "messages", "services", "spectacular", "version"}
UNKNOWN_TO_THE_DATABASE = {"42P01", "42703"}  # of tables and of columns, in PostgreSQL's list of error codes


def main() -> None:
    """Run one command; a start that cannot work ends in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    gc.set_threshold(50_000, 50, 100)  # a start makes much and throws away little: to look for that takes a fifth of it
    command = next(iter(sys.argv[1:]), "help")
    if command in WITHOUT_DATA or {"--help", "-h", "--version"} & set(sys.argv):
        os.environ.setdefault("EMBEDDED", "off")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError, ProgrammingError

        from portal.embedded import EmbeddedError
    except ImportError as missing:
        here = Path(__file__).resolve().parent
        sys.exit(f"{missing}. Run `make setup` first, then {here / '.venv/bin/python'} manage.py …")
    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as trouble:
        sys.exit(str(trouble))
    except ImproperlyConfigured as trouble:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Settings: {trouble}")
    except ProgrammingError as trouble:
        if "--traceback" in sys.argv or command == "migrate" or not tables_are_missing(trouble):
            raise
        reason = str(trouble).splitlines()[0]
        sys.exit(
            f"The database is not the portal's, or not up to date: {reason}. Is it the one that you mean (VAR_DIR, "
            "DATABASE_URL)? If so, `manage.py migrate` makes its tables."
        )
    except OperationalError as trouble:
        if "--traceback" in sys.argv or "connection" not in str(trouble):
            raise
        reason = " ".join(str(trouble).split())
        sys.exit(f"The database does not answer: {reason} (check DATABASE_URL, or unset it to use the embedded one)")


def tables_are_missing(trouble: Exception) -> bool:
    """Whether it came to this because the database lacks tables or columns that migrations still bring."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    if getattr(trouble.__cause__, "pgcode", "") not in UNKNOWN_TO_THE_DATABASE:
        return False
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False


if __name__ == "__main__":
    main()
