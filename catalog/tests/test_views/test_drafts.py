"""The supplier's way, from the class to the submission and after."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog import services
from catalog.models import Product, ProductVersion
from catalog.states import ProductState, VersionState
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
SUPPLY = {"currency": "KRW", "uom": "C62", "price_visibility": "public"}
KEPT = {**SUPPLY, "price_visibility": "hidden"}


def text_of(response) -> str:
    return response.content.decode()


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile("picture.png", content.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("visibility", "seen"), {"public": True, "registered": True, "on_request": False, "hidden": False}.items()
)
def test_the_preview_shows_the_price_as_buyers_see_it(english, seller, node, visibility, seen):
    product = ProductFactory(company=seller.company, node=node, price=7_654_321, price_visibility=visibility)
    version = services.start_revision(product, by=seller)
    sign_in(english, seller)

    for step in ("basics", "check"):
        text = text_of(english.get(reverse(f"catalog:draft-{step}", args=[version.uid])))
        assert "7,654,321" in text
        assert ("Only your company sees:" in text) == (not seen)
        assert ("Price on request" in text, "No price stated" in text) == (
            visibility == "on_request", visibility == "hidden",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("visibility", "days", "told"), [("public", -1, True), ("public", 0, False), ("on_request", -1, False)]
)
def test_the_preview_says_that_buyers_no_longer_see_a_price_that_has_ended(
    english, seller, node, visibility, days, told
):
    last = today() + timedelta(days=days)
    product = ProductFactory(company=seller.company, node=node, price=7_654_321, price_visibility=visibility)
    Product.objects.filter(pk=product.pk).update(price_valid_until=last)
    version = services.start_revision(product, by=seller)
    sign_in(english, seller)

    for step in ("basics", "check"):
        text = text_of(english.get(reverse(f"catalog:draft-{step}", args=[version.uid])))
        assert ("Buyers see it again once it has a later last day." in text) == told


def test_from_the_class_to_the_submission(english, seller, node):
    sign_in(english, seller)
    found = english.get("/catalog/mine/classes/?q=베어")
    assert reverse("catalog:product-new") + "?class=99171504" in text_of(found)
    assert english.get("/catalog/mine/new/").headers["Location"] == "/catalog/mine/classes/"

    basics = {
        "class": "99171504",
        "sku": "B-1",
        "name_ko": "볼 베어링",
        "model": "6204",
        "origin": "KR",
        "then": "next",
    }
    made = english.post("/catalog/mine/new/?class=99171504", basics)
    version = ProductVersion.objects.get()
    assert made.headers["Location"] == reverse("catalog:draft-attributes", args=[version.uid])

    values = {
        "attr_bore_value": "1.5",
        "attr_bore_unit": "[in_i]",
        "attr_working_low": "-10",
        "attr_working_high": "80",
        "attr_working_unit": "Cel",
        "attr_grade": "b",
        "attr_sealed": "yes",
        "then": "next",
    }
    assert english.post(reverse("catalog:draft-attributes", args=[version.uid]), values).status_code == 303
    supply = {**SUPPLY, "lead_time_days": "14", "moq": "1,000", "price": "12,500", "then": "next"}
    assert english.post(reverse("catalog:draft-supply", args=[version.uid]), supply).status_code == 303
    upload = {"role": "picture", "upload": picture()}
    assert english.post(reverse("catalog:draft-files", args=[version.uid]), upload).status_code == 303
    check = english.get(reverse("catalog:draft-check", args=[version.uid]))
    assert "1.5 in (38.1 mm)" in text_of(check)
    assert "Nothing is missing" in text_of(check)

    assert english.post(reverse("catalog:draft-check", args=[version.uid]), {}).status_code == 422
    assert english.post(reverse("catalog:draft-check", args=[version.uid]), {"confirmed": "on"}).status_code == 303
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED
    assert version.product.moq == 1000


def test_a_break_in_the_middle_loses_nothing(english, seller, node):
    sign_in(english, seller)
    english.post("/catalog/mine/new/?class=99171504", {"class": "99171504", "sku": "B-1", "name_ko": "볼 베어링"})
    version = ProductVersion.objects.get()

    resumed = english.get(reverse("catalog:draft-resume", args=[version.uid]))
    basics = reverse("catalog:draft-basics", args=[version.uid])
    assert resumed.headers["Location"] == f"{basics}#id_origin"  # what is missing
    assert "볼 베어링" in text_of(english.get(resumed.headers["Location"]))


def test_a_wrong_unit_is_told_at_its_field_and_nothing_typed_is_lost(english, seller, node):
    product = ProductFactory(company=seller.company, published=False, node=node)
    sign_in(english, seller)
    typed = {"attr_bore_value": "20 kg", "attr_bore_unit": "mm", "attr_working_low": "-10", "attr_working_high": "80"}
    response = english.post(reverse("catalog:draft-attributes", args=[product.versions.get().uid]), typed)
    page = text_of(response)

    assert response.status_code == 422
    assert "“kg” measures mass, but a length is asked for" in page
    assert 'href="#id_attr_bore"' in page
    assert 'value="20 kg"' in page
    assert 'value="-10"' in page
    assert not product.versions.get().values.exists()


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("basics", {"class": "99171504", "name_ko": "ㅤ"}, "name_ko"),
        ("basics", {"class": "99171504", "name_ko": "가" * 200}, "name_ko"),
        ("basics", {"class": "99171504", "name_ko": "가", "hs_code": "12"}, "hs_code"),
        ("basics", {"class": "99171504", "name_ko": "가", "origin": "XX"}, "origin"),
        ("basics", {"class": "99171504", "name_ko": "가", "description_ko": "문의 02-555-1234"}, "description_ko"),
        ("basics", {"class": "99171504", "name_ko": "가", "description_en": "www.bearing.kr"}, "description_en"),
        ("basics", {"class": "99171504", "name_ko": "가 010-1234-5678"}, "name_ko"),
        ("supply", {**SUPPLY, "price": "12,5"}, "price"),
        ("supply", {**SUPPLY, "price": "10.5"}, "price"),
        ("supply", {**SUPPLY, "price": "1e400", "currency": "USD"}, "price"),
        ("supply", {**SUPPLY, "price": "10.555", "currency": "USD"}, "price"),
        ("supply", {**SUPPLY, "price": ""}, "price"),
        ("supply", {**KEPT, "moq": "-1"}, "moq"),
        ("supply", {**KEPT, "moq": "0"}, "moq"),
        ("supply", {**KEPT, "lead_time_days": "soon"}, "lead_time_days"),
        ("attributes", {"attr_bore_value": "1,5"}, "attr_bore"),
        ("attributes", {"attr_working_low": "9", "attr_working_high": "1"}, "attr_working"),
        ("attributes", {"attr_grade": "z"}, "attr_grade"),
        ("files", {"role": "picture"}, "upload"),
        ("files", {"role": "msds"}, "dated"),
    ],
)
def test_bad_input_is_a_422_at_the_field(english, seller, node, step, data, field):
    product = ProductFactory(company=seller.company, published=False, node=node)
    sign_in(english, seller)
    response = english.post(reverse(f"catalog:draft-{step}", args=[product.versions.get().uid]), data)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "error-summary" in text_of(response)


@pytest.mark.parametrize(("then", "step"), [("next", "eco"), ("stay", "files")])
def test_a_chosen_file_is_taken_over_by_the_buttons_below(english, seller, node, then, step):
    version = ProductFactory(company=seller.company, published=False, node=node).versions.get()
    sign_in(english, seller)
    url = reverse("catalog:draft-files", args=[version.uid])
    before = version.files.count()

    response = english.post(url, {"role": "picture", "upload": picture(), "then": then})

    assert response.headers["Location"] == reverse(f"catalog:draft-{step}", args=[version.uid])
    assert version.files.count() == before + 1
    assert english.post(url, {"role": "msds", "then": then}).status_code == 303  # nothing chosen: nothing to add


def test_a_file_with_a_fault_is_not_passed_over_by_the_buttons_below(english, seller, node):
    version = ProductFactory(company=seller.company, published=False, node=node).versions.get()
    sign_in(english, seller)
    data = {"role": "msds", "upload": picture(), "then": "next"}

    response = english.post(reverse("catalog:draft-files", args=[version.uid]), data)

    assert response.status_code == 422
    assert "dated" in response.context["form"].errors


def test_a_picture_that_is_none_is_refused(english, seller, node):
    product = ProductFactory(company=seller.company, published=False, node=node)
    sign_in(english, seller)
    fake = SimpleUploadedFile("picture.png", b"<html>not a picture</html>", "image/png")
    url = reverse("catalog:draft-files", args=[product.versions.get().uid])
    response = english.post(url, {"role": "picture", "upload": fake})

    assert response.status_code == 422
    assert "picture.png" in str(response.context["form"].errors["upload"])


def test_a_file_is_removed(english, seller, node):
    product = ProductFactory(company=seller.company, published=False, node=node)
    version = product.versions.get()
    sign_in(english, seller)
    url = reverse("catalog:draft-file-remove", args=[version.uid])

    assert english.post(url, {"file": str(version.files.get().uid)}).status_code == 303
    assert not version.files.exists()
    assert english.post(url, {"file": "x"}).status_code == 404


def test_a_part_number_that_is_taken_is_told_at_its_field(english, seller, node):
    ProductFactory(company=seller.company, sku="B-1", node=node)
    sign_in(english, seller)
    data = {"class": "99171504", "sku": "B-1", "name_ko": "가"}
    response = english.post("/catalog/mine/new/?class=99171504", data)

    assert response.status_code == 422
    assert "already has the part number" in str(response.context["form"].errors["sku"])


def test_a_part_number_is_corrected_until_the_product_is_published(english, seller, node):
    ProductFactory(company=seller.company, sku="B-1", node=node)
    gone = ProductFactory(company=seller.company, sku="B-3", published=False, node=node)
    services.discard_draft(gone.versions.get(), by=seller)
    product = ProductFactory(company=seller.company, sku="B-2", published=False, node=node)
    sign_in(english, seller)
    url = reverse("catalog:draft-basics", args=[product.versions.get().uid])
    data = {"class": "99171504", "name_ko": "볼 베어링"}
    assert 'value="B-2"' in text_of(english.get(url))

    taken = english.post(url, data | {"sku": "B-1"})
    assert taken.status_code == 422
    assert "already has the part number B-1" in str(taken.context["form"].errors["sku"])
    english.post(url, data | {"sku": "B-1", "name_en": "Bearing", "then": "auto"}, HTTP_HX_REQUEST="true")
    assert product.versions.get().name_en == "Bearing"  # what has no fault is saved
    assert english.post(url, data | {"sku": "Ｂ－3"}).status_code == 303
    product.refresh_from_db()
    assert product.sku == "B-3"  # that of a discarded product is free
    assert "Part number changed" in text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))


def test_a_part_number_that_buyers_know_stays(english, seller, node):
    product = ProductFactory(company=seller.company, sku="B-1", node=node)
    version = services.start_revision(product, by=seller)
    sign_in(english, seller)
    url = reverse("catalog:draft-basics", args=[version.uid])
    shown = text_of(english.get(url))
    assert ">B-1<" in shown
    assert 'name="sku"' not in shown

    english.post(url, {"class": "99171504", "name_ko": "볼 베어링", "sku": "B-2"})
    with pytest.raises(RuleBroken, match="no longer changes"):
        services.save_draft(version, by=seller, sku="B-2")
    product.refresh_from_db()
    assert product.sku == "B-1"


def test_a_step_of_what_was_discarded_is_refused(english, seller, node):
    version = ProductFactory(company=seller.company, published=False, node=node).versions.get()
    services.discard_draft(version, by=seller)
    sign_in(english, seller)

    assert english.get(reverse("catalog:draft-basics", args=[version.uid])).status_code == 409


def test_a_draft_under_review_cannot_be_written(english, seller, node):
    product = ProductFactory(company=seller.company, published=False, version_state=VersionState.SUBMITTED, node=node)
    version = product.versions.get()
    sign_in(english, seller)
    url = reverse("catalog:draft-basics", args=[version.uid])

    assert english.post(url, {"name_ko": "neu"}).status_code == 409
    for step in ("basics", "attributes", "supply", "files", "eco", "check", "resume"):
        sent = english.get(reverse(f"catalog:draft-{step}", args=[version.uid]))
        assert sent.headers["Location"] == reverse("catalog:product-detail", args=[product.uid])
    shown = text_of(english.get(sent.headers["Location"]))
    assert "Withdraw the submission to change it." in shown
    assert reverse("catalog:submission-withdraw", args=[version.uid]) in shown
    assert english.post(reverse("catalog:submission-withdraw", args=[version.uid])).status_code == 303
    assert english.get(url).status_code == 200


def test_a_returned_draft_shows_what_the_reviewer_asked(english, seller, node):
    product = ProductFactory(company=seller.company, published=False, version_state=VersionState.IN_REVIEW, node=node)
    remarks = {"name_ko": "Name the series"}
    services.return_version(product.versions.get(), by=staff("PO"), reason="Too short", remarks=remarks)
    sign_in(english, seller)
    page = text_of(english.get(reverse("catalog:draft-basics", args=[product.versions.get().uid])))

    assert "Too short" in page
    assert "Name the series" in page
    assert "came back from the review" in text_of(english.get("/dashboard/"))


def test_price_and_supply_of_a_published_product_change_at_once(english, seller):
    product = ProductFactory(company=seller.company)
    sign_in(english, seller)
    data = {**SUPPLY, "lead_time_days": "3", "moq": "5", "uom": "KGM", "price": "99", "currency": "USD"}
    response = english.post(reverse("catalog:product-supply", args=[product.uid]), data)

    assert response.status_code == 303
    assert "USD 99.00" in text_of(english.get(reverse("catalog:product-detail", args=[product.uid])))


def test_hide_show_revise_discard(english, seller):
    product = ProductFactory(company=seller.company)
    sign_in(english, seller)
    for deed, state in (("hide", ProductState.HIDDEN), ("show", ProductState.PUBLISHED)):
        assert english.post(reverse(f"catalog:product-{deed}", args=[product.uid])).status_code == 303
        assert Product.objects.get(pk=product.pk).state == state
    english.post(reverse("catalog:product-revise", args=[product.uid]))
    draft = product.versions.get(no=2)
    assert english.post(reverse("catalog:draft-discard", args=[draft.uid])).status_code == 303
    draft.refresh_from_db()
    assert draft.state == VersionState.DISCARDED
    assert Product.objects.get(pk=product.pk).state == ProductState.PUBLISHED


@pytest.mark.parametrize("products", [1, 3])
def test_my_products_cost_the_same_for_one_and_for_three(english, seller, products, django_assert_num_queries):
    for _ in range(products):
        ProductFactory(company=seller.company)
    sign_in(english, seller)
    english.get("/catalog/mine/")

    # session, user, roles, clock, count, page, versions, pictures, two counts, to confirm, median, companies,
    # notices
    with django_assert_num_queries(14):
        response = english.get("/catalog/mine/")

    assert len(response.context["results"]) == products


@pytest.mark.parametrize("person", [lambda: staff("PO"), lambda: UserFactory()])
def test_my_products_is_for_suppliers(english, person):
    sign_in(english, person())
    assert english.get("/catalog/mine/").status_code == 404


def test_who_may_not_list_is_told_why(english, seller):
    sign_in(english, supplier("BD", company=seller.company))
    response = english.get("/catalog/mine/new/?class=99171504")

    assert response.status_code == 403
    assert "has not given you the right to list products" in text_of(response)
