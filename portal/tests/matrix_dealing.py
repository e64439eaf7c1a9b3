"""The worlds behind the doors of questions and quotes."""

from datetime import timedelta

from catalog.services.quotes import close_quotes
from catalog.tests.dealing import answered, asked, closing, far_day, invitation_of, quoted, quotes_asked
from catalog.tests.factories import ProductFactory
from portal.clock import SEOUL
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import _people

MOMENT = "%Y-%m-%dT%H:%M"


def _world(**names) -> tuple[World, object]:
    company = CompanyFactory()
    people = _people(company) | {"other_requester": staff("RQ")}
    product = ProductFactory(company=company, created_by=people["owner"])
    return World(people, {"product": product.uid, "product_pk": product.pk, **names}, owner=company), product


@stage("product asked about")
def product_asked() -> World:
    """The requester's question waits for an answer."""
    world, product = _world()
    inquiry = asked(product, by=world.people["requester"], publishable=True)
    world.names["inquiry"] = inquiry.uid
    return world


@stage("product with a published answer")
def product_answered() -> World:
    """The requester's question is answered and published."""
    world, product = _world()
    inquiry = answered(asked(product, by=world.people["requester"], publishable=True), publish=True)
    world.names["inquiry"] = inquiry.uid
    return world


@stage("quotes asked for")
def quotes_open() -> World:
    """By the requester, of the owner's company and of another supplier."""
    world, product = _world()
    other = ProductFactory()
    world.people["other_supplier"] = UserFactory(company=other.company, roles=("SU",))
    request = quotes_asked(product, other, by=world.people["requester"])
    line = request.lines.get(company=product.company)
    world.names |= {
        "request": request.uid,
        "invitation": invitation_of(request, product).uid,
        "closes": closing(6).astimezone(SEOUL).strftime(MOMENT),
        "valid": (far_day() + timedelta(days=1)).isoformat(),
        "lines": [{"no": line.no, "unit_price": "1000", "lead_time_days": 7}],
    }
    return world


@stage("quotes to compare")
def quotes_closed() -> World:
    """Both suppliers have quoted, and the request is closed."""
    world, product = _world()
    other = ProductFactory()
    world.people["other_supplier"] = UserFactory(company=other.company, roles=("SU",))
    request = quotes_asked(product, other, by=world.people["requester"])
    for each in (product, other):
        quoted(invitation_of(request, each))
    close_quotes(request, by=world.people["requester"])
    world.names |= {"request": request.uid, "invitation": invitation_of(request, product).uid}
    return world


@stage("quotes all given")
def quotes_given() -> World:
    """Both suppliers have quoted; the request is still open."""
    world, product = _world()
    request = quotes_asked(product, by=world.people["requester"])
    quoted(invitation_of(request, product))
    world.names |= {"request": request.uid}
    return world
