"""Products side by side: the same facts in one row, units aligned, differences and the best value marked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import AttributeValue, PriceBreak, Product, ProductFile
from catalog.queries.eco import eco_kinds_of
from catalog.queries.products import Price, price_for, products_visible_to
from catalog.queries.shown import origin_name
from catalog.queries.supply import price_breaks_of
from catalog.rules.dealing import best_of, differs
from catalog.rules.matching import measured
from catalog.rules.values import number_text, value_text
from catalog.states import Datatype, EcoKind, Match
from portal.display import money_full
from portal.people.models import Certificate
from portal.people.states import CertificateState

MOST = 4
NOTHING = ""
Alike = tuple[str, str]


@dataclass(slots=True)
class Cell:
    """One value of one product."""

    text: str
    number: Decimal | None = None
    is_best: bool = False


@dataclass(slots=True)
class Row:
    """One fact of all products. ``better`` says which number stands out, if one does.

    Of an attribute it is called highest or lowest, for more than is needed may be too much; of a fact the best.
    """

    label: str
    cells: list[Cell]
    better: str = ""  # "more", "less" or nothing
    kind: str = "fact"  # or "attribute"

    @property
    def is_different(self) -> bool:
        """Whether the products do not all say the same."""
        return differs([cell.text for cell in self.cells])


@dataclass(slots=True)
class Column:
    """One product of the comparison."""

    product: Product
    price: Price
    picture: ProductFile | None
    breaks: list[PriceBreak] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The comparison: columns, facts, attributes."""

    columns: list[Column]
    facts: list[Row]
    attributes: list[Row]

    @property
    def differences(self) -> int:
        """How many rows differ."""
        return sum(row.is_different for row in [*self.facts, *self.attributes])


def products_to_compare(user, uids: Sequence[str]) -> list[Product]:
    """The products that this reader may see, in the order asked for; published ones only, at most four."""
    wanted = list(dict.fromkeys(uids))[:MOST]
    values = AttributeValue.objects.select_related("definition__node").prefetch_related("definition__choices")
    files = ProductFile.objects.select_related("file").filter(file__public=True).order_by("order", "id")
    products = products_visible_to(user).filter(uid__in=wanted, current__isnull=False)
    loaded = products.prefetch_related(
        Prefetch("current__values", values, to_attr="loaded_values"),
        Prefetch("current__files", files, to_attr="shown_files"),
    )
    by_uid = {str(product.uid): product for product in loaded}
    return [by_uid[uid] for uid in wanted if uid in by_uid]


def compared(products: Sequence[Product], user, day: date) -> Table:
    """The table. A constant number of queries. What stands out among products of two classes says nothing."""
    pks = [product.pk for product in products]
    breaks = price_breaks_of(pks)
    columns = [
        Column(
            product, price, next((row for row in _files(product) if row.is_picture), None), breaks.get(product.pk, [])
        )
        for product in products
        for price in [price_for(user, product, day)]
    ]
    facts = _facts(columns, eco_kinds_of(pks, day), _certificates(products, day))
    attributes = _attributes(products)
    if len({product.current.class_node_id for product in products if product.current}) == 1:
        for row in [*facts, *attributes]:
            _mark(row)
    return Table(columns, [row for row in facts if any(cell.text for cell in row.cells)], attributes)


def _files(product: Product) -> list[ProductFile]:
    return list(getattr(product.current, "shown_files", []))


def _certificates(products: Iterable[Product], day: date) -> dict[int, list[str]]:
    companies = {product.company_id for product in products}
    rows = Certificate.objects.filter(company__in=companies, state=CertificateState.VALID).exclude(valid_to__lt=day)
    found: dict[int, list[str]] = {}
    for row in rows.select_related("kind").order_by("kind__code"):
        names = found.setdefault(row.company_id, [])
        if str(row.kind) not in names:
            names.append(str(row.kind))
    return found


