"""What runs by itself: cycles, reminders, lateness, evaluation; each step twice without effect."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from catalog.tests.factories import ProductFactory
from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.people.models import Company, Standing
from portal.people.queries import standing_of
from portal.people.states import CompanyState, Level
from portal.tests.factories import staff
from purchasing.esg.handlers.minerals import keep_minerals
from purchasing.esg.handlers.periodic import run_daily
from purchasing.esg.models import Assessment, Limitation, MineralCase, MineralDeclaration, Score
from purchasing.esg.queries.periodic import active_suppliers
from purchasing.esg.services import flags, mineral_policy, periodic
from purchasing.esg.services.limitations import drop_limitation
from purchasing.esg.states import AssessmentState, FlagSource, LimitationState, ScoreReason, Severity, StandingFact
from purchasing.esg.tests.factories import assessed, entered, hear, person, published_set, review

pytestmark = pytest.mark.django_db


def supplier(**fields) -> Company:
    """A company that trades with the buyer, entered more than a year ago."""
    company = entered(level=Level.L2, state=CompanyState.ACTIVE, entered=False, **fields)
    return company


def entered_on(company: Company, day: date) -> None:
    Standing.objects.create(company=company, fact=StandingFact.ENTRY, value="QUALIFIED", valid_from=day, source="ENT-1")


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def test_a_supplier_is_assigned_when_its_cycle_has_come_and_only_once():
    published_set(code="TG-ALL")
    fresh, grown = supplier(), supplier()
    entered_on(grown, ago(370))
    Company.objects.exclude(pk__in=[fresh.pk, grown.pk]).update(level=Level.L1)

    assert periodic.assign_due() == 1
    assert periodic.assign_due() == 0

    [assigned] = Assessment.objects.all()
    assert (assigned.company, assigned.period, assigned.state) == (grown, str(today().year), "assigned")
    assert assigned.due_on == today() + timedelta(days=30)
    se = person(grown, "SE")
    hear()
    assert Notice.objects.filter(user=se, kind="esg.assigned").count() == 1


def test_an_excellent_supplier_is_left_alone_for_two_years_and_a_weak_one_half_a_year():
    question_set = published_set(code="TG-ALL")
    good, weak = supplier(industry="62010"), supplier(industry="62010")
    for company, band, days in ((good, "A", 400), (weak, "C", 190)):
        assessed(
            company,
            state=AssessmentState.FINAL,
            band=band,
            question_set=question_set,
            period=str(ago(days).year),
            valid_from=ago(days),
            valid_to=today(),
        )
    Company.objects.exclude(pk__in=[good.pk, weak.pk]).update(level=Level.L1)

    assert periodic.assign_due() == 1
    new = Assessment.objects.get(state=AssessmentState.ASSIGNED)
    assert new.company == weak
    assert new.period in {str(today().year), f"{today().year}-H{1 if today().month <= 6 else 2}"}


def test_band_r_has_its_own_level_proposed_after_a_lower_one_about_the_same_result_was_dropped():
    weak = assessed(supplier(), state=AssessmentState.FINAL, band="D")
    periodic.propose_for_company(weak.company_id)
    first = Limitation.objects.get(company=weak.company)
    assert first.level == "2"
    critical = flags.raise_flag(
        weak.company,
        title_ko="안전 설비 제거",
        basis="현장 감사",
        source=FlagSource.AUDIT,
        happened_on=today(),
        severity=Severity.PRIORITY,
        critical=True,
        by=staff("ER"),
    )
    flags.confirm_flag(critical, decision="확인", by=staff("CP"))

    assert periodic.propose_for_company(weak.company_id) == 0  # one at a time
    drop_limitation(first, reason="시정 계획을 먼저 봅니다", by=staff("ER"))
    assert periodic.propose_for_company(weak.company_id) == 1
    assert periodic.propose_for_company(weak.company_id) == 0
    assert set(Limitation.objects.values_list("level", "state")) == {("2", "dropped"), ("3", "proposed")}


def test_reminders_then_lateness_then_band_d_until_submitted():
    late = assessed(supplier(), state=AssessmentState.IN_PROGRESS, due_on=today() + timedelta(days=7))
    se = person(late.company, "SE")
    assert periodic.remind(today()) == 1
    Assessment.objects.filter(pk=late.pk).update(due_on=ago(15))
    assert periodic.mark_overdue(today()) == 0  # only one reminder so far
    Assessment.objects.filter(pk=late.pk).update(reminded=2)

    assert periodic.mark_overdue(today()) == 1
    assert periodic.mark_overdue(today()) == 0

    assert standing_of(late.company, StandingFact.BAND, today()) == "D"
    [score] = Score.objects.filter(assessment=late)
    assert (score.band, score.total, score.reason) == ("D", None, ScoreReason.OVERDUE)
    hear()
    assert {"esg.due", "esg.overdue"} <= set(Notice.objects.filter(user=se).values_list("kind", flat=True))
    limitation = Limitation.objects.get(company=late.company)
    assert (limitation.level, limitation.state) == ("2", LimitationState.PROPOSED)
    assert late.number in limitation.facts

    Assessment.objects.filter(pk=late.pk).update(overdue_since=None, state=AssessmentState.SUBMITTED)
    Event.objects.create(name="esg.assessment_submitted", payload={"assessment": late.pk})
    hear()
    assert standing_of(late.company, StandingFact.BAND, today()) is None


def test_reminders_that_were_missed_on_their_day_are_made_up_for_one_a_day():
    late = assessed(supplier(), state=AssessmentState.ASSIGNED, due_on=today() + timedelta(days=5))
    Assessment.objects.filter(pk=late.pk).update(assigned_at=db_now() - timedelta(days=25))
    se = person(late.company, "SE")

    told = [periodic.remind(today() + timedelta(days=days)) for days in range(7)]

    assert told == [1, 1, 0, 0, 1, 0, 0]  # 14 and 7 days before were missed; then 1 day before
    hear()
    days = Notice.objects.filter(user=se, kind="esg.due").order_by("pk").values_list("params__days", flat=True)
    assert list(days) == [5, 4, 1]


def test_a_reminder_after_the_due_day_says_so_and_lateness_counts():
    late = assessed(supplier(), state=AssessmentState.ASSIGNED, due_on=ago(16))
    Assessment.objects.filter(pk=late.pk).update(assigned_at=db_now() - timedelta(days=46))
    se = person(late.company, "SE")

    assert [periodic.remind(today()), periodic.mark_overdue(today())] == [1, 0]
    assert [periodic.remind(today()), periodic.mark_overdue(today())] == [1, 1]
    hear()
    assert Notice.objects.filter(user=se, kind="esg.due_passed").count() == 2


def test_what_is_outlived_counts_no_longer():
    old = assessed(supplier(), state=AssessmentState.FINAL, band="B", valid_from=ago(366), valid_to=ago(1))
    Standing.objects.create(
        company=old.company, fact=StandingFact.BAND, value="B", valid_from=ago(366), source=old.number
    )
    assert periodic.expire_assessments(today()) == 1
    assert periodic.expire_assessments(today()) == 0
    old.refresh_from_db()
    assert old.state == AssessmentState.EXPIRED
    assert standing_of(old.company, StandingFact.BAND, today()) is None


def evaluated(*args: str) -> str:
    out = StringIO()
    call_command("evaluate_esg", *args, stdout=out)
    return out.getvalue().strip().splitlines()[-1]


def test_the_command_evaluates_all_and_the_second_time_nothing_changes():
    year = str(today().year)
    question_set = published_set()
    good = assessed(
        supplier(), state=AssessmentState.FINAL, question_set=question_set, scores={"E1": 4, "S1": 4, "G1": 4}
    )
    bad = assessed(
        supplier(), state=AssessmentState.FINAL, question_set=question_set, scores={"E1": 2, "S1": 2, "G1": 2}
    )
    gone = assessed(supplier(), state=AssessmentState.FINAL, question_set=question_set)
    Company.objects.filter(pk=gone.company_id).update(level=Level.L1)

    assert evaluated("--period", year, "--at-once", "1") == "2 evaluated, 2 changed"
    assert evaluated("--period", year) == "2 evaluated, 0 changed"

    assert standing_of(good.company, StandingFact.SCORE, today()) == "80.00"
    assert standing_of(bad.company, StandingFact.BAND, today()) == "D"
    assert list(Limitation.objects.values_list("company", "level")) == [(bad.company_id, "2")]
    before = Standing.objects.count(), Score.objects.count(), Limitation.objects.count()
    hear()
    evaluated("--period", year)
    assert (Standing.objects.count(), Score.objects.count(), Limitation.objects.count()) == before


@contextmanager
def full_disk(table: str, when: str) -> Iterator[None]:
    """Rows ``when`` cannot be written, as when the disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE 'no space left on device'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW"
            f" WHEN ({when}) EXECUTE FUNCTION pg_temp.full_disk()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER full_disk ON {table}")
            cursor.execute("DROP FUNCTION pg_temp.full_disk()")


