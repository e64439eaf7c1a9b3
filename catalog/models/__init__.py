"""WHAT: classification and attributes, products and their versions, the search table."""

from catalog.models.classification import AttributeChoice, AttributeDef, ClassNode, ClassScheme
from catalog.models.product import AttributeValue, Product, ProductFile, ProductVersion, ReviewRemark
from catalog.models.search import ProductSearch

__all__ = [
    "AttributeChoice",
    "AttributeDef",
    "AttributeValue",
    "ClassNode",
    "ClassScheme",
    "Product",
    "ProductFile",
    "ProductSearch",
    "ProductVersion",
    "ReviewRemark",
]
