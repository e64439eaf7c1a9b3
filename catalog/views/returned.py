"""What was asked for when a version came back, for its supplier and for the reviewer of the next round."""

import json
from dataclasses import dataclass

from catalog import queries
from catalog.models import ProductVersion, ReviewRemark
from catalog.services.fingerprint import fingerprint
from portal.audit.queries import timeline_of

RETURN, SUBMIT = "catalog.productversion.return", "catalog.productversion.submit"


@dataclass(frozen=True, slots=True)
class Returned:
    """The last return: its reason, its remarks with the names of their fields, whether nothing differs since."""

    reason: str
    remarks: list[tuple[ReviewRemark, str]]
    is_unchanged: bool


def last_return(version: ProductVersion) -> Returned | None:
    """The last return of ``version``; None before the first. What was sent in then is known by its fingerprint."""
    entries = list(timeline_of(version).filter(what__in=[RETURN, SUBMIT]))
    place = next((place for place, entry in enumerate(entries) if entry.what == RETURN), None)
    if place is None:
        return None
    sent = [entry for entry in entries[place:] if entry.what == SUBMIT]  # the last one first; one for each round
    before = json.loads(sent[0].payload or "{}").get("sha256") if sent else None
    labels = {row.field: row.label for row in queries.facts_of(version)}
    remarks = [(remark, labels.get(remark.field, remark.field)) for remark in version.remarks.filter(round=len(sent))]
    return Returned(entries[place].reason, remarks, before == fingerprint(version))
