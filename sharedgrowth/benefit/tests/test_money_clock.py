"""What runs by itself, prices that are cut, the bank that pays, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.translation import override

from portal.clock import today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.notices.models import Notice
from portal.tests.factories import staff
from purchasing.contracts.models import ContractLine
from purchasing.contracts.tests.factories import in_force
from purchasing.payments.models import Instruction, Payable
from purchasing.payments.policies.runs import may_check_run, may_release_run
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.obligation_stage import deliver_all
from purchasing.payments.tests.runs_stage import desk, drafted, payee, released
from sharedgrowth.benefit.handlers.measurement import run_anniversaries
from sharedgrowth.benefit.models import ShareYear, Task
from sharedgrowth.benefit.models.terms import enter_terms
from sharedgrowth.benefit.queries import cuts
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.services import sharing, verification
from sharedgrowth.benefit.tests import money_stage as stage


@pytest.mark.django_db
def test_the_yearly_job_opens_what_is_over_once_and_tells_both_sides():
    people = stage.cast()
    task, years = stage.begun(people)
    stage.verified(years[0], people)
    run_anniversaries()
    assert [year.state for year in task.share_years.order_by("no")] == ["verified", "open", "open"]
    run_anniversaries()
    deliver_all()
    told = Notice.objects.filter(kind="benefit.year_opened")
    assert told.filter(user=people.maker).count() == 3
    assert told.filter(user=people.officer).exists()


@pytest.mark.django_db
def test_a_year_that_is_not_over_stays_closed():
    people = stage.cast()
    task, years = stage.begun(people, first=today() - timedelta(days=200))
    shared = stage.measured(years[0], people, period_to=today() - timedelta(days=1), driver_qty=Decimal(8_000))
    assert shared.state == "entered"
    run_anniversaries()
    assert [year.state for year in task.share_years.order_by("no")] == ["open", "planned", "planned"]


@pytest.mark.django_db
def test_a_contract_below_the_agreed_price_is_found_and_stops_the_verification():
    """BS-01."""
    people = stage.cast()
    task, years = stage.begun(people, first=stage.years_ago(0, 200))
    assert list(cuts.tasks_sharing_on(today())) == [task]
    lower = in_force(payee=people.maker.company, lines=[("산소 랜스", 100, 1_200_000)], signed_on=today())
    in_force(payee=people.maker.company, lines=[("산소 랜스", 100, 1_260_000)], signed_on=today())
    in_force(payee=people.maker.company, lines=[("내화 벽돌", 100, 900)], signed_on=today())
    in_force(lines=[("산소 랜스", 100, 1_000_000)], signed_on=today())  # somebody else's
    values = {"period_to": today() - timedelta(days=1), "driver_qty": Decimal(8_000), "volume": Decimal(170)}
    found = stage.confirmed(years[0], people, **values)
    run_anniversaries()
    cut = task.price_cuts.get()
    assert (cut.line.contract, cut.agreed_won, cut.found_won) == (lower, 1_260_000, 1_200_000)
    sharing.look_for_cuts(task, today())
    assert task.price_cuts.count() == 1
    with pytest.raises(WrongState, match="BS-01"):
        verification.convene(found, members=people.committee, by=people.officer)
    with pytest.raises(RuleBroken, match="amended first"):
        sharing.decide_cut(cut, restored=True, reason="정정", by=people.officer)
    with pytest.raises(RuleBroken, match="found out"):
        sharing.decide_cut(cut, restored=False, reason=" ", by=people.officer)
    ContractLine.objects.filter(pk=cut.line_id).update(unit_price=1_260_000, amount=126_000_000)
    sharing.decide_cut(cut, restored=True, reason="단가를 되돌림", by=people.officer)
    assert verification.convene(found, members=people.committee, by=people.officer).state == "voting"


@pytest.mark.django_db
def test_a_cut_of_the_agreed_price_is_not_counted_as_a_benefit():
    """BS-01: the price paid counts no lower than agreed."""
    people = stage.cast()
    _task, years = stage.begun(people)
    shared = stage.verified(years[0], people, price_won=Decimal(1_000_000))
    assert shared.compensation_won == 81_600_000
    assert shared.verification.workings["year"]["price_measured_won"] == "1000000.00"


@pytest.mark.django_db
def test_the_bank_pays_and_the_year_is_settled():
    banker, seller = desk(), stage.colleague(payee(), "SA")
    people = stage.cast(maker=seller)
    _task, years = stage.begun(people, years=1)
    shared = stage.verified(years[0], people)
    run = drafted(banker, on=shared.due_on)
    payment = Instruction.objects.get(run=run)
    assert (payment.payee, payment.amount) == (seller.company, shared.compensation_won)
    assert not may_release_run(people.finance, run)  # SOD-10: who verified does not pay
    both = staff("AP", "PO")
    payment.payable.apart.add(both)
    assert not may_check_run(both, run)
    pay_run(released(banker, run))
    read_bank_message(bank.notification([bank.entry(payment.end_to_end, int(payment.amount))]), by=None)
    deliver_all()
    year = ShareYear.objects.get(pk=shared.pk)
    assert (year.state, year.parts.get().paid_on is not None) == ("settled", True)
    assert Task.objects.get(pk=year.task_id).state == "closed"


@pytest.mark.django_db
def test_what_is_past_its_day_is_told():
    people = stage.cast()
    _task, years = stage.begun(people)
    shared = stage.verified(years[0], people)
    ShareYear.objects.filter(pk=shared.pk).update(due_on=today() - timedelta(days=1))
    assert list(queries.years_unpaid(today())) == [ShareYear.objects.get(pk=shared.pk)]
    run_anniversaries()
    told = Notice.objects.get(kind="benefit.unpaid", user=people.officer)
    day = today() - timedelta(days=1)
    for language in ("ko", "en"):
        with override(language):
            assert day_text(day, "day") in told.text


def at_once(*deeds):
    def one(deed):
        try:
            deed()
        except (RuleBroken, WrongState) as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, deeds))


@pytest.fixture
def fresh_terms(transactional_db):
    """They come with a fresh portal; a test before this one may have emptied the tables."""
    enter_terms()


@pytest.mark.django_db(transaction=True)
def test_last_votes_at_once_share_a_year_once(fresh_terms):
    people = stage.cast()
    _task, years = stage.begun(people)
    found = stage.convened(years[0], people, volume=Decimal(420))  # below what finance looks at
    assert not found.with_finance
    verification.vote(found, choice="yes", by=people.officer)
    deeds = [
        lambda: verification.vote(found, choice="yes", by=people.buyer),
        lambda: verification.vote(found, choice="yes", by=people.field),
        lambda: verification.vote(found, choice="yes", by=people.field),
    ]
    told = at_once(*deeds)
    assert sorted(told)[:2] == ["", ""]
    assert len([words for words in told if words]) == 1
    year = ShareYear.objects.get(pk=years[0].pk)
    assert year.state == "verified"
    assert Payable.objects.filter(thing_type="benefit.sharepart").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tasks_on_an_item_verified_at_once_share_its_difference_once(fresh_terms):
    """BS-05: of two last votes at once the second sees what the first used up."""
    casts = [stage.cast(), stage.cast()]
    years = [stage.begun(people, class_code="23151600")[1][0] for people in casts]
    found = [stage.convened(year, people, volume=Decimal(420)) for year, people in zip(years, casts, strict=True)]
    for each, people in zip(found, casts, strict=True):
        verification.vote(each, choice="yes", by=people.officer)
        verification.vote(each, choice="yes", by=people.buyer)
    told = at_once(
        *[
            lambda each=each, people=people: verification.vote(each, choice="yes", by=people.field)
            for each, people in zip(found, casts, strict=True)
        ]
    )
    assert sorted(bool(words) for words in told) == [False, True]
    assert [year.state for year in ShareYear.objects.filter(no=1).order_by("state")] == ["open", "verified"]
