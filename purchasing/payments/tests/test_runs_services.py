"""A payment run from its draft to the bank's confirmation, on PostgreSQL."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.audit.services import move
from portal.calendar import bank_day_for_payment, is_bank_day, next_open
from portal.clock import today
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from purchasing.payments.models import BankFile, Instruction, Obligation, PaymentRun
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import runs
from purchasing.payments.services.deadlines import decide_holiday, propose_holiday
from purchasing.payments.services.paying import content_of, pay_run, take_file
from purchasing.payments.tests.runs_stage import changed, desk, drafted, in_use, owed, payee, released, waited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """The words that are looked for are English."""
    with translation.override("en"):
        yield


def test_a_run_is_drafted_checked_released_posted_and_has_one_file():
    people, supplier = desk(), payee()
    debt = owed(supplier.company, 1_000_000, buyer=people.buyer)

    run = drafted(people)
    assert (run.state, run.count, run.total) == ("draft", 1, Decimal(1_000_000))
    run = released(people, run)
    assert pay_run(run) == 1

    run = PaymentRun.objects.get(pk=run.pk)
    debt.refresh_from_db()
    file, content = take_file(run, by=people.releaser)
    assert (run.state, debt.state, debt.left) == ("sent", "open", Decimal(0))
    assert (file.count, file.total, file.size) == (1, Decimal(1_000_000), len(content))
    assert content_of(BankFile.objects.get()) == content
    assert balance(book_of(people.buyer), "1020") == Decimal(-1_000_000)
    assert pay_run(run) == 0  # again: nothing
    assert BankFile.objects.count() == 1


def test_who_made_it_does_not_check_it_and_who_checked_it_does_not_release_it():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)

    with pytest.raises(NotAllowed, match="You made this run"):
        runs.check_run(run, sha256=digest_of(run), by=people.maker)
    run = runs.check_run(run, sha256=digest_of(run), by=people.releaser)
    with pytest.raises(NotAllowed, match="You checked this run"):
        runs.release_run(run, sha256=run.sha256, by=people.releaser)


def test_above_a_hundred_million_won_two_people_check():
    people, supplier = desk(), payee()
    owed(supplier.company, 100_000_001, buyer=people.buyer)
    run = drafted(people)

    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)
    assert run.state == "draft"
    with pytest.raises(NotAllowed, match="a second person"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)
    assert runs.check_run(run, sha256=digest_of(run), by=people.second).state == "checked"


def test_a_digest_that_is_no_longer_true_is_refused():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)
    seen = digest_of(run)
    owed(supplier.company, 5, buyer=people.buyer)
    run = drafted(people)

    with pytest.raises(WrongState, match="has changed since you looked"):
        runs.check_run(run, sha256=seen, by=people.checker)


def test_a_payment_waits_while_the_payees_account_changes_and_goes_out_afterwards():
    people, supplier, other = desk(), payee(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    owed(other.company, 300_000, buyer=people.buyer)
    account = changed(supplier)

    run = drafted(people)
    held = Instruction.objects.get(payee=supplier.company)
    assert (held.state, held.hold_reason, run.count) == ("held", "account_changed", 1)
    run = released(people, run)
    pay_run(run)
    held.refresh_from_db()
    assert held.state == "dropped"  # the next run finds it

    account = waited(account)
    again = drafted(people)
    found = again.instructions.get()
    assert (again.part, found.state, found.account_number) == (2, "planned", account.number)
    assert found.end_to_end.endswith("-2")


def test_an_account_that_changes_after_the_check_sends_the_run_back():
    people, supplier, other = desk(), payee(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    owed(other.company, 300_000, buyer=people.buyer)
    run = drafted(people)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)

    changed(supplier)
    with pytest.raises(WrongState):
        runs.release_run(run, sha256=run.sha256, by=people.releaser)
    assert runs.refresh_run(run) is True

    run = PaymentRun.objects.get(pk=run.pk)
    assert (run.state, run.count, run.checked_by) == ("draft", 1, None)


def test_an_account_that_changes_between_release_and_posting_is_held():
    people, supplier, other = desk(), payee(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    owed(other.company, 300_000, buyer=people.buyer)
    run = released(people, drafted(people))
    changed(supplier)

    assert pay_run(run) == 1
    states = dict(run.instructions.values_list("payee", "state"))
    assert states == {supplier.company_id: "dropped", other.company_id: "posted"}
    assert run.instructions.get(payee=supplier.company).hold_reason == "account_changed"


def test_a_debt_that_was_credited_meanwhile_leaves_the_run_and_comes_back_with_the_right_amount():
    people, supplier = desk(), payee()
    debt = owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)
    Obligation.objects.filter(pk=debt.pk).update(credited=100_000)

    run = drafted(people)
    assert run.total == Decimal(900_000)
    assert sorted(run.instructions.values_list("state", "amount")) == [
        ("dropped", Decimal(1_000_000)),
        ("planned", Decimal(900_000)),
    ]


def test_a_company_without_an_account_and_a_closed_one_are_held():
    people, supplier, closed = desk(), payee(), payee()
    supplier.company.bank_accounts.update(state="retired")
    type(closed.company).objects.filter(pk=closed.company_id).update(tax_status="CLOSED")
    for each in (supplier, closed):
        owed(each.company, 1_000_000, buyer=people.buyer)

    run = drafted(people)
    reasons = set(run.instructions.values_list("hold_reason", flat=True))
    assert (run.count, reasons) == (0, {"no_account", "company_closed"})
    with pytest.raises(RuleBroken, match="nothing to pay"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)


def test_dollars_go_in_a_run_of_their_own():
    people, supplier = desk(), payee()
    in_use(supplier.company, currency="USD", bank_code="CITIUS33")
    owed(supplier.company, "10.50", buyer=people.buyer, currency="USD")
    owed(supplier.company, 7_000, buyer=people.buyer)

    run = drafted(people, currency="USD")
    assert (run.count, run.total) == (1, Decimal("10.50"))
    pay_run(released(people, run))
    assert b'<InstdAmt Ccy="USD">10.50</InstdAmt>' in take_file(run, by=people.releaser)[1]
    with pytest.raises(RuleBroken, match="won only"):
        runs.draft_run("maturity", value_on=run.value_on, currency="USD", by=people.maker)


def test_a_day_on_which_banks_are_closed_is_refused_with_the_day_before():
    people = desk()
    with pytest.raises(RuleBroken, match=re.escape(day_text(date(2026, 4, 30), "day"))):
        runs.draft_run("cash", value_on=date(2026, 5, 1), by=people.maker)


def test_a_day_that_becomes_a_holiday_is_left_for_the_bank_day_before():
    people, supplier = desk(), payee()
    first, second = staff("FI"), staff("FI")
    day = today() + timedelta(days=8)
    while not is_bank_day(day):
        day += timedelta(days=1)
    debt = owed(supplier.company, 1_000_000, buyer=people.buyer, pay_on=day)
    run = drafted(people, on=day)
    entered = propose_holiday(day=day, name_ko="임시 공휴일", name_en="Extra holiday", source="관보 제1호", by=first)
    decide_holiday(entered, confirmed=True, by=second)

    with pytest.raises(WrongState, match="has become a bank holiday"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)
    deliver_due()

    run.refresh_from_db()
    debt.refresh_from_db()
    again = PaymentRun.objects.get(state="draft")
    before = bank_day_for_payment(day - timedelta(days=1))
    assert (run.state, again.value_on, debt.pay_on) == ("cancelled", before, before)
    assert (again.count, again.total) == (1, Decimal(1_000_000))


def test_a_held_debt_is_seen_in_the_run_and_paid_when_the_hold_is_lifted():
    people, supplier = desk(), payee()
    debt = owed(supplier.company, 1_000_000, buyer=people.buyer)
    move(debt, "hold", by=None)
    run = drafted(people)
    assert list(run.instructions.values_list("state", "hold_reason")) == [("held", "invoice_held")]

    move(debt, "release", by=None)
    runs.refresh_open_runs()

    assert list(run.instructions.values_list("state", "hold_reason")) == [("planned", "")]


def test_a_run_whose_every_payment_is_held_after_its_release_sends_nothing():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = released(people, drafted(people))
    changed(supplier)

    assert pay_run(run) == 0
    run.refresh_from_db()
    assert (run.state, BankFile.objects.count()) == ("cancelled", 0)


def at_hour(monkeypatch, hour, *, day=None):
    """The clock of the job, on a bank day."""
    then = datetime.combine(day or next_open(today(), bank_closed()), time(hour, 5), runs.SEOUL)
    monkeypatch.setattr(runs, "db_now", lambda: then)


def test_the_clock_drafts_once_a_bank_day_what_is_due(monkeypatch):
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    at_hour(monkeypatch, 7)
    assert runs.draft_todays_runs() == 0

    at_hour(monkeypatch, 8)
    assert runs.draft_todays_runs() == 1
    assert runs.draft_todays_runs() == 0

    made = PaymentRun.objects.get()
    assert (made.made_by, made.kind, made.count, made.total) == (None, "cash", 1, Decimal(1_000_000))


def test_on_a_day_without_banks_the_clock_drafts_nothing(monkeypatch):
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    at_hour(monkeypatch, 9, day=date(2026, 11, 29))  # a Sunday

    assert runs.draft_todays_runs() == 0
    assert not PaymentRun.objects.exists()
