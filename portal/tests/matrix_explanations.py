"""The worlds behind the doors of explanations of low prices, and of the house terms."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.bidding import services
from purchasing.bidding.models import Explanation
from purchasing.bidding.tests import factories as bidding

PRICES = [82_000_000, 118_000_000, 125_000_000, 131_000_000]


def _world(made: bidding.Stage) -> World:
    bidder, rival = made.bidders[0], made.bidders[1]
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "bidder": bidder,
        "colleague": UserFactory(company=bidder.company, roles=("SU",)),
        "rival": rival,
        "officer": made.cast.officer,
        "estimator": made.cast.estimator,
        "approver": made.cast.approver,
        "evaluator": made.cast.evaluator,
        "assessor": staff("EV"),
        "requester": staff("RQ"),
        "auditor": staff("AU"),
        "compliance": staff("CP"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    names = {"key": made.tender.number, "uid": made.tender.uid, "receipt": made.bids()[-1].uid}
    return World(people, names, owner=bidder.company)


def _tender(step) -> World:
    world = _world(step(method="EU_EXPLAIN", prices=PRICES, base_won=Decimal(120_000_000)))
    found = Explanation.objects.filter(tender__number=world.names["key"]).first()
    if found is not None:
        world.names["explanation"] = found.uid
    return world


def _explanation(world: World) -> Explanation:
    return Explanation.objects.select_related("tender", "bid").get(uid=world.names["explanation"])


@stage("tender whose low prices are explained")
def opened_for_explanations() -> World:
    """Opened; the method asks about low prices."""
    return _tender(bidding.opened)


@stage("explanation to be sent")
def explanation_to_be_sent() -> World:
    """The engine found a low price."""
    return _tender(bidding.evaluated)


@stage("explanation asked for")
def explanation_asked_for() -> World:
    """The bidder's clock runs."""
    world = explanation_to_be_sent()
    services.ask_explanation(_explanation(world), items="1행 단가", by=world.people["evaluator"])
    return world


@stage("explanation answered")
def explanation_answered() -> World:
    """It waits for votes."""
    world = explanation_asked_for()
    services.answer_explanation(_explanation(world), text="자체 금형", key="k", by=world.people["bidder"])
    return world


@stage("explanation voted on")
def explanation_voted_on() -> World:
    """Two votes, both for it."""
    world = explanation_answered()
    for who in ("evaluator", "assessor"):
        services.vote_on_explanation(_explanation(world), accepts=True, reason="근거", by=world.people[who])
    return world


@stage("terms proposed")
def terms_proposed() -> World:
    """Next year's terms wait for a second person."""
    proposer = staff("PO")
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "officer": proposer,
        "other_officer": staff("PO"),
        "approver": staff("AP"),
        "auditor": staff("AU"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    day = today() + timedelta(days=40)
    made = services.propose_terms(valid_from=day, values={"lpl_ratio": "0.8"}, reason="근거", by=proposer)
    return World(people, {"terms": made.uid})
