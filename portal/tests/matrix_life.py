"""The worlds of a product's life: expired, and a draft that claims something."""

from datetime import timedelta

from catalog import services
from catalog.models import Product, ProductVersion
from catalog.states import EcoKind
from catalog.tests.factories import FileFactory
from portal.clock import today
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import _product_world


@stage("product expired")
def product_expired() -> World:
    """Nobody has confirmed it for more than a year."""
    world = _product_world()
    Product.objects.filter(uid=world.names["product"]).update(confirmed_on=today() - timedelta(days=400))
    services.expire_products(today())
    return world


@stage("product with a claim")
def product_with_a_claim() -> World:
    """A draft with a 3R claim and its evidence."""
    world = _product_world(published=False)
    version = ProductVersion.objects.get(uid=world.names["version"])
    owner = world.people["owner"]
    claim = services.add_claim(
        version,
        FileFactory(company=owner.company),
        kind=EcoKind.REUSE,
        statement="세척 후 다시 사용",
        issuer="시험원",
        number="R-1",
        valid_from=today(),
        by=owner,
    )
    world.names["claim"] = claim.uid
    return world
