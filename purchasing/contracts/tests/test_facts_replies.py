"""How fast a supplier answers is measured where both times are known: a refused invoice, a payment that is held."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from portal.calendar import BUSINESS, open_days_between
from portal.clock import SEOUL, db_now, today
from purchasing.contracts import queries, services
from purchasing.contracts.models import Hold, Invoice, SupplierFact
from purchasing.contracts.tests import factories as made
from purchasing.contracts.tests.test_invoices_services import _submit

pytestmark = pytest.mark.django_db


def _responses(contract):
    facts = SupplierFact.objects.filter(contract=contract, kind="response").exclude(delivery=None)
    return [(fact.delivery_id, fact.value) for fact in facts.order_by("pk")]


def test_how_fast_a_refused_invoice_is_sent_anew_is_a_fact_of_the_supplier():
    contract = made.in_force(value=10_000)
    first, second = made.accepted(contract, qty=3_000), made.accepted(contract, qty=2_000)
    refused = _submit(contract, [first])
    assert _responses(contract) == []
    services.refuse_invoice(refused, reason="공급 번호가 다릅니다", by=made.approver(contract))
    _long_ago(Invoice.objects.filter(pk=refused.pk), "submitted_at", "decided_at")

    anew = _submit(contract, [first], supplier_no="G-2")
    asked = (db_now() - timedelta(days=14)).astimezone(SEOUL).date()
    assert _responses(contract) == [(first.pk, Decimal(open_days_between(asked, today(), BUSINESS)))]
    assert _responses(contract)[0][1] > 0

    _submit(contract, [second], supplier_no="G-3")  # answers nothing
    assert len(_responses(contract)) == 1
    assert anew.state == "submitted"


def test_a_credit_note_for_what_is_held_is_an_answer_as_well():
    contract = made.in_force(value=10_000)
    invoice = made.approved(contract, net=4_000)
    hold = services.place_hold(
        invoice,
        cause="quantity",
        text="수량이 다릅니다",
        review_on=today() + timedelta(days=5),
        by=made.approver(contract),
    )
    with connection.cursor() as cursor:  # a hold says for ever since when it holds
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE contracts_hold DISABLE TRIGGER USER")
        _long_ago(Hold.objects.filter(pk=hold.pk), "placed_at")
        cursor.execute("ALTER TABLE contracts_hold ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    services.issue_credit_note(
        invoice, net=Decimal(1_000), vat=Decimal(100), reason="수량 정산", issued_on=today(), key=made.key(),
        by=made.seller(contract),
    )  # fmt: skip
    [(delivery, days)] = _responses(contract)
    assert delivery == queries.deliveries_of_invoice(invoice)[0].pk
    assert days == open_days_between((db_now() - timedelta(days=14)).astimezone(SEOUL).date(), today(), BUSINESS)


def _long_ago(rows, *names) -> None:
    """Two weeks earlier than it was."""
    rows.update(**{name: F(name) - timedelta(days=14) for name in names})
