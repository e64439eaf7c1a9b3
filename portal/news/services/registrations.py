"""DO: people register for exchange meetings: with their account, or as guests who confirm their e-mail address.

Of a guest the name, the organisation and the address are kept, with consent, until three months after the meeting.
"""

import secrets
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.news.models import Meeting, MeetingAnswer, Registration
from portal.news.policies import meetings as policies
from portal.news.queries import meetings as queries
from portal.news.services.meetings import locked
from portal.news.services.places import fill_places
from portal.news.states import MeetingState, RegistrationState, takes_registrations
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import Consent
from portal.privacy.services import consents

SALT, CONFIRM = "news.registration", "news.registration.confirm"
KEEP_PENDING = timedelta(days=3)
CONSENT = "news.meeting"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE_LENGTH = 8


def token_of(registration: Registration) -> str:
    """The key to a registration: signed, in the links of its e-mails."""
    return signing.dumps(registration.uid.hex, salt=SALT)


def confirm_token(registration: Registration) -> str:
    """Lives as long as a registration waits for it."""
    return signing.dumps(registration.uid.hex, salt=CONFIRM)


def registration_by(token: str, *, confirm: bool = False) -> Registration | None:
    """Which registration a link means; None when it is not ours, too old, or emptied."""
    try:
        uid = signing.loads(token, salt=CONFIRM if confirm else SALT, max_age=KEEP_PENDING if confirm else None)
    except signing.BadSignature:
        return None
    found = Registration.objects.filter(uid=uid, erased_at=None).select_related("meeting", "user")
    return found.first()


def about(meeting: Meeting) -> str:
    """How consents name the meeting."""
    return f"news.meeting:{meeting.number}"


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))


def _check_open(meeting: Meeting) -> None:
    now = db_now()
    if meeting.state == MeetingState.CANCELLED:
        raise WrongState(_("This meeting was called off."))
    if not takes_registrations(meeting.state, meeting.opens_at, meeting.closes_at, now):
        raise WrongState(_("Registration for this meeting is not open now."))


def _held(meeting: Meeting, email: str) -> Registration | None:
    found = Registration.objects.filter(meeting=meeting, email__iexact=email)
    return found.exclude(state=RegistrationState.CANCELLED).first()


@transaction.atomic
def register(meeting: Meeting, *, organisation: str, by: User) -> Registration:
    """A person with an account: a place at once, or a place on the waiting list. Twice is once."""
    meeting = locked(meeting)
    _check_open(meeting)
    known = _held(meeting, by.email)
    if known is not None and known.user_id == by.pk:
        return known
    if known is not None and known.state != RegistrationState.PENDING:
        raise RuleBroken(_("This e-mail address is registered already."), field="email")
    if known is not None:  # asked before as a guest, never confirmed: the account's owner is surer
        _end(known, meeting, by=by)
    registration = Registration(
        meeting=meeting, user=by, name=by.name, organisation=organisation.strip(), email=by.email,
        language=by.language, code=_code(),
    )  # fmt: skip
    checked(registration)
    registration.save(force_insert=True)
    consents.give(CONSENT, by=by, about=about(meeting))
    return _take_place(registration, meeting, by=by)


@transaction.atomic
def ask_as_guest(meeting: Meeting, *, name: str, organisation: str, email: str, language: str) -> None:
    """A person without an account; the answer is the same whatever is known of the address."""
    meeting = locked(meeting)
    _check_open(meeting)
    if not meeting.takes_guests:
        raise RuleBroken(_("Only people with an account register for this meeting."))
    registration = _held(meeting, email)
    if registration is None:
        registration = Registration(
            meeting=meeting, name=name.strip(), organisation=organisation.strip(), email=email.lower(),
            language=language, code=_code(),
        )  # fmt: skip
        checked(registration)
        registration.save(force_insert=True)
        consents.give_for_guest(CONSENT, guest=registration.guest, about=about(meeting))
        record(registration, "asked", by=None)
    announce("news.registration_asked", registration=registration.pk)


@transaction.atomic
def confirm(registration: Registration) -> Registration:
    """The owner of the address wants it: who holds the link may do it. Twice is once."""
    meeting = locked(registration.meeting)
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.state != RegistrationState.PENDING:
        return registration
    _check_open(meeting)
    return _take_place(registration, meeting, by=None)


