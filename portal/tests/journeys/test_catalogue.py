"""A product from the first step of its supplier to the visitor who finds it by a piece of a Korean word."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from catalog.drawings import schematic
from catalog.models import Product, ProductVersion
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node, whole_draft
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys.pressing import expect, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CLASS = ("99171510", "깊은홈 볼베어링", "Deep groove ball bearings")


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def node():
    node = class_node(*CLASS)
    attribute(node, "bore", quantity="length", unit="mm", required=True, name_ko="안지름", name_en="Bore")
    attribute(
        node, "working", "RANGE", quantity="temperature", unit="Cel", name_ko="사용 온도", name_en="Working temperature"
    )
    attribute(
        node, "seal", "ENUM", options=[("zz", "금속 실드", "Metal shields"), ("rs", "고무 실", "Rubber seals")],
        name_ko="밀봉", name_en="Seal",
    )  # fmt: skip
    return node


@pytest.fixture
def seller():
    return supplier("SA", "SU", company=CompanyFactory(legal_name_ko="가람정밀", legal_name_en="Garam Precision"))


def test_a_product_is_registered_reviewed_and_found(visitor, live_server, node, seller):
    base = live_server.url
    page = visitor(seller).page()
    choose_class(page, base)
    write_basics(page)
    write_attributes(page)
    write_supply(page)
    upload_picture(page)
    press(page.get_by_role("button", name="Save and continue"))  # no 3R claim
    stranger = visitor().page()
    assert search(stranger, base, "볼베어") == 0  # a draft is nobody's

    submit(page)
    officer = visitor(staff("PO")).page()
    publish(officer, base)
    while deliver_due():
        continue

    version = ProductVersion.objects.get()
    assert (version.state, version.product.state) == (VersionState.PUBLISHED, ProductState.PUBLISHED)
    for fragment in ("볼베어", "홈 볼", "6204-zz"):
        assert search(stranger, base, fragment) == 1, fragment
    stranger.get_by_role("link", name="Deep groove ball bearing 6204-ZZ").click()
    read_product(stranger)
    korean = visitor(language="ko").page()
    korean.goto(base + reverse("catalog:product-detail", args=[version.product.uid]))
    expect(korean.get_by_role("heading", level=1)).to_have_text("깊은홈 볼베어링 6204-ZZ")
    expect(korean.locator("main")).to_contain_text("안지름")


def choose_class(page: Page, base: str) -> None:
    """From one's own products, by a word."""
    page.goto(base + reverse("catalog:product-mine"))
    page.locator(".page-head").get_by_role("link", name="Register a product").click()
    page.get_by_label("Word or code").fill("볼베어")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 class found")).to_be_visible()
    page.get_by_role("link", name=CLASS[2]).click()
    expect(page.locator(".chosen-class")).to_contain_text(CLASS[0])


def write_basics(page: Page) -> None:
    """Without a name at first: the error stands at the field, and what was typed is still there."""
    page.get_by_label("Your part number").fill("GR-6204")
    page.get_by_label("Maker").fill("가람정밀")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Your part number")).to_have_value("GR-6204")
    expect(page.get_by_label("Maker")).to_have_value("가람정밀")
    page.get_by_label("Name (Korean)").fill("깊은홈 볼베어링 6204-ZZ")
    page.get_by_label("Name (English)").fill("Deep groove ball bearing 6204-ZZ")
    page.get_by_label("Model").fill("6204-ZZ")
    page.get_by_label("Country of origin").select_option("KR")
    page.get_by_label("Description (Korean)").fill("전동기용 저소음 베어링입니다.")
    page.get_by_role("button", name="Save and continue").click()


def write_attributes(page: Page) -> None:
    """A mass where a length belongs: said at the field, nothing lost; then in inches, and a range."""
    bore = page.get_by_label("Bore", exact=True)
    bore.fill("20 kg")
    page.get_by_label("Working temperature, from").fill("-20")
    page.get_by_label("Working temperature, to").fill("120")
    page.get_by_label("Seal").select_option("zz")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_contain_text("kg")
    expect(bore).to_have_attribute("aria-invalid", "true")
    expect(bore).to_have_value("20 kg")
    expect(page.get_by_label("Working temperature, from")).to_have_value("-20")
    expect(page.get_by_label("Working temperature, to")).to_have_value("120")
    expect(page.get_by_label("Seal")).to_have_value("zz")
    bore.fill("20 mm")
    page.get_by_role("button", name="Save and continue").click()


