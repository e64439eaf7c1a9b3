"""The search table: written in the transaction that changes what is searched, and rebuilt by command.

Set by set, never product by product: a few queries for two thousand products, the rows by COPY. Source: performance 5.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from catalog.models import AttributeChoice, AttributeValue, ClassNode, ExchangeRate, Product, ProductSearch
from catalog.queries.eco import eco_kinds_of
from catalog.queries.products import published_products
from catalog.queries.search_filters import ECO_KINDS, SIZES
from catalog.registry import product_marks
from catalog.rules.facets import Facts, pack, price_band
from catalog.rules.grams import class_marks, gram_array, mark, normalise, search_text, tag_mark, told_often
from catalog.rules.listing import lead_band
from catalog.services.search_tags import tags_for
from catalog.states import Currency, Datatype, PriceSeen, PriceVisibility, TagKind
from portal.clock import SEOUL, today
from portal.people.models import Certificate, Company
from portal.people.states import CertificateState

BATCH = 2000
MANY = 500  # rows after which the index is put in order at once, and not by the sweep
DESCRIPTION_SEARCHED = 400
TEXTS = (Datatype.TEXT, Datatype.ENUM)
SEEN = {PriceVisibility.REGISTERED: PriceSeen.BUYERS, PriceVisibility.PUBLIC: PriceSeen.EVERYBODY}
FACTS = {
    "pk": "pk",
    "number": "number",
    "sku": "sku",
    "published_at": "published_at",
    "lead_time_days": "lead_time_days",
    "price": "price",
    "currency": "currency",
    "price_visibility": "price_visibility",
    "price_valid_until": "price_valid_until",
    "company": "company_id",
    "company_ko": "company__legal_name_ko",
    "company_en": "company__legal_name_en",
    "size": "company__size_class",
    "version": "current_id",
    "name_ko": "current__name_ko",
    "name_en": "current__name_en",
    "maker": "current__maker",
    "model": "current__model",
    "origin": "current__origin",
    "description_ko": "current__description_ko",
    "description_en": "current__description_en",
    "class_code": "current__class_node__code",
    "class_ko": "current__class_node__name_ko",
    "class_en": "current__class_node__name_en",
    "class_official": "current__class_node__official_ko",
}


class Row(NamedTuple):
    """One row of the table, in the order of COLUMNS."""

    product_id: int
    company_id: int
    facets: int
    spin: int
    published_on: date
    lead_band: int
    lead_days: int
    price_seen: int
    certified: bool
    class_code: str
    title: str
    version_id: int
    maker_id: int | None
    badges: str
    price_won: Decimal | None
    price_until: date | None
    size_class: str
    origin: str
    text: str
    grams: str


COLUMNS = ", ".join(Row._fields)
CHANGED = ", ".join(f"{name} = excluded.{name}" for name in Row._fields[1:])
STAGE = "CREATE TEMPORARY TABLE IF NOT EXISTS search_rows (LIKE catalog_productsearch) ON COMMIT DELETE ROWS"
COPY = f"COPY search_rows ({COLUMNS}) FROM STDIN"
# Rows that are true already are left alone: neither index nor frequencies are touched.
UPSERT = f"""
INSERT INTO catalog_productsearch AS kept ({COLUMNS})
SELECT {COLUMNS} FROM search_rows ORDER BY class_code, product_id
ON CONFLICT (product_id) DO UPDATE SET {CHANGED}
WHERE (kept.*) IS DISTINCT FROM (excluded.*)
"""  # noqa: S608 (names of columns, all ours)


@transaction.atomic
def index_products(products: QuerySet[Product]) -> int:
    """Make the search table true for ``products``: a row for each that is public, none for others; says how many.

    For many products call it once with all of them: the number of queries grows with every two thousand only.
    """
    wanted = list(products.order_by("pk").values_list("pk", flat=True))
    return sum(_index(wanted[begin : begin + BATCH]) for begin in range(0, len(wanted), BATCH))


def _index(wanted: Sequence[int]) -> int:
    rows = list(search_rows(wanted))
    public = {row.product_id for row in rows}
    if gone := [pk for pk in wanted if pk not in public]:
        ProductSearch.objects.filter(product_id__in=gone).delete()
    if rows:
        _write(rows)
    return len(rows)


def _write(rows: Sequence[Row]) -> None:
    lines = io.StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in rows))
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.copy_expert(COPY, lines)
        cursor.execute(UPSERT)
        cursor.execute("DELETE FROM search_rows")
        if len(rows) >= MANY:
            cursor.execute("SELECT catalog_search_settle()")


def _copied(value: object) -> str:
    """A value as COPY reads it. Titles and texts hold letters, digits and spaces alone."""
    return r"\N" if value is None else str(value)


def search_rows(wanted: Sequence[int]) -> Iterator[Row]:
    """The rows of those of ``wanted`` that are public."""
    day = today()
    found = published_products().filter(pk__in=wanted).values_list(*FACTS.values())
    products = [dict(zip(FACTS, facts, strict=True)) for facts in found.iterator()]
    if not products:
        return
    companies = {product["company"] for product in products}
    certificates = _certificates(companies, day)
    makers = {told_often(product["maker"])[:120]: product["maker"] for product in products if product["maker"]}
    maker_tags = tags_for(TagKind.MAKER, {value: name for value, name in makers.items() if value})
    marks = _marks([product["pk"] for product in products])
    kinds_there = {kind for kinds in (*certificates.values(), *marks.values()) for kind in kinds}
    badge_tags = tags_for(TagKind.CERTIFICATE, {kind: kind for kind in kinds_there})
    eco = eco_kinds_of(wanted, day)
    texts = _texts([product["version"] for product in products])
    rates = _rates({product["currency"] for product in products}, day)
    for product in products:
        yield _row(
            product,
            maker=maker_tags.get(told_often(product["maker"])[:120]),
            badges=sorted(badge_tags[kind] for kind in certificates.get(product["company"], ())),
            carried=[badge_tags[code] for code in marks.get(product["pk"], ())],
            eco=eco.get(product["pk"], []),
            texts=texts.get(product["version"], []),
            rates=rates,
        )


def _row(
    product: dict,
    *,
    maker: int | None,
    badges: list[int],
    carried: list[int],
    eco: list[str],
    texts: list[str],
    rates: dict,
) -> Row:
    name_ko, name_en, model = map(normalise, (product["name_ko"], product["name_en"], product["model"]))
    often = ("maker", "class_ko", "class_en", "class_official", "company_ko", "company_en")
    descriptions = (product["description_ko"][:DESCRIPTION_SEARCHED], product["description_en"][:DESCRIPTION_SEARCHED])
    text = search_text(
        [name_ko, name_en, *(told_often(product[name]) for name in often)],
        [model, normalise(product["sku"]), normalise(product["number"])],
        rest=map(normalise, (*texts, *descriptions)),
    )
    band = lead_band(product["lead_time_days"])
    size = SIZES.index(product["size"]) if product["size"] in SIZES else None
    kinds = [ECO_KINDS.index(kind) for kind in eco]
    seen, won = _price(product, rates)
    tags = sorted({*badges, *carried})
    marks = class_marks(product["class_code"]) | {mark("lead", band)} | set(map(tag_mark, tags))
    marks.update(mark("eco", kind) for kind in kinds)
    if size is not None:
        marks.add(mark("size", size))
    if product["origin"]:
        marks.add(mark("origin", product["origin"]))
    if badges:
        marks.add(mark("certified", 1))
    if maker is not None:
        marks.add(tag_mark(maker))
    if won is not None:
        marks.add(mark("price", seen * 16 + price_band(won)))
    facts = Facts(
        lead=band,
        size=0 if size is None else size + 1,
        eco=sum(1 << kind for kind in kinds),
        price=0 if won is None else price_band(won) + 1,
        seen=seen,
        origin=product["origin"],
    )
    return Row(
        product_id=product["pk"],
        version_id=product["version"],
        company_id=product["company"],
        spin=spin_of(product["pk"]),
        published_on=product["published_at"].astimezone(SEOUL).date(),
        class_code=product["class_code"],
        maker_id=maker,
        lead_band=band,
        lead_days=product["lead_time_days"] or 0,
        size_class=product["size"],
        origin=product["origin"],
        certified=bool(badges),
        badges=f"{{{','.join(map(str, tags))}}}",
        facets=pack(facts),
        price_won=won,
        price_seen=seen,
        price_until=None if won is None else product["price_valid_until"],
        title=f" {' '.join(filter(None, [name_ko, name_en, model]))[:500]} ",
        text=text,
        grams=gram_array(text, marks),
    )


def spin_of(key: int) -> int:
    """A fixed number for a product that looks random: the day's seed makes an order of it."""
    return zlib.crc32(b"%d" % key) >> 1


