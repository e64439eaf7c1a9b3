"""Products and versions for their reader: what a person may not see does not exist for them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from catalog.models import AttributeValue, BatchItem, BulkRow, Product, ProductFile, ProductSearch, ProductVersion
from catalog.rules.grams import normalise
from catalog.rules.listing import SIMILAR
from catalog.states import SEEN, WORKING, PriceVisibility, ProductState, VersionState
from portal.audit.models import AuditEntry
from portal.people.models import Company, User
from portal.people.states import CompanyState

READERS = ("PO", "RQ", "AU")  # of the buying organisation: product and version in domain 16.2
FILE_READERS = ("PO", "AU")  # who answers for the review, and who audits it, also open files that are not public
PUBLIC = Q(state=ProductState.PUBLISHED, company__state=CompanyState.ACTIVE)
SHOWN_PRICES = (PriceVisibility.PUBLIC, PriceVisibility.REGISTERED)


def is_inside(user) -> bool:
    """Whether the person reads products of all suppliers, also those that are not (or no longer) public."""
    return isinstance(user, User) and user.is_internal and user.has_role(*READERS)


def reads_files(user) -> bool:
    """Whether the person opens files of versions that are not public: the requester reads the facts alone."""
    return is_inside(user) and user.has_role(*FILE_READERS)


def published_products() -> QuerySet[Product]:
    """What everybody may see."""
    return Product.objects.filter(PUBLIC)


def products_visible_to(user) -> QuerySet[Product]:
    """Public ones for everybody; one's own; for the buyer's readers also what was sent in, not what is written."""
    products = Product.objects.select_related("company", "current__class_node")
    if not isinstance(user, User) or user.company_id is None:
        return products.filter(PUBLIC)
    own = Q(company_id=user.company_id) & ~Q(state=ProductState.WITHDRAWN)
    if is_inside(user):
        seen = ProductVersion.objects.filter(product=OuterRef("pk"), state__in=SEEN)
        return products.filter(PUBLIC | own | Q(Exists(seen)))
    return products.filter(PUBLIC | own)


def versions_visible_to(user) -> QuerySet[ProductVersion]:
    """Published ones of public products; one's own; for the buyer's readers also what was sent in."""
    versions = ProductVersion.objects.select_related("product__company", "class_node", "reviewer", "submitted_by")
    public = Q(
        state=VersionState.PUBLISHED,
        product__state=ProductState.PUBLISHED,
        product__company__state=CompanyState.ACTIVE,
    )
    if not isinstance(user, User) or user.company_id is None:
        return versions.filter(public)
    own = Q(product__company_id=user.company_id)
    if is_inside(user):
        return versions.filter(public | own | Q(state__in=SEEN))
    return versions.filter(public | own)


def sku_is_taken(product: Product, sku: str) -> bool:
    """Whether another product of the company has this part number; a discarded one gives it free."""
    others = Product.objects.filter(company_id=product.company_id, sku=sku).exclude(pk=product.pk)
    return others.exclude(state=ProductState.WITHDRAWN).exists()


def products_of(company: Company, state: str = "") -> QuerySet[Product]:
    """A supplier's own list, latest first, each with its version in work (``in_work``); ``state`` narrows it."""
    working = ProductVersion.objects.filter(state__in=WORKING).select_related("class_node")
    products = (
        Product.objects.filter(company=company)
        .exclude(state=ProductState.WITHDRAWN)
        .select_related("current__class_node")
        .prefetch_related(Prefetch("versions", working, to_attr="in_work"), _pictures("current__files"))
        .order_by("-id")
    )
    if state in VersionState.values:
        return products.filter(versions__state=state, versions__state__in=WORKING) if state in WORKING else products
    return products.filter(state=state) if state in ProductState.values else products


def product_counts(company: Company, among: QuerySet[Product] | None = None) -> dict[str, int]:
    """How many products of the company stand where, by state of the product and of its version in work. Two queries.

    ``among`` narrows them to some of its products.
    """
    products = Product.objects.filter(company=company) if among is None else among
    products = products.exclude(state=ProductState.WITHDRAWN)
    by_product = products.order_by().values_list("state").annotate(count=Count("pk"))
    working = ProductVersion.objects.filter(product__in=products, state__in=WORKING)
    by_version = working.order_by().values_list("state").annotate(count=Count("pk"))
    # a product that was never published is counted by its version alone
    counts = {state: count for state, count in by_product if state != ProductState.DRAFT}
    counts["all"] = sum(count for _state, count in by_product)
    return counts | dict(by_version)


def _pictures(lookup: str) -> Prefetch:
    return Prefetch(lookup, ProductFile.objects.select_related("file").order_by("order", "id"))


def working_version(product: Product) -> ProductVersion | None:
    """The version in work: being written or under review."""
    return product.versions.filter(state__in=WORKING).select_related("class_node", "reviewer").first()


