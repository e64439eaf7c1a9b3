"""A real browser for the journeys: Chromium, driven by Playwright, with axe-core for accessibility."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.apps import apps
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from catalog.starter.loading import load_starter
from portal.tests.journeys.pressing import LATEST
from portal.tests.journeys.seats import Seat, Seats, listened_to
from portal.tests.kept import SHELF
from portal.tests.signin import session_cookie

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop and the ORM share a thread

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--in-process-gpu",
    "--default-tile-width=1440",  # nobody sees it: a page is painted in one piece
    "--default-tile-height=900",
    "--js-flags=--no-maglev --no-turbofan",  # every page begins anew: code made quick for it costs more than it saves
]
WIDE, NARROW = 1440, 390
# axe takes most of a journey's time. What it finds lies in a theme (contrast), in a width (targets, order) or in the
# words: a page meets each of these once, and from page to page each with each.
LOOKS = (
    {"ko": ("light", WIDE), "en": ("dark", NARROW)},
    {"ko": ("dark", WIDE), "en": ("light", NARROW)},
    {"ko": ("light", NARROW), "en": ("dark", WIDE)},
    {"ko": ("dark", NARROW), "en": ("light", WIDE)},
)
# ``make test LOOKS=all``: each page in both languages, in both themes and at both widths; before a release.
ALL_LOOKS = os.environ.get("LOOKS") == "all"
FIRST_LOAD_BYTES = 200_000
DRAWN = "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));"

SHOWN = """[document.documentElement.lang, performance.getEntries()
    .filter(e => e.transferSize !== undefined && !/woff2/.test(e.name))
    .map(e => [new URL(e.name).pathname, Math.max(e.transferSize, e.encodedBodySize)])]"""


def chromium() -> str | None:
    """The machine's Chromium, or None for Playwright's own."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser(django_db_blocker) -> Iterator[Browser]:
    """One Chromium for all journeys of a process.

    While Playwright's loop runs, this thread has another connection to the database than before and after: worlds that
    are kept end with the connection in which they were made.
    """
    with django_db_blocker.unblock():
        SHELF.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()
        with django_db_blocker.unblock():
            SHELF.close()


@pytest.fixture
def starter_classes(transactional_db) -> None:
    """The classes that a fresh portal begins with: a test before this one may have emptied the tables."""
    load_starter(apps)


@dataclass
class Visitor:
    """A person at a browser: a context of its own, and what went wrong in it.

    Who types nothing needs no seat, only the cookies by which others look (``Onlooker``).
    """

    seats: Seats
    base: str
    language: str
    width: int
    faults: list[str] = field(default_factory=list)
    brought: list[dict] = field(default_factory=list)
    seat: Seat | None = None

    def page(self) -> Page:
        """A new tab; script errors, console errors and policy violations are remembered as faults."""
        return self._seated().tab if self.seat is None else self.seat.new_tab()

    @property
    def context(self) -> BrowserContext:
        """For what only a context can be told; it is nobody else's afterwards."""
        seat = self._seated()
        seat.is_altered = True
        return seat.context

    def cookies(self) -> list:
        """By which the portal knows this person."""
        return self.seat.context.cookies() if self.seat else self.brought

    def bring(self, *cookies: dict) -> None:
        """Have ``cookies`` from now on."""
        if self.seat:
            self.seat.context.add_cookies(list(cookies))
        else:
            self.brought += cookies

    def speak(self, language: str) -> None:
        """Read the portal in ``language``."""
        self.bring({"name": "django_language", "value": language, "url": self.base})

    def theme(self, theme: str) -> None:
        """See the portal in the ``light`` or ``dark`` theme."""
        self.bring({"name": "theme", "value": theme, "url": self.base})

    def leave(self, *, for_good: bool = False) -> None:
        """The seat is for who comes next; ``for_good``, after a test that failed halfway, for nobody."""
        if self.seat:
            self.seat.is_altered |= for_good
            self.seats.leave(self.language, self.seat, self.base)
            self.seat = None

    def _seated(self) -> Seat:
        if self.seat is None:
            self.seat = self.seats.taken(self.language, self.width, self.faults)
            self.seat.context.add_cookies(self.brought)
        return self.seat


@dataclass
class Onlooker:
    """The tab in which every person looks at pages.

    The browser reads axe, the style sheets and the fonts once, and not once for each person, which takes as long as to
    look at a page. What a page may depend on is the person's: the cookies. A portal's page is never kept by a browser
    (``look`` asks), and what scripts keep on a device is kept while somebody types, which nobody does here.
    """

    page: Page
    faults: list[str]

    def become(self, person: Visitor) -> None:
        """See what ``person`` would see."""
        self.faults = person.faults
        context = self.page.context
        context.clear_cookies()
        context.add_cookies(person.cookies())

    def read_in(self, language: str, theme: str, base: str) -> None:
        """Read the portal in ``language``, and in the ``light`` or ``dark`` theme."""
        chosen = {"django_language": language, "theme": theme}
        self.page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in chosen.items()])


