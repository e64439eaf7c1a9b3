"""Doors of those who write together: co-editors, partners of a consortium, recommendations."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, see, writes
from portal.people.queries import people_with_role
from portal.policy import require
from sharedgrowth.support.forms.applications import PAPERS, DeclineForm, EditorForm, PartnerForm, RecommendForm
from sharedgrowth.support.models import Application, Partner
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.applications import applications_visible_to, editors_of, sheet_of
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.services import partners as services
from sharedgrowth.support.services import recommendations
from sharedgrowth.support.states import PartnerState
from sharedgrowth.support.views.application_edit import application_or_404
from sharedgrowth.support.views.application_shown import address, facts_of, split_lines, trail_of
from sharedgrowth.support.views.calls import address as call_address
from sharedgrowth.support.views.calls import call_or_404, call_trail


def _colleagues(application: Application) -> Any:
    held = people_with_role(application.company, *policies.WRITERS)
    return held.exclude(pk=application.started_by_id).order_by("name", "pk")


@writes(shows_form=True)
def application_people(request: HttpRequest, number: str) -> HttpResponse:
    """Who writes it, which companies take part."""
    application = application_or_404(request, number)
    require(policies.may_manage_editors(request.user, application))
    action = request.POST.get("action", "")
    editor_form = EditorForm(posted(request) if action == "editor" else None, colleagues=_colleagues(application))
    partner_form = PartnerForm(posted(request) if action == "partner" else None)
    status = 200
    if request.method == "POST":
        form = editor_form if action == "editor" else partner_form
        if form.is_bound and form.is_valid():
            try:
                if action == "editor":
                    services.add_editor(application, form.cleaned_data["user"], by=request.user)
                    words = _("%(name)s can write it now, and was told.") % {"name": form.cleaned_data["user"].name}
                else:
                    services.invite_partner(application, **form.cleaned_data, by=request.user)
                    words = _("%(name)s was asked to sign.") % {"name": form.cleaned_data["company"].name}
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, words)
                return see(request, address(application, "application-people"))
        status = 422
    programme = programme_of(application.call)
    sheet = sheet_of(application)
    context = {
        "trail": trail_of(application, _("People and partners")),
        "application": application,
        "editors": editors_of(application),
        "administrators": list(people_with_role(application.company, policies.SIGNER).order_by("name")),
        "partners": sheet.partners,
        "text_sha256": sheet.text_sha256,
        "takes_partners": bool(programme and programme.stages.consortium),
        "editor_form": editor_form,
        "partner_form": partner_form,
    }
    return page(request, "support/application_people.html", context, status=status)


@writes
def editor_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A colleague writes it no longer."""
    application = application_or_404(request, number)
    editor = get_object_or_404(application.editors.select_related("application", "user"), pk=pk)
    services.remove_editor(editor, by=request.user)
    messages.success(request, _("%(name)s writes it no longer.") % {"name": editor.user.name})
    return see(request, address(application, "application-people"))


