"""What narrows a search, and the conditions of SQL that words and filters become.

Text and filters are numbers in one GIN index over ``ProductSearch.grams``: only rows that it names are looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.models import ClassNode, SearchTag
from catalog.rules.grams import class_mark, is_syllabic, mark, needs_recheck, tag_mark, term_grams
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.rules.synonyms import Meaning
from catalog.states import EcoKind, PriceSeen, TagKind
from portal.people.models import Company, User
from portal.people.states import SOCIAL, SizeClass

SIZES = [size for size in SizeClass.values if size]
ECO_KINDS = list(EcoKind.values)
Range = tuple[Decimal | None, Decimal | None]
OF_CLASS = ("ranges", "options", "flags")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What narrows a search. Several values of one filter mean any of them; different filters must all hold.

    ``ranges``, ``options`` and ``flags`` are choices of attributes by code, in the unit of the class; they count only
    while exactly one class is chosen.
    """

    classes: Sequence[str] = ()
    makers: Sequence[str] = ()
    certificates: Sequence[str] = ()
    eco: Sequence[str] = ()
    social: Sequence[str] = ()
    lead: Sequence[int] = ()
    prices: Sequence[int] = ()
    sizes: Sequence[str] = ()
    origins: Sequence[str] = ()
    certified: bool = False
    company: Company | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)

    def without(self, facet: str) -> "SearchFilters":
        """The same filters but for the choice of one facet."""
        if facet in PLACES:
            none: dict[str, Any] = {PLACES[facet]: ()}
            return replace(self, **none)
        kept: dict[str, Any] = {
            place: {code: v for code, v in getattr(self, place).items() if code != facet} for place in OF_CLASS
        }
        return replace(self, **kept)

    def chosen(self, facet: str) -> list[str]:
        """The values chosen in a facet, as its options name them."""
        return [str(value) for value in getattr(self, PLACES[facet])]

    def class_chosen(self) -> str:
        """The one class that is chosen, or nothing."""
        classes = [code for code in self.classes if _is_class(code)]
        return classes[0] if len(set(classes)) == 1 else ""

    def of_class(self) -> list[str]:
        """Codes of the attributes with a choice."""
        return [*self.ranges, *self.options, *self.flags]


PLACES = {
    "class": "classes",
    "branch": "classes",
    "maker": "makers",
    "certificate": "certificates",
    "eco": "eco",
    "social": "social",
    "lead": "lead",
    "price": "prices",
    "size": "sizes",
    "origin": "origins",
}


@dataclass(slots=True)
class Where:
    """Conditions that must all hold. Numbers that all must be there are asked for together: one look at the index."""

    grams: set[int] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> None:
        """One more condition."""
        self.parts.append(sql)
        self.params += params

    def any_mark(self, marks: list[int]) -> None:
        """One of the numbers must be there; no number at all means that nothing is found."""
        if len(marks) == 1:
            self.grams.update(marks)
        else:
            self.add("s.grams && %s::int[]", marks)

    def sql(self) -> tuple[str, list[Any]]:
        """The whole condition and its parameters."""
        parts, params = list(self.parts), list(self.params)
        if self.grams:
            parts.insert(0, "s.grams @> %s::int[]")
            params.insert(0, sorted(self.grams))
        return " AND ".join(parts) or "true", params

    @property
    def is_open(self) -> bool:
        """Whether every product meets it."""
        return not self.grams and not self.parts


def seen_prices(user) -> int:
    """From which visibility on the reader sees prices of others: the buyer's people also those for registered buyers.

    A supplier sees its own hidden prices on its products, but neither filter nor order tell anything of them.
    """
    return PriceSeen.BUYERS if isinstance(user, User) and user.is_internal else PriceSeen.EVERYBODY


