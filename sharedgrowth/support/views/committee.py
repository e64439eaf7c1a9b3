"""Doors of the joint investigation and of the committee."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, see, writes
from portal.policy import require
from sharedgrowth.support.forms.review import (
    PAPERS,
    InnerReasonForm,
    OutsideVerdictForm,
    PlanForm,
    ReportForm,
    SeatForm,
    VerdictForm,
    VoteForm,
)
from sharedgrowth.support.models import Application, Investigation, InvestigationMember
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.services import committee as services
from sharedgrowth.support.views.review_deeds import decision
from sharedgrowth.support.views.review_shown import (
    address,
    application_or_404,
    call_trail,
    staff_call_or_404,
    title_of,
)


def _visit_or_404(application: Application) -> Investigation:
    found = Investigation.objects.exclude(state="cancelled").select_related("application__call", "application__company")
    return get_object_or_404(found, application=application)


@writes(shows_form=True)
def investigation_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Who goes when."""
    application = application_or_404(request, number)
    form = PlanForm(posted(request), people=reviewing.investigators_for(application))
    told = decision(
        request,
        application,
        title=_("Plan the joint investigation"),
        text=_("At least one person of the buyer and one of an outside organisation. Both sides must be in favour."),
        verb=_("Plan it"),
        done=_("Planned. The members and the applicant are told."),
        allowed=policies.may_investigate(request.user, application),
        do=lambda given: services.plan_investigation(
            application,
            visit_on=given["visit_on"],
            place=given["place"],
            members=list(given["members"]),
            outsiders=form.outsiders(),
            by=request.user,
        ),
    )
    return decide(request, told, form)


@writes(shows_form=True)
def investigation_report(request: HttpRequest, number: str) -> HttpResponse:
    """What was seen."""
    application = application_or_404(request, number)
    visit = _visit_or_404(application)
    told = decision(
        request,
        application,
        title=_("Write the report"),
        text=_("After it every member says whether they are in favour."),
        verb=_("Hand in the report"),
        done=_("Handed in. The members are asked for their verdicts."),
        allowed=policies.may_report(request.user, visit),
        do=lambda given: _report(request, visit, given),
    )
    return decide(request, told, ReportForm(posted(request), request.FILES or None))


@transaction.atomic
def _report(request: HttpRequest, visit: Investigation, given: dict[str, Any]) -> Investigation:
    buyer = request.user.company
    files = [store_upload(each, company=buyer, by=request.user, kinds=PAPERS) for each in given["files"]]
    return services.report_investigation(visit, given["report"], files=files, by=request.user)


@writes(shows_form=True)
def investigation_verdict(request: HttpRequest, number: str) -> HttpResponse:
    """One's own verdict."""
    application = application_or_404(request, number)
    visit = _visit_or_404(application)
    told = decision(
        request,
        application,
        title=_("Give my verdict"),
        text=_("It is given once. If the two sides differ, the committee decides."),
        verb=_("Give the verdict"),
        done=_("Your verdict is kept."),
        allowed=policies.may_give_verdict(request.user, visit),
        do=lambda given: services.give_verdict(visit, given["opinion"], given["reason"], by=request.user),
        quote=visit.report,
        quote_title=_("Report"),
    )
    return decide(request, told, VerdictForm(posted(request)))


