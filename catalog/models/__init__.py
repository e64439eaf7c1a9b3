"""WHAT: classification and attributes, products and their versions, the search table."""

from catalog.models.alerts import PublicAlert, PublicAlertHit, RecentProduct, SavedSearch, SavedSearchHit
from catalog.models.bulk import BatchItem, BulkJob, BulkRow, ColumnMemory, ReviewBatch
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
    "BatchItem",
    "BulkJob",
    "BulkRow",
    "ColumnMemory",
    "ReviewBatch",
    "Bookmark",
    "ClassNode",
    "ClassScheme",
    "EcoClaim",
    "ExchangeRate",
    "Inquiry",
    "InquiryFile",
    "InquiryMessage",
    "InquiryTerms",
    "PriceBreak",
    "Product",
    "ProductFile",
    "ProductSearch",
    "ProductVersion",
    "PublicAlert",
    "PublicAlertHit",
    "Quote",
    "QuoteInvitation",
    "QuoteLine",
    "QuotePrice",
    "QuoteRequest",
    "RecentProduct",
    "ReviewRemark",
    "SavedSearch",
    "SavedSearchHit",
]