def write_supply(page: Page) -> None:
    """Price, and who sees it."""
    page.get_by_label("Lead time").fill("14")
    page.get_by_label("Minimum order").fill("100")
    page.get_by_label("Unit price").fill("1,250")
    page.get_by_role("radio", name="Everybody").check()
    page.get_by_role("button", name="Save and continue").click()


def upload_picture(page: Page) -> None:
    """A real picture: it is read, made small and shown. Words that say PNG and are none are refused."""
    page.get_by_label("Kind").select_option("picture")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "6204.png", "mimeType": "image/png", "buffer": b"no picture at all"}]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Kind").select_option("picture")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "6204.png", "mimeType": "image/png", "buffer": schematic("bearing")}]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#messages")).to_contain_text("6204.png is added")
    expect_loaded(page, page.locator("img.file-thumb"))
    press(page.get_by_role("button", name="Save and continue"))


def expect_loaded(page: Page, picture) -> None:
    """The picture has bytes that the browser could read."""
    expect(picture.first).to_be_visible()
    page.wait_for_function("image => image.complete", arg=picture.first.element_handle())
    assert picture.first.evaluate("image => image.naturalWidth") > 0


def submit(page: Page) -> None:
    """Everything on one page; nothing is missing; confirmed and sent."""
    for word in ("Deep groove ball bearing 6204-ZZ", "20 mm", "Metal shields", "14 days", "1,250"):
        expect(page.locator("main")).to_contain_text(word)
    expect(page.locator("main")).to_contain_text("Nothing is missing")
    press(page.get_by_role("button", name="Submit for review"))
    expect(page.locator(".error-summary")).to_contain_text("Confirm this before submitting.")
    page.get_by_label("The facts are true").check()
    press(page.get_by_role("button", name="Submit for review"))
    expect(page.locator("#messages")).to_contain_text("The product is submitted")
    expect(page.locator("#mine")).to_contain_text("Waiting for review")


def open_review(officer: Page, base: str) -> None:
    """From the queue; taken up, so that colleagues see who works on it."""
    officer.goto(base + reverse("catalog:review-queue"))
    officer.locator("#queue").get_by_role("link").first.click()
    officer.get_by_role("button", name="Take up the review").click()
    expect(officer.locator("#messages")).to_contain_text("You review this product now")


def publish(officer: Page, base: str) -> None:
    """What the officer reads is what was written."""
    open_review(officer, base)
    for word in ("Deep groove ball bearing 6204-ZZ", "20 mm", "Metal shields", "Garam Precision"):
        expect(officer.locator("main")).to_contain_text(word)
    officer.get_by_role("button", name="Publish").click()
    expect(officer.locator("#messages")).to_contain_text("is published")
    expect(officer.locator("#queue")).to_contain_text("Nothing waits for a review")


def search(page: Page, base: str, text: str) -> int:
    """How many products a visitor finds with ``text`` in the search box."""
    page.goto(base + reverse("catalog:product-search"))
    page.locator("main").get_by_label("Search", exact=True).fill(text)
    page.locator(".filterbar").get_by_role("button", name="Search").click()
    expect(page.locator("#search-title")).to_contain_text(text)
    return page.locator("#results article.prod").count()


