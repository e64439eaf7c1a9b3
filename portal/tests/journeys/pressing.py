"""A press that another browser, or the database, is asked about next; and what a page is expected to say."""

from collections.abc import Callable
from typing import cast

from playwright.sync_api import Locator, LocatorAssertions, Page, Response
from playwright.sync_api import expect as expect_in_the_end

SOON = 2_400  # milliseconds: Playwright asks each tenth of a second
LATEST = 45_000  # patience for a busy machine, not a wait; it asks each half second
expect_in_the_end.set_options(timeout=LATEST)


def expect(found: Locator | Page) -> LocatorAssertions:
    """Playwright's, which asks often at first: a page takes less than the half second that it would sleep."""
    return cast(LocatorAssertions, _Expected(found))


class _Expected:
    def __init__(self, found: Locator | Page) -> None:
        self.claims = expect_in_the_end(found)

    def __getattr__(self, name: str) -> Callable[..., None]:
        claim = getattr(self.claims, name)

        def claimed(*said: object, **options: object) -> None:
            try:
                claim(*said, **{"timeout": SOON} | options)
            except AssertionError:
                if "timeout" in options:
                    raise
                claim(*said, **options)

        return claimed


def press(button: Locator) -> None:
    """Click, and wait for the answer to what was posted and for the page that follows.

    What comes next may rely on what was stored, and may go to another page or close the tab: a browser that is told to
    while the page after a press is still on its way may do neither, and a tab may then never say that it is closed.
    """
    page = button.page
    button.evaluate("pressed => { pressed.ownerDocument.documentElement.dataset.pressed = '' }")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        button.click()
    if _brings_a_page(answered.value):
        page.locator("html:not([data-pressed])").wait_for(state="attached")
        page.wait_for_load_state()


def _brings_a_page(answer: Response) -> bool:
    """Not a part of a page (htmx), and not a file."""
    is_file = "attachment" in answer.headers.get("content-disposition", "")
    return answer.request.is_navigation_request() and not is_file and answer.status != 204


def every(found: Locator) -> list[Locator]:
    """All that ``found`` names, once the page that has them is there; a bare ``.all()`` waits for nothing."""
    found.first.wait_for(state="attached")
    return found.all()
