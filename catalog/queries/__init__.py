"""FIND: classes and their attributes, products and versions for their reader, the search, the review queue."""

from catalog.queries.address import search_of
from catalog.queries.classes import children_of, class_by_code, class_names, class_path, definitions_for, find_classes
from catalog.queries.mine import with_progress
from catalog.queries.products import (
    Price,
    block_reason,
    history_of,
    identical_product,
    price_for,
    price_for_buyers,
    price_has_ended,
    product_counts,
    products_of,
    products_visible_to,
    published_products,
    similar_listings,
    values_of,
    versions_visible_to,
    working_version,
)
from catalog.queries.review import queue_visible_to, review_due, usual_review_days
from catalog.queries.search import SearchPage, popular_classes, search_products
from catalog.queries.search_attributes import attribute_filters
from catalog.queries.search_facets import Facet, Option
from catalog.queries.search_filters import SearchFilters
from catalog.queries.search_notes import kpi_search
from catalog.queries.shown import Change, FactRow, changes_between, facts_of, origin_name
from catalog.queries.similar import similar_products

__all__ = [
    "Change",
    "Facet",
    "FactRow",
    "Option",
    "Price",
    "SearchFilters",
    "SearchPage",
    "attribute_filters",
    "block_reason",
    "changes_between",
    "children_of",
    "class_by_code",
    "class_names",
    "class_path",
    "definitions_for",
    "facts_of",
    "find_classes",
    "history_of",
    "identical_product",
    "kpi_search",
    "origin_name",
    "popular_classes",
    "price_for",
    "price_for_buyers",
    "price_has_ended",
    "product_counts",
    "products_of",
    "products_visible_to",
    "published_products",
    "queue_visible_to",
    "review_due",
    "search_of",
    "search_products",
    "similar_listings",
    "similar_products",
    "usual_review_days",
    "values_of",
    "versions_visible_to",
    "with_progress",
    "working_version",
]