@pytest.mark.django_db(transaction=True)
def test_a_run_that_broke_off_is_run_again():
    year = str(today().year)
    question_set = published_set()
    made = [assessed(supplier(), state=AssessmentState.FINAL, question_set=question_set) for _place in range(3)]
    computed = Score.objects.filter(assessment__in=made, snapshot__contains='"scores"')
    with (
        full_disk("esg_score", f"NEW.assessment_id = {made[1].pk:d}"),
        pytest.raises(DatabaseError, match="no space left"),
    ):
        periodic.evaluate(int(year), at_once=1)
    assert [score.assessment_id for score in computed] == [made[0].pk]  # the part that was done stays

    assert evaluated("--period", year) == "3 evaluated, 2 changed"
    assert evaluated("--period", year) == "3 evaluated, 0 changed"
    assert computed.all().count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_monthly_job_that_broke_off_runs_again_and_only_until_it_is_done():
    published_set(code="TG-ALL")
    first, second = supplier(), supplier()
    for company in (first, second):
        entered_on(company, ago(370))
    Company.objects.exclude(pk__in=[first.pk, second.pk]).update(level=Level.L1)
    with (
        full_disk("esg_assessment", f"NEW.company_id = {second.pk:d}"),
        pytest.raises(DatabaseError, match="no space left"),
    ):
        run_daily()
    assert [each.company for each in Assessment.objects.all()] == [first]

    run_daily()
    assert {each.company for each in Assessment.objects.all()} == {first, second}
    third = supplier()
    entered_on(third, ago(370))
    run_daily()
    assert not Assessment.objects.filter(company=third).exists()  # this month's is done


