"""Doors of saved searches: list, keep, change, delete, what each met; and clearing what was seen recently."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from catalog import queries, services
from catalog.forms.watching import SearchEditForm, SearchKeepForm
from catalog.models import SavedSearch
from catalog.queries.address import words_of
from catalog.queries.search import hits_of
from catalog.queries.watched import products_met_by, searches_visible_to
from catalog.rules.alerts import kept_query
from catalog.views.recent import SESSION_KEY
from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator

PER_PAGE = 20


def _own(request: HttpRequest, uid: UUID) -> SavedSearch:
    return get_object_or_404(searches_visible_to(request.user), uid=uid)


@reads
def search_list(request: HttpRequest) -> HttpResponse:
    """The searches that one keeps, and what each met."""
    return page(request, "catalog/search_list.html", {"searches": list(searches_visible_to(request.user))})


@writes(shows_form=True)
def search_save(request: HttpRequest) -> HttpResponse:
    """Keep the search whose address is in ``query``."""
    if request.method != "POST":
        query = kept_query(request.GET.urlencode())
        form = SearchKeepForm(initial={"query": query, "name": words_of(QueryDict(query))[:80]})
        return _show_save(request, form, query)
    form = SearchKeepForm(request.POST)
    if form.is_valid():
        try:
            search = services.save_search(by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field == "name" else None, str(refusal))
        else:
            messages.success(request, _("The search is kept. It tells of products that are new from now on."))
            return see(request, reverse("catalog:search-detail", args=[search.uid]))
    return _show_save(request, form, kept_query(request.POST.get("query", "")), status=422)


def _show_save(request: HttpRequest, form: SearchKeepForm, query: str, status: int = 200) -> HttpResponse:
    text, filters = queries.search_of(query)
    found = queries.search_products(text, filters, request.user, per_page=1, with_facets=False)
    context = {"form": form, "query": query, "text": text, "total": found.total}
    return page(request, "catalog/search_save.html", context, status=status)


@reads
def search_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a kept search met since it was saved, newest first."""
    search = _own(request, uid)
    results = Paginator(products_met_by(search), PER_PAGE).get_page(request.GET.get("page"))
    found = {hit.product_id: hit.found_at for hit in results}
    hits = hits_of(list(found), request.user, page_now(request).astimezone(SEOUL).date())
    context = {
        "search": search,
        "results": results,
        "hits": hits,
        "run_url": f"{reverse('catalog:product-search')}?{search.query}",
        "total": results.paginator.count,
    }
    return page(request, "catalog/search_detail.html", context, part="catalog/_search_met.html")


@writes(shows_form=True)
def search_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name, more or less often."""
    search = _own(request, uid)
    form = SearchEditForm(request.POST or None, initial={"name": search.name, "frequency": search.frequency})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_search(search, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field == "name" else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return see(request, reverse("catalog:search-list"))
    status = 422 if request.method == "POST" else 200
    return page(request, "catalog/search_edit.html", {"form": form, "search": search}, status=status)


@writes
def search_delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Forget it."""
    services.delete_search(_own(request, uid), by=request.user)
    messages.success(request, _("The search is deleted. It tells of nothing any more."))
    return see(request, reverse("catalog:search-list"))


@public
@writes
def recent_clear(request: HttpRequest) -> HttpResponse:
    """Forget which product pages were opened."""
    if request.user.is_authenticated:
        services.forget_seen(by=request.user)
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("The list of recently seen products is empty."))
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return see(request, back if ours else reverse("catalog:product-search"))
