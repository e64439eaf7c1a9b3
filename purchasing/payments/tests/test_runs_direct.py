"""A direct payment that was granted goes out with the next run, and both debts follow what the bank says."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils.translation import override

from portal.calendar import bank_day_for_payment, next_open
from portal.clock import today
from portal.errors import WrongState
from portal.tests.factories import staff
from purchasing.payments.models import Instruction, Obligation
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.services import direct, runs
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.states import DirectState, InstructionState
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.obligation_stage import balance, deliver_all
from purchasing.payments.tests.runs_stage import Desk, desk, drafted, in_use, released
from purchasing.payments.tests.test_obligations_direct import ask, late_pair

pytestmark = pytest.mark.django_db
GRANTED = Decimal(30_000_000)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def granted():
    """A case that an approver has granted, the firm's account, and the people of a run."""
    people = desk()
    upper, lower = late_pair()
    in_use(lower.payee), in_use(upper.payee)
    case = direct.check_direct_payment(ask(lower), by=staff("PO"))
    case = direct.grant_direct_payment(case, amount=GRANTED, answer="지급", by=staff("AP"))
    return people, case, upper, lower


def left(*debts: Obligation) -> list[int]:
    return [int(Obligation.objects.get(pk=debt.pk).left) for debt in debts]


def sent(people: Desk):
    run = released(people, drafted(people))
    pay_run(run)
    return run


def difference(capsys) -> str:
    call_command("ledger_verify")
    return capsys.readouterr().out.splitlines()[-1]


def test_it_is_in_the_next_run_pays_the_firm_below_and_both_debts_shrink_once(capsys):
    people, case, upper, lower = granted()
    before = balance(upper.payer, "2100"), balance(lower.payer, "2100"), balance(lower.payee, "1200")

    run = drafted(people)
    payment = Instruction.objects.get(run=run)
    assert (payment.role, payment.direct, payment.payee, payment.amount) == ("direct", case, lower.payee, GRANTED)
    assert (payment.end_to_end, payment.state) == (case.number, InstructionState.PLANNED)
    assert left(upper, lower) == [90_000_000, 30_000_000]

    pay_run(released(people, run))
    assert left(upper, lower) == [60_000_000, 0]  # what is posted is taken
    assert balance(upper.payer, "2100") - before[0] == GRANTED
    assert balance(lower.payer, "2100") - before[1] == GRANTED
    assert balance(lower.payee, "1200") == before[2]  # until the bank has paid
    assert "difference 0" in difference(capsys)
    with pytest.raises(WrongState, match=run.number):
        direct.record_direct_payment(case, paid_on=today(), reference="TR", by=staff("FI"))
    with pytest.raises(WrongState, match=run.number):
        direct.refuse_direct_payment(case, answer="아니요", by=staff("AP"))
    day = next_open(run.value_on, bank_closed())
    assert runs.draft_run("cash", value_on=run.value_on, by=people.maker) is None, day

    read_bank_message(bank.notification([bank.entry(payment.end_to_end, 30_000_000)]), by=None)
    deliver_all()
    case.refresh_from_db()
    lower.refresh_from_db()
    assert (case.state, case.reference, case.paid_by) == (DirectState.PAID, payment.end_to_end, None)
    assert (lower.state, left(upper, lower)) == ("paid", [60_000_000, 0])
    assert before[2] - balance(lower.payee, "1200") == GRANTED
    assert balance(lower.payee, "1000") == GRANTED
    assert "difference 0" in difference(capsys)


def test_what_the_bank_rejects_is_owed_again_and_goes_with_the_run_after(capsys):
    people, case, upper, lower = granted()
    run = sent(people)
    payment = Instruction.objects.get(run=run)

    read_bank_message(bank.status_report([(payment.end_to_end, "RJCT", "AM04")]), by=None)
    deliver_all()
    case.refresh_from_db()
    assert (case.state, left(upper, lower)) == (DirectState.GRANTED, [90_000_000, 30_000_000])
    assert "difference 0" in difference(capsys)

    again = Instruction.objects.get(run=drafted(people))
    assert (again.direct, again.end_to_end, again.amount) == (case, f"{case.number}-2", GRANTED)


def test_a_case_that_is_refused_or_paid_by_hand_meanwhile_leaves_the_draft():
    people, case, upper, lower = granted()
    run = drafted(people)
    direct.record_direct_payment(case, paid_on=today(), reference="TR-9", by=staff("FI"))

    runs.refresh_run(run)
    run.refresh_from_db()
    assert (run.count, Instruction.objects.get(run=run).state) == (0, InstructionState.DROPPED)
    assert left(upper, lower) == [60_000_000, 0]


def test_the_same_run_pays_the_contractor_only_the_rest():
    people, case, upper, lower = granted()
    day = bank_day_for_payment(today())
    Obligation.objects.filter(pk=upper.pk).update(due_on=day, pay_on=day)
    run = drafted(people)
    assert {each.role: each.amount for each in run.instructions.all()} == {
        "direct": GRANTED,
        "cash": Decimal(60_000_000),
    }
    pay_run(released(people, run))
    assert left(upper, lower) == [0, 0]
