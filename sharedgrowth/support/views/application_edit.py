"""Doors of writing an application: saved by hand and by itself, by several people; costs and files on the same page."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import beside
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, page_now, see, writes
from portal.policy import require
from sharedgrowth.support.forms.applications import PAPERS, AnswerForm, CostForm, FilesForm
from sharedgrowth.support.models import Application
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applications import Row, Sheet, applications_visible_to, sheet_of
from sharedgrowth.support.services import answers as services
from sharedgrowth.support.services.answers import AnswerIn, CostIn, Saved
from sharedgrowth.support.states import ApplicationState, FieldKind
from sharedgrowth.support.views.application_shown import (
    address,
    company_facts,
    rubric_lines,
    split_lines,
    trail_of,
    warnings_of,
)
from sharedgrowth.support.views.public import is_open

AUTO, FILE, COST, CHECK = "auto", "file", "cost", "check"


@dataclass(slots=True)
class Sent:
    """What was posted: forms by key, what of it is new, what could not be read."""

    forms: dict[str, AnswerForm] = field(default_factory=dict)
    costs: dict[str, CostForm] = field(default_factory=dict)
    answers: list[AnswerIn] = field(default_factory=list)
    items: list[CostIn] = field(default_factory=list)
    untouched: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Card:
    """A field on the page: what is stored, its form, what somebody else saved meanwhile."""

    row: Row
    form: AnswerForm | None  # None for files and costs
    files: FilesForm | None = None
    theirs: str | None = None
    mine: str = ""

    @property
    def key(self) -> str:
        """Of the field."""
        return self.row.key


def application_or_404(request: HttpRequest, number: str) -> Application:
    """The application that this person may see."""
    found = applications_visible_to(request.user).prefetch_related("editors")
    return get_object_or_404(found, number=number.upper()[:20])


def read(request: HttpRequest, sheet: Sheet) -> Sent:
    """What the page sent. Fields that it did not show are left alone."""
    sent = Sent()
    for row in sheet.rows:
        carried = request.POST.get(f"f-{row.key}-seen", "")
        if not carried or row.field.kind in (FieldKind.FILE, FieldKind.COSTS):
            continue
        form = AnswerForm(request.POST, row)
        sent.forms[row.key] = form
        if not form.is_valid():
            sent.unread.append(row.field.label)
            continue
        told = form.sent(carried)
        if told is None:
            sent.untouched.add(row.key)
        else:
            sent.answers.append(told)
    for cost in sheet.costs:
        form_of_cost = CostForm(request.POST, cost)
        carried = request.POST.get(f"{form_of_cost.prefix}-seen", "")
        if carried:
            _read_cost(sent, form_of_cost, carried)
    return sent


def _read_cost(sent: Sent, form: CostForm, carried: str) -> None:
    sent.costs[str(form.prefix)] = form
    if not form.is_valid():
        sent.unread.append(form.item.title if form.item else pgettext("cost", "New item"))
        return
    told = form.sent(carried)
    if told is not None:
        sent.items.append(told)


@writes(shows_form=True)
def application_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form: everything at once, as a draft that may lack everything."""
    application = application_or_404(request, number)
    if request.method != "POST":
        if not policies.may_write(request.user, application):
            return see(request, address(application))
        return show(request, application)
    require(policies.may_write(request.user, application))
    sheet = sheet_of(application)
    sent = read(request, sheet)
    then = request.POST.get("then", "")
    new = CostForm(request.POST)
    if then != AUTO and sheet.has_costs and not new.is_blank:
        _read_cost(sent, new, "0.")
    result = services.save_application(application, sent.answers, sent.items, by=request.user)
    if then == AUTO:
        return _saved(request, application, sheet, sent, result)
    if then.startswith("file-"):
        return _attach(request, application, sheet, sent, result, then.removeprefix("file-"))
    return _answered(request, application, sent, result, then)


def _answered(request: HttpRequest, application: Application, sent: Sent, result: Saved, then: str) -> HttpResponse:
    if sent.unread or result.is_stale:
        return show(request, application, sent, result, status=409 if result.is_stale else 422)
    closed = not is_open(application.call, page_now(request)) and application.state == ApplicationState.DRAFT
    if closed or application.state == ApplicationState.LAPSED:
        words = _("Saved. The call has closed meanwhile: the application is kept, and can be copied into another one.")
        messages.warning(request, words)
    else:
        messages.success(request, _("The application is saved."))
    if then == CHECK:
        return see(request, address(application))
    return see(request, address(application, "application-edit") + ("#costs" if then == COST else ""))


def _attach(
    request: HttpRequest, application: Application, sheet: Sheet, sent: Sent, result: Saved, place: str
) -> HttpResponse:
    """Store the files that were chosen at ``place`` (a field's key, or ``cost-…``); what was typed is saved already."""
    form = FilesForm(request.POST, request.FILES, name=f"up-{place}")
    row = next((each for each in sheet.rows if each.key == place and each.field.kind == FieldKind.FILE), None)
    cost = next((each for each in sheet.costs if f"cost-{each.item.pk}" == place), None)
    if form.is_valid() and (row or cost):
        uploads = form.cleaned_data["files"]
        if not uploads:
            form.add_error("files", _("Choose a file first."))
        try:
            for upload in uploads:
                file = store_upload(upload, company=application.company, by=request.user, kinds=PAPERS)
                services.attach_file(
                    application,
                    file,
                    field=row.field if row else None,
                    cost=cost.item if cost else None,
                    by=request.user,
                )
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, RuleBroken(refusal.message, field="files"))
    if form.errors or sent.unread or result.is_stale:
        status = 409 if result.is_stale else 422
        return show(request, application, sent, result, files={place: form}, status=status)
    messages.success(request, _("Attached. The virus scan looks at it within a minute."))
    return see(request, address(application, "application-edit") + f"#{'field-' if row else ''}{place}")


