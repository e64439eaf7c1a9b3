"""The worlds behind the doors of energy audits, factors, smart-factory levels and recommending organisations."""

from datetime import date, timedelta
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.support.models import EnergyMeasure, Project, Recommender
from sharedgrowth.support.services import energy, factors, levels, recommenders
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.tests import energy_stage, project_stage
from sharedgrowth.support.tests.factories import person


def _world(project: Project, officer: User | None = None, **names) -> World:
    company, adviser = project.company, project_stage.expert()
    project_stage.assigned(project, adviser)
    people: dict[str, User | None] = {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SF", "SE")),
        "owner": person(company, "SA"),
        "writer": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "officer": officer or project.officer,
        "other_officer": staff("SG"),
        "expert": adviser.user,
        "head": adviser.head,
        "consultant": staff("CN"),
        "requester": staff("RQ"),
        "buyer": staff("PO"),
        "approver": staff("AP"),
        "fund": staff("FM"),
        "finance": staff("FI"),
        "reviewer": staff("ER"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    known = {"number": project.number, "today": today().isoformat(), "company": company.number}
    return World(people, known | names, owner=company)


def _project(programme: str = "energy") -> Project:
    return project_stage.project(state=ProjectState.IN_PROGRESS, programme=programme)


@stage("support energy none")
def energy_none() -> World:
    """A project that has no audit yet."""
    return _world(_project())


@stage("support energy drawn up")
def energy_drawn_up() -> World:
    """With two measures."""
    audit = energy_stage.audit(of=_project())
    return _world(audit.project, uid=audit.uid, measure=audit.measures.get(no=1).uid)


@stage("support energy reported")
def energy_reported() -> World:
    """The first measure is in place, the second is accepted, the third waits."""
    project = _project()
    audit = energy_stage.audit(of=project)
    energy_stage.measure(audit, title="조명 교체", loss="light", quantity=Decimal(10_000), by=project.officer)
    energy.report_audit(audit, by=project.officer)
    owner = person(project.company, "SA")
    for no in (1, 2):
        energy.decide_measure(audit.measures.get(no=no), accept=True, by=owner)
    energy.carry_out(EnergyMeasure.objects.get(audit=audit, no=1), done_on=date(2025, 3, 3), by=owner)
    accepted, waiting = audit.measures.get(no=2), audit.measures.get(no=3)
    return _world(project, uid=audit.uid, accepted=accepted.uid, waiting=waiting.uid)


@stage("support energy measured")
def energy_measured() -> World:
    """By the officer of the project, who also drew it up."""
    audit = energy_stage.audit(AuditState.MEASURED, of=_project())
    return _world(audit.project, User.objects.get(pk=audit.measured_by_id), uid=audit.uid)


@stage("support factor entered")
def factor_entered() -> World:
    """It waits for a second person."""
    project = _project()
    factor = factors.enter_factor(
        carrier="electricity",
        year=2024,
        toe=Decimal("0.213"),
        tco2=Decimal("0.41"),
        status="official",
        source="2026 notice",
        by=project.officer,
    )
    in_force = type(factor).objects.filter(state="approved").first()
    return _world(project, uid=factor.uid, factor=in_force.uid)


@stage("support level assessed")
def level_assessed() -> World:
    """By a consultant; and a system of the company."""
    project = _project("smart_factory")
    level = levels.assess(
        project.company,
        level=2,
        assessed_on=today(),
        how="설비 3대가 스스로 보냅니다.",
        project=project,
        by=staff("CN"),
    )
    owner = person(project.company, "SA")
    system = levels.enter_system(
        project.company, kind="mes", name="생산 관리", live_on=today() - timedelta(days=90), project=project, by=owner
    )
    return _world(project, uid=level.uid, system=system.uid)


@stage("support recommender")
def recommender_kept() -> World:
    """With an agreement in force."""
    project = _project("smart_factory")
    kept = recommenders.keep_recommender(
        Recommender(
            kind="chamber",
            name_ko="다온상공회의소",
            name_en="Daon Chamber",
            contact="문가을 팀장",
            email="chamber@example.com",
            agreed_on=today(),
        ),
        by=project.officer,
    )
    return _world(project, uid=kept.uid)
