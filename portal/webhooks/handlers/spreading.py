"""Announcements become messages; messages are let out."""

from portal.outbox.services import on, outlets
from portal.webhooks import queries, services
from portal.webhooks.registry import EventKind, kinds


def hear(**payload) -> None:
    """An announcement that some kind follows."""
    services.spread(payload)


def listen_for(kind: EventKind) -> None:
    """From now on the announcements of ``kind`` are heard; one that several kinds follow is heard once."""
    on(*kind.names)(hear)


kinds.each(listen_for)


@outlets
def send() -> int:
    """Some twenty seconds of sending; one cheap question when there is nothing to send."""
    return services.send_due() if queries.something_due() else 0
