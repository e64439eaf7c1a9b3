"""A project from the selection to its closing: agreement, plan, indicators, money given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.policies import may_read
from portal.files.services import store_upload
from portal.notices.models import Notice
from portal.outbox.models import JobRun
from portal.outbox.services import is_done
from portal.tests.factories import staff, supplier
from sharedgrowth.funds.services import commitments, drawdowns
from sharedgrowth.funds.views.drawdown_deeds import COMMITMENT
from sharedgrowth.support.handlers.projects import run_clocks, tell_company
from sharedgrowth.support.models import Assignment, Project
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries.projects import projects_visible_to, sees_money, split_of
from sharedgrowth.support.services import agreements, kpis, plans, projects
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import applied, call, hear, person

pytestmark = pytest.mark.django_db
P = ProjectState


def test_a_selected_application_becomes_a_project_once():
    application = applied(call(funding_mode="type1"), state=ApplicationState.SELECTED, cost=200_000_000)
    officer = staff("SG")

    project = projects.open_project(application, by=officer)

    assert projects.open_project(application, by=officer) == project
    assert (project.total_won, project.government_won, project.anchor_won, project.sme_won) == (
        200_000_000,
        split_of(application).government,
        split_of(application).anchor,
        split_of(application).sme,
    )
    assert [kpi.key for kpi in project.kpis.all()] == ["output", "defects", "cost", "delivery"]
    assert project.costs[0]["won"] == "200000000"


def test_the_company_reads_the_state_of_its_project_in_its_own_language():
    project = made.project()
    owner = person(project.company, "SA")

    tell_company(project=project.pk)

    notice = Notice.objects.get(kind="support.project_changed", user=owner)
    for language, state in (("ko", "협약 체결 전"), ("en", "Agreement to be signed")):
        with override(language):
            assert notice.title.endswith(f"{project.number}: {state}")


def test_only_a_selected_application_becomes_a_project():
    application = applied(state=ApplicationState.WAITLISTED)

    with pytest.raises(WrongState, match="Only a selected application"):
        projects.open_project(application, by=staff("SG"))


def test_both_sides_sign_the_same_text_and_then_the_project_begins():
    project = made.project()
    first = agreements.draw_up_agreement(project, scope="측정기 연결", begins_on=today(), by=project.officer)
    newer = agreements.draw_up_agreement(project, scope="측정기 3대 연결", begins_on=today(), by=project.officer)
    own = person(project.company, "SA")

    with pytest.raises(WrongState, match="newer version"):
        agreements.sign_for_company(first, version=1, by=own)
    agreements.sign_for_company(newer, version=2, by=own)
    with pytest.raises(NotAllowed, match="does not sign it"):
        agreements.sign_for_buyer(newer, version=2, by=project.officer)
    project.refresh_from_db()
    assert project.state == P.AGREEMENT
    agreements.sign_for_buyer(newer, version=2, by=staff("AP"))

    project.refresh_from_db()
    assert project.state == P.IN_PROGRESS
    assert [phase.key for phase in project.phases.all()] == ["design", "build", "trial", "acceptance"]
    assert project.deliverables.count() == 4
    assert project.commitment.state == "contracted"
    with pytest.raises(WrongState):
        agreements.draw_up_agreement(project, scope="anders", begins_on=today(), by=project.officer)


def test_the_buyer_signs_when_the_money_is_approved():
    project = made.project(approved=False)
    agreement = agreements.draw_up_agreement(project, scope="측정기 연결", begins_on=today(), by=project.officer)

    with pytest.raises(RuleBroken, match="has not approved the money"):
        agreements.sign_for_buyer(agreement, version=1, by=staff("SG"))
    commitments.refuse_commitment(project.commitment, reason="예산이 없습니다.", by=staff("FM"))
    with pytest.raises(RuleBroken, match="has refused or taken back"):
        agreements.sign_for_buyer(agreement, version=1, by=staff("SG"))
    hear()
    assert Notice.objects.filter(kind="support.money_refused_seen", user=project.officer).count() == 1


@pytest.mark.parametrize("thing", ["project", "application"])
def test_the_money_of_a_project_is_claimed_on_its_page_and_the_last_part_waits_for_the_result(thing):
    project = made.project(state=P.IN_PROGRESS)
    commitment = project.commitment  # the selection commits about the application
    about = {"project": project, "application": project.application}[thing]
    commitment.thing_type, commitment.thing_id = about._meta.label_lower, str(about.pk)
    commitment.save(update_fields=["thing_type", "thing_id"])
    asked = {"amount": Decimal(1), "evidence": [], "invoice_numbers": []}
    with pytest.raises(NotAllowed, match="page of your project"):
        drawdowns.request_drawdown(commitment, tranche=1, **asked, by=person(project.company, "SA"))
    paper = store_upload(made.pdf(), company=project.company, by=project.officer)
    with pytest.raises(RuleBroken, match="when the result is verified"):
        drawdowns.request_drawdown(commitment, tranche=3, **asked | {"evidence": [paper]}, by=project.officer)
    assert not [each for each in COMMITMENT if each.key == "draw" and each.when(commitment)]


def test_an_expert_whose_work_has_ended_does_not_verify_the_result():
    project = made.project(state=P.IN_PROGRESS)
    worked = made.expert(user=staff("CN", "FI"))
    given = made.assigned(project, worked)
    Assignment.objects.filter(pk=given.pk).update(state="ended", ended_on=today())
    assert "SOD-10" in policies.may_verify(worked.user, project).reason
    assert policies.may_verify(staff("FI"), project)


def test_a_day_of_the_clock_that_is_broken_off_begins_again():
    project = made.project(state=P.IN_PROGRESS)
    project.deliverables.update(due_on=today() + timedelta(days=7))
    JobRun.objects.all().delete()
    key = "support.deliverable_due"
    run_clocks()
    told = JobRun.objects.filter(name=key).count()
    assert told == project.deliverables.count()
    JobRun.objects.filter(name__in=["support.projects_daily", key]).delete()  # as a crash leaves it
    run_clocks()
    assert (JobRun.objects.filter(name=key).count(), is_done("support.projects_daily", str(today()))) == (told, True)


def test_a_signed_text_never_changes():
    from django.db import DatabaseError, transaction

    project = made.project(state=P.IN_PROGRESS)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        project.agreements.update(sha256="0" * 64)


def test_it_is_completed_when_all_is_done_and_measured_months_later_by_one_and_verified_by_another():
    project = made.project(state=P.IN_PROGRESS)
    with pytest.raises(RuleBroken, match="phases are not done"):
        projects.complete_project(project, by=project.officer)
    made.completed(project)
    assert project.completed_on == today()

    values = {kpi.pk: Decimal(80) for kpi in project.kpis.all()}
    with pytest.raises(RuleBroken, match="measured from") as early:
        kpis.measure_project(project, values=values, measured_on=today(), by=project.officer)
    assert early.value.field == "measured_on"
    made.measured(project)
    assert project.improvement == Decimal("0.25")
    with pytest.raises(NotAllowed, match="Who measured does not verify"):
        kpis.verify_project(project, verified_won=Decimal(1), remark="ok", by=project.officer)
    finance = staff("FI")
    with pytest.raises(RuleBroken, match="Not more can be verified"):
        kpis.verify_project(project, verified_won=Decimal(36_000_001), remark="ok", by=finance)
    kpis.send_back(project, remark="원자료가 없습니다.", by=finance)
    project.refresh_from_db()
    assert project.state == P.COMPLETED
    made.measured(project)
    kpis.verify_project(project, verified_won=Decimal(30_000_000), remark="대장 확인", by=finance)
    project.refresh_from_db()
    assert (project.state, project.verified_won) == (P.VERIFIED, 30_000_000)


def test_an_effect_that_another_task_counts_is_not_counted_twice():
    project = made.long_ago(made.project(state=P.COMPLETED))
    values = {kpi.pk: Decimal(80) for kpi in project.kpis.all()}
    kpis.measure_project(
        project,
        values=values,
        measured_on=today(),
        effect_won=Decimal(5_000_000),
        effect_text="재료비",
        counted_in="BST-2026-000001",
        by=project.officer,
    )

    kpis.verify_project(project, verified_won=Decimal(5_000_000), remark="대장 확인", by=staff("FI"))

    project.refresh_from_db()
    assert project.verified_won == 0


def test_the_golden_improvement_is_the_mean_of_the_indicators():
    project = made.project(state=P.IN_PROGRESS)
    project.kpis.filter(key__in=["cost", "delivery"]).delete()
    made.completed(project)
    project.kpis.filter(key="defects").update(before=Decimal("3.2"))
    project.kpis.filter(key="output").update(before=Decimal(96))
    made.long_ago(project)
    by_key = {kpi.key: kpi.pk for kpi in project.kpis.all()}

    kpis.measure_project(
        project,
        values={by_key["defects"]: Decimal("2.4"), by_key["output"]: Decimal(118)},
        measured_on=today(),
        by=project.officer,
    )

    project.refresh_from_db()
    assert round(project.improvement * 100, 2) == Decimal("23.96")


def test_a_value_before_is_not_of_the_future_and_its_target_is_better():
    project = made.project()
    kpi = project.kpis.get(key="defects")
    own = person(project.company, "SA")
    given = {"before": Decimal("3.2"), "how": "출하 검사", "target": Decimal("2.0"), "by": own}

    with pytest.raises(RuleBroken, match="has not come yet"):
        kpis.set_before(kpi, before_on=today() + timedelta(days=1), **given)
    with pytest.raises(RuleBroken, match="not better") as worse:
        kpis.set_before(kpi, before_on=today(), **(given | {"target": Decimal("3.3")}))
    assert worse.value.field == "target"
    kpis.set_before(kpi, before_on=today(), **given)
    kpi.refresh_from_db()
    assert (kpi.before, kpi.target, kpi.before_by) == (Decimal("3.2"), Decimal(2), own)


def test_a_zero_before_leaves_the_rate_undefined():
    project = made.project(state=P.COMPLETED)
    project.kpis.exclude(key="defects").delete()
    made.long_ago(project)
    project.kpis.update(before=0)

    kpis.measure_project(project, values={project.kpis.get().pk: Decimal(0)}, measured_on=today(), by=project.officer)

    project.refresh_from_db()
    assert project.improvement is None


def test_a_terminated_project_gives_its_money_and_its_experts_back():
    project = made.project(state=P.IN_PROGRESS)
    assignment = made.assigned(project, days=3)
    visit = made.planned_visit(project, assignment.expert)
    line = project.commitment.line

    projects.terminate_project(project, reason="회사가 생산을 멈췄습니다.", by=project.officer)

    for each in (project, assignment, visit, line, project.commitment):
        each.refresh_from_db()
    assert (project.state, assignment.state, visit.state) == (P.TERMINATED, "ended", "cancelled")
    assert project.commitment.state == "released"
    assert line.committed - line.released == 0
    assert sum(month.planned for month in assignment.expert.months.all()) == 3  # this month's were spent
    entry = AuditEntry.objects.filter(what="support.project.terminate").get()
    assert entry.reason == "회사가 생산을 멈췄습니다."


def test_hold_and_resume():
    project = made.project(state=P.IN_PROGRESS)
    with pytest.raises(RuleBroken, match="a day to come"):
        projects.hold_project(project, reason="정기 보수", until=today(), by=project.officer)
    projects.hold_project(project, reason="정기 보수", until=today() + timedelta(days=20), by=project.officer)
    project.refresh_from_db()
    assert project.state == P.ON_HOLD
    projects.resume_project(project, by=project.officer)
    project.refresh_from_db()
    assert (project.state, project.held_until) == (P.IN_PROGRESS, None)


def test_followups_are_asked_by_the_day_and_once_and_answered_by_the_company():
    project = made.long_ago(made.project(state=P.CLOSED), months=4)

    asked = plans.ask_followups(project, today())
    assert [each.months for each in asked] == [3]
    assert plans.ask_followups(project, today()) == []
    plans.answer_followup(
        asked[0], still_works=True, text="매일 씁니다.", effect_pct=Decimal(90), by=person(project.company, "SA")
    )
    asked[0].refresh_from_db()
    assert (asked[0].state, asked[0].still_works) == ("answered", True)


def test_satisfaction_is_said_once():
    project = made.project(state=P.COMPLETED)
    own = person(project.company, "SA")

    with pytest.raises(RuleBroken, match="between 1 and 5"):
        plans.rate_project(project, score=6, by=own)
    plans.rate_project(project, score=5, text="현장을 알고 계셨습니다.", by=own)
    with pytest.raises(WrongState, match="already"):
        plans.rate_project(project, score=1, by=own)


def test_who_sees_a_project_and_who_sees_its_money():
    project = made.project(state=P.IN_PROGRESS)
    consultant = made.assigned(project, sees_costs=False).expert.user
    rival, purchasing = supplier("SA"), staff("PO")

    def seen(user) -> bool:
        return projects_visible_to(user).filter(pk=project.pk).exists()

    assert [seen(user) for user in (person(project.company, "SA"), consultant, purchasing, staff("FI"))] == [True] * 4
    assert [seen(user) for user in (rival, staff("CN"), staff("RQ"), staff("ER"))] == [False] * 4
    assert not sees_money(consultant, project)
    assert not sees_money(purchasing, project)
    assert sees_money(staff("FM"), project)
    deliverable = project.deliverables.first()
    report = store_upload(made.pdf("report.pdf"), company=project.company, by=project.officer)
    deliverable.files.add(report)
    readers = (person(project.company, "SE"), consultant, staff("FM"), purchasing, rival)
    assert [bool(may_read(user, report)) for user in readers] == [True, True, True, False, False]
    assert Project.objects.count() == 1
