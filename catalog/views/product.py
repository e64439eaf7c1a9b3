"""Doors of a product: its page, a supplier's own list, hide and show, block and unblock."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, queries, services
from catalog.forms import BlockForm
from catalog.models import Product, ProductVersion
from catalog.models.classification import in_language
from catalog.queries.products import is_inside, reads_files
from catalog.states import DOCUMENTS, EDITABLE, SEEN, ProductState, VersionState
from catalog.views.detail import market_of
from catalog.views.recent import note_seen
from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.http import page, page_now, public, reads, see, writes

PER_PAGE = 20


def product_or_404(request: HttpRequest, uid: UUID) -> Product:
    """The product, if this reader may see it."""
    return get_object_or_404(queries.products_visible_to(request.user), uid=uid)


@public
@reads
def product_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One product as it is published; its supplier and the reviewers see where it stands, too."""
    product = product_or_404(request, uid)
    note_seen(request, product)
    return page(request, "catalog/product_detail.html", detail_of(request, product))


def detail_of(request: HttpRequest, product: Product, **forms) -> dict[str, Any]:
    """Everything that the product's page shows to this reader."""
    user, today = request.user, page_now(request).astimezone(SEOUL).date()
    is_own = user.is_authenticated and user.company_id == product.company_id
    insider = is_own or is_inside(user)
    version = _shown_version(product, user)
    working = queries.working_version(product) if insider else None
    if working is not None and not is_own and working.state not in SEEN:
        working = None  # what is being written does not exist for others
    opens_all = is_own or reads_files(user)
    attached = list(version.files.select_related("file"))
    files = [row for row in attached if opens_all or row.file.public]
    pictures = [row for row in files if row.is_picture]
    node = version.class_node
    company = product.company
    price = queries.price_for(user, product, today)
    return {
        "product": product,
        "version": version,
        "company": company,
        "about": in_language(company.about_ko, company.about_en),
        "price": price,
        "values": queries.values_of(version),
        "picture": pictures[0] if pictures else None,
        "more_pictures": pictures[1:],
        "withheld": len(files) < len(attached),
        "documents": [row for row in files if row.role in DOCUMENTS or not row.is_picture],
        "origin": queries.origin_name(version.origin),
        "class_path": queries.class_path(node),
        "insider": insider,
        "is_own": is_own,
        "working": working,
        "working_editable": working is not None and working.state in EDITABLE,
        "entries": queries.history_of(product, user) if insider else [],
        "may_edit": is_own and policies.may_edit(user, product),
        "may_block": user.is_authenticated and user.is_internal and policies.may_block(user, product),
        "others": queries.published_products().filter(company=company).exclude(pk=product.pk).count(),
        "block_form": forms.get("block_form") or BlockForm(),
        "block_reason": queries.block_reason(product) if insider and product.state == ProductState.BLOCKED else "",
        **market_of(request, product, version, price, today),
    }


def _shown_version(product: Product, user) -> ProductVersion:
    """What is published; of a product that never was, the latest version that its reader may see."""
    if product.current is not None:
        return product.current
    seen = queries.versions_visible_to(user).filter(product=product)
    latest = seen.exclude(state=VersionState.DISCARDED).order_by("-no").first()
    if latest is None:
        raise Http404
    return latest


def _own(request: HttpRequest, uid: UUID) -> Product:
    product = product_or_404(request, uid)
    if product.company_id != request.user.company_id:
        raise Http404
    return product


@writes
def product_hide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it out of sight."""
    product = services.hide_product(_own(request, uid), by=request.user)
    messages.success(request, _("The product is hidden. Buyers no longer find it."))
    return see(request, reverse("catalog:product-detail", args=[product.uid]))


@writes
def product_show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show it again."""
    product = services.show_product(_own(request, uid), by=request.user)
    messages.success(request, _("The product is visible again."))
    return see(request, reverse("catalog:product-detail", args=[product.uid]))


@writes
def product_revise(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin a new version, or go on with the one that was begun."""
    draft = services.start_revision(_own(request, uid), by=request.user)
    return see(request, reverse("catalog:draft-basics", args=[draft.uid]))


@writes
def product_block(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A reviewer takes it out of sight."""
    product = product_or_404(request, uid)
    form = BlockForm(request.POST)
    if form.is_valid():
        try:
            services.block_product(product, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The product is blocked. Its supplier is told why."))
            return see(request, reverse("catalog:product-detail", args=[product.uid]))
    return page(request, "catalog/product_detail.html", detail_of(request, product, block_form=form), status=422)


@writes
def product_unblock(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Lift a block."""
    product = services.unblock_product(product_or_404(request, uid), by=request.user)
    messages.success(request, _("The block is lifted. The supplier can show the product again."))
    return see(request, reverse("catalog:product-detail", args=[product.uid]))
