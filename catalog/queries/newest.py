"""The newest products for the front page: one long list of one supplier does not fill it."""

from datetime import date

from catalog.models import ProductSearch
from catalog.queries.search import Hit, hits_of
from catalog.rules.ranking import apart

LOOKED_AT = 200  # of the newest products: further back they are no news


def newest_apart(most: int, user, today: date) -> list[Hit]:
    """At most ``most`` of the newest, of different suppliers and classes as far as there are such. Constant queries."""
    latest = ProductSearch.objects.order_by("-published_on", "-product")[:LOOKED_AT]
    rows = latest.values_list("product_id", "company_id", "class_code")
    return hits_of(apart(list(rows), most), user, today)
