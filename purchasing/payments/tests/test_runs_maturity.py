"""A receivable falls due: the buyer funds it, escrow pays those who hold it, the books hold to the won."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.errors import WrongState
from portal.outbox.services import deliver_due
from purchasing.payments import services
from purchasing.payments.models import Instruction, Obligation, PaymentRun, Receivable
from purchasing.payments.queries.bank_days import is_open_for_banks
from purchasing.payments.queries.ledger import balance, bank_book, book_of, escrow_book
from purchasing.payments.services import runs
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.bank_words import entry, notification, status_report
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, released

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)


@pytest.fixture
def due():
    """500 million to tier 1, 300 of it to tier 2, 80 of that to tier 3; tier 2 has drawn 120: all fall due today."""
    people = desk()
    made = receivable_stage.accepted(500 * M, firms=3)
    second = made.pass_on(made.receivable, 300 * M)
    third = made.pass_on(second, 80 * M)
    made.draw(second, 120 * M)
    for firm in made.firms:
        in_use(firm)
    day = bank_day_for_payment(today())
    Receivable.objects.update(matures_on=day)
    return people, made, second, third, day


def payout(people, day) -> PaymentRun:
    """Drafted by itself when escrow has the money on a day of banks; on others a person drafts it."""
    if is_open_for_banks(today()):
        return PaymentRun.objects.get(kind="maturity")
    return drafted(people, kind="maturity", on=day)


def paid(run: PaymentRun) -> PaymentRun:
    """Posted, and confirmed by the bank."""
    pay_run(run)
    sent = Instruction.objects.filter(run=run, state="posted")
    read_bank_message(notification([entry(each.end_to_end, f"{each.amount:.0f}") for each in sent]), by=None)
    return PaymentRun.objects.get(pk=run.pk)


def test_everybody_gets_what_it_holds_and_the_bank_what_it_bought(due, capsys):
    people, made, second, third, day = due
    before = {firm.pk: balance(book_of(firm), "1000") for firm in made.firms}
    funding = paid(released(people, drafted(people, kind="funding", on=day)))
    assert (funding.state, funding.total) == ("executed", 500 * M)
    assert balance(escrow_book(), "1010") == 500 * M

    deliver_due()  # escrow has the money: the payout is drafted by itself
    run = payout(people, day)
    told = {each.end_to_end: each.amount for each in run.instructions.all()}
    assert told == {
        made.receivable.number: 200 * M,
        second.number: 100 * M,
        third.number: 80 * M,
        f"{second.number}-B": 120 * M,
    }
    run = paid(released(people, run))

    assert run.state == "executed"
    assert set(Receivable.objects.values_list("state", flat=True)) == {"settled"}
    assert set(Obligation.objects.values_list("state", flat=True)) == {"paid"}
    got = [balance(book_of(firm), "1000") - before[firm.pk] for firm in made.firms]
    assert got == [200 * M, 100 * M, 80 * M]
    assert balance(escrow_book(), "1010") == balance(escrow_book(), "2510") == 0
    assert balance(bank_book(), "1310") == 0
    assert runs.draft_run("funding", value_on=day, by=people.maker) is None
    assert runs.draft_run("maturity", value_on=day, by=people.maker) is None
    call_command("ledger_verify")
    assert capsys.readouterr().out.strip().endswith("difference 0")


def test_a_payout_that_the_bank_rejects_is_paid_again_and_nobody_else_waits(due):
    people, made, second, third, day = due
    paid(released(people, drafted(people, kind="funding", on=day)))
    deliver_due()
    run = released(people, payout(people, day))
    pay_run(run)
    read_bank_message(status_report([(third.number, "RJCT", "AM04")]), by=None)
    sent = Instruction.objects.filter(run=run, state="posted")
    read_bank_message(notification([entry(each.end_to_end, f"{each.amount:.0f}") for each in sent]), by=None)

    states = dict(Receivable.objects.values_list("number", "state"))
    assert states == {made.receivable.number: "settled", second.number: "settled", third.number: "matured"}
    again = drafted(people, kind="maturity", on=day)
    assert [each.end_to_end for each in again.instructions.all()] == [f"{third.number}-2"]
    paid(released(people, again))
    assert Receivable.objects.get(pk=third.pk).state == "settled"
    assert balance(escrow_book(), "1010") == 0


def test_nothing_is_paid_out_of_escrow_before_the_buyer_has_funded_it(due):
    people, _made, _second, _third, day = due
    assert runs.draft_run("maturity", value_on=day, by=people.maker) is None


def test_no_default_is_recorded_while_the_payment_that_funds_it_is_at_the_bank(due):
    people, made, _second, _third, day = due
    run = released(people, drafted(people, kind="funding", on=day))
    pay_run(run)
    Receivable.objects.update(matures_on=day - timedelta(days=3))

    with pytest.raises(WrongState, match=run.instructions.get().end_to_end):
        services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)


def test_a_default_that_was_asked_for_before_is_not_recorded_either(due):
    people, made, _second, _third, day = due
    Receivable.objects.update(matures_on=day - timedelta(days=3))
    asked = services.ask_default(made.receivable, reason="입금이 없습니다.", by=made.finance)
    run = released(people, drafted(people, kind="funding", on=day))

    with pytest.raises(WrongState, match=run.number):
        services.decide_request(asked, agree=True, by=made.checker)
