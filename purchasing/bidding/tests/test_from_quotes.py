"""A tender's draft from a request for quotes."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.models import QuoteRequest
from catalog.tests.dealing import invitation_of, quoted, quotes_asked
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.errors import NotAllowed
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding.models import Tender
from purchasing.bidding.queries import key_of_quotes, tender_from_quotes
from purchasing.bidding.services import cancel_tender, draft_from_quotes, edit_tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """Two suppliers' products of one class, alternatives to each other, and one of another class."""
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="내경")
    attribute(node, "load", quantity="force", unit="kN", name_ko="하중")
    first = ProductFactory(node=node, maker="가람정밀", values={"bore": "20", "load": "10"})
    second = ProductFactory(node=node, maker="라온베어링", values={"bore": "20", "load": "12"})
    pump = ProductFactory(node=class_node("40151503"), maker="고은펌프")
    request = quotes_asked(first, second, pump, qty=300, title="베어링과 펌프", by=staff("RQ"))
    quoted(invitation_of(request, first), "7654321")
    return request


def test_lines_by_class_with_the_quantity_of_one_supplier(asked):
    officer = staff("PO")
    tender = draft_from_quotes(asked, by=officer)
    assert tender.state == TenderState.DRAFT
    assert (tender.title_ko, tender.delivery_place, tender.officer) == ("베어링과 펌프", "광양 자재 창고", officer)
    assert [(line.class_code, line.qty) for line in tender.lines.all()] == [
        ("99171504", Decimal(300)),
        ("40151503", Decimal(300)),
    ]


def test_neither_a_maker_nor_a_price_gets_into_it_but_what_all_products_share_does(asked):
    tender = draft_from_quotes(asked, by=staff("PO"))
    written = tender.description + " ".join(str(line) + line.description_ko for line in tender.lines.all())
    assert "20 mm" in written
    assert "kN" not in written  # the loads differ
    for secret in ("가람정밀", "라온베어링", "고은펌프", "7654321", "7,654,321"):
        assert secret not in written


def test_asked_again_it_is_the_draft_as_the_officer_has_changed_it(asked):
    officer = staff("PO")
    tender = draft_from_quotes(asked, by=officer)
    edit_tender(tender, by=officer, title_ko="고친 제목")
    again = draft_from_quotes(asked, by=officer)
    assert (again.pk, again.title_ko) == (tender.pk, "고친 제목")
    assert Tender.objects.count() == 1


def test_another_officer_is_led_to_the_same_draft(asked):
    tender = draft_from_quotes(asked, by=staff("PO"))
    assert draft_from_quotes(asked, by=staff("PO")) == tender
    assert Tender.objects.count() == 1


@pytest.mark.parametrize("same_officer", [True, False])
def test_after_a_cancelled_draft_it_is_a_new_one(asked, same_officer):
    officer = staff("PO")
    gone = draft_from_quotes(asked, by=officer)
    cancel_tender(gone, reason="수량을 다시 봅니다.", by=officer)
    assert tender_from_quotes(asked) is None
    again = officer if same_officer else staff("PO")
    tender = draft_from_quotes(asked, by=again)
    assert (tender.state, tender.officer) == (TenderState.DRAFT, again)
    assert tender.pk != gone.pk
    assert draft_from_quotes(asked, by=staff("PO")) == tender
    cancel_tender(tender, reason="다시 한 번", by=again)
    third = draft_from_quotes(asked, by=officer)
    assert (third.state, Tender.objects.count()) == (TenderState.DRAFT, 3)


def test_one_that_was_published_stays_the_tender_of_the_quotes(asked):
    stage = published()
    Tender.objects.filter(pk=stage.tender.pk).update(key=key_of_quotes(asked))
    cancel_tender(stage.tender, reason="투자 보류", by=stage.cast.approver)
    assert draft_from_quotes(asked, by=staff("PO")) == stage.tender


def test_it_is_a_need_of_the_department_that_asked(asked):
    officer = staff("PO")
    type(officer.active_membership).objects.filter(pk=officer.active_membership.pk).update(department="구매부")
    QuoteRequest.objects.filter(pk=asked.pk).update(department="압연설비부")
    tender = draft_from_quotes(QuoteRequest.objects.get(pk=asked.pk), by=type(officer).objects.get(pk=officer.pk))
    assert tender.department == "압연설비부"


def test_only_purchasing_officers(asked):
    with pytest.raises(NotAllowed):
        draft_from_quotes(asked, by=asked.asked_by)


def test_the_button_stands_on_the_request_for_officers_alone(asked, client):
    page = reverse("catalog:quote-request-detail", args=[asked.uid])
    door = reverse("bidding:tender-from-quotes", args=[asked.uid])
    sign_in(client, asked.asked_by)
    assert door not in client.get(page).content.decode()
    sign_in(client, staff("PO"))
    assert door in client.get(page).content.decode()
    response = client.post(door)
    made = reverse("bidding:tender-detail", args=[Tender.objects.get().number])
    assert response["Location"] == made
    shown = client.get(page).content.decode()
    assert made in shown
    assert door not in shown
    sign_in(client, asked.asked_by)  # drafts of tenders are not a requester's to read
    assert made not in client.get(page).content.decode()


def test_the_button_is_back_once_the_draft_is_cancelled(asked, client):
    officer = staff("PO")
    cancel_tender(draft_from_quotes(asked, by=officer), reason="수량을 다시 봅니다.", by=officer)
    page = reverse("catalog:quote-request-detail", args=[asked.uid])
    door = reverse("bidding:tender-from-quotes", args=[asked.uid])
    sign_in(client, officer)
    assert door in client.get(page).content.decode()
    made = reverse("bidding:tender-detail", args=[Tender.objects.get().number])
    assert client.post(door)["Location"] not in ("", made)
    assert Tender.objects.filter(state=TenderState.DRAFT).count() == 1
