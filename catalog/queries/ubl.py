"""FIND: a supplier's published products as a UBL Catalogue."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.queries.products import published_products
from catalog.queries.supply import price_breaks_of
from catalog.states import PriceVisibility
from portal.exchange.queries.ubl import buying_party, party_of
from portal.people.models import Company
from portal.ubl.catalogue import Item, Price, catalogue_xml

AT_ONCE = 200
SHOWN = (PriceVisibility.PUBLIC, PriceVisibility.REGISTERED)


def has_catalogue(company: Company) -> bool:
    """Whether there is anything to write: a catalogue without a line is none."""
    return published_products().filter(company=company).exists()


def catalogue_of(company: Company, on: date) -> Iterator[str]:
    """The document in the reader's language, piece by piece; a page of products at a time is in memory.

    Prices that a registered buyer may read, and no others: the document is made to be handed on.
    """
    language = get_language() or "ko"
    pks = list(published_products().filter(company=company).order_by("pk").values_list("pk", flat=True))
    with override(language):
        title = _("Catalogue of %(company)s") % {"company": company.name}
    return catalogue_xml(
        number=f"{company.number}-{on:%Y%m%d}",
        title=title,
        issued_on=on,
        provider=party_of(company),
        receiver=buying_party(company),
        items=_items(pks, on, language),
    )


def _items(pks: Sequence[int], on: date, language: str) -> Iterator[Item]:
    for start in range(0, len(pks), AT_ONCE):
        page = pks[start : start + AT_ONCE]
        products = published_products().filter(pk__in=page).select_related("current__class_node").order_by("pk")
        products = products.prefetch_related(
            "current__values__definition__node", "current__values__definition__choices"
        )
        breaks = price_breaks_of(page)
        with override(language):  # it is sent after the request's own language is gone
            items = [_item(product, breaks.get(product.pk, []), on) for product in products]
        yield from items


def _item(product: Product, breaks: Sequence, on: date) -> Item:
    version = product.current
    assert version is not None  # noqa: S101 (published)
    values = sorted(version.values.all(), key=lambda value: (value.definition.order, value.definition.code))
    return Item(
        number=product.number,
        sku=product.sku,
        name_ko=version.name_ko,
        name_en=version.name_en,
        class_code=version.class_node.code,
        unit=product.uom,
        description_ko=version.description_ko,
        description_en=version.description_en,
        maker=version.maker,
        model=version.model,
        origin=version.origin,
        hs_code=version.hs_code,
        moq=product.moq,
        multiple=product.order_multiple,
        lead_time_days=product.lead_time_days,
        prices=tuple(_prices(product, breaks, on)),
        properties=tuple((value.definition.name, value.shown) for value in values),
    )


def _prices(product: Product, breaks: Sequence, on: date) -> Iterator[Price]:
    until = product.price_valid_until
    if product.price is None or product.price_visibility not in SHOWN or (until is not None and until < on):
        return
    yield Price(product.price, product.currency, until)
    for step in breaks:
        yield Price(step.price, product.currency, until, step.from_qty)
