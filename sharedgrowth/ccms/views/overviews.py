"""Doors that are open to everybody: the collection, an overview at its address, what changed, papers to take along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.pdf import pdf_response
from portal.throttles import throttled
from sharedgrowth.ccms.models import Module, Overview
from sharedgrowth.ccms.policies import overviews as policies
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import change_count, is_complete
from sharedgrowth.ccms.services import overviews as services
from sharedgrowth.ccms.states import Domain, Lang, OverviewState
from sharedgrowth.ccms.views import papers
from sharedgrowth.ccms.views.shown import (
    LANGS,
    OVERVIEWS_IN,
    address,
    differences,
    facts,
    figures,
    parts,
    reader_lang,
    trail,
)


def module_or_404(code: str) -> Module:
    """B6, S1, P2."""
    return get_object_or_404(Module.objects.select_related("owner"), code=code.upper())


def version_or_404(request: HttpRequest, code: str, version: int) -> Overview:
    """The version at its address, in the reader's language if there is one."""
    found = queries.at_address(request.user, module_or_404(code), version, reader_lang())
    if found is None:
        raise Http404
    return found


@public
@reads
@throttled("search")
def collection(request: HttpRequest) -> HttpResponse:
    """All thirteen in order, and how many of them are there in each language."""
    lang = reader_lang()
    slots = queries.collection(lang)
    counted = queries.completeness()
    context = {
        "parts": [(part, [each for each in slots if each.module.domain == part]) for part in Domain],
        "total": len(slots),
        "published": counted[lang],
        "complete": is_complete(counted[lang], len(slots)),
        "languages": [
            {
                "lang": code,
                "name": name,
                "label": OVERVIEWS_IN[code],
                "number": counted[code],
                "complete": is_complete(counted[code], len(slots)),
            }
            for code, name in LANGS.items()
        ],
        "source": slots[0].module.mission_source if slots else "",
        "lang": lang,
        "staff": request.user.is_authenticated and request.user.is_internal,
    }
    return page(request, "ccms/collection.html", context)


@public
@reads
@throttled("search")
def module_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The overview in force of a module."""
    module = module_or_404(code)
    overview = queries.in_force(module, reader_lang())
    if overview is None:
        context = {
            "trail": trail(module),
            "module": module,
            "versions": queries.versions_of(request.user, module),
            "may_write": bool(policies.may_write_overview(request.user, module)),
        }
        return page(request, "ccms/module_empty.html", context)
    return page(request, "ccms/overview_detail.html", _detail(request, overview, current=True))


@public
@reads
@throttled("search")
def overview_detail(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A version at its permanent address. What was withdrawn is not shown; its address says why."""
    overview = version_or_404(request, code, version)
    context = _detail(request, overview, current=False)
    gone = overview.state == OverviewState.WITHDRAWN
    return page(request, "ccms/overview_detail.html", context, status=410 if gone else 200)


def _detail(request: HttpRequest, overview: Overview, *, current: bool) -> dict[str, Any]:
    module, lang = overview.module, reader_lang()
    with_text = overview.state != OverviewState.WITHDRAWN
    on = page_now(request).astimezone(SEOUL).date()
    versions = [each for each in queries.versions_of(request.user, module) if each.published_at]
    user = request.user
    return {
        "trail": trail(module, "" if current else f"v{overview.version}"),
        "module": module,
        "overview": overview,
        "mission": module.mission_in(overview.lang),
        "title": module.title_in(overview.lang),
        "facts": facts(overview, queries.downloads_by_overview().get(overview.pk, 0)),
        "text": parts(overview) if with_text else None,
        "figures": figures(overview, on) if with_text else [],
        "versions": [(each, address(each), LANGS[each.lang]) for each in versions],
        "other_language": overview.lang != lang,
        "lang_name": LANGS[overview.lang],
        "newest": next((each for each in versions if each.state == "published" and each.lang == overview.lang), None),
        "permanent": address(overview),
        "changes_url": address(overview, "overview-changes"),
        "pdf_url": address(overview, "overview-pdf"),
        "json_url": address(overview, "overview-json"),
        "neighbours": _neighbours(module),
        "may_write": bool(policies.may_write_overview(user, module)),
        "entries": timeline_of(overview) if queries.is_reader(user) else None,
    }


def _neighbours(module: Module) -> dict[str, Module | None]:
    around = Module.objects.filter(order__in=[module.order - 1, module.order + 1])
    by_order = {each.order: each for each in around}
    return {"before": by_order.get(module.order - 1), "after": by_order.get(module.order + 1)}


@public
@reads
@throttled("search")
def overview_changes(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """What the version gained and lost against the one before."""
    overview = version_or_404(request, code, version)
    if overview.state == OverviewState.WITHDRAWN:
        raise Http404
    before = queries.version_before(overview)
    found = differences(before, overview)
    came, went = map(sum, zip(*(change_count(each["changes"]) for each in found), strict=True)) if found else (0, 0)
    context = {
        "trail": [*trail(overview.module)[:-1], (str(overview.module), address(overview)), (_("What changed"), "")],
        "overview": overview,
        "before": before,
        "before_url": address(before) if before else "",
        "parts": found,
        "came": came,
        "went": went,
        "url": address(overview),
    }
    return page(request, "ccms/overview_changes.html", context)


@public
@reads
@throttled("export")
def overview_pdf(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The paper of a version; a copy more is counted."""
    overview = _to_take(request, code, version)
    services.count_download(overview, overview.lang)
    return pdf_response(papers.overview_paper(overview), f"CCMS-{overview.name}.pdf")


@public
@reads
@throttled("export")
def overview_json(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The text as it was approved: its SHA-256 is the fingerprint on the page."""
    overview = _to_take(request, code, version)
    response = HttpResponse(overview.document, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="CCMS-{overview.name}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _to_take(request: HttpRequest, code: str, version: int) -> Overview:
    overview = version_or_404(request, code, version)
    if overview.state == OverviewState.WITHDRAWN or overview.published_at is None:
        raise Http404
    return overview


@public
@reads
@throttled("export")
def collection_pdf(request: HttpRequest, lang: str) -> HttpResponse:
    """All overviews in force of a language on one paper, with a list of contents."""
    if lang not in Lang.values:
        raise Http404
    slots = queries.collection(lang)
    if not any(each.overview for each in slots):
        raise Http404
    services.count_download(None, lang)
    return pdf_response(papers.collection_paper(slots, lang), f"CCMS-{lang}.pdf")
