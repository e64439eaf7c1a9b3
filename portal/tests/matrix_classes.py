"""The worlds of comparisons by other systems."""

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import _product_world


@stage("two products published")
def two_products_published() -> World:
    """Both may be seen by everybody."""
    world = _product_world()
    first = Product.objects.select_related("current__class_node").get(uid=world.names["product"])
    second = ProductFactory(company=first.company, node=first.current.class_node)
    world.names["both"] = [str(first.uid), str(second.uid)]
    return world
