"""Doors of the work on overviews: the board, a version on its way, writing, the four steps, who owns a module."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from sharedgrowth.ccms.forms.overviews import (
    LangForm,
    OverviewForm,
    OwnerForm,
    SendBackForm,
    WithdrawForm,
    overview_initial,
)
from sharedgrowth.ccms.models import Overview
from sharedgrowth.ccms.policies import overviews as policies
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.services import overviews as services
from sharedgrowth.ccms.states import Lang, OverviewState
from sharedgrowth.ccms.views.overviews import module_or_404
from sharedgrowth.ccms.views.shown import LANGS, OVERVIEWS_IN, address, differences, figures, parts

O = OverviewState  # noqa: E741 (short in the table of deeds)
STEPS = (O.DRAFT, O.REVIEW, O.LEGAL, O.APPROVED, O.PUBLISHED)


def overview_or_404(request: HttpRequest, uid: UUID) -> Overview:
    """A version that this person may see, on the staff's side."""
    if not request.user.is_internal:
        raise NotAllowed(_("Only staff work on overviews; everybody reads those in force."))
    return get_object_or_404(queries.overviews_visible_to(request.user), uid=uid)


def work_url(overview: Overview, name: str = "overview-work") -> str:
    """A page of the work on a version."""
    return reverse(f"ccms:{name}", args=[overview.uid])


def _trail(words: object = "", url: str = "") -> list[tuple[object, str]]:
    steps = [(_("CCMS"), reverse("ccms:collection")), (_("Work on overviews"), reverse("ccms:board") if words else "")]
    return [*steps, (words, url)] if words else steps


@reads
def board(request: HttpRequest) -> HttpResponse:
    """Every module with its state in both languages, and what waits for this person."""
    user = request.user
    if not user.is_internal:
        raise NotAllowed(_("Only staff work on overviews; everybody reads those in force."))
    working = {(each.module_id, each.lang): each for each in queries.unfinished(user)}
    standing = {lang: {slot.module.pk: slot.overview for slot in queries.collection(lang)} for lang in Lang.values}
    rows = [
        {
            "module": module,
            "cells": [
                {
                    "lang": lang,
                    "name": LANGS[lang],
                    "standing": standing[lang][module.pk],
                    "standing_url": address(found) if (found := standing[lang][module.pk]) else "",
                    "working": working.get((module.pk, lang)),
                }
                for lang in Lang.values
            ],
            "may_write": bool(policies.may_write_overview(user, module)),
        }
        for module in queries.modules()
    ]
    counted = queries.completeness()
    context = {
        "trail": _trail(),
        "rows": rows,
        "waiting": queries.waiting_for(user),
        "languages": [(OVERVIEWS_IN[lang], counted[lang]) for lang in Lang.values],
        "total": len(rows),
        "broken": queries.broken_overviews() if queries.is_reader(user) else [],
        "may_run": bool(policies.may_run_modules(user)),
    }
    return page(request, "ccms/board.html", context)


