"""DO: what was announced becomes messages: one for each endpoint that wants it and may have it."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from portal.outbox.models import Event
from portal.outbox.services import event_being_delivered, wake_outlets
from portal.webhooks import queries
from portal.webhooks.models import Delivery
from portal.webhooks.registry import EventKind, Payload, kinds

TEST_KIND = "webhook.test"


def message_body(kind: str, data: Any, *, at: datetime) -> str:
    """The bytes of a message, as they are signed at every attempt: what, when, and the small document."""
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


@transaction.atomic
def spread(payload: Payload) -> int:
    """Make the messages of the announcement that is being delivered; hearing it twice makes none twice."""
    delivering = event_being_delivered()
    if delivering is None:
        raise AssertionError("spread() outside the delivery of an announcement")
    event = Event.objects.get(pk=delivering)
    made = [delivery for kind in kinds.following(event.name) for delivery in _messages(kind, payload, event=event)]
    Delivery.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    if made:
        wake_outlets()
    return len(made)


def _messages(kind: EventKind, payload: Payload, *, event: Event) -> list[Delivery]:
    if not queries.listeners(
        kind, None, at=event.announced_at
    ).exists():  # nobody wants it: the usual case costs one question
        return []
    companies = kind.companies(payload)
    bodies: dict[int, str | None] = {}
    made = []
    for endpoint in queries.listeners(kind, companies, at=event.announced_at):
        if endpoint.client_id not in bodies:
            bodies[endpoint.client_id] = _body_for(endpoint.client, kind, payload, event=event)
        if body := bodies[endpoint.client_id]:
            made.append(Delivery(endpoint=endpoint, kind=kind.code, event=event.pk, body=body))
    return made


def _body_for(client, kind: EventKind, payload: Payload, *, event: Event) -> str | None:
    reader = queries.writer_for(client)
    data = kind.data(payload, reader) if reader is not None else None
    return None if data is None else message_body(kind.code, data, at=event.announced_at)
