"""Doors of appeals: the company writes one, approvers decide; and of a dormant company that wants to be woken."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.people import policies, queries, services
from portal.people.forms import AppealAnswerForm, AppealForm, ReverifyForm
from portal.people.models import Company
from portal.people.states import AppealState, CompanyState
from portal.policy import require

PER_PAGE = 25


@writes(shows_form=True)
def company_appeal(request: HttpRequest) -> HttpResponse:
    """Appeal against the rejection of the company one acts for."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_appeal_rejection(request.user, company))
    if company.rejected_on is None or (request.method != "POST" and not queries.takes_appeal(company)):
        return see(request, reverse("people:company-detail"))  # which says why
    form = AppealForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appeal_rejection(company, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The appeal is filed. Another person than who rejected decides."))
            return see(request, reverse("people:company-detail"))
    context = {
        "company": company,
        "form": form,
        "until": queries.appeal_until(company),
        "answer_days": queries.appeal_answer_days(company),
    }
    return page(request, "people/company_appeal.html", context, status=422 if form.is_bound else 200)


@reads
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Appeals of rejected companies for staff: those that wait, due first on top; or those that are decided."""
    if not request.user.is_internal:
        raise Http404
    done = request.GET.get("state") == "done"
    appeals = queries.appeals_visible_to(request.user)
    waiting = queries.open_appeals(request.user)
    rows = appeals.exclude(state=AppealState.OPEN).order_by("-pk") if done else waiting.order_by("due_on", "pk")
    here = reverse("people:appeal-list")
    context = {
        "appeals": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "done": done,
        "tabs": [
            {"url": here, "label": _("Waiting"), "count": waiting.count(), "here": not done},
            {"url": f"{here}?state=done", "label": _("Decided"), "count": "", "here": done},
        ],
    }
    return page(request, "people/appeal_list.html", context)


@writes(shows_form=True)
def appeal_decide(request: HttpRequest, uid) -> HttpResponse:
    """Read an appeal and what was rejected; uphold or decline it, as another person than who rejected."""
    if not request.user.is_internal:
        raise Http404
    appeal = get_object_or_404(queries.appeals_visible_to(request.user), uid=uid)
    verdict = policies.may_decide_appeal(request.user, appeal)
    form = AppealAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(verdict)
    if form.is_valid():
        uphold = form.cleaned_data["verdict"] == "uphold"
        services.decide_appeal(appeal, uphold=uphold, answer=form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("The appeal is decided. The company is told."))
        return see(request, reverse("people:company-profile", args=[appeal.company.uid]))
    context = {
        "appeal": appeal,
        "company": appeal.company,
        "papers": appeal.papers.order_by("pk"),
        "is_open": appeal.state == AppealState.OPEN,
        "may_decide": verdict,
        "form": form,
    }
    return page(request, "people/appeal_decide.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def company_wake(request: HttpRequest) -> HttpResponse:
    """A dormant company asks to be verified anew, with a recent certificate."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_ask_reverification(request.user, company))
    asked = company.state != CompanyState.DORMANT or company.reverification_asked_on is not None
    if request.method != "POST" and asked:
        return see(request, reverse("people:company-detail"))  # which says how it stands
    form = ReverifyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.ask_reverification(
                company, document=data["document"], issued_on=data["registration_issued_on"], by=request.user
            )
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Purchasing checks the certificate and answers by e-mail."))
            return see(request, reverse("people:company-detail"))
    context = {"company": company, "form": form}
    return page(request, "people/company_wake.html", context, status=422 if form.is_bound else 200)
