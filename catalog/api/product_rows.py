"""The busiest answers of the API, written by hand: what ``ProductOut`` and ``ProductDetailOut`` describe.

Tests compare them field by field with what these serializers tell.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from catalog.api.classes import ClassOut, classes_of
from catalog.api.product_answers import ProductOut
from catalog.queries.listed import Listed, Whole
from portal.api.companies import company
from portal.api.expand import Expansion, base_of, beside_row, expanded_by_hand, link_to

EXPANSIONS = {
    "supplier": company("product.company_id"),
    "class": Expansion(ClassOut, classes_of, by="product.class_id"),
}


def list_told(rows: list[Listed], view: Any) -> list[dict[str, Any]]:
    """Each row with its links and the neighbours that were asked for."""
    return _with_links([_row(row) for row in rows], rows, view)


def whole_told(whole: Whole, view: Any) -> dict[str, Any]:
    """One product with all that is published of it."""
    base = base_of(view.request)
    told = _row(whole) | {
        "version": whole.version,
        "description_ko": whole.description_ko,
        "description_en": whole.description_en,
        "hs_code": whole.hs_code,
        "eco": whole.eco,
        "price_breaks": whole.breaks,
        "attributes": [
            {
                "code": each.code,
                "name": each.name,
                "text": each.text,
                "canonical": _number(each.canonical),
                "canonical_low": _number(each.low),
                "canonical_high": _number(each.high),
            }
            for each in whole.values
        ],
        "files": [
            {
                "role": held["role"],
                "name": held["name"],
                "url": base + reverse("files:file-download", args=[held["uid"], held["name"]]),
                "dated_on": held["dated"],
            }
            for held in whole.files
        ],
    }
    return _with_links([told], [whole], view)[0]


def _row(row: Listed | Whole) -> dict[str, Any]:
    facts, price = row.product, row.price
    return {
        "uid": facts.uid,
        "number": facts.number,
        "name_ko": facts.name_ko,
        "name_en": facts.name_en,
        "maker": facts.maker,
        "model": facts.model,
        "class_code": facts.class_code,
        "origin": facts.origin,
        "supplier": {"uid": facts.supplier_uid, "name_ko": facts.supplier_ko, "name_en": facts.supplier_en},
        "lead_time_days": facts.lead_time_days,
        "moq": _number(facts.moq),
        "uom": facts.uom,
        "price": None
        if price.amount is None
        else {"amount": f"{price.amount:f}", "currency": price.currency, "valid_until": _day(price.valid_until)},
        "published_at": _moment(facts.published_at),
    }


def _with_links(told: list[dict[str, Any]], rows: list, view: Any) -> list[dict[str, Any]]:
    page, door = (link_to(view.request, name, "uid") for name in (ProductOut.page, ProductOut.door))
    for each in told:
        each["url"], each["api_url"] = page(each["uid"]), door(each["uid"])
    neighbours = expanded_by_hand(rows, view, EXPANSIONS)
    if neighbours:
        for each, row in zip(told, rows, strict=True):
            each["expanded"] = beside_row(row, neighbours, EXPANSIONS)
    return told


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
