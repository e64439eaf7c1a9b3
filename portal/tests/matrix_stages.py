"""The worlds behind the doors of the permission matrix."""

from datetime import timedelta

from portal.clock import db_now
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.bidding.tests import factories as bidding

MOMENT = "%Y-%m-%dT%H:%M"


def _internal() -> dict[str, User | None]:
    """Staff who have no part in the thing itself."""
    return {
        "other_officer": staff("PO"),
        "requester": staff("RQ"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _outside() -> dict[str, User | None]:
    company = CompanyFactory()
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=company, roles=("SA", "BD", "SU")),
    }


def _tender_world(made: bidding.Stage) -> World:
    cast = made.cast
    people = _internal() | _outside()
    people |= {
        "officer": cast.officer,
        "estimator": cast.estimator,
        "opener": cast.openers[0],
        "evaluator": cast.evaluator,
        "approver": cast.approver,
        "second_approver": cast.second_approver,
    }
    if made.bidders:
        bidder, rival = made.bidders[0], made.bidders[1]
        people |= {
            "bidder": bidder,
            "colleague": UserFactory(company=bidder.company, roles=("SU",)),
            "rival": rival,
        }
    now = db_now()
    names = {
        "key": made.tender.number,
        "uid": made.tender.uid,
        "later": ((made.tender.closes_at or now) + timedelta(days=3)).astimezone().strftime(MOMENT),
        "in_ten_days": (now + timedelta(days=10)).strftime(MOMENT),
    }
    if made.bidders:
        names["receipt"] = made.bids()[0].uid
    owner = made.bidders[0].company if made.bidders else people["outsider"].company
    return World(people, names, owner=owner)


@stage("tender in draft")
def tender_draft() -> World:
    """A draft with lines, not yet asked for."""
    made = bidding.draft()
    world = _tender_world(made)
    line = made.tender.lines.first()
    world.names |= {"line": line.description_ko, "estimator": world.people["estimator"].pk}
    return world


@stage("tender in review")
def tender_in_review() -> World:
    """Sealed base price, waiting for an approver."""
    return _tender_world(bidding.in_review())


@stage("tender taking bids")
def tender_published() -> World:
    """Published; two companies have bid."""
    return _tender_world(bidding.published(prices=(90_000_000, 91_000_000)))


@stage("tender with a later deadline asked for")
def tender_extension() -> World:
    """Published; the officer asks for three days more."""
    made = bidding.published(prices=(90_000_000, 91_000_000))
    later = made.tender.closes_at + timedelta(days=3)
    extension = bidding.services.request_extension(
        made.tender, closes_at=later, reason="질의 답변이 늦었습니다.", by=made.cast.officer
    )
    world = _tender_world(made)
    world.names["extension"] = extension.uid
    return world


@stage("tender closed")
def tender_closed() -> World:
    """Past its deadline, not opened."""
    return _tender_world(bidding.closed())


@stage("tender declared")
def tender_declared() -> World:
    """Closed, and both members of the committee have declared no conflict."""
    made = bidding.closed()
    for opener in made.cast.openers:
        bidding.services.declare_no_conflict(made.tender, by=opener)
    return _tender_world(made)


@stage("tender opened")
def tender_opened() -> World:
    """Opened by two, not evaluated."""
    made = bidding.opened()
    world = _tender_world(made)
    world.names["first"] = made.bids()[1].uid
    return world


@stage("tender of two bids evaluated")
def tender_few() -> World:
    """Evaluated with two bids: an evaluator must confirm."""
    return _tender_world(bidding.evaluated(prices=(90_000_000, 91_000_000)))


@stage("tender evaluated")
def tender_evaluated() -> World:
    """With verdicts; the first in rank may be proposed."""
    made = bidding.evaluated()
    world = _tender_world(made)
    world.names["first"] = made.tender.rulings.get(rank=1).bid.uid
    return world


@stage("tender with an award proposed")
def tender_proposed() -> World:
    """The officer proposes the first in rank."""
    made = bidding.proposed()
    world = _tender_world(made)
    world.names["decision"] = made.tender.decisions.get().uid
    return world


@stage("tender awarded")
def tender_awarded() -> World:
    """Awarded to the first in rank."""
    return _tender_world(bidding.awarded())
