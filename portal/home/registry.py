"""What other apps may enter on pages that the ground floor owns. An app does so in its ``cards.py``, found at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest

from portal.registry import Registry

# Who sees an entry: ``roles`` is one of these three, or the role codes (domain 16.1) of which one is enough.
EVERYBODY = None
SIGNED_IN = frozenset({"signed in"})
VISITORS = frozenset({"visitors"})


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """A main menu entry. Shown only if ``url_name`` resolves."""

    label: object
    url_name: str
    roles: frozenset[str] | None = EVERYBODY
    order: int = 50
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that waits for a person: what, what is lost, until when, and the one button."""

    title: object
    consequence: object = ""
    due: date | datetime | None = None
    url: str
    verb: object
    kind: str = "info"  # a badge kind: the tint of the icon
    icon: str = ""  # else the kind's own
    soon: int = 2  # from how many days before the date it is shown as pressing
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """A source of rows for the dashboard: asked with the request, so that it knows person and acting role."""

    rows: Callable[[HttpRequest], Iterable[Row]]
    roles: frozenset[str] | None = EVERYBODY
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section beside the dashboard's rows: its own template and what that needs; None as context leaves it out."""

    template: str
    context: Callable[[HttpRequest], dict | None]
    roles: frozenset[str] | None = EVERYBODY
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button at the head of the dashboard. Shown only if ``url_name`` resolves."""

    label: object
    url_name: str
    icon: str
    roles: frozenset[str] | None = EVERYBODY
    primary: bool = False
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure on the front page, true at this moment."""

    label: object
    value: Callable[[], int]
    unit: object = ""
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class FrontSection:
    """A section of the front page, such as the open tenders. None as context leaves it out."""

    template: str
    context: Callable[[HttpRequest], dict | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A line in one of the three directions (fair, value, care) on the front page."""

    direction: str
    name: object
    summary: object
    url_name: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Search:
    """The search box of the front page: where it goes, and words to try."""

    url_name: str
    label: object
    placeholder: object
    words: Callable[[], Iterable[str]] = field(default=tuple)


menu: Registry[MenuItem] = Registry("menu")
cards: Registry[Card] = Registry("dashboard cards")
panels: Registry[Panel] = Registry("dashboard panels")
actions: Registry[Action] = Registry("dashboard actions")
figures: Registry[Figure] = Registry("front page figures")
front_sections: Registry[FrontSection] = Registry("front page sections")
programmes: Registry[Programme] = Registry("programmes")
searches: Registry[Search] = Registry("front page search")