@writes
def partner_remove(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """Out of the consortium."""
    application = application_or_404(request, number)
    held = application.partners.select_related("application", "company").exclude(state=PartnerState.REMOVED)
    partner = get_object_or_404(held, uid=uid)
    services.remove_partner(partner, by=request.user)
    messages.success(request, _("%(name)s is out of the consortium.") % {"name": partner.company.name})
    return see(request, address(application, "application-people"))


def _partner_or_404(request: HttpRequest, uid: Any) -> Partner:
    found = Partner.objects.select_related("application__call", "application__company", "application__form", "company")
    found = found.filter(company=request.user.company_id).exclude(state=PartnerState.REMOVED)
    partner = get_object_or_404(found, uid=uid)
    get_object_or_404(applications_visible_to(request.user), pk=partner.application_id)
    return partner


@writes(shows_form=True)
def partner_sign(request: HttpRequest, uid: Any) -> HttpResponse:
    """Read the application, then sign its very text."""
    partner = _partner_or_404(request, uid)
    application = partner.application
    require(policies.may_sign_as_partner(request.user, partner))
    if request.method == "POST":
        services.sign_as_partner(partner, sha256=request.POST.get("sha256", "")[:64], by=request.user)
        messages.success(request, _("Signed. A later change of the text asks for another signature."))
        return see(request, address(application))
    sheet = sheet_of(application)
    context = {
        "trail": trail_of(application, _("Sign as a partner")),
        "partner": partner,
        "application": application,
        "sheet": sheet,
        "facts": facts_of(application, sheet),
        "split_rows": split_lines(sheet.split),
        "sha256": sheet.text_sha256,
        "is_signed": partner.state == PartnerState.SIGNED and partner.signed_sha256 == sheet.text_sha256,
    }
    return page(request, "support/partner_sign.html", context)


@writes(shows_form=True)
def partner_decline(request: HttpRequest, uid: Any) -> HttpResponse:
    """Not with us."""
    partner = _partner_or_404(request, uid)
    application = partner.application
    trail = trail_of(application)
    trail[-1] = (application.number, address(application))
    decision = Decision(
        title=_("Decline to be a partner"),
        text=_("The applicant reads the reason and can send the application without your company."),
        verb=pgettext("partner", "Decline"),
        done=_("Declined. The applicant was told."),
        allowed=policies.may_sign_as_partner(request.user, partner),
        do=lambda given: services.decline_as_partner(partner, reason=given["reason"], by=request.user),
        back=address(application),
        after=lambda _partner: reverse("support:application-list"),  # the application is no longer its to read
        trail=trail,
        docno=application.number,
        danger=True,
    )
    return decide(request, decision, DeclineForm(posted(request)))


@writes(shows_form=True)
def application_consent(request: HttpRequest, number: str) -> HttpResponse:
    """Consent to a recommendation, or not (``answer=no``)."""
    application = application_or_404(request, number)
    recommendation = getattr(application, "recommendation", None)
    trail = trail_of(application)
    trail[-1] = (application.number, address(application))
    declines = request.POST.get("answer", request.GET.get("answer")) == "no"

    def do(_given: dict[str, Any]) -> Application:
        if declines:
            return recommendations.decline_recommendation(application, by=request.user)
        return recommendations.consent_to_recommendation(application, by=request.user)

    organisation = recommendation.organisation if recommendation else ""
    decision = Decision(
        title=_("Decline the recommendation") if declines else _("Consent to the recommendation"),
        text=_("The recommendation ends. Your company can still apply by itself.")
        if declines
        else _("The recommendation becomes a draft of your company; you write it and send it before the call closes."),
        verb=pgettext("partner", "Decline") if declines else _("Consent"),
        done=_("The recommendation was declined.") if declines else _("It is your draft now."),
        allowed=policies.may_answer_recommendation(request.user, application),
        do=do,
        back=address(application),
        trail=trail,
        docno=application.number,
        heading=application.call.title,
        quote=recommendation.why if recommendation else "",
        quote_title=_("%(organisation)s writes") % {"organisation": organisation},
        danger=declines,
    )
    return decide(request, decision, forms.Form(posted(request)))


@writes(shows_form=True)
def call_recommend(request: HttpRequest, number: str) -> HttpResponse:
    """The officer enters what an organisation recommends."""
    call = call_or_404(request, number)
    trail = call_trail(call)
    trail[-1] = (call.number, call_address(call))
    form = RecommendForm(posted(request), request.FILES if request.method == "POST" else None)

    def do(given: dict[str, Any]) -> Application:
        upload = given.pop("letter")
        letter = store_upload(upload, company=None, by=request.user, kinds=PAPERS) if upload else None
        return recommendations.recommend(call, letter=letter, by=request.user, **given)

    decision = Decision(
        title=_("Enter a recommendation"),
        text=_("The company is told and asked for its consent. Without it the recommendation lapses."),
        verb=_("Recommend"),
        done=_("The company was asked for its consent."),
        allowed=policies.may_recommend(request.user, call),
        do=do,
        back=call_address(call),
        trail=trail,
        docno=call.number,
        heading=call.title,
    )
    return decide(request, decision, form)
