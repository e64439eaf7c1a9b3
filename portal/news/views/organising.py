"""Doors of who plans, announces and runs exchange meetings."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.news.forms.announcements import ReasonForm
from portal.news.forms.meetings import CodeForm, MaterialForm, MeetingForm, MoveForm, SessionFormSet
from portal.news.models import Meeting, Registration
from portal.news.policies import meetings as policies
from portal.news.queries import meetings as queries
from portal.news.services import meetings as services
from portal.news.services import registrations
from portal.news.states import HOLDS_PLACE, RegistrationState
from portal.news.views.meetings import address, meeting_or_404, meeting_trail
from portal.policy import require

MOVES = ("starts_at", "ends_at", "closes_at", "place_ko", "place_en", "capacity")


def _plan(request: HttpRequest, meeting: Meeting | None, title: str) -> HttpResponse:
    start = {name: getattr(meeting, name) for name in MeetingForm.base_fields} if meeting else None
    form = MeetingForm(posted(request), initial=start)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if meeting is None:
                    made = services.plan_meeting(by=request.user, **form.cleaned_data)
                else:
                    made = services.edit_meeting(meeting, by=request.user, **form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The plan is saved."))
                return see(request, address(made))
    context = {
        "trail": meeting_trail(meeting, title),
        "title": title,
        "form": form,
        "back": address(meeting) if meeting else reverse("news:meeting-list"),
        "lede": _("One person plans it, another one announces it. All times are Korean time."),
    }
    return page(request, "news/form.html", context, status=status)


@writes(shows_form=True)
def meeting_plan(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    require(policies.may_write_meetings(request.user))
    return _plan(request, None, pgettext("news", "Plan a meeting"))


@writes(shows_form=True)
def meeting_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a plan."""
    meeting = meeting_or_404(request, number)
    require(policies.may_edit_meeting(request.user, meeting))
    return _plan(request, meeting, _("Change the plan"))


