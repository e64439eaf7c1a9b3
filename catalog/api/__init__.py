"""DOOR: the catalogue for other systems, one file per area."""

from catalog.api.bulk import BulkViewSet
from catalog.api.classes import ClassViewSet
from catalog.api.dealing import InquiryViewSet, QuoteRequestViewSet
from catalog.api.own import OwnProductViewSet
from catalog.api.products import ProductViewSet
from catalog.api.registration import GroupViewSet
from catalog.api.sourcing import SourcingRequestViewSet
from catalog.api.ubl import CatalogueUbl

__all__ = [
    "BulkViewSet",
    "CatalogueUbl",
    "ClassViewSet",
    "GroupViewSet",
    "InquiryViewSet",
    "OwnProductViewSet",
    "ProductViewSet",
    "QuoteRequestViewSet",
    "SourcingRequestViewSet",
]
