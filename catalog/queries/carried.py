"""The marks that upper floors have given to products."""

from collections.abc import Collection

from catalog.registry import Marked, product_marks


def marks_carried(products: Collection[int]) -> dict[int, list[Marked]]:
    """By product, in the order of the marks: one look for each kind of mark, none for no products."""
    found: dict[int, list[Marked]] = {}
    if products:
        for mark in product_marks:
            for product, carried in mark.of(products).items():
                found.setdefault(product, []).append(carried)
    return found
