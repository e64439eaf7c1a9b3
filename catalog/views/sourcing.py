"""Doors: the list of sourcing requests, a request's page, and writing it step by step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.forms.sourcing import FileForm, RequestFilter, RequestForm, RequirementsForm
from catalog.models import SourcingRequest
from catalog.policies import sourcing as may
from catalog.queries import sourcing as queries
from catalog.queries.classes import class_by_code, definitions_for, find_classes
from catalog.queries.offers import best_own_match, match_of_proposal, own_offers, suggestions_for, values_by_version
from catalog.queries.products import published_products
from catalog.services import asked
from catalog.services import sourcing as services
from catalog.states import PROPOSAL_COUNTS, RequestState
from catalog.views.sourcing_shown import (
    address,
    deeds_for,
    facts_of_request,
    notes_of,
    saving_facts,
    shown,
    steps_of,
    trail_to,
)
from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import Refused, RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.throttles import throttled

PER_PAGE = 20
FEW = 3


def request_or_404(request: HttpRequest, uid: UUID) -> SourcingRequest:
    """The sourcing request that this person may see; all others do not exist."""
    return get_object_or_404(queries.requests_visible_to(request.user), uid=uid)


def posted(request: HttpRequest):
    """What a form is bound to; None to show it empty."""
    return request.POST if request.method == "POST" else None


def beside(form, refusal: Refused, **renamed: str) -> None:
    """A service's no, beside the field that caused it."""
    field = renamed.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


@public
@reads
@throttled("search")
def sourcing_list(request: HttpRequest) -> HttpResponse:
    """What is looked for; suppliers see how well their own products fit."""
    now, user = page_now(request), request.user
    inside = queries.reads_sourcing(user)
    form = RequestFilter(request.GET or None, inside=inside)
    given = form.given() if form.is_bound else {}
    found = queries.find_requests(queries.requests_visible_to(user), now=now, **given)
    seller = user.is_authenticated and user.is_supplier
    if seller:
        found = queries.with_requirements(found)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(results)
    best = best_own_match(rows, user.company_id) if seller else {}
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [shown(row, now, inside=inside, match=best.get(row.pk)) for row in rows],
        "seller": seller,
        "inside": inside,
        "may_write": bool(user.is_authenticated and may.may_write_request(user)),
        "may_propose": bool(seller and user.has_role(*queries.SELLERS)),
    }
    return page(request, "catalog/sourcing_list.html", context, part="catalog/_sourcing_results.html")


@public
@reads
def sourcing_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One request: what is asked for, until when, what this person can do."""
    thing = request_or_404(request, uid)
    return page(request, "catalog/sourcing_detail.html", detail_of(request, thing))


def detail_of(request: HttpRequest, thing: SourcingRequest) -> dict[str, Any]:
    """Everything that the page shows to this reader."""
    now, user = page_now(request), request.user
    inside = queries.reads_sourcing(user)
    asked_rows = queries.requirements_of(thing)
    entries = list(timeline_of(thing)) if inside else []
    deeds = deeds_for(user, thing, now)
    own, offers = [], []
    if user.is_authenticated and user.is_supplier:
        own = _own(user, thing, asked_rows)
        offers = own_offers(thing, user.company_id, asked_rows)[:FEW]
    files = [row.file for row in thing.files.select_related("file")]
    return {
        "thing": thing,
        "head": shown(thing, now, inside=inside),
        "trail": trail_to(thing),
        "facts": facts_of_request(user, thing),
        "steps": steps_of(thing),
        "asked": asked_rows,
        "notes": notes_of(user, thing, entries),
        "deeds": deeds,
        "small_deeds": [deed for deed in deeds if not deed.text],
        "own": own,
        "offers": offers,
        "files": files if user.is_authenticated else [],
        "file_count": len(files),
        "inside": inside,
        "entries": entries,
        "closes_words": day_text(thing.closes_at) if thing.closes_at else "",
        "saving": saving_facts(user, thing),
        "cases": list(thing.cases.select_related("specification__class_node")) if inside else [],
        "invitations": list(thing.invitations.select_related("company")) if inside else [],
    }


def _own(user, thing: SourcingRequest, asked_rows) -> list[dict[str, Any]]:
    """The reader's own proposals with their result in words."""
    found = []
    for proposal in queries.proposals_visible_to(user, thing).prefetch_related("files__file"):
        match = match_of_proposal(proposal, asked_rows)
        found.append({"proposal": proposal, "match": match, "counts": proposal.state in PROPOSAL_COUNTS})
    return found


@writes(shows_form=True)
def sourcing_new(request: HttpRequest) -> HttpResponse:
    """Begin a request: from nothing, a product in use (``?product=``), or a search (``?title=``, ``?class=``)."""
    require(may.may_write_request(request.user))
    initial = _begin_with(request)
    form = RequestForm(posted(request), initial=initial)
    if request.method == "POST" and not _asks_for_class(request) and form.is_valid():
        try:
            thing = services.draft_request(by=request.user, **form.facts)
        except RuleBroken as refusal:
            beside(form, refusal, class_node="class_code")
        else:
            messages.success(request, _("The draft is saved."))
            return see(request, address(thing, "sourcing-requirements"))
    return _form_page(request, form, None)


