"""Pages of deliveries, invoices and facts: a delivery becomes money; what another may not see is not there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.models import CreditNote, Delivery, FactContest, Hold, Invoice, SupplierFact
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db
LINES = [("베어링 6204", 120, 12_500), ("커플링", 4, 400_000)]


def _url(name, *args):
    return reverse(f"contracts:{name}", args=args)


def _as(client, user):
    """Who knocks from here on, in English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, user)


def test_from_the_announcement_to_the_approved_invoice(client):
    contract = made.in_force(lines=LINES)
    _as(client, made.seller(contract))
    form = client.get(_url("delivery-announce", contract.number))
    assert "120 of 120 are left to deliver." in form.content.decode()
    day = today().isoformat()
    sent = client.post(
        _url("delivery-announce", contract.number),
        {"qty_1": "100", "announced_for": day, "note_no": "DN-1", "remark": "", "key": "k1"},
    )
    assert sent.status_code == 303
    delivery = Delivery.objects.get()

    _as(client, made.receiver(contract))
    client.post(_url("delivery-receive", delivery.number), {"on": day, "reason": ""})
    refused = client.post(_url("delivery-inspect", delivery.number), {"qty_1": "90", "reason": ""})
    assert refused.status_code == 422
    assert 'value="90"' in refused.content.decode()
    client.post(_url("delivery-inspect", delivery.number), {"qty_1": "90", "reason": "10 rings are rusty"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("accepted", "10 rings are rusty")

    _as(client, made.seller(contract))
    form = client.get(_url("invoice-submit", contract.number)).content.decode()
    assert 'value="1,125,000"' in form
    assert 'value="112,500"' in form
    told = {"deliveries": [delivery.number], "supplier_no": "G-1", "issued_on": day, "etax_no": "", "key": "k2"}
    wrong = client.post(_url("invoice-submit", contract.number), told | {"net": "1,250,000", "vat": "125,000"})
    assert wrong.status_code == 422
    assert "What was accepted comes to 1,125,000, the invoice asks for 1,250,000" in wrong.content.decode()
    right = client.post(_url("invoice-submit", contract.number), told | {"net": "1,125,000", "vat": "112,500"})
    assert right.status_code == 303
    invoice = Invoice.objects.get()

    _as(client, made.approver(contract))
    client.post(_url("invoice-approve", invoice.number))
    invoice.refresh_from_db()
    assert (invoice.state, invoice.base_on) == ("approved", today())


def test_a_hold_says_why_to_the_supplier_and_is_lifted(client):
    invoice = made.approved(value=1_000_000)
    _as(client, made.approver(invoice.contract))
    told = {"cause": "documents", "text": "Send the mill certificate.", "review_on": today().isoformat()}
    assert client.post(_url("hold-place", invoice.number), told).status_code == 303

    _as(client, made.seller(invoice.contract))
    shown = client.get(_url("invoice-detail", invoice.number)).content.decode()
    assert "Held for now: A document is missing" in shown
    assert "Send the mill certificate." in shown
    assert client.post(_url("hold-lift", invoice.number), {"reason": "mine"}).status_code == 403

    _as(client, made.approver(invoice.contract))
    assert client.post(_url("hold-lift", invoice.number), {"reason": "It has come."}).status_code == 303
    assert Hold.objects.get().lifted_by == made.approver(invoice.contract)


def test_a_credit_note_is_issued_by_the_payee_and_confirmed_by_the_payer(client):
    invoice = made.approved(value=1_000_000)
    made.hear()
    _as(client, made.seller(invoice.contract))
    told = {"net": "100,000", "vat": "10,000", "reason": "short by a tenth", "issued_on": today().isoformat()}
    assert client.post(_url("credit-issue", invoice.number), told | {"key": "c1", "etax_no": ""}).status_code == 303
    note = CreditNote.objects.get()
    assert client.post(_url("credit-confirm", note.number)).status_code == 403

    _as(client, made.approver(invoice.contract))
    assert client.post(_url("credit-confirm", note.number)).status_code == 303
    shown = client.get(_url("invoice-detail", invoice.number)).content.decode()
    assert "₩990,000" in shown  # 1,100,000 with VAT less 110,000


def test_a_fact_is_contested_and_corrected_by_a_new_row(client):
    contract = made.in_force(lines=LINES)
    contract.lines.update(delivery_on=today() - timedelta(days=3))
    made.received(contract, qty=5)
    fact = SupplierFact.objects.get(kind="on_time")
    _as(client, made.seller(contract))
    assert "3 days late" in client.get(_url("fact-list")).content.decode()
    client.post(_url("fact-contest", fact.uid), {"text": "The gate was closed for three days."})
    contest = FactContest.objects.get()

    judge = staff("AP")
    _as(client, judge)
    client.post(
        _url("contest-decide", contest.uid), {"upheld": "value", "value": "0", "answer": "The gate was closed."}
    )

    contest.refresh_from_db()
    assert contest.state == "upheld"
    assert [(each.value, each.corrects_id) for each in SupplierFact.objects.filter(kind="on_time")] == [
        (0, fact.pk),
        (3, None),
    ]
    _as(client, made.seller(contract))
    shown = client.get(_url("fact-list")).content.decode()
    assert "on the agreed day" in shown
    assert "<s>3 days late</s>" in shown


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("delivery-list", 8), ("invoice-list", 8), ("fact-list", 10)])
def test_lists_cost_the_same_for_one_and_for_three(client, count, name, queries, django_assert_num_queries):
    for _turn in range(count):
        made.invoiced(value=1000)
    _as(client, staff("PO"))
    with django_assert_num_queries(queries):
        response = client.get(_url(name))
    assert response.context["results"].paginator.count == (count if name != "fact-list" else count * 2)


def test_what_another_company_or_a_lower_tier_has_is_not_there(client):
    top, below = made.chain(2, values=[1000, 500])
    own, lower = made.invoiced(top), made.invoiced(below)
    delivery = lower.deliveries.get()
    for nobody in (UserFactory(company=CompanyFactory(), roles=["SA", "SF"]), staff("PO"), staff("CM")):
        _as(client, nobody)
        assert client.get(_url("invoice-detail", lower.number)).status_code == 404
        assert client.get(_url("delivery-detail", delivery.number)).status_code == 404
        listed = client.get(_url("invoice-list")).content.decode()
        assert lower.number not in listed
    _as(client, staff("PO"))
    assert client.get(_url("invoice-detail", own.number)).status_code == 200
    _as(client, staff("AU"))
    assert client.get(_url("invoice-detail", lower.number)).status_code == 200
    _as(client, made.seller(top))  # pays the lower tier
    assert client.get(_url("invoice-detail", lower.number)).status_code == 200


def test_a_user_without_finance_sees_deliveries_but_no_amount(client):
    invoice = made.invoiced(value=77_777)
    clerk = made.person(invoice.payee, "SU")
    _as(client, clerk)
    shown = client.get(_url("delivery-detail", invoice.deliveries.get().number))
    assert shown.status_code == 200
    assert "77,777" not in shown.content.decode().replace("77,777 EA", "")
    assert client.get(_url("invoice-detail", invoice.number)).status_code == 404
