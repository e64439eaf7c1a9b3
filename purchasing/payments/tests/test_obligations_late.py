"""Debts that are late: interest by itself, alerts, payments that both sides confirm, holidays and festivals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.calendar import is_bank_day
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import staff
from purchasing.contracts.states import PayMethod
from purchasing.payments.models import LateInterest, LateStep, Obligation, ObligationAlert, Receivable
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.services import cash, deadlines, interest
from purchasing.payments.states import ObligationState
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.obligation_stage import balance, below, debt, deliver_all, payee, payer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def report(owed: Obligation, amount: int, *, ago: int = 0, key: str = "k", **fields):
    return cash.report_cash_payment(
        owed,
        amount=Decimal(amount),
        paid_on=today() - timedelta(days=ago),
        reference="TR-1",
        key=key,
        by=payer(owed),
        **fields,
    )


def test_interest_of_45_days_on_100_million_is_1_910_959_won_in_both_books():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    row = interest.accrue_interest(owed)
    assert (row.amount, (row.until - row.since).days) == (1_910_959, 45)
    assert balance(owed.payer, "8120") == 1_910_959
    assert balance(owed.payer, "2190") == -1_910_959
    assert LateStep.objects.get().spells == [
        {
            "first": (owed.due_on + timedelta(days=1)).isoformat(),
            "last": today().isoformat(),
            "days": 45,
            "principal": "100000000.00",
        }
    ]


def test_a_debt_that_cannot_accrue_keeps_no_other_from_its_interest(caplog):
    broken = below(net=100_000_000, received=105, agreed_days=60)
    sound = below(net=100_000_000, received=105, agreed_days=60)
    long_ago = dict.fromkeys(("due_agreed", "due_legal", "due_on", "pay_on"), date(1900, 1, 1))
    Obligation.objects.filter(pk=broken.pk).update(base_on=date(1899, 12, 1), **long_ago)  # more days than a step holds

    assert interest.accrue_all(today()) == 1
    assert LateInterest.objects.get().obligation == sound
    assert broken.number in caplog.text


def test_accrued_twice_on_a_day_it_is_booked_once():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    interest.accrue_interest(owed)
    interest.accrue_all(today())
    assert LateStep.objects.count() == 1
    assert balance(owed.payer, "8120") == 1_910_959


def test_it_grows_day_by_day_and_the_steps_add_up_to_what_is_owed_at_the_end():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    for days in (1, 2, 44, 45):
        interest.accrue_interest(owed, until=owed.due_on + timedelta(days=days))
    row = LateInterest.objects.get()
    assert row.amount == 1_910_959
    assert sum(step.change for step in LateStep.objects.all()) == 1_910_959


def test_a_payment_confirmed_late_for_an_earlier_day_takes_the_days_after_it_back():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    interest.accrue_interest(owed)
    paid = report(owed, 100_000_000, ago=15)
    cash.confirm_cash_payment(paid, by=payee(owed))

    row = LateInterest.objects.get()
    assert row.amount == Decimal(1_273_973)  # 30 days: 1,273,972.60
    assert row.ended_on == today() - timedelta(days=15)
    assert balance(owed.payer, "8120") == 1_273_973
    owed.refresh_from_db()
    assert (owed.state, owed.paid_on, owed.paid) == (ObligationState.PAID, row.ended_on, 100_000_000)


def test_interest_ends_with_the_payment_and_is_paid_and_confirmed_like_a_debt():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    interest.accrue_interest(owed)
    cash.confirm_cash_payment(report(owed, 100_000_000), by=payee(owed))
    with pytest.raises(RuleBroken, match="1,910,959"):
        report(owed, 2_000_000, key="i", paid_for="interest")
    paid = report(owed, 1_910_959, key="i", paid_for="interest")
    cash.confirm_cash_payment(paid, by=payee(owed))
    assert LateInterest.objects.get().left == 0
    assert balance(owed.payer, "2190") == 0


def test_a_held_debt_bears_interest_as_well_for_the_law_runs_on():
    owed = below(net=100_000_000, received=105, agreed_days=60)
    Obligation.objects.filter(pk=owed.pk).update(state=ObligationState.HELD)
    assert interest.accrue_all(today()) == 1


def test_a_debt_that_is_not_late_bears_none():
    owed = below(received=10)
    assert interest.accrue_interest(owed) is None
    assert not LateInterest.objects.exists()


def test_only_the_payee_confirms_and_only_once():
    owed = below()
    paid = report(owed, 10_000_000)
    with pytest.raises(NotAllowed):
        cash.confirm_cash_payment(paid, by=payer(owed))
    cash.confirm_cash_payment(paid, by=payee(owed))
    with pytest.raises(WrongState):
        cash.confirm_cash_payment(paid, by=payee(owed))
    owed.refresh_from_db()
    assert (owed.left, owed.state) == (40_000_000, ObligationState.OPEN)


def test_a_denied_payment_changes_nothing_and_compliance_is_told():
    owed = below()
    compliance = staff("CP")
    cash.deny_cash_payment(report(owed, 50_000_000), reason="입금 내역이 없습니다", by=payee(owed))
    deliver_all()
    owed.refresh_from_db()
    assert owed.left == 50_000_000
    assert Notice.objects.filter(user=compliance, kind="payments.cash_denied").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": 60_000_000}, "50,000,000"),
        ({"amount": 0}, "above zero"),
        ({"ago": -1}, "Today is"),
        ({"ago": 300}, "was not paid before"),
    ],
    ids=["too-much", "nothing", "in-the-future", "before-it-existed"],
)
def test_a_payment_that_cannot_be_is_refused_with_the_number_that_explains_it(fields, words):
    owed = below()
    with pytest.raises(RuleBroken, match=words):
        report(owed, fields.get("amount", 50_000_000), ago=fields.get("ago", 0))


def test_what_the_buyer_owes_is_paid_by_its_runs_alone():
    owed = debt()
    with pytest.raises(NotAllowed, match="payment run"):
        report(owed, 1)


def test_each_debt_is_told_of_once_a_day_and_on_the_first_late_day_payee_and_compliance_too():
    compliance = staff("CP")
    owed = below(received=61, agreed_days=60)
    assert deadlines.tell_of_debts(today()) == 1
    assert deadlines.tell_of_debts(today()) == 0
    deliver_all()
    assert ObligationAlert.objects.get(obligation=owed).kind == "D+1"
    for person in (payee(owed), payer(owed), compliance):
        assert Notice.objects.filter(user=person, kind="payments.obligation_overdue").count() == 1
    deadlines.tell_of_debts(today() + timedelta(days=1))
    deliver_all()
    assert Notice.objects.filter(user=payer(owed), kind="payments.debts_late").count() == 1
    assert not Notice.objects.filter(user=payee(owed), kind="payments.debts_late").exists()


@pytest.mark.parametrize(("days", "kind"), [(7, "D-7"), (3, "D-3"), (1, "D-1"), (0, "D-0"), (5, None)])
def test_alerts_before_the_day(days, kind):
    below(received=60 - days, agreed_days=60)
    deadlines.tell_of_debts(today())
    assert list(ObligationAlert.objects.values_list("kind", flat=True)) == ([kind] if kind else [])


def coming_bank_day() -> date:
    day = today() + timedelta(days=20)
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def test_a_holiday_that_is_added_after_scheduling_moves_payments_before_it_and_all_are_told():
    day = coming_bank_day()
    owed = debt()
    Obligation.objects.filter(pk=owed.pk).update(pay_on=day, due_on=day, due_agreed=day)
    first, second = staff("FI"), staff("FI")
    holiday = deadlines.propose_holiday(day=day, name_ko="임시공휴일", name_en="", source="관보 제1호", by=first)
    with pytest.raises(NotAllowed, match="somebody else"):
        deadlines.decide_holiday(holiday, confirmed=True, by=first)
    deadlines.decide_holiday(holiday, confirmed=True, by=second)
    deliver_all()

    owed.refresh_from_db()
    assert owed.pay_on == bank_day_before(day) < day
    assert owed.due_on == day
    assert Notice.objects.filter(user=payee(owed), kind="payments.obligation_rescheduled").count() == 1
    assert bank_day_before(day) != day


def test_a_holiday_that_is_added_moves_receivables_and_their_holders_are_told():
    made = receivable_stage.accepted(firms=1)
    day = coming_bank_day()
    Receivable.objects.filter(pk=made.receivable.pk).update(matures_on=day)
    holiday = deadlines.propose_holiday(day=day, name_ko="임시공휴일", name_en="", source="관보 제1호", by=staff("FI"))
    deadlines.decide_holiday(holiday, confirmed=True, by=staff("FI"))
    deliver_all()

    assert Receivable.objects.get(pk=made.receivable.pk).matures_on == bank_day_before(day) < day
    told = Notice.objects.filter(kind="payments.receivable_rescheduled")
    assert made.people[0].pk in {notice.user_id for notice in told}
    assert {notice.user.company_id for notice in told} == {made.firms[0].pk}


def test_a_refused_holiday_changes_nothing():
    day = coming_bank_day()
    holiday = deadlines.propose_holiday(day=day, name_ko="창립일", name_en="", source="사내 공지", by=staff("FI"))
    deadlines.decide_holiday(holiday, confirmed=False, reason="은행은 영업합니다", by=staff("AP"))
    assert bank_day_before(day) == day


def test_what_falls_due_after_a_festival_is_paid_before_it():
    owed = debt()
    seol = date(2027, 2, 7)
    Obligation.objects.filter(pk=owed.pk).update(
        pay_on=date(2027, 2, 16), due_on=date(2027, 2, 16), due_legal=date(2027, 2, 16), method=PayMethod.CASH
    )
    assert deadlines.bring_forward(seol - timedelta(days=20)) == 0
    assert deadlines.bring_forward(date(2027, 2, 1)) == 1
    owed.refresh_from_db()
    assert owed.pay_on == date(2027, 2, 5)
