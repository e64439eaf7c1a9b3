"""Public products as programs read them: facts without loaded objects, by queries whose SQL is written once.

Who may see a product is asked by ``published_products``, its price by ``price_for``, as everywhere.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateField, Func, OuterRef, Subquery, TextField, UUIDField
from django.db.models.functions import Cast, JSONObject

from catalog.models import AttributeChoice, AttributeValue, EcoClaim, PriceBreak, ProductFile
from catalog.models.classification import in_language
from catalog.queries.eco import holding
from catalog.queries.products import Price, price_for, published_products
from catalog.rules.values import Definition, Value, value_text
from catalog.states import Datatype
from portal.compiled import Compiled, Given, among


class Facts(NamedTuple):
    """What a list tells of a product; ``uid`` and ``supplier_uid`` as they are written."""

    pk: int
    uid: str
    number: str
    company_id: int
    supplier_uid: str
    supplier_ko: str
    supplier_en: str
    name_ko: str
    name_en: str
    maker: str
    model: str
    origin: str
    class_id: int
    class_code: str
    lead_time_days: int | None
    moq: Decimal | None
    uom: str
    price: Decimal | None
    currency: str
    price_visibility: str
    price_valid_until: date | None
    published_at: datetime


class Listed(NamedTuple):
    """A product and its price as the reader may see it."""

    product: Facts
    price: Price


class Whole(NamedTuple):
    """The same with what one product alone is asked for."""

    product: Facts
    price: Price
    version: int
    description_ko: str
    description_en: str
    hs_code: str
    eco: list[str]
    values: list["Told"]
    files: list[dict[str, Any]]  # role, name, uid, dated
    breaks: list[dict[str, str]]  # from_qty, price


class Told(NamedTuple):
    """One attribute: what it is called, how it reads, and its canonical number or range."""

    code: str
    name: str
    text: str
    canonical: Decimal | None
    low: Decimal | None
    high: Decimal | None


def _text(path: str) -> Cast:
    return Cast(path, TextField())


FACTS = (
    "pk", _text("uid"), "number", "company_id", _text("company__uid"), "company__legal_name_ko",
    "company__legal_name_en", "current__name_ko", "current__name_en", "current__maker", "current__model",
    "current__origin", "current__class_node_id", "current__class_node__code", "lead_time_days", "moq", "uom", "price",
    "currency", "price_visibility", "price_valid_until", "published_at",
)  # fmt: skip


def listed_products(ids: Sequence[int], user, today: date) -> list[Listed]:
    """The public ones of ``ids``, in their order. One query."""
    found = {row[0]: Facts._make(row) for row in _LISTED.rows(keys=list(ids))}
    return [Listed(found[pk], price_for(user, found[pk], today)) for pk in ids if pk in found]


_LISTED = Compiled(lambda: published_products().filter(among("pk", "keys")).values_list(*FACTS))


class Today(Func):
    """The day in Korea by the database's clock, as ``portal.clock.today`` tells it."""

    template = "(clock_timestamp() AT TIME ZONE 'Asia/Seoul')::date"
    output_field = DateField()


MORE = ("current_id", "current__no", "current__description_ko", "current__description_en", "current__hs_code")


def whole_product(uid, user) -> Whole | None:
    """A public product with its attributes, files, claims and price breaks, or None. Two queries."""
    rows = _WHOLE.rows(uid=uid)
    if not rows:
        return None
    facts = Facts._make(rows[0][: len(FACTS)])
    version_id, number, ko, en, hs_code, today, eco, files, breaks = rows[0][len(FACTS) :]
    price = price_for(user, facts, today)
    values = [_told(row) for row in _VALUES.rows(version=version_id)]
    seen = breaks if price.amount is not None else []
    return Whole(facts, price, number, ko, en, hs_code, list(dict.fromkeys(eco)), values, files, seen)


def _kinds() -> ArraySubquery:
    claims = EcoClaim.objects.filter(holding(Today()), version=OuterRef("current"))
    return ArraySubquery(claims.order_by("kind").values("kind"))


def _files() -> ArraySubquery:
    files = ProductFile.objects.filter(version=OuterRef("current")).order_by("order", "id")
    parts = JSONObject(role="role", name="file__name", uid="file__uid", dated="dated")
    return ArraySubquery(files.values(told=parts))


def _breaks() -> ArraySubquery:
    breaks = PriceBreak.objects.filter(product=OuterRef("pk")).order_by("from_qty")
    return ArraySubquery(breaks.values(told=JSONObject(from_qty=_text("from_qty"), price=_text("price"))))


_WHOLE = Compiled(
    lambda: (
        published_products()
        .filter(uid=Given("uid", UUIDField()))
        .values_list(*FACTS, *MORE, Today(), _kinds(), _files(), _breaks())
    )
)


# Attributes ----------------------------------------------------------------------------------------------------------
OF_DEFINITION = (
    "definition__code", "definition__name_ko", "definition__name_en", "definition__datatype", "definition__unit",
)  # fmt: skip


def _choice(name: str) -> Subquery:
    chosen = AttributeChoice.objects.filter(definition=OuterRef("definition"), code=OuterRef("text"))
    return Subquery(chosen.values(name)[:1])


_VALUES = Compiled(
    lambda: (
        AttributeValue.objects.filter(version_id=Given("version", BigIntegerField()))
        .order_by("definition__order", "definition__code")
        .values_list(*OF_DEFINITION, _choice("name_ko"), _choice("name_en"), *AttributeValue.FIELDS)
    )
)


def _told(row: tuple) -> Told:
    code, name_ko, name_en, datatype, unit, choice_ko, choice_en = row[:7]
    value = Value(*row[7:])
    options = {value.text: in_language(choice_ko, choice_en)} if datatype == Datatype.ENUM and choice_ko else None
    definition = Definition(code, in_language(name_ko, name_en), datatype, unit=unit, options=options)
    text = value_text(definition, value)
    return Told(code, definition.name, text, value.si_num, value.si_low, value.si_high)
