"""Which day a run may have, what it leaves to an earlier run, and what falls out of it before it is sent."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.audit.services import move
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.states import TaxStatus
from portal.tests.factories import staff
from purchasing.contracts import services as contracts
from purchasing.contracts.tests import factories as contract_stage
from purchasing.payments import services
from purchasing.payments.models import DirectPayment, Obligation, PaymentRun
from purchasing.payments.queries.bank_days import bank_day_before, bank_days_ahead
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import runs
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.obligations import hold_obligations, release_obligations
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import as_on, changed, desk, drafted, in_use, owed, payee, released, waited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


# Days -----------------------------------------------------------------------------------------------------------------
def test_a_run_of_a_later_day_leaves_what_is_due_today_to_the_run_of_today():
    people, supplier = desk(), payee()
    later = bank_days_ahead(today(), 5)
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    owed(supplier.company, 30, buyer=people.buyer, pay_on=later)

    coming = drafted(people, on=later)
    now = drafted(people)

    assert (coming.total, now.total) == (Decimal(30), Decimal(1_000_000))


def test_what_falls_due_sooner_than_planned_leaves_the_later_run():
    people, supplier = desk(), payee()
    later = bank_days_ahead(today(), 5)
    debt = owed(supplier.company, 1_000_000, buyer=people.buyer, pay_on=later)
    coming = drafted(people, on=later)
    Obligation.objects.filter(pk=debt.pk).update(pay_on=bank_day_before(today()))

    runs.refresh_run(coming)

    assert list(coming.instructions.values_list("state", flat=True)) == ["dropped"]
    assert drafted(people).total == Decimal(1_000_000)


def test_a_run_is_for_no_past_day_and_none_far_ahead():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer, pay_on=bank_day_before(today() - timedelta(days=40)))

    with pytest.raises(RuleBroken, match="is over: the first day"):
        drafted(people, on=bank_day_before(today() - timedelta(days=30)))
    with pytest.raises(RuleBroken, match=f"up to {runs.DAYS_AHEAD} bank days ahead"):
        drafted(people, on=bank_days_ahead(today(), runs.DAYS_AHEAD + 1))


def test_a_run_whose_day_is_over_is_neither_checked_nor_released_and_the_clock_plans_anew(monkeypatch):
    people, supplier, other = desk(), payee(), payee()
    past = bank_day_before(bank_day_before(today()) - timedelta(days=1))
    owed(supplier.company, 1_000_000, buyer=people.buyer, pay_on=past)
    with as_on(past):
        run = drafted(people, on=past)
    with pytest.raises(WrongState, match="is over: cancel this run"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)

    day = bank_days_ahead(today() - timedelta(days=1), 1)
    monkeypatch.setattr(runs, "db_now", lambda: datetime.combine(day, time(8, 5), runs.SEOUL))
    owed(other.company, 5, buyer=people.buyer)
    assert runs.draft_todays_runs() == 1

    run.refresh_from_db()
    again = PaymentRun.objects.get(state="draft")
    assert (run.state, again.total) == ("cancelled", Decimal(1_000_005))


# What is no longer owed -----------------------------------------------------------------------------------------------
def test_a_receivable_that_was_cancelled_or_credited_is_not_funded_by_the_old_draft():
    people = desk()
    made = receivable_stage.accepted(1_000_000, firms=1, pay_in=5)
    paper = made.receivable
    run = drafted(people, kind="funding", on=paper.matures_on)
    asked = services.ask_cancel(paper, reason="서로 합의한 취소", by=made.people[0])
    services.decide_request(asked, agree=True, by=made.finance)

    runs.refresh_run(run)

    run.refresh_from_db()
    assert (run.count, run.total) == (0, 0)
    assert list(run.instructions.values_list("state", flat=True)) == ["dropped"]


def test_a_face_that_shrank_is_funded_by_what_is_left_of_it():
    people = desk()
    made = receivable_stage.accepted(1_000_000, firms=1, pay_in=5)
    run = drafted(people, kind="funding", on=made.receivable.matures_on)
    services.credit_receivables(made.receivable.obligation, amount_won=Decimal(400_000), reason="감액", by=None)

    runs.refresh_run(run)

    run.refresh_from_db()
    assert (run.count, run.total) == (1, Decimal(600_000))


def test_nothing_is_taken_off_a_receivable_whose_funding_is_released():
    people = desk()
    made = receivable_stage.accepted(1_000_000, firms=1, pay_in=5)
    released(people, drafted(people, kind="funding", on=made.receivable.matures_on))

    with pytest.raises(WrongState, match="nothing is taken off"):
        services.ask_cancel(made.receivable, reason="합의", by=made.people[0])
    with pytest.raises(WrongState, match="nothing is taken off"):
        services.credit_receivables(made.receivable.obligation, amount_won=Decimal(1), reason="감액", by=None)


def asked_for(amount: int) -> DirectPayment:
    """The firm below has asked to be paid so much of a contractor's million directly; the evidence is complete."""
    upper = contract_stage.in_force(value=1_000_000, vat_rate=0, method="cash", agreed_days=30)
    lower = contract_stage.in_force(parent=upper, value=1_000_000, vat_rate=0, method="cash", agreed_days=30)
    in_use(upper.payee)
    day = today() - timedelta(days=40)
    above, below = contract_stage.approved(upper, base_on=day), contract_stage.approved(lower, base_on=day)
    contract_stage.hear()
    return DirectPayment.objects.create(
        number="DIR-T-000001",
        cause="agreement",
        lower=below.obligations.get(),
        upper=above.obligations.get(),
        currency="KRW",
        amount=Decimal(amount),
        text="합의서에 따른 직접 지급",
        evidence_by=today(),
        key="k",
        requested_by=contract_stage.seller(lower),
        state="checked",
        checked_by=staff("PO"),
    )


