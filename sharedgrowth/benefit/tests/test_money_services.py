"""From the baseline to the third year: what is refused, what is counted, what is owed and paid."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import Company, Membership
from portal.tests.factories import staff, supplier
from portal.tests.shared_data import golden
from purchasing.payments.models import Payable
from sharedgrowth.benefit.models import Dispute, NonCashShare, ShareYear, Task, TaskSupplier
from sharedgrowth.benefit.services import measurement, sharing, verification
from sharedgrowth.benefit.states import ShareState, TaskState
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = pytest.mark.django_db


def now(values):
    """Days are known once there is a database."""
    return {name: value() if callable(value) else value for name, value in values.items()}


def paid(part) -> None:
    """As the bank reports it."""
    payable = Payable.objects.get(thing_type="benefit.sharepart", thing_id=str(part.pk))
    Payable.objects.filter(pk=payable.pk).update(state="sent")
    Payable.objects.filter(pk=payable.pk).update(state="paid", paid_on=today(), reference="X")
    sharing.note_payment(Payable.objects.get(pk=payable.pk))


def test_the_worked_example_through_three_years_to_the_closing():
    people = stage.cast()
    task, years = stage.begun(people)
    assert [year.days for year in years] == [365, 365, 365]
    for year in years:
        stage.opened(year)
        shared = stage.verified(year, people)
        assert shared.compensation_won == golden("bs")["years"][year.no - 1]
        payable = Payable.objects.get(key=f"benefit:{shared.parts.get().uid}")
        assert (payable.amount, payable.payee, payable.due_on) == (
            shared.compensation_won,
            people.maker.company,
            shared.due_on,
        )
        assert today() < shared.due_on <= today() + timedelta(days=30)
        assert Task.objects.get(pk=task.pk).state == TaskState.SHARING
        paid(shared.parts.get())
        assert ShareYear.objects.get(pk=year.pk).state == ShareState.SETTLED
    assert Task.objects.get(pk=task.pk).state == TaskState.CLOSED
    assert sum(year.compensation_won for year in task.share_years.all()) == 253_800_000
    told = AuditEntry.objects.filter(thing_type="benefit.task", thing_id=str(task.pk)).order_by("pk")
    assert [entry.what.split(".")[-1] for entry in told] == ["begin_measuring", "verify", "share", "close"]


def test_a_calendar_year_counts_its_days():
    people = stage.cast()
    first = stage.years_ago(2).replace(month=7, day=1)
    task, years = stage.begun(people, first=first, settle="calendar")
    assert [year.days for year in years] == [184, 365, 365, 181]
    shared = stage.verified(
        years[0], people, driver_qty=Decimal(40 * 184), volume=(Decimal(40 * 184) / 45).quantize(Decimal("0.000001"))
    )
    assert shared.compensation_won == golden("bs")["prorata184"]


def test_several_suppliers_share_to_the_won_and_only_cash_is_owed():
    people = stage.cast()
    task, years = stage.begun(
        people, shares=("0.333334", "0.333333", "0.333333"), forms={"cash": "0.6", "volume": "0.4"}
    )
    shared = stage.verified(years[0], people)
    parts = list(shared.parts.order_by("pk"))
    assert sum(part.compensation_won for part in parts) == shared.compensation_won == 81_600_000
    assert sum(part.cash_won for part in parts) == shared.cash_won == 48_960_000
    assert Payable.objects.filter(thing_type="benefit.sharepart").count() == 3
    assert not Payable.objects.filter(payer__is_buyer=False).exists()
    made = sharing.value_other_form(
        shared,
        supplier=task.suppliers.first(),
        form="volume",
        quantity=Decimal(400),
        price_won=Decimal(1_260_000),
        margin=Decimal("0.05"),
        by=people.officer,
    )
    assert made.value_won == 25_200_000
    right = sharing.value_other_form(
        shared, supplier=task.suppliers.first(), form="right", note="2년", by=people.officer
    )
    assert right.value_won is None
    with pytest.raises(RuleBroken, match="too large"):
        sharing.value_other_form(
            shared, supplier=task.suppliers.first(), form="price", rise_won=Decimal(10**14), by=people.officer,
            quantity=Decimal(10**14),
        )  # fmt: skip
    assert NonCashShare.objects.count() == 2
    assert Payable.objects.filter(thing_type="benefit.sharepart").count() == 3  # valued, never paid


def test_nothing_saved_is_settled_at_once_without_a_debt():
    people = stage.cast()
    task, years = stage.begun(people, years=1)
    shared = stage.verified(years[0], people, volume=Decimal(600), extra_won=Decimal(0))
    assert (shared.state, shared.net_won, shared.compensation_won) == (ShareState.SETTLED, 0, 0)
    assert not Payable.objects.filter(thing_type="benefit.sharepart").exists()
    assert Task.objects.get(pk=task.pk).state == TaskState.CLOSED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"driver_qty": Decimal(0)}, "driver_qty"),
        ({"volume": Decimal(0)}, "volume"),
        ({"price_won": Decimal(0)}, "price_won"),
        ({"period_from": lambda: stage.years_ago(1, 300), "period_to": lambda: stage.years_ago(1)}, "period_to"),
        ({"period_to": lambda: today() + timedelta(days=1)}, "period_to"),
    ],
)
def test_a_baseline_of_zero_or_too_short_is_refused_at_its_field(changed, field):
    people = stage.cast()
    task = stage.agreed_task(people, state=TaskState.IN_PROGRESS)
    with pytest.raises(RuleBroken) as refusal:
        measurement.draw_baseline(
            task, by=people.maker, reason="설비 교체", **stage.lance(stage.years_ago(1), **now(changed))
        )
    assert refusal.value.field == field
    assert task.baselines.count() == 1


def test_a_baseline_changes_by_both_signatures_and_a_reason_alone():
    people = stage.cast()
    task = stage.agreed_task(people, state=TaskState.IN_PROGRESS)
    old = task.baselines.get()
    values = stage.lance(stage.years_ago(1), volume=Decimal(500))
    with pytest.raises(RuleBroken, match="why"):
        measurement.draw_baseline(task, by=people.maker, **values)
    drawn = measurement.draw_baseline(task, by=people.maker, reason="공정 변경", **values)
    assert (drawn.state, drawn.supplier_by, drawn.buyer_by) == ("drawn", people.maker, None)
    with pytest.raises(NotAllowed):
        measurement.sign_baseline(drawn, by=stage.colleague(people.maker, "SA"))
    with pytest.raises(RuleBroken, match="waits for signature"):
        measurement.draw_baseline(task, by=people.officer, reason="다시", **values)
    Task.objects.filter(pk=task.pk).update(employee=(own := staff("SG")))
    tied = staff("SG")
    Membership.objects.create(user=tied, company=people.maker.company, state="left")
    for user, why in ((own, "own idea"), (tied, "belonged")):
        drawn.task.refresh_from_db()
        with pytest.raises(NotAllowed, match=why):
            measurement.sign_baseline(drawn, by=user)
        with pytest.raises(NotAllowed, match=why):
            measurement.draw_baseline(drawn.task, by=user, reason="다시", **values)
    measurement.sign_baseline(drawn, by=people.officer)
    old.refresh_from_db()
    assert (old.state, task.baselines.get(state="agreed").pk) == ("replaced", drawn.pk)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"period_from": lambda: stage.years_ago(3, 40)}, "period_from"),  # on the last day of the baseline
        ({"period_from": lambda: stage.years_ago(3, 6)}, "period_from"),  # before the year begins
        ({"period_to": today}, "period_to"),
        ({"period_to": lambda: stage.years_ago(3, 5) + timedelta(days=80)}, "period_to"),  # less than three months
        ({"driver_qty": Decimal(0)}, None),
    ],
)
def test_a_measurement_outside_its_time_is_refused_at_its_field(changed, field):
    people = stage.cast()
    _task, years = stage.begun(people)
    with pytest.raises(RuleBroken) as refusal:
        stage.measured(years[0], people, **now(changed))
    assert refusal.value.field == field
    assert not years[0].measurements.exists()


def test_measuring_does_not_begin_before_the_baseline_ends():
    people = stage.cast()
    task = stage.agreed_task(people)
    with pytest.raises(RuleBroken, match="after the baseline ends") as refusal:
        measurement.begin_measuring(task, first=task.baselines.get().period_to, by=people.officer)
    assert refusal.value.field == "first"


def test_one_side_enters_and_the_other_confirms():
    people = stage.cast()
    _task, years = stage.begun(people)
    found = stage.measured(years[0], people)
    with pytest.raises(NotAllowed, match="other side"):
        measurement.confirm_measurement(found, by=stage.colleague(people.maker, "SU"))
    with pytest.raises(NotAllowed):
        measurement.confirm_measurement(found, by=supplier("SA"))
    with pytest.raises(RuleBroken):  # a second one of the same year
        stage.measured(years[0], people)
    measurement.send_measurement_back(found, reason="기간 오류", by=people.buyer)
    again = stage.measured(years[0], people, by=people.field)
    assert measurement.confirm_measurement(again, by=people.maker).state == "confirmed"


def test_a_committee_is_complete_and_independent():
    people = stage.cast()
    task, years = stage.begun(people)
    field = staff("RQ")
    found = measurement.confirm_measurement(stage.measured(years[0], people), by=field)
    told = {}
    for name, members in {
        "few": people.committee[:2],
        "one side": [staff("SG"), staff("SG"), people.buyer],
        "proposer": [people.officer, people.buyer, people.proposer],
        "measurer": [people.officer, people.buyer, field],
        "tied": [people.officer, people.buyer, _once_of(people, staff("RQ"))],
    }.items():
        with pytest.raises(RuleBroken) as refusal:
            verification.convene(found, members=members, by=people.officer)
        told[name] = str(refusal.value)
        assert refusal.value.field == "members"
    assert "at least 3" in told["few"]
    assert "using department" in told["one side"]
    assert "proposed" in told["proposer"]
    assert "proposed" in told["measurer"]
    assert "belonged" in told["tied"]


def _once_of(people, person):
    from portal.people.models import Membership

    Membership.objects.create(user=person, company=people.maker.company, state="ended")
    return person


def test_the_majority_of_all_members_decides_and_a_no_needs_its_reason():
    people = stage.cast()
    task, years = stage.begun(people)
    found = stage.convened(years[0], people)
    with pytest.raises(RuleBroken, match="says why"):
        verification.vote(found, choice="abstain", by=people.officer)
    verification.vote(found, choice="no", remark="조업이 달랐다", by=people.officer)
    with pytest.raises(WrongState, match="voted"):
        verification.vote(found, choice="yes", by=people.officer)
    with pytest.raises(NotAllowed, match="members"):
        verification.vote(found, choice="yes", by=staff("PO"))
    verification.vote(found, choice="abstain", remark="자료 부족", by=people.buyer)
    verification.vote(found, choice="yes", by=people.field)
    found.refresh_from_db()
    assert (found.state, found.measurement.state) == ("refused", "sent_back")
    assert Task.objects.get(pk=task.pk).state == TaskState.MEASURING
    assert stage.verified(years[0], people).state == ShareState.VERIFIED  # measured anew


def test_finance_looks_from_a_hundred_million_and_sat_not_on_the_committee():
    people = stage.cast()
    _task, years = stage.begun(people)
    found = stage.convened(years[0], people)
    assert found.with_finance
    for member in people.committee:
        verification.vote(found, choice="yes", by=member)
    found.refresh_from_db()
    assert found.state == "finance"
    both = staff("FI", "PO")
    found.verifiers.create(person=both, role="PO", vote="yes")
    with pytest.raises(NotAllowed, match="committee"):
        verification.decide_as_finance(found, agree=True, remark="대조", by=both)
    with pytest.raises(NotAllowed):
        verification.decide_as_finance(found, agree=True, remark="대조", by=people.officer)
    with pytest.raises(RuleBroken, match="compared"):
        verification.decide_as_finance(found, agree=True, remark=" ", by=people.finance)
    verification.decide_as_finance(found, agree=True, remark="대조", by=people.finance)
    assert ShareYear.objects.get(pk=years[0].pk).state == ShareState.VERIFIED


def test_an_adjustment_has_its_reason_and_is_what_is_shared():
    people = stage.cast()
    _task, years = stage.begun(people)
    with pytest.raises(RuleBroken, match="why"):
        stage.convened(years[0], people, adjustment_won=Decimal(-80_000_000))
    found = years[0].measurements.get()
    with pytest.raises(RuleBroken, match="only lowers"):
        verification.convene(
            found, members=people.committee, by=people.officer, adjustment_won=Decimal(1), adjustment_reason="더"
        )
    made = verification.convene(
        found,
        members=people.committee,
        by=people.officer,
        adjustment_won=Decimal(-80_000_000),
        adjustment_reason="다른 개선의 몫",
    )
    for member in people.committee:
        verification.vote(made, choice="yes", by=member)
    verification.decide_as_finance(made, agree=True, remark="대조", by=people.finance)
    year = ShareYear.objects.get(pk=years[0].pk)
    assert year.net_won == made.counted_won - 80_000_000
    assert year.compensation_won == 41_600_000


def test_a_dispute_stops_the_clock():
    people = stage.cast()
    task, years = stage.begun(people)
    found = stage.convened(years[0], people)
    Dispute.objects.create(task=task, company=people.maker.company, opened_by=people.maker, text="수량 이견")
    with pytest.raises(WrongState, match="dispute"):
        verification.vote(found, choice="yes", by=people.officer)


def test_a_second_task_on_an_item_starts_where_the_first_ended():
    """BS-05."""
    people = stage.cast()
    _task, years = stage.begun(people, class_code="23151600")
    stage.verified(years[0], people)
    with pytest.raises(RuleBroken, match="start from what it left") as refusal:
        stage.agreed_task(stage.cast(), class_code="23151600", baseline_ends=stage.years_ago(1))
    assert refusal.value.field == "volume"


def test_verified_benefits_of_one_item_stay_within_its_difference():
    """BS-05: two tasks in parallel, both agreed on the old state, before either was measured."""
    people, others = stage.cast(), stage.cast()
    _first, years = stage.begun(people, class_code="23151600")
    _second, more = stage.begun(others, class_code="23151600")
    shared = stage.verified(years[0], people)
    late = stage.verified(more[0], others)
    assert shared.net_won > 163_000_000
    assert late.net_won == 0
    assert late.verification.workings["steps"]["verified_before_won"] == str(shared.net_won)


def test_who_is_not_part_of_a_task_does_nothing():
    people = stage.cast()
    task, years = stage.begun(people)
    stranger = supplier("SA")
    with pytest.raises(NotAllowed):
        measurement.draw_baseline(task, by=stranger, reason="x", **stage.lance(stage.years_ago(1)))
    with pytest.raises(NotAllowed):
        stage.measured(years[0], people, by=stranger)
    with pytest.raises(NotAllowed):
        measurement.begin_measuring(task, first=today(), by=people.maker)


def test_a_task_given_up_is_shared_no_further():
    people = stage.cast()
    task, years = stage.begun(people)
    shared = stage.verified(years[0], people)
    sharing.cancel_years(task, by=people.officer, reason="설비 철거")
    assert [year.state for year in task.share_years.order_by("no")] == [ShareState.VERIFIED, "cancelled", "cancelled"]
    assert shared.parts.get().cash_won > 0


def test_suppliers_of_a_task_are_what_was_agreed():
    people = stage.cast()
    task = stage.agreed_task(people)
    assert TaskSupplier.objects.filter(task=task).count() == 1
    assert Company.objects.get(is_buyer=True).pk != people.maker.company_id