def _price(product: dict, rates: dict[str, Decimal]) -> tuple[int, Decimal | None]:
    """Who besides the supplier may see a price, and the price in won: nothing of one that nobody may see."""
    seen = SEEN.get(product["price_visibility"], PriceSeen.NOBODY)
    rate = rates.get(product["currency"])
    if product["price"] is None or seen == PriceSeen.NOBODY or rate is None:
        return PriceSeen.NOBODY, None
    return seen, (product["price"] * rate).quantize(Decimal("0.01"))


def _rates(currencies: set[str], day: date) -> dict[str, Decimal]:
    """Won for one unit of each currency by the latest booked rate; a currency without one has no price band."""
    rates = {Currency.KRW.value: Decimal(1)}
    if others := currencies - rates.keys():
        booked = ExchangeRate.objects.filter(currency__in=others, day__lte=day).order_by("currency", "-day", "-id")
        rates |= dict(booked.distinct("currency").values_list("currency", "won"))
    return rates


def _certificates(companies: set[int], day: date) -> dict[int, set[str]]:
    """The kinds of valid certificates by company."""
    valid = Certificate.objects.filter(company__in=companies, state=CertificateState.VALID).exclude(valid_to__lt=day)
    found: dict[int, set[str]] = {}
    for company, kind in valid.values_list("company_id", "kind_id"):
        found.setdefault(company, set()).add(kind)
    return found


