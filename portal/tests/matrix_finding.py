"""The world behind the doors of saved searches."""

from catalog import services
from catalog.tests.factories import ProductFactory
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import nothing


@stage("search kept")
def search_kept() -> World:
    """The supplier's administrator keeps a search; a product is new since."""
    world = nothing()
    owner = world.people["owner"]
    assert owner is not None
    search = services.save_search(by=owner, name="Bearings", query="q=베어링", frequency="daily")
    ProductFactory()
    services.announce_new_products()
    world.names["search"] = search.uid
    return world