@pytest.fixture(scope="session")
def onlooker(browser) -> Onlooker:
    """One for all journeys of a process; axe is there in each page that it loads."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="en", reduced_motion="reduce")
    context.set_default_timeout(LATEST)
    page = context.new_page()
    page.add_init_script(path=AXE)
    onlooker = Onlooker(page, [])
    listened_to(page, lambda: onlooker.faults)
    return onlooker


@pytest.fixture(scope="session")
def seats(browser) -> Seats:
    """For all journeys of a process."""
    return Seats(browser)


@pytest.fixture
def visitor(request, seats, live_server) -> Iterator[Callable[..., Visitor]]:
    """``visitor()`` is a stranger, ``visitor(user)`` a signed-in person; nobody may meet a script or policy error."""
    visitors: list[Visitor] = []
    failed_before = request.session.testsfailed

    def arrive(user=None, *, language="en", width=WIDE) -> Visitor:
        person = Visitor(seats, live_server.url, language, width)
        person.speak(language)
        if user is not None:
            person.bring(session_cookie(user, live_server.url))
        visitors.append(person)
        return person

    yield arrive
    faults = [fault for person in visitors for fault in person.faults]
    for person in visitors:
        person.leave(for_good=request.session.testsfailed > failed_before)
    assert faults == []


def sent_bytes(path: str, plain: int) -> int:
    """WhiteNoise sends the compressed form that lies beside a file; the test server sends the plain one."""
    compressed = ROOT / f"{path.lstrip('/')}.br"
    return compressed.stat().st_size if compressed.exists() else plain


def looks_at(path: str) -> dict[str, tuple[str, int]]:
    """The same for every page of a kind, in every run."""
    try:
        kind = resolve(urlsplit(path).path).view_name
    except Resolver404:  # the page that says so
        kind = path
    return LOOKS[crc32(kind.encode()) % len(LOOKS)]


def seen(page: Page, where: str, width: int, theme: str = "") -> list[str]:
    """Whether the page is wider than a screen of ``width``; with a theme, what axe, which it has loaded, finds, too."""
    is_other = page.viewport_size != {"width": width, "height": 900}
    if is_other:
        page.set_viewport_size({"width": width, "height": 900})
    wider, violations = page.evaluate(
        f"""async ([isOther, theme, tags]) => {{
            const root = document.documentElement
            if (theme && root.dataset.theme !== theme) root.dataset.theme = theme
            if (isOther || theme) {DRAWN}
            const wider = root.scrollWidth > innerWidth
            const only = {{runOnly: {{type: "tag", values: tags}}, resultTypes: ["violations"]}}
            return [wider, theme ? (await axe.run(document, only)).violations : []]
        }}""",
        [is_other, theme, TAGS],
    )
    return [f"{where} {width}: wider than the screen"] * wider + [
        f"{where} {theme} {width}: {violation['id']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


def look_once(page: Page) -> None:
    """A page that no address shows again (the answer to a form): as ``look``, in the language in which it is."""
    page.evaluate(AXE.read_text())
    found = seen(page, page.url, WIDE, "light") + seen(page, page.url, NARROW, "dark")
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert found == []


def faults_seen(
    onlooker: Onlooker, person: Visitor, path: str, status: int | None = None, *, every: bool = ALL_LOOKS
) -> list[str]:
    """What is wrong with the page at ``path`` as ``person`` sees it: what ``look`` asks; ``every``: all eight looks."""
    page = onlooker.page
    onlooker.become(person)
    found = []
    for language, (theme, width) in looks_at(path).items():
        onlooker.read_in(language, theme, person.base)
        response = page.goto(person.base + path)
        assert response is not None
        assert response.status < 500, (path, language)
        assert status in (None, response.status), (path, language, response.status)
        kept = re.search(r"max-age=[1-9]", response.headers.get("cache-control", ""))
        assert not kept, "the next test would see this page again"
        where, shown_first = f"{path} {language}", page.viewport_size["width"]
        for each in sorted((NARROW, WIDE), key=shown_first.__ne__):  # one change of width
            for themed in ("light", "dark") if every else (theme if each == width else "",):
                found += seen(page, where, each, themed)
        shown, loaded = page.evaluate(SHOWN)
        if shown != language:
            found.append(f"{where}: is in {shown}")
        size = sum(sent_bytes(name, plain) for name, plain in loaded)
        if size > FIRST_LOAD_BYTES:
            found.append(f"{where}: {size} bytes on first load")
    return found


@pytest.fixture
def look(onlooker) -> Callable[..., None]:
    """``look(visitor, path)``: the page at ``path`` in both languages and themes, wide and narrow (``LOOKS``).

    Loaded once in each language; the theme is the attribute that the server writes from the cookie. axe finds nothing,
    nothing is wider than the screen at either width, and a first load transfers less than 200 kB without fonts.
    With ``status`` it is this page and not the one that says that it may not be seen.
    """

    def inspect(person: Visitor, path: str, status: int | None = None) -> None:
        assert faults_seen(onlooker, person, path, status) == []

    return inspect
