"""The worlds behind the doors of projects, visits, claims and experts."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.support.models import Expert, Project
from sharedgrowth.support.services import agreements, claims, experts, plans
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import person

P = ProjectState


def _world(project: Project, adviser: Expert | None = None, **names) -> World:
    company, adviser = project.company, adviser or made.expert()
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SF", "SE")),
        "owner": person(company, "SA"),
        "writer": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "officer": project.officer,
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
    later = (today() + timedelta(days=30)).isoformat()
    known = {"number": project.number, "uid": project.uid, "today": today().isoformat(), "later": later}
    return World(people, known | names, owner=company)


@stage("support project selected")
def project_selected() -> World:
    """Its agreement is to be drawn up."""
    project = made.project()
    return _world(project, kpi=project.kpis.first().uid)


@stage("support project to sign")
def project_to_sign() -> World:
    """Drawn up by its officer."""
    project = made.project()
    agreements.draw_up_agreement(project, scope="측정기 연결", begins_on=today(), by=project.officer)
    return _world(project)


@stage("support project running")
def project_running() -> World:
    """With an expert, phases, deliverables, a visit to come."""
    project = made.project(state=P.IN_PROGRESS)
    expert = made.assigned(project).expert
    visit = made.planned_visit(project, expert)
    return _world(
        project,
        expert,
        phase=project.phases.first().key,
        deliverable=project.deliverables.first().uid,
        kpi=project.kpis.first().uid,
        visit=visit.number,
        visit_uid=visit.uid,
        expert=expert.uid,
        assignment=expert.assignments.get().uid,
    )


@stage("support deliverable handed in")
def deliverable_handed_in() -> World:
    """To be looked at."""
    project = made.project(state=P.IN_PROGRESS)
    expert = made.assigned(project).expert
    thing = project.deliverables.first()
    plans.hand_in(thing, uploads=[made.pdf("report.pdf")], by=person(project.company, "SA"))
    return _world(project, expert, deliverable=thing.uid)


@stage("support project on hold")
def project_on_hold() -> World:
    """It rests."""
    return _world(made.project(state=P.ON_HOLD))


@stage("support project completed")
def project_completed() -> World:
    """Months ago: to be measured."""
    project = made.long_ago(made.project(state=P.COMPLETED))
    plans.ask_followups(project, today())
    return _world(project)


@stage("support project measured")
def project_measured() -> World:
    """By its officer: another one verifies."""
    return _world(made.project(state=P.MEASURED))


@stage("support project verified")
def project_verified() -> World:
    """To be closed."""
    return _world(made.project(state=P.VERIFIED))


@stage("support visit safe")
def visit_safe() -> World:
    """To be reported."""
    project = made.project(state=P.IN_PROGRESS)
    visit = made.cleared(made.planned_visit(project))
    return _world(project, visit.expert, visit=visit.number)


@stage("support project visit reported")
def visit_reported() -> World:
    """Something has to stop."""
    project = made.project(state=P.IN_PROGRESS)
    visit = made.cleared(made.planned_visit(project))
    visit = made.reported(visit, stop_work=True, stop_text="방호 덮개가 없습니다.")
    return _world(project, visit.expert, visit=visit.number, visit_uid=visit.uid)


@stage("support claim being written")
def claim_being_written() -> World:
    """The second tranche, with an invoice."""
    project = made.project(state=P.COMPLETED)
    own = person(project.company, "SA")
    first = claims.submit_claim(claims.start_claim(project, by=own), by=own)
    claims.accept_claim(first, by=staff("SG"))
    claim = claims.start_claim(project, by=own)
    item = made.item_for(claim, won=Decimal(20_000_000))
    return _world(project, claim=claim.number, claim_uid=claim.uid, item=item.uid)


@stage("support claim submitted")
def claim_submitted() -> World:
    """To be looked at."""
    project = made.project(state=P.IN_PROGRESS)
    own = person(project.company, "SA")
    claim = claims.submit_claim(claims.start_claim(project, by=own), by=own)
    return _world(project, claim=claim.number)


@stage("support expert asked for")
def expert_asked_for() -> World:
    """The head of the unit decides."""
    project, expert = made.project(state=P.IN_PROGRESS), made.expert()
    asked = experts.ask_expert(
        project,
        expert,
        days={months_after(today().replace(day=1), 1): Decimal(2)},
        task="지도",
        by=project.officer,
    )
    return _world(project, expert, expert=expert.uid, assignment=asked.uid)
