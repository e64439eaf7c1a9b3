"""Doors of everybody: search products, choose a class."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.forms import SearchForm, filters_of
from catalog.models import ClassNode
from catalog.queries import (
    SearchPage,
    children_of,
    class_by_code,
    class_path,
    find_classes,
    origin_name,
    popular_classes,
    search_products,
    versions_visible_to,
)
from catalog.queries.search import DEEPEST, RELEVANCE, SIZES
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.listing import LEAD_BANDS
from portal.http import page, public, reads
from portal.people.models import Company
from portal.people.states import SizeClass
from portal.throttles import throttled

FILTERS = ("class", "lead", "size", "origin", "certified")


@public
@reads
@throttled("search")
def product_search(request: HttpRequest) -> HttpResponse:
    """Published products by words and filters; the address holds the whole state."""
    form = SearchForm(request.GET or None)
    given = form.given() if form.is_bound else {}
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    company = _company(request)
    filters = filters_of(request.GET, company)
    number = request.GET.get("page", "1")
    found = search_products(
        text,
        filters,
        request.user,
        int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        sort=given.get("sort", RELEVANCE),
    )
    chips = _chips(request, found, company)
    context = {
        "form": form,
        "found": found,
        "text": text,
        "facets": _facets(request, found),
        "chips": chips,
        "kept": [(name, request.GET[name]) for name in ("q", "sort", "company") if request.GET.get(name)],
        "clear_url": f"?{_query(request, drop=FILTERS)}",
        "begin": found.page.start_index(),
        "end": found.page.end_index(),
        "too_many": found.total > DEEPEST,
        "popular": popular_classes() if not found.total else [],
    }
    return page(request, "catalog/product_search.html", context, part="catalog/_search_results.html")


def _company(request: HttpRequest) -> Company | None:
    """Whose products: the link on a supplier's card."""
    try:
        uid = UUID(request.GET.get("company", ""))
    except ValueError:
        return None
    return Company.objects.filter(uid=uid).first()


def _query(request: HttpRequest, *, drop=(), without: tuple[str, str] | None = None) -> str:
    """The address's query without a filter, or without one value of it; always back to page one."""
    query = request.GET.copy()
    for name in ("page", *drop):
        query.pop(name, None)
    if without:
        name, value = without
        query.setlist(name, [other for other in query.getlist(name) if other != value])
    return query.urlencode()


def _labels(found: SearchPage) -> dict[str, Any]:
    """How each value of a filter is called."""
    sizes = dict(SizeClass.choices)
    return {
        "class": lambda code: found.class_names.get(code, code),
        "lead": lambda band: lead_label(int(band)),
        "size": lambda size: sizes.get(size, size),
        "origin": origin_name,
    }


def lead_label(band: int) -> str:
    """A lead time band in words."""
    if band < len(LEAD_BANDS):
        return _("Up to %(days)d days") % {"days": LEAD_BANDS[band]}
    return _("Over %(days)d days") % {"days": LEAD_BANDS[-1]}


def _facets(request: HttpRequest, found: SearchPage) -> list[dict[str, Any]]:
    labels = _labels(found)
    titles = {
        "class": _("Class"),
        "lead": _("Lead time"),
        "size": _("Size of the company"),
        "origin": _("Country of origin"),
    }
    facets = []
    for name, title in titles.items():
        counts = found.facets.get(name, {})
        chosen = set(request.GET.getlist(name))
        ordered = _ordered(name, counts)
        options = [
            {"value": value, "label": labels[name](value), "count": count, "chosen": str(value) in chosen}
            for value, count in ordered
        ]
        if options:
            facets.append({"name": name, "label": title, "options": options, "open": bool(chosen)})
    return facets


def _ordered(name: str, counts: dict) -> list[tuple]:
    if name == "lead":
        return sorted(counts.items())
    if name == "size":
        return sorted(counts.items(), key=lambda item: SIZES.index(item[0]) if item[0] in SIZES else len(SIZES))
    return list(counts.items())


def _chips(request: HttpRequest, found: SearchPage, company: Company | None) -> list[dict[str, str]]:
    labels = _labels(found)
    filters = filters_of(request.GET)
    values = {"class": filters.classes, "lead": filters.lead, "size": filters.sizes, "origin": filters.origins}
    chips = [
        {"label": labels[name](value), "url": f"?{_query(request, without=(name, str(value)))}"}
        for name, chosen in values.items()
        for value in chosen
    ]
    if filters.certified:
        chips.append({"label": _("Certified suppliers"), "url": f"?{_query(request, drop=['certified'])}"})
    if company is not None:
        chips.append({"label": company.name, "url": f"?{_query(request, drop=['company'])}"})
    return chips


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
