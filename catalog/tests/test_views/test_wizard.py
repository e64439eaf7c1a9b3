"""The wizard: saved by itself, two browsers at one step, what is left, a retired class, claims."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog import services
from catalog.models import ClassNode, EcoClaim, Product, ProductVersion
from catalog.queries.hints import own_look_alikes
from catalog.queries.marks import texts_mark
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node, whole_draft
from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(seller, node, english):
    sign_in(english, seller)
    return whole_draft(seller, node)


def url(step, draft):
    return reverse(f"catalog:draft-{step}", args=[draft.uid])


def text_of(response):
    return response.content.decode()


def basics(draft, **changed):
    names = ("name_ko", "name_en", "maker", "model", "origin", "hs_code", "description_ko", "description_en")
    fixed = {"class": draft.class_node.code, "sku": draft.product.sku}
    return {name: getattr(draft, name) for name in names} | fixed | changed


SUPPLY = {
    "lead_time_days": "7",
    "moq": "10",
    "uom": "C62",
    "price": "12,000",
    "currency": "KRW",
    "price_visibility": "public",
}


def test_a_step_saves_by_itself_and_says_when(english, draft):
    data = basics(draft, name_en="Deep groove bearing", then="auto", seen=texts_mark(draft))

    response = english.post(url("basics", draft), data, **HTMX)

    draft.refresh_from_db()
    assert (response.status_code, draft.name_en) == (200, "Deep groove bearing")
    assert f'value="{texts_mark(draft)}"' in text_of(response)  # the next save builds on this one
    assert '<hx-partial hx-target="#draft-aside"' in text_of(response)
    assert "Saved" in text_of(response)


def test_what_cannot_be_read_is_named_and_the_rest_is_saved(english, draft):
    bad = {"attr_bore_value": "20 kg", "attr_bore_unit": "mm", "attr_grade": "b", "then": "auto"}

    response = english.post(url("attributes", draft), bad, **HTMX)

    assert "Saved, but not: Bore" in text_of(response)
    shown = {value.definition.code: value.shown for value in draft.values.all()}
    assert shown == {"bore": "20 mm", "grade": "B"}  # the bore that was there stays


def test_an_automatic_save_of_supply_keeps_what_has_no_fault(english, draft):
    data = SUPPLY | {"moq": "ten", "qty_0": "100", "each_0": "11,000", "then": "auto"}

    english.post(url("supply", draft), data, **HTMX)

    product = Product.objects.get()
    assert (product.price, product.moq) == (Decimal(12000), Decimal(10))
    assert [row.price for row in product.price_breaks.all()] == [Decimal(11000)]


def test_of_two_browsers_the_second_sees_both_and_chooses(english, draft):
    other = Client()
    other.cookies["django_language"] = "en"
    sign_in(other, UserFactory(company=draft.product.company, roles=("SU",)))
    seen = texts_mark(draft)
    other.post(url("basics", draft), basics(draft, name_en="Theirs", seen=seen, then="stay"))

    response = english.post(url("basics", draft), basics(draft, name_en="Mine", seen=seen, then="next"))

    page = text_of(response)
    draft.refresh_from_db()
    assert (response.status_code, draft.name_en) == (409, "Theirs")
    assert 'value="Mine"' in page
    assert "<td>Theirs</td>" in page
    assert "<td>Mine</td>" in page
    assert response.context["seen"] == texts_mark(draft)

    again = english.post(url("basics", draft), basics(draft, name_en="Mine", seen=response.context["seen"]))
    draft.refresh_from_db()
    assert (again.status_code, draft.name_en) == (303, "Mine")


def test_an_automatic_save_that_comes_second_writes_nothing(english, draft):
    seen = texts_mark(draft)
    services.save_draft(draft, by=draft.created_by, texts={"name_en": "Theirs"})

    response = english.post(url("basics", draft), basics(draft, name_en="Mine", seen=seen, then="auto"), **HTMX)

    draft.refresh_from_db()
    assert (response.status_code, draft.name_en) == (409, "Theirs")
    assert "data-unsaved" in text_of(response)


def test_two_who_change_the_price_of_a_published_product(english, seller):
    product = ProductFactory(company=seller.company, price=Decimal(12000))
    sign_in(english, seller)
    address = reverse("catalog:product-supply", args=[product.uid])
    seen = english.get(address).context["seen"]
    services.set_supply(product, by=seller, price=Decimal(13000))

    response = english.post(address, SUPPLY | {"price": "14,000", "seen": seen})

    product.refresh_from_db()
    assert (response.status_code, product.price) == (409, Decimal(13000))
    assert "<td>13,000</td><td>14,000</td>" in text_of(response)


def test_what_is_left_leads_to_its_field(english, draft):
    services.save_draft(draft, by=draft.created_by, texts={"origin": ""}, attributes={})

    links = dict(english.get(url("check", draft)).context["progress"].stops)
    found = {finding.field: address for finding, address in links.items()}

    assert found == {
        "origin": url("basics", draft) + "#id_origin",
        "attr_bore": url("attributes", draft) + "#id_attr_bore",
    }


def test_the_step_of_claims_is_done_once_it_holds_one(english, draft):
    def state():
        steps = english.get(url("basics", draft)).context["steps"]
        return next(step["state"] for step in steps if step["url"] == url("eco", draft))

    assert state() == "later"
    english.post(url("eco", draft), claim_data())
    assert state() == "done"


def test_price_breaks_come_back_as_typed_with_the_message_at_their_row(english, draft):
    data = SUPPLY | {"qty_0": "100", "each_0": "11,000", "qty_1": "500", "each_1": "11,500원/개"}

    response = english.post(url("supply", draft), data)

    assert response.status_code == 422
    assert response.context["form"].errors == {"each_1": ["From 500 on it must cost less than 11,000."]}
    assert 'value="11,500원/개"' in text_of(response)
    assert not Product.objects.get().price_breaks.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("12,000원/kg", "The price was written per kg, but the product is counted in piece."),
        ("12,000원/꾸러미", "“꾸러미” is not a unit that goods are counted in here. Write 12,000 and choose the unit."),
        ("1만 2천원", "“1만 2천원” is read as 12,000. Write the amount in digits."),
        ("1,5", "“1,5” can be read in two ways."),
        ("$12/개", "The price was written in US dollar (USD), but the currency chosen is won (KRW)."),
    ],
)
def test_a_price_with_words_says_what_to_write(english, draft, typed, message):
    response = english.post(url("supply", draft), SUPPLY | {"price": typed})

    assert response.status_code == 422
    assert response.context["form"].errors["price"][0].startswith(message)
    assert f'value="{typed}"' in text_of(response)


@pytest.mark.parametrize(
    "typed", ["12,000원/개", "개당 12,000원", "１２，０００", "12000 KRW / EA", "KRW 12,000 per piece"]
)
def test_a_price_with_the_words_of_its_unit_is_read(english, draft, typed):
    assert english.post(url("supply", draft), SUPPLY | {"price": typed}).status_code == 303
    assert Product.objects.get().price == Decimal(12000)


@pytest.mark.parametrize(("typed", "days"), [("2주", 14), ("10일", 10), ("3 weeks", 21), ("１４", 14)])
def test_a_lead_time_is_read_as_it_is_said(english, draft, typed, days):
    english.post(url("supply", draft), SUPPLY | {"lead_time_days": typed})
    assert Product.objects.get().lead_time_days == days


def test_a_value_far_from_the_class_is_shown_at_its_field_but_may_stay(english, draft):
    for _ in range(5):
        ProductFactory(node=draft.class_node, values={"bore": "22 mm"})
    services.save_draft(draft, by=draft.created_by, attributes={"bore": {"value": "20", "unit": "m"}})

    response = english.get(url("attributes", draft))

    words = "Bore: 20 m is far from what this class is used to (0.022 m). Is it in mm?"
    assert text_of(response).count(words) == 2  # at the field, and beside it
    assert [finding.field for finding, _url in response.context["progress"].hints] == ["attr_bore"]
    assert services.submit_version(draft, by=draft.created_by).state == VersionState.SUBMITTED


def test_the_price_of_others_that_is_not_public_tells_nothing(draft):
    for price in range(5):
        ProductFactory(node=draft.class_node, price=Decimal(1000 + price), price_visibility="registered")
    services.set_supply(draft.product, by=draft.created_by, price=Decimal(900_000))
    draft = ProductVersion.objects.get(pk=draft.pk)
    assert services.listing_hints(draft) == []

    Product.objects.exclude(pk=draft.product_id).update(price_visibility="public")
    assert [hint.field for hint in services.listing_hints(draft)] == ["price"]


def test_a_name_that_is_listed_already_is_shown_while_typing(english, draft):
    found = english.get(reverse("catalog:product-alike"), {"name_ko": "볼 베어링"}, **HTMX)
    assert draft.product.number in text_of(found)

    itself = english.get(
        reverse("catalog:product-alike"), {"name_ko": "볼 베어링", "product": draft.product.number}, **HTMX
    )
    assert draft.product.number not in text_of(itself)


def test_look_alikes_are_ones_own(draft):
    ProductFactory(name_ko="볼 베어링")
    assert [version.pk for version in own_look_alikes(draft.product.company, "볼 베어링")] == [draft.pk]


def test_the_name_of_another_company_is_pointed_out(draft):
    ProductFactory(company__legal_name_ko="한빛정밀공업")
    services.save_draft(draft, by=draft.created_by, texts={"description_ko": "한빛정밀공업 제품과 호환됩니다."})
    draft.refresh_from_db()
    assert [hint.field for hint in services.listing_hints(draft)] == ["description_ko"]


def test_a_retired_class_offers_where_to_go_and_keeps_what_fits(english, draft):
    beside = class_node("99171505", "롤러 베어링", "Roller bearings")
    attribute(beside, "bore", quantity="length", unit="mm", required=True)
    ClassNode.objects.filter(pk=draft.class_node_id).update(active=False)

    page = english.get(url("attributes", draft))
    offered = page.context["successors"]
    assert [(each.node, each.kept, each.stated) for each in offered] == [(beside, 1, 1)]
    assert "has been retired" in text_of(page)
    assert "retired" in str(dict(page.context["progress"].stops))

    english.post(f"{url('basics', draft)}?class=99171505", basics(draft, **{"class": "99171505"}))

    draft.refresh_from_db()
    value = draft.values.get()
    assert (draft.class_node, value.definition.node, value.num) == (beside, beside, Decimal(20))


def evidence(name="report.png"):
    content = BytesIO()
    Image.new("RGB", (30, 20), "green").save(content, "PNG")
    content.seek(0)
    content.name = name
    return content


def claim_data(**changed):
    return {
        "kind": "recycle",
        "statement": "40% recycled steel",
        "issuer": "KEITI",
        "number": "GR-1",
        "valid_from": today().isoformat(),
        "valid_to": (today() + timedelta(days=100)).isoformat(),
        "evidence": evidence(),
    } | changed


def test_a_claim_is_added_shown_and_removed(english, draft):
    assert english.post(url("eco", draft), claim_data()).status_code == 303
    claim = EcoClaim.objects.get()
    assert "40% recycled steel" in text_of(english.get(url("check", draft)))

    english.post(reverse("catalog:draft-eco-remove", args=[draft.uid]), {"claim": claim.uid})
    assert not EcoClaim.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"evidence": ""}, "evidence"),
        ({"evidence": "broken"}, "evidence"),
        ({"statement": ""}, "statement"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"kind": "repair"}, "kind"),
    ],
)
def test_a_claim_that_cannot_be_is_a_422_and_keeps_what_was_typed(english, draft, changed, field):
    if changed.get("evidence") == "broken":
        fake = BytesIO(b"not a picture at all")
        fake.name = "report.png"
        changed = {"evidence": fake}

    response = english.post(url("eco", draft), claim_data(**changed))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert 'value="KEITI"' in text_of(response)


@pytest.mark.parametrize(("then", "step"), [("next", "check"), ("stay", "eco")])
def test_a_claim_that_was_typed_is_taken_over_by_the_buttons_below(english, draft, then, step):
    response = english.post(url("eco", draft), claim_data(then=then))

    assert response.headers["Location"] == url(step, draft)
    assert EcoClaim.objects.get().number == "GR-1"


@pytest.mark.parametrize("then", ["next", "stay"])
def test_half_a_claim_is_told_at_its_fields_and_none_is_passed_over(english, draft, then):
    half = english.post(url("eco", draft), {"kind": "reduce", "issuer": "KEITI", "then": then})

    assert (half.status_code, 'value="KEITI"' in text_of(half)) == (422, True)
    assert {"statement", "number", "evidence"} <= half.context["form"].errors.keys()
    assert english.post(url("eco", draft), {"kind": "reduce", "then": then}).status_code == 303


def test_evidence_is_read_by_reviewers_once_it_was_sent_in_and_by_no_other_supplier(english, draft):
    english.post(url("eco", draft), claim_data())
    address = EcoClaim.objects.get().evidence.url
    officer, stranger = Client(), Client()
    sign_in(officer, staff("PO"))
    sign_in(stranger, UserFactory(company=ProductFactory().company, roles=("SA",)))
    assert officer.get(address).status_code in (403, 404)

    services.submit_version(ProductVersion.objects.get(product=draft.product), by=draft.created_by)

    served = officer.get(address)
    assert (served.status_code, len(served.getvalue()) > 0) == (200, True)
    assert stranger.get(address).status_code in (403, 404)


def test_an_old_version_stays_up_while_its_change_is_reviewed(english, seller):
    product = ProductFactory(company=seller.company, name_ko="베어링 하나")
    sign_in(english, seller)
    english.post(reverse("catalog:product-revise", args=[product.uid]))
    draft = product.versions.get(state=VersionState.DRAFT)
    services.save_draft(draft, by=seller, texts={"name_ko": "베어링 둘"})

    visitor = Client()
    page = text_of(visitor.get(reverse("catalog:product-detail", args=[product.uid])))
    assert "베어링 하나" in page
    assert "베어링 둘" not in page
