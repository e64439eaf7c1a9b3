"""What the catalogue hears: it tells suppliers and reviewers, follows companies, and lets reviewers read files."""

from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import ClassNode, Product, ProductFile, ProductVersion
from catalog.queries.products import reads_files
from catalog.states import SEEN
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import Company, CompanyProposal, User
from portal.people.queries import buyer_people_with_role, people_with_role

kinds.register(
    Kind(
        key="catalog.version_submitted",
        title=_("A product waits for a review: %(product)s"),
        text=_("The supplier expects an answer within three business days."),
    )
)
kinds.register(Kind(key="catalog.product_published", title=_("%(product)s is published in the e-Catalog")))
kinds.register(
    Kind(
        key="catalog.version_returned",
        title=_("%(product)s came back from the review"),
        text=_("Open the draft: the remarks stand beside their fields."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.version_rejected",
        title=_("%(product)s was rejected"),
        text=_("The reason stands on the product's page. A new version may be submitted."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.product_blocked",
        title=_("%(product)s was blocked"),
        text=_("Buyers no longer find it. The reason stands on the product's page."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.product_unblocked",
        title=_("The block of %(product)s was lifted"),
        text=_("It stays hidden until you show it again."),
    )
)


def _tell_supplier(kind: str, version: ProductVersion) -> None:
    product = version.product
    people = list(people_with_role(product.company, "SA", "SU"))
    notify(people, kind, params={"product": product.number}, url_name="catalog:product-detail", url_args=[product.uid])


def _version(pk: int) -> ProductVersion:
    return ProductVersion.objects.select_related("product__company", "class_node").get(pk=pk)


@on("catalog.version_submitted")
def tell_reviewers(*, version: int, **_later) -> None:
    """Purchasing officers learn that something waits."""
    sent = _version(version)
    notify(
        buyer_people_with_role("PO"),
        "catalog.version_submitted",
        params={"product": sent.product.number},
        url_name="catalog:review-detail",
        url_args=[sent.uid],
    )


@on("catalog.product_published")
def tell_published(*, version: int, **_later) -> None:
    """The supplier learns that buyers see it."""
    _tell_supplier("catalog.product_published", _version(version))


@on("catalog.version_returned")
def tell_returned(*, version: int, **_later) -> None:
    """The supplier learns that something is to be answered."""
    _tell_supplier("catalog.version_returned", _version(version))


@on("catalog.version_rejected")
def tell_rejected(*, version: int, **_later) -> None:
    """The supplier learns why not."""
    _tell_supplier("catalog.version_rejected", _version(version))


@on("catalog.product_blocked")
def tell_blocked(*, product: int, **_later) -> None:
    """The supplier learns that buyers no longer see it."""
    _tell_product("catalog.product_blocked", product)


@on("catalog.product_unblocked")
def tell_unblocked(*, product: int, **_later) -> None:
    """The supplier may show it again."""
    _tell_product("catalog.product_unblocked", product)


def _tell_product(kind: str, pk: int) -> None:
    blocked = Product.objects.select_related("company", "current__product__company").get(pk=pk)
    assert blocked.current is not None  # noqa: S101 (only published products are blocked)
    _tell_supplier(kind, blocked.current)


@readers.register("catalog.product_files")
def reads_product_files(user: User, file: File) -> bool | None:
    """Reviewers and auditors open the files of what was sent in and is not being written."""
    if not reads_files(user):
        return None
    seen = ProductFile.objects.filter(file=file, version__state__in=SEEN).exists()
    return True if seen else None


@on("people.company_approved", "people.company_reinstated", "people.company_suspended", "people.company_rested")
@on("people.company_closed", "people.company_merged", "people.company_size_changed")
def follow_company(*, company: int, **_later) -> None:
    """Products follow their company: out of search unless it is active, back when it may act again, of its size."""
    services.reindex_company(Company.objects.get(pk=company))


@on("people.certificate_verified", "people.certificate_expired", "people.certificate_revoked")
def follow_certificate(*, certificate: int, **_later) -> None:
    """A certified supplier's products stand higher, as long as the certificate is valid."""
    services.reindex_company(Company.objects.get(certificates=certificate))


@on("catalog.class_edited")
def follow_class(*, node: int, **_later) -> None:
    """Products are found by the new words of their class and attributes."""
    services.reindex_class(ClassNode.objects.get(pk=node))


@on("people.proposal_decided")
def follow_proposal(*, proposal: int, **_later) -> None:
    """A company's changed name or size is searched from now on."""
    services.reindex_company(CompanyProposal.objects.select_related("company").get(pk=proposal).company)
