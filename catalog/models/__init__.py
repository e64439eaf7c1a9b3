"""WHAT: classification and attributes, products and their versions, the search table."""

from catalog.models.classification import AttributeChoice, AttributeDef, ClassNode, ClassScheme
from catalog.models.inquiries import (
    Bookmark,
    ExchangeRate,
    Inquiry,
    InquiryFile,
    InquiryMessage,
    InquiryTerms,
)
from catalog.models.product import AttributeValue, Product, ProductFile, ProductVersion, ReviewRemark
from catalog.models.quotes import Quote, QuoteInvitation, QuoteLine, QuotePrice, QuoteRequest
from catalog.models.search import ProductSearch
from catalog.models.supply import EcoClaim, PriceBreak

__all__ = [
    "AttributeChoice",
    "AttributeDef",
    "AttributeValue",
    "ClassNode",
    "ClassScheme",
    "EcoClaim",
    "PriceBreak",
    "Product",
    "ProductFile",
    "ProductSearch",
    "ProductVersion",
    "ReviewRemark",
    "Bookmark",
    "ExchangeRate",
    "Inquiry",
    "InquiryFile",
    "InquiryMessage",
    "InquiryTerms",
    "Quote",
    "QuoteInvitation",
    "QuoteLine",
    "QuotePrice",
    "QuoteRequest",
]