def read_product(page: Page) -> None:
    """The public page: names, price, values as written, picture; nothing of the review."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Deep groove ball bearing 6204-ZZ")
    for word in ("Garam Precision", "1,250", "20 mm", "−20", "Metal shields", "14 days"):
        expect(page.locator("main")).to_contain_text(word)
    expect(page.locator("main")).not_to_contain_text("What happened")
    expect_loaded(page, page.locator("main .thumb img"))


def test_a_returned_product_is_answered_at_its_field_and_published(visitor, live_server, node, seller):
    base = live_server.url
    draft = whole_draft(seller, node, name_ko="볼베어링", name_en="Ball bearing", sku="GR-1")
    page = visitor(seller).page()
    page.goto(base + reverse("catalog:draft-check", args=[draft.uid]))
    page.get_by_label("The facts are true").check()
    press(page.get_by_role("button", name="Submit for review"))

    officer = visitor(staff("PO")).page()
    open_review(officer, base)
    officer.get_by_role("button", name="Return to the supplier").click()  # without a word: refused
    expect(officer.locator(".error-summary")).to_contain_text("Say what is to be changed")
    officer.get_by_label("To the supplier").fill("이름을 더 자세히 적어 주십시오.")
    officer.get_by_label("Name (English)").fill("Name the series and the size.")
    officer.get_by_role("button", name="Return to the supplier").click()
    expect(officer.locator("#messages")).to_contain_text("is returned")
    while deliver_due():
        continue

    page.goto(base + "/dashboard/")
    page.get_by_role("link", name="Answer").first.click()
    expect(page.locator("main")).to_contain_text("이름을 더 자세히 적어 주십시오.")
    expect(page.locator("main li", has_text="Name (English)")).to_contain_text("Name the series and the size.")
    page.goto(base + reverse("catalog:draft-basics", args=[draft.uid]))
    page.get_by_label("Name (English)").fill("Ball bearing 6204, 20 mm")
    press(page.get_by_role("button", name="Save draft"))
    officer.goto(base + reverse("catalog:review-detail", args=[draft.uid]))
    expect(officer.locator("body")).not_to_contain_text("Ball bearing 6204, 20 mm")  # not while it is being written

    page.goto(base + reverse("catalog:draft-check", args=[draft.uid]))
    page.get_by_label("The facts are true").check()
    press(page.get_by_role("button", name="Submit for review"))
    expect(page.locator("#messages")).to_contain_text("The product is submitted")
    open_review(officer, base)
    expect(officer.locator("main")).to_contain_text("round 2")
    officer.get_by_role("button", name="Publish").click()
    expect(officer.locator("#messages")).to_contain_text("is published")
    assert Product.objects.get().current.name_en == "Ball bearing 6204, 20 mm"


def test_filters_count_anew_when_one_is_chosen(visitor, live_server, node):
    other = class_node("99171599", "원심펌프", "Centrifugal pumps")
    for place, (product_node, origin) in enumerate([(node, "KR"), (node, "JP"), (other, "KR")]):
        ProductFactory(node=product_node, origin=origin, name_en=f"Good {place}", name_ko=f"물건 {place}")
    for width in (1440, 390):
        page = visitor(width=width).page()
        page.goto(live_server.url + reverse("catalog:product-search"))
        if width == 390:
            page.get_by_role("button", name="Filters").click()
        facets = page.locator("#facets")
        bearings = facets.locator("li", has_text=CLASS[2]).locator(".n")
        expect(bearings).to_have_text("2 results")

        facets.locator("summary", has_text="Origin").click()
        facets.get_by_label("Japan").check()
        expect(bearings).to_have_text("1 results")  # counted anew beside the results
        expect(facets.locator("li", has_text="Centrifugal pumps")).to_have_count(0)
        expect(facets.get_by_label("Japan")).to_be_checked()
        expect(facets.get_by_label("Japan")).to_be_focused()  # the keyboard stays where it was
        expect(facets).to_be_visible()  # on the phone the sheet stays open
        facets.get_by_label("Japan").uncheck()
        expect(bearings).to_have_text("2 results")
        expect(page.locator("#results article.prod")).to_have_count(3)


def test_filters_keep_the_words_that_were_typed_last(visitor, live_server, node):
    ProductFactory(node=node, origin="KR", name_ko="구름베어링", name_en="Rolling bearing")
    ProductFactory(node=node, origin="KR", name_ko="육각볼트", name_en="Hexagon bolt")
    page = visitor().page()
    assert search(page, live_server.url, "육각") == 1
    page.locator("#facets summary", has_text="Origin").click()
    page.locator("#facets").get_by_label("Korea").check()
    expect(page.locator("#results article.prod")).to_have_count(1)
    expect(page.locator("#search-title")).to_contain_text("육각")
    assert "%EC%9C%A1%EA%B0%81" in page.url


def test_an_order_acts_at_once_and_a_filter_takes_along_what_stands_in_the_bar(visitor, live_server, node):
    for price, name in ((900, "Rolling bearing"), (300, "Ball bearing"), (600, "Hexagon bolt")):
        ProductFactory(node=node, origin="KR", name_ko=name, name_en=name, price=price, price_visibility="public")
    page = visitor().page()
    page.goto(live_server.url + reverse("catalog:product-search"))
    order, names = page.get_by_label("Sort by"), page.locator("#results article.prod h3")

    order.select_option("price")
    expect(names).to_have_text(["Ball bearing", "Hexagon bolt", "Rolling bearing"])

    page.goto(live_server.url + reverse("catalog:product-search"))
    page.locator("main").get_by_label("Search", exact=True).fill("hexagon")
    page.locator("#facets summary", has_text="Origin").click()
    page.locator("#facets").get_by_label("Korea").check()
    expect(names).to_have_text(["Hexagon bolt"])
    expect(page.locator("#search-title")).to_contain_text("hexagon")
