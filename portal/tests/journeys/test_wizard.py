"""The wizard with a break in the middle: signed out, gone on elsewhere, published, changed while shown, copied."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import Page

from catalog import services
from catalog.drawings import schematic
from catalog.models import Product, ProductVersion
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node, whole_draft
from portal.clock import today
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def node():
    node = class_node("99171510", "깊은홈 볼베어링", "Deep groove ball bearings")
    attribute(node, "bore", quantity="length", unit="mm", required=True, name_ko="안지름", name_en="Bore")
    return node


@pytest.fixture
def seller():
    return supplier("SA", "SU", company=CompanyFactory(legal_name_ko="가람정밀", legal_name_en="Garam Precision"))


def test_a_product_with_a_break_in_the_middle(visitor, live_server, node, seller):
    base = live_server.url
    begin_and_leave(visitor(seller).page(), base)

    page = visitor(seller).page()  # another browser
    page.goto(base + reverse("catalog:product-mine"))
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("Country of origin")).to_be_focused()  # the first thing that is left
    expect(page.get_by_label("Name (English)")).to_have_value("Deep groove bearing 6204")  # saved by itself
    page.get_by_label("Country of origin").select_option("KR")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Bore", exact=True).fill("20")
    page.get_by_role("button", name="Save and continue").click()
    write_prices(page)
    add_picture(page)
    add_claim(page)
    submit(page)

    officer = visitor(staff("PO")).page()
    publish(officer, base)
    product = Product.objects.get()
    assert product.state == ProductState.PUBLISHED
    stranger = visitor().page()
    stranger.goto(base + reverse("catalog:product-detail", args=[product.uid]))
    expect(stranger.locator("main")).to_contain_text("1,150")
    expect(stranger.locator("main")).to_contain_text("Recycle")

    change_while_it_stays_up(page, stranger, base, product)
    copy(page, base, product)


def test_a_name_typed_after_the_session_ended_stays_on_its_page(visitor, live_server, node, seller):
    page = visitor(seller).page()
    start = live_server.url + reverse("catalog:product-new") + "?class=99171510"
    page.goto(start)
    page.context.clear_cookies()
    name = page.get_by_label("Name (Korean)")
    told = page.locator("#toasts .toast-item")

    for typed in ("깊은홈", " 볼베어링"):  # asked about twice, told once
        with page.expect_response(lambda answer: reverse("catalog:product-alike") in answer.url) as asked:
            name.press_sequentially(typed)
        assert asked.value.status == 204

    expect(told).to_have_count(1)
    expect(told).to_contain_text("You have been signed out")
    expect(told.get_by_role("link", name="Sign in")).to_have_attribute("href", reverse("account_login"))
    expect(name).to_have_value("깊은홈 볼베어링")
    assert page.url == start


def begin_and_leave(page: Page, base: str) -> None:
    """The class, a name; one field more that only the automatic save has seen; then the browser is gone."""
    page.goto(base + reverse("catalog:product-new") + "?class=99171510")
    page.get_by_label("Your part number").fill("GR-6204")
    page.get_by_label("Name (Korean)").fill("깊은홈 볼베어링 6204")
    page.get_by_label("Maker").fill("가람정밀")
    page.get_by_label("Model").fill("6204")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    before = page.locator("#seen").input_value()
    page.get_by_label("Name (English)").fill("Deep groove bearing 6204")
    page.get_by_label("Maker").focus()
    expect(page.locator("#seen")).not_to_have_value(before)
    expect(page.locator("#draft-aside")).to_contain_text("Deep groove bearing 6204")  # the preview follows
    page.context.clear_cookies()  # signed out in the middle
    page.close()


def write_prices(page: Page) -> None:
    """A price with the words of another unit is asked about; then prices by quantity that fall."""
    page.get_by_label("Lead time").fill("2주")
    page.get_by_label("Minimum order").fill("10")
    page.get_by_label("Unit price").fill("1,250원/kg")
    page.get_by_role("radio", name="Everybody").check()
    page.get_by_label("Row 1, from quantity").fill("100")
    page.get_by_label("Row 1, price").fill("1,150")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".error-summary")).to_contain_text("priced by")
    expect(page.get_by_label("Unit price")).to_have_value("1,250원/kg")
    with page.expect_event("dialog") as asked:  # what was refused is not saved: the browser asks before another step
        page.once("dialog", lambda question: question.dismiss())
        page.get_by_role("link", name="Class and name").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    page.get_by_label("Unit price").fill("1,250원/개")
    page.get_by_role("button", name="Save and continue").click()


def add_picture(page: Page) -> None:
    """One picture, which the button below takes over; then on."""
    page.get_by_label("Kind").select_option("picture")
    picture = {"name": "6204.png", "mimeType": "image/png", "buffer": schematic("bearing")}
    page.locator("input[type=file]").set_input_files(files=[picture])
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("#messages")).to_contain_text("6204.png is added")


def add_claim(page: Page) -> None:
    """Recycled steel, with a certificate."""
    page.get_by_label("Kind").select_option("recycle")
    page.get_by_label("What exactly").fill("40% recycled steel")
    page.get_by_label("Issuer of the document").fill("KEITI")
    page.get_by_label("Certificate or report number").fill("GR-2026-17")
    page.get_by_label("Valid from").fill(today().isoformat())
    paper = {"name": "gr.png", "mimeType": "image/png", "buffer": schematic("drum")}
    page.locator("input[type=file]").set_input_files(files=[paper])
    page.get_by_role("button", name="Add the claim").click()
    expect(page.locator("main")).to_contain_text("GR-2026-17")
    page.get_by_role("button", name="Save and continue").click()


def submit(page: Page) -> None:
    """The last step shows the page as buyers will see it."""
    main = page.locator("main")
    for words in ("Deep groove bearing 6204", "20 mm", "1,250", "1,150", "14 days", "40% recycled steel"):
        expect(main).to_contain_text(words)
    page.get_by_label("The facts are true").check()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#messages")).to_contain_text("submitted")


def publish(page: Page, base: str) -> None:
    """The reviewer sees the claim among the facts."""
    version = ProductVersion.objects.get(state=VersionState.SUBMITTED)
    page.goto(base + reverse("catalog:review-detail", args=[version.uid]))
    expect(page.locator("main")).to_contain_text("40% recycled steel")
    officer = staff("PO")
    version = services.take_up_review(version, by=officer)
    services.publish_version(version, by=officer)


def change_while_it_stays_up(page: Page, stranger: Page, base: str, product: Product) -> None:
    """A new name waits for the reviewer; visitors read the old one; the price is in force at once."""
    address = base + reverse("catalog:product-detail", args=[product.uid])
    page.goto(address)
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_label("Name (English)").fill("Deep groove bearing 6204 C3")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_label("Bore", exact=True)).to_be_visible()
    page.goto(base + reverse("catalog:product-supply", args=[product.uid]))
    page.get_by_label("Row 1, price").fill("1,100")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Price and supply are changed.")
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Deep groove bearing 6204")
    expect(stranger.locator("main")).to_contain_text("1,100")


def copy(page: Page, base: str, product: Product) -> None:
    """Everything comes along under another number."""
    page.goto(base + reverse("catalog:product-copy", args=[product.uid]))
    page.get_by_label("New part number").fill("GR-6205")
    page.get_by_label("Model of the new product").fill("6205")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    expect(page.get_by_label("Model")).to_have_value("6205")
    made = Product.objects.get(sku="GR-6205")
    assert made.price_breaks.get().price == 1100
    assert made.versions.get().eco_claims.get().number == "GR-2026-17"


def test_two_people_at_one_step(visitor, live_server, node, seller):
    draft = whole_draft(seller, node)
    colleague = UserFactory(company=seller.company, roles=("SU",))
    address = live_server.url + reverse("catalog:draft-basics", args=[draft.uid])
    mine, theirs = visitor(seller).page(), visitor(colleague).page()
    mine.goto(address)
    theirs.goto(address)
    theirs.get_by_label("Name (English)").fill("Theirs")
    theirs.get_by_role("button", name="Save and continue").click()
    expect(theirs.get_by_label("Bore", exact=True)).to_be_visible()

    mine.get_by_label("Name (English)").fill("Mine")
    mine.get_by_role("button", name="Save and continue").click()

    conflict = mine.get_by_role("alert").filter(has_text="Somebody else was here")
    expect(conflict).to_contain_text("Theirs")
    expect(mine.get_by_label("Name (English)")).to_have_value("Mine")
    mine.get_by_role("button", name="Save and continue").click()
    expect(mine.get_by_label("Bore", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert draft.name_en == "Mine"


def test_two_windows_of_one_person(visitor, live_server, node, seller):
    draft = whole_draft(seller, node)
    services.save_draft(draft, by=seller, texts={"description_ko": "첫 줄\n둘째 줄"})
    address = live_server.url + reverse("catalog:draft-basics", args=[draft.uid])
    person = visitor(seller)
    one, two = person.page(), person.page()
    for window in (one, two):
        window.goto(address)
    one.get_by_label("Name (English)").fill("Typed in one")
    one.get_by_role("button", name="Save and continue").click()
    expect(one.get_by_label("Bore", exact=True)).to_be_visible()

    two.get_by_label("Maker").fill("Typed in two")
    two.get_by_role("button", name="Save and continue").click()

    conflict = two.get_by_role("alert").filter(has_text="You were here in another window")
    expect(conflict.locator("tbody tr")).to_have_count(1)
    expect(two.get_by_label("Name (English)")).to_have_value("Typed in one")
    two.get_by_role("button", name="Save and continue").click()
    expect(two.get_by_label("Bore", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert (draft.name_en, draft.maker) == ("Typed in one", "Typed in two")


def test_the_pages_of_a_products_life(visitor, look):
    company = CompanyFactory()
    seller = UserFactory(company=company, roles=("SA", "SU"))
    product = ProductFactory(company=company, created_by=seller)
    for attached in product.current.files.select_related("file"):
        for part in (attached.file.content, attached.file.thumbnail, attached.file.preview):
            part.save("x", ContentFile(schematic("drum")))
    services.set_supply(product, by=seller, price_breaks=[(Decimal(100), Decimal(11_500))])
    person = visitor(seller)
    look(person, reverse("catalog:product-supply", args=[product.uid]), status=200)
    look(person, reverse("catalog:product-pictures", args=[product.uid]), status=200)
    Product.objects.filter(pk=product.pk).update(confirmed_on=today().replace(year=today().year - 2, day=1))
    services.expire_products(today())
    retired = ProductFactory(company=company, created_by=seller, published=False, node=class_node("99171599"))
    draft = retired.versions.get()
    type(draft.class_node).objects.filter(pk=draft.class_node_id).update(active=False)
    look(person, reverse("catalog:product-mine"))
    look(person, reverse("catalog:product-confirm"))
    look(person, reverse("catalog:product-copy", args=[product.uid]))
    look(person, reverse("catalog:product-detail", args=[product.uid]))
    look(person, reverse("catalog:draft-eco", args=[draft.uid]))
    look(person, reverse("catalog:draft-basics", args=[draft.uid]))
