"""The worlds behind the doors of red flags, corrective actions and supply limitations."""

from portal.clock import today
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.esg.services import actions, appeals, limitations
from purchasing.esg.tests import actions_stage as made
from purchasing.esg.tests.factories import person


def _world(company: Company, reviewer: User, **names) -> World:
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": person(company, "SA"),
        "officer_esg": person(company, "SE"),
        "writer": UserFactory(company=company, roles=("SU",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "reviewer": reviewer,
        "other_reviewer": staff("ER"),
        "committee": staff("EC"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "officer": staff("PO"),
        "grower": staff("SG"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, {"today": today().isoformat(), "company": company.number} | names, owner=company)


@stage("esg flag alleged")
def flag_alleged() -> World:
    """Raised by a reviewer, from a court's paper."""
    reviewer = staff("ER")
    flag = made.raised(by=reviewer)
    return _world(flag.company, reviewer, uid=flag.uid)


@stage("esg flag of the hotline")
def flag_of_the_hotline() -> World:
    """Alleged; who called is protected."""
    reviewer = staff("ER")
    flag = made.raised(by=reviewer, source="hotline")
    return _world(flag.company, reviewer, uid=flag.uid)


@stage("esg action open")
def action_open() -> World:
    """Its plan is awaited."""
    reviewer = staff("ER")
    action = made.opened(by=reviewer)
    return _world(action.company, reviewer, number=action.number)


@stage("esg action planned")
def action_planned() -> World:
    """A plan to look at, and more time asked for."""
    reviewer = staff("ER")
    action = made.planned(made.opened(by=reviewer))
    actions.ask_extension(action, days=10, reason="부품 납기", by=person(action.company, "SE"))
    return _world(action.company, reviewer, number=action.number)


@stage("esg action accepted")
def action_accepted() -> World:
    """To be done; the library holds evidence."""
    reviewer = staff("ER")
    action = made.accepted(made.opened(by=reviewer))
    shown = made.evidence(action.company)
    names = {"uid": action.uid, "evidence": shown.pk, "evidence_uids": [str(shown.uid)]}
    return _world(action.company, reviewer, number=action.number, **names)


@stage("esg action done")
def action_done() -> World:
    """Evidence to look at."""
    reviewer = staff("ER")
    action = made.implemented(made.opened(by=reviewer))
    return _world(action.company, reviewer, number=action.number)


@stage("esg limitation proposed")
def limitation_proposed() -> World:
    """Nobody is told yet."""
    reviewer = staff("ER")
    limitation = made.proposed(by=reviewer)
    return _world(limitation.company, reviewer, number=limitation.number)


@stage("esg limitation notified")
def limitation_notified() -> World:
    """The days to answer run."""
    reviewer = staff("ER")
    limitation = limitations.notify_limitation(made.proposed(by=reviewer), by=reviewer)
    return _world(limitation.company, reviewer, number=limitation.number, uid=limitation.uid)


@stage("esg limitation answered")
def limitation_answered() -> World:
    """The supplier asks to be heard."""
    reviewer = staff("ER")
    limitation = made.answered(made.proposed(by=reviewer), hearing=True, by=reviewer)
    return _world(limitation.company, reviewer, number=limitation.number)


@stage("esg limitation before the committee")
def limitation_committee() -> World:
    """Three have voted; others may still."""
    reviewer = staff("ER")
    limitation = made.before_committee(made.proposed(by=reviewer), by=reviewer)
    made.vote(limitation, True, True, True)
    return _world(limitation.company, reviewer, number=limitation.number)


@stage("esg limitation in force")
def limitation_in_force() -> World:
    """Imposed; a sister of the same owner carries it; a corrective action is verified."""
    reviewer, company, sister = staff("ER"), CompanyFactory(), CompanyFactory()
    for each in (company, sister):
        record_standing(each, "owners", "P-7:0.6", valid_from=today(), source="ENT-1")
    limitation = made.imposed(company, by=reviewer)
    made.verified(made.opened(company))
    carried = limitation.carried.get()
    return _world(company, reviewer, number=limitation.number, carried=carried.uid)


@stage("esg limitation appealed")
def limitation_appealed() -> World:
    """Other people vote."""
    reviewer = staff("ER")
    limitation = made.appealed(made.imposed(by=reviewer))
    made.vote(limitation, True, True, True, on_appeal=True)
    return _world(limitation.company, reviewer, number=limitation.number)


@stage("esg limitation to lift")
def limitation_to_lift() -> World:
    """Mended, and the lifting is asked for."""
    reviewer = staff("ER")
    limitation = made.imposed(by=reviewer)
    made.verified(made.opened(limitation.company))
    appeals.ask_lifting(limitation, reason="고쳤습니다", by=person(limitation.company, "SA"))
    return _world(limitation.company, reviewer, number=limitation.number)
