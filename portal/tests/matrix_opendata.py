"""The worlds behind the doors of open data, screens and what-if runs."""

from portal.tests.matrix import World, stage
from portal.tests.matrix_stages import _tender_world as tender_world
from purchasing.bidding import services
from purchasing.bidding.tests import factories as bidding


@stage("tender released")
def tender_released() -> World:
    """A notice that was released as open data."""
    made = bidding.published()
    world = tender_world(made)
    world.names["ocid"] = services.release(made.tender).ocid
    return world
