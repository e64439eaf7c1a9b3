"""WHAT: classification and attributes, products and their versions, the search table."""

from catalog.models.alerts import PublicAlert, PublicAlertHit, RecentProduct, SavedSearch, SavedSearchHit
from catalog.models.bulk import BatchItem, BulkJob, BulkRow, ColumnMemory, ReviewBatch
from catalog.models.classification import AttributeChoice, AttributeDef, ClassMap, ClassNode, ClassScheme
from catalog.models.inquiries import (
    Bookmark,
    ExchangeRate,
    Inquiry,
    InquiryFile,
    InquiryMessage,
    InquiryTerms,
)
from catalog.models.product import AttributeValue, Product, ProductFile, ProductVersion, ReviewRemark
from catalog.models.proposals import Proposal, ProposalFile, TrialTest, TrialValue
from catalog.models.quotes import Quote, QuoteInvitation, QuoteLine, QuotePrice, QuoteRequest
from catalog.models.registration import (
    ApplicationDocument,
    ApplicationRating,
    GroupApplication,
    GroupCall,
    GroupCriterion,
    GroupDocument,
    RegistrationAppeal,
    SourcingGroup,
)
from catalog.models.review import ProductAppeal, ProductBlock, ReadyReason, SecondLook
from catalog.models.search import (
    ProductSearch,
    SearchFrequency,
    SearchFrequencyChange,
    SearchNote,
    SearchTag,
    SearchWord,
    SearchWordChange,
    Synonym,
)
from catalog.models.sourcing import RequestAttribute, RequestFile, RequestInvitation, SourcingRequest
from catalog.models.specs import SpecCase, SpecCaseRow, Specification, SpecificationRow, SpecificationVersion
from catalog.models.supply import EcoClaim, PriceBreak
from catalog.models.terms import RegistrationTerms, ReviewTerms

__all__ = [
    "SpecCase",
    "SpecCaseRow",
    "Specification",
    "SpecificationRow",
    "SpecificationVersion",
    "Proposal",
    "ProposalFile",
    "TrialTest",
    "TrialValue",
    "RequestAttribute",
    "RequestFile",
    "RequestInvitation",
    "SourcingRequest",
    "ApplicationDocument",
    "ApplicationRating",
    "AttributeChoice",
    "AttributeDef",
    "AttributeValue",
    "BatchItem",
    "Bookmark",
    "BulkJob",
    "BulkRow",
    "ClassMap",
    "ClassNode",
    "ClassScheme",
    "ColumnMemory",
    "EcoClaim",
    "ExchangeRate",
    "GroupApplication",
    "GroupCall",
    "GroupCriterion",
    "GroupDocument",
    "Inquiry",
    "InquiryFile",
    "InquiryMessage",
    "InquiryTerms",
    "PriceBreak",
    "Product",
    "ProductAppeal",
    "ProductBlock",
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
    "ReadyReason",
    "RecentProduct",
    "RegistrationAppeal",
    "RegistrationTerms",
    "ReviewBatch",
    "ReviewRemark",
    "ReviewTerms",
    "SavedSearch",
    "SavedSearchHit",
    "SearchFrequency",
    "SearchFrequencyChange",
    "SearchNote",
    "SearchTag",
    "SearchWord",
    "SearchWordChange",
    "SecondLook",
    "SourcingGroup",
    "Synonym",
]
