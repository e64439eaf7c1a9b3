"""After a default: who has money keeps it, who has none is owed it in cash, the bank is repaid, the default ends."""

from decimal import Decimal

import pytest
from django.utils import translation

from portal.audit.services import move
from portal.errors import NotAllowed, WrongState
from purchasing.payments import services
from purchasing.payments.models import Obligation, Posting, Receivable
from purchasing.payments.queries.ledger import balance, bank_book, book_of
from purchasing.payments.services.ledger_checks import check_ledger
from purchasing.payments.states import ObligationState, ReceivableState
from purchasing.payments.tests import receivable_stage as stage
from purchasing.payments.tests.test_draws_services import backdate, pay_all

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)
R = ReceivableState


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_default_costs_no_supplier_anything():
    made = stage.accepted()
    second = made.pass_on(made.receivable, 300 * M)
    made.draw(second, 120 * M)
    before = [balance(book_of(firm), "1000", "KRW") for firm in made.firms]
    backdate(made, days=1)
    services.mature_due(stage.today())

    asked = services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)
    with pytest.raises(NotAllowed, match="somebody else has to agree"):
        services.decide_request(asked, agree=True, by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)

    assert set(Receivable.objects.values_list("state", flat=True)) == {R.DEFAULTED}
    assert [balance(book_of(firm), "1000", "KRW") for firm in made.firms] == before
    assert balance(bank_book(), "1390", "KRW") == 120 * M
    touched = Posting.objects.filter(event="default").values_list("lines__account__book__kind", flat=True)
    assert set(touched) == {"bank"}


def test_a_debt_of_which_a_part_is_in_default_is_not_paid_when_the_other_part_is_settled():
    made = stage.accepted()
    other = services.draft_receivable(stage.debt(made.contracts[0], 400 * M, approver=made.finance))
    other = services.issue_receivable(other, by=made.checker)
    other = services.accept_receivable(other, by=made.people[0])
    owed = made.owe(1, 300 * M)
    lost = made.pass_on(made.receivable, 100 * M, obligation=owed)
    good = made.pass_on(other, 200 * M, obligation=owed)
    backdate(made, days=1)
    services.mature_due(stage.today())
    asked = services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)

    pay_all(stage.today())

    assert (stage.fresh(lost).state, stage.fresh(good).state) == (R.DEFAULTED, R.SETTLED)
    owed.refresh_from_db()
    assert (owed.state, owed.left, owed.paid_on) == (ObligationState.OPEN, 100 * M, None)


def test_after_a_default_who_has_no_money_is_owed_it_in_cash_and_the_bank_is_repaid():
    made = stage.accepted()  # 500 m
    owed = made.owe(1, 300 * M)
    second = made.pass_on(made.receivable, 300 * M, obligation=owed)
    made.draw(second, 120 * M)
    backdate(made, days=1)
    services.mature_due(stage.today())
    asked = services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)

    # 120 m has come to the second tier; the buyer owes 380 m in cash, the first tier 180 m of it to the second.
    top = Obligation.objects.get(pk=made.debts[0].pk)
    owed.refresh_from_db()
    assert (top.state, top.left, owed.state, owed.left) == (
        ObligationState.OPEN, 380 * M, ObligationState.OPEN, 180 * M,
    )  # fmt: skip
    first, below = (book_of(firm) for firm in made.firms[:2])
    assert [balance(first, code, "KRW") for code in ("1200", "1210", "2100")] == [380 * M, 0, -180 * M]
    assert [balance(below, code, "KRW") for code in ("1200", "1210")] == [180 * M, 0]
    assert not check_ledger().faults

    with pytest.raises(NotAllowed):
        services.ask_repaid(stage.fresh(made.receivable), reason="이체", by=made.people[0])
    asked = services.ask_repaid(stage.fresh(made.receivable), reason="은행 확인 2026-11", by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)
    assert balance(bank_book(), "1390", "KRW") == 0
    assert balance(bank_book(), "2450", "KRW") == 0  # its discount is earned
    assert not check_ledger().faults
    with pytest.raises(WrongState, match="Nothing of it is owed to the bank"):
        services.ask_repaid(stage.fresh(made.receivable), reason="이체", by=made.finance)
    assert stage.fresh(second).state == R.DEFAULTED  # the suppliers still wait

    Obligation.objects.filter(pk=owed.pk).update(paid=180 * M)
    move(Obligation.objects.get(pk=owed.pk), "pay", by=None, paid_on=stage.today())
    services.clear_defaults_of(owed.pk)
    assert stage.fresh(second).state == R.DEFAULTED
    Obligation.objects.filter(pk=top.pk).update(paid=380 * M)
    move(Obligation.objects.get(pk=top.pk), "pay", by=None, paid_on=stage.today())
    services.clear_defaults_of(top.pk)
    assert {stage.fresh(row).state for row in (made.receivable, second)} == {R.CLEARED}


def test_a_part_that_was_drawn_whole_is_paid_though_the_buyer_defaults():
    made = stage.accepted()
    owed = made.owe(1, 100 * M)
    second = made.pass_on(made.receivable, 100 * M, obligation=owed)
    made.draw(second, 100 * M)
    backdate(made, days=1)
    services.mature_due(stage.today())
    asked = services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)
    services.decide_request(asked, agree=True, by=made.checker)

    owed.refresh_from_db()
    assert (owed.state, owed.paid_on) == (ObligationState.PAID, stage.today())
    assert Obligation.objects.get(pk=made.debts[0].pk).left == 400 * M


def test_no_default_before_the_day_after_or_once_funded():
    made = stage.accepted(firms=1)
    with pytest.raises(WrongState, match="no default before the day after"):
        services.ask_default(made.receivable, reason="x", by=made.finance)
