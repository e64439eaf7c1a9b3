"""Doors of a supplier's own list: narrow it, copy, price and supply at once, confirm that it holds."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import policies, queries, services
from catalog.forms import ConfirmForm, CopyForm, MineForm, PicturesForm, SupplyForm
from catalog.models import Product
from catalog.queries.life import products_to_confirm
from catalog.queries.marks import supply_mark
from catalog.queries.mine import TO_CONFIRM, mine_of, mine_tabs
from catalog.states import PICTURES
from catalog.views.conflict import conflict_context, differences, loaded_marks, merged, note_saved
from catalog.views.drafts import posted, show_refusal
from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.people.models import Company
from portal.policy import require

PER_PAGE = 20


def own_company(request: HttpRequest) -> Company:
    """The supplier one acts for."""
    company = request.user.company
    if company is None or company.is_buyer:
        raise Http404
    return company


def own_product(request: HttpRequest, uid: UUID) -> Product:
    """A product of the company one acts for; of others it does not exist."""
    own = queries.products_visible_to(request.user).filter(company_id=request.user.company_id)
    return get_object_or_404(own, uid=uid)


@reads
def product_mine(request: HttpRequest) -> HttpResponse:
    """The products of the company one acts for, and where each stands."""
    company = own_company(request)
    day = page_now(request).astimezone(SEOUL).date()
    form = MineForm(request.GET)
    given = form.given()
    state = request.GET.get("state", "")
    found = mine_of(company, day, state=state, text=given.get("q", ""), sort=given.get("sort", ""))
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("state", "page"):
        kept.pop(name, None)
    context = {
        "form": form,
        "results": results,
        "rows": queries.with_progress(results.object_list, day),
        "state": state,
        "kept": kept.urlencode(),
        "narrowed": bool(given.get("q")),
        "tabs": mine_tabs(company, day, given.get("q", "")),
        "to_confirm": products_to_confirm(company, day).count() if state == TO_CONFIRM else 0,
        "may_list": policies.may_list(request.user, company),
        "usual_days": queries.usual_review_days(),
    }
    return page(request, "catalog/product_mine.html", context, part="catalog/_mine_list.html")


@writes(shows_form=True)
def product_copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new product from one that there is, under another part number."""
    product = own_product(request, uid)
    require(policies.may_edit(request.user, product))
    form = CopyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            copy = services.copy_product(product, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The copy is a draft of its own. Change what is different."))
            return see(request, reverse("catalog:draft-basics", args=[copy.versions.get().uid]))
    shown = queries.working_version(product) or product.current
    context = {"form": form, "product": product, "name": shown.name if shown else product.sku}
    return page(request, "catalog/product_copy.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def product_supply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Price and supply of a published product, without a new version."""
    product = own_product(request, uid)
    require(policies.may_edit(request.user, product))
    form, status = SupplyForm(posted(request), product=product), 422
    loaded = request.POST.get("loaded", "") if form.is_bound else loaded_marks(form)
    context = {"seen": request.POST.get("seen") or supply_mark(product), "loaded": loaded}
    if request.method == "POST" and form.is_valid():
        try:
            services.set_supply(product, by=request.user, seen=request.POST.get("seen") or None, **form.facts)
        except services.ChangedMeanwhile as refusal:
            product, status = own_product(request, uid), 409
            theirs, seen = SupplyForm(product=product), supply_mark(product)
            form = SupplyForm(merged(request, form, theirs), product=product)
            if not (differing := differences(form, theirs)):
                return see(request, reverse("catalog:product-detail", args=[product.uid]))
            context = conflict_context(request, refusal, product.uid, seen)
            context |= {"seen": seen, "loaded": loaded_marks(theirs), "differences": differing}
        except WrongState:
            raise
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            note_saved(request, product.uid, supply_mark(own_product(request, uid)))
            messages.success(request, _("Price and supply are changed."))
            return see(request, reverse("catalog:product-detail", args=[product.uid]))
    context |= {"form": form, "product": product}
    return page(request, "catalog/product_supply.html", context, status=status if form.is_bound else 200)


@writes(shows_form=True)
def product_pictures(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Pictures of a published product, without a review before."""
    product = own_product(request, uid)
    require(policies.may_edit(request.user, product))
    if product.current is None:
        raise Http404
    attached = product.current.files.select_related("file").filter(role__in=PICTURES)
    files = request.FILES if request.method == "POST" else None
    form = PicturesForm(posted(request), files, uids=[row.uid for row in attached])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_pictures(product, add=data["upload"], remove=data["remove"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The pictures are changed. Buyers see them from now on."))
            return see(request, reverse("catalog:product-pictures", args=[product.uid]))
    context = {"form": form, "product": product, "attached": attached, "working": queries.working_version(product)}
    return page(request, "catalog/product_pictures.html", context, status=422 if form.is_bound else 200)


@writes
def product_confirm_one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One press: what is published still holds."""
    product = services.confirm_product(own_product(request, uid), by=request.user)
    messages.success(request, _("Confirmed: the product stays in the e-Catalog for another 12 months."))
    return see(request, reverse("catalog:product-detail", args=[product.uid]))


@writes(shows_form=True)
def product_confirm(request: HttpRequest) -> HttpResponse:
    """What is to be confirmed within 60 days, or has expired: tick some, or confirm all in one go."""
    company = own_company(request)
    require(policies.may_list(request.user, company))
    day = page_now(request).astimezone(SEOUL).date()
    due = products_to_confirm(company, day)
    results = Paginator(due, PER_PAGE).get_page(request.GET.get("page"))
    form = ConfirmForm(posted(request), uids=[product.uid for product in results])
    if request.method == "POST" and (request.POST.get("which") == "all" or form.is_valid()):
        everything = request.POST.get("which") == "all"
        uids = None if everything else form.cleaned_data["product"]
        count = services.confirm_products(company, by=request.user, uids=uids)
        words = ngettext("%(count)d product is confirmed.", "%(count)d products are confirmed.", count)
        messages.success(request, words % {"count": count})
        return see(request, reverse("catalog:product-mine"))
    context = {"form": form, "results": results, "rows": queries.with_progress(results.object_list, day)}
    return page(request, "catalog/product_confirm.html", context, status=422 if form.is_bound else 200)
