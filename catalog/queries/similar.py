"""Products like another one: of its class, with nearly the same words."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from catalog.models import Product
from catalog.queries.search import Hit, hits_of
from catalog.rules.grams import class_mark, normalise, term_grams
from portal.clock import today

MOST_LOOKED_AT = 400
# How many pairs of characters of the names two products share, of all that either has (Jaccard); near classes count.
NEAR = """
SELECT near.product_id FROM (
    SELECT s.product_id, s.class_code, s.grams FROM catalog_productsearch s
    WHERE s.grams @> ARRAY[%(class)s] AND s.product_id <> %(self)s AND (%(words)s = '{}' OR s.grams && %(words)s::int[])
    ORDER BY s.class_code <> %(code)s, s.spin LIMIT %(looked)s
) AS near
ORDER BY near.class_code <> %(code)s,
    (SELECT count(*) FROM unnest(%(words)s::int[]) AS word WHERE word = ANY(near.grams)) DESC, near.product_id
LIMIT %(most)s
"""


def similar_products(product: Product, n: int = 6, *, user=None) -> list[Hit]:
    """At most ``n`` public products like this one: the same class first, most words in common first.

    Looks also among the classes beside it (the same six digits). A constant number of queries.
    """
    version = product.current
    if version is None:
        return []
    code = version.class_node.code
    name = normalise(f"{version.name_ko} {version.name_en}")
    words: set[int] = set().union(*(term_grams(word) for word in name.split() if len(word) > 1))
    params: dict[str, Any] = {
        "class": class_mark(f"{code[:6]}00"),
        "code": code,
        "self": product.pk,
        "words": f"{{{','.join(map(str, sorted(words)))}}}",
        "looked": MOST_LOOKED_AT,
        "most": n,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR, params)
        ids: Sequence[int] = [pk for (pk,) in cursor.fetchall()]
    return hits_of(ids, user or AnonymousUser(), today())
