"""Facets as the page shows them: their fields, the chips that take a choice off, the ways out when nothing is found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.queries import SearchFilters, SearchPage, class_names
from catalog.queries.address import FROM, LISTS, PREFIX, TO, attributes_in
from catalog.queries.search_attributes import class_attributes
from catalog.queries.search_facets import Bucket, Facet, Option
from catalog.queries.search_help import Loosened, chosen_names
from catalog.rules.values import number_text, read_number
from portal.errors import RuleBroken

BAR_WIDTH, BAR_GAP, CHART_HEIGHT = 24, 2, 32
SHOWN_FIRST = 12  # values of a facet; the rest unfold


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the small chart over a range."""

    x: int
    y: int
    height: int
    width: int = BAR_WIDTH - BAR_GAP


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet with the names of its fields."""

    name: str  # of the field
    label: str
    kind: str
    options: list[Option] = field(default_factory=list)
    unit: str = ""
    low: str = ""
    high: str = ""
    given_low: str = ""
    given_high: str = ""
    fault: str = ""  # why what was typed as a range does not narrow
    count: int = 0
    bars: list[Bar] = field(default_factory=list)
    open: bool = False
    links: bool = False  # its values are ways down a tree, not boxes to tick

    @property
    def first(self) -> list[Option]:
        """The values that stand there at once: the first ones, and whatever is chosen."""
        return [option for place, option in enumerate(self.options) if place < SHOWN_FIRST or option.chosen]

    @property
    def rest(self) -> list[Option]:
        """The values that unfold."""
        return [option for option in self.options[SHOWN_FIRST:] if not option.chosen]

    @property
    def names(self) -> tuple[str, str]:
        """The two fields of a range."""
        return f"{self.name}{FROM}", f"{self.name}{TO}"

    @property
    def there(self) -> str:
        """Least and greatest value, or the only one."""
        return self.low if self.low == self.high else f"{self.low}–{self.high}"

    @property
    def chart_width(self) -> int:
        """Of the small chart."""
        return len(self.bars) * BAR_WIDTH


def shown_facets(found: SearchPage, query: QueryDict) -> list[ShownFacet]:
    """All facets in the order of the page: those of the class first, when one is chosen."""
    classes = next((facet for facet in found.facets if facet.name == "class"), None)
    crowded = classes is not None and len(classes.options) >= SHOWN_FIRST
    typed = attributes_in(query)
    shown = []
    for facet in found.facets:
        if facet.name == "branch":
            if crowded and len(facet.options) > 1:
                shown.append(_shown(facet, typed))
        else:
            shown.append(_shown(facet, typed))
    heads = [facet for facet in shown if facet.links or facet.name == "class"]
    own = [facet for facet in shown if facet.name.startswith(PREFIX)]
    return heads + own + [facet for facet in shown if facet not in heads and facet not in own]


def _shown(facet: Facet, typed: Mapping[str, list[str]]) -> ShownFacet:
    name = f"{PREFIX}{facet.name}" if facet.is_attribute else facet.name
    if facet.kind == "range":
        low, high = map(_number, facet.chosen or (None, None))
        least, _dots, most = next(iter(typed.get(facet.name, ())), "").partition("..")
        if fault := _fault(least, most):
            low, high = least, most  # nothing typed is lost
        return ShownFacet(
            name,
            facet.label,
            "range",
            unit=facet.unit,
            low=_number(facet.low),
            high=_number(facet.high),
            given_low=low,
            given_high=high,
            fault=fault,
            count=facet.count,
            bars=_bars(facet.buckets),
            open=facet.chosen is not None or bool(fault),
        )
    is_open = any(option.chosen for option in facet.options)
    return ShownFacet(name, facet.label, "values", options=facet.options, open=is_open, links=facet.name == "branch")


def _number(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


def _fault(*ends: str) -> str:
    """What is wrong with a range as it was typed, in words; "" when nothing is."""
    numbers = []
    for text in filter(str.strip, ends):
        try:
            numbers.append(read_number(text))
        except RuleBroken as refusal:
            return str(refusal)
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        return _("The lower end is above the upper end: nothing is narrowed. Swap the two numbers.")
    return ""


def _bars(buckets: Iterable[Bucket]) -> list[Bar]:
    """Heights in proportion, at least a line where there is one."""
    buckets = list(buckets)
    most = max((bucket.count for bucket in buckets), default=0)
    heights = [max(2, bucket.count * CHART_HEIGHT // most) if bucket.count else 0 for bucket in buckets]
    return [Bar(place * BAR_WIDTH, CHART_HEIGHT - height, height) for place, height in enumerate(heights)]


def query_without(
    query: QueryDict, *, drop: Iterable[str] = (), value: tuple[str, str] | None = None, put: dict | None = None
) -> str:
    """The address's query without fields, or without one value of a field; always back to page one."""
    rest = query.copy()
    for name in ("page", "lang", *drop):
        rest.pop(name, None)
    if value:
        name, one = value
        rest.setlist(name, [other for other in rest.getlist(name) if other != one])
    for name, text in (put or {}).items():
        rest[name] = text
    return rest.urlencode()


