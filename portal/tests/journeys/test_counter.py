"""Long text in a real browser: the field says how much fits, and a paste that did not fit is not cut in silence."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from portal.people import services
from portal.tests.factories import UserFactory
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def paste(page: Page, text: str) -> None:
    """From the clipboard, as a person does."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


@pytest.mark.parametrize(
    ("language", "count", "cut"),
    [
        ("en", "1,600 of 2,000 characters", "Left out: 500 characters"),
        ("ko", "2,000자 중 1,600자", "500자"),
    ],
)
def test_a_long_text_is_counted_and_a_cut_paste_is_said(visitor, live_server, language, count, cut):
    user = UserFactory()
    services.register_company(by=user, brn="2208162517", legal_name_ko="다온")
    person = visitor(user, language=language)
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.page()
    page.goto(live_server.url + reverse("people:company-edit"))
    about = page.locator("#id_about_ko")
    place = page.locator(".field:has(#id_about_ko) > .count")
    below = page.locator("#id_about_en")
    about.fill("가" * 1599)
    expect(place).to_have_count(0)
    before = below.bounding_box()

    about.press_sequentially("나")
    expect(place).to_have_text(count)
    expect(page.locator("#live")).to_have_text(count)

    about.press("Control+A")
    paste(page, "다" * 2500)
    expect(place).to_contain_text(cut)
    expect(page.locator("#live")).to_contain_text(cut)
    assert len(about.input_value()) == 2000
    assert below.bounding_box() == before

    about.fill("짧은 글")
    expect(place).to_be_hidden()