def _begin_with(request: HttpRequest) -> dict[str, Any]:
    number = (request.GET.get("product") or "")[:20].upper()
    initial: dict[str, Any] = {}
    if number:
        product = published_products().select_related("current__class_node").filter(number=number).first()
        if product is not None and product.current is not None:
            initial = {"reference": number, "class_code": product.current.class_node.code, "uom": product.uom}
    code = (request.GET.get("class") or "")[:8]
    if code and class_by_code(code):
        initial["class_code"] = code
    if title := request.GET.get("title", "").strip()[:120]:
        initial["title_ko"] = title
    return initial


def _asks_for_class(request: HttpRequest) -> bool:
    """Whether the form came to look a class up, or to take one that was found."""
    return "find_class" in request.POST or "take_class" in request.POST


def _form_page(request: HttpRequest, form: RequestForm, thing: SourcingRequest | None) -> HttpResponse:
    looking = request.method == "POST" and "find_class" in request.POST
    words = (request.POST.get("class_words") or "")[:60] if looking else ""
    if request.method == "POST" and _asks_for_class(request):  # nothing is checked yet, nothing typed is lost
        typed = request.POST.dict()
        if "take_class" in typed:
            typed["class_code"] = typed.get("class_found", "")[:8] or typed.get("class_code", "")
        form = RequestForm(initial=typed)
    context = {
        "form": form,
        "thing": thing,
        "trail": trail_to(thing, _("Edit the draft") if thing else _("New request")),
        "looking": looking,
        "words": words,
        "found": find_classes(words)[:12] if words else [],
        "back_url": address(thing) if thing else reverse("catalog:sourcing-list"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "catalog/sourcing_form.html", context, status=status)


@writes(shows_form=True)
def sourcing_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a draft."""
    thing = request_or_404(request, uid)
    _require_draft(request, thing)
    form = RequestForm(posted(request), request=thing)
    if request.method == "POST" and not _asks_for_class(request) and form.is_valid():
        try:
            services.edit_request(thing, by=request.user, **form.facts)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal, class_node="class_code")
        else:
            messages.success(request, _("The draft is saved."))
            return see(request, address(thing))
    return _form_page(request, form, thing)


def _require_draft(request: HttpRequest, thing: SourcingRequest) -> None:
    require(may.may_edit_request(request.user, thing))
    if thing.state != RequestState.DRAFT or thing.is_sent:
        raise WrongState(_("This request is no longer written. Take it back from approval first."))


@writes(shows_form=True)
def sourcing_requirements(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is asked for, attribute by attribute; begins with the class's usual demands and the product in use."""
    thing = request_or_404(request, uid)
    _require_draft(request, thing)
    definitions = definitions_for(thing.class_node)
    rows = queries.requirements_of(thing)
    form = RequirementsForm(posted(request), definitions=definitions, typed=_typed(thing, definitions, rows))
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for(thing, form.entered, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The required attributes are saved."))
            return see(request, address(thing))
    context = {
        "thing": thing,
        "form": form,
        "trail": trail_to(thing, _("Required attributes")),
        "back_url": address(thing),
        "prefilled": not rows and thing.reference is not None,
    }
    return page(request, "catalog/sourcing_requirements.html", context, status=422 if form.errors else 200)


def _typed(thing: SourcingRequest, definitions, rows) -> dict[str, dict[str, Any]]:
    """Stored rows as they were typed; before the first saving what the product in use has."""
    values = {}
    if not rows and thing.reference is not None and thing.reference.current_id is not None:
        values = values_by_version([thing.reference.current_id])[thing.reference.current_id]
    return {**asked.prefilled(definitions, values), **asked.as_typed(rows)}


@writes(shows_form=True)
def sourcing_files(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Drawings and documents of a draft, one after the other."""
    thing = request_or_404(request, uid)
    _require_draft(request, thing)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.attach_request_file(thing, form.cleaned_data["upload"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("%(file)s is added.") % {"file": form.cleaned_data["upload"].name})
            return see(request, address(thing, "sourcing-files"))
    context = {
        "thing": thing,
        "form": form,
        "rows": thing.files.select_related("file"),
        "trail": trail_to(thing, _("Files")),
        "back_url": address(thing),
    }
    return page(request, "catalog/sourcing_files.html", context, status=422 if form.errors else 200)


@writes
def sourcing_file_remove(request: HttpRequest, uid: UUID, file: UUID) -> HttpResponse:
    """Take one file off the draft."""
    thing = request_or_404(request, uid)
    require(may.may_edit_request(request.user, thing))
    services.detach_request_file(get_object_or_404(thing.files, uid=file), by=request.user)
    messages.success(request, _("The file is removed."))
    return see(request, address(thing, "sourcing-files"))


@reads
def sourcing_suggestions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Products of the catalogue that score 70 or more, each with its table of differences."""
    thing = request_or_404(request, uid)
    require(may.may_invite(request.user, thing))
    context = {
        "thing": thing,
        "head": shown(thing, page_now(request), inside=True),
        "trail": trail_to(thing, _("Products of the catalogue that fit")),
        "suggestions": suggestions_for(thing),
        "may_invite": thing.state in (RequestState.APPROVED, RequestState.OPEN),
    }
    return page(request, "catalog/sourcing_suggestions.html", context)
