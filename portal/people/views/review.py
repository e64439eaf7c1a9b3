"""Doors of staff: the suppliers' register, the review of registrations, decisions by two."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.people import queries, services
from portal.people.forms import (
    CompanyFilter,
    OptionalReasonForm,
    ParentForm,
    ReasonForm,
    SuccessionForm,
    SuspendForm,
)
from portal.people.models import Company

PER_PAGE = 25


@reads
def company_list(request: HttpRequest) -> HttpResponse:
    """All suppliers, filtered; for staff."""
    if not request.user.is_internal:
        raise Http404
    form = CompanyFilter(request.GET)
    given = form.given()
    companies = queries.companies_listed_for(
        request.user, state=given.get("state", ""), level=given.get("level", ""), words=given.get("q", "")
    )
    listed = Paginator(companies, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "companies": listed, "appeals": queries.open_appeals(request.user).count()}
    return page(request, "people/company_list.html", context, part="people/_company_list.html")


REVIEWS = {
    "take_up": (services.take_up_company, None),
    "approve": (services.approve_company, OptionalReasonForm),
    "return": (services.return_company, ReasonForm),
    "reject": (services.reject_company, ReasonForm),
    "send_back": (services.send_back_reverification, ReasonForm),
}


@writes(shows_form=True)
def company_review(request: HttpRequest, uid) -> HttpResponse:
    """Decide on a registration: ``verdict`` is take_up, approve, return or reject; or send a certificate back."""
    company = _staff_company(request, uid)
    verdict = request.POST.get("verdict") or request.GET.get("verdict", "")
    if verdict not in REVIEWS:
        raise Http404
    service, form_class = REVIEWS[verdict]
    form = form_class(request.POST if request.method == "POST" else None) if form_class else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            service(company, by=request.user, **(form.cleaned_data if form else {}))
        except RuleBroken as refusal:
            if form is None:
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _done(verdict) % {"company": company})
            return see(request, reverse("people:company-profile", args=[company.uid]))
    context = {"company": company, "form": form, "verdict": verdict}
    status = 422 if form is not None and form.is_bound else 200
    return page(request, "people/company_review.html", context, status=status)


def _done(verdict: str) -> str:
    return {
        "take_up": _("You have taken up the review of %(company)s."),
        "approve": _("%(company)s is approved and active at level L0."),
        "return": _("%(company)s is asked to complete its registration."),
        "reject": _("The registration of %(company)s is rejected."),
        "send_back": _("The certificate is sent back. %(company)s reads why and may send another one."),
    }[verdict]


def _staff_company(request: HttpRequest, uid) -> Company:
    if not request.user.is_internal:
        raise Http404
    return get_object_or_404(queries.companies_visible_to(request.user).filter(is_buyer=False), uid=uid)


PROPOSALS = {
    "register": (services.propose_level, ReasonForm),
    "honour": (services.propose_honour, ReasonForm),
    "suspend": (services.propose_suspension, SuspendForm),
    "reinstate": (services.propose_reinstatement, ReasonForm),
    "parent": (services.propose_parent, ParentForm),
    "succession": (services.propose_succession, SuccessionForm),
}
NAMES_A_COMPANY = ("parent", "succession")


@writes(shows_form=True)
def company_propose(request: HttpRequest, uid) -> HttpResponse:
    """Propose a level, a suspension, a reinstatement, a parent company or a succession; an approver decides."""
    company = _staff_company(request, uid)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in PROPOSALS:
        raise Http404
    service, form_class = PROPOSALS[kind]
    options = {"companies": queries.companies_visible_to(request.user)} if kind in NAMES_A_COMPANY else {}
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(*given, **options)
    if form.is_valid():
        told = dict(form.cleaned_data)
        try:
            with transaction.atomic():
                if upload := told.pop("document", None):
                    told["document"] = store_upload(upload, company=request.user.company, by=request.user)
                service(company, by=request.user, **told)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Proposed. An approver decides."))
            return see(request, reverse("people:company-profile", args=[company.uid]))
    context = {"company": company, "form": form, "kind": kind}
    return page(request, "people/company_propose.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def proposal_decide(request: HttpRequest, uid) -> HttpResponse:
    """Approve or decline a proposal as a second person, or take one's own back."""
    proposal = get_object_or_404(queries.proposals_visible_to(request.user), uid=uid)
    answer = request.POST.get("answer", "")
    form = OptionalReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if answer == "approve":
                services.approve_proposal(proposal, reason=reason, by=request.user)
            elif answer == "decline":
                services.decline_proposal(proposal, reason=reason, by=request.user)
            elif answer == "withdraw":
                services.withdraw_proposal(proposal, by=request.user)
            else:
                raise Http404
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Decided and recorded."))
            return see(request, reverse("people:company-profile", args=[proposal.company.uid]))
    context = {"proposal": proposal, "company": proposal.company, "form": form}
    return page(request, "people/proposal_decide.html", context, status=422 if form.is_bound else 200)