def _marks(products: list[int]) -> dict[int, set[str]]:
    """The marks of upper floors by product."""
    found: dict[int, set[str]] = {}
    for given in product_marks:
        for product in given.of(products):
            found.setdefault(product, set()).add(given.code)
    return found


def _texts(versions: list[int]) -> dict[int, list[str]]:
    """The words of text and list attributes by version, in the order of the class; lists in both languages."""
    values = AttributeValue.objects.filter(
        version__in=versions, definition__datatype__in=TEXTS, definition__searchable=True
    ).exclude(text="")
    rows = list(
        values.order_by("version", "definition__order", "definition").values_list(
            "version_id", "definition_id", "definition__datatype", "text"
        )
    )
    lists = {definition for _version, definition, datatype, _text in rows if datatype == Datatype.ENUM}
    chosen = AttributeChoice.objects.filter(definition__in=lists) if lists else AttributeChoice.objects.none()
    names = {
        (definition, code): [ko, en]
        for definition, code, ko, en in chosen.values_list("definition_id", "code", "name_ko", "name_en")
    }
    found: dict[int, list[str]] = {}
    for version, definition, datatype, text in rows:
        words = [text] if datatype == Datatype.TEXT else names.get((definition, text), [])
        found.setdefault(version, []).extend(words)
    return found


def reindex_company(company: Company) -> int:
    """After a company's name, size, certificates or standing changed."""
    return index_products(Product.objects.filter(company=company))


def reindex_class(node: ClassNode) -> int:
    """After the words of a class, or of its attributes, changed: also products of the classes below it."""
    return _by_batches(Product.objects.filter(current__class_node__path__startswith=node.path))


def reindex_all() -> int:
    """Build the whole table anew, a batch of products at a time; readers see the old rows meanwhile.

    Class by class: what is searched together then lies together on the disk.
    """
    return _by_batches(Product.objects.all())


def _by_batches(products: QuerySet[Product]) -> int:
    ids = list(products.order_by("current__class_node__code", "pk").values_list("pk", flat=True))
    count = 0
    for begin in range(0, len(ids), BATCH):
        with transaction.atomic():
            count += _index(sorted(ids[begin : begin + BATCH]))
    return count