@pytest.mark.django_db(transaction=True)
def test_the_month_of_minerals_that_broke_off_runs_again_and_only_until_it_is_done():
    product = ProductFactory()
    mineral_policy.set_mineral_class(product.current.class_node, metals=["tin"], reason="땜납", by=staff("ER"))
    with full_disk("esg_mineralcase", "true"), pytest.raises(DatabaseError, match="no space left"):
        keep_minerals()
    asked = MineralDeclaration.objects.filter(company=product.company)
    assert (asked.count(), MineralCase.objects.count()) == (1, 0)  # the part that was done stays

    keep_minerals()
    assert (asked.count(), MineralCase.objects.get().company) == (1, product.company)
    case = MineralCase.objects.get()
    case.delete()
    keep_minerals()
    assert not MineralCase.objects.exists()  # this month's is done


def test_a_period_that_is_none_is_refused():
    with pytest.raises(CommandError, match="a year from 2000"):
        call_command("evaluate_esg", "--period", "1999")
    with pytest.raises(CommandError, match="a year from 2000"):
        call_command("evaluate_esg", "--period", str(today().year + 1))


def test_a_change_of_a_final_item_changes_the_band_and_is_told():
    year = str(today().year)
    one = assessed(supplier(), state=AssessmentState.FINAL, scores={"E1": 4, "S1": 4, "G1": 4})
    evaluated("--period", year)
    se = person(one.company, "SE")
    review(one, {"S1": 2, "G1": 2}, round=4)
    assert evaluated("--period", year) == "1 evaluated, 1 changed"
    hear()
    notice = Notice.objects.get(user=se, kind="esg.band_changed")
    assert (notice.params["before"], notice.params["after"]) == ("B", "C")


def test_the_command_says_what_changed_of_whom_and_the_audit_keeps_it():
    year = str(today().year)
    one = assessed(supplier(), state=AssessmentState.FINAL, scores={"E1": 4, "S1": 4, "G1": 4})
    two = assessed(supplier(), state=AssessmentState.FINAL, scores={"E1": 4, "S1": 4, "G1": 4})
    evaluated("--period", year)
    review(one, {"S1": 2, "G1": 2}, round=4)
    out = StringIO()

    call_command("evaluate_esg", "--period", year, stdout=out)

    assert f"{one.number}: B 80.00 → C 54.00" in out.getvalue()
    assert two.number not in out.getvalue()
    entry = AuditEntry.objects.filter(what="esg.esgterms.evaluated").latest("pk")
    assert json.loads(entry.payload) == {"period": year, "changes": [[one.number, "B 80.00", "C 54.00"]]}


def test_who_is_active():
    one, two = supplier(), supplier()
    Company.objects.filter(pk=two.pk).update(state=CompanyState.SUSPENDED)
    assert set(active_suppliers()) & {one, two} == {one}
