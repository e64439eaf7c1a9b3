"""What other apps may enter on pages that the ground floor owns. An app does so in its ``cards.py``, found at start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import HttpRequest
from django.utils.translation import get_language

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
    unless: frozenset[str] = frozenset()  # who holds one of these finds it behind another entry
    order: int = 50
    icon: str = ""
    covers: Callable[[], Iterable[str]] = tuple  # URL names of further pages that belong to it


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
    at_once: bool = False  # somebody is in danger: before everything that has a day
    leads: bool = False  # nothing else can be done before it: on top, and its button is the page's main one


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


def anybody(_user) -> bool:
    """For an entry whose roles say all."""
    return True


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button at the head of the dashboard. Shown only if ``url_name`` resolves and the person may use it."""

    label: object
    url_name: str
    icon: str
    roles: frozenset[str] | None = EVERYBODY
    primary: bool = False
    order: int = 50
    allowed: Callable[[Any], object] = anybody  # a policy, asked with the person, where the roles do not say it all


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


class BothLanguages(Sitemap):
    """A section whose pages stand in each language; the address names it (``portal.middleware.LanguageInAddress``).

    A section gives its rows part by part (``part_numbers``, ``rows_of``), so that no request holds all of them.
    """

    i18n = True
    alternates = True
    x_default = False
    protocol = urlsplit(settings.BASE_URL).scheme

    def part_numbers(self) -> Sequence[int]:
        """Which parts there are; one, when everything fits into it."""
        return [0]

    def rows_of(self, part: int) -> Iterable:
        """The rows of a part."""
        raise NotImplementedError

    def path_of(self, row) -> str:
        """The page's path, the same in all languages."""
        raise NotImplementedError

    @property
    def paginator(self) -> SimpleNamespace:
        """Django asks for pages of items; ours are parts by key, so that the last is as fast as the first."""
        numbers = list(self.part_numbers())
        return SimpleNamespace(num_pages=max(1, len(numbers)), page=lambda number: self._page(numbers, str(number)))

    def _page(self, numbers: Sequence[int], asked: str) -> SimpleNamespace:
        if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
            raise PageNotAnInteger(asked)
        number = int(asked)
        if number != 1 and not 0 < number <= len(numbers):
            raise EmptyPage(asked)
        rows = self.rows_of(numbers[number - 1]) if numbers else []
        return SimpleNamespace(object_list=[(row, code) for row in rows for code in self._languages()])

    def get_languages_for_item(self, item) -> list[str]:
        """Every page is there in every language."""
        return self._languages()

    def location(self, row) -> str:
        """The address in the language that is active, as the page itself names it."""
        path, _mark, query = self.path_of(row).partition("?")
        return f"{path}?lang={(get_language() or 'ko')[:2]}" + (f"&{query}" if query else "")

    def get_latest_lastmod(self):
        """Not asked for: it would read every row."""
        return None


menu: Registry[MenuItem] = Registry("menu")
cards: Registry[Card] = Registry("dashboard cards")
panels: Registry[Panel] = Registry("dashboard panels")
actions: Registry[Action] = Registry("dashboard actions")
figures: Registry[Figure] = Registry("front page figures")
front_sections: Registry[FrontSection] = Registry("front page sections")
programmes: Registry[Programme] = Registry("programmes")
# Where staff say other than the programme itself: direction and order by its key.
mappings: Registry[Callable[[], Mapping[str, tuple[str, int]]]] = Registry("directions of programmes")
searches: Registry[Search] = Registry("front page search")
sitemaps: Registry[type[Sitemap]] = Registry("sections of the site map")