def filter_fields(query: QueryDict) -> list[str]:
    """The fields of the address that narrow the search."""
    return [name for name in query if name in (*LISTS, "certified", "company") or name.startswith(PREFIX)]


def chips(query: QueryDict, found: SearchPage, filters: SearchFilters) -> list[dict[str, str]]:
    """Every choice in force, with the address that takes it off."""
    made = []
    for facet in found.facets:
        if facet.name == "branch":
            continue
        name = f"{PREFIX}{facet.name}" if facet.is_attribute else facet.name
        if facet.kind == "range" and facet.chosen is not None:
            made.append((f"{facet.label} {range_words(facet)}", {"drop": [name, f"{name}{FROM}", f"{name}{TO}"]}))
        for option in facet.options:
            if option.chosen:
                label = f"{facet.label}: {option.label}" if facet.is_attribute else option.label
                made.append((label, {"value": (name, option.value)}))
    named = {option.value for facet in found.facets if facet.name == "class" for option in facet.options}
    if rest := [code for code in filters.classes if code not in named]:
        names = class_names(rest)
        made += [(names.get(code, code), {"value": ("class", code)}) for code in rest]
    if filters.certified:
        made.append((_("Certified suppliers"), {"drop": ["certified"]}))
    if filters.company is not None:
        made.append((filters.company.name, {"drop": ["company"]}))
    return [{"label": label, "url": f"?{query_without(query, **way)}"} for label, way in made]


def range_words(facet: Facet) -> str:
    """A chosen range in words: 10–20 mm."""
    low, high = facet.chosen or (None, None)
    if low is not None and high is not None:
        words = f"{number_text(low)}–{number_text(high)}"
    elif low is not None:
        words = _("from %(low)s") % {"low": number_text(low)}
    else:
        words = _("up to %(high)s") % {"high": number_text(high if high is not None else Decimal(0))}
    return f"{words} {facet.unit}".strip()


def filter_names() -> dict[str, str]:
    """What the filters of every product are called; attributes have their own names."""
    return {
        "certified": _("Certified suppliers"),
        "company": _("Supplier"),
        "class": _("Class"),
        "maker": _("Maker"),
        "certificate": _("Certificate"),
        "eco": _("Saving of resources (3R)"),
        "social": _("Socially friendly enterprise"),
        "lead": _("Lead time"),
        "price": _("Price (won)"),
        "size": _("Size of the company"),
        "origin": _("Country of origin"),
    }


def left_out_of_alerts(filters: SearchFilters) -> list[str]:
    """The names of the filters in force that an alert without an account cannot hold: all but one class."""
    own = class_attributes(filters.class_chosen()) if filters.of_class() else {}
    names = {code: row.definition.name for code, row in own.items()} | filter_names()
    return [names[name] for name in chosen_names(filters) if name != "class" or not filters.class_chosen()]


def ways_out(query: QueryDict, found: SearchPage, ways: Iterable[Loosened]) -> list[dict]:
    """What to give up, how much it finds, and the address that does it."""
    labels = {facet.name: facet.label for facet in found.facets} | filter_names()
    shown = []
    for way in ways:
        if way.gives_up == "word":
            label, address = (
                _("Without the word “%(word)s”") % {"word": way.word},
                query_without(query, put={"q": way.text}),
            )
        elif way.gives_up == "filters":
            label, address = _("Without any filter"), query_without(query, drop=filter_fields(query))
        else:
            name = labels.get(way.gives_up, way.gives_up)
            fields = [way.gives_up, *(f"{PREFIX}{way.gives_up}{end}" for end in ("", FROM, TO))]
            if way.gives_up == "class":  # choices of attributes go with their class
                fields += [name for name in query if name.startswith(PREFIX)]
            label, address = _("Without the filter “%(name)s”") % {"name": name}, query_without(query, drop=fields)
        shown.append({"label": label, "total": way.total, "url": f"?{address}"})
    return shown