def _facts(columns: list[Column], eco: dict[int, list[str]], certificates: dict[int, list[str]]) -> list[Row]:
    same_price = len({(column.price.currency, column.product.uom) for column in columns}) == 1

    def row(label: str, cell: Callable[[Column], Cell], better: str = "") -> Row:
        return Row(label, [cell(column) for column in columns], better)

    def price(column: Column) -> Cell:
        if column.price.amount is None:
            return Cell(_("Price on request") if column.price.on_request else "")
        amount = money_full(column.price.amount, column.price.currency)
        unit = column.product.get_uom_display()
        return Cell(_("%(amount)s per %(unit)s") % {"amount": amount, "unit": unit}, column.price.amount)

    def from_quantity(column: Column) -> Cell:
        if column.price.amount is None:
            return Cell("")
        steps = [
            _("from %(qty)s: %(price)s")
            % {"qty": number_text(step.from_qty), "price": money_full(step.price, column.price.currency)}
            for step in column.breaks
        ]
        return Cell("; ".join(steps))

    def days(column: Column) -> Cell:
        number = column.product.lead_time_days
        if number is None:
            return Cell("")
        return Cell(pgettext("lead time", "%(days)d days") % {"days": number}, Decimal(number))

    def moq(column: Column) -> Cell:
        least = column.product.moq
        if least is None:
            return Cell("")
        return Cell(f"{number_text(least)} {column.product.get_uom_display()}", least)

    same_uom = len({column.product.uom for column in columns}) == 1
    return [
        row(_("Supplier"), lambda c: Cell(str(c.product.company))),
        row(pgettext("product", "Price"), price, "less" if same_price else ""),
        row(_("Price by quantity"), from_quantity),
        row(_("Minimum order"), moq, "less" if same_uom else ""),
        row(_("Lead time"), days, "less"),
        row(_("Class"), lambda c: Cell(c.product.current.class_node.name if c.product.current else "")),
        row(_("Maker"), lambda c: Cell(c.product.current.maker if c.product.current else "")),
        row(_("Model"), lambda c: Cell(c.product.current.model if c.product.current else "")),
        row(_("Country of origin"), lambda c: Cell(origin_name(c.product.current.origin if c.product.current else ""))),
        row(_("3R"), lambda c: Cell(", ".join(str(EcoKind(kind).label) for kind in eco.get(c.product.pk, [])))),
        row(_("Certificates of the supplier"), lambda c: Cell(", ".join(certificates.get(c.product.company_id, [])))),
    ]


def _attributes(products: Sequence[Product]) -> list[Row]:
    """One row for each attribute that any of the products states; one kind of quantity in one unit.

    Classes may call different things by one code (an efficiency in percent, and one by its class): each has its row.
    """
    stated = [{_alike(value): value for value in _values(product)} for product in products]
    examples: dict[Alike, AttributeValue] = {}
    for values in stated:
        for alike, value in values.items():
            examples.setdefault(alike, value)
    ordered = sorted(examples.items(), key=lambda item: (item[1].definition.order, item[0]))
    return [
        Row(
            example.definition.name,
            [_cell(values.get(alike), example) for values in stated],
            _better(example),
            "attribute",
        )
        for alike, example in ordered
    ]


def _alike(value: AttributeValue) -> Alike:
    """What makes two values comparable: the same code, and the same kind of thing behind it."""
    definition = value.definition
    numeric = definition.datatype in (Datatype.NUM, Datatype.RANGE)
    return definition.code, definition.quantity if numeric else str(definition.datatype)


def _values(product: Product) -> list[AttributeValue]:
    return list(getattr(product.current, "loaded_values", []))


def _better(value: AttributeValue) -> str:
    definition = value.definition
    if definition.datatype != Datatype.NUM:
        return ""
    return {Match.GE: "more", Match.LE: "less"}.get(Match(definition.match), "")


def _cell(value: AttributeValue | None, example: AttributeValue) -> Cell:
    if value is None:
        return Cell(NOTHING)
    definition, like = value.definition.as_rule(), example.definition
    if definition.datatype in (Datatype.NUM, Datatype.RANGE) and definition.quantity == like.quantity:
        ends = [value.si_num] if definition.datatype == Datatype.NUM else [value.si_low, value.si_high]
        return Cell(measured(like.as_rule(), *ends), value.si_num)
    return Cell(value_text(definition, value.as_rule()))


def _mark(row: Row) -> None:
    if not row.better:
        return
    numbers = {place: cell.number for place, cell in enumerate(row.cells) if cell.number is not None}
    for place in best_of(numbers, more_is_better=row.better == "more"):
        row.cells[place].is_best = True
