"""Attachments of bids: which of those that a browser brings back are the company's own."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from purchasing.bidding.models import SealedFile, Tender


def owned_refs(tender: Tender, company_id: int | None, refs: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Those of ``refs`` (by place) whose sealed file lies in this tender under this company. One query, or none."""
    uids = {str(ref["uid"]) for kept in refs.values() for ref in kept if _is_uid(ref["uid"])}
    if not uids:
        return {}
    mine = SealedFile.objects.filter(tender=tender, company=company_id, uid__in=uids)
    there = {str(uid) for uid in mine.values_list("uid", flat=True)}
    found = {place: [ref for ref in kept if str(ref["uid"]) in there] for place, kept in refs.items()}
    return {place: kept for place, kept in found.items() if kept}


def _is_uid(text: Any) -> bool:
    try:
        return str(UUID(str(text))) == str(text)
    except ValueError:
        return False
