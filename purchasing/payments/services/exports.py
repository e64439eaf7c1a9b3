"""DO: keep who took many rows out of the portal, and why. Source: domain SEC-06."""

from typing import Any

from django.db import transaction

from portal.audit.services import record
from portal.people.models import User

MOST_UNASKED = 1000  # rows


@transaction.atomic
def note_export(thing: Any, *, what: str, rows: int, reason: str, by: User) -> None:
    """An entry about ``thing``: a book, or the company whose list it was. Who may read it was asked by the door."""
    record(thing, "exported", by=by, reason=reason.strip(), payload={"what": what, "rows": rows})
