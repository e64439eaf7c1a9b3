"""FIND: what the frame, the front page and the dashboard show to a person."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.display import days_left
from portal.home import registry
from portal.home.registry import Programme, Row
from portal.people.models import Membership
from portal.people.states import MembershipState

Entry = TypeVar("Entry")


class NavLink(NamedTuple):
    """A link of the main menu."""

    label: object
    url: str
    current: bool
    icon: str = ""


def url_of(url_name: str) -> str:
    """The address of a URL name, or "" while no such page exists: such entries are not shown."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def for_user(entries: Iterable[Entry], user) -> list[Entry]:
    """The entries a person may see by the role under which they act (see ``registry.EVERYBODY`` and the rest)."""
    signed_in = user is not None and user.is_authenticated
    return [entry for entry in entries if _is_for(getattr(entry, "roles", registry.EVERYBODY), user, signed_in)]


def _is_for(roles: frozenset[str] | None, user, signed_in: bool) -> bool:
    if roles is registry.EVERYBODY:
        return True
    if roles == registry.VISITORS:
        return not signed_in
    return signed_in and (roles == registry.SIGNED_IN or user.has_role(*roles))


def nav(user, path: str) -> list[NavLink]:
    """The main menu; whose address, or that of a page it covers, begins the path at most length is the current one."""
    items = [item for item in for_user(registry.menu, user) if not (item.unless and user.has_role(*item.unless))]
    links = [(item, url_of(item.url_name)) for item in items]
    links = [(item, url) for item, url in links if url]
    places = [(place, item) for item, url in links for place in (url, *map(url_of, item.covers()))]
    here = [(place, item) for place, item in places if path.startswith(place) and place not in ("", "/")]
    _place, current = max(here, key=lambda each: len(each[0]), default=("", None))
    return [NavLink(item.label, url, item is current, item.icon) for item, url in links]


def other_memberships(user) -> QuerySet[Membership]:
    """For which other companies the person may act."""
    memberships = user.memberships.filter(state=MembershipState.ACTIVE).exclude(pk=user.active_membership_id)
    return memberships.select_related("company").order_by("company__legal_name_ko")


def attention(request: HttpRequest, now) -> list[Row]:
    """Everything that waits for the person: danger, what leads to the rest, then by deadline; last what has none."""
    rows = [row for card in for_user(registry.cards, request.user) for row in card.rows(request)]
    return sorted(
        rows,
        key=lambda row: (not row.at_once, not row.leads, row.due is None, days_left(row.due, now) if row.due else 0),
    )


def actions(user) -> list[tuple[registry.Action, str]]:
    """The buttons at the head of the dashboard that lead the person somewhere, each with its address."""
    offered = ((action, url_of(action.url_name)) for action in for_user(registry.actions, user))
    return [(action, url) for action, url in offered if url and action.allowed(user)]


def sections(entries: Iterable, request: HttpRequest) -> list[tuple[str, dict]]:
    """(template, context) of each section that has something to show."""
    shown = ((entry.template, entry.context(request)) for entry in for_user(entries, request.user))
    return [(template, context) for template, context in shown if context is not None]


def directions() -> dict[str, list[tuple]]:
    """The programmes that exist today, by direction, each with its address."""
    said = {key: told for mapping in registry.mappings for key, told in mapping().items()}
    found: dict[str, list[tuple[int, Programme, str]]] = {"fair": [], "value": [], "care": []}
    for key, programme in registry.programmes.items():
        if url := url_of(programme.url_name):
            direction, order = said.get(key, (programme.direction, programme.order))
            found[direction].append((order, programme, url))
    ordered = {
        direction: [(programme, url) for _order, programme, url in sorted(entries, key=lambda entry: entry[0])]
        for direction, entries in found.items()
    }
    return {direction: entries for direction, entries in ordered.items() if entries}
