"""Doors of the brand committee: meetings, agenda, votes, minutes, sales contacts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.policy import require
from sharedgrowth.innovilt.forms.fields import ReasonForm
from sharedgrowth.innovilt.forms.reviews import AgendaForm, BackForm, CloseForm, ContactForm, MeetingForm, VoteForm
from sharedgrowth.innovilt.models import AgendaItem, Meeting, SalesContact
from sharedgrowth.innovilt.policies import reviews as policies
from sharedgrowth.innovilt.queries import reviews as queries
from sharedgrowth.innovilt.services import committee as services
from sharedgrowth.innovilt.states import Choice, MeetingState, Outcome

M = MeetingState


def trail(meeting: Meeting | None = None) -> list[tuple[object, str]]:
    """Where the pages stand."""
    steps: list[tuple[object, str]] = [(_("Brand committee"), reverse("innovilt:meeting-list"))]
    return [*steps, (meeting.number, at(meeting))] if meeting is not None else steps


def at(meeting: Meeting, name: str = "meeting-detail", *args: Any) -> str:
    """An address of a meeting."""
    return reverse(f"innovilt:{name}", args=[meeting.number, *args])


def _meeting(request: HttpRequest, number: str) -> Meeting:
    return get_object_or_404(queries.meetings_visible_to(request.user), number=number.upper()[:20])


def _decision(meeting: Meeting, **told: Any) -> Decision:
    return Decision(back=at(meeting), trail=trail(meeting), docno=meeting.number, **told)


@reads
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings, the latest first; what waits for one; who sells to whom."""
    require(policies.may_read_meetings(request.user))
    context = {
        "meetings": list(queries.meetings_visible_to(request.user)[:40]),
        "waiting": list(queries.for_agenda()),
        "contacts": list(queries.contacts_in_force()),
        "may_call": bool(policies.may_call(request.user)),
    }
    return page(request, "innovilt/meeting_list.html", context)


@writes(shows_form=True)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    told = Decision(
        title=_("Call a meeting"),
        text=_(
            "A quorum decides about a product. Who sells to its member, belongs to it or scored it does not "
            "count for it: call enough members."
        ),
        verb=pgettext("innovilt", "Call the meeting"),
        done=_("Called. Put the products on its agenda."),
        allowed=policies.may_call(request.user),
        do=lambda given: services.call_meeting(**given, by=request.user),
        back=reverse("innovilt:meeting-list"),
        trail=trail(),
        after=at,
    )
    return decide(request, told, MeetingForm(posted(request)))


