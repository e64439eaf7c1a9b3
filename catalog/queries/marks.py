"""What stands in each step of a draft, as a mark that its form carries: see ``rules.tokens``."""

from catalog.models import AttributeValue, Product, ProductVersion
from catalog.rules.tokens import mark_of

TEXTS = ("name_ko", "name_en", "description_ko", "description_en", "maker", "model", "origin", "hs_code", "change_note")
SUPPLY = (
    "moq", "order_multiple", "uom", "lead_time_days", "price", "currency", "price_visibility", "price_valid_until",
)  # fmt: skip


def texts_mark(version: ProductVersion) -> str:
    """Of part number, class and texts."""
    facts = {"sku": version.product.sku, "class": version.class_node_id}
    return mark_of({**facts, **{name: getattr(version, name) for name in TEXTS}})


def values_mark(version: ProductVersion) -> str:
    """Of the attribute values. One query."""
    rows = version.values.order_by().values_list("definition__code", *AttributeValue.FIELDS)
    return mark_of({code: list(parts) for code, *parts in rows})


def supply_mark(product: Product) -> str:
    """Of price and supply, prices by quantity included. One query."""
    breaks = [list(row) for row in product.price_breaks.order_by("from_qty").values_list("from_qty", "price")]
    return mark_of({"breaks": breaks, **{name: getattr(product, name) for name in SUPPLY}})
