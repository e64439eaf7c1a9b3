"""The address of the search page, read: words and filters. A saved search, an alert and a feed are such an address.

Attributes of the chosen class stand as ``a_<code>``: an option (again for more), ``1`` or ``0``, or ``low..high``; the
two fields of a form may send the ends apart, as ``a_<code>.from`` and ``a_<code>.to``.
"""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict

from catalog.queries.search import SearchFilters, condition_of
from catalog.queries.search_attributes import attribute_filters
from catalog.rules.alerts import is_below
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.sheets import readable
from portal.people.models import Company

MOST_VALUES = 20
MOST_ATTRIBUTES = 20
PREFIX, FROM, TO = "a_", ".from", ".to"
LISTS = ("class", "maker", "certificate", "eco", "social", "lead", "price", "size", "origin")


def filters_of(query: QueryDict, company: Company | None = None) -> SearchFilters:
    """The filters in an address; what is not one is left out."""

    def values(name: str) -> list[str]:
        return [value for value in dict.fromkeys(query.getlist(name)) if value][:MOST_VALUES]

    def bands(name: str) -> list[int]:
        return [int(band) for band in values(name) if band.isascii() and band.isdigit() and len(band) == 1]

    named = [code for code in values("class") if len(code) == 8 and code.isascii() and code.isdigit()]
    classes = [code for code in named if not any(is_below(other, code) for other in named)]  # the narrower one counts
    given = attributes_in(query) if len(classes) == 1 else {}
    ranges, options, flags = attribute_filters(given.items(), classes[0]) if given else ({}, {}, {})
    return SearchFilters(
        classes=classes,
        makers=values("maker"),
        certificates=values("certificate"),
        eco=values("eco"),
        social=values("social"),
        lead=bands("lead"),
        prices=bands("price"),
        sizes=[size for size in values("size") if size.isascii()],
        origins=[code.upper() for code in values("origin") if len(code) == 2 and code.isascii() and code.isalpha()],
        certified=query.get("certified") == "1",
        company=company,
        ranges=ranges,
        options=options,
        flags=flags,
    )


def attributes_in(query: QueryDict) -> dict[str, list[str]]:
    """What the address says of attributes, by code; two ends that came apart are one ``low..high``."""
    given: dict[str, list[str]] = {}
    ends: dict[str, dict[str, str]] = {}
    for name in query:
        if not name.startswith(PREFIX):
            continue
        code = name.removeprefix(PREFIX)
        for end in (FROM, TO):
            if code.endswith(end):
                ends.setdefault(code.removesuffix(end), {})[end] = query.get(name, "").strip()
                break
        else:
            given[code] = [value for value in dict.fromkeys(query.getlist(name)) if value][:MOST_VALUES]
    for code, found in ends.items():
        if any(found.values()):
            given[code] = [f"{found.get(FROM, '')}..{found.get(TO, '')}"]
    return dict(list(given.items())[:MOST_ATTRIBUTES])


def words_of(query: QueryDict) -> str:
    """What was typed into the search box, without characters that a feed could not repeat."""
    return readable(query.get("q", "")).strip()[:LONGEST_QUERY]


def company_of(query: QueryDict) -> Company | None:
    """Whose products: the link on a supplier's card."""
    uid = query.get("company", "")
    return Company.objects.filter(uid=uid).first() if _is_uid(uid) else None


def _is_uid(text: str) -> bool:
    groups = text.lower().split("-")
    return [len(group) for group in groups] == [8, 4, 4, 4, 12] and set("".join(groups)) <= set("0123456789abcdef")


def search_of(address: str) -> tuple[str, SearchFilters]:
    """Words and filters of a kept query string."""
    query = QueryDict(address)
    return words_of(query), filters_of(query, company_of(query))


def met_among(text: str, filters: SearchFilters, products: Collection[int], user=None) -> list[int]:
    """Which of ``products`` the search finds for ``user``: the same condition as on the page, words as typed."""
    if not products:
        return []
    found, params = condition_of(text, filters, user or AnonymousUser()).sql()
    sql = f"SELECT s.product_id FROM catalog_productsearch s WHERE s.product_id = ANY(%s) AND ({found}) ORDER BY 1"  # noqa: S608 (conditions are ours, values are parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(products), *params])
        return [pk for (pk,) in cursor.fetchall()]
