"""Exports as events of webhooks: a program need not ask again and again whether its files are ready."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.exchange.models.exports import Export
from portal.webhooks.registry import EventKind, Payload, Said, api_url, kinds


def companies(payload: Payload) -> Iterable[int]:
    """The company it was asked for."""
    return list(Export.objects.filter(pk=payload["export"]).values_list("company_id", flat=True))


def told(payload: Payload, reader: Any) -> Said | None:
    """Only to the program that asked for it."""
    export = Export.objects.filter(pk=payload["export"], asked_by=reader).first()
    if export is None:
        return None
    return {
        "uid": str(export.uid),
        "number": export.number,
        "state": export.state,
        "dataset": export.dataset,
        "rows": export.rows_total,
        "api_url": api_url("api-export-detail", uid=str(export.uid)),
    }


kinds.enter(
    EventKind(
        code="export.ready",
        outbox="exchange.export_ready",
        scope="export.write",
        group=_("Data exchange"),
        label=_("Export ready"),
        said=_("The files of an export that this program asked for can be taken."),
        companies=companies,
        data=told,
        order=900,
    )
)
kinds.enter(
    EventKind(
        code="export.failed",
        outbox="exchange.export_failed",
        scope="export.write",
        group=_("Data exchange"),
        label=_("Export stopped"),
        said=_("An export that this program asked for was stopped by a fault; it can be gone on with."),
        companies=companies,
        data=told,
        order=901,
    )
)
