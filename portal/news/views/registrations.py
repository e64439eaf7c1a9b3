"""Doors of who registered: the ticket with its entry code, leaving, the survey. With the link or with the account."""

import io

import qrcode
import qrcode.image.svg
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken
from portal.feeds import absolute
from portal.http import page, public, reads, see, writes
from portal.news.forms.meetings import SurveyForm
from portal.news.models import Registration
from portal.news.policies import meetings as policies
from portal.news.queries import meetings as queries
from portal.news.services import registrations as services
from portal.news.states import RegistrationState
from portal.news.views.meetings import address, meeting_trail


def _over(request: HttpRequest) -> HttpResponse:
    """The link is not ours or too old, the place was given back, or the time is over: no name is kept."""
    return page(request, "news/registration_over.html", {"trail": meeting_trail()}, status=410)


def _own(request: HttpRequest, uid: str) -> Registration:
    return get_object_or_404(queries.registrations_of(request.user), uid=uid)


def qr_of(text: str) -> str:
    """A QR code as SVG; no script, no style."""
    made = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=2, box_size=10)
    drawn = io.BytesIO()
    made.save(drawn)
    return mark_safe(drawn.getvalue().decode().partition("?>")[2])  # noqa: S308 (drawn here from our own text)


def _ticket(request: HttpRequest, registration: Registration, leave: str, survey: str) -> HttpResponse:
    meeting = registration.meeting
    at_the_door = absolute(reverse("news:check-in-code", args=[meeting.number, registration.code]))
    comes = registration.state in (RegistrationState.REGISTERED, RegistrationState.ATTENDED)
    context = {
        "trail": meeting_trail(meeting, _("My registration")),
        "registration": registration,
        "meeting": meeting,
        "qr": qr_of(at_the_door) if comes else "",
        "may_leave": bool(policies.may_leave(registration)),
        "leave_url": leave,
        "survey_url": survey if registration.state == RegistrationState.ATTENDED and not registration.answered else "",
    }
    return page(request, "news/ticket.html", context)


@public
@reads
def registration_ticket(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's registration; the link is the key."""
    registration = services.registration_by(token)
    if registration is None:
        return _over(request)
    leave = reverse("news:registration-leave", args=[token])
    return _ticket(request, registration, leave, reverse("news:registration-survey", args=[token]))


@reads
def registration_mine(request: HttpRequest, uid: str) -> HttpResponse:
    """One's own registration, with the account."""
    registration = _own(request, uid)
    token = services.token_of(registration)
    leave = reverse("news:registration-leave", args=[token])
    return _ticket(request, registration, leave, reverse("news:registration-survey", args=[token]))


@reads
def registration_list(request: HttpRequest) -> HttpResponse:
    """One's own registrations."""
    context = {
        "trail": meeting_trail(None, _("My registrations")),
        "registrations": list(queries.registrations_of(request.user)),
    }
    return page(request, "news/registration_list.html", context)


@public
@writes(shows_form=True)
def registration_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the e-mail. Looking changes nothing: mail scanners look at every link."""
    registration = services.registration_by(token, confirm=True)
    if registration is None:
        return _over(request)
    refusal = ""
    if request.method == "POST" or registration.state != RegistrationState.PENDING:
        try:
            registration = services.confirm(registration)
        except RuleBroken as said:
            refusal = str(said)
        else:
            return see(request, reverse("news:registration-ticket", args=[services.token_of(registration)]))
    context = {
        "trail": meeting_trail(registration.meeting, _("Confirm")),
        "registration": registration,
        "meeting": registration.meeting,
        "refusal": refusal,
    }
    return page(request, "news/registration_confirm.html", context, status=409 if refusal else 200)


@public
@writes(shows_form=True)
def registration_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place back."""
    registration = services.registration_by(token)
    if registration is None:
        return _over(request)
    ticket = reverse("news:registration-ticket", args=[token])
    decision = Decision(
        title=_("Give the place back"),
        text=_("The next person on the waiting list gets it. You can register again while places are free."),
        verb=pgettext("place", "Give it back"),
        done=_("Your place is free for somebody else. Thank you."),
        allowed=policies.may_leave(registration),
        do=lambda given: services.leave(registration, by=None),
        back=ticket,
        trail=meeting_trail(registration.meeting, " ")[:-1],
        docno=registration.meeting.number,
        after=lambda made: address(registration.meeting),
    )
    return decide(request, decision, forms.Form(posted(request)))


@public
@writes(shows_form=True)
def registration_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Three questions for who was there; the answer is kept without the person."""
    registration = services.registration_by(token)
    if registration is None:
        return _over(request)
    form = SurveyForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.answer_survey(registration, **form.cleaned_data)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Thank you. Your answer is kept without your name."))
                return see(request, address(registration.meeting))
    context = {
        "trail": meeting_trail(registration.meeting, _("Survey")),
        "title": _("How was it?"),
        "form": form,
        "back": address(registration.meeting),
        "lede": registration.meeting.title,
    }
    return page(request, "news/form.html", context, status=status)
