"""What a checked list would change of products that are there: each fact that differs, as it is and as it becomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from catalog.models import AttributeDef, BulkJob, BulkRow
from catalog.queries.bulk import SUPPLY, TEXTS, Standing, bilingual, standing_products
from catalog.queries.shown import Change, origin_name
from catalog.rules.bulk_rows import plain_number
from catalog.rules.columns import BREAKS, CLASS, FIXED, PICTURE
from catalog.rules.sheet_cells import breaks_cell, supply_cell, value_cell
from catalog.rules.values import Definition
from catalog.states import BulkState, BulkVerdict, Currency, PriceVisibility, ProductState, Uom
from portal.display import korean, money_full

AMOUNTS = {"moq", "order_multiple", "price"}
LISTS = {"uom": Uom, "currency": Currency, "price_visibility": PriceVisibility}
LONGEST = 120  # characters shown of a text
LIVE = """
SELECT count(*), count(*) FILTER (WHERE r.content->'s' ?| ARRAY['price', 'currency', 'price_valid_until']
    OR r.content ? 'b'), count(*) FILTER (WHERE r.content->'s' ? 'price_visibility')
FROM catalog_bulkrow r JOIN catalog_product p ON p.company_id = %s AND p.sku = r.sku AND p.state = %s
WHERE r.job_id = %s AND r.verdict IN ('changed', 'supply') AND (r.content ? 's' OR r.content ? 'b')
"""


@dataclass(frozen=True, slots=True)
class RowChanges:
    """A row of a list beside the product that it changes; ``is_live`` when price or supply change without a review."""

    row: BulkRow
    is_live: bool
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class LiveChanges:
    """How many published products change at once: in anything, in their price, in who sees it."""

    products: int
    prices: int
    visibilities: int


def rows_that_change(job: BulkJob) -> QuerySet[BulkRow]:
    """Rows of a checked list that change a product that is there, in the order of the file."""
    if job.state != BulkState.CHECKED:
        return job.rows.none()
    return job.rows.filter(verdict__in=(BulkVerdict.CHANGED, BulkVerdict.SUPPLY)).order_by("line")


def first_new_rows(job: BulkJob, most: int = 5) -> list[BulkRow]:
    """The first rows of a checked list that bring a new product."""
    if job.state != BulkState.CHECKED or not job.counts.get(BulkVerdict.NEW):
        return []
    return list(job.rows.filter(verdict=BulkVerdict.NEW).only("line", "sku").order_by("line")[:most])


def live_changes(job: BulkJob) -> LiveChanges:
    """What buyers see at once when a checked list is taken over. One query."""
    if job.state != BulkState.CHECKED:
        return LiveChanges(0, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(LIVE, [job.company_id, ProductState.PUBLISHED, job.pk])
        return LiveChanges(*cursor.fetchone())


def changes_of(job: BulkJob, rows: Sequence[BulkRow]) -> list[RowChanges]:
    """Each fact that the rows change, as it stands now and as it becomes. Three queries, however many rows."""
    if not rows:
        return []
    standing = standing_products(job.company_id, [row.sku for row in rows])
    stated = [(row.content or {}).get("a", {}) for row in rows] + [stands.values for stands in standing.values()]
    refs = {parts[0] for values in stated for parts in values.values()}
    language = "ko" if korean() else "en"
    attributes = AttributeDef.objects.filter(pk__in=refs).prefetch_related("choices")
    named = {attribute.pk: bilingual(attribute).in_language(language) for attribute in attributes}
    found = []
    for row in rows:
        content, stands = row.content or {}, standing.get(row.sku)
        # a product that was withdrawn meanwhile: taking over leaves the row
        changes = [*_supply(content, stands), *_content(content, stands, named, language)] if stands else []
        is_live = stands is not None and stands.state == ProductState.PUBLISHED and not {"s", "b"}.isdisjoint(content)
        found.append(RowChanges(row, is_live, changes))
    return found


def _supply(content: dict[str, Any], stands: Standing) -> Iterator[Change]:
    """Price and supply: what buyers of a published product see at once."""
    labels = {name: {code: str(label) for code, label in choices.choices} for name, choices in LISTS.items()}
    after = {**stands.supply, **content.get("s", {})}
    for name in SUPPLY:
        if name in content.get("s", {}):
            texts = [_fact(name, facts, labels) for facts in (stands.supply, after)]
            yield Change(name, str(FIXED[name]), *texts)
    if "b" in content:
        breaks = [(Decimal(str(quantity)), Decimal(str(price))) for quantity, price in content["b"]]
        yield Change(BREAKS, str(FIXED[BREAKS]), breaks_cell(stands.breaks), breaks_cell(breaks))


def _fact(name: str, facts: dict[str, Any], labels: dict[str, dict[str, str]]) -> str:
    """A fact as people read it: numbers in groups of three, a price with its currency."""
    fact = facts[name]
    if name not in AMOUNTS or fact is None:
        return supply_cell(name, fact, labels)
    number = Decimal(str(fact))
    if name == "price" and facts["currency"] == Currency.KRW:
        return str(money_full(number))
    amount = f"{Decimal(plain_number(number)):,f}"
    return f"{facts['currency']} {amount}" if name == "price" else amount  # foreign unit prices may be below a cent


def _content(
    content: dict[str, Any], stands: Standing, named: dict[int, Definition], language: str
) -> Iterator[Change]:
    """Class, texts, values and a picture: of a published product they wait for the review."""
    if "m" not in content:
        return
    if content["c"] != stands.class_code:
        yield Change(CLASS, str(FIXED[CLASS]), stands.class_code, content["c"])
    for name in TEXTS:
        before, after = stands.texts[name], content["t"].get(name, "")
        if before != after:
            if name == "origin":
                before, after = origin_name(before), origin_name(after)
            yield Change(name, str(FIXED[name]), _short(before), _short(after))
    for code in dict.fromkeys([*stands.values, *content["a"]]):
        both = [values.get(code) for values in (stands.values, content["a"])]
        definition = next((named[parts[0]] for parts in both if parts and parts[0] in named), None)
        if both[0] != both[1] and definition is not None:
            yield Change(
                f"attr_{code}",
                definition.name,
                *(_short(value_cell(parts, definition, language)) if parts else "" for parts in both),
            )
    if "p" in content:
        yield Change(PICTURE, str(FIXED[PICTURE]), "", "+1")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
