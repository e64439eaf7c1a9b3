"""The worlds behind the doors of question sets, answers and the library of documents."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.esg.models import Assessment, QuestionSet
from purchasing.esg.queries.known import known_of
from purchasing.esg.services import answers as services
from purchasing.esg.services import questions as sets
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, draft_set, publish
from purchasing.esg.tests.test_answers_services import certified, full, paper


def _people(company: Company) -> dict[str, User | None]:
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": UserFactory(company=company, roles=("SA",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "writer": UserFactory(company=company, roles=("SU",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "reviewer": staff("ER"),
        "other_reviewer": staff("ER"),
        "committee": staff("EC"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _world(assessment: Assessment, **names) -> World:
    return World(
        _people(assessment.company),
        {"number": assessment.number, "uid": assessment.uid, **names},
        owner=assessment.company,
    )


@stage("esg assessment being answered")
def being_answered() -> World:
    """Everything is answered, nothing handed in; a certificate is on offer for E1."""
    made = draft_set()
    made.questions.filter(code="E1").update(evidence_kinds=["ISO14001"])
    publish(made)
    assessment = assessed(question_set=made)
    world = _world(assessment)
    full(assessment, world.people["officer_esg"])
    certified(assessment.company)
    offer = known_of(assessment, made.questions.filter(code="E1"), today())["E1"][0]
    document = paper(assessment.company, valid_to=today() + timedelta(days=90))
    world.names |= {"key": offer.key, "document": document.uid, "set": made.uid}
    return world


@stage("esg assessment handed in")
def handed_in() -> World:
    """With its receipt; a document stands behind its answers."""
    assessment = assessed()
    world = _world(assessment)
    officer = world.people["officer_esg"]
    full(assessment, officer)
    services.submit_assessment(assessment, by=officer)
    world.names["document"] = assessment.answers.first().evidence.get().uid
    return world


@stage("esg assessment asked")
def asked() -> World:
    """The reviewer's question waits for the company."""
    assessment = assessed(state=AssessmentState.QUERY, scores={}, query_text="기록?", query_due=today())
    world = _world(assessment)
    full(assessment, world.people["officer_esg"])
    return world


def _set_world(made: QuestionSet, writer: User) -> World:
    people = _people(CompanyFactory()) | {"reviewer": writer}
    names = {"set": str(made), "today": today().isoformat(), "uid": made.uid}
    return World(people, names, owner=people["owner"].company)


@stage("esg set draft")
def set_draft() -> World:
    """Written by ``reviewer``; complete."""
    writer = staff("ER")
    return _set_world(draft_set(by=writer), writer)


@stage("esg set to publish")
def set_to_publish() -> World:
    """Handed on by ``reviewer``."""
    writer = staff("ER")
    return _set_world(sets.submit_set(draft_set(by=writer), by=writer), writer)


@stage("esg set in force")
def set_in_force() -> World:
    """Published."""
    writer = staff("ER")
    made = draft_set(by=writer)
    publish(made)
    return _set_world(made, writer)
