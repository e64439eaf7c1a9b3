"""Doors of companies for their own people and the public: register, complete, submit, look."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import today
from portal.countries import country_name
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.http import page, public, reads, see, writes
from portal.people import policies, queries, rules, services
from portal.people.forms import ContactForm, IdentityForm, RegisterForm
from portal.people.models import Company, JoinRequest
from portal.people.states import CompanyState, CorpNoFault
from portal.policy import require
from portal.text import digits_of
from portal.throttles import throttled

IDENTITY_NAMES = ("legal_name_ko", "legal_name_en", "legal_form", "rep_name", "established_on", "corp_no", "industry")
PAPER_NAMES = ("registration_issued_on",)
CONTACT_NAMES = ("postcode", "address", "address_detail", "phone", "website", "about_ko", "about_en")


@reads
def start(request: HttpRequest) -> HttpResponse:
    """For who acts for no company yet: register one, wait for an answer, or follow an invitation."""
    context = {"requests": queries.join_requests_of(request.user), "memberships": queries.memberships_of(request.user)}
    return page(request, "people/start.html", context)


@throttled("register", methods=("POST",), address_door="register-address")
@writes(shows_form=True)
def company_register(request: HttpRequest) -> HttpResponse:
    """Register a company. Whether the number is already here is answered by mail only."""
    require(policies.may_register_company(request.user))
    form = RegisterForm(request.POST or None, request.FILES or None, initial={"country": "KR"})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("document")
        try:
            with transaction.atomic():  # a refused document leaves no company behind
                entered = services.register_company(by=request.user, **data)
                if upload and isinstance(entered, Company):
                    _attach(entered, upload, request.user)
                elif upload and isinstance(entered, JoinRequest):
                    services.add_join_document(entered, upload, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return see(request, reverse("people:application-received"))
    return page(request, "people/company_register.html", {"form": form}, status=422 if form.is_bound else 200)


def _attach(company: Company, upload, user) -> None:
    document = store_upload(upload, company=company, by=user)
    services.edit_company(company, by=user, registration_document=document)


@reads
def application_received(request: HttpRequest) -> HttpResponse:
    """The same words for a new company and for one that is already here."""
    return page(request, "people/application_received.html")


@reads
def number_check(request: HttpRequest) -> HttpResponse:
    """While typing: is the business number well-formed, and does it fit the legal form? Never: is it known here."""
    number = digits_of(request.GET.get("brn", ""))[:20]
    legal_form = request.GET.get("legal_form", "")
    context = {"number": number, "is_complete": len(number) == 10, "is_well_formed": rules.is_brn(number)}
    if context["is_well_formed"]:
        context["kind"] = rules.brn_kind(number)
        context["contradicts"] = rules.brn_contradicts(number, legal_form)
    return page(request, "people/_number_check.html", context)


@reads
def company_detail(request: HttpRequest) -> HttpResponse:
    """The company one acts for; who acts for none is shown how to begin."""
    if request.user.company is None:
        return see(request, reverse("people:start"))
    return _show(request, request.user.company)


@public
@reads
def company_profile(request: HttpRequest, uid) -> HttpResponse:
    """Any company that may be seen: a public profile, and more for its own people and staff."""
    company = get_object_or_404(queries.companies_visible_to(request.user), uid=uid)
    return _show(request, company)


def _show(request: HttpRequest, company: Company) -> HttpResponse:
    user = request.user
    is_own = user.is_authenticated and user.company_id == company.pk
    is_insider = user.is_authenticated and (is_own or user.is_internal)
    succession = queries.succession_of(company) if company.state == CompanyState.MERGED else None
    context = {
        "company": company,
        "succession": succession,
        "country": country_name(company.country, request.LANGUAGE_CODE),
        "is_own": is_own,
        "is_insider": is_insider,
        "may_edit": is_own and company.state not in queries.IN_REVIEW and policies.may_edit_company(user, company),
    }
    if not is_insider:
        return page(
            request, "people/company_profile.html", context | {"certificates": queries.valid_certificates(company)}
        )
    context |= {
        "certificates": queries.certificates_of(company),
        "predecessions": list(queries.predecessions_of(company)),
        "standings": queries.standings_in_force(company, today()),
        "entries": timeline_of(company)[:20],
        "may_add_certificate": is_own and policies.may_add_certificate(user, company),
        "steps": registration_steps(company),
        "waits": is_own and company.state in queries.IN_REVIEW,
        "missing": services.missing_fields(company) if is_own and company.takes_changes else [],
        "may_submit": is_own and company.takes_changes and policies.may_submit_company(user, company),
        "corp_no_warns": bool(company.corp_no)
        and rules.corp_no_fault(company.corp_no, company.established_on) != CorpNoFault.NONE,
    }
    context |= life_context(user, company, is_own=is_own)
    if user.is_internal:
        context |= review_context(user, company)
    return page(request, "people/company_detail.html", context)


def registration_steps(company: Company) -> list[dict]:
    """Where a registration stands, for the stepper; empty once it is over."""
    place = {
        CompanyState.DRAFT: 0,
        CompanyState.RETURNED: 0,
        CompanyState.SUBMITTED: 1,
        CompanyState.UNDER_REVIEW: 2,
    }.get(CompanyState(company.state))
    if place is None:
        return []
    labels = [_("Complete the data"), _("Submitted"), _("In review"), _("Decided")]
    return [
        {
            "label": label,
            "state": "done" if index < place else "now" if index == place else "later",
            "url": "",
            "note": "",
        }
        for index, label in enumerate(labels)
    ]


def life_context(user, company: Company, *, is_own: bool) -> dict:
    """Rejected or dormant: what can be done about it, and until when. And the appeals there were."""
    rejected, dormant = company.state == CompanyState.REJECTED, company.state == CompanyState.DORMANT
    earliest = queries.reapply_from(company) if rejected else None
    acts = is_own and bool(policies.may_submit_company(user, company))
    return {
        "appeals": list(queries.appeals_of(company)),
        "appeal_until": queries.appeal_until(company) if rejected else None,
        "takes_appeal": rejected and queries.takes_appeal(company),
        "may_appeal": acts and rejected and queries.takes_appeal(company),
        "reapply_from": earliest,
        "may_reopen": acts and earliest is not None and earliest <= today(),
        "dormant_since": queries.dormant_since(company),
        "may_wake": acts and dormant and company.reverification_asked_on is None,
    }


def review_context(user, company: Company) -> dict:
    """What staff need to decide about a company."""
    return {
        "may_review": policies.may_review_company(user, company),
        "in_review": company.state in queries.IN_REVIEW,
        "most_returns": queries.company_terms(today()).most_returns,
        "lookalikes": list(queries.lookalikes_of(company)[:5]),
        "contradicts": bool(company.brn) and rules.brn_contradicts(company.brn, company.legal_form),
        "kind_by_number": rules.brn_kind(company.brn).label if company.brn else "",
        "members": queries.members_of(company),
        "proposals": [
            (proposal, policies.may_decide_proposal(user, proposal))
            for proposal in queries.proposals_visible_to(user).filter(company=company)[:10]
        ],
        "may_propose": policies.may_propose_about(user, company),
        "may_send_back": queries.companies_to_wake(user).filter(pk=company.pk).exists(),
    }


@writes(shows_form=True)
def company_edit(request: HttpRequest) -> HttpResponse:
    """Change the data of the company one acts for: all of it before the review, contact data afterwards."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    require(policies.may_edit_company(request.user, company))
    if request.method != "POST" and company.state in queries.IN_REVIEW:
        return see(request, reverse("people:company-detail"))  # which says why
    services.require_not_in_review(company)
    names = (*IDENTITY_NAMES, *CONTACT_NAMES, *PAPER_NAMES) if company.takes_changes else CONTACT_NAMES
    form_class = IdentityForm if company.takes_changes else ContactForm
    initial = {name: getattr(company, name) for name in names}
    form = form_class(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        upload = data.pop("document", None)
        try:
            services.edit_company(company, by=request.user, **data)
            if upload:
                _attach(company, upload, request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The company's data is saved."))
            return see(request, reverse("people:company-detail"))
    context = {"form": form, "company": company}
    return page(request, "people/company_edit.html", context, status=422 if form.is_bound else 200)


@writes
def company_submit(request: HttpRequest) -> HttpResponse:
    """Hand the registration in."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    services.submit_company(company, by=request.user)
    messages.success(request, _("The registration is submitted. Purchasing answers within three business days."))
    return see(request, reverse("people:company-detail"))


@writes
def company_reopen(request: HttpRequest) -> HttpResponse:
    """Start again after a rejection."""
    company = get_object_or_404(Company, pk=request.user.company_id)
    services.reopen_company(company, by=request.user)
    messages.success(request, _("The registration is open again: bring it up to date and submit it."))
    return see(request, reverse("people:company-edit"))