@writes(shows_form=True)
def meeting_sessions(request: HttpRequest, number: str) -> HttpResponse:
    """The parts of a planned meeting."""
    meeting = meeting_or_404(request, number)
    require(policies.may_edit_meeting(request.user, meeting))
    names = ("starts_at", "ends_at", "title_ko", "title_en", "speaker")
    start = [{name: getattr(each, name) for name in names} for each in meeting.sessions.all()]
    rows = SessionFormSet(posted(request), initial=start, prefix="session")
    status, refused = 200, ""
    if request.method == "POST":
        status = 422
        if rows.is_valid():
            given = [row.cleaned_data for row in rows if row.cleaned_data.get("title_ko")]
            try:
                services.set_sessions(meeting, given, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                refused = str(refusal)
            else:
                messages.success(request, _("The sessions are saved."))
                return see(request, address(meeting))
    context = {
        "trail": meeting_trail(meeting, _("Sessions")),
        "meeting": meeting,
        "rows": rows,
        "refused": refused,
    }
    return page(request, "news/session_form.html", context, status=status)


@writes(shows_form=True)
def meeting_move(request: HttpRequest, number: str) -> HttpResponse:
    """Another time, place or number of places."""
    meeting = meeting_or_404(request, number)
    require(policies.may_move_meeting(request.user, meeting))
    form = MoveForm(posted(request), initial={name: getattr(meeting, name) for name in MOVES})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                services.move_meeting(meeting, reason=given.pop("reason"), by=request.user, **given)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Changed. Everybody registered is told."))
                return see(request, address(meeting))
    context = {
        "trail": meeting_trail(meeting, _("Change time or place")),
        "title": _("Change time or place"),
        "form": form,
        "back": address(meeting),
        "lede": meeting.title,
    }
    return page(request, "news/form.html", context, status=status)


@writes(shows_form=True)
def meeting_deed(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Hand on, announce, return, call off."""
    meeting, user = meeting_or_404(request, number), request.user
    common = {"back": address(meeting), "trail": meeting_trail(meeting, " ")[:-1], "docno": meeting.number}
    deeds = {
        "propose": Decision(
            title=_("Hand to a second person"),
            text=_("Another person reads it and announces it."),
            verb=_("Hand on"),
            done=_("It waits for a second person."),
            allowed=policies.may_edit_meeting(user, meeting),
            do=lambda given: services.propose_meeting(meeting, by=user),
            **common,
        ),
        "publish": Decision(
            title=_("Announce the meeting"),
            text=_("Everybody reads it and may register from its opening on."),
            verb=pgettext("meeting", "Announce"),
            done=_("The meeting is announced."),
            allowed=policies.may_decide_meeting(user, meeting),
            do=lambda given: services.publish_meeting(meeting, by=user),
            **common,
        ),
        "return": Decision(
            title=_("Return the plan"),
            text=_("Who planned it mends it and hands it on again."),
            verb=_("Return"),
            done=_("It went back."),
            allowed=policies.may_decide_meeting(user, meeting),
            do=lambda given: services.return_meeting(meeting, reason=given["reason"], by=user),
            **common,
        ),
        "cancel": Decision(
            title=_("Call the meeting off"),
            text=_("Everybody registered is told with your reason. It cannot be announced again."),
            verb=_("Call off"),
            done=_("The meeting is called off."),
            allowed=policies.may_cancel_meeting(user, meeting),
            do=lambda given: services.cancel_meeting(meeting, reason=given["reason"], by=user),
            danger=True,
            **common,
        ),
    }
    if act not in deeds:
        raise Http404
    form = ReasonForm(posted(request)) if act in ("return", "cancel") else forms.Form(posted(request))
    return decide(request, deeds[act], form)


@reads
def meeting_people(request: HttpRequest, number: str) -> HttpResponse:
    """Who comes, who waits; check-in at the door."""
    meeting = meeting_or_404(request, number)
    require(policies.may_run_meeting(request.user, meeting))
    people = list(queries.people_of(meeting))
    context = {
        "trail": meeting_trail(meeting, _("Who comes")),
        "meeting": meeting,
        "people": people,
        "form": CodeForm(),
        "taken": sum(each.state in HOLDS_PLACE for each in people),
        "came": sum(each.state == RegistrationState.ATTENDED for each in people),
        "waiting": sum(each.state == RegistrationState.WAITING for each in people),
    }
    return page(request, "news/meeting_people.html", context)


@writes
def check_in(request: HttpRequest, number: str) -> HttpResponse:
    """By the code that somebody says or shows, or by pressing at a name; ``undo`` takes it back."""
    meeting = meeting_or_404(request, number)
    require(policies.may_run_meeting(request.user, meeting))
    code = request.POST.get("code", "").strip().upper()[:10]
    found = Registration.objects.filter(meeting=meeting, code=code).select_related("meeting").first()
    try:
        if found is None:
            raise RuleBroken(_("There is no registration with this code for this meeting."))
        if request.POST.get("undo"):
            registrations.undo_check_in(found, by=request.user)
            messages.success(request, _("Taken back: %(name)s") % {"name": found.name or found.code})
        else:
            registrations.check_in(found, by=request.user)
            messages.success(request, _("Welcome, %(name)s") % {"name": found.name or found.code})
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return see(request, reverse("news:meeting-people", args=[meeting.number]))


@reads
def check_in_code(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the camera of a phone at the door opens: who it is, and one button."""
    meeting = meeting_or_404(request, number)
    require(policies.may_run_meeting(request.user, meeting))
    found = get_object_or_404(Registration, meeting=meeting, code=code.upper())
    context = {"trail": meeting_trail(meeting, _("At the door")), "meeting": meeting, "registration": found}
    return page(request, "news/check_in.html", context)


@writes(shows_form=True)
def meeting_materials(request: HttpRequest, number: str) -> HttpResponse:
    """Files that everybody gets."""
    meeting = meeting_or_404(request, number)
    require(policies.may_run_meeting(request.user, meeting))
    files = request.FILES if request.method == "POST" else None
    form = MaterialForm(posted(request), files)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    for upload in form.cleaned_data["files"]:
                        file = store_upload(upload, company=None, by=request.user)
                        services.add_material(meeting, file, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The materials are there for everybody."))
                return see(request, address(meeting))
    context = {
        "trail": meeting_trail(meeting, _("Materials")),
        "title": _("Add materials"),
        "form": form,
        "back": address(meeting),
        "lede": _("Everybody can read them at once. Put nothing in them that names people."),
        "multipart": True,
    }
    return page(request, "news/form.html", context, status=status)