def grant(case: DirectPayment) -> None:
    """As ``grant_direct_payment`` leaves it."""
    move(case, "grant", by=None, granted=case.amount, answer="합의를 확인했습니다.", decided_by=staff("AP"))


def test_what_is_granted_to_the_firm_below_leaves_the_run_and_the_rest_is_paid():
    people = desk()
    case = asked_for(400_000)
    run = drafted(people)
    assert run.total == Decimal(1_000_000)
    grant(case)

    runs.refresh_run(run)

    run.refresh_from_db()
    assert (run.count, run.total) == (1, Decimal(600_000))


def test_a_grant_after_the_release_stops_the_payment_at_its_posting():
    people = desk()
    case = asked_for(1_000_000)
    run = released(people, drafted(people))
    grant(case)

    assert pay_run(run) == 0
    assert list(run.instructions.values_list("state", "hold_reason")) == [("dropped", "amount_changed")]


class Office:
    """A tax office that says of everybody that the business has closed."""

    is_configured = True

    def status_of(self, brn):
        return TaxStatus.CLOSED


def test_the_tax_office_is_asked_of_who_would_be_paid_once_a_day(settings):
    people, supplier = desk(), payee(tax_status=TaxStatus.ACTIVE)
    other = payee(tax_status=TaxStatus.ACTIVE)  # nothing is paid to this one
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)
    assert runs.ask_of_payees() == 0  # nobody to ask
    settings.TAX_STATUS_PROVIDER = f"{__name__}.Office"

    assert runs.ask_of_payees() == 1
    assert runs.ask_of_payees() == 0

    runs.refresh_open_runs()
    assert list(run.instructions.values_list("state", "hold_reason")) == [("held", "company_closed")]
    other.company.refresh_from_db()
    assert other.company.tax_status == TaxStatus.ACTIVE


# Holds while the bank has it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("held_before", [False, True])
def test_a_debt_that_the_bank_is_paying_is_closed_whatever_is_held_meanwhile(held_before):
    people = desk()
    contract = contract_stage.in_force(value=1_000_000, vat_rate=0, method="cash", agreed_days=30)
    in_use(contract.payee)
    invoice = contract_stage.approved(contract, base_on=today() - timedelta(days=40))
    contract_stage.hear()
    debt = invoice.obligations.get()
    run = released(people, drafted(people))
    pay_run(run)
    hold = contracts.place_hold(
        invoice,
        cause="quality",
        text="수량이 계약과 다릅니다",
        review_on=today() + timedelta(days=3),
        by=contract_stage.approver(contract),
    )
    hold_obligations(invoice)
    debt.refresh_from_db()
    assert debt.state == "open"  # nothing of it is left to hold
    if held_before:  # as rows of before this rule
        Obligation.objects.filter(pk=debt.pk).update(state="held")

    sent = run.instructions.get()
    read_bank_message(notification([entry(sent.end_to_end, f"{sent.amount:.0f}")]), by=None)
    contracts.lift_hold(hold, reason="해결되었습니다", by=contract_stage.approver(contract))
    release_obligations(invoice)

    debt.refresh_from_db()
    assert (debt.state, debt.paid_on) == ("paid", today())


# People ---------------------------------------------------------------------------------------------------------------
def test_who_confirmed_an_account_or_made_the_run_does_not_release_it():
    people, supplier = desk(), payee()
    confirmer = staff("FI")
    waited(changed(supplier, by=confirmer))
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)

    with pytest.raises(NotAllowed, match="You confirmed a bank account"):
        runs.release_run(run, sha256=run.sha256, by=confirmer)
    with pytest.raises(NotAllowed, match="You made this run"):
        runs.release_run(run, sha256=run.sha256, by=people.maker)
    assert runs.release_run(run, sha256=run.sha256, by=people.releaser).state == "released"
