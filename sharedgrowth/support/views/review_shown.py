"""What the pages of reviews and selections share: finding, trails, what can be done now."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.deciding import Deed
from portal.http import page_now
from sharedgrowth.support.models import Application, Call, Review
from sharedgrowth.support.policies import review as policies
from sharedgrowth.support.queries import calls as calling
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import (
    ApplicationState,
    CallState,
    InvestigationState,
    ReviewState,
)

A = ApplicationState


def today_of(request: HttpRequest):
    """The day of the page in Korea."""
    return page_now(request).astimezone(SEOUL).date()


def application_or_404(request: HttpRequest, number: str) -> Application:
    """What this person reads as staff, a reviewer, an investigator or a member of the committee."""
    return get_object_or_404(queries.applications_read_by(request.user), number=number)


def review_or_404(request: HttpRequest, number: str) -> Review:
    """The own review of an application."""
    application = application_or_404(request, number)
    return get_object_or_404(
        application.reviews.exclude(state=ReviewState.REMOVED).select_related(
            "application__call", "application__company"
        ),
        reviewer=request.user,
    )


def call_or_404(request: HttpRequest, number: str) -> Call:
    """A call in which this person has something to read."""
    found = Call.objects.select_related("officer", "budget_line__year__fund")
    if not queries.reads_all(request.user):
        found = found.filter(pk__in=queries.applications_read_by(request.user).values("call"))
    return get_object_or_404(found, number=number)


def staff_call_or_404(request: HttpRequest, number: str) -> Call:
    """A call for those who read everything of it."""
    found = Call.objects.select_related("officer", "budget_line__year__fund")
    if not queries.reads_all(request.user):
        found = found.none()
    return get_object_or_404(found, number=number)


def title_of(call: Call) -> str:
    """In the reader's language."""
    return call.title_en if get_language() == "en" and call.title_en else call.title_ko


def programme_title(call: Call) -> object:
    """The programme's title, or its slug where its file is gone."""
    known = calling.programme_of(call)
    return known.title if known else call.programme


def call_trail(request: HttpRequest, call: Call, words: object = "") -> list[tuple[object, str]]:
    """Board, call, and what stands below it."""
    steps: list[tuple[object, str]] = []
    if queries.reads_all(request.user):
        steps.append((_("Review board"), reverse("support:board")))
    else:
        steps.append((_("My reviews"), reverse("support:review-list")))
    steps.append((title_of(call), reverse("support:review-call", args=[call.number]) if words else ""))
    return [*steps, (words, "")] if words else steps


def trail(request: HttpRequest, application: Application, words: object = "") -> list[tuple[object, str]]:
    """Down to the application, and what is done to it."""
    steps = call_trail(request, application.call, " ")[:-1]
    steps.append((application.number, reverse("support:review-detail", args=[application.number]) if words else ""))
    return [*steps, (words, "")] if words else steps


def address(application: Application, name: str = "review-detail", *more: Any) -> str:
    """Of one of its pages."""
    return reverse(f"support:{name}", args=[application.number, *more])


def deeds_of(request: HttpRequest, application: Application, score: reviewing.Score) -> list[Deed]:
    """What this person can do with it now, the next step first."""
    user = request.user
    found: list[Deed] = []
    if policies.may_screen(user, application):
        found += _officer_deeds(application, score)
    if application.state == A.INVESTIGATION:
        found += _investigation_deeds(user, application)
    if application.state == A.COMMITTEE and policies.may_vote(user, application):
        decided = hasattr(application, "committee_decision")
        if not decided and not application.votes.filter(member=user).exists():
            text = _("The committee decides by votes. Your reason stays with your vote.")
            found.append(Deed(_("Vote"), address(application, "committee-vote"), "scale", text, primary=True))
    return found


