"""Classes by code or words, and the attributes that a class has, inherited ones included."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import AttributeChoice, AttributeDef, AttributeValue, ClassNode
from catalog.rules.grams import needs_recheck, normalise, term_grams, terms_of
from catalog.states import Level

UNSPSC, HS, CPV = "UNSPSC", "HS", "CPV"
SCHEMES = {  # code → Korean and English name
    UNSPSC: ("유엔 표준 제품·서비스 분류", "United Nations Standard Products and Services Code"),
    HS: ("국제 통일 상품 분류(HS)", "Harmonized System"),
    CPV: ("유럽 공공조달 분류(CPV)", "Common Procurement Vocabulary"),
}
MOST_FOUND = 40


def class_by_code(code: str) -> ClassNode | None:
    """The UNSPSC class with this code, or None."""
    return ClassNode.objects.filter(scheme__code=UNSPSC, code=code).first()


def class_names(codes: Collection[str]) -> dict[str, str]:
    """Names of UNSPSC classes by code; a code that is none is left out."""
    found = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=list(codes)).only("code", "name_ko", "name_en")
    return {node.code: node.name for node in found}


def children_of(node: ClassNode | None) -> QuerySet[ClassNode]:
    """The classes in use directly below ``node``; the segments for None."""
    return ClassNode.objects.filter(scheme__code=UNSPSC, active=True, parent=node).order_by("code")


def named_codes() -> list[str]:
    """Codes of the classes in use that have a name of ours, of all depths."""
    rows = ClassNode.objects.filter(scheme__code=UNSPSC, active=True, curated=True)
    return list(rows.order_by("code").values_list("code", flat=True))


def find_classes(text: str) -> list[ClassNode]:
    """Commodities in use whose names contain all terms of ``text``, or whose code begins with it; our names first."""
    terms = terms_of(text)
    if not terms:
        return []
    found = ClassNode.objects.filter(scheme__code=UNSPSC, active=True, level=Level.COMMODITY)
    if len(terms) == 1 and terms[0].isdigit() and len(terms[0]) >= 2:
        return list(found.filter(code__startswith=terms[0]).order_by("code")[:MOST_FOUND])
    wanted = set().union(*(term_grams(term) for term in terms))
    rows = found.filter(grams__contains=sorted(wanted)).order_by("-curated", "code")
    # grams say that all pairs occur, not that they stand together: looked at again here, on few rows
    longer = [term for term in terms if needs_recheck(term)]
    near = (node for node in rows[: MOST_FOUND * 5] if all(term in _words(node) for term in longer))
    return [node for node, _place in zip(near, range(MOST_FOUND), strict=False)]


def classes_meant(text: str) -> list[ClassNode]:
    """Commodities in use that a person may mean by ``text``: a code, a name, or some words; one alone is certain.

    What a list of choices inserts is a code with the name behind it: then the code says it all.
    """
    first = text.split()[0] if text.split() else ""
    if first.isdigit() and len(first) == 8:
        node = class_by_code(first)
        return [node] if node is not None and node.level == Level.COMMODITY and node.active else []
    found = find_classes(text)
    named = [node for node in found if normalise(text) in (normalise(node.name_ko), normalise(node.name_en))]
    return named if len(named) == 1 else found


def _words(node: ClassNode) -> str:
    return normalise(f"{node.name_ko} {node.name_en} {node.official_ko} {node.official_en} {node.code}")


def definitions_for(node: ClassNode) -> dict[str, AttributeDef]:
    """The attributes of products of ``node`` by code, inherited ones included; the nearer one wins. Two queries."""
    codes = node.ancestor_codes
    rows = (
        AttributeDef.objects.filter(node__scheme_id=node.scheme_id, node__code__in=codes)
        .select_related("node")
        .prefetch_related("choices")
    )
    nearest: dict[str, AttributeDef] = {}
    for definition in sorted(rows, key=lambda row: codes.index(row.node.code)):
        nearest[definition.code] = definition
    return dict(sorted(nearest.items(), key=lambda item: (item[1].order, item[0])))


def class_path(node: ClassNode) -> list[ClassNode]:
    """From the segment down to ``node`` itself."""
    return list(ClassNode.objects.filter(scheme_id=node.scheme_id, code__in=node.ancestor_codes).order_by("path"))


def bound_fields(thing: AttributeDef | AttributeChoice) -> frozenset[str]:
    """The fields of an attribute or option by which stored values are read: they stay while there are any."""
    values = AttributeValue.objects.all()
    if isinstance(thing, AttributeDef):
        used = values.filter(definition_id=thing.pk).exists()
        return frozenset({"node", "code", "datatype", "quantity"}) if used else frozenset()
    stored = AttributeChoice.objects.filter(pk=thing.pk).values_list("definition_id", "code")
    used = any(values.filter(definition_id=definition, text=code).exists() for definition, code in stored)
    return frozenset({"definition", "code"}) if used else frozenset()


def retirement_fault(node: ClassNode) -> tuple[str, str] | None:
    """What stands against ``node`` being in use, or retired, as it says now: the field and the reason, or None."""
    if node.active:
        return ("successor", _("A class in use has no successor.")) if node.successor_id is not None else None
    if node.children.filter(active=True).exists():
        return "active", _("Classes below it are in use: retire them first.")
    successor = node.successor
    if successor is None:
        return None
    if successor.pk == node.pk or not successor.active:
        return "successor", _("The successor has to be a class in use.")
    if (successor.scheme_id, successor.level) != (node.scheme_id, node.level):
        return "successor", _("The successor has to be a class of the same classification and depth.")
    return None
