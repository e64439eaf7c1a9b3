"""The classification for everybody: its tree, and each class with what its products state."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalog.models import AttributeDef, ClassNode
from catalog.queries import children_of, class_by_code, class_path, definitions_for, find_classes
from catalog.queries.crosswalk import others_of, product_counts_in
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.values import number_text
from catalog.states import Datatype, Level, Tolerance
from portal.http import page, public, reads
from portal.throttles import throttled


@dataclass(frozen=True, slots=True)
class Branch:
    """A class in a list, with how many products stand in it and below it."""

    node: ClassNode
    products: int


@dataclass(frozen=True, slots=True)
class Row:
    """An attribute as the page of a class shows it."""

    definition: AttributeDef
    inherited: bool
    tolerance: str
    options: list[str]

    @property
    def unit(self) -> str:
        """Its canonical unit, as people write it."""
        measured = self.definition.datatype in (Datatype.NUM, Datatype.RANGE)
        return self.definition.unit_symbol if measured else ""

    @property
    def compared(self) -> str:
        """How an offer is compared with what is asked for; a text and a yes or no are no options of a list."""
        if self.definition.datatype in (Datatype.TEXT, Datatype.BOOL):
            return _("The same")
        return self.definition.get_match_display()


@public
@reads
@throttled("search")
def class_tree(request: HttpRequest) -> HttpResponse:
    """All segments, or what a search in the classes finds. ``all`` shows also those that nobody uses."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = find_classes(text) if text else list(children_of(None))
    context = {
        "text": text,
        "branches": _branches(found, every=bool(text) or "all" in request.GET),
        "shows_all": "all" in request.GET,
        "searched": bool(text),
    }
    return page(request, "catalog/class_tree.html", context, part="catalog/_class_branches.html")


@public
@reads
@throttled("search")
def class_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One class: where it stands, its codes elsewhere, what its products state and why, how many there are."""
    node = class_by_code(code)
    if node is None:
        raise Http404
    above = class_path(node)
    maps = others_of(node)
    context = {
        "node": node,
        "path": above[:-1],
        "successor": node.successor,
        "rows": _rows(node),
        "products": product_counts_in([node.code])[node.code],
        "branches": _branches(list(children_of(node)), every="all" in request.GET)
        if node.level != Level.COMMODITY
        else [],
        "shows_all": "all" in request.GET,
        "maps": [one for one in maps if one.node_id == node.pk],
        "maps_above": [one for one in maps if one.node_id != node.pk],
    }
    return page(request, "catalog/class_detail.html", context)


def _branches(nodes: list[ClassNode], *, every: bool) -> list[Branch]:
    """Those with products or a name of ours, unless ``every`` one is asked for."""
    counts = product_counts_in([node.code for node in nodes])
    return [Branch(node, counts[node.code]) for node in nodes if every or node.curated or counts[node.code]]


def _rows(node: ClassNode) -> list[Row]:
    return [
        Row(
            definition,
            definition.node_id != node.pk,
            _tolerance(definition),
            [choice.name for choice in definition.choices.all()],
        )
        for definition in definitions_for(node).values()
    ]


def _tolerance(definition: AttributeDef) -> str:
    if not definition.tolerance or definition.tolerance_value is None:
        return ""
    unit = "%" if definition.tolerance == Tolerance.REL else f" {definition.unit_symbol}".rstrip()
    return f"± {number_text(definition.tolerance_value)}{unit}"