def cards_of(
    sheet: Sheet, sent: Sent | None = None, result: Saved | None = None, files: dict[str, FilesForm] | None = None
) -> dict[str, Card]:
    """Every field, with what was typed where it could not be kept."""
    cards = {}
    for row in sheet.rows:
        if row.field.kind == FieldKind.FILE:
            name = f"up-{row.key}"
            form = (files or {}).get(row.key) or FilesForm(None, None, name=name, label=_("Add files"))
            cards[row.key] = Card(row, None, files=form)
            continue
        if row.field.kind == FieldKind.COSTS:
            cards[row.key] = Card(row, None)
            continue
        fresh = AnswerForm(None, row)
        stale = result is not None and row.key in result.stale
        before = sent.forms.get(row.key) if sent else None
        if before is not None and (stale or not before.is_valid()):
            before.row = row  # the page now carries what now stands there
            mine = before.text() if before.is_valid() else ""
            cards[row.key] = Card(row, before, theirs=row.shown if stale else None, mine=mine)
        else:
            cards[row.key] = Card(row, fresh)
    return cards


def costs_of(
    sheet: Sheet, sent: Sent | None = None, result: Saved | None = None, files: dict[str, FilesForm] | None = None
) -> list[dict[str, Any]]:
    """Every item, with what was typed where it could not be kept; a blank one at the end."""
    rows: list[dict[str, Any]] = []
    for row in sheet.costs:
        prefix = f"cost-{row.item.pk}"
        form = CostForm(None, row)
        stale = result is not None and row.item.pk in result.stale_costs
        before = sent.costs.get(prefix) if sent else None
        if before is not None and (stale or not before.is_valid()):
            before.row = row
            form = before
        upload = (files or {}).get(prefix) or FilesForm(None, None, name=f"up-{prefix}", label=_("Add quotes"))
        rows.append({"row": row, "form": form, "files": upload, "theirs": row.item if stale else None})
    return rows


def context_of(
    request: HttpRequest,
    application: Application,
    sent: Sent | None = None,
    result: Saved | None = None,
    files: dict[str, FilesForm] | None = None,
) -> dict[str, Any]:
    """What the page and its parts need."""
    sheet = sheet_of(application)
    cards = cards_of(sheet, sent, result, files)
    new = sent.costs.get("cost-new") if sent else None
    left = sheet.left
    edited = sheet.edited
    return {
        "application": application,
        "call": application.call,
        "sheet": sheet,
        "sections": [(name, [cards[row.key] for row in rows]) for name, rows in sheet.sections],
        "cards": cards,
        "costs": costs_of(sheet, sent, result, files),
        "new_cost": new if new is not None and not new.is_valid() else CostForm(None),
        "split_rows": split_lines(sheet.split),
        "left": left[:8],
        "left_more": max(len(left) - 8, 0),
        "done": len(sheet.asked) - sum(1 for row in sheet.asked if row.lack),
        "asked": len(sheet.asked),
        "saved_at": edited[0] if edited else None,
        "saved_by": edited[1] if edited else None,
        "stale": [cards[key] for key in (result.stale if result else {})],
        "stale_costs": list(result.stale_costs.values()) if result else [],
        "unread": sent.unread if sent else [],
        "open": is_open(application.call, page_now(request)),
        "now": page_now(request),
    }


def show(
    request: HttpRequest,
    application: Application,
    sent: Sent | None = None,
    result: Saved | None = None,
    *,
    files: dict[str, FilesForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page."""
    context = context_of(request, application, sent, result, files) | {
        "trail": trail_of(application, _("Write")),
        "facts": company_facts(application, page_now(request)),
        "rubric": rubric_lines(application.call.rubric),
        "warnings": warnings_of(request, application),
    }
    return page(request, "support/application_edit.html", context, status=status)


def _saved(request: HttpRequest, application: Application, before: Sheet, sent: Sent, result: Saved) -> HttpResponse:
    """What an automatic save changes on the page: marks, what is left, the sums, and fields that changed otherwise."""
    context = context_of(request, application, sent, result)
    cards: dict[str, Card] = context["cards"]
    asked = {row.key: row.asked for row in before.rows}
    swapped = set(result.stale) | {key for key, card in cards.items() if card.row.asked != asked[key]}
    for key in sent.untouched:
        form = cards[key].form
        if form is not None and request.POST.get(f"f-{key}-seen", "") != form.seen:
            swapped.add(key)
    context |= {
        "saved_now": page_now(request),
        "swapped": [card for key, card in cards.items() if key in swapped],
        "marked": [cards[key] for key in result.saved if key in cards and key not in swapped],
        "costs_saved": any(key.startswith("cost-") for key in result.saved) or bool(result.stale_costs),
    }
    return page(request, "support/_application_saved.html", context)


@writes
def cost_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take an item of the costs out."""
    application = application_or_404(request, number)
    item = get_object_or_404(application.costs.select_related("application"), pk=pk)
    services.remove_cost(item, by=request.user)
    messages.success(request, _("“%(title)s” is taken out.") % {"title": item.title})
    return see(request, address(application, "application-edit") + "#costs")


@writes
def attachment_remove(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Take a file out."""
    application = application_or_404(request, number)
    held = application.attachments.select_related("application", "file", "field")
    attachment = get_object_or_404(held, uid=uid, removed_at=None)
    services.remove_attachment(attachment, by=request.user)
    messages.success(request, _("“%(name)s” is taken out.") % {"name": attachment.file.name})
    place = f"field-{attachment.field.key}" if attachment.field else "costs"
    return see(request, reverse("support:application-edit", args=[application.number]) + f"#{place}")
