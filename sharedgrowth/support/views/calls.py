"""Doors of calls: the list, a call's page for everybody, writing and publishing it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text, left_text, money_short
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.throttles import throttled
from sharedgrowth.support.forms.calls import CallFilter, CallForm, ExtendForm, ReasonForm
from sharedgrowth.support.models import Application, Call
from sharedgrowth.support.policies import applications as applying
from sharedgrowth.support.policies import calls as policies
from sharedgrowth.support.queries.applications import QUOTES_FROM
from sharedgrowth.support.queries.calls import (
    calls_visible_to,
    coming_calls,
    open_calls,
    programme_of,
    titles_of,
    with_counts,
)
from sharedgrowth.support.services import calls as services
from sharedgrowth.support.states import CallState, FieldKind
from sharedgrowth.support.views.public import is_open, own_applicant, shown_reasons, steps_of

PER_PAGE = 30


def call_or_404(request: HttpRequest, number: str) -> Call:
    """The call that this person may see."""
    return get_object_or_404(calls_visible_to(request.user), number=number)


def call_trail(call: Call, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [
        (_("Support programmes"), reverse("support:programme-list")),
        (_("Calls"), reverse("support:call-list")),
        (call.number, address(call) if words else ""),
    ]
    return [*steps, (words, "")] if words else steps


def address(call: Call) -> str:
    """The call's own page."""
    return reverse("support:call-detail", args=[call.number])


@public
@reads
@throttled("search")
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls of all programmes; staff also see drafts and how many apply."""
    now = page_now(request)
    form = CallFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = calls_visible_to(request.user)
    if programme := given.get("programme"):
        found = found.filter(programme=programme)
    if given.get("state") == "open":
        found = found.filter(pk__in=open_calls(now).order_by().values("pk"))
    elif given.get("state") == "coming":
        found = found.filter(pk__in=coming_calls(now).order_by().values("pk"))
    elif given.get("state") == "closed":
        found = found.exclude(state__in=[CallState.DRAFT, CallState.PROPOSED, CallState.PUBLISHED])
    inside = bool(policies.may_read_forms(request.user))
    found = found.order_by(F("closes_at").desc(nulls_first=True), "-pk")
    results = Paginator(with_counts(found) if inside else found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "titles": titles_of(results),
        "inside": inside,
        "may_write": bool(policies.may_write_calls(request.user)),
        "now": now,
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (_("Calls"), "")],
    }
    return page(request, "support/call_list.html", context, part="support/_call_results.html")


@public
@reads
def call_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One call: until when, for whom, how it is scored, what is needed; for staff what can be done with it."""
    call = call_or_404(request, number)
    now = page_now(request)
    programme = programme_of(call)
    applicant = own_applicant(request)
    fields = list(call.form.fields.all()) if call.form else []
    context = {
        "trail": call_trail(call),
        "call": call,
        "programme": programme,
        "open": is_open(call, now),
        "now": now,
        "facts": _facts(call, now),
        "steps": steps_of(programme) if programme else [],
        "rubric": [
            {"label": each.get("en") if request.LANGUAGE_CODE == "en" else each["ko"], "weight": each["weight"]}
            for each in call.rubric
        ],
        "pass_points": call.params.get("pass_points", ""),
        "papers": [each for each in fields if each.kind == FieldKind.FILE],
        "needs_quotes": any(each.kind == FieldKind.COSTS for each in fields),
        "two_quotes_from": str(money_short(Decimal(call.params.get("quotes_from_won", QUOTES_FROM)))),
        "reasons": shown_reasons(programme.eligible(applicant)) if programme and applicant else [],
        "applicant": applicant,
        "may_apply": applying.may_apply(request.user),
        "applies": not request.user.is_authenticated or bool(applying.may_apply(request.user)),  # signs in on the way
        "own": _own(request, call),
        "deeds": deeds_of(request, call),
        "timeline": timeline_of(call) if policies.may_read_forms(request.user) else None,
    }
    return page(request, "support/call_detail.html", context)


def _own(request: HttpRequest, call: Call) -> Application | None:
    if not getattr(request.user, "is_supplier", False):
        return None
    return call.applications.filter(company=request.user.company_id).order_by("-pk").first()


def _facts(call: Call, now: Any) -> list[dict[str, Any]]:
    if call.closes_at is None:
        closing = {"label": pgettext("call", "Closes"), "value": _("always open"), "note": ""}
    else:
        left = left_text(call.closes_at, now) if call.state == CallState.PUBLISHED else ""
        closing = {"label": pgettext("call", "Closes"), "value": day_text(call.closes_at, "short"), "note": left}
    most = str(money_short(call.most_won)) if call.most_won else "—"
    share = "" if call.nontrading_target is None else f"{call.nontrading_target * 100:.0f}%"
    results = day_text(call.results_on, "short") if call.results_on else _("not fixed yet")
    return [
        closing,
        {"label": _("Support"), "value": most, "note": _("at most, for one company") if call.most_won else ""},
        {
            "label": _("Places"),
            "value": call.places,
            "note": _("%(share)s for companies without trade with the buyer") % {"share": share} if share else "",
        },
        {"label": pgettext("call", "Results"), "value": results, "note": _("points and reasons are told")},
    ]


