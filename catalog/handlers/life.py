"""What a product's life tells its supplier: to confirm, expired, evidence that ends; and the nightly work behind it."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import EcoClaim, Product
from catalog.queries.products import reads_files
from catalog.states import SEEN, ProductState
from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.people.models import Company, User
from portal.people.queries import people_with_role

kinds.register(
    Kind(
        key="catalog.confirmation_due",
        title=_("%(count)s products are to be confirmed by %(until)s"),
        text=_("Not confirmed, they leave the e-Catalog. One press confirms all of them."),
    )
)
kinds.register(
    Kind(
        key="catalog.products_expired",
        title=_("%(count)s products have left the e-Catalog: not confirmed for 12 months"),
        text=_("Confirm them, and buyers find them again at once."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.claim_expiring",
        title=_("Evidence of %(product)s ends in %(days)s days: %(number)s"),
        text=_("After that day the 3R badge is no longer shown. Attach the new document in a new version."),
    )
)
kinds.register(
    Kind(
        key="catalog.claim_ended",
        title=_("Evidence of %(product)s has ended: %(number)s"),
        text=_("The 3R badge is no longer shown. Attach the new document in a new version."),
    )
)


@sweeps
def nightly_life() -> None:
    """Early each Korean day: what expires, what is to be confirmed, whose evidence ends or begins.

    Every step finds its own due rows and does each once, so a second run does nothing.
    """
    day = today()
    steps = services.expire_products, services.warn_of_expiry, services.follow_claims, services.remind_of_claims
    until_done("catalog.life", day.isoformat(), *(partial(step, day) for step in steps))


def _writers(company: Company) -> list[User]:
    return list(people_with_role(company, "SA", "SU"))


@on("catalog.confirmation_due")
def tell_confirmation_due(*, company: int, count: int, until: str, **_later) -> None:
    """The supplier learns what leaves the shelf unless it is confirmed."""
    notify(
        _writers(Company.objects.get(pk=company)),
        "catalog.confirmation_due",
        params={"count": count, "until": until},
        url_name="catalog:product-confirm",
    )


@on("catalog.products_expired")
def tell_products_expired(*, company: int, on: str, **_later) -> None:
    """The supplier learns what has left the shelf; once a day, however many batches it were."""
    count = Product.objects.filter(company=company, state=ProductState.EXPIRED).count()
    notify(
        _writers(Company.objects.get(pk=company)),
        "catalog.products_expired",
        params={"count": count},
        url_name="catalog:product-confirm",
        key=f"expired {company} {on}",
    )


@on("catalog.claim_expiring")
def tell_claim_expiring(*, claim: int, days: int, **_later) -> None:
    """The supplier learns that a document ends."""
    _tell_claim("catalog.claim_expiring", claim, days=days)


@on("catalog.claim_ended")
def tell_claim_ended(*, claim: int, **_later) -> None:
    """The supplier learns that a badge is gone."""
    _tell_claim("catalog.claim_ended", claim)


def _tell_claim(kind: str, pk: int, **params: object) -> None:
    claim = EcoClaim.objects.select_related("version__product__company").get(pk=pk)
    product = claim.product
    notify(
        _writers(product.company),
        kind,
        params={"product": product.number, "number": claim.number, **params},
        url_name="catalog:product-detail",
        url_args=[product.uid],
    )


@readers.register("catalog.claim_evidence")
def reads_evidence(user: User, file: File) -> bool | None:
    """Reviewers and auditors open the evidence of what was sent in and is not being written."""
    if not reads_files(user):
        return None
    seen = EcoClaim.objects.filter(evidence=file, version__state__in=SEEN).exists()
    return True if seen else None
