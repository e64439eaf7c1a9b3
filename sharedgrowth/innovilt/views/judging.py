"""Doors of the office: take up, examine, ask the mill, send back, pass on, end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.deciding import Decision, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import see, writes
from sharedgrowth.innovilt.forms.applications import FreeForm, RecordsForm, SheetForm
from sharedgrowth.innovilt.forms.fields import ReasonForm
from sharedgrowth.innovilt.forms.reviews import PlanCheckForm, ReviewerForm
from sharedgrowth.innovilt.models import MillSheet
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.policies import reviews as review_policies
from sharedgrowth.innovilt.queries.reviews import score_of
from sharedgrowth.innovilt.services import applications as services
from sharedgrowth.innovilt.services import proofs, reviews
from sharedgrowth.innovilt.states import ApplicationState, CheckState, Part
from sharedgrowth.innovilt.views.application_shown import application_or_404, at, decision, trail
from sharedgrowth.innovilt.views.drafting import files_posted


@writes
def application_take_up(request: HttpRequest, number: str) -> HttpResponse:
    """An officer answers for it."""
    application = application_or_404(request, number)
    services.take_up(application, by=request.user)
    messages.success(request, _("It is yours. Examine the steel."))
    return see(request, at(application))


@writes
def application_ask_mill(request: HttpRequest, number: str) -> HttpResponse:
    """Heats against what the mill shipped."""
    application = application_or_404(request, number)
    confirmed, left = proofs.ask_mill(application, by=request.user)
    told = ngettext(
        "%(count)d mill certificate is confirmed.", "%(count)d mill certificates are confirmed.", confirmed
    ) % {"count": confirmed}
    messages.success(request, told)
    if left:
        said = ngettext(
            "%(count)d was not found as it is written: ask the mill, then enter its answer.",
            "%(count)d were not found as they are written: ask the mill, then enter its answer.",
            left,
        ) % {"count": left}
        messages.warning(request, said)
    return see(request, at(application))


@writes
def application_examine(request: HttpRequest, number: str) -> HttpResponse:
    """Count the steel."""
    application = application_or_404(request, number)
    check = services.examine(application, by=request.user)
    if check.passed:
        messages.success(request, _("All steel is of our mills, and the mass balance holds. The reviews can begin."))
    else:
        messages.warning(request, _("The steel does not pass: the reasons stand on the page."))
    return see(request, at(application))


@writes
def application_pass(request: HttpRequest, number: str) -> HttpResponse:
    """On to the next part."""
    application = application_or_404(request, number)
    try:
        reviews.pass_part(application, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Passed on."))
    return see(request, at(application))


@writes(shows_form=True)
def sheet_judge(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """What the mill said of a mill certificate."""
    application = application_or_404(request, number)
    sheets = MillSheet.objects.filter(coils__proofs__application=application).distinct()
    sheet = get_object_or_404(sheets, uid=uid)
    coils = list(sheet.coils.order_by("pk"))
    told = decision(
        application,
        title=_("Mill certificate %(number)s") % {"number": sheet.number},
        facts=[
            {"label": str(coil), "value": f"{coil.tonnes:,.3f} t", "note": f"{coil.grade} · {coil.bought_on}"}
            for coil in coils
        ],
        text=_("What the mill does not know no longer counts, and its numbers are free for whom they belong to."),
        verb=_("Enter the answer"),
        done=_("Entered."),
        allowed=policies.may_examine(request.user, application),
        do=lambda given: proofs.judge_sheet(
            sheet, known=given["known"] == "yes", reason=given["reason"], coils=given["coils"], by=request.user
        ),
    )
    shown = ",".join(str(coil.pk) for coil in coils)
    return decide(request, told, SheetForm(posted(request), initial={"coils": shown}))


@writes(shows_form=True)
def application_return(request: HttpRequest, number: str) -> HttpResponse:
    """Back for completion."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Send it back"),
        text=_("The company completes it and submits it once more; its place and terms stay."),
        verb=_("Send it back"),
        done=_("Sent back. The company is told."),
        allowed=policies.may_return(request.user, application),
        do=lambda given: services.return_application(application, reason=given["reason"], by=request.user),
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def application_reject(request: HttpRequest, number: str) -> HttpResponse:
    """Not certified, before the committee."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Do not certify it"),
        text=_("Because steel, points or the plant do not allow it. The company reads the reason and may apply again."),
        verb=_("Do not certify it"),
        done=_("Decided. The company is told why."),
        allowed=policies.may_reject(request.user, application),
        do=lambda given: services.reject_application(application, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def reviewer_new(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody reviews a part."""
    application = application_or_404(request, number)
    score = score_of(application)
    told = decision(
        application,
        title=_("Name a reviewer"),
        text=_("Reviewers do not see each other's marks. Who reviews does not vote about the product."),
        facts=[
            {
                "label": each.part.label,
                "value": ", ".join(review.reviewer.name for review in each.reviews) or _("nobody yet"),
                "note": "",
            }
            for each in score.parts
            if each.part != Part.OPERATION
        ],
        verb=pgettext("verb", "Name"),
        done=_("Named. The reviewer is told."),
        allowed=review_policies.may_assign(request.user, application),
        do=lambda given: reviews.assign_reviewer(application, **given, by=request.user),
    )
    part = Part.MARKET if application.state == ApplicationState.MARKET_REVIEW else Part.TECHNOLOGY
    return decide(request, told, ReviewerForm(posted(request), initial={"part": part}))


@writes(shows_form=True)
def check_plan(request: HttpRequest, number: str) -> HttpResponse:
    """A day at the plant."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Plan a site check"),
        text=_("The company is told the day. The inspector keeps the check on a phone."),
        quote=application.plant,
        quote_title=_("Where it is made"),
        verb=_("Plan the check"),
        done=_("Planned. The company and the inspector are told."),
        allowed=review_policies.may_plan_check(request.user, application),
        do=lambda given: reviews.plan_check(application, **given, by=request.user),
    )
    again = application.site_checks.filter(state=CheckState.HELD).exists()
    return decide(request, told, PlanCheckForm(posted(request), again=again))


@writes(shows_form=True)
def number_free(request: HttpRequest) -> HttpResponse:
    """A number that another member claims, also one that stands in a draft."""
    told = Decision(
        title=_("Free a number"),
        text=_("What the mill does not know no longer counts, and its numbers are free for whom they belong to."),
        verb=_("Free the number"),
        done=_("Freed. Who had entered it is told."),
        allowed=policies.office(request.user),
        do=lambda given: proofs.free_number(given["number"], reason=given["reason"], by=request.user),
        back=reverse("innovilt:application-list"),
        trail=trail(),
    )
    return decide(request, told, FreeForm(posted(request)))


@writes(shows_form=True)
def records_import(request: HttpRequest) -> HttpResponse:
    """What the mill shipped."""
    told = Decision(
        title=_("Take over what the mill shipped"),
        text=_("Heats and coils from the mill's shipping records. What is there already stays as it is."),
        verb=_("Take over"),
        done=_("Taken over."),
        allowed=policies.may_import_records(request.user),
        do=lambda given: proofs.import_records(given["file"], by=request.user),
        back=reverse("innovilt:application-list"),
        trail=trail(),
    )
    return decide(request, told, RecordsForm(*files_posted(request)))
