"""A press that another browser, or the database, is asked about next."""

from playwright.sync_api import Locator


def press(button: Locator) -> None:
    """Click, and wait for the answer to what was posted: what comes next may rely on what it stored."""
    with button.page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()


def every(found: Locator) -> list[Locator]:
    """All that ``found`` names, once the page that has them is there; a bare ``.all()`` waits for nothing."""
    found.first.wait_for(state="attached")
    return found.all()
