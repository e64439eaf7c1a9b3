"""Doors of the comparison and its tray, of a person's kept products, and of alternatives and landed costs."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import policies, queries
from catalog.models import Product
from catalog.queries.alternatives import LEAST_SCORE, alternatives_of
from catalog.queries.compare import MOST, compared, products_to_compare
from catalog.queries.inquiries import bookmarked_products
from catalog.services.interest import drop_product, keep_product
from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator

TRAY = "catalog_compare"
PER_PAGE = 20


def tray_of(request: HttpRequest) -> list[str]:
    """The addresses (uid) of what is collected to compare."""
    kept = request.session.get(TRAY, [])
    return [uid for uid in kept if isinstance(uid, str)][:MOST]


def uids_of(values: Iterable[str]) -> list[str]:
    """What reads as a uid, each once, in the order given."""
    found = []
    for value in values:
        try:
            uid = str(UUID(value.strip()))
        except ValueError:
            continue
        if uid not in found:
            found.append(uid)
    return found


def _back(request: HttpRequest) -> str:
    """The page that the person was on, if it is one of ours; else the comparison."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("catalog:compare")


@public
@reads
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four products side by side: ``?ids=`` names them, without it what the tray holds."""
    asked = uids_of(request.GET.get("ids", "").split(","))
    uids = asked or tray_of(request)
    day = page_now(request).astimezone(SEOUL).date()
    products = products_to_compare(request.user, uids)
    table = compared(products, request.user, day)
    only = request.GET.get("only") == "1"
    context = {
        "table": table,
        "products": products,
        "only": only,
        "missing": max(0, len(uids[:MOST]) - len(products)),
        "too_many": len(uids) > MOST,
        "ids": ",".join(str(product.uid) for product in products),
        "share_url": request.build_absolute_uri(
            f"{reverse('catalog:compare')}?ids={','.join(str(product.uid) for product in products)}"
        ),
        "ask_url": _ask_url(request, products),
        "may_request": bool(policies.may_request_quotes(request.user)),
    }
    return page(request, "catalog/compare.html", context)


def _ask_url(request: HttpRequest, products: list[Product]) -> str:
    """Where one question goes to the suppliers of all of them; a visitor signs in on the way."""
    if not request.user.is_authenticated:
        able = products
    else:
        able = [product for product in products if policies.may_ask(request.user, product)]
    if not able:
        return ""
    others = ",".join(str(product.uid) for product in able[1:])
    return reverse("catalog:inquiry-ask", args=[able[0].uid]) + (f"?with={others}" if others else "")


@public
@writes
def compare_add(request: HttpRequest) -> HttpResponse:
    """Put products into the tray, at most four in all."""
    tray = tray_of(request)
    wanted = [uid for uid in uids_of(request.POST.getlist("product")) if uid not in tray]
    known = {
        str(uid)
        for uid in queries.products_visible_to(request.user).filter(uid__in=wanted).values_list("uid", flat=True)
    }
    fitting = [uid for uid in wanted if uid in known]
    room = MOST - len(tray)
    request.session[TRAY] = tray + fitting[:room]
    if added := min(room, len(fitting)):
        said = ngettext("%(count)d product to compare was added.", "%(count)d products to compare were added.", added)
        messages.success(request, said % {"count": added})
    if len(fitting) > room:
        messages.warning(request, _("At most %(most)d products are compared. Take one out first.") % {"most": MOST})
    elif not request.POST.getlist("product"):
        messages.info(request, _("Tick the products to compare first."))
    return see(request, _back(request))


@public
@writes
def compare_remove(request: HttpRequest) -> HttpResponse:
    """Take products out of the tray."""
    gone = uids_of(request.POST.getlist("product"))
    request.session[TRAY] = [uid for uid in tray_of(request) if uid not in gone]
    return see(request, _back(request))


@public
@writes
def compare_clear(request: HttpRequest) -> HttpResponse:
    """Empty the tray."""
    request.session[TRAY] = []
    return see(request, _back(request))


# Kept products -------------------------------------------------------------------------------------------------------
@reads
def bookmark_list(request: HttpRequest) -> HttpResponse:
    """The products that the person keeps."""
    results = Paginator(bookmarked_products(request.user), PER_PAGE).get_page(request.GET.get("page"))
    day = page_now(request).astimezone(SEOUL).date()
    rows = [
        {"product": product, "price": queries.price_for(request.user, product, day)} for product in results.object_list
    ]
    return page(
        request, "catalog/bookmark_list.html", {"results": results, "rows": rows}, part="catalog/_bookmarks.html"
    )


@writes
def bookmark_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep a product."""
    product = get_object_or_404(queries.products_visible_to(request.user), uid=uid)
    try:
        keep_product(product, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The product is on your list."))
    return see(request, _product_or_back(request, product))


@writes
def bookmark_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a product off one's list."""
    product = get_object_or_404(queries.products_visible_to(request.user), uid=uid)
    drop_product(product, by=request.user)
    messages.success(request, _("The product is off your list."))
    return see(request, _product_or_back(request, product))


def _product_or_back(request: HttpRequest, product: Product) -> str:
    return _back(request) if request.POST.get("next") else reverse("catalog:product-detail", args=[product.uid])


# Alternatives --------------------------------------------------------------------------------------------------------
@public
@reads
def product_alternatives(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What may be used instead of a product, each with the reason attribute by attribute."""
    product = get_object_or_404(queries.products_visible_to(request.user).filter(current__isnull=False), uid=uid)
    assert product.current is not None  # noqa: S101 (asked for above)
    day = page_now(request).astimezone(SEOUL).date()
    context = {
        "product": product,
        "version": product.current,
        "alternatives": alternatives_of(product, product.current, request.user, day),
        "least": LEAST_SCORE,
        "class_path": queries.class_path(product.current.class_node),
    }
    return page(request, "catalog/product_alternatives.html", context)
