"""Where products of a retired class go: its successor, else its neighbours, and what of a draft fits there."""

from dataclasses import dataclass

from catalog.models import ClassNode, ProductVersion
from catalog.queries.classes import definitions_for
from catalog.queries.products import values_of
from catalog.states import Level

MOST = 5


@dataclass(frozen=True, slots=True)
class Successor:
    """A class that may take the retired one's place, and how many of the stated values it keeps."""

    node: ClassNode
    kept: int
    stated: int
    named: bool  # the retired class itself names it


def successors_of(version: ProductVersion) -> list[Successor]:
    """Classes in use for a draft whose class is retired: the named successor, then those beside it, best fit first."""
    retired = version.class_node
    named = _in_use(retired)
    neighbours = ClassNode.objects.filter(
        scheme_id=retired.scheme_id, parent_id=retired.parent_id, level=Level.COMMODITY, active=True
    )
    beside = [node for node in neighbours.order_by("-curated", "code")[:MOST] if named is None or node.pk != named.pk]
    values = values_of(version)
    found = []
    for node in [*([named] if named else []), *beside]:
        definitions = definitions_for(node)
        kept = sum(fits(value.definition, definitions.get(value.definition.code)) for value in values)
        found.append(Successor(node, kept, len(values), named is not None and node.pk == named.pk))
    return sorted(found, key=lambda each: (not each.named, -each.kept, each.node.code))[:MOST]


def _in_use(retired: ClassNode) -> ClassNode | None:
    """The successor that is in use: a successor may have been retired, too."""
    node, seen = retired.successor, {retired.pk}
    while node is not None and not node.active and node.pk not in seen:
        seen.add(node.pk)
        node = node.successor
    return node if node is not None and node.active and node.level == Level.COMMODITY else None


def fits(old, new) -> bool:
    """Whether a value of attribute ``old`` may stand under ``new``: the same one, or a like one of another class."""
    if new is None:
        return False
    same = (new.datatype, new.quantity) == (old.datatype, old.quantity)
    return bool(new.pk == old.pk or (same and new.datatype != "ENUM"))
