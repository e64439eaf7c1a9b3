"""DO: keep that somebody looked at amounts which the two sides have not opened. Source: ADR 0033."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from portal.audit.services import record
from portal.people.models import User
from purchasing.contracts.queries.amounts import Sight


def note_look(thing: Any, seen: Iterable[Sight], *, by: User) -> bool:
    """An entry about ``thing`` when anything of ``seen`` was seen by audit or by a case; nothing for what is open."""
    why = sorted({each.value for each in seen if each.is_recorded})
    if why:
        with transaction.atomic():
            record(thing, "amounts_seen", by=by, payload={"why": why})
    return bool(why)
