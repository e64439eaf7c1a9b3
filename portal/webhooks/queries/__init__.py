"""FIND: endpoints, deliveries, and who wants to know of an event."""

from portal.webhooks.queries.deliveries import (
    attempts_of,
    deliveries_visible_to,
    figures_of,
    may_be_replayed,
    of_unveiled_events,
    something_due,
)
from portal.webhooks.queries.endpoints import (
    clients_that_may_hear,
    endpoints_visible_to,
    has_ended,
    kinds_chosen,
    lapsed_endpoints,
    listeners,
    old_secrets_of,
    reader_of,
    writer_for,
)

__all__ = [
    "attempts_of",
    "clients_that_may_hear",
    "deliveries_visible_to",
    "endpoints_visible_to",
    "figures_of",
    "has_ended",
    "kinds_chosen",
    "lapsed_endpoints",
    "listeners",
    "may_be_replayed",
    "of_unveiled_events",
    "old_secrets_of",
    "reader_of",
    "something_due",
    "writer_for",
]
