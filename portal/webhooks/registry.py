"""What apps enter for webhooks: the kinds of event that a partner's system can be told of.

An app does so in its ``handlers``: ``kinds.enter(EventKind(code="tender.awarded", …))``. A kind says no more than the
API would answer to the same client at that moment: ``data`` is asked with the client's own user, holding what its
scopes lend it, and returns None where that user may not see the thing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse

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


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The things that several kinds of one app are about: whose they are, who sees them, where the API shows them.

    ``found(user)`` is a ``…_visible_to`` query, so what a reader may not see is never told. ``owners`` are paths from
    the thing to the companies that it concerns; none for what may concern every company.
    """

    group: object
    scope: str
    payload: str  # the key of the announcement that names the thing
    found: Callable[[Any], QuerySet]
    model: type[Model]
    door: str = ""  # URL name of the API; empty where the thing has no address of its own
    door_by: str = "uid"  # its argument, and the attribute that fills it: "uid", "uid=tender.uid"
    where: str = "pk"  # how the thing is found by what the announcement names
    owners: tuple[str, ...] = ()
    tells: Callable[[Any], Said] | None = None  # facts besides uid, number, state and address
    order: int = 100

    def enter(self, code: str, outbox: str | tuple[str, ...], label: object, said: object, **more: Any) -> EventKind:
        """A kind about these things; ``more`` may name another ``payload``, ``where`` or ``tells``."""
        subject = replace(self, **more) if more else self
        return kinds.enter(
            EventKind(
                code=code,
                outbox=outbox,
                scope=subject.scope,
                group=subject.group,
                label=label,
                said=said,
                companies=subject.companies,
                data=subject.data,
                order=subject.order,
            )
        )

    def companies(self, payload: Payload) -> Iterable[int] | None:
        """Whom the thing concerns."""
        if not self.owners:
            return None
        rows = self.model._base_manager.filter(**{self.where: payload[self.payload]}).values_list(*self.owners)
        return {pk for row in rows for pk in row if pk is not None}

    def data(self, payload: Payload, reader: Any) -> Said | None:
        """The document for one reader, or None where it does not see the thing."""
        thing = self.found(reader).filter(**{self.where: payload[self.payload]}).first()
        return None if thing is None else self.told(thing)

    def told(self, thing: Any) -> Said:
        """What is said of a thing."""
        said: dict[str, Any] = {"uid": str(thing.uid)} if hasattr(thing, "uid") else {}
        said |= {name: str(getattr(thing, name)) for name in ("number", "state") if hasattr(thing, name)}
        if self.door:
            argument, _equals, path = self.door_by.partition("=")
            said["api_url"] = api_url(self.door, **{argument: str(attrgetter(path or argument)(thing))})
        return said | dict(self.tells(thing) if self.tells else {})


def api_url(door: str, **names: str) -> str:
    """The whole address of a thing in the API, as a program outside calls it."""
    return settings.BASE_URL + reverse(door, kwargs=names)
