"""Doors of exchange meetings, for everybody: what comes, one of them, calendars, registering."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.deciding import beside, posted
from portal.errors import RuleBroken
from portal.feeds import absolute, unchanged_or
from portal.http import page, page_now, public, reads, see, writes
from portal.icalendar import Moment, calendar_text
from portal.news.forms.meetings import GuestForm, OwnRegistrationForm
from portal.news.models import Meeting
from portal.news.policies import meetings as policies
from portal.news.queries import meetings as queries
from portal.news.services import registrations as services
from portal.news.states import PUBLIC_MEETINGS, MeetingState, takes_registrations
from portal.news.views.announcements import trail_to
from portal.paging import Paginator
from portal.privacy.forms import ConsentForm
from portal.throttles import knock, throttled

PER_PAGE = 20


def meeting_trail(meeting: Meeting | None = None, words: object = "") -> list[tuple[object, str]]:
    """The way here."""
    trail = [trail_to(" ")[0], (_("Exchange meetings"), reverse("news:meeting-list") if meeting or words else "")]
    if meeting is not None:
        trail.append((meeting.title, address(meeting) if words else ""))
    return [*trail, (words, "")] if words else trail


def address(meeting: Meeting) -> str:
    """Its page."""
    return reverse("news:meeting-detail", args=[meeting.number])


def meeting_or_404(request: HttpRequest, number: str) -> Meeting:
    """A meeting that the reader may see."""
    return get_object_or_404(queries.meetings_visible_to(request.user), number=number)


@public
@reads
def meeting_list(request: HttpRequest) -> HttpResponse:
    """What comes, what was; plans for who makes them."""
    now = page_now(request)
    context = {
        "trail": meeting_trail(),
        "coming": list(queries.coming_meetings(now)),
        "past": Paginator(queries.past_meetings(now), PER_PAGE).get_page(request.GET.get("page")),
        "plans": list(queries.plans(request.user)) if policies.has(request.user, "SG", "CC", "AP", "CP", "AU") else [],
        "may_write": bool(policies.may_write_meetings(request.user)),
    }
    return page(request, "news/meeting_list.html", context)


@public
@reads
def meeting_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A meeting: what, where, when, how many places are left, how to register."""
    meeting, user, now = meeting_or_404(request, number), request.user, page_now(request)
    taken = queries.taken_places(meeting)
    context = {
        "trail": meeting_trail(meeting),
        "meeting": meeting,
        "sessions": list(meeting.sessions.all()),
        "materials": [each.file for each in meeting.materials.select_related("file")],
        "left": max(meeting.capacity - taken, 0),
        "taken": taken,
        "takes": takes_registrations(meeting.state, meeting.opens_at, meeting.closes_at, now),
        "mine": queries.registration_of(user, meeting),
        "may_edit": bool(policies.may_edit_meeting(user, meeting)),
        "may_decide": policies.may_decide_meeting(user, meeting) if meeting.state == MeetingState.PROPOSED else None,
        "may_run": bool(policies.may_run_meeting(user, meeting)),
        "may_move": bool(policies.may_move_meeting(user, meeting)),
        "may_cancel": bool(policies.may_cancel_meeting(user, meeting)),
        "said": queries.said_of(meeting) if meeting.state == MeetingState.HELD else None,
        "entries": staff_timeline_of(user, meeting),
    }
    return page(request, "news/meeting_detail.html", context)


def _moment(meeting: Meeting) -> Moment:
    return Moment(
        uid=f"{meeting.uid}@together",
        at=meeting.ends_at,
        begins_at=meeting.starts_at,
        title=meeting.title,
        text=f"{meeting.number}\n{absolute(address(meeting))}",
        url=absolute(address(meeting)),
        changed_at=meeting.changed_at or meeting.published_at or meeting.created_at,
        cancelled=meeting.state == MeetingState.CANCELLED,
        version=meeting.version,
        place=meeting.place,
    )


def _calendar(request: HttpRequest, name: str, meetings: list[Meeting], filename: str) -> HttpResponse:
    moments = [_moment(meeting) for meeting in meetings]

    def make() -> HttpResponse:
        text = calendar_text(f"{name} · {settings.PORTAL_NAME}", "-//Together//Meetings//KO", moments)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}"'
        return response

    latest = max((moment.changed_at for moment in moments), default=None)
    return unchanged_or(request, [repr(moment) for moment in moments], latest, make)


@public
@reads
@throttled("search")
def meeting_calendar(request: HttpRequest) -> HttpResponse:
    """All meetings of the last and the coming months, for a calendar that asks again by itself."""
    return _calendar(request, _("Exchange meetings"), list(queries.in_calendars(page_now(request))), "meetings.ics")


@public
@reads
def meeting_ics(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting."""
    meeting = get_object_or_404(Meeting, number=number, state__in=PUBLIC_MEETINGS)
    return _calendar(request, meeting.number, [meeting], f"{meeting.number}.ics")


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def registration_add(request: HttpRequest, number: str) -> HttpResponse:
    """Register: with the account, or as a guest whose address is asked to confirm."""
    meeting = get_object_or_404(Meeting, number=number, state__in=PUBLIC_MEETINGS)
    user = request.user
    signed_in = user.is_authenticated
    if signed_in:
        company = getattr(user, "company", None)
        form = OwnRegistrationForm(posted(request), initial={"organisation": company.legal_name_ko if company else ""})
    else:
        form = GuestForm(posted(request))
    consents = ConsentForm(posted(request), keys=[services.CONSENT])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() & consents.is_valid():
            try:
                if signed_in:
                    made = services.register(meeting, organisation=form.cleaned_data["organisation"], by=user)
                    messages.success(request, made.get_state_display())
                    return see(request, reverse("news:registration-mine", args=[made.uid]))
                return _ask(request, meeting, form.cleaned_data)
            except RuleBroken as refusal:
                beside(form, refusal)
    context = {
        "trail": meeting_trail(meeting, pgettext("news", "Register")),
        "meeting": meeting,
        "form": form,
        "consents": consents,
        "takes": takes_registrations(meeting.state, meeting.opens_at, meeting.closes_at, page_now(request)),
        "guests_only_with_account": not signed_in and not meeting.takes_guests,
    }
    return page(request, "news/registration_add.html", context, status=status)


def _ask(request: HttpRequest, meeting: Meeting, given: dict) -> HttpResponse:
    if not knock("alert-address", given["email"].lower()):  # a stranger's letter box is not ours to fill
        language = (get_language() or "ko")[:2]
        services.ask_as_guest(meeting, language=language, **given)
    context = {
        "trail": meeting_trail(meeting, pgettext("news", "Register")),
        "email": given["email"],
        "meeting": meeting,
    }
    return page(request, "news/registration_asked.html", context)
