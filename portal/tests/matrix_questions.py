"""The worlds behind the doors of questions about a notice, and of recorded contacts."""

from portal.clock import db_now
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.bidding import services
from purchasing.bidding.models import Question
from purchasing.bidding.tests import factories as bidding


def _world(made: bidding.Stage) -> World:
    asker = UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SU"))
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "asker": asker,
        "colleague": UserFactory(company=asker.company, roles=("SU",)),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SU")),
        "officer": made.cast.officer,
        "other_officer": staff("PO"),
        "requester": staff("RQ"),
        "approver": made.cast.approver,
        "auditor": staff("AU"),
        "compliance": staff("CP"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    names = {"key": made.tender.number, "uid": made.tender.uid}
    return World(people, names, owner=asker.company)


@stage("tender asked about")
def tender_asked_about() -> World:
    """One question waits for the officer."""
    made = bidding.published()
    world = _world(made)
    question = services.ask_question(made.tender, text="동등품도 됩니까?", key="k", by=world.people["asker"])
    world.names["question"] = question.uid
    return world


@stage("tender with an answer")
def tender_with_an_answer() -> World:
    """One question is answered and published."""
    world = tender_asked_about()
    question = Question.objects.get(uid=world.names["question"])
    services.answer_question(question, published_text="동등품도 됩니까?", answer="됩니다.", by=world.people["officer"])
    return world


@stage("contact recorded")
def contact_recorded() -> World:
    """Somebody of the using department was approached and reported it."""
    made = bidding.published()
    world = _world(made)
    contact = services.record_solicitation(
        tender=made.tender,
        who="협력사 영업부장",
        happened_at=db_now(),
        channel="phone",
        content="예산을 물었습니다.",
        key="k",
        by=world.people["requester"],
    )
    world.names["contact"] = contact.uid
    return world
