"""DO: the brand committee: call, sit, vote, decide, keep minutes. Source: domain 12, INV-06, SOD-20."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import Refused, RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from portal.sealing.documents import fingerprint
from sharedgrowth.innovilt.models import (
    AgendaItem,
    InnoviltApplication,
    Meeting,
    MeetingSeat,
    SalesContact,
    Vote,
    terms_on,
)
from sharedgrowth.innovilt.policies import reviews as policies
from sharedgrowth.innovilt.queries import reviews as queries
from sharedgrowth.innovilt.rules.committee import decided
from sharedgrowth.innovilt.services.applications import end_application, locked, require_fitting
from sharedgrowth.innovilt.services.certificates import issue
from sharedgrowth.innovilt.states import ApplicationState, Choice, MeetingState, Outcome

CONTEXT = "twp-innovilt-minutes-v1"


# Sales contacts ------------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_contact(company: Company, *, person: User, since: date, by: User) -> SalesContact:
    """Who sells to a member does not vote about it."""
    require(policies.may_keep_contacts(by))
    if company.is_buyer or not person.is_internal:
        raise RuleBroken(_("Name somebody of the buyer."), field="person")
    contact = SalesContact(company=company, person=person, since=since, entered_by=by)
    checked(contact)
    contact.save(force_insert=True)
    record(contact, "entered", by=by, payload={"company": company.number, "person": person.pk})
    return contact


@transaction.atomic
def end_contact(contact: SalesContact, *, by: User) -> SalesContact:
    """No longer a sales contact from tomorrow on; the person still keeps away for a year. A colleague ends it."""
    require(policies.may_end_contact(by, contact))
    if not SalesContact.objects.filter(pk=contact.pk, until=None).update(until=max(today(), contact.since)):
        raise WrongState(_("This sales contact has ended already."))
    record(contact, "ended", by=by)
    contact.refresh_from_db()
    return contact


# Meeting -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def call_meeting(*, held_on: date, place: str, chair: User, members: Sequence[User], by: User) -> Meeting:
    """A meeting with enough members for a quorum; the chair is one of them."""
    require(policies.may_call(by))
    if held_on < today():
        raise RuleBroken(_("This day has passed."), field="held_on")
    quorum = terms_on(today()).quorum
    sitting = {person.pk: person for person in [chair, *members]}
    for person in sitting.values():
        if not (fit := policies.may_sit(person)):
            raise RuleBroken(fit.reason, field="members")
    if len(sitting) < quorum:
        raise RuleBroken(_("A quorum needs %(quorum)s members at least.") % {"quorum": quorum}, field="members")
    meeting = Meeting(
        number=next_number("INVM"), held_on=held_on, place=place.strip(), chair=chair, quorum=quorum, called_by=by
    )
    checked(meeting, but=("minutes",))
    meeting.save(force_insert=True)
    MeetingSeat.objects.bulk_create(MeetingSeat(meeting=meeting, member=person) for person in sitting.values())
    record(meeting, "called", by=by, payload={"on": held_on, "members": sorted(sitting)})
    announce("innovilt.meeting_called", meeting=meeting.pk)
    return meeting


def _meeting(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("chair").get(pk=meeting.pk)


@transaction.atomic
def put_on_agenda(meeting: Meeting, application: InnoviltApplication, *, by: User) -> AgendaItem:
    """A product that has its points comes before the committee."""
    require(policies.may_call(by))
    meeting, application = _meeting(meeting), locked(application)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.OPEN):
        raise WrongState(pgettext("innovilt", "This meeting is over."))
    if application.state == ApplicationState.DEFERRED:
        move(application, "resume", by=by)
    if application.state != ApplicationState.COMMITTEE:
        raise WrongState(_("This application is not before the committee now."))
    require_fitting(application)
    last = meeting.agenda.order_by("-no").first()
    item = AgendaItem(meeting=meeting, application=application, no=last.no + 1 if last else 1)
    checked(item)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as refusal:
        raise RuleBroken(_("This application is on the agenda of another meeting."), field="application") from refusal
    record(meeting, "agenda_set", by=by, payload={"application": application.number})
    announce("innovilt.agenda_set", item=item.pk)
    return item


@transaction.atomic
def take_off_agenda(item: AgendaItem, *, by: User) -> None:
    """Not in this meeting."""
    require(policies.may_call(by))
    meeting = _meeting(item.meeting)
    if meeting.state != MeetingState.PLANNED:
        raise WrongState(_("The meeting has begun: its agenda stays."))
    record(meeting, "taken_off_agenda", by=by, payload={"application": item.application.number})
    item.delete()


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """The chair opens it on its day."""
    require(policies.may_chair(by, meeting))
    meeting = _meeting(meeting)
    if meeting.held_on > today():
        raise RuleBroken(_("The day of the meeting has not come yet."))
    if not meeting.agenda.exists():
        raise RuleBroken(_("Nothing stands on the agenda."))
    move(meeting, "open", by=by, opened_at=db_now())
    announce("innovilt.meeting_opened", meeting=meeting.pk)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """It does not take place; its products wait for the next one."""
    require(policies.may_call(by))
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    meeting = _meeting(meeting)
    move(meeting, "cancel", by=by, reason=reason.strip())
    meeting.agenda.filter(outcome="").delete()
    announce("innovilt.meeting_cancelled", meeting=meeting.pk)
    return meeting


@transaction.atomic
def attend(meeting: Meeting, *, by: User) -> Meeting:
    """A member is present."""
    require(policies.may_attend(by, meeting))
    meeting = _meeting(meeting)
    if meeting.state != MeetingState.OPEN:
        raise WrongState(_("The meeting is not in session."))
    if meeting.seats.filter(member=by, present_at=None).update(present_at=db_now()):
        record(meeting, "attended", by=by)
    return meeting


def _item(item: AgendaItem) -> AgendaItem:
    meeting = _meeting(item.meeting)
    if meeting.state != MeetingState.OPEN:
        raise WrongState(_("The meeting is not in session."))
    return AgendaItem.objects.select_related("meeting", "application__company").get(pk=item.pk)


@transaction.atomic
def cast_vote(item: AgendaItem, *, choice: str, words: str = "", by: User) -> Vote:
    """Certify, defer or reject; a reason for the last two. Who votes is present."""
    require(policies.may_vote(by, item))
    item = _item(item)
    if choice not in Choice.values:
        raise RuleBroken(_("Choose what you vote for."), field="choice")
    if choice != Choice.CERTIFY and not words.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="words")
    return _enter(item, Vote(item=item, member=by, choice=choice, words=words.strip()))


@transaction.atomic
def stand_back(item: AgendaItem, *, reason: str, by: User) -> Vote:
    """A member has a conflict and does not vote about this product."""
    require(policies.may_attend(by, item.meeting))
    if not reason.strip():
        raise RuleBroken(_("Say what the conflict is."), field="words")
    item = _item(item)
    return _enter(item, Vote(item=item, member=by, recused=True, words=reason.strip()))


def _enter(item: AgendaItem, vote: Vote) -> Vote:
    if item.votes.filter(member=vote.member).exists():
        raise WrongState(_("You have already voted."))
    try:
        with transaction.atomic():
            vote.save(force_insert=True)
    except IntegrityError as refusal:
        raise WrongState(_("You have already voted.")) from refusal
    item.meeting.seats.filter(member=vote.member, present_at=None).update(present_at=db_now())
    record(item, "stood_back" if vote.recused else "voted", by=vote.member)
    return vote


@transaction.atomic
def close_meeting(meeting: Meeting, *, absent: Collection[int] = (), by: User) -> Meeting:
    """Count, decide each product, issue the certificates, keep the minutes. All of it or nothing.

    ``absent``: the members of whom the chair says that they did not come; of nobody else a vote is missing.
    """
    require(policies.may_chair(by, meeting))
    meeting = _meeting(meeting)
    if meeting.state != MeetingState.OPEN:
        raise WrongState(_("The meeting is not in session."))
    if missing := queries.votes_missing(meeting):
        item, names = missing[0]
        told = {"product": item.application.number, "names": ", ".join(names)}
        raise RuleBroken(_("Votes are missing for %(product)s: %(names)s.") % told)
    away = {seat.member_id: seat.member.name for seat in queries.seats_of(meeting) if seat.present_at is None}
    if set(away) != set(absent):
        told = {"names": ", ".join(away.values()) or "—"}
        raise RuleBroken(_("Not present: %(names)s. Wait for them, or confirm that they are absent.") % told)
    if away:
        record(meeting, "absent_noted", by=by, payload={"members": sorted(away)})
    for item in queries.agenda_of(meeting):
        _decide(item, meeting, by)
    minutes = minutes_of(meeting)
    move(
        meeting,
        "close",
        by=by,
        closed_at=db_now(),
        minutes=minutes,
        sha256=fingerprint(CONTEXT, minutes),
        payload={"products": len(minutes["products"])},
    )
    announce("innovilt.meeting_closed", meeting=meeting.pk)
    return meeting


def _decide(item: AgendaItem, meeting: Meeting, by: User) -> None:
    votes = queries.votes_counted(item)
    count = queries.tally(votes)
    if left_out := item.votes.count() - len(votes):
        record(item, "votes_left_out", by=by, payload={"sales_contacts": left_out})
    outcome = Outcome(decided(count, quorum=meeting.quorum))
    against = [vote.words for vote in votes if vote.choice in (Choice.DEFER, Choice.REJECT) and vote.words]
    reason = "\n".join(against)[:2000]
    application = locked(item.application)
    payload: dict[str, Any] = {"meeting": meeting.number, **count}
    if outcome == Outcome.CERTIFIED:
        try:
            with transaction.atomic():
                require_fitting(application)
                move(application, "certify", by=by, payload=payload, decided_at=db_now())
                issue(application, by=by)
        except Refused as refusal:  # one product that cannot get it now does not hold up the others
            application = locked(item.application)
            outcome, reason = Outcome.DEFERRED, str(refusal)
    item.outcome, item.reason = outcome, reason
    item.save(update_fields=["outcome", "reason"])
    if outcome == Outcome.CERTIFIED:
        return
    if outcome == Outcome.REJECTED:
        end_application(application, "reject", reason=item.reason, by=by)
        announce("innovilt.application_rejected", application=application.pk)
    elif outcome == Outcome.DEFERRED:
        move(application, "defer", by=by, reason=item.reason, payload=payload)
        InnoviltApplication.objects.filter(pk=application.pk).update(reason=item.reason)
        announce("innovilt.application_deferred", application=application.pk)


def minutes_of(meeting: Meeting) -> dict[str, Any]:
    """What was decided by whom, as it is kept."""
    seats = queries.seats_of(meeting)
    products = []
    for item in queries.agenda_of(meeting):
        votes = sorted(item.votes.all(), key=lambda vote: vote.pk)
        products.append(
            {
                "no": item.no,
                "application": item.application.number,
                "company": item.application.company.legal_name_ko,
                "company_en": item.application.company.legal_name_en,
                "product_ko": item.application.version.name_ko,
                "product_en": item.application.version.name_en,
                "version": item.application.version.no,
                "points": None if item.application.total is None else f"{item.application.total:.2f}",
                "votes": dict(queries.tally(queries.votes_counted(item))),
                "stood_back": [vote.member.name for vote in votes if vote.recused],
                "by": [[vote.member.name, str(vote.choice) or "recused", vote.words] for vote in votes],
                "outcome": str(item.outcome),
                "reason": item.reason,
            }
        )
    return {
        "v": 1,
        "number": meeting.number,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "chair": meeting.chair.name,
        "quorum": meeting.quorum,
        "present": [seat.member.name for seat in seats if seat.present_at is not None],
        "absent": [seat.member.name for seat in seats if seat.present_at is None],
        "products": products,
    }