def where(meanings: Sequence[Meaning], filters: SearchFilters, user, today: date) -> Where:
    """The condition for all meanings and all filters."""
    found = Where()
    for meaning in meanings:
        _add_meaning(found, meaning)
    for marks in _marks(filters).values():
        found.any_mark(marks)
    if prices := [band for band in filters.prices if 0 <= band <= len(PRICE_BANDS)]:
        seen = range(seen_prices(user), PriceSeen.EVERYBODY + 1)
        found.any_mark([mark("price", who * 16 + band) for band in prices for who in seen])
        found.add("(s.price_until IS NULL OR s.price_until >= %s)", today)
    if filters.company:
        found.add("s.company_id = %s", filters.company.pk)
    return found


def _add_meaning(found: Where, meaning: Meaning) -> None:
    if len(meaning.ways) == 1:
        for term in meaning.ways[0]:
            found.grams |= term_grams(term)
            if needs_recheck(term):
                found.add("s.text LIKE %s", f"%{term}%")
        return
    # The index answers the numbers of all ways; only the texts of what it names are looked at, and only if they must.
    words = [" ".join(terms).split() for terms in meaning.ways]
    numbers = [sorted(set().union(*map(term_grams, each))) for each in words]
    found.add("(" + " OR ".join(["s.grams @> %s::int[]"] * len(numbers)) + ")", *numbers)
    if any(needs_recheck(term) for terms in meaning.ways for term in terms):
        said = [[_in_text(term) for term in terms] for terms in meaning.ways]
        texts = " OR ".join("(" + " AND ".join(sql for sql, _pattern in terms) + ")" for terms in said)
        found.add(f"({texts})", *(pattern for terms in said for _sql, pattern in terms))


def _in_text(term: str) -> tuple[str, str]:
    """A term in the text: anywhere; a single letter or digit at the beginning of a word."""
    if len(term) == 1 and not is_syllabic(term):
        return "' ' || s.text LIKE %s", f"% {term}%"
    return "s.text LIKE %s", f"%{term}%"


def _marks(filters: SearchFilters) -> dict[str, list[int]]:
    """The numbers in the index that stand for each filter in force."""
    found = {
        "class": [class_mark(code) for code in filters.classes if _is_class(code)],
        "lead": [mark("lead", band) for band in filters.lead if 0 <= band <= len(LEAD_BANDS)],
        "size": [mark("size", SIZES.index(size)) for size in filters.sizes if size in SIZES],
        "origin": [mark("origin", code) for code in filters.origins if len(code) == 2 and code.isascii()],
        "eco": [mark("eco", ECO_KINDS.index(kind)) for kind in filters.eco if kind in ECO_KINDS],
        "certified": [mark("certified", 1)] if filters.certified else [],
    }
    found = {name: marks for name, marks in found.items() if marks}
    return found | _tag_marks(filters)


def _tag_marks(filters: SearchFilters) -> dict[str, list[int]]:
    """The same for filters whose numbers are keys: a value that no product has finds nothing. At most one query."""
    wanted = {
        "maker": (TagKind.MAKER, list(filters.makers)),
        "certificate": (TagKind.CERTIFICATE, list(filters.certificates)),
        "social": (TagKind.CERTIFICATE, [kind for kind in filters.social if kind in SOCIAL]),
    }
    wanted = {name: (kind, values) for name, (kind, values) in wanted.items() if values}
    if not wanted:
        return {}
    values = {value for _kind, values in wanted.values() for value in values}
    rows = SearchTag.objects.filter(value__in=values).values_list("kind", "value", "pk")
    keys = {(kind, value): key for kind, value, key in rows}
    return {
        name: [tag_mark(keys[kind, value]) for value in values if (kind, value) in keys]
        for name, (kind, values) in wanted.items()
    }


def _is_class(code: str) -> bool:
    return len(code) == 8 and code.isascii() and code.isdigit()


def branch_of(node: ClassNode | None) -> int:
    """How many digits the classes right below ``node`` have: two for the segments."""
    return 2 if node is None else min(len(node.ancestor_codes) * 2 + 2, 8)
