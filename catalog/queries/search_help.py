"""What to do when nothing is found: which filter or word to give up, and how much that would find."""

from dataclasses import dataclass, replace

from django.db import connection

from catalog.queries.search import SearchFilters, condition_of
from catalog.rules.grams import terms_of

MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Loosened:
    """A search that asks for less. ``gives_up`` is a facet's name, ``words`` or ``filters``; ``text`` what is left."""

    gives_up: str
    text: str
    total: int
    word: str = ""  # the one that is given up


def loosened(text: str, filters: SearchFilters, user) -> list[Loosened]:
    """Ways to find something, most first: without one filter, without one word, without all filters.

    One query for each filter in force and each of the first words; never more for a bigger catalogue.
    """
    names = chosen_names(filters)
    terms = terms_of(text)
    ways = [Loosened(name, text, _total(text, without(filters, name), user)) for name in names]
    if len(terms) > 1:
        for word in terms[:MOST_WORDS]:
            rest = " ".join(term for term in terms if term != word)
            ways.append(Loosened("word", rest, _total(rest, filters, user), word))
    if len(names) > 1:
        ways.append(Loosened("filters", text, _total(text, SearchFilters(), user)))
    return sorted((way for way in ways if way.total), key=lambda way: -way.total)


def chosen_names(filters: SearchFilters) -> list[str]:
    """The facets with a choice, by name; attributes by code."""
    found = [name for name, values in _places(filters).items() if values]
    return found + filters.of_class()


def _places(filters: SearchFilters) -> dict[str, object]:
    return {
        "class": filters.classes,
        "maker": filters.makers,
        "certificate": filters.certificates,
        "eco": filters.eco,
        "social": filters.social,
        "lead": filters.lead,
        "price": filters.prices,
        "size": filters.sizes,
        "origin": filters.origins,
        "certified": filters.certified,
        "company": filters.company,
    }


def without(filters: SearchFilters, name: str) -> SearchFilters:
    """The same filters without the choice of one."""
    if name == "certified":
        return replace(filters, certified=False)
    if name == "company":
        return replace(filters, company=None)
    return filters.without(name)


def _total(text: str, filters: SearchFilters, user) -> int:
    found, params = condition_of(text, filters, user).sql()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM catalog_productsearch s WHERE {found}", params)  # noqa: S608 (ours)
        return cursor.fetchone()[0]
