"""Approved invoices become debts with their days; holds, credit notes and money from above change them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import today
from portal.errors import RuleBroken
from portal.outbox.services import deliver_due
from purchasing.contracts.services import approve_invoice, lift_hold, place_hold, submit_invoice
from purchasing.contracts.tests import factories as contracts
from purchasing.payments import services
from purchasing.payments.models import Balance, Obligation, Receivable
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.services.obligations import close_if_paid
from purchasing.payments.services.postings import book_cash_between
from purchasing.payments.states import ObligationState, Part
from purchasing.payments.tests.receivable_stage import rate

pytestmark = pytest.mark.django_db


def deliver_all() -> None:
    while deliver_due():
        pass


def balance(company, code: str) -> Decimal:
    rows = Balance.objects.filter(account__book__company=company, account__code=code)
    return sum((row.debit - row.credit for row in rows), Decimal(0))


def test_an_approved_invoice_paid_in_cash_is_one_debt_with_its_day_and_its_booking():
    invoice = contracts.approved(net=100_000_000, agreed_days=45)
    deliver_all()

    [debt] = Obligation.objects.filter(invoice=invoice)
    assert (debt.part, debt.method, debt.amount, debt.tier) == (Part.ALL, "cash", Decimal(110_000_000), 1)
    assert debt.due_agreed == debt.due_on == invoice.base_on + timedelta(days=45)
    assert debt.due_legal == invoice.base_on + timedelta(days=60)
    assert debt.pay_on == bank_day_before(debt.due_on)
    assert balance(debt.payer, "2100") == -110_000_000
    assert balance(debt.payee, "1200") == 110_000_000


def test_under_win_win_payment_the_vat_is_paid_in_cash_beside_a_drafted_receivable():
    invoice = contracts.approved(net=100_000_000, method="winwin")
    deliver_all()

    net, vat = Obligation.objects.filter(invoice=invoice).order_by("part")
    assert (net.part, net.method, net.amount) == (Part.NET, "winwin", 100_000_000)
    assert (vat.part, vat.method, vat.amount) == (Part.VAT, "cash", 10_000_000)
    draft = Receivable.objects.get()
    assert (draft.obligation, draft.face, draft.matures_on, draft.state) == (net, 100_000_000, net.pay_on, "draft")


def test_heard_twice_it_is_owed_once():
    invoice = contracts.approved(net=1_000_000)
    deliver_all()
    again = services.raise_obligations(invoice)
    assert [each.pk for each in again] == list(Obligation.objects.values_list("pk", flat=True))
    assert balance(invoice.contract.payer, "2100") == -1_100_000


def test_a_held_invoice_is_held_and_let_go_and_its_days_run_on():
    invoice = contracts.approved(net=1_000_000)
    finance = contracts.person(invoice.contract.payer, "FI")
    deliver_all()
    due_on = Obligation.objects.get().due_on
    hold = place_hold(invoice, cause="quality", text="도장 불량", review_on=today(), by=finance)
    deliver_all()
    assert Obligation.objects.get().state == ObligationState.HELD

    lift_hold(hold, reason="재도장 확인", by=contracts.person(invoice.contract.payer, "PO"))
    deliver_all()
    debt = Obligation.objects.get()
    assert (debt.state, debt.due_on) == (ObligationState.OPEN, due_on)


def test_an_invoice_that_is_held_before_it_is_approved_is_raised_as_held():
    invoice = contracts.invoiced(net=1_000_000)
    place_hold(
        invoice, cause="price", text="단가 확인", review_on=today(), by=contracts.person(invoice.contract.payer, "FI")
    )
    approve_invoice(invoice, by=contracts.approver(invoice.contract))
    deliver_all()
    assert Obligation.objects.get().state == ObligationState.HELD


def test_a_credit_note_takes_off_what_is_unpaid_and_the_draft_follows():
    invoice = contracts.approved(net=100_000_000, method="winwin")
    deliver_all()
    contracts.credited(invoice, 30_000_000)
    deliver_all()

    net, vat = Obligation.objects.order_by("part")
    assert (net.credited, net.left, vat.credited, vat.left) == (30_000_000, 70_000_000, 3_000_000, 7_000_000)
    assert Receivable.objects.get().face == 70_000_000
    assert balance(net.payer, "2100") == -77_000_000


def test_a_credit_note_on_an_advance_makes_the_advance_smaller_and_no_purchase():
    contract = contracts.in_force(value=10_000_000, advance_rate=Decimal("0.3"), method="cash")
    advance = contracts.advance(contract, 3_000_000)
    deliver_all()
    assert (balance(contract.payer, "1360"), balance(contract.payee, "2360")) == (3_000_000, -3_000_000)

    contracts.credited(advance, 1_000_000)
    deliver_all()

    assert (balance(contract.payer, "1360"), balance(contract.payee, "2360")) == (2_000_000, -2_000_000)
    assert (balance(contract.payer, "2100"), balance(contract.payee, "1200")) == (-2_000_000, 2_000_000)
    assert (balance(contract.payer, "5100"), balance(contract.payee, "4000")) == (0, 0)
    used = contracts.approved(contract, net=10_000_000)  # uses up what the note has left of it
    deliver_all()
    assert used.advance_used == 2_000_000
    assert (balance(contract.payer, "1360"), balance(contract.payee, "2360")) == (0, 0)
    assert balance(contract.payer, "5100") == 10_000_000


def test_a_credit_note_over_the_whole_invoice_leaves_nothing_owed():
    invoice = contracts.approved(net=10_000_000)
    deliver_all()
    contracts.credited(invoice, 10_000_000)
    deliver_all()
    assert Obligation.objects.get().state == ObligationState.CANCELLED
    assert balance(invoice.contract.payer, "2100") == 0


def test_what_was_paid_is_not_credited():
    invoice = contracts.approved(net=10_000_000)
    deliver_all()
    debt = Obligation.objects.get()
    Obligation.objects.filter(pk=debt.pk).update(paid=Decimal(9_000_000))
    with pytest.raises(RuleBroken, match="2,000,000"):
        contracts.credited(invoice, 5_000_000)


def test_a_credit_note_reduces_the_unused_face_of_the_receivable_that_covers_the_debt():
    invoice = contracts.approved(net=100_000_000, method="winwin", agreed_days=60)
    deliver_all()
    draft = Receivable.objects.get()
    receivable = services.issue_receivable(draft, by=contracts.person(invoice.contract.payer, "FI", "AP"))
    services.accept_receivable(receivable, by=contracts.seller(invoice.contract))
    deliver_all()
    contracts.credited(invoice, 40_000_000)
    deliver_all()

    receivable.refresh_from_db()
    net = Obligation.objects.get(part=Part.NET)
    assert (receivable.face, net.covered, net.credited, net.left) == (60_000_000, 60_000_000, 40_000_000, 0)
    assert net.state == ObligationState.COVERED
    assert balance(net.payer, "2110") == -60_000_000
    assert balance(net.payee, "1210") == 60_000_000


def test_a_confirmed_credit_note_has_taken_effect_before_anything_else_happens():
    invoice = contracts.approved(value=10_000_000, vat_rate=0, method="winwin", agreed_days=60)
    deliver_all()
    seller = contracts.seller(invoice.contract)
    receivable = services.issue_receivable(
        Receivable.objects.get(), by=contracts.person(invoice.contract.payer, "FI", "AP")
    )
    receivable = services.accept_receivable(receivable, by=seller)
    rate("draw", "0.042")
    contracts.credited(invoice, 4_000_000)  # nothing announced after it is heard

    receivable.refresh_from_db()
    debt = Obligation.objects.get()
    assert (receivable.face, receivable.available, debt.credited) == (6_000_000, 6_000_000, 4_000_000)
    assert balance(debt.payer, "2110") == -6_000_000
    with pytest.raises(RuleBroken, match="6,000,000"):
        services.quote_draw(receivable, amount_won=Decimal(9_000_000), by=seller)
    deliver_all()
    assert Obligation.objects.get().credited == 4_000_000


def test_money_from_above_has_to_reach_the_firm_below_within_fifteen_days():
    upper, lower = contracts.chain(2, agreed_days=60)
    day = today() - timedelta(days=20)
    above = contracts.approved(upper, net=50_000_000, base_on=day)
    below = contracts.approved(lower, net=20_000_000, base_on=day - timedelta(days=1))
    later = contracts.approved(lower, net=10_000_000, base_on=day + timedelta(days=1))
    deliver_all()
    debt = Obligation.objects.get(invoice=above)
    Obligation.objects.filter(pk=debt.pk).update(paid=debt.amount)
    debt.refresh_from_db()
    book_cash_between(debt, amount=debt.amount, key="paid", on=today())
    close_if_paid(debt, on=today(), by=None)
    deliver_all()

    first = Obligation.objects.get(invoice=below)
    assert first.due_upstream == first.due_on == today() + timedelta(days=15)
    assert first.pay_on == bank_day_before(first.due_on)
    second = Obligation.objects.get(invoice=later)
    assert second.due_upstream is None


def test_what_the_advance_paid_is_not_owed_again():
    contract = contracts.in_force(value=100_000_000, advance_rate=Decimal("0.2"))
    seller = contracts.seller(contract)
    advance = submit_invoice(
        contract,
        kind="advance",
        supplier_no="A-1",
        issued_on=today(),
        net=Decimal(20_000_000),
        vat=Decimal(0),
        key="a",
        by=seller,
    )
    approve_invoice(advance, by=contracts.approver(contract))
    invoice = contracts.approved(contract, net=50_000_000)
    deliver_all()

    invoice.refresh_from_db()
    assert invoice.advance_used == 10_000_000
    assert Obligation.objects.get(invoice=invoice).amount == 45_000_000
    assert balance(contract.payer, "2100") == -(20_000_000 + 45_000_000)
