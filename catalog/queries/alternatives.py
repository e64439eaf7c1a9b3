"""Products that may be used instead of another, each with the reason attribute by attribute. Source: CAT-30, CAT-31."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Prefetch, Sum, Value, When

from catalog.models import AttributeDef, AttributeValue, Product, ProductFile, ProductVersion
from catalog.queries.products import Price, price_for, published_products, values_of
from catalog.rules.matching import MatchResult, Requirement, allowed_distance, canonical_tolerance, match_score
from catalog.rules.values import Value as RuleValue
from catalog.states import Datatype, Match

LEAST_SCORE = Decimal(70)  # Source: CAT-31 (cat.alt_min)
MOST_COMPARED = 400  # of a class with more products those whose numbers are nearest
COMPARED = (Datatype.NUM, Datatype.RANGE, Datatype.ENUM, Datatype.BOOL)  # free text and dates say nothing of likeness
OF_NUMBERS = (Match.GE, Match.LE, Match.EQ_TOL)
OF_RANGES = (Match.COVERS, Match.IN_RANGE)
OF_OPTIONS = (Match.ENUM_EQ, Match.ENUM_AT_LEAST)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A product that fits at least as well as ``LEAST_SCORE``, and why."""

    product: Product
    result: MatchResult
    price: Price
    picture: ProductFile | None
    other_company: bool

    @property
    def score(self) -> Decimal:
        """From 0 to 100, shown with one decimal."""
        return self.result.score.quantize(Decimal("0.1"))


def requirements_of(values: Iterable[AttributeValue]) -> list[Requirement]:
    """What a product's own searchable attributes ask of another one, compared as each attribute says."""
    return [_required(value) for value in values if _is_compared(value.definition)]


def _is_compared(definition: AttributeDef) -> bool:
    return definition.searchable and definition.datatype in COMPARED and definition.weight > 0


def _required(value: AttributeValue) -> Requirement:
    definition = value.definition
    kind = definition.datatype
    wanted = {
        Datatype.NUM: OF_NUMBERS,
        Datatype.RANGE: OF_RANGES,
        Datatype.ENUM: OF_OPTIONS,
    }.get(Datatype(kind), (Match.ENUM_EQ,))
    match = definition.match if definition.match in wanted else wanted[-1] if kind == Datatype.NUM else wanted[0]
    return Requirement(
        code=definition.code,
        name=definition.name,
        match=match,
        target=value.si_num if kind == Datatype.NUM else None,
        low=value.si_low,
        high=value.si_high,
        options=(value.text,) if kind == Datatype.ENUM else (),
        flag=value.flag if kind == Datatype.BOOL else None,
        tolerance_kind=definition.tolerance,
        tolerance=canonical_tolerance(definition.tolerance, definition.tolerance_value, definition.unit),
        weight=Decimal(definition.weight),
        criticality=definition.criticality,
        definition=definition.as_rule(),
    )


def alternatives_of(
    product: Product, version: ProductVersion, user, day: date, *, limit: int = 20
) -> list[Alternative]:
    """Other products of the class with a score of 70 or more: other companies first, then the best.

    A constant number of queries, and at most ``MOST_COMPARED`` products are compared.
    """
    values = values_of(version)
    requirements = requirements_of(values)
    if not requirements:
        return []
    offered = _offered(_candidates(product, version, values, requirements))
    results = {pk: match_score(requirements, given) for pk, given in offered.items()}
    fitting = {pk: result for pk, result in results.items() if result.score >= LEAST_SCORE}
    products = _loaded(fitting)
    found = [
        Alternative(
            other,
            fitting[other.current_id],
            price_for(user, other, day),
            next(iter(getattr(other.current, "shown_files", [])), None),
            other.company_id != product.company_id,
        )
        for other in products
        if other.current_id is not None
    ]
    found.sort(
        key=lambda alternative: (not alternative.other_company, -alternative.result.score, alternative.product.pk)
    )
    return found[:limit]


def _candidates(
    product: Product, version: ProductVersion, values: list[AttributeValue], requirements: list[Requirement]
) -> list[int]:
    """Current versions of other published products of the class."""
    same = published_products().filter(current__class_node=version.class_node_id).exclude(pk=product.pk)
    newest = list(same.order_by("-pk").values_list("current", flat=True)[: MOST_COMPARED + 1])
    if len(newest) <= MOST_COMPARED:
        return newest
    targets = {value.definition.code: value.definition_id for value in values}
    near = [
        When(
            definition=targets[asked.code],
            si_num__range=(asked.target - margin, asked.target + margin),
            then=Value(asked.weight),
        )
        for asked in requirements
        if asked.target is not None
        for margin in [max(allowed_distance(asked), abs(asked.target) / 10)]
    ]
    if not near:
        return newest[:MOST_COMPARED]
    rows = AttributeValue.objects.filter(definition__in=list(targets.values()), version__in=same.values("current"))
    points = Sum(Case(*near, default=Value(Decimal(0)), output_field=DecimalField()))
    nearest = rows.values("version").annotate(points=points).order_by("-points", "version")
    return list(nearest.values_list("version", flat=True)[:MOST_COMPARED])


def _offered(versions: Collection[int]) -> dict[int, dict[str, RuleValue]]:
    """What each version states, by attribute code."""
    found: dict[int, dict[str, RuleValue]] = defaultdict(dict)
    fields = AttributeValue.FIELDS
    rows = AttributeValue.objects.filter(version__in=versions).annotate(code=F("definition__code"))
    for version, code, *parts in rows.values_list("version", "code", *fields):
        found[version][code] = RuleValue(**dict(zip(fields, parts, strict=True)))
    return found


def _loaded(versions: Collection[int]) -> list[Product]:
    files = ProductFile.objects.select_related("file").filter(file__public=True).order_by("order", "id")
    products = published_products().filter(current__in=versions)
    return list(
        products.select_related("company", "current__class_node").prefetch_related(
            Prefetch("current__files", files, to_attr="shown_files")
        )
    )
