"""A supplier's program announces deliveries and submits invoices: once, to the won, for its own company alone."""

import uuid

import pytest

from portal.clock import today
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory
from purchasing.contracts import services
from purchasing.contracts.models import Delivery, Invoice
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db
IN_ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def _send(api, path, told, *, key=None):
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    return api.post(f"/api/v1/{path}", told, format="json", headers=headers, **IN_ENGLISH)


def test_from_the_announcement_to_the_invoice():
    contract = made.in_force(lines=[("베어링 6204", 120, 12_500)])
    api = api_client(contract.payee, "invoice.write")
    day = today().isoformat()

    told = {"announced_for": day, "note_no": "DN-1", "lines": [{"no": 1, "qty": "100"}]}
    key = uuid.uuid4().hex
    first = _send(api, f"contracts/{contract.uid}/deliveries/", told, key=key)
    again = _send(api, f"contracts/{contract.uid}/deliveries/", told, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    delivery = Delivery.objects.get()
    assert first.json()["number"] == again.json()["number"] == delivery.number
    too_much = _send(
        api, f"contracts/{contract.uid}/deliveries/", told | {"note_no": "DN-2", "lines": [{"no": 1, "qty": "21"}]}
    )
    assert too_much.status_code == 422
    assert "Line 1: 20 EA of 120 are left to deliver, not 21." in too_much.content.decode()

    services.receive_delivery(delivery, by=made.receiver(contract))
    delivery.refresh_from_db()
    services.inspect_delivery(delivery, by=made.receiver(contract))
    shown = api.get(f"/api/v1/deliveries/{delivery.uid}/").json()
    assert (shown["state"], shown["received_on"], shown["lines"]) == (
        "accepted",
        day,
        [{"no": 1, "qty": "100.000", "qty_accepted": "100.000", "amount": "1250000.00"}],
    )

    asked = {"deliveries": [delivery.number], "supplier_no": "G-1", "issued_on": day, "net": "1250000", "vat": "125000"}
    wrong = _send(api, f"contracts/{contract.uid}/invoices/", asked | {"net": "1250001"})
    assert wrong.status_code == 422
    assert "What was accepted comes to 1,250,000" in wrong.content.decode()
    right = _send(api, f"contracts/{contract.uid}/invoices/", asked)
    assert right.status_code == 201
    invoice = Invoice.objects.get()
    assert (right.json()["number"], right.json()["base_on"], right.json()["deliveries"]) == (
        invoice.number,
        day,
        [delivery.number],
    )
    assert [row["number"] for row in api.get("/api/v1/invoices/?state=submitted").json()["results"]] == [invoice.number]


def test_a_hold_is_told_with_its_reason_and_another_company_sees_nothing():
    invoice = made.approved(value=1000)
    services.place_hold(
        invoice, cause="quality", text="Two rings are bent.", review_on=today(), by=made.approver(invoice.contract)
    )
    shown = api_client(invoice.payee, "invoice.read").get(f"/api/v1/invoices/{invoice.uid}/").json()
    assert (shown["is_held"], shown["hold"]["text"]) == (True, "Two rings are bent.")

    rival = api_client(CompanyFactory(), "invoice.read")
    assert rival.get(f"/api/v1/invoices/{invoice.uid}/").status_code == 404
    assert rival.get("/api/v1/invoices/").json()["results"] == []
    assert api_client(invoice.payee, "catalog.read").get("/api/v1/invoices/").status_code == 403


def test_a_program_neither_receives_nor_announces_for_others():
    contract = made.in_force(value=1000)
    told = {"announced_for": today().isoformat(), "lines": [{"no": 1, "qty": "10"}]}
    rival = api_client(CompanyFactory(), "invoice.write")
    assert _send(rival, f"contracts/{contract.uid}/deliveries/", told).status_code == 404
    below = made.in_force(parent=contract, value=500)
    payer = api_client(contract.payee, "invoice.write")  # pays below: it does not announce there
    assert _send(payer, f"contracts/{below.uid}/deliveries/", told).status_code == 403
