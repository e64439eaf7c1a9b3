"""The worlds behind the doors that follow a decision to award."""

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.matrix import World, stage
from portal.tests.matrix_stages import _tender_world
from purchasing.bidding import services
from purchasing.bidding.tests import factories as bidding


def _world(made: bidding.Stage) -> World:
    """The cast of a tender, and somebody of compliance; ``bidder`` lost, ``rival`` is the intended winner."""
    world = _tender_world(made)
    world.people["compliance"] = staff("CP")
    world.names |= {"today": today().isoformat(), "price": "78,500,000"}
    return world


@stage("tender standing still")
def standing() -> World:
    """The award is approved; the standstill runs."""
    return _world(bidding.standing())


@stage("tender evaluated again")
def evaluated_again() -> World:
    """An objection was upheld: the evaluation is open again, its first version stays."""
    made = bidding.standing()
    objection = services.lodge_objection(
        made.tender, ground="own_bid", text="하한가를 다시 계산해 주십시오.", key="k", by=made.bidders[0]
    )
    services.decide_objection(
        objection, upheld=True, remedy="reevaluate", answer="바로잡습니다.", no_conflict=True, by=made.cast.approver
    )
    world = _world(made)
    world.names["version"] = 1
    return world


@stage("tender with an objection")
def objected() -> World:
    """A bidder has objected to the award."""
    made = bidding.standing()
    objection = services.lodge_objection(
        made.tender, ground="own_bid", text="하한가를 다시 계산해 주십시오.", key="k", by=made.bidders[0]
    )
    world = _world(made)
    world.names["objection"] = objection.uid
    return world


@stage("tender awarded after its standstill")
def awarded() -> World:
    """Awarded; the contract is still to be signed."""
    return _world(bidding.awarded())
