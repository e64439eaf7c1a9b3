"""What of the catalogue may be taken out in bulk."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.queries.products import products_visible_to
from catalog.states import ProductState
from portal.exchange.registry.exports import DAY, DECIMAL, INTEGER, MOMENT, Column, Dataset, datasets
from portal.people.models import User

NAMES = [
    Column("class_code", _("Class (UNSPSC)"), of="current.class_node.code"),
    Column("name_ko", _("Name (Korean)"), of="current.name_ko"),
    Column("name_en", _("Name (English)"), of="current.name_en"),
    Column("maker", _("Maker"), of="current.maker"),
    Column("model", _("Model"), of="current.model"),
    Column("origin", _("Country of origin"), of="current.origin"),
    Column("hs_code", _("HS code"), of="current.hs_code"),
]
SUPPLY = [
    Column("uom", _("Counted in")),
    Column("moq", _("Minimum order"), DECIMAL),
    Column("order_multiple", _("Order multiple"), DECIMAL),
    Column("lead_time_days", _("Lead time (days)"), INTEGER),
]


def own_products(user: User) -> QuerySet[Product]:
    """Of the own company, with their published version."""
    return products_visible_to(user).filter(company_id=user.company_id)


def published_products(user: User) -> QuerySet[Product]:
    """What everybody sees in the catalogue."""
    return products_visible_to(user).filter(state=ProductState.PUBLISHED, current__isnull=False)


datasets.add(
    "catalog.products",
    Dataset(
        label=_("Own products"),
        said=_("The company's products with supply and price, and what is published of each."),
        roles=frozenset({"SA", "SU", "BD"}),
        scope="catalog.read",
        supplier_only=True,
        rows=own_products,
        period="created_at",
        states=[(state.value, state.label) for state in ProductState if state != ProductState.WITHDRAWN],
        order=10,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("sku", _("Your part number")),
            Column("state", _("State")),
            *NAMES,
            *SUPPLY,
            Column("price", _("Unit price"), DECIMAL),
            Column("currency", _("Currency")),
            Column("price_visibility", _("Who sees the price")),
            Column("price_valid_until", _("Price valid until"), DAY),
            Column("created_at", _("Registered"), MOMENT),
            Column("published_at", _("Published"), MOMENT),
        ],
    ),
)
datasets.add(
    "catalog.published",
    Dataset(
        label=_("Published catalogue"),
        said=_("Every published product of every supplier, without prices: who may see these decides the supplier."),
        roles=frozenset({"SA", "SU", "BD", "PO", "AP", "RQ", "AU", "SG", "ER"}),
        scope="catalog.read",
        rows=published_products,
        period="published_at",
        order=12,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("company", _("Supplier"), of="company.name"),
            Column("company_number", _("Number of the supplier"), of="company.number"),
            *NAMES,
            *SUPPLY,
            Column("published_at", _("Published"), MOMENT),
        ],
    ),
)
