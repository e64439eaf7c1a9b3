"""``look`` finds what is wrong in one language, in one theme or at one width only; each fault is planted in a page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys.conftest import NARROW, WIDE, faults_seen, looks_at

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PALE = "color: #777; background: #888"
LARGE = ".planted button { width: 44px; height: 44px; margin: 9px; padding: 0; border: 0 }"
TINY = "width: 9px; height: 9px; margin: 0"
UNNAMED = '<p><input type="text" name="planted"></p>'
TWO_BUTTONS = '<p class="planted"><button aria-label="1"></button><button aria-label="2"></button></p>'
ONE_WIDTH = {NARROW: "(max-width: 700px)", WIDE: "(min-width: 701px)"}


def path() -> str:
    return reverse("home:terms")


@contextmanager
def planted(onlooker, markup: str, *, language: str = "", **headers: str) -> Iterator[None]:
    """The page of ``path`` with something more in it, in one language or in both; its own policy would forbid it."""

    def answer(route) -> None:
        fetched = route.fetch()
        text = fetched.text()
        if not language or f'<html lang="{language}"' in text:
            text = text.replace("</main>", f"{markup}</main>")
        kept = {name: value for name, value in fetched.headers.items() if name != "content-security-policy"}
        route.fulfill(response=fetched, body=text, headers=kept | headers)

    onlooker.page.route(f"**{path()}", answer)
    yield
    onlooker.page.unroute(f"**{path()}")


def found_in(faults: list[str]) -> set[tuple[str, ...]]:
    """Language, theme, width and rule of each fault."""
    told = [re.fullmatch(rf"{path()} (\w+) (\w+) (\d+): ([\w-]+): .*", fault, re.DOTALL) for fault in faults]
    assert all(told), faults
    return {found.groups() for found in told if found}


@pytest.mark.parametrize(
    ("markup", "language", "theme", "width", "rule"),
    [
        pytest.param(UNNAMED, "en", None, None, "label", id="no-label-in-English"),
        pytest.param(UNNAMED, "ko", None, None, "label", id="no-label-in-Korean"),
        *(
            pytest.param(
                f"<style>[data-theme={theme}] .planted {{ {PALE} }}</style><p class='planted'>Pale</p>",
                *("", theme, None, "color-contrast"),
                id=f"contrast-{theme}",
            )
            for theme in ("light", "dark")
        ),
        *(
            pytest.param(
                f"<style>@media {query} {{ .planted {{ {PALE} }} }}</style><p class='planted'>Pale</p>",
                *("", None, width, "color-contrast"),
                id=f"contrast-{width}",
            )
            for width, query in ONE_WIDTH.items()
        ),
        *(
            pytest.param(
                f"<style>{LARGE} @media {query} {{ .planted button {{ {TINY} }} }}</style>{TWO_BUTTONS}",
                *("", None, width, "target-size"),
                id=f"targets-{width}",
            )
            for width, query in ONE_WIDTH.items()
        ),
        *(
            pytest.param(
                f"<style>.planted {{ display: none }} @media {query} {{ .planted {{ display: block }} }}</style>"
                "<div class='planted'><input type='text'></div>",
                *("", None, width, "label"),
                id=f"shown-without-label-{width}",
            )
            for width, query in ONE_WIDTH.items()
        ),
    ],
)
def test_a_fault_that_only_some_see_is_found(visitor, onlooker, markup, language, theme, width, rule):
    person = visitor()
    with planted(onlooker, markup, language=language):
        found = found_in(faults_seen(onlooker, person, path(), every=False))
        all_of_it = found_in(faults_seen(onlooker, person, path(), every=True))

    assert all_of_it == {
        (spoken, shown, str(wide), rule)
        for spoken in ("ko", "en")
        for shown in ("light", "dark")
        for wide in (NARROW, WIDE)
        if language in {"", spoken} and theme in {None, shown} and width in {None, wide}
    }
    assert found == {
        (spoken, shown, str(wide), rule)
        for spoken, (shown, wide) in looks_at(path()).items()
        if language in {"", spoken} and theme in {None, shown} and width in {None, wide}
    }
    assert len(found) == 1
    assert faults_seen(onlooker, person, path()) == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_is_wider_than_one_screen_is_found_in_both_languages(visitor, onlooker, width):
    broad = f"<style>@media {ONE_WIDTH[width]} {{ .planted {{ width: 1500px }} }}</style><p class='planted'>Broad</p>"
    with planted(onlooker, broad):
        found = faults_seen(onlooker, visitor(), path())

    wider = [fault for fault in found if fault.endswith("wider than the screen")]
    assert wider == [f"{path()} {language} {width}: wider than the screen" for language in ("ko", "en")]


def test_a_heavy_page_is_found(visitor, onlooker):
    with planted(onlooker, f"<!-- {'x' * 200_000} -->"):
        found = faults_seen(onlooker, visitor(), path())

    assert [fault.rpartition(" bytes ")[2] for fault in found] == ["on first load"] * 2


def test_what_a_script_says_is_a_fault_of_who_looks(visitor, onlooker):
    before, person = visitor(staff("AP")), visitor()
    faults_seen(onlooker, before, path())
    with planted(onlooker, "<script>console.error('planted'); nothing.there</script>", language="en"):
        assert faults_seen(onlooker, person, path()) == []

    assert before.faults == []
    assert [fault.rpartition(": ")[2] for fault in person.faults] == ["planted", "nothing is not defined"]
    person.faults.clear()


def test_a_page_that_a_browser_keeps_is_refused(visitor, onlooker, look):
    with (
        planted(onlooker, "", **{"cache-control": "public, max-age=60"}),
        pytest.raises(AssertionError, match="would see this page again"),
    ):
        look(visitor(), path())


def test_a_page_that_is_refused_does_not_pass_for_the_one_that_is_meant(visitor, look):
    stranger, nowhere = visitor(), reverse("catalog:product-detail", args=[uuid4()])
    look(stranger, nowhere, status=404)
    with pytest.raises(AssertionError, match="404"):
        look(stranger, nowhere, status=200)


def test_each_sees_as_who_they_are(visitor, onlooker, look):
    for user in (None, staff("AP"), None, staff("FI")):
        look(visitor(user), path())
        assert onlooker.page.locator("#me strong").all_text_contents() == ([str(user)] if user else [])
