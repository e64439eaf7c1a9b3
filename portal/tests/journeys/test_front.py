"""The ground floor's own pages in a browser: look, language, theme, and what the script promises."""

import pytest

from portal.tests.factories import supplier
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "path", ["/", "/style/", "/about/awards/", "/about/start/", "/about/privacy/", "/about/nothing/"]
)
def test_public_pages_look_right(visitor, look, path):
    look(visitor(), path)


def test_the_dashboard_looks_right(visitor, look):
    look(visitor(supplier("SA")), "/dashboard/")


def test_language_and_theme_stay(visitor):
    person = visitor(language="ko", width=390)
    page = person.page()
    page.goto(f"{person.base}/about/terms/")
    expect(page.get_by_role("heading", level=1)).to_have_text("이용약관")

    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terms of use")

    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_who_has_typed_is_asked_before_another_language_loads_the_page_anew(visitor):
    person = visitor()
    page = person.page()
    page.goto(f"{person.base}/accounts/signup/")
    name, korean = page.get_by_label("Name", exact=False).first, page.get_by_role("button", name="한국어").first
    name.press_sequentially("Kim")
    asked = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    korean.click(no_wait_after=True)
    expect(name).to_have_value("Kim")
    page.on("dialog", stay)
    page.get_by_role("button", name="Create the account").click()  # one's own form is sent without a question
    expect(page.locator("main .error-summary")).to_be_visible()
    page.remove_listener("dialog", stay)

    name.press_sequentially("x")
    page.once("dialog", lambda dialog: dialog.accept())
    korean.click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert asked == ["beforeunload"]


def test_a_lost_session_loses_nothing_that_was_typed(visitor):
    person = visitor(supplier("SA"))
    page = person.page()
    page.goto(f"{person.base}/style/")
    page.get_by_label("Product name").fill("Rust preventive DR-320")
    page.get_by_label("Unit price").fill("")
    page.get_by_label("Unit price").press_sequentially("6800")
    person.context.clear_cookies(name="sessionid")

    page.locator("form[data-guard] button").click()

    expect(page.locator("#toasts")).to_contain_text("You have been signed out")
    expect(page.locator("#toasts").get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_label("Product name")).to_have_value("Rust preventive DR-320")
    expect(page.get_by_label("Unit price")).to_have_value("6,800")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_digits_are_grouped_while_typing_and_a_typed_comma_is_left_to_be_asked_about(visitor):
    person = visitor()
    page = person.page()
    page.goto(f"{person.base}/style/")
    price = page.get_by_label("Unit price")
    for typed, shown in {"1500000": "1,500,000", "1,500000": "1,500,000", "1,00": "1,00", "12,5": "12,5"}.items():
        price.fill("")
        price.press_sequentially(typed)
        expect(price).to_have_value(shown)
    price.press("Backspace")
    price.press("Backspace")
    price.press_sequentially("0000")
    expect(price).to_have_value("120,000")


def test_the_dialog_opens_on_its_safe_button_and_gives_the_focus_back(visitor):
    person = visitor()
    page = person.page()
    page.goto(f"{person.base}/style/")

    page.get_by_role("button", name="Withdraw").first.click()
    expect(page.get_by_role("button", name="Keep it as it is")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Withdraw").first).to_be_focused()