@reads
def meeting_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting: who sits, its products, the votes; while it is in session each member votes here."""
    meeting, user = _meeting(request, number), request.user
    seats = queries.seats_of(meeting)
    seated = any(seat.member_id == user.pk for seat in seats)
    in_session = meeting.state == M.OPEN
    rows = []
    items = queries.agenda_of(meeting)
    votes = policies.may_vote_on(user, meeting, items) if in_session and seated else {}
    for item in items:
        own = next((vote for vote in item.votes.all() if vote.member_id == user.pk), None)
        asks = in_session and seated and own is None
        rows.append(
            {
                "item": item,
                "own": own,
                "may_vote": votes[item.pk] if asks else None,
                "asks": asks,
                "count": [(Choice(key).label, count) for key, count in sorted(queries.tally(item.votes.all()).items())],
                "back": [vote.member.name for vote in item.votes.all() if vote.recused],
                "cast": len(item.votes.all()),
            }
        )
    context = {
        "meeting": meeting,
        "trail": [*trail(), (meeting.number, "")],
        "facts": _facts(meeting, seats),
        "seats": seats,
        "rows": rows,
        "closed": meeting.state == M.CLOSED,
        "may_call": bool(policies.may_call(user)),
        "may_chair": bool(policies.may_chair(user, meeting)),
        "attends": in_session and seated and any(seat.member_id == user.pk and not seat.present_at for seat in seats),
        "missing": queries.votes_missing(meeting) if in_session else [],
        "today": page_now(request).astimezone(SEOUL).date(),
        "entries": staff_timeline_of(user, meeting),
    }
    return page(request, "innovilt/meeting_detail.html", context)


def _facts(meeting: Meeting, seats) -> list[dict[str, Any]]:
    present = sum(seat.present_at is not None for seat in seats)
    return [
        {"label": _("Day"), "value": day_text(meeting.held_on, "day"), "note": meeting.place},
        {"label": _("Chair"), "value": meeting.chair.name, "note": ""},
        {
            "label": _("Present"),
            "value": _("%(present)s of %(seats)s") % {"present": present, "seats": len(seats)},
            "note": _("quorum %(quorum)s") % {"quorum": meeting.quorum},
        },
    ]


@writes(shows_form=True)
def agenda_add(request: HttpRequest, number: str) -> HttpResponse:
    """A product comes before the committee."""
    meeting = _meeting(request, number)
    told = _decision(
        meeting,
        title=_("Put a product on the agenda"),
        text=_("Products that have their points, and deferred ones that are taken up again."),
        verb=_("Put on the agenda"),
        done=_("On the agenda. The company is told."),
        allowed=policies.may_call(request.user),
        do=lambda given: services.put_on_agenda(meeting, given["application"], by=request.user),
    )
    waiting = queries.for_agenda()
    return decide(request, told, AgendaForm(posted(request), waiting=waiting))


def _item(request: HttpRequest, number: str, uid: UUID) -> AgendaItem:
    meeting = _meeting(request, number)
    rows = meeting.agenda.select_related("meeting__chair", "application__company", "application__version__class_node")
    return get_object_or_404(rows, uid=uid)


@writes
def agenda_drop(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Not in this meeting."""
    item = _item(request, number, uid)
    services.take_off_agenda(item, by=request.user)
    messages.success(request, _("Taken off the agenda."))
    return see(request, at(item.meeting))