def _take_place(registration: Registration, meeting: Meeting, *, by: User | None) -> Registration:
    """Under the lock of the meeting: so the last place goes to one person."""
    free = queries.taken_places(meeting) < meeting.capacity
    move(registration, "confirm" if free else "wait", by=by, confirmed_at=db_now())
    announce("news.registered", registration=registration.pk)
    return registration


@transaction.atomic
def leave(registration: Registration, *, by: User | None) -> Registration:
    """Give the place back; who waits longest moves up."""
    meeting = locked(registration.meeting)
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    require(policies.may_leave(registration))
    _end(registration, meeting, by=by)
    fill_places(meeting)
    return registration


def _end(registration: Registration, meeting: Meeting, *, by: User | None) -> None:
    """What the name was kept for has ended: it goes, and the consent with it."""
    move(registration, "cancel", by=by)
    whose = {"person": registration.user} if registration.user_id else {"guest": registration.guest}
    for consent in Consent.objects.filter(purpose=CONSENT, about=about(meeting), withdrawal=None, **whose):
        consents.withdraw(consent, by=registration.user)
    empty(registration)


@transaction.atomic
def leave_for_consent(consent: Consent) -> int:
    """The consent was taken back: registrations that have not been used end, names are emptied; says how many."""
    number = consent.about.removeprefix("news.meeting:")
    found = Registration.objects.filter(meeting__number=number, erased_at=None).select_related("meeting")
    uid = consent.guest.removeprefix("news.registration:")
    mine = found.filter(user=consent.person) if consent.person_id else found.filter(user=None, uid=uid)
    done = 0
    for registration in mine:
        if policies.may_leave(registration):
            leave(registration, by=consent.person)
        empty(registration)
        done += 1
    return done


def empty(registration: Registration) -> None:
    """What names the person goes; that somebody was there stays. In the caller's transaction."""
    Registration.objects.filter(pk=registration.pk, erased_at=None).update(
        name="", organisation="", email="", user=None, erased_at=db_now()
    )


@transaction.atomic
def check_in(registration: Registration, *, by: User) -> Registration:
    """Somebody came. Twice is once; who waited and came has a place, too."""
    registration = (
        Registration.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=registration.pk)
    )
    require(policies.may_check_in(by, registration))
    if registration.state == RegistrationState.ATTENDED:
        return registration
    if registration.state in (RegistrationState.PENDING, RegistrationState.CANCELLED):
        raise WrongState(_("This registration is not valid: it was never confirmed, or given back."))
    if registration.meeting.starts_at - db_now() > timedelta(hours=12):
        raise RuleBroken(_("People are checked in on the day of the meeting."))
    move(registration, "check_in", by=by, checked_in_at=db_now(), checked_in_by=by)
    return registration


@transaction.atomic
def undo_check_in(registration: Registration, *, by: User) -> Registration:
    """It was somebody else."""
    registration = (
        Registration.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=registration.pk)
    )
    require(policies.may_check_in(by, registration))
    move(registration, "undo_check_in", by=by, checked_in_at=None, checked_in_by=None)
    return registration


@transaction.atomic
def answer_survey(registration: Registration, **answers: Any) -> None:
    """Who came says how it was, once; the answer is kept without the person and without a time."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.state != RegistrationState.ATTENDED:
        raise WrongState(_("The survey is for people who were there."))
    if registration.answered:
        raise WrongState(_("Your answer has arrived already. Thank you."))
    answer = MeetingAnswer(meeting_id=registration.meeting_id, **answers)
    checked(answer)
    answer.save(force_insert=True)
    Registration.objects.filter(pk=registration.pk).update(answered=True)


@transaction.atomic
def forget_unconfirmed() -> int:
    """Sweep: guests whose address was not confirmed in time are deleted; says how many."""
    over = Registration.objects.filter(state=RegistrationState.PENDING, asked_at__lt=db_now() - KEEP_PENDING)
    forgotten = list(over.select_for_update(of=("self",), skip_locked=True))
    for registration in forgotten:
        record(registration, "forgotten", by=None)
        registration.delete()
    return len(forgotten)


def empty_meeting(meeting: Meeting) -> int:
    """The time is over: nobody of a meeting is named any more; says how many were."""
    named = Registration.objects.filter(meeting=meeting, erased_at=None)
    return named.update(name="", organisation="", email="", user=None, erased_at=db_now())


def due_meetings(day: date) -> list[Meeting]:
    """Meetings whose names are to go."""
    return list(queries.to_be_emptied(day))