def deeds_of(request: HttpRequest, call: Call) -> list[Deed]:
    """What this person can do with the call now."""
    user, found = request.user, []

    def link(name: str) -> str:
        return reverse(f"support:{name}", args=[call.number])

    if policies.may_edit_call(user, call):
        found.append(Deed(_("Edit"), link("call-edit"), "pencil"))
        text = _("A colleague publishes it: what binds the call is copied then.")
        found.append(Deed(_("Hand to a colleague"), link("call-propose"), "send", text, post=True, primary=True))
    if policies.may_publish_call(user, call):
        text = _("Form, rubric and terms are copied and never change for this call.")
        found.append(Deed(pgettext("call", "Publish"), link("call-publish"), "bell", text, post=True, primary=True))
        found.append(Deed(_("Return"), link("call-return"), "arrow-back-up"))
    programme = programme_of(call) if call.state == CallState.PUBLISHED else None
    if programme and programme.stages.recommendation and applying.may_recommend(user, call):
        found.append(Deed(_("Enter a recommendation"), link("call-recommend"), "thumb-up"))
    if policies.may_extend_call(user, call):
        found.append(Deed(_("Extend"), link("call-extend"), "clock"))
    if policies.may_close_call(user, call):
        found.append(Deed(_("Close the call"), link("call-close"), "lock"))
    if policies.may_cancel_call(user, call):
        found.append(Deed(_("Cancel the call"), link("call-cancel"), "x", danger=True))
    return found


def _given(form: CallForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    share = given.pop("nontrading_pct")
    if share is not None:
        given["nontrading_target"] = Decimal(share) / 100
    return given


@writes(shows_form=True)
def call_create(request: HttpRequest) -> HttpResponse:
    """Write a call."""
    require(policies.may_write_calls(request.user))
    form = CallForm(posted(request), initial={"programme": request.GET.get("programme", "")[:30], "places": 10})
    return _write(request, form, None)


@writes(shows_form=True)
def call_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft."""
    call = call_or_404(request, number)
    require(policies.may_edit_call(request.user, call))
    return _write(request, CallForm(posted(request), call=call), call)


def _write(request: HttpRequest, form: CallForm, call: Call | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                given = _given(form)
                made = (
                    services.edit_call(call, by=request.user, **given)
                    if call is not None
                    else services.create_call(by=request.user, **given)
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The draft is saved."))
                return see(request, address(made))
        status = 422
    words = _("Edit the call") if call else _("Write a call")
    trail = call_trail(call, words) if call else [(_("Calls"), reverse("support:call-list")), (words, "")]
    context = {"form": form, "trail": trail, "title": words, "call": call, "back": address(call) if call else ""}
    return page(request, "support/call_form.html", context, status=status)


def _done(request: HttpRequest, call: Call, words: str) -> HttpResponse:
    messages.success(request, words)
    return see(request, address(call))


@writes
def call_propose(request: HttpRequest, number: str) -> HttpResponse:
    """Hand it to a colleague."""
    call = call_or_404(request, number)
    services.propose_call(call, by=request.user)
    return _done(request, call, _("A colleague can publish it now."))


@writes
def call_publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publish what a colleague wrote."""
    call = call_or_404(request, number)
    services.publish_call(call, by=request.user)
    return _done(request, call, _("The call is published. Whoever asked for it is told."))


def _decision(request: HttpRequest, call: Call, form: Any, **told: Any) -> HttpResponse:
    trail = call_trail(call)
    trail[-1] = (call.number, address(call))
    return decide(
        request, Decision(back=address(call), trail=trail, docno=call.number, heading=call.title, **told), form
    )


@writes(shows_form=True)
def call_return(request: HttpRequest, number: str) -> HttpResponse:
    """Back to its writer."""
    call = call_or_404(request, number)
    return _decision(
        request,
        call,
        ReasonForm(posted(request)),
        title=_("Return the call"),
        text=_("It becomes a draft again; its writer reads the reason."),
        verb=_("Return"),
        done=_("The call is with its writer again."),
        allowed=policies.may_publish_call(request.user, call),
        do=lambda given: services.return_call(call, reason=given["reason"], by=request.user),
    )


@writes(shows_form=True)
def call_extend(request: HttpRequest, number: str) -> HttpResponse:
    """A later closing time."""
    call = call_or_404(request, number)
    initial = {"closes_at": call.closes_at.astimezone(SEOUL) if call.closes_at else None}
    return _decision(
        request,
        call,
        ExtendForm(posted(request), initial=initial),
        title=_("Extend the call"),
        text=_("Everybody who writes an application is told. A call is never shortened."),
        verb=_("Extend"),
        done=_("The call is extended."),
        allowed=policies.may_extend_call(request.user, call),
        do=lambda given: services.extend_call(
            call, closes_at=given["closes_at"], reason=given["reason"], by=request.user
        ),
    )


@writes(shows_form=True)
def call_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back."""
    call = call_or_404(request, number)
    return _decision(
        request,
        call,
        ReasonForm(posted(request)),
        title=_("Cancel the call"),
        text=_("Nobody can apply any more. Who applied is told with the reason."),
        verb=_("Cancel the call"),
        done=_("The call is cancelled."),
        allowed=policies.may_cancel_call(request.user, call),
        do=lambda given: services.cancel_call(call, reason=given["reason"], by=request.user),
        danger=True,
    )


@writes(shows_form=True)
def call_close(request: HttpRequest, number: str) -> HttpResponse:
    """End a call without a closing time."""
    call = call_or_404(request, number)
    return _decision(
        request,
        call,
        forms.Form(posted(request)),
        title=_("Close the call"),
        text=_("No more applications are taken. Drafts are kept and can be copied into another application."),
        verb=_("Close the call"),
        done=_("The call is closed."),
        allowed=policies.may_close_call(request.user, call),
        do=lambda _given: services.close_call(call, by=request.user),
    )
