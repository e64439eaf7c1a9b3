"""The worlds of comparisons by other systems, and of those who keep the classes."""

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from portal.tests.factories import staff
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import _product_world


@stage("two products published")
def two_products_published() -> World:
    """Both may be seen by everybody."""
    world = _product_world()
    first = Product.objects.select_related("current__class_node").get(uid=world.names["product"])
    second = ProductFactory(company=first.company, node=first.current.class_node)
    world.names["both"] = f"{first.uid},{second.uid}"
    return world


@stage("classes kept")
def classes_kept() -> World:
    """Somebody keeps them, others look or stay outside."""
    world = _product_world()
    world.people["keeper"] = staff("CM", is_staff=True)
    return world
