"""A supplier's own list: where each product stands, what it still lacks, and until when it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from catalog.models import Product, ProductFile, ProductVersion
from catalog.queries.life import products_to_confirm
from catalog.queries.products import product_counts
from catalog.rules.life import confirm_by
from catalog.states import WORKING, ProductState, VersionState
from portal.people.models import Company, User

TO_CONFIRM = "to_confirm"
ORDERS: dict[str, list] = {
    "": ["-id"],
    "confirm": [F("confirmed_on").asc(nulls_last=True), "-id"],
    "name": ["sku", "id"],
}


@dataclass(frozen=True, slots=True)
class MineRow:
    """One product of the list with the version in work, and the last day on which it holds unconfirmed."""

    product: Product
    working: ProductVersion | None
    until: date | None
    days: int | None

    @property
    def is_due(self) -> bool:
        """Whether it is to be confirmed soon, or has expired."""
        return self.days is not None and self.days <= 60


def mine_of(company: Company, on: date, *, state: str = "", text: str = "", sort: str = "") -> QuerySet[Product]:
    """The company's products, narrowed by state and words; each with its version in work (``in_work``)."""
    working = ProductVersion.objects.filter(state__in=WORKING).select_related("class_node")
    pictures = Prefetch("current__files", ProductFile.objects.select_related("file").order_by("order", "id"))
    products = Product.objects.filter(company=company).exclude(state=ProductState.WITHDRAWN)
    if state == TO_CONFIRM:
        products = products.filter(pk__in=products_to_confirm(company, on).order_by().values("pk"))
    elif state in WORKING:
        products = products.filter(versions__state=state)
    elif state in ProductState.values:
        products = products.filter(state=state)
    products = _called(products, company, text).order_by(*ORDERS.get(sort, ORDERS[""]))
    products = products.select_related("current__class_node")
    return products.prefetch_related(Prefetch("versions", working, to_attr="in_work"), pictures)


def own_products(user) -> QuerySet[Product]:
    """A supplier's own products for its program, each with its latest version and where that stands."""
    products = Product.objects.exclude(state=ProductState.WITHDRAWN)
    if not isinstance(user, User) or not user.is_supplier:
        return products.none()
    versions = ProductVersion.objects.exclude(state=VersionState.DISCARDED)
    newest = versions.filter(product=OuterRef("pk")).order_by("-no")
    latest = versions.select_related("class_node").order_by("product", "-no").distinct("product")
    return (
        products.filter(company=user.company)
        .annotate(version_state=Subquery(newest.values("state")[:1]))
        .filter(version_state__isnull=False)
        .prefetch_related(Prefetch("versions", latest, to_attr="latest_versions"))
    )


def _called(products: QuerySet[Product], company: Company, text: str) -> QuerySet[Product]:
    """Those whose number, part number, name or model says ``text``; all without it."""
    if not text:
        return products
    named = ProductVersion.objects.filter(
        Q(name_ko__icontains=text) | Q(name_en__icontains=text) | Q(model__icontains=text),
        product__company=company,
        state__in=[*WORKING, VersionState.PUBLISHED],
    )
    return products.filter(
        Q(sku__icontains=text) | Q(number__iexact=text) | Q(pk__in=named.order_by().values("product"))
    )


def mine_tabs(company: Company, on: date, text: str = "") -> list[tuple[str, object, int]]:
    """(state, words, how many) of the tabs that hold something that ``text`` finds; all first."""
    products = _called(Product.objects.filter(company=company), company, text)
    due = _called(products_to_confirm(company, on), company, text)
    counts = product_counts(company, products) | {TO_CONFIRM: due.count()}
    wanted = (
        *((value, label) for value, label in ProductState.choices if value not in ("draft", "withdrawn")),
        (TO_CONFIRM, _("To confirm")),
        *((state.value, state.label) for state in WORKING),
    )
    tabs = [("", _("All"), counts["all"])]
    return tabs + [(value, label, counts[value]) for value, label in wanted if counts.get(value)]


def with_progress(products: Sequence[Product], on: date) -> list[MineRow]:
    """The rows of a page, ready to show. Wants ``in_work`` where there is one."""
    rows = []
    for product in products:
        working = next(iter(getattr(product, "in_work", [])), None)
        counts = product.state in (ProductState.PUBLISHED, ProductState.EXPIRED) and product.confirmed_on
        until = confirm_by(product.confirmed_on) if counts and product.confirmed_on else None
        rows.append(MineRow(product, working, until, (until - on).days if until else None))
    return rows
