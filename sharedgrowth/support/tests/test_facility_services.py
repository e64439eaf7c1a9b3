"""Facility solutions: no visit without its safety form, stop work told at once, faults until they are closed."""

from datetime import timedelta

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.esg.models import ReviewerTie
from sharedgrowth.support.models import Checklist, FacilityFault, FacilityInspection
from sharedgrowth.support.models.checklists_shipped import CHECKLISTS, enter_checklists
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.services import facility as services
from sharedgrowth.support.services.facility import ItemIn
from sharedgrowth.support.tests import facility_stage as made
from sharedgrowth.support.tests.lab_stage import paper

pytestmark = pytest.mark.django_db


def delivered() -> None:
    while deliver_due():
        continue


def test_nothing_is_answered_before_the_safety_form():
    visit = made.planned()
    with pytest.raises(WrongState):
        made.answered(visit, "ok")
    with pytest.raises(RuleBroken) as refused:
        services.begin_inspection(visit, hazards=[], measures="  ", by=visit.inspector)
    assert refused.value.field == "measures"
    services.begin_inspection(visit, hazards=[], measures="안내자가 동행합니다.", by=visit.inspector)
    assert made.answered(FacilityInspection.objects.get(pk=visit.pk), "ok") == []


def test_a_report_needs_all_answers_and_without_faults_closes_itself():
    visit = made.on_site()
    made.answered(visit, "ok", "ok")
    with pytest.raises(RuleBroken):
        services.report_inspection(visit, summary="이상 없음", by=visit.inspector)
    made.answered(visit, "ok", "ok", "na")
    assert services.report_inspection(visit, summary="이상 없음", by=visit.inspector).state == "closed"
    assert queries.in_order_pct(visit) == 100


def test_answers_sent_twice_make_one_fault_and_a_corrected_one_takes_it_back():
    visit = made.on_site()
    made.answered(visit, "fault")
    made.answered(visit, "fault", severity="high")
    fault = FacilityFault.objects.get()
    assert (fault.severity, fault.due_on) == ("high", today() + timedelta(days=30))
    made.answered(visit, "ok")
    assert not FacilityFault.objects.exists()


def test_stop_work_is_told_at_once_to_company_shared_growth_and_compliance_and_is_not_unsaid():
    owner, grower, compliance = supplier("SA"), staff("SG"), staff("CP")
    visit = made.on_site(owner.company)
    made.answered(visit, "fault", severity="stop")
    delivered()
    told = set(Notice.objects.filter(kind__startswith="support.facility_stop").values_list("user", "kind"))
    assert (owner.pk, "support.facility_stop") in told
    assert {(grower.pk, "support.facility_stop_seen"), (compliance.pk, "support.facility_stop_seen")} <= told
    assert all(Notice.objects.filter(kind="support.facility_stop").values_list("essential", flat=True))
    with pytest.raises(RuleBroken):
        made.answered(visit, "ok")
    fault = FacilityFault.objects.get()
    assert list(queries.stops_unseen()) == [fault]
    with pytest.raises(RuleBroken):
        services.fix_fault(fault, text="고쳤습니다.", by=owner)
    services.confirm_stop(fault, by=owner)
    assert list(queries.stops_unseen()) == []
    assert services.fix_fault(fault, text="덮개를 달았습니다.", by=owner).state == "fixed"


def test_a_fault_goes_back_and_forth_until_the_last_one_closes_the_visit():
    owner = supplier("SA")
    visit = made.reported(owner.company)
    fault = FacilityFault.objects.get()
    with pytest.raises(NotAllowed):
        services.fix_fault(fault, text="고쳤습니다.", by=supplier("SA"))
    services.fix_fault(fault, text="고쳤습니다.", upload=paper(), by=owner)
    fault.refresh_from_db()
    assert may_read(visit.inspector, fault.fixed_file)
    assert not may_read(staff("PO"), fault.fixed_file)
    with pytest.raises(RuleBroken):
        services.judge_fault(fault, closed=False, by=visit.inspector)
    services.judge_fault(fault, closed=False, remark="볼트가 없습니다.", by=visit.inspector)
    services.fix_fault(fault, text="볼트를 조였습니다.", by=owner)
    with pytest.raises(NotAllowed):
        services.judge_fault(fault, closed=True, by=staff("CN"))
    services.judge_fault(fault, closed=True, by=visit.inspector)
    visit.refresh_from_db()
    assert visit.state == "closed"
    moves = AuditEntry.objects.filter(thing_type="support.facilityfault").order_by("pk").values_list("what", flat=True)
    assert [what.rpartition(".")[2] for what in moves] == ["found", "fix", "send_back", "fix", "close"]


def test_a_checklist_is_put_in_force_by_a_second_person_and_visits_keep_their_version():
    author, second = staff("CN"), staff("SG")
    visit = made.planned()
    draft = services.write_checklist(
        code="press", title_ko="프레스", title_en="Presses", items=[ItemIn("새 항목", "New", "high")], by=author
    )
    services.propose_checklist(draft, by=author)
    with pytest.raises(NotAllowed):
        services.publish_checklist(draft, by=author)
    services.publish_checklist(draft, by=second)
    assert list(Checklist.objects.filter(code="press").order_by("version").values_list("version", "state")) == [
        (1, "superseded"),
        (2, "published"),
    ]
    visit.refresh_from_db()
    assert visit.checklist.version == 1
    with pytest.raises(WrongState):
        services.write_checklist(
            code="press", title_ko="a", title_en="a", items=[ItemIn("x", "x", "low")], checklist=draft, by=author
        )


def test_the_shipped_checklists_are_entered_once():
    enter_checklists()
    enter_checklists()
    assert set(Checklist.objects.filter(state="published").values_list("code", flat=True)) == set(CHECKLISTS)
    assert Checklist.objects.count() == len(CHECKLISTS)


def test_who_sees_a_visit():
    owner = supplier("SA")
    visit = made.planned(owner.company)
    for user, count in [
        (owner, 1),
        (visit.inspector, 1),
        (staff("SG"), 1),
        (staff("AU"), 1),
        (supplier("SA"), 0),
        (staff("PO"), 0),
        (staff("CN"), 0),
        (supplier("BD", company=owner.company), 0),
    ]:
        assert queries.inspections_visible_to(user).count() == count


def test_what_is_late_is_told_once_a_day():
    owner = supplier("SA", company=CompanyFactory())
    made.reported(owner.company, severity="high")
    FacilityFault.objects.update(due_on=today() - timedelta(days=1))
    services.run_fault_clock(today())
    services.run_fault_clock(today())
    delivered()
    assert Notice.objects.filter(kind="support.faults_late", user=owner).count() == 1


def test_nobody_inspects_a_company_to_which_he_belongs_and_who_helped_reviews_nothing_there():
    visit = made.on_site()
    assert ReviewerTie.objects.filter(person=visit.inspector, company=visit.company).exists()
    company = CompanyFactory()
    insider = staff("CN")
    insider.memberships.create(company=company)  # own company
    with pytest.raises(RuleBroken) as refused:
        made.planned(company, inspector=insider)
    assert refused.value.field == "inspector"