def _officer_deeds(application: Application, score: reviewing.Score) -> list[Deed]:
    def to(name: str) -> str:
        return address(application, name)

    state = application.state
    if state == A.SUBMITTED:
        text = _("You become its officer; the promised days of the screening run from its submission.")
        return [Deed(_("Take up"), to("review-take-up"), "clipboard-check", text, post=True, primary=True)]
    if state == A.SCREENING:
        text = _("Complete and eligible: the reviewers can begin. Else ask, or reject it with the reason.")
        return [
            Deed(_("Pass on to the reviewers"), to("review-pass"), "circle-check", text, post=True, primary=True),
            Deed(_("Ask for more"), to("review-ask"), "message-question"),
            Deed(pgettext("application", "Reject"), to("review-reject"), "x", danger=True),
        ]
    if state == A.NEED_INFO:
        return [
            Deed(
                pgettext("application", "Reject"),
                to("review-reject"),
                "x",
                _("The applicant has not answered yet."),
                danger=True,
            )
        ]
    if state == A.IN_REVIEW:
        return _review_deeds(application, score, to)
    if state == A.SHORTLISTED:
        programme = programmes.get(application.call.programme)
        deeds = []
        if programme is not None and programme.stages.investigation:
            text = _("Somebody of the buyer and somebody of an outside organisation visit the company together.")
            deeds.append(
                Deed(_("Plan the joint investigation"), to("investigation-plan"), "map-pin", text, primary=True)
            )
        elif application.call.state in (CallState.CLOSED, CallState.PUBLISHED):
            url = reverse("support:selection", args=[application.call.number])
            deeds.append(Deed(_("To the selection"), url, "checklist", primary=True))
        return [*deeds, Deed(_("Lay before the committee"), to("committee-convene"), "scale")]
    if state == A.COMMITTEE and not hasattr(application, "committee_decision"):
        text = _("Counts the votes: in favour, it may be selected; else it is declined with the committee's reasons.")
        return [Deed(_("Conclude"), to("committee-conclude"), "circle-check", text, post=True)]
    return []


def _review_deeds(application: Application, score: reviewing.Score, to) -> list[Deed]:
    scored = reviewing.is_scored(application.call)
    if scored and not score.complete:
        text = ""
        if score.second_look:
            text = _("The reviewers are far apart: somebody who has not seen their points looks a second time.")
        deeds = [Deed(_("Ask a reviewer"), to("review-assign"), "user-plus", text, primary=score.asked < score.wanted)]
        if score.locked and not score.awaited:
            deeds.append(Deed(_("Lay before the committee"), to("committee-convene"), "scale"))
        return deeds
    least = Decimal(str(queries.number_of(application.call, "pass_points")))
    reached = not scored or (score.mean is not None and score.mean >= least)
    if reached:
        deeds = [Deed(_("Shortlist"), to("review-shortlist"), "checklist", post=True, primary=True)]
        if not scored:
            deeds.append(Deed(pgettext("application", "Decline"), to("review-fall-short"), "x", danger=True))
    else:
        deeds = [Deed(pgettext("application", "Decline"), to("review-fall-short"), "x", primary=True)]
    return [*deeds, Deed(_("Lay before the committee"), to("committee-convene"), "scale")]


def _investigation_deeds(user, application: Application) -> list[Deed]:
    visit = reviewing.investigation_of(application)
    if visit is None:
        return []
    found = []
    if visit.state == InvestigationState.PLANNED and policies.may_report(user, visit):
        text = _("After the visit: what was seen. Then each side says whether it is in favour.")
        found.append(
            Deed(_("Write the report"), address(application, "investigation-report"), "file-text", text, primary=True)
        )
        if policies.may_investigate(user, application):
            found.append(Deed(_("It does not take place"), address(application, "investigation-cancel"), "x"))
    if visit.state == InvestigationState.REPORTED:
        mine = next((each for each in visit.members.all() if each.user_id == user.pk), None)
        if mine is not None and not mine.verdict:
            url = address(application, "investigation-verdict")
            found.append(Deed(_("Give my verdict"), url, "scale", primary=True))
    return found
