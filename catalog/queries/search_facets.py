"""How what was found divides: facets with exact counts, each counted without its own choice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from catalog.models import ClassNode, SearchTag
from catalog.queries.classes import UNSPSC
from catalog.queries.search_filters import ECO_KINDS, SIZES, SearchFilters, branch_of
from catalog.queries.shown import origin_name
from catalog.registry import product_marks
from catalog.rules.alerts import is_below
from catalog.rules.facets import unpack
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.states import EcoKind, TagKind
from portal.people.models import CertificateKind
from portal.people.states import SOCIAL, SizeClass

MOST_OPTIONS = 40  # as many makers as the pass over the rows brings
ORDERED = {"lead": None, "price": None, "size": SIZES, "eco": ECO_KINDS}  # shown in their own order, not by count


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, how many products have it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bar of a histogram; the last one includes its upper end."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One way in which what was found divides: values with counts, or the range of a number in ``unit``."""

    name: str
    label: str
    kind: str = "values"  # or "range"
    is_attribute: bool = False
    options: list[Option] = field(default_factory=list)
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    count: int = 0
    buckets: list[Bucket] = field(default_factory=list)
    chosen: tuple[Decimal | None, Decimal | None] | None = None


@dataclass(slots=True)
class Counts:
    """What one pass over the hits counted: by class, maker, certificates, and the packed small facts."""

    total: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    makers: Counter[int] = field(default_factory=Counter)
    badges: Counter[int] = field(default_factory=Counter)
    small: dict[str, Counter[Any]] = field(default_factory=dict)

    def add_badges(self, tags: Iterable[int], rows: int) -> None:
        """``rows`` more products whose supplier has these certificates."""
        for tag in tags:
            self.badges[tag] += rows

    def add_facts(self, packed: int, rows: int, seen: int) -> None:
        """``rows`` more products with these small facts; a price counts only when the reader may see it."""
        facts = unpack(packed)
        found: list[tuple[str, Any]] = [("lead", facts.lead)]
        if facts.size:
            found.append(("size", SIZES[facts.size - 1]))
        if facts.origin:
            found.append(("origin", facts.origin))
        if facts.price and facts.seen >= seen:
            found.append(("price", facts.price - 1))
        found += [("eco", kind) for place, kind in enumerate(ECO_KINDS) if facts.eco >> place & 1]
        for name, value in found:
            self.small.setdefault(name, Counter())[value] += rows


def facets_of(counts: Counts, filters: SearchFilters, alone: dict[str, Counts]) -> list[Facet]:
    """Everything that products in general are counted by. ``alone`` has the counts without a facet's own choice.

    Three queries at most: names of classes, of makers and certificates, of kinds of certificates.
    """
    of = lambda name: alone.get(name, counts)  # noqa: E731
    chosen_class = filters.class_chosen()
    nodes = _nodes(of("class").classes, filters.classes)
    node = nodes.get(chosen_class)
    tags = _tags(of("maker").makers, of("certificate").badges, of("social").badges, filters.makers)
    certificates = _by_code(of("certificate").badges, tags)
    social = {code: n for code, n in _by_code(of("social").badges, tags).items() if code in SOCIAL}
    kinds = {kind.pk: str(kind) for kind in CertificateKind.objects.all()} if certificates or social else {}
    kinds |= {mark.code: str(mark.label) for mark in product_marks}
    makers = {tags[key].value: n for key, n in of("maker").makers.items() if key in tags}
    maker_names = {tag.value: tag.name for tag in tags.values() if tag.kind == TagKind.MAKER}
    small: dict[str, Counter] = {name: of(name).small.get(name, Counter()) for name in SMALL}
    labels: dict[str, Callable[[Any], str]] = {
        "class": lambda code: _class_name(nodes, code),
        "maker": lambda value: maker_names.get(value, value),
        "certificate": lambda code: kinds.get(code, code),
        "lead": lead_label,
        "price": price_label,
        "size": lambda size: str(SizeClass(size).label),
        "origin": origin_name,
        "eco": lambda kind: str(EcoKind(kind).label),
    }
    facets = [
        _branches(of("class").classes, node, nodes, filters),
        _facet("class", _("Class"), _classes(of("class").classes, chosen_class), filters, labels["class"]),
        _facet("maker", _("Maker"), makers, filters, labels["maker"]),
        _facet("certificate", _("Certificate"), certificates, filters, labels["certificate"]),
        _facet("eco", _("Saving of resources (3R)"), small["eco"], filters, labels["eco"]),
        _facet("social", _("Socially friendly enterprise"), social, filters, labels["certificate"]),
        _facet("lead", _("Lead time"), small["lead"], filters, labels["lead"]),
        _facet("price", _("Price (won)"), small["price"], filters, labels["price"]),
        _facet("size", _("Size of the company"), small["size"], filters, labels["size"]),
        _facet("origin", _("Country of origin"), small["origin"], filters, labels["origin"]),
    ]
    return [facet for facet in facets if facet.options]


