"""Doors of everybody: search products, why they stand in this order, choose a class."""

from types import SimpleNamespace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from catalog.forms import SearchForm
from catalog.models import ClassNode
from catalog.policies.sourcing import may_write_request
from catalog.queries import (
    SearchPage,
    children_of,
    class_by_code,
    class_path,
    find_classes,
    popular_classes,
    search_products,
    versions_visible_to,
)
from catalog.queries.address import company_of, filters_of, words_of
from catalog.queries.carried import marks_carried
from catalog.queries.eco import eco_kinds_of
from catalog.queries.search import RELEVANCE
from catalog.queries.search_help import chosen_names, loosened
from catalog.rules.alerts import kept_query
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.listing import FRESH_DAYS
from catalog.rules.ranking import BASE, BONUS, PART, PHRASE, WHOLE
from catalog.services import note_search
from catalog.states import EcoKind
from catalog.views.compare import tray_of
from catalog.views.facets import chips, filter_fields, query_without, shown_facets, ways_out
from catalog.views.recent import recent_of
from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.paging import DEEPEST
from portal.throttles import throttled

RECENT_SHOWN = 6


@public
@reads
@throttled("search")
def product_search(request: HttpRequest) -> HttpResponse:
    """Published products by words and filters; the address holds the whole state."""
    form = SearchForm(request.GET or None)
    given = form.given() if form.is_bound else {}
    query, text = request.GET, words_of(request.GET)
    filters = filters_of(query, company_of(query))
    number = _page_number(request)
    found = search_products(text, filters, request.user, number, sort=given.get("sort", RELEVANCE))
    if text and number == 1:
        narrowed = bool(chosen_names(filters))
        note_search(text, total=found.typed_total, language=(get_language() or "ko")[:2], filtered=narrowed)
    whole = not request.htmx or request.htmx.history_restore_request
    kept = [(name, value) for name in ("q", "sort", "company") if (value := query.get(name))]
    context = {
        "form": form,
        "found": found,
        "text": text,
        "sort": given.get("sort", RELEVANCE),
        "rows": _rows(request, found),
        "facets": shown_facets(found, query),
        "chips": chips(query, found, filters),
        "kept": kept,
        "bar_kept": [(name, value) for name in filter_fields(query) for value in query.getlist(name) if value],
        "clear_url": f"?{query_without(query, drop=filter_fields(query))}",
        "state": kept_query(query.urlencode()),
        "one_class": next(iter(filters.classes)) if len(filters.classes) == 1 else "",
        "has_own_facets": any(facet.is_attribute for facet in found.facets),
        "begin": found.page.start_index(),
        "end": found.page.end_index(),
        "too_many": found.total > DEEPEST,
        "typed_url": f"?{query_without(query, put={'q': found.correction.text})}" if found.correction else "",
        "ways_out": ways_out(query, found, loosened(text, filters, request.user)) if not found.total else [],
        "may_source": not found.total and bool(may_write_request(request.user)),
        "popular": popular_classes() if not found.total else [],
        "recent": recent_of(request)[:RECENT_SHOWN] if whole else [],
        "canonical": query_without(query, drop=[name for name in query if name not in ("q", "class")]),
    }
    return page(request, "catalog/product_search.html", context, part="catalog/_search_results.html")


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _rows(request: HttpRequest, found: SearchPage) -> list[SimpleNamespace]:
    """Each hit with what the list says of it beyond its facts."""
    day = page_now(request).astimezone(SEOUL).date()
    eco = eco_kinds_of([hit.product.pk for hit in found.hits], day) if found.hits else {}
    carried = marks_carried([hit.product.pk for hit in found.hits if hit.product.search.badges])
    tray = set(tray_of(request))
    labels = dict(EcoKind.choices)
    return [
        SimpleNamespace(
            hit=hit,
            eco=[labels[kind] for kind in eco.get(hit.product.pk, [])],
            marks=carried.get(hit.product.pk, []),
            in_tray=str(hit.product.uid) in tray,
        )
        for hit in found.hits
    ]


@public
@reads
@throttled("search")
def ranking(request: HttpRequest) -> HttpResponse:
    """How results are ordered: the formula, its figures, the parts of each score of the search in the address."""
    query, text = request.GET, words_of(request.GET)
    filters = filters_of(query, company_of(query))
    shows = bool(text or chosen_names(filters))
    found = search_products(text, filters, request.user, _page_number(request), with_facets=False) if shows else None
    context = {
        "text": text,
        "found": found,
        "begin": found.page.start_index() if found else 0,
        "back": f"{reverse('catalog:product-search')}?{kept_query(query.urlencode())}",
        "points": {"base": BASE, "whole": WHOLE, "part": PART, "phrase": PHRASE, "bonus": BONUS, "days": FRESH_DAYS},
        "day": page_now(request).astimezone(SEOUL).date(),
    }
    return page(request, "catalog/ranking.html", context)


@reads
def class_choose(request: HttpRequest) -> HttpResponse:
    """Choose a class by words or down the tree: for a new product, or for the draft named by ``for``."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    under = class_by_code(request.GET.get("under", "")[:8])
    onward = _onward(request)
    found = find_classes(text) if text else []
    context = {
        "text": text,
        "found": [(node, f"{onward}{node.code}") for node in found],
        "branches": [] if text else [_branch(node, onward) for node in children_of(under)],
        "path": class_path(under) if under else [],
        "draft_uid": request.GET.get("for", ""),
        "searched": bool(text),
    }
    return page(request, "catalog/class_choose.html", context, part="catalog/_class_list.html")


def _onward(request: HttpRequest) -> str:
    """Where a chosen class leads."""
    if wanted := request.GET.get("for"):
        try:
            uid = UUID(wanted)
        except ValueError:
            raise Http404 from None
        own = versions_visible_to(request.user).filter(product__company_id=request.user.company_id)
        version = get_object_or_404(own, uid=uid)
        return reverse("catalog:draft-basics", args=[version.uid]) + "?class="
    return reverse("catalog:product-new") + "?class="


def _branch(node: ClassNode, onward: str) -> SimpleNamespace:
    is_last = node.level == "commodity"
    return SimpleNamespace(node=node, url=f"{onward}{node.code}" if is_last else "", is_last=is_last)
