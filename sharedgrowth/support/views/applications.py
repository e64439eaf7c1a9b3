"""Doors of applications: own ones, beginning, reading, sending, receipts, taking back."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.support.forms.applications import SendForm, StartForm, WithdrawForm
from sharedgrowth.support.models import Application
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applications import copies_for, own_applications, sheet_of
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.queries.screening import clocks_of
from sharedgrowth.support.services import applications as services
from sharedgrowth.support.states import ApplicationState, PartnerState
from sharedgrowth.support.views.application_edit import application_or_404
from sharedgrowth.support.views.application_shown import (
    address,
    deeds_of,
    facts_of,
    rubric_lines,
    split_lines,
    trail_of,
    warnings_of,
)
from sharedgrowth.support.views.calls import call_or_404, call_trail
from sharedgrowth.support.views.public import is_open, own_applicant, shown_reasons

PER_PAGE = 30


@reads
def application_list(request: HttpRequest) -> HttpResponse:
    """One's company's applications."""
    if not getattr(request.user, "is_supplier", False):
        raise Http404
    found = own_applications(request.user).select_related("call")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (_("Own applications"), "")],
        "results": results,
        "company": request.user.company,
        "now": page_now(request),
    }
    return page(request, "support/application_list.html", context)


@writes(shows_form=True)
def application_start(request: HttpRequest, number: str) -> HttpResponse:
    """The eligibility quiz; then a draft."""
    call = call_or_404(request, number)
    require(policies.may_apply(request.user))
    programme = programme_of(call)
    if programme is None or not is_open(call, page_now(request)):
        services.check_open(call)
    assert programme is not None  # noqa: S101 (check_open has refused)
    own = call.applications.filter(company=request.user.company_id, state__in=policies.LIVE_STATES).first()
    if own is not None:
        return see(request, address(own))
    copies = copies_for(request.user, [call.programme])
    form = StartForm(posted(request), questions=programme.quiz, copies=copies)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            chosen = form.cleaned_data.get("copied_from")
            source = next((each for each in copies if each.number == chosen), None)
            try:
                made = services.start_application(call, quiz=form.quiz(), copied_from=source, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("A draft was begun. It is saved as you write."))
                return see(request, address(made, "application-edit"))
        status = 422
    applicant = own_applicant(request)
    context = {
        "trail": [
            *call_trail(call)[:-1],
            (call.number, reverse("support:call-detail", args=[number])),
            (_("Apply"), ""),
        ],
        "call": call,
        "programme": programme,
        "form": form,
        "reasons": shown_reasons(programme.eligible(applicant)) if applicant else [],
        "company": request.user.company,
    }
    return page(request, "support/application_start.html", context, status=status)


@reads
def application_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The application as its readers see it, what is left, what can be done."""
    return show_detail(request, application_or_404(request, number))


def show_detail(request: HttpRequest, application: Application, *, form: Any = None, status: int = 200) -> HttpResponse:
    """The page."""
    user, now = request.user, page_now(request)
    sheet = sheet_of(application)
    own = user.company_id == application.company_id
    partner = next((each for each in sheet.partners if each.company_id == user.company_id), None)
    left = sheet.left
    context = {
        "trail": trail_of(application),
        "application": application,
        "call": application.call,
        "sheet": sheet,
        "facts": facts_of(application, sheet),
        "split_rows": split_lines(sheet.split),
        "rubric": rubric_lines(application.call.rubric),
        "own": own,
        "inside": user.is_internal,
        "is_draft": application.state == ApplicationState.DRAFT,
        "is_lapsed": application.state == ApplicationState.LAPSED,
        "open": is_open(application.call, now),
        "gone": programme_of(application.call) is None,
        "left": left[:8] if own else [],
        "left_more": max(len(left) - 8, 0),
        "done": len(sheet.asked) - sum(1 for row in sheet.asked if row.lack),
        "asked": len(sheet.asked),
        "warnings": warnings_of(request, application, sheet),
        "form": form or SendForm(questions=services.questions_left(application)),
        "may_submit": policies.may_submit(user, application),
        "deeds": deeds_of(request, application, now, partner),
        "staff_url": _staff_url(request, application),
        "sheets": list(application.sheets.select_related("by").order_by("-seq")) if own or user.is_internal else [],
        "recommendation": getattr(application, "recommendation", None),
        "clocks": clocks_of(application) if application.submitted_at else [],
    }
    return page(request, "support/application_detail.html", context, status=status)


def _staff_url(request: HttpRequest, application: Application) -> str:
    """Where the buyer's side works on it."""
    if not request.user.is_internal or application.submitted_at is None:
        return ""
    try:
        return reverse("support:review-detail", args=[application.number])
    except NoReverseMatch:
        return ""


@writes
def application_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Send it; what stands in the way is said on the page, and nothing is lost."""
    application = application_or_404(request, number)
    require(policies.may_submit(request.user, application))
    form = SendForm(request.POST, questions=services.questions_left(application))
    if form.is_valid():
        try:
            made = services.submit_application(application, quiz=form.quiz(), by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            application.refresh_from_db(fields=["state", "submitted_at"])
            status = 409 if isinstance(refusal, WrongState) else 422
            return show_detail(request, application, form=form, status=status)
        messages.success(request, _("Sent. The receipt names the fingerprint of what was sent, and the second."))
        return see(request, address(application) + f"#sheet-{made.seq}")
    return show_detail(request, application, form=form, status=422)


@writes(shows_form=True)
def application_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back."""
    application = application_or_404(request, number)
    trail = trail_of(application)
    trail[-1] = (application.number, address(application))
    sent = application.submitted_at is not None
    text = (
        _("What was sent stays on record, and nobody works on it any more. A place that was given goes to the next.")
        if sent
        else _("The draft is closed. It can still be copied into another application.")
    )
    decision = Decision(
        title=_("Take the application back"),
        text=text,
        verb=_("Take the application back"),
        done=_("The application was taken back."),
        allowed=policies.may_withdraw(request.user, application),
        do=lambda given: services.withdraw_application(application, reason=given["reason"], by=request.user),
        back=address(application),
        trail=trail,
        docno=application.number,
        heading=application.title or application.call.title,
        danger=True,
    )
    return decide(request, decision, WithdrawForm(posted(request)))


@reads
def application_receipt(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """The very text that was sent with the portal's signature: a file that ``tools/verify_application.py`` reads."""
    application = application_or_404(request, number)
    if application.partners.filter(company=request.user.company_id, state=PartnerState.REMOVED).exists():
        raise Http404
    sheet = get_object_or_404(application.sheets, seq=seq)
    told = {"document": sheet.content, "signature": sheet.signature, "key_id": sheet.key, "sha256": sheet.sha256}
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1) + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{application.number}-{seq}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
