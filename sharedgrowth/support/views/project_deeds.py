"""Doors of decisions on a project: start, hold, complete, measure, verify, close, terminate; what the company says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.display import day_text, money_full
from portal.http import see, writes
from sharedgrowth.support.forms import projects as forms
from sharedgrowth.support.models import Project
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.services import kpis, plans
from sharedgrowth.support.services import projects as services
from sharedgrowth.support.services.kpis import first_day_to_measure
from sharedgrowth.support.views.projects import at, project_or_404, trail_of


def decision(project: Project, **told) -> Decision:
    """A decision on the project, that comes back to its page."""
    return Decision(back=at(project), trail=trail_of(project), docno=project.number, **told)


def files_posted(request: HttpRequest):
    """What was sent, files too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@writes(shows_form=True)
def project_start(request: HttpRequest, number: str) -> HttpResponse:
    """After the diagnosis."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Begin the work"),
        text=_("The phases of the plan run from now on."),
        verb=_("Begin the work"),
        done=_("The work has begun. The company is told."),
        allowed=policies.may_run_project(request.user, project),
        do=lambda given: services.start_project(project, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def project_hold(request: HttpRequest, number: str) -> HttpResponse:
    """It rests."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Put on hold"),
        text=_("No visit is planned and nothing is claimed until it goes on. The company reads the reason."),
        verb=_("Put on hold"),
        done=_("The project is on hold. The company is told."),
        allowed=policies.may_run_project(request.user, project),
        do=lambda given: services.hold_project(project, **given, by=request.user),
    )
    return decide(request, told, forms.HoldForm(posted(request)))


@writes
def project_resume(request: HttpRequest, number: str) -> HttpResponse:
    """It goes on."""
    project = project_or_404(request, number)
    services.resume_project(project, by=request.user)
    messages.success(request, _("The project goes on. The company is told."))
    return see(request, at(project))


@writes(shows_form=True)
def project_terminate(request: HttpRequest, number: str) -> HttpResponse:
    """It ends before its time."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Terminate the project"),
        text=_(
            "This cannot be undone. What is not drawn of the money goes back to its line, planned visits are "
            "cancelled, days of experts are free again. What was paid rightly stays paid."
        ),
        verb=pgettext("project", "Terminate"),
        done=_("The project is terminated. The company is told."),
        allowed=policies.may_run_project(request.user, project),
        do=lambda given: services.terminate_project(project, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, forms.ReasonForm(posted(request)))


@writes(shows_form=True)
def project_complete(request: HttpRequest, number: str) -> HttpResponse:
    """The work is done."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Complete the project"),
        text=_("All phases are done, all deliverables accepted, every indicator has its value before."),
        verb=_("Complete the project"),
        done=_("Completed. The result is measured when it has shown in daily work."),
        allowed=policies.may_run_project(request.user, project),
        do=lambda given: services.complete_project(project, on=given["on"], by=request.user),
    )
    return decide(request, told, forms.CompleteForm(posted(request)))


@writes(shows_form=True)
def project_measure(request: HttpRequest, number: str) -> HttpResponse:
    """The values after."""
    project = project_or_404(request, number)
    form = forms.MeasureForm(*files_posted(request), project=project)
    first = first_day_to_measure(project)
    told = decision(
        project,
        title=_("Measure the result"),
        text=_("From %(day)s on, in the same way as before. Another person verifies it.")
        % {"day": day_text(first, "day") if first else "—"},
        verb=_("Hand in the measurement"),
        done=_("Measured. Finance or another officer verifies it."),
        allowed=policies.may_measure(request.user, project),
        do=lambda given: kpis.measure_project(project, **form.told, by=request.user),
    )
    return decide(request, told, form)


@writes(shows_form=True)
def project_verify(request: HttpRequest, number: str) -> HttpResponse:
    """Another person has looked."""
    project = project_or_404(request, number)
    won = money_full(project.measured_won) if project.measured_won else "—"
    text = _("Measured: %(won)s a year. Less can be verified, not more.") % {"won": won}
    if project.counted_in:
        text = _("The effect is counted in %(number)s already: here it counts as nothing.") % {
            "number": project.counted_in
        }
    told = decision(
        project,
        title=_("Verify the result"),
        text=text,
        quote=project.effect_text,
        quote_title=_("How the effect was computed"),
        verb=pgettext("project", "Verify"),
        done=_("Verified. The last tranche can be claimed."),
        allowed=policies.may_verify(request.user, project),
        do=lambda given: kpis.verify_project(project, **given, by=request.user),
    )
    return decide(request, told, forms.VerifyForm(posted(request), initial={"verified_won": project.measured_won}))


@writes(shows_form=True)
def project_send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Measured anew."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Send the measurement back"),
        text=_("It is measured anew; say what the evidence does not show."),
        quote=project.effect_text,
        quote_title=_("How the effect was computed"),
        verb=_("Send back"),
        done=_("Sent back. Who measured is told."),
        allowed=policies.may_verify(request.user, project),
        do=lambda given: kpis.send_back(project, remark=given["remark"], by=request.user),
    )
    return decide(request, told, forms.RemarkForm(posted(request)))


@writes(shows_form=True)
def project_close(request: HttpRequest, number: str) -> HttpResponse:
    """The end."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Close the project"),
        text=_("Nothing more is claimed. The portal still asks months later whether the effect is there."),
        verb=_("Close the project"),
        done=_("Closed."),
        allowed=policies.may_run_project(request.user, project),
        do=lambda given: services.close_project(project, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def followup_answer(request: HttpRequest, number: str, months: int) -> HttpResponse:
    """Months later."""
    project = project_or_404(request, number)
    followup = get_object_or_404(project.followups, months=months)
    told = decision(
        project,
        title=_("After %(months)s months") % {"months": months},
        text=_("An honest answer changes nothing of what was paid: it shows us what lasts."),
        verb=_("Send the answer"),
        done=_("Thank you."),
        allowed=policies.may_answer_followup(request.user, project),
        do=lambda given: plans.answer_followup(
            followup,
            still_works=given["still_works"] == "yes",
            effect_pct=given["effect_pct"],
            text=given["text"],
            by=request.user,
        ),
    )
    return decide(request, told, forms.FollowUpForm(posted(request)))


@writes(shows_form=True)
def project_rate(request: HttpRequest, number: str) -> HttpResponse:
    """1 to 5."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Tell how satisfied you are"),
        text=_("Once for a project. The officers and the experts read it."),
        verb=_("Send"),
        done=_("Thank you."),
        allowed=policies.may_rate(request.user, project),
        do=lambda given: plans.rate_project(project, **given, by=request.user),
    )
    return decide(request, told, forms.RatingForm(posted(request)))