SMALL = ("eco", "lead", "price", "size", "origin")


def _facet(name: str, label: str, found: dict[Any, int], filters: SearchFilters, label_of: Callable) -> Facet:
    chosen = filters.chosen(name)
    counted = {str(value): (value, count) for value, count in found.items()}
    missing = [value for value in chosen if value not in counted]
    if name in ORDERED:
        ranks = ORDERED[name]
        order = sorted(counted, key=lambda value: ranks.index(value) if ranks else int(value))
    else:
        best = sorted(counted, key=lambda value: (value not in chosen, -counted[value][1], value))
        order = best[: max(MOST_OPTIONS, len(chosen))]
    options = [Option(value, label_of(counted[value][0]), counted[value][1], value in chosen) for value in order]
    options += [Option(value, label_of(_typed(name, value)), 0, True) for value in missing if _is_value(name, value)]
    return Facet(name, label, options=options)


def _typed(name: str, value: str) -> Any:
    return int(value) if name in ("lead", "price") else value


def _is_value(name: str, value: str) -> bool:
    """Whether a chosen value that nothing has is shown all the same: one that there is."""
    kinds: dict[str, Sequence] = {
        "branch": (),
        "class": (),
        "lead": range(len(LEAD_BANDS) + 1),
        "price": range(len(PRICE_BANDS) + 1),
        "size": SIZES,
        "eco": ECO_KINDS,
        "social": SOCIAL,
    }
    return name not in kinds or _typed(name, value) in kinds[name]


def _classes(found: dict[str, int], chosen: str) -> dict[str, int]:
    """By class; where one class above others is chosen, itself and those below it."""
    below = {code: count for code, count in found.items() if is_below(code, chosen)} if chosen else {}
    return {chosen: found.get(chosen, 0) + sum(below.values()), **below} if below else found


def _branches(
    classes: dict[str, int], node: ClassNode | None, nodes: dict[str, ClassNode], filters: SearchFilters
) -> Facet:
    """The classes right below the chosen one; without a choice the segments. Their values are values of ``class``."""
    size = branch_of(node)
    above = node.code[: size - 2] if node is not None else ""
    found: Counter[str] = Counter()
    for code, count in classes.items():
        if code.startswith(above):
            found[code[:size].ljust(8, "0")] += count
    named = {code: count for code, count in found.items() if code in nodes and code != (node.code if node else "")}
    return _facet("branch", pgettext("classification", "Branch"), named, filters, lambda code: _class_name(nodes, code))


def _nodes(classes: Iterable[str], chosen: Sequence[str]) -> dict[str, ClassNode]:
    """The classes found, those above them, and those chosen. One query."""
    codes = {code[:size].ljust(8, "0") for code in [*classes, *chosen] for size in (2, 4, 6, 8)}
    if not codes:
        return {}
    named = ClassNode.objects.filter(scheme__code=UNSPSC, code__in=codes).only("code", "path", "name_ko", "name_en")
    return {node.code: node for node in named}


def _class_name(nodes: dict[str, ClassNode], code: str) -> str:
    return nodes[code].name if code in nodes else code


def _tags(makers: Counter[int], badges: Counter[int], social: Counter[int], chosen: Sequence[str]) -> dict:
    """The tags that are shown: the most frequent makers and those chosen, all certificates. One query."""
    best = [key for key, _n in makers.most_common(MOST_OPTIONS)]
    keys = {*best, *badges, *social}
    rows = SearchTag.objects.in_bulk(keys) if keys else {}
    if chosen:
        also = SearchTag.objects.filter(kind=TagKind.MAKER, value__in=list(chosen))
        rows |= {tag.pk: tag for tag in also}
    return rows


def _by_code(badges: Counter[int], tags: dict[int, SearchTag]) -> dict[str, int]:
    return {tags[key].value: count for key, count in badges.items() if key in tags}


def lead_label(band: int) -> str:
    """A lead time band in words."""
    if band == 0:
        return _("Up to %(days)d days") % {"days": LEAD_BANDS[0]}
    if band < len(LEAD_BANDS):
        return _("%(least)d to %(most)d days") % {"least": LEAD_BANDS[band - 1] + 1, "most": LEAD_BANDS[band]}
    return _("Over %(days)d days") % {"days": LEAD_BANDS[-1]}


def price_label(band: int) -> str:
    """A price band in words."""
    if band == 0:
        return _("Below %(most)s") % {"most": won_label(PRICE_BANDS[0])}
    if band == len(PRICE_BANDS):
        return _("%(least)s and more") % {"least": won_label(PRICE_BANDS[-1])}
    return f"{won_label(PRICE_BANDS[band - 1])} – {won_label(PRICE_BANDS[band])}"


def won_label(won: int) -> str:
    """A round amount of won, as short as people say it: 10만원 in Korean."""
    if get_language() == "ko":
        for size, word in ((100_000_000, "억"), (10_000, "만")):
            if won >= size and won % size == 0:
                return f"{won // size}{word}원"
    return f"₩{won:,}"
