"""What ``manage.py check --database default``, and so ``migrate``, says of calls whose programme is gone."""

from typing import Any

from django.core import checks
from django.db import DatabaseError

GONE = "support.W001"


@checks.register(checks.Tags.database)
def check_programmes(**given: Any) -> list[checks.CheckMessage]:
    """A warning for each programme whose file was taken away while calls name it: they are kept, none is taken."""
    from sharedgrowth.support.queries.calls import orphaned_calls

    if "default" not in (given.get("databases") or []):
        return []
    try:
        slugs = sorted(set(orphaned_calls().order_by().values_list("programme", flat=True)))
    except DatabaseError:  # before the first migration there is no table of calls
        return []
    return [
        checks.Warning(
            f"Calls name the programme {slug!r}, of which no file is in sharedgrowth/support/programmes.",
            hint="Bring the file back, or have officers close its calls: applications to them stay readable.",
            id=GONE,
        )
        for slug in slugs
    ]
