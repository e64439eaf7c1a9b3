"""The worlds behind the doors of the curriculum."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.esg.services import courses
from purchasing.esg.tests import course_stage as made


def _world(learner: User, **names) -> World:
    company = learner.company
    people: dict[str, User | None] = {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": UserFactory(company=company, roles=("SA",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "learner": learner,
        "bidder": UserFactory(company=company, roles=("BD",)),
        "reviewer": staff("ER"),
        "committee": staff("EC"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "grower": staff("SG"),
        "officer": staff("PO"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    given = {"later": (today() + timedelta(days=40)).isoformat(), "company": company.number} | names
    return World(people, given, owner=company)


def _learner() -> User:
    return UserFactory(company=supplier("SA").company, roles=("SU",))


@stage("esg course offered")
def course_offered() -> World:
    """Nobody takes it yet."""
    return _world(_learner(), course=made.course("carbon").pk)


@stage("esg course begun")
def course_begun() -> World:
    """``learner`` has opened the first section, and its time has passed."""
    learner = _learner()
    enrolment = courses.enrol(made.course(), by=learner)
    courses.open_section(enrolment, enrolment.course.sections.get(no=1), by=learner)
    made.later(enrolment, 60)
    return _world(learner, uid=enrolment.uid)


@stage("esg course read")
def course_read() -> World:
    """``learner`` has read all, and failed once."""
    learner = _learner()
    enrolment = courses.enrol(made.course(), by=learner)
    made.read_all(enrolment, by=learner)
    made.tried(enrolment, right=1, by=learner)
    return _world(learner, uid=enrolment.uid)


@stage("esg course passed")
def course_passed() -> World:
    """``learner`` holds the certificate."""
    learner = _learner()
    certificate = made.passed(learner)
    return _world(learner, uid=certificate.enrolment.uid, token=certificate.token)
