"""What apps enter for webhooks: the kinds of event that a partner's system can be told of.

An app does so in its ``handlers``: ``kinds.enter(EventKind(code="tender.awarded", …))``. A kind says no more than the
API would answer to the same client at that moment: ``data`` is asked with the client's own user, holding what its
scopes lend it, and returns None where that user may not see the thing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.registry import Registry

Payload = Mapping[str, Any]  # of the announcement: ids and short texts
Said = Mapping[str, Any]  # what is told: uid, number, state, api_url and a few facts


@dataclass(frozen=True, kw_only=True)
class EventKind:
    """One kind of event, as a partner subscribes to it.

    ``companies`` names whom it concerns, or None where it may concern every company; ``data`` makes the small
    document for one reader, or None where there is nothing for it.
    """

    code: str  # "tender.awarded": what the receiver finds in "type"
    outbox: str | tuple[str, ...]  # the announcements it follows
    scope: str  # what the client needs to be told
    group: object  # the heading it stands under
    label: object
    said: object  # one sentence: when it is sent
    companies: Callable[[Payload], Iterable[int] | None]
    data: Callable[[Payload, Any], Said | None]
    order: int = 100

    @property
    def names(self) -> tuple[str, ...]:
        """The announcements it follows."""
        return (self.outbox,) if isinstance(self.outbox, str) else self.outbox


class Kinds(Registry[EventKind]):
    """Kinds by code, and who wants to know of each."""

    def __init__(self, name: str):
        super().__init__(name)
        self._watchers: list[Callable[[EventKind], object]] = []

    def enter(self, kind: EventKind) -> EventKind:
        """Enter ``kind`` under its own code."""
        self.add(kind.code, kind)
        for watch in self._watchers:
            watch(kind)
        return kind

    def each(self, watch: Callable[[EventKind], object]) -> None:
        """Call ``watch`` for every kind, also for those that are entered later."""
        self._watchers.append(watch)
        for kind in self:
            watch(kind)

    def following(self, announcement: str) -> list[EventKind]:
        """The kinds that follow ``announcement``."""
        return [kind for kind in self if announcement in kind.names]

    def open_to(self, scopes: Iterable[str]) -> list[EventKind]:
        """The kinds that a client with ``scopes`` may be told."""
        held = frozenset(scopes)
        return [kind for kind in self if kind.scope in held]


kinds = Kinds("kinds of webhook events")