@writes(shows_form=True)
def investigation_enter(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The verdict of an outside member, from the signed sheet."""
    application = application_or_404(request, number)
    visit = _visit_or_404(application)
    member = get_object_or_404(visit.members.select_related("investigation__application__company"), pk=pk, user=None)
    told = decision(
        request,
        application,
        title=_("Enter the verdict of %(name)s") % {"name": member.name},
        text=_("As %(organisation)s signed it; the signed sheet stays beside the verdict.")
        % {"organisation": member.organisation},
        verb=_("Enter it"),
        done=_("Entered."),
        allowed=policies.may_enter_verdict(request.user, visit),
        do=lambda given: _enter(request, member, given),
    )
    return decide(request, told, OutsideVerdictForm(posted(request), request.FILES or None))


@transaction.atomic
def _enter(request: HttpRequest, member: InvestigationMember, given: dict[str, Any]) -> Investigation:
    sheet = store_upload(given["sheet"], company=request.user.company, by=request.user, kinds=PAPERS)
    return services.enter_verdict(member, given["opinion"], given["reason"], sheet=sheet, by=request.user)


@writes(shows_form=True)
def investigation_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It does not take place."""
    application = application_or_404(request, number)
    visit = _visit_or_404(application)
    told = decision(
        request,
        application,
        title=_("The investigation does not take place"),
        text=_("The committee decides about the application instead."),
        verb=_("Cancel the visit"),
        done=_("Cancelled. It is before the committee."),
        allowed=policies.may_investigate(request.user, application),
        do=lambda given: services.cancel_investigation(visit, given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, InnerReasonForm(posted(request)))


# Committee -----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def committee_seats(request: HttpRequest, number: str) -> HttpResponse:
    """Who sits on the committee of a call."""
    call = staff_call_or_404(request, number)
    may_seat = policies.may_seat(request.user, call)
    form = SeatForm(posted(request), people=reviewing.seat_candidates(call)) if may_seat else None
    status = 200
    if request.method == "POST":
        require(may_seat)
        if form is not None and form.is_valid():
            try:
                services.seat_member(call, form.cleaned_data["member"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The member is told."))
                return see(request, reverse("support:committee", args=[call.number]))
        status = 422
    context = {
        "call": call,
        "title": title_of(call),
        "trail": call_trail(request, call, _("Committee")),
        "seats": reviewing.seats_of(call),
        "form": form,
        "least": queries.number_of(call, "committee_votes"),
    }
    return page(request, "support/committee.html", context, status=status)


@writes
def committee_unseat(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Out of the committee."""
    call = staff_call_or_404(request, number)
    seat = get_object_or_404(call.seats.select_related("call", "member"), pk=pk)
    services.unseat_member(seat, by=request.user)
    messages.success(request, _("The seat is free."))
    return see(request, reverse("support:committee", args=[call.number]))


@writes(shows_form=True)
def committee_convene(request: HttpRequest, number: str) -> HttpResponse:
    """Lay an application before the committee."""
    application = application_or_404(request, number)
    told = decision(
        request,
        application,
        title=_("Lay before the committee"),
        text=_("At least %(count)s members vote; more for than against, and it may be selected.")
        % {"count": queries.number_of(application.call, "committee_votes")},
        verb=_("Lay it before them"),
        done=_("It is before the committee; the members are told."),
        allowed=policies.may_shortlist(request.user, application),
        do=lambda given: services.convene_committee(application, given["reason"], by=request.user),
    )
    return decide(request, told, InnerReasonForm(posted(request)))


@writes(shows_form=True)
def committee_vote(request: HttpRequest, number: str) -> HttpResponse:
    """Vote."""
    application = application_or_404(request, number)
    told = decision(
        request,
        application,
        title=_("Vote"),
        text=_("A vote is given once and never changed."),
        verb=_("Cast the vote"),
        done=_("Your vote is kept."),
        allowed=policies.may_vote(request.user, application),
        do=lambda given: services.cast_vote(application, given["opinion"], given["reason"], by=request.user),
    )
    return decide(request, told, VoteForm(posted(request)))


@writes
def committee_conclude(request: HttpRequest, number: str) -> HttpResponse:
    """Count the votes."""
    application = application_or_404(request, number)
    made = services.conclude_committee(application, by=request.user)
    if made.in_favour:
        messages.success(request, _("In favour: it may be selected."))
    else:
        messages.success(request, _("Not in favour: it is declined, and the applicant is told."))
    return see(request, address(application))