@writes
def overview_begin(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a module in a language."""
    module = module_or_404(code)
    form = LangForm(request.POST)
    if not form.is_valid():
        require(policies.may_write_overview(request.user, module))
        messages.error(request, _("Choose Korean or English."))
        return see(request, reverse("ccms:board"))
    try:
        made = services.begin_overview(module, form.cleaned_data["lang"], by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("ccms:board"))
    messages.success(request, _("Version %(version)s is begun.") % {"version": made.version})
    return see(request, work_url(made, "overview-edit"))


@reads
def overview_work(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version on its way: what is missing, whose step it is, the text, what differs, its trail."""
    overview = overview_or_404(request, uid)
    return page(request, "ccms/overview_work.html", work_of(request, overview))


def work_of(request: HttpRequest, overview: Overview) -> dict[str, Any]:
    """What the page of a version on its way needs."""
    on = page_now(request).astimezone(SEOUL).date()
    before = queries.version_before(overview)
    place = STEPS.index(overview.state) if overview.state in STEPS else len(STEPS)
    return {
        "trail": _trail(str(overview)),
        "overview": overview,
        "title": overview.module.title_in(overview.lang),
        "mission": overview.module.mission_in(overview.lang),
        "facts": _facts(overview),
        "steps": [{"label": O(each).label, "state": _stage(at, place)} for at, each in enumerate(STEPS)],
        "faults": services.faults_of(overview) if overview.state == O.DRAFT else [],
        "deeds": deeds_of(request, overview),
        "text": parts(overview),
        "figures": figures(overview, on),
        "parts": differences(before, overview) if before else [],
        "before": before,
        "intact": queries.is_intact(overview),
        "public_url": address(overview) if overview.published_at else "",
        "entries": timeline_of(overview),
    }


def _stage(at: int, place: int) -> str:
    return "done" if at < place else "now" if at == place else "later"


def _facts(overview: Overview) -> list[dict[str, Any]]:
    nobody = "—"
    return [
        {"label": _("Version"), "value": f"v{overview.version}", "note": LANGS[overview.lang]},
        {"label": _("Written by"), "value": overview.written_by.name if overview.written_by else nobody},
        {"label": _("Reviewed by"), "value": overview.reviewed_by.name if overview.reviewed_by else nobody},
        {"label": _("Approved by"), "value": overview.approved_by.name if overview.approved_by else nobody},
        {
            "label": pgettext("overview", "Published by"),
            "value": overview.published_by.name if overview.published_by else nobody,
        },
    ]


def _next(overview: Overview) -> list[Deed]:
    def url(name: str) -> str:
        return work_url(overview, f"overview-{name}")

    return {
        O.DRAFT: [
            Deed(_("Hand it to the office"), url("submit"), "send", post=True, primary=True),
            Deed(_("Edit"), url("edit"), "pencil"),
        ],
        O.REVIEW: [Deed(_("Hand it to legal and communications"), url("pass-on"), "send", post=True, primary=True)],
        O.LEGAL: [Deed(_("Approve the text"), url("approve"), "circle-check", post=True, primary=True)],
        O.APPROVED: [Deed(pgettext("overview", "Publish"), url("publish"), "world", post=True, primary=True)],
    }.get(O(overview.state), [])


ASKS = {
    O.DRAFT: lambda user, overview: policies.may_write_overview(user, overview.module),
    O.REVIEW: policies.may_review_overview,
    O.LEGAL: policies.may_approve_overview,
    O.APPROVED: policies.may_publish_overview,
}


def deeds_of(request: HttpRequest, overview: Overview) -> dict[str, Any]:
    """What this person can do now, or why not."""
    user, state = request.user, O(overview.state)
    found: list[Deed] = []
    reason = ""
    if ask := ASKS.get(state):
        verdict = ask(user, overview)
        found = _next(overview) if verdict else []
        reason = "" if verdict else verdict.reason
    if state in (O.REVIEW, O.LEGAL) and policies.may_send_back_overview(user, overview):
        own = policies.has_written(user, overview)
        words = _("Take it back") if own else _("Send it back")
        found.append(Deed(words, work_url(overview, "overview-send-back"), "arrow-back-up"))
    if state in (O.APPROVED, O.PUBLISHED) and policies.may_withdraw_overview(user, overview):
        found.append(Deed(_("Withdraw"), work_url(overview, "overview-withdraw"), "ban", danger=True))
    return {"deeds": found, "reason": reason}


@writes(shows_form=True)
def overview_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The parts of a draft; an approved version says that it is frozen."""
    overview = overview_or_404(request, uid)
    require(policies.may_write_overview(request.user, overview.module))
    if overview.state != O.DRAFT and request.method != "POST":
        return see(request, work_url(overview))
    form = OverviewForm(posted(request), initial=overview_initial(overview))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            try:
                services.edit_overview(overview, by=request.user, seen=seen, **form.facts())
            except WrongState as late:
                form.add_error(None, str(late))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The draft is saved."))
                return see(request, work_url(overview))
        status = 409 if status == 409 else 422
    context = {
        "trail": [*_trail(str(overview), work_url(overview)), (_("Edit"), "")],
        "overview": overview,
        "title": overview.module.title_in(overview.lang),
        "form": form,
        "back_url": work_url(overview),
    }
    return page(request, "ccms/overview_edit.html", context, status=status)


def _step(request: HttpRequest, uid: UUID, do: Any, words: str) -> HttpResponse:
    overview = overview_or_404(request, uid)
    try:
        do(overview, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return see(request, work_url(overview))


@writes
def overview_submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the office."""
    return _step(request, uid, services.submit_overview, _("The corporate-citizenship office is told."))


@writes
def overview_pass_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To legal and communications."""
    return _step(request, uid, services.pass_on_overview, _("Legal and communications are told."))


@writes
def overview_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The text is frozen."""
    return _step(request, uid, services.approve_overview, _("Approved. From now on the text is frozen."))


@writes
def overview_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """In force."""
    return _step(request, uid, services.publish_overview, _("Published at its permanent address."))


@writes(shows_form=True)
def overview_send_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A draft again."""
    overview = overview_or_404(request, uid)
    decision = Decision(
        title=_("Send it back"),
        text=_("The version becomes a draft again and goes the whole way anew. Who wrote it reads your words."),
        verb=_("Send it back"),
        done=_("The version is a draft again."),
        allowed=policies.may_send_back_overview(request.user, overview),
        do=lambda given: services.send_back_overview(overview, reason=given["reason"], by=request.user),
        back=work_url(overview),
        trail=_trail(str(overview), work_url(overview)),
        docno=str(overview),
        heading=overview.module.title_in(overview.lang),
    )
    return decide(request, decision, SendBackForm(posted(request)))


@writes(shows_form=True)
def overview_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """No longer shown; its address says why."""
    overview = overview_or_404(request, uid)
    decision = Decision(
        title=_("Withdraw the version"),
        text=_(
            "The text is no longer shown. The address stays for ever and tells everybody your words. "
            "An older version does not come back by itself."
        ),
        verb=_("Withdraw"),
        done=_("The version is withdrawn."),
        allowed=policies.may_withdraw_overview(request.user, overview),
        do=lambda given: services.withdraw_overview(overview, reason=given["reason"], by=request.user),
        back=work_url(overview),
        trail=_trail(str(overview), work_url(overview)),
        docno=str(overview),
        heading=overview.module.title_in(overview.lang),
        danger=True,
    )
    return decide(request, decision, WithdrawForm(posted(request)))


@writes(shows_form=True)
def module_owner(request: HttpRequest, code: str) -> HttpResponse:
    """Who writes the overviews of a module."""
    module = module_or_404(code)
    require(policies.may_run_modules(request.user))
    decision = Decision(
        title=_("Module owner"),
        text=_("The owner writes the overviews of the module. The office may write them as well."),
        verb=_("Save"),
        done=_("The owner is saved."),
        allowed=policies.may_run_modules(request.user),
        do=lambda given: services.set_owner(module, owner=given["owner"], by=request.user),
        back=reverse("ccms:board"),
        trail=_trail(str(module), ""),
        docno=module.code,
        heading=module.title,
    )
    return decide(request, decision, OwnerForm(posted(request), initial={"owner": module.owner_id}))
