"""The worlds behind the doors of open data, screens and what-if runs."""

from portal.tests.factories import staff
from portal.tests.matrix import World, stage
from portal.tests.matrix_stages import _tender_world as tender_world
from purchasing.bidding import services
from purchasing.bidding.states.screens import Screening
from purchasing.bidding.tests import factories as bidding


@stage("tender released")
def tender_released() -> World:
    """A notice that was released as open data."""
    made = bidding.published()
    world = tender_world(made)
    world.names["ocid"] = services.release(made.tender).ocid
    return world


def _case_world(*, closed: bool) -> World:
    made = bidding.opened(prices=(95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000))
    services.screen_tender(made.tender, Screening.OPENING)
    world = tender_world(made)
    world.people["compliance"] = staff("CP")
    if closed:
        case = made.tender.screen_case
        services.settle_case(case, finding="explained", remark="설명됨", by=world.people["auditor"])
    return world


@stage("tender with an auditor's case")
def tender_with_case() -> World:
    """Opened; the screens have raised two flags."""
    return _case_world(closed=False)


@stage("tender with a closed case")
def tender_with_closed_case() -> World:
    """An auditor has found an explanation."""
    return _case_world(closed=True)
