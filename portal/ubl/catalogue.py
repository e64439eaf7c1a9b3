"""A supplier's products as a UBL Catalogue. Source: UBL 2.1, UBL-Catalogue-2.1.xsd."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.ubl.parts import Party, amount, cac, cbc, opening, plain, quantity


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price from a quantity on."""

    value: Decimal
    currency: str
    valid_until: date | None = None
    from_qty: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A product as it is published."""

    number: str
    sku: str
    name_ko: str
    name_en: str
    class_code: str
    unit: str
    description_ko: str = ""
    description_en: str = ""
    maker: str = ""
    model: str = ""
    origin: str = ""
    hs_code: str = ""
    moq: Decimal | None = None
    multiple: Decimal | None = None
    lead_time_days: int | None = None
    prices: tuple[Price, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()  # (name, value)


def _location(item: Item, price: Price | None) -> str:
    lead = "" if item.lead_time_days is None else cbc("LeadTimeMeasure", item.lead_time_days, unitCode="DAY")
    if price is None:
        return cac("RequiredItemLocationQuantity", lead)
    until = cac("ValidityPeriod", cbc("EndDate", price.valid_until.isoformat())) if price.valid_until else ""
    return cac(
        "RequiredItemLocationQuantity",
        lead,
        quantity("MinimumQuantity", price.from_qty, item.unit),
        cac(
            "Price",
            amount("PriceAmount", price.value, price.currency),
            quantity("BaseQuantity", Decimal(1), item.unit),
            until,
        ),
    )


def line_xml(item: Item) -> str:
    """One line of the catalogue."""
    return cac(
        "CatalogueLine",
        cbc("ID", item.number),
        cbc("OrderableIndicator", "true"),
        cbc("OrderableUnit", item.unit),
        "" if item.multiple is None else cbc("OrderQuantityIncrementNumeric", plain(item.multiple)),
        quantity("MinimumOrderQuantity", item.moq, item.unit),
        *(_location(item, price) for price in item.prices or (None,)),
        cac(
            "Item",
            cbc("Description", item.description_ko, languageID="ko"),
            cbc("Description", item.description_en, languageID="en"),
            cbc("Name", item.name_ko or item.name_en, languageID="ko" if item.name_ko else "en"),
            cbc("Keyword", item.name_en, languageID="en") if item.name_ko else "",
            cbc("BrandName", item.maker),
            cbc("ModelName", item.model),
            cac("SellersItemIdentification", cbc("ID", item.sku)),
            cac("ManufacturersItemIdentification", cbc("ID", item.model)),
            cac("CatalogueItemIdentification", cbc("ID", item.number)),
            cac("OriginCountry", cbc("IdentificationCode", item.origin)),
            cac("CommodityClassification", cbc("ItemClassificationCode", item.class_code, listID="UNSPSC")),
            cac("CommodityClassification", cbc("ItemClassificationCode", item.hs_code, listID="HS")),
            *(cac("AdditionalItemProperty", cbc("Name", name), cbc("Value", value)) for name, value in item.properties),
        ),
    )


def catalogue_xml(
    *, number: str, title: str, issued_on: date, provider: Party, receiver: Party, items: Iterable[Item]
) -> Iterator[str]:
    """The document piece by piece, so that a large catalogue is never whole in memory. It wants one item at least."""
    yield opening("Catalogue")
    yield cbc("ID", number)
    yield cbc("Name", title)
    yield cbc("IssueDate", issued_on.isoformat())
    yield provider.xml("ProviderParty")
    yield receiver.xml("ReceiverParty")
    for item in items:
        yield line_xml(item)
    yield "</Catalogue>\n"
