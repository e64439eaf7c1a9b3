"""3R claims that count: checked with the published version, and valid on the day."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from catalog.models import EcoClaim, ProductVersion


def holding(day: Any) -> Q:
    """The document of a claim holds on ``day``, a date or an expression."""
    return Q(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


def valid_claims(day: date) -> QuerySet[EcoClaim]:
    """Claims of published versions whose document holds on ``day``."""
    return EcoClaim.objects.filter(holding(day), version__product__current=F("version"))


def eco_kinds_of(product_ids: Collection[int], day: date) -> dict[int, list[str]]:
    """The kinds of valid claim (``EcoKind``) by product, each once, in one query; products without any are absent."""
    rows = valid_claims(day).filter(version__product__in=list(product_ids))
    found: dict[int, list[str]] = {}
    for product, kind in rows.order_by("kind").values_list("version__product", "kind").distinct():
        found.setdefault(product, []).append(kind)
    return found


def claims_of(product_id: int, day: date) -> list[EcoClaim]:
    """The valid claims of one product, with their evidence loaded."""
    rows = valid_claims(day).filter(version__product=product_id)
    return list(rows.select_related("evidence").order_by("kind", "id"))


def eco_lines(version: ProductVersion) -> list[EcoClaim]:
    """The claims that a version states, with their evidence: one query."""
    return list(version.eco_claims.select_related("evidence").order_by("kind", "id"))
