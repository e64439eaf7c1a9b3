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
        from django.db import OperationalError

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
    except OperationalError as trouble:
        if "--traceback" in sys.argv or "connection" not in str(trouble):
            raise
        reason = " ".join(str(trouble).split())
        sys.exit(f"The database does not answer: {reason} (check DATABASE_URL, or unset it to use the embedded one)")


if __name__ == "__main__":
    main()