def values_of(version: ProductVersion) -> list[AttributeValue]:
    """The attribute values of a version in the order of the class. Two queries."""
    values = version.values.select_related("definition__node").prefetch_related("definition__choices")
    return sorted(values, key=lambda value: (value.definition.order, value.definition.code))


OF_A_LIST = ("finish", "cancel")
OF_A_BATCH = ("submit", "withdraw", "finish_publishing", "finish_returning")


def _with_lists(product: Product) -> Q:
    """What happened to the product together with all others of a list, and of a batch in review (decision 0017)."""
    rows = BulkRow.objects.filter(product=product, applied=True)
    items = BatchItem.objects.filter(version__product=product, sha256__gt="")
    return Q(
        thing_type="catalog.bulkjob",
        thing_id__in=rows.annotate(key=Cast("job", CharField())).values("key"),
        what__in=[f"catalog.bulkjob.{name}" for name in OF_A_LIST],
    ) | Q(
        thing_type="catalog.reviewbatch",
        thing_id__in=items.annotate(key=Cast("batch", CharField())).values("key"),
        what__in=[f"catalog.reviewbatch.{name}" for name in OF_A_BATCH],
    )


def history_of(product: Product, user) -> list[AuditEntry]:
    """What happened to the product and to those of its versions that ``user`` may see, newest first."""
    seen = versions_visible_to(user).filter(product=product)
    versions = [str(pk) for pk in seen.order_by().values_list("pk", flat=True)]
    mine = Q(thing_type="catalog.product", thing_id=str(product.pk))
    if not isinstance(user, User) or user.company_id != product.company_id:
        mine &= ~Q(what="catalog.product.revision_begun")  # a draft does not exist for others
    theirs = Q(thing_type="catalog.productversion", thing_id__in=versions)
    entries = AuditEntry.objects.filter(mine | theirs | _with_lists(product))
    return list(entries.select_related("by", "link").order_by("-id")[:100])


def identical_product(product: Product) -> Product | None:
    """Another product of the same company with the same maker and model, or None. Source: CAT-21."""
    if not product.identity:
        return None
    same = Product.objects.filter(company_id=product.company_id, identity=product.identity)
    return same.exclude(pk=product.pk).exclude(state=ProductState.WITHDRAWN).first()


def similar_listings(version: ProductVersion) -> list[ProductSearch]:
    """Published products of other companies in the same class whose names are nearly the same. Source: CAT-21."""
    title = normalise(" ".join([version.name_ko, version.name_en, version.model]))
    if not title:
        return []
    same_class = ProductSearch.objects.filter(class_code=version.class_node.code)
    others = same_class.exclude(company_id=version.product.company_id)
    near = others.annotate(alike=TrigramSimilarity("title", title)).filter(alike__gte=SIMILAR)
    return list(near.select_related("product__company", "product__current__class_node").order_by("-alike", "pk")[:5])


@dataclass(frozen=True, slots=True)
class Price:
    """A price that this reader may see; ``amount`` is None when they may not, ``note`` then says why."""

    amount: Decimal | None
    currency: str
    visibility: str
    valid_until: date | None = None

    @property
    def on_request(self) -> bool:
        """Whether asking for it is what the supplier wants."""
        return self.amount is None and self.visibility != PriceVisibility.HIDDEN


class Priced(Protocol):
    """A product, or the facts of one."""

    @property
    def company_id(self) -> int: ...
    @property
    def price(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def price_visibility(self) -> str: ...
    @property
    def price_valid_until(self) -> date | None: ...


def price_for(user, product: Priced, today: date) -> Price:
    """The price as ``user`` may see it: the supplier always, others by its visibility and while it is valid."""
    person = user if isinstance(user, User) else None
    if person is not None and person.company_id == product.company_id:
        return Price(product.price, product.currency, product.price_visibility, product.price_valid_until)
    buys = product.price_visibility == PriceVisibility.PUBLIC or (person is not None and person.is_internal)
    return price_for_buyers(product, today) if buys else Price(None, product.currency, product.price_visibility)


def price_has_ended(product: Priced, today: date) -> bool:
    """Whether buyers would see the price if its last day had not passed."""
    shown = product.price is not None and product.price_visibility in SHOWN_PRICES
    return shown and product.price_valid_until is not None and product.price_valid_until < today


def price_for_buyers(product: Priced, today: date) -> Price:
    """The price as a registered buyer sees it: for the preview of the supplier, who sees every own price."""
    if product.price is None or product.price_visibility not in SHOWN_PRICES or price_has_ended(product, today):
        return Price(None, product.currency, product.price_visibility)
    return Price(product.price, product.currency, product.price_visibility, product.price_valid_until)


def block_reason(product: Product) -> str:
    """Why the product was blocked the last time."""
    blocks = AuditEntry.objects.filter(
        thing_type="catalog.product", thing_id=str(product.pk), what="catalog.product.block"
    )
    return blocks.order_by("-id").values_list("reason", flat=True).first() or ""
