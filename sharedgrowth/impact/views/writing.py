"""Doors of who writes and who publishes reports."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, see, writes
from portal.policy import require
from sharedgrowth.impact.forms.reports import ReturnForm, WordsForm, YearForm
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.policies import reports as policies
from sharedgrowth.impact.queries import reports as queries
from sharedgrowth.impact.queries import results as result_queries
from sharedgrowth.impact.services import reports as services
from sharedgrowth.impact.views.reports import address, named
from sharedgrowth.impact.views.results import today_of, trail_to


def _trail(report: Report | None = None) -> list[tuple[object, str]]:
    trail = [trail_to(" ")[0], (_("Yearly reports"), reverse("impact:report-list"))]
    return [*trail, (named(report), address(report))] if report else trail


@writes(shows_form=True)
def report_start(request: HttpRequest) -> HttpResponse:
    """Read the numbers of a year into a draft."""
    require(policies.may_write_reports(request.user))
    day = today_of(request)
    form = YearForm(posted(request), years=result_queries.years_to(day), initial={"year": day.year})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                report = services.start_report(year=form.cleaned_data["year"], by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The numbers are read. Write the foreword, then hand it on."))
                return see(request, address(report))
    context = {"trail": [*_trail(), (_("New report"), "")], "form": form, "title": _("New report")}
    return page(request, "impact/report_form.html", context, status=status)


def _report_or_404(request: HttpRequest, year: int, version: int) -> Report:
    report = get_object_or_404(queries.reports_visible_to(request.user), year=year, version=version)
    if not policies.may_read_drafts(request.user):
        raise Http404
    return report


@writes(shows_form=True)
def report_words(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """The foreword of a draft."""
    report = _report_or_404(request, year, version)
    require(policies.may_edit_report(request.user, report))
    start = {name: getattr(report, name) for name in WordsForm.base_fields}
    form = WordsForm(posted(request), initial=start)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.write_words(report, by=request.user, **form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return see(request, address(report))
    context = {
        "trail": [*_trail(report), (_("Foreword"), "")],
        "form": form,
        "title": _("Foreword"),
        "back": address(report),
    }
    return page(request, "impact/report_form.html", context, status=status)


@writes
def report_again(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """Read the numbers of a draft anew."""
    report = _report_or_404(request, year, version)
    services.take_again(report, by=request.user)
    messages.success(request, _("All numbers were read anew."))
    return see(request, address(report))


@writes(shows_form=True)
def report_deed(request: HttpRequest, year: int, version: int, act: str) -> HttpResponse:
    """Hand on, publish, return or discard."""
    report = _report_or_404(request, year, version)
    user = request.user
    deeds = {
        "propose": Decision(
            title=_("Hand to a second person"),
            text=_("From now on nothing in it changes. Another person compares it with the pages and publishes it."),
            verb=_("Hand on"),
            done=_("It waits for a second person."),
            allowed=policies.may_edit_report(user, report),
            do=lambda given: services.propose_report(report, by=user),
            back=address(report),
            trail=_trail(report),
            docno=str(report),
        ),
        "publish": Decision(
            title=_("Publish the report"),
            text=_("Everybody reads it from now on. It never changes; a mistake is corrected by a new version."),
            verb=_("Publish"),
            done=_("The report is published."),
            allowed=policies.may_decide_report(user, report),
            do=lambda given: services.publish_report(report, by=user),
            back=address(report),
            trail=_trail(report),
            docno=str(report),
        ),
        "return": Decision(
            title=_("Return the report"),
            text=_("Who wrote it mends it and hands it on again."),
            verb=_("Return"),
            done=_("The report went back."),
            allowed=policies.may_decide_report(user, report),
            do=lambda given: services.return_report(report, reason=given["reason"], by=user),
            back=address(report),
            trail=_trail(report),
            docno=str(report),
        ),
        "discard": Decision(
            title=_("Discard the draft"),
            text=_("The draft ends. Its version number is not used again."),
            verb=_("Discard"),
            done=_("The draft is discarded."),
            allowed=policies.may_edit_report(user, report),
            do=lambda given: services.discard_report(report, by=user),
            back=reverse("impact:report-list"),
            trail=_trail(report),
            docno=str(report),
            danger=True,
        ),
    }
    if act not in deeds:
        raise Http404
    form = ReturnForm(posted(request)) if act == "return" else forms.Form(posted(request))
    return decide(request, deeds[act], form)
