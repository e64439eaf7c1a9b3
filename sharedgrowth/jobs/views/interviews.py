"""Doors of interviews: the list of those to come, a changed time, confirmed, held."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, reads, see, writes
from sharedgrowth.jobs.forms.interviews import InterviewForm, OtherTimeForm
from sharedgrowth.jobs.models import Interview
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import placements as queries
from sharedgrowth.jobs.services import interviews as services
from sharedgrowth.jobs.views.matches import at


def _interview(request: HttpRequest, uid) -> Interview:
    return get_object_or_404(queries.interviews_visible_to(request.user), uid=uid)


@reads
def interview_list(request: HttpRequest) -> HttpResponse:
    """The next first."""
    context = {
        "trail": [(_("Matches"), reverse("jobs:match-list")), (_("Interviews"), "")],
        "interviews": queries.interviews_to_come(request.user)[:200],
        "firm": request.user.is_supplier,
    }
    return page(request, "jobs/interview_list.html", context)


def _decide(request: HttpRequest, interview: Interview, form: Any, **words: Any) -> HttpResponse:
    match = interview.match
    what = Decision(
        back=at(match),
        trail=[(_("Matches"), reverse("jobs:match-list")), (match.number, at(match))],
        docno=match.number,
        facts=[
            {"label": _("Job"), "value": match.vacancy.title},
            {"label": _("Firm"), "value": match.vacancy.company.name},
            {"label": pgettext("job interview", "Planned"), "value": day_text(interview.begins_at, "full")},
        ],
        **words,
    )
    return decide(request, what, form)


@writes(shows_form=True)
def interview_change(request: HttpRequest, uid) -> HttpResponse:
    """Another time or place, by the firm."""
    interview = _interview(request, uid)
    names = ("begins_at", "minutes", "place", "contact", "note")
    form = InterviewForm(posted(request), initial={name: getattr(interview, name) for name in names})
    return _decide(
        request,
        interview,
        form,
        title=_("Change the interview"),
        text=_("The trainee confirms it anew. Calendars that have it follow."),
        verb=_("Change"),
        done=_("Changed. The trainee is told."),
        quote=interview.asked,
        quote_title=_("The trainee asks for another time"),
        allowed=policies.may_act_on_match(request.user, interview.match),
        do=lambda given: services.reschedule(interview, **given, by=request.user),
    )


@writes(shows_form=True)
def interview_other(request: HttpRequest, uid) -> HttpResponse:
    """The trainee cannot come then."""
    interview = _interview(request, uid)
    return _decide(
        request,
        interview,
        OtherTimeForm(posted(request)),
        title=_("Ask for another time"),
        text=_("The firm reads when you can come and proposes another time."),
        verb=_("Ask"),
        done=_("Asked. The firm is told."),
        allowed=policies.may_answer_match(request.user, interview.match),
        do=lambda given: services.ask_other_time(interview, **given, by=request.user),
    )


@writes
def interview_step(request: HttpRequest, uid, step: str) -> HttpResponse:
    """Confirm, held, missed, cancel."""
    interview = _interview(request, uid)
    acts = {
        "confirm": lambda: services.confirm_interview(interview, by=request.user),
        "held": lambda: services.note_interview(interview, came=True, by=request.user),
        "missed": lambda: services.note_interview(interview, came=False, by=request.user),
        "cancel": lambda: services.cancel_interview(interview, by=request.user),
    }
    acts[step]()
    messages.success(request, _("Done."))
    return see(request, at(interview.match))
