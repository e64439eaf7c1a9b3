"""The newest products for the front page: one long list of one supplier does not fill it."""

from collections.abc import Iterable
from datetime import date

from catalog.models import ProductSearch
from catalog.queries.search import Hit, hits_of

LOOKED_AT = 200  # of the newest products: further back they are no news


def newest_apart(most: int, user, today: date) -> list[Hit]:
    """At most ``most`` of the newest, of different suppliers and classes as far as there are such. Constant queries."""
    latest = ProductSearch.objects.order_by("-published_on", "-product")[:LOOKED_AT]
    rows = latest.values_list("product_id", "company_id", "class_code")
    return hits_of(apart(rows, most), user, today)


def apart(rows: Iterable[tuple[int, int, str]], most: int) -> list[int]:
    """The first product of each supplier and class, then the others, each in the order of ``rows``.

    >>> apart([(9, 1, "A"), (8, 1, "A"), (7, 1, "B"), (6, 2, "A"), (5, 3, "C")], 4)  # product, supplier, class
    [9, 5, 7, 6]
    """
    rows = list(rows)
    chosen: dict[int, tuple[int, str]] = {}
    for least in (2, 1, 0):  # another supplier and another class, then one of both, then whatever is new
        for product, supplier, code in rows:
            suppliers, classes = (
                {other for other, _code in chosen.values()},
                {other for _supplier, other in chosen.values()},
            )
            differs = (supplier not in suppliers) + (code not in classes)
            if len(chosen) < most and product not in chosen and differs >= least:
                chosen[product] = supplier, code
    return list(chosen)
