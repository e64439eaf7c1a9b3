"""The search table: written in the transaction that changes what is searched, and rebuilt by command."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from catalog.models import AttributeValue, ClassNode, Product, ProductSearch
from catalog.queries.products import published_products
from catalog.queries.search import SIZES
from catalog.rules.grams import class_marks, grams_of, mark, normalise, search_text
from catalog.rules.listing import lead_band
from catalog.states import Datatype
from portal.clock import SEOUL, today
from portal.people.models import Certificate, Company
from portal.people.states import CertificateState

BATCH = 500
DESCRIPTION_SEARCHED = 400
TEXTS = (Datatype.TEXT, Datatype.ENUM)


@transaction.atomic
def index_products(products: QuerySet[Product]) -> int:
    """Make the search table true for ``products``: a row for each that is public, none for others; says how many."""
    wanted = list(products.order_by().values_list("pk", flat=True))
    rows = [_row(product) for product in _loaded(published_products().filter(pk__in=wanted))]
    ProductSearch.objects.filter(product_id__in=set(wanted) - {row.product_id for row in rows}).delete()
    fields = [field.name for field in ProductSearch._meta.fields if field.name != "product"]
    ProductSearch.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["product"], update_fields=fields
    )
    return len(rows)


def reindex_company(company: Company) -> int:
    """After a company's name, size, certificates or standing changed."""
    return index_products(Product.objects.filter(company=company))


def reindex_class(node: ClassNode) -> int:
    """After the words of a class, or of its attributes, changed: also products of the classes below it."""
    return _by_batches(Product.objects.filter(current__class_node__path__startswith=node.path))


def reindex_all() -> int:
    """Build the whole table anew, a batch of products at a time; readers see the old rows meanwhile."""
    return _by_batches(Product.objects.all())


def _by_batches(products: QuerySet[Product]) -> int:
    count, last = 0, 0
    while ids := list(products.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += index_products(Product.objects.filter(pk__in=ids))
        last = ids[-1]
    return count


def _loaded(products: QuerySet[Product]) -> Iterable[Product]:
    day = today()
    valid = Certificate.objects.filter(company=OuterRef("company"), state=CertificateState.VALID)
    valid = valid.exclude(valid_to__lt=day)
    values = AttributeValue.objects.filter(definition__datatype__in=TEXTS, definition__searchable=True)
    values = values.select_related("definition").prefetch_related("definition__choices").order_by("definition__order")
    return (
        products.select_related("company", "current__class_node")
        .annotate(is_certified=Exists(valid))
        .prefetch_related(Prefetch("current__values", values, to_attr="texts"))
    )


def _row(product: Any) -> ProductSearch:
    """The row of a product that ``_loaded`` brought: published, with ``is_certified`` and ``current.texts``."""
    version, company = product.current, product.company
    node = version.class_node
    words = [
        version.name_ko,
        version.name_en,
        version.maker,
        node.name_ko,
        node.name_en,
        node.official_ko,
        company.legal_name_ko,
        company.legal_name_en,
        *(text for value in version.texts for text in _texts(value)),
        version.description_ko[:DESCRIPTION_SEARCHED],
        version.description_en[:DESCRIPTION_SEARCHED],
    ]
    text = search_text(words, [version.model, product.sku, product.number])
    band = lead_band(product.lead_time_days)
    marks = class_marks(node.code) | {mark("lead", band)}
    if company.size_class in SIZES:
        marks.add(mark("size", SIZES.index(company.size_class)))
    if version.origin:
        marks.add(mark("origin", version.origin))
    if product.is_certified:
        marks.add(mark("certified", 1))
    return ProductSearch(
        product_id=product.pk,
        company_id=company.pk,
        published_on=product.published_at.astimezone(SEOUL).date(),
        class_code=node.code,
        lead_band=band,
        lead_days=product.lead_time_days or 0,
        size_class=company.size_class,
        origin=version.origin,
        certified=product.is_certified,
        title=normalise(" ".join([version.name_ko, version.name_en, version.model]))[:500],
        text=text,
        grams=sorted(grams_of(text) | marks),
    )


def _texts(value: AttributeValue) -> list[str]:
    """The words of a text or list attribute, in both languages."""
    if value.definition.datatype == Datatype.TEXT:
        return [value.text]
    chosen = [choice for choice in value.definition.choices.all() if choice.code == value.text]
    return [name for choice in chosen for name in (choice.name_ko, choice.name_en)]
