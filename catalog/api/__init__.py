"""DOOR: the catalogue for other systems, one file per area."""

from catalog.api.dealing import InquiryViewSet, QuoteRequestViewSet
from catalog.api.products import ClassViewSet, ProductViewSet

__all__ = ["InquiryViewSet", "QuoteRequestViewSet", "ClassViewSet", "ProductViewSet"]
