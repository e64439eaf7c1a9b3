"""Classes of other schemes beside ours, and how many products stand in a class."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from catalog.models import ClassMap, ClassNode, SearchFrequency, SearchFrequencyChange
from catalog.queries.classes import CPV, HS
from catalog.rules.codes import other_codes
from catalog.rules.grams import class_mark
from catalog.states import Level


def codes_like(text: str) -> list[str]:
    """Our classes beside the HS or CPV code that ``text`` is; none when it is no such code. One query, or none.

    A code stands for everything below it: heading 8482 for all bearings. Source: CAT-14.
    """
    asked = other_codes(text)
    if not asked:
        return []
    schemes = {"hs": HS, "cpv": CPV}
    below = [Q(other__scheme__code=schemes[scheme], other__code__startswith=prefix) for scheme, prefix in asked]
    found = ClassMap.objects.filter(reduce(or_, below), node__active=True)
    return sorted(set(found.values_list("node__code", flat=True)))


def others_of(node: ClassNode) -> list[ClassMap]:
    """The classes of HS and CPV beside ``node``, its own first and then those of the classes above it. One query."""
    maps = ClassMap.objects.filter(node__scheme_id=node.scheme_id, node__code__in=node.ancestor_codes)
    return sorted(
        maps.select_related("node", "other__scheme"),
        key=lambda one: (one.other.scheme.code, -len(one.node.path), one.other.code),
    )


def product_counts_in(codes: Collection[str]) -> dict[str, int]:
    """How many published products stand in each class, those of the classes below it included. Two queries."""
    marks = {class_mark(code): code for code in codes}
    counts = dict.fromkeys(codes, 0)
    for gram, rows in SearchFrequency.objects.filter(gram__in=marks).values_list("gram", "rows"):
        counts[marks[gram]] += rows
    changes = SearchFrequencyChange.objects.filter(gram__in=marks).values_list("gram").annotate(sum=Sum("change"))
    for gram, change in changes.order_by():
        counts[marks[gram]] += change
    return counts


def is_hs_code(code: str) -> bool:
    """Whether the first six digits stand in the HS release that was loaded; without one only the shape is known.

    Source: CAT-11.
    """
    known = ClassNode.objects.filter(scheme__code=HS)
    if not known.filter(level=Level.HEADING).exists():
        return True
    return known.filter(code=code[:6], active=True).exists()
