"""Doors of exports: what may be taken out, ask for it, watch it being written, take the files, hand links on."""

import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import db_now
from portal.deciding import beside, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.exchange.forms.exports import ExportForm, LinkForm
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.policies import exports as policies
from portal.exchange.queries import exports as queries
from portal.exchange.registry.exports import Dataset, datasets
from portal.exchange.rules.exports import link_code
from portal.exchange.sending import send
from portal.exchange.services import exports as services
from portal.http import page, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.throttles import throttled

PER_PAGE = 20


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(pgettext("bulk", "Exports"), reverse("exchange:export-list")), *more]


def _export(request: HttpRequest, uid: UUID) -> Export:
    return get_object_or_404(queries.exports_visible_to(request.user), uid=uid)


@reads
def export_list(request: HttpRequest) -> HttpResponse:
    """What may be taken out, and what has been asked for so far."""
    user = request.user
    offered = queries.datasets_for(user)
    exports = queries.exports_visible_to(user)
    if not offered and not exports.exists():
        raise NotAllowed(_("There is nothing here that your role may take out."))
    results = Paginator(exports, PER_PAGE).get_page(request.GET.get("page"))
    context = {"offered": offered, "results": results, "rows": [(each, _label(each)) for each in results]}
    return page(request, "exchange/export_list.html", context, part="exchange/_export_history.html")


def _label(export: Export) -> str:
    dataset = datasets.get(export.dataset)
    return str(dataset.label) if dataset is not None else export.dataset


@throttled("export", methods=("POST",))
@writes(shows_form=True)
def export_new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the rows of ``code``."""
    dataset = datasets.get(code)
    if dataset is None:
        raise Http404
    require(policies.may_export(request.user, dataset))
    form = ExportForm(posted(request), dataset=dataset)
    if form.is_bound and form.is_valid():
        try:
            export = services.ask_export(code, **form.wanted(), by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            return see(request, reverse("exchange:export-detail", args=[export.uid]))
    context = {"form": form, "dataset": dataset, "code": code, "trail": _trail((str(dataset.label), ""))}
    return page(request, "exchange/export_new.html", context, status=422 if form.is_bound else 200)


@reads
def export_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is; its files; its links; who took what."""
    return _show(request, _export(request, uid), LinkForm())


def _show(request: HttpRequest, export: Export, form: LinkForm, status: int = 200) -> HttpResponse:
    user = request.user
    dataset = datasets.get(export.dataset)
    may_take = bool(policies.may_take(user, export)) and export.is_ready
    parts = list(queries.parts_of(export))
    live = export.link_until is not None and export.link_until > db_now()
    links = _links(request, export) if may_take and live else {}
    context = {
        "export": export,
        "label": _label(export),
        "state_words": _state_words(export, dataset),
        "files": [(part, queries.name_of(export, part), links.get(part.number, "")) for part in parts],
        "links": bool(links),
        "may_take": may_take,
        "may_link": may_take and bool(policies.may_link(user, export)),
        "may_steer": bool(policies.may_steer(user, export)),
        "may_resume": bool(policies.may_resume(user, export)) and export.flow.allows("resume", export.state),
        "personal": dataset is not None and dataset.personal,
        "entries": timeline_of(export),
        "form": form,
        "trail": _trail((export.number, "")),
        "polls": export.is_unfinished,
    }
    return page(request, "exchange/export_detail.html", context, part="exchange/_export_panel.html", status=status)


def _state_words(export: Export, dataset: Dataset | None) -> str:
    labels = dict(dataset.states) if dataset is not None else {}
    return ", ".join(str(labels.get(state, state)) for state in export.states)


def _links(request: HttpRequest, export: Export) -> dict[int, str]:
    """The whole addresses, as they are handed on."""
    found = {}
    for part, code in services.links_of(export):
        path = reverse("exchange:export-shared", args=[export.uid, part.number, code, queries.name_of(export, part)])
        found[part.number] = f"{settings.BASE_URL}{path}"
    return found


def _step(request: HttpRequest, uid: UUID, do: Any, said: str) -> HttpResponse:
    export = _export(request, uid)
    do(export, by=request.user)
    messages.success(request, said)
    return see(request, reverse("exchange:export-detail", args=[uid]))


@writes
def export_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop."""
    return _step(request, uid, services.cancel_export, _("Cancelled."))


@writes
def export_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on."""
    return _step(request, uid, services.resume_export, _("It goes on."))


@writes
def export_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete the files now."""
    return _step(request, uid, services.end_export, _("The files are deleted."))


@writes
def export_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make private links to its files."""
    export = _export(request, uid)
    require(policies.may_link(request.user, export))
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _show(request, export, form, status=422)
    services.make_links(export, hours=form.cleaned_data["hours"], by=request.user)
    messages.success(request, _("The links work. Give them only to who may have the rows."))
    return see(request, reverse("exchange:export-detail", args=[uid]))


@writes
def export_link_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End them."""
    return _step(request, uid, services.end_links, _("The links work no more."))


@throttled("export-file")
@reads
def export_file(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    """A file, for who asked for it."""
    export = _export(request, uid)
    require(policies.may_take(request.user, export))
    part = get_object_or_404(export.parts.select_related("export"), number=number)
    if request.method == "GET":
        services.note_taken(part, by=request.user)
    elif not export.is_ready:
        raise WrongState(_("The files of this export have been deleted."))
    return send(part)


@public
@throttled("export-file")
@reads
def export_shared(request: HttpRequest, uid: UUID, number: int, code: str, name: str) -> HttpResponseBase:
    """A file by its private link: while the link works and who asked for it still holds the right."""
    part = ExportPart.objects.select_related("export").filter(export__uid=uid, number=number).first()
    if part is None or not _opens(part, code):
        raise Http404
    if request.method == "GET":
        services.note_taken(part, by=None)
    return send(part)


def _opens(part: ExportPart, code: str) -> bool:
    export = part.export
    if not export.link_key or export.link_until is None or not export.is_ready:
        return False
    right = link_code(export.link_key, str(export.uid), part.number, export.link_until)
    if not hmac.compare_digest(right.encode(), code.encode()) or export.link_until <= db_now():
        return False
    user = queries.acting(export)
    return user is not None and bool(policies.may_link(user, export))
