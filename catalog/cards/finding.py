"""Products and sourcing requests in the site map."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from catalog.models import SourcingRequest
from catalog.queries.feeds import open_requests, product_parts, products_in_part
from portal.home.registry import BothLanguages, sitemaps


class ProductPages(BothLanguages):
    """The page of every published product."""

    def part_numbers(self) -> Sequence[int]:
        """Parts by key that hold a product."""
        return [part for part, _last in product_parts()]

    def rows_of(self, part: int) -> Iterable[tuple[UUID, date]]:
        """Address and day."""
        return products_in_part(part)

    def path_of(self, row: tuple[UUID, date]) -> str:
        """The product's page."""
        return reverse("catalog:product-detail", args=[row[0]])

    def lastmod(self, row: tuple[UUID, date]) -> date:
        """The day it was published as it is."""
        return row[1]


class RequestPages(BothLanguages):
    """The page of every sourcing request that is open to everybody."""

    def rows_of(self, part: int) -> Iterable[SourcingRequest]:
        """Newest first."""
        return open_requests()

    def path_of(self, row: SourcingRequest) -> str:
        """The request's page."""
        return reverse("catalog:sourcing-detail", args=[row.uid])

    def lastmod(self, row: SourcingRequest) -> datetime | None:
        """When it was opened."""
        return row.opened_at


sitemaps.add("products", ProductPages)
sitemaps.add("requests", RequestPages)