@writes
def meeting_open(request: HttpRequest, number: str) -> HttpResponse:
    """The chair opens it."""
    meeting = _meeting(request, number)
    try:
        services.open_meeting(meeting, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The meeting is in session."))
    return see(request, at(meeting))


@writes
def meeting_attend(request: HttpRequest, number: str) -> HttpResponse:
    """A member is present."""
    meeting = _meeting(request, number)
    services.attend(meeting, by=request.user)
    messages.success(request, _("You are present."))
    return see(request, at(meeting))


@writes(shows_form=True)
def vote_cast(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A member votes about a product."""
    item = _item(request, number, uid)
    application = item.application
    score = queries.score_of(application)
    told = _decision(
        item.meeting,
        title=_("Vote"),
        heading=f"{application.version} · {application.company.name}",
        text=_(
            "With your vote you declare that you have no stake in the company, no relatives in it, and do not sell "
            "to it. A vote stays as it is."
        ),
        facts=[
            {
                "label": each.part.label,
                "value": "—" if each.points is None else f"{each.points:.2f}",
                "note": _("of %(most)s") % {"most": f"{each.most:.0f}"},
            }
            for each in score.parts
        ],
        verb=pgettext("innovilt", "Vote"),
        done=_("Your vote is in."),
        allowed=policies.may_vote(request.user, item),
        do=lambda given: services.cast_vote(item, **given, by=request.user),
    )
    return decide(request, told, VoteForm(posted(request)))


@writes(shows_form=True)
def vote_back(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A member stands back from a product."""
    item = _item(request, number, uid)
    told = _decision(
        item.meeting,
        title=_("Stand back"),
        heading=f"{item.application.version} · {item.application.company.name}",
        text=_("You do not vote about this product, and do not count for its quorum."),
        verb=_("Stand back"),
        done=_("You stand back from this product."),
        allowed=policies.may_attend(request.user, item.meeting),
        do=lambda given: services.stand_back(item, reason=given["words"], by=request.user),
    )
    return decide(request, told, BackForm(posted(request)))


@writes(shows_form=True)
@fresh
def meeting_close(request: HttpRequest, number: str) -> HttpResponse:
    """Count, decide, issue, keep the minutes."""
    meeting = _meeting(request, number)
    told = _decision(
        meeting,
        title=_("Close the meeting"),
        text=_(
            "The votes are counted: two thirds certify, more than half reject, otherwise a product is deferred. "
            "Certificates are issued at once, and the minutes stay as they are."
        ),
        verb=_("Close the meeting"),
        done=_("Closed. The minutes are kept, and the companies are told."),
        allowed=policies.may_chair(request.user, meeting),
        do=lambda given: services.close_meeting(meeting, absent=form.given(), by=request.user),
    )
    away = {seat.member_id: seat.member.name for seat in queries.seats_of(meeting) if seat.present_at is None}
    form = CloseForm(posted(request), absent=away)
    return decide(request, told, form)


@writes(shows_form=True)
def meeting_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It does not take place."""
    meeting = _meeting(request, number)
    told = _decision(
        meeting,
        title=pgettext("innovilt", "Call the meeting off"),
        text=_("Its products wait for the next meeting."),
        verb=pgettext("innovilt", "Call off"),
        done=_("Called off."),
        allowed=policies.may_call(request.user),
        do=lambda given: services.cancel_meeting(meeting, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@reads
def meeting_minutes(request: HttpRequest, number: str) -> HttpResponse:
    """The minutes as they were kept, with their hash."""
    meeting = _meeting(request, number)
    if meeting.state != M.CLOSED:
        raise Http404
    told = meeting.minutes
    data = {
        "title": _("Minutes of the INNOVILT brand committee"),
        "brand": _("Together portal"),
        "number": meeting.number,
        "footer": f"SHA-256 {meeting.sha256}",
        "facts": [
            {"label": _("Day"), "value": day_text(meeting.held_on, "day")},
            {"label": _("Place"), "value": told["place"] or "—"},
            {"label": _("Chair"), "value": told["chair"]},
            {"label": _("Present"), "value": ", ".join(told["present"])},
            {"label": _("Absent"), "value": ", ".join(told["absent"]) or "—"},
            {"label": _("Quorum"), "value": str(told["quorum"])},
        ],
        "products": [_minute(row) for row in told["products"]],
        "votes_head": [pgettext("committee", "Member"), pgettext("innovilt", "Vote"), _("Reason")],
        "end": _("Members declared with their vote that they have no stake in the company and do not sell to it."),
    }
    return pdf_response(typeset("innovilt/minutes.typ", data), f"{meeting.number}.pdf")


def _minute(row: dict[str, Any]) -> dict[str, Any]:
    choices = {**dict(Choice.choices), "recused": _("stands back")}
    name = row["product_ko"] or row["product_en"]
    return {
        "title": f"{row['no']}. {name} ({row['company']})",
        "text": _("%(application)s, version %(version)s, %(points)s points. Decision: %(outcome)s.")
        % {
            "application": row["application"],
            "version": row["version"],
            "points": row["points"] or "—",
            "outcome": Outcome(row["outcome"]).label,
        },
        "votes": [[member, str(choices[choice]), words] for member, choice, words in row["by"]],
    }


# Sales contacts ------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def contact_new(request: HttpRequest) -> HttpResponse:
    """Who sells to a member."""
    told = Decision(
        title=_("Enter a sales contact"),
        text=_("Who sells to a member neither reviews its products nor votes about them."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_keep_contacts(request.user),
        do=lambda given: services.enter_contact(
            given["company"], person=given["person"], since=given["since"], by=request.user
        ),
        back=reverse("innovilt:meeting-list"),
        trail=trail(),
    )
    return decide(request, told, ContactForm(posted(request)))


@writes
def contact_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """No longer."""
    require(policies.may_keep_contacts(request.user))
    contact = get_object_or_404(SalesContact, uid=uid)
    services.end_contact(contact, by=request.user)
    messages.success(request, _("Ended."))
    return see(request, reverse("innovilt:meeting-list"))
