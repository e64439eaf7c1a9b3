"""An advance that an ended contract did not use up: claimed, paid back or written off by two people, in both books."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.notices.models import Notice
from portal.numbers import next_number
from portal.tests.factories import staff
from purchasing.contracts import services as contract_services
from purchasing.contracts.queries import advance_left
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import AdvanceRefund, BankEntry
from purchasing.payments.queries.ledger_checks import faults
from purchasing.payments.services import refunds
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.postings import book_refund
from purchasing.payments.states.ledger import Event
from purchasing.payments.states.refunds import RefundState
from purchasing.payments.tests import bank_words as words
from purchasing.payments.tests.obligation_stage import balance, deliver_all
from purchasing.payments.tests.refund_stage import claimed, ended, with_paid_advance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def books(refund: AdvanceRefund) -> dict[str, Decimal]:
    """The accounts that it touches, of both sides."""
    payer, payee = refund.contract.payer, refund.contract.payee
    return {
        "1360": balance(payer, "1360"),
        "1370": balance(payer, "1370"),
        "2360": -balance(payee, "2360"),
        "2370": -balance(payee, "2370"),
    }


def test_the_end_of_the_contract_makes_what_is_left_a_claim_in_both_books():
    refund = claimed(used=40_000_000)  # 12,000,000 of the advance used up by it
    assert (refund.state, refund.amount, refund.due_on) == (RefundState.OPEN, 18_000_000, today())
    assert books(refund) == {"1360": 0, "1370": 18_000_000, "2360": 0, "2370": 18_000_000}
    assert advance_left(refund.contract) == 0  # no later invoice or credit note uses it a second time
    told = Notice.objects.filter(kind="payments.refund_claimed").values_list(
        "user__active_membership__company", flat=True
    )
    assert set(told) == {refund.contract.payer_id, refund.contract.payee_id}
    assert list(faults()) == []
    assert refunds.claim_advance(refund.contract) is None  # once


def test_nothing_is_claimed_while_the_advance_is_unpaid_or_may_still_be_used_up():
    unpaid = contracts.in_force(value=10_000, advance_rate=Decimal("0.3"))
    contracts.advance(unpaid, 3_000)
    deliver_all()
    ended(unpaid)
    delivered = with_paid_advance()
    contracts.accepted(delivered)
    ended(delivered)
    assert not AdvanceRefund.objects.exists()


def test_the_daily_job_claims_it_when_the_last_delivery_is_invoiced(monkeypatch):
    contract = with_paid_advance()
    delivery = contracts.accepted(contract, qty=1)
    ended(contract)
    worth = delivery.lines.get().amount
    invoice = contract_services.submit_invoice(
        contract,
        deliveries=[delivery],
        kind="delivery",
        net=worth,
        vat=contracts.vat_on(worth, contract),
        supplier_no="I-7",
        issued_on=today(),
        key="last",
        by=contracts.seller(contract),
    )
    contract_services.approve_invoice(invoice, by=contracts.approver(contract))
    deliver_all()
    monkeypatch.setattr(refunds, "CLAIMS_HOUR", 0)
    assert refunds.claim_advances() is True
    refund = AdvanceRefund.objects.get(contract=contract)
    assert refund.amount == 30_000_000 - invoice.advance_used
    assert refunds.claim_advances() is False  # once a day


def test_a_repayment_counts_when_the_payer_has_found_it():
    refund = claimed()
    contract = refund.contract
    debtor, creditor = contracts.person(contract.payee, "SF"), contracts.person(contract.payer, "SF")
    with pytest.raises(RuleBroken):
        refunds.report_refund(refund, paid_on=today() + timedelta(days=1), reference="R-1", by=debtor)
    with pytest.raises(RuleBroken):
        refunds.report_refund(refund, paid_on=today(), reference=" ", by=debtor)
    refund = refunds.report_refund(refund, paid_on=today(), reference="R-1", by=debtor)
    with pytest.raises(NotAllowed):
        refunds.settle_refund(refund, by=debtor)
    assert balance(contract.payer, "1370") == 30_000_000
    cash_before = balance(contract.payer, "1000")
    refund = refunds.settle_refund(refund, by=creditor)
    assert refund.state == RefundState.SETTLED
    assert books(refund) == {"1360": 0, "1370": 0, "2360": 0, "2370": 0}
    assert balance(contract.payer, "1000") == cash_before + 30_000_000
    assert list(faults()) == []


def of_the_buyer() -> AdvanceRefund:
    """What is owed back to the buyer, whose statements are read here."""
    contract = contracts.in_force(value=100_000_000, advance_rate=Decimal("0.3"))
    refund = AdvanceRefund.objects.create(
        number=next_number("ADV"), contract=contract, amount=Decimal(30_000_000), due_on=today()
    )
    book_refund(Event.ADVANCE_BACK, refund, key=f"refund:{refund.uid}")
    return refund


def test_the_statement_of_the_bank_finds_what_names_the_number_and_the_whole_amount():
    refund = of_the_buyer()
    part = words.entry(refund.number, 1_000_000, side="CRDT")
    whole = words.entry(refund.number, refund.amount, side="CRDT", ref="BK-77")
    read_bank_message(words.statement([part], closing=1_001_000_000), by=None)
    refund.refresh_from_db()
    assert refund.state == RefundState.OPEN
    assert BankEntry.objects.get().outcome == "unmatched"  # a part is for people

    message = words.statement([whole, whole], closing=1_000_000_000 + 2 * refund.amount)
    read_bank_message(message, by=None)

    refund.refresh_from_db()
    assert (refund.state, refund.reference) == (RefundState.SETTLED, "BK-77")
    assert refund.entry == BankEntry.objects.get(outcome="refund")
    assert (books(refund)["1370"], books(refund)["2370"]) == (0, 0)
    assert list(BankEntry.objects.order_by("pk").values_list("outcome", flat=True))[1:] == ["refund", "unmatched"]


def test_who_found_it_on_the_own_account_needs_a_second_person_and_may_be_wrong():
    refund = claimed()
    first, second = (contracts.person(refund.contract.payer, "SF") for _ in range(2))
    if first == second:
        second = contracts.person(refund.contract.payer, "SA")
    refund = refunds.report_refund(refund, paid_on=today(), reference="R-2", by=first)
    with pytest.raises(NotAllowed, match="second person"):
        refunds.settle_refund(refund, by=first)
    refund = refunds.reopen_refund(refund, reason="다른 입금이었습니다", by=second)
    assert (refund.state, refund.paid_on, refund.reference, refund.asked_by) == (RefundState.OPEN, None, "", None)
    deliver_all()
    assert Notice.objects.filter(kind="payments.refund_reopened", user=first).exists()


def test_two_people_of_the_payer_write_it_off():
    refund = claimed()
    contract = refund.contract
    first, second = contracts.person(contract.payer, "SF"), contracts.person(contract.payer, "SA")
    with pytest.raises(NotAllowed):
        refunds.ask_write_off(refund, reason="회수 불가", by=contracts.person(contract.payee, "SF"))
    with pytest.raises(RuleBroken):
        refunds.ask_write_off(refund, reason=" ", by=first)
    refund = refunds.ask_write_off(refund, reason="회수 불가", by=first)
    with pytest.raises(NotAllowed, match="second person"):
        refunds.write_off_refund(refund, by=first)
    refund = refunds.write_off_refund(refund, by=second)
    assert (refund.state, refund.why) == (RefundState.WRITTEN_OFF, "회수 불가")
    assert balance(contract.payer, "8150") == 30_000_000
    assert -balance(contract.payee, "4150") == 30_000_000
    assert books(refund) == {"1360": 0, "1370": 0, "2360": 0, "2370": 0}
    assert list(faults()) == []


def test_the_database_holds_the_amount_and_the_second_person():
    refund = claimed()
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvanceRefund.objects.filter(pk=refund.pk).update(amount=1)
    one = staff("FI")
    with pytest.raises(IntegrityError, match="refund_by_two_people"), transaction.atomic():
        AdvanceRefund.objects.filter(pk=refund.pk).update(asked_by=one, decided_by=one)
