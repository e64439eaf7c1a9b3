"""The address of the search page, read: words and filters. A saved search, an alert and a feed are such an address."""

from django.http import QueryDict

from catalog.queries.search import SearchFilters
from catalog.rules.grams import LONGEST_QUERY
from portal.people.models import Company

MOST_VALUES = 20


def filters_of(query: QueryDict, company: Company | None = None) -> SearchFilters:
    """The filters in an address; what is not one is left out."""

    def values(name: str) -> list[str]:
        return list(dict.fromkeys(query.getlist(name)))[:MOST_VALUES]

    return SearchFilters(
        classes=[code for code in values("class") if len(code) == 8 and code.isascii() and code.isdigit()],
        lead=[int(band) for band in values("lead") if band.isascii() and band.isdigit() and len(band) == 1],
        sizes=[size for size in values("size") if size.isascii()],
        origins=[code.upper() for code in values("origin") if len(code) == 2 and code.isascii() and code.isalpha()],
        certified=query.get("certified") == "1",
        company=company,
    )


def words_of(query: QueryDict) -> str:
    """What was typed into the search box."""
    return query.get("q", "").strip()[:LONGEST_QUERY]


def company_of(query: QueryDict) -> Company | None:
    """Whose products: the link on a supplier's card."""
    uid = query.get("company", "")
    return Company.objects.filter(uid=uid).first() if _is_uid(uid) else None


def _is_uid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and set(text) <= set("0123456789abcdef-")


def search_of(address: str) -> tuple[str, SearchFilters]:
    """Words and filters of a kept query string."""
    query = QueryDict(address)
    return words_of(query), filters_of(query, company_of(query))
