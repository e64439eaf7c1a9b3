"""Seats at the browser, on which one person follows another."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from portal.tests.journeys.pressing import LATEST

MOMENT = 10_000  # milliseconds for a seat to be left


@dataclass
class Seat:
    """A context of its own with a tab, and what goes wrong in it while somebody sits here."""

    context: BrowserContext
    width: int
    tab: Page
    faults: list[str] = field(default_factory=list)
    is_altered: bool = False

    def new_tab(self) -> Page:
        """Script errors, console errors and policy violations are remembered as faults."""
        return listened_to(self.context.new_page(), lambda: self.faults)

    def is_left(self, base: str) -> bool:
        """Take away what somebody leaves: cookies, other tabs, what scripts kept; whether all of it could be."""
        if self.is_altered or self.tab.is_closed():
            return False
        for page in self.context.pages:
            if page != self.tab:
                page.close()
        try:
            self.context.clear_cookies()
            self.tab.goto(base + reverse("home:robots"), timeout=MOMENT)  # what the last page went on doing ends
            self.tab.evaluate("localStorage.clear(); sessionStorage.clear()")
            self.context.clear_cookies()
            if self.tab.viewport_size != _screen(self.width):
                self.tab.set_viewport_size(_screen(self.width))
        except Error:  # still on its way to a page
            return False
        return True


class Seats:
    """For a person who types: the browser begins no process and reads no style sheet, script and font for each.

    That takes longer than to show most pages. A person finds nothing of who sat here before (``Seat.is_left``), and a
    context that a test was given (``Visitor.context``), which it may change in ways that nobody sees, ends with it.
    A listener that a test adds to a page is its own to remove.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[tuple[str, int], list[Seat]] = {}

    def taken(self, language: str, width: int, faults: list[str]) -> Seat:
        """A seat for a reader of ``language`` at a screen of ``width``, who remembers ``faults``."""
        free = self.free.setdefault((language, width), [])
        if free:
            seat = free.pop()
        else:
            context = self.browser.new_context(viewport=_screen(width), locale=language, reduced_motion="reduce")
            context.set_default_timeout(LATEST)
            seat = Seat(context, width, context.new_page())
            listened_to(seat.tab, lambda: seat.faults)
        seat.faults = faults
        return seat

    def leave(self, language: str, seat: Seat, base: str) -> None:
        """For who comes next, or for nobody."""
        seat.faults = []
        if seat.is_left(base):
            self.free[language, seat.width].append(seat)
        else:
            seat.context.close()


def listened_to(page: Page, faults: Callable[[], list[str]]) -> Page:
    """Script errors, console errors and policy violations of ``page`` are remembered among ``faults()``."""

    def heard(line: ConsoleMessage) -> None:
        expected = "the server responded with a status of 4"  # a refused form is not a fault of the page
        if line.type == "error" and expected not in line.text:
            faults().append(f"{page.url}: {line.text}")

    page.on("pageerror", lambda error: faults().append(f"{page.url}: {error}"))
    page.on("console", heard)
    return page


def _screen(width: int) -> dict:
    return {"width": width, "height": 900}
