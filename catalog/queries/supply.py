"""Price breaks of products; shown only to who may see the price (``price_for``)."""

from collections.abc import Collection

from catalog.models import PriceBreak


def price_breaks_of(product_ids: Collection[int]) -> dict[int, list[PriceBreak]]:
    """The price breaks by product, smallest quantity first, in one query; products without any are absent."""
    found: dict[int, list[PriceBreak]] = {}
    for row in PriceBreak.objects.filter(product__in=list(product_ids)).order_by("product_id", "from_qty"):
        found.setdefault(row.product_id, []).append(row)
    return found
