"""Who is told of deliveries, invoices, holds and contests, and what happens by itself each day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from purchasing.contracts import services
from purchasing.contracts.cards import deliveries as cards
from purchasing.contracts.handlers.deliveries import remind_daily
from purchasing.contracts.models import SupplierFact
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[str]:
    """E-mail addresses of who was told."""
    return set(Notice.objects.filter(kind=f"contracts.{kind}").values_list("user__email", flat=True))


def test_each_step_reaches_the_other_side():
    contract = made.in_force(value=1000)
    receiver, finance, seller = made.receiver(contract), made.approver(contract), made.seller(contract)
    delivery = made.announced(contract)
    deliver_due()
    assert told("delivery_announced") == {receiver.email, contract.officer.email}

    delivery = services.receive_delivery(delivery, by=receiver)
    services.inspect_delivery(delivery, accepted={1: Decimal(900)}, reason="100 are bent", by=receiver)
    deliver_due()
    assert told("delivery_received") == told("delivery_partly") == {seller.email}

    invoice = services.submit_invoice(
        contract,
        deliveries=[delivery],
        supplier_no="G-1",
        issued_on=today(),
        net=Decimal(900),
        vat=Decimal(90),
        key="k",
        by=seller,
    )
    services.place_hold(invoice, cause="quality", text="bent", review_on=today(), by=finance)
    deliver_due()
    assert told("invoice_submitted") == {finance.email}
    assert told("invoice_held") == {seller.email}
    deliver_due()  # heard once
    assert Notice.objects.filter(kind="contracts.invoice_held").count() == 1


def test_who_should_have_inspected_hears_of_a_deemed_acceptance():
    delivery = made.received(made.in_force(value=1000), on=today() - timedelta(days=11))
    services.deem_overdue_deliveries()
    deliver_due()
    assert told("delivery_deemed") == {made.seller(delivery.contract).email}
    assert made.receiver(delivery.contract).email in told("delivery_missed")


def test_once_a_day_results_receipts_and_holds_are_reminded_of():
    contract = made.in_force(value=1000)
    compliance = staff("CP")
    made.received(contract, on=today() - timedelta(days=9), qty=100)  # result due tomorrow
    made.announced(contract, qty=100, announced_for=today() - timedelta(days=10))
    invoice = made.invoiced(contract, net=100)
    services.place_hold(invoice, cause="other", text="x", review_on=today(), by=made.approver(contract))

    remind_daily()
    remind_daily()

    receivers = {made.receiver(contract).email, contract.officer.email}
    assert told("inspection_due") == receivers
    assert told("receipt_due") == receivers | {compliance.email}
    assert told("hold_due") == {made.approver(contract).email, compliance.email}
    assert Notice.objects.filter(kind="contracts.hold_due").count() == 2


def test_a_contest_reaches_who_took_no_part_and_its_answer_the_supplier():
    delivery = made.accepted(made.in_force(value=1000))
    contract = delivery.contract
    judge, officer = staff("AP"), contract.officer
    contest = services.contest_fact(
        SupplierFact.objects.get(kind="quality"), text="weigh again", by=made.seller(contract)
    )
    deliver_due()
    assert judge.email in told("fact_contested")
    assert officer.email not in told("fact_contested")
    services.decide_contest(contest, upheld=False, answer="weighed twice", by=judge)
    deliver_due()
    assert made.seller(contract).email in told("fact_decided")


def _rows(rf, user, card):
    request = rf.get("/")
    request.user = user
    return [str(row.title) for row in card(request)]


def test_the_dashboard_says_what_waits_for_whom(rf):
    contract = made.in_force(value=1000)
    arriving = made.announced(contract, qty=100)
    waiting = made.received(contract, qty=100)
    made.accepted(contract, qty=100)
    invoice = made.invoiced(contract, net=100)
    receipts = _rows(rf, made.receiver(contract), cards.receipts)
    assert any(arriving.number in title for title in receipts)
    assert any(waiting.number in title for title in receipts)
    assert any(invoice.number in title for title in _rows(rf, made.approver(contract), cards.invoices))
    assert any(contract.number in title for title in _rows(rf, made.seller(contract), cards.to_invoice))
    assert _rows(rf, made.seller(contract), cards.invoices) == []
