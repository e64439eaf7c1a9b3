"""What the systems of suppliers and of the buyer are told of the catalogue (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import BulkJob, Inquiry, Product, QuoteInvitation, SourcingRequest
from catalog.queries.bulk import jobs_visible_to
from catalog.queries.inquiries import inquiries_visible_to
from catalog.queries.products import products_visible_to, published_products
from catalog.queries.quotes import invitations_visible_to
from catalog.queries.sourcing import requests_visible_to
from portal.webhooks.registry import Subject

PRODUCTS = Subject(
    group=_("Own products"),
    scope="catalog.read",
    model=Product,
    payload="version",
    where="versions",
    found=products_visible_to,
    owners=("company",),
    door="api-product-detail",
    order=10,
)
PRODUCTS.enter(
    "product.submitted",
    "catalog.version_submitted",
    _("Product submitted"),
    _("A version of an own product was sent in for review."),
)
PRODUCTS.enter(
    "product.published",
    "catalog.product_published",
    _("Product published"),
    _("An own product, or a new version of it, stands in the catalogue."),
)
PRODUCTS.enter(
    "product.returned",
    "catalog.version_returned",
    _("Product returned"),
    _("The review sent a version back to be completed."),
)
PRODUCTS.enter(
    "product.rejected", "catalog.version_rejected", _("Product rejected"), _("The review rejected a version.")
)
PRODUCTS.enter(
    "product.change_asked",
    "catalog.change_asked",
    _("Change of a product asked for"),
    _("The catalogue's officers ask that a published product be corrected."),
    payload="product",
    where="pk",
)
PRODUCTS.enter(
    "product.blocked",
    "catalog.product_blocked",
    _("Product blocked"),
    _("An own product was taken out of the catalogue."),
    payload="product",
    where="pk",
)
PRODUCTS.enter(
    "product.unblocked",
    "catalog.product_unblocked",
    _("Product back"),
    _("An own product stands in the catalogue again."),
    payload="product",
    where="pk",
)

Subject(
    group=_("Catalogue"),
    scope="catalog.read",
    model=Product,
    payload="product",
    found=lambda user: published_products(),
    door="api-product-detail",
    tells=lambda product: {"company": str(product.company.uid), "company_number": product.company.number},
    order=11,
).enter(
    "catalogue.product_published",
    "catalog.product_published",
    _("Any product published"),
    _("A product of whatever company, or a new version of it, stands in the catalogue."),
)

Subject(
    group=_("Questions and quotes"),
    scope="rfq.read",
    model=Inquiry,
    payload="inquiry",
    found=inquiries_visible_to,
    owners=("company",),
    door="api-inquiry-detail",
    tells=lambda inquiry: {"product": str(inquiry.product.uid)},
    order=12,
).enter(
    "inquiry.asked",
    "catalog.inquiry_asked",
    _("Question about a product"),
    _("The buyer asks something about an own product."),
)
QUOTES = Subject(
    group=_("Questions and quotes"),
    scope="rfq.read",
    model=QuoteInvitation,
    payload="request",
    where="request",
    found=invitations_visible_to,
    owners=("company",),
    tells=lambda invitation: {"number": invitation.request.number, "request_state": invitation.request.state},
    door="api-quote-request",
    door_by="uid",
    order=12,
)
QUOTES.enter(
    "quote.requested",
    "catalog.quotes_requested",
    _("Quote requested"),
    _("The company is asked for a quote."),
)
QUOTES.enter(
    "quote.decided",
    "catalog.quotes_decided",
    _("Quotes decided"),
    _("The buyer has decided on the quotes of a request."),
)
QUOTES.enter(
    "quote.cancelled",
    "catalog.quotes_cancelled",
    _("Quote request cancelled"),
    _("The buyer asks no longer."),
)

SOURCING = Subject(
    group=pgettext_lazy("webhook", "Sourcing"),
    scope="catalog.read",
    model=SourcingRequest,
    payload="request",
    found=requests_visible_to,
    door="api-sourcing-detail",
    order=13,
)
SOURCING.enter(
    "sourcing.opened",
    "catalog.sourcing_opened",
    _("Sourcing request opened"),
    _("The buyer looks for a supplier, a local product or an alternative."),
)
SOURCING.enter(
    "sourcing.closed",
    "catalog.sourcing_closed",
    _("Sourcing request closed"),
    _("Proposals are taken no longer."),
)

JOBS = Subject(
    group=_("Own products"),
    scope="catalog.write",
    model=BulkJob,
    payload="job",
    found=jobs_visible_to,
    owners=("company",),
    order=14,
)
JOBS.enter(
    "import.done",
    "catalog.bulk_done",
    _("Import done"),
    _("The rows of an import have been taken over."),
)
JOBS.enter(
    "import.failed",
    "catalog.bulk_failed",
    _("Import failed"),
    _("An import came to nothing."),
)
