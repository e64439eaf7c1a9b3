"""DO: what an amendment says, as JSON, and back: kept with it, compared, and written when it is approved."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from catalog.models import Product, Specification
from purchasing.bidding.models import Tender
from purchasing.bidding.services.drafting import CriterionIn, LineIn

LINE_KEYS = ("description_ko", "description_en", "qty", "uom", "class_code", "delivery_on")
CRITERION_KEYS = ("title_ko", "title_en", "envelope", "kind", "weight", "guidance", "needs_file")


def as_text(value: Any) -> Any:
    """A fact as JSON takes it; the model's field reads it back."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date | datetime) else value


def facts_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """The way back."""
    fields: dict[str, Any] = {name: Tender._meta.get_field(name) for name in told}
    return {name: fields[name].to_python(text) for name, text in told.items()}


def lines_of(tender: Tender) -> list[dict[str, Any]]:
    """The lines as they stand, in the form in which changes are kept and compared."""
    return [{key: as_text(getattr(line, key)) for key in LINE_KEYS} for line in tender.lines.order_by("no")]


def lines_told(lines: Sequence[LineIn]) -> list[dict[str, Any]]:
    """The lines as they are wanted, in the same form."""
    return [{key: as_text(getattr(line, key)) for key in LINE_KEYS} for line in lines]


def line_content(line: LineIn) -> dict[str, Any]:
    """A line with what it refers to in the catalogue."""
    kept = {key: as_text(getattr(line, key)) for key in LINE_KEYS}
    refers = {"specification": line.specification, "product": line.product}
    return kept | {name: thing.pk if thing is not None else None for name, thing in refers.items()}


def line_in(row: Mapping[str, Any]) -> LineIn:
    """The way back."""
    return LineIn(
        description_ko=row["description_ko"],
        description_en=row["description_en"],
        qty=Decimal(row["qty"]),
        uom=row["uom"],
        class_code=row["class_code"],
        delivery_on=date.fromisoformat(row["delivery_on"]) if row["delivery_on"] else None,
        specification=Specification.objects.filter(pk=row["specification"]).first(),
        product=Product.objects.filter(pk=row["product"]).first(),
    )


def criteria_of(tender: Tender) -> list[dict[str, Any]]:
    """The criteria as they stand, in the form in which changes are kept and compared."""
    return [{key: as_text(getattr(each, key)) for key in CRITERION_KEYS} for each in tender.criteria.order_by("no")]


def criteria_told(criteria: Sequence[CriterionIn]) -> list[dict[str, Any]]:
    """The criteria as they are wanted, in the same form."""
    return [{key: as_text(getattr(each, key)) for key in CRITERION_KEYS} for each in criteria]


def criterion_in(row: Mapping[str, Any]) -> CriterionIn:
    """The way back."""
    weight = Decimal(row["weight"]) if row["weight"] is not None else None
    return CriterionIn(**{**row, "weight": weight})
