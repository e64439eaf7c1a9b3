"""Exchange meetings: who is told of what, by notice or by e-mail; what the clock does."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.news.models import Meeting, Registration
from portal.news.queries.roles import PUBLISHERS
from portal.news.services import registrations as services
from portal.news.services.meetings import hold_over
from portal.news.states import RegistrationState
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, mail_address, notify
from portal.outbox.services import announce, on, sweeps
from portal.people.queries import buyer_people_with_role
from portal.privacy.models import Consent

COMING = (RegistrationState.REGISTERED, RegistrationState.WAITING)

sweeps(hold_over)
sweeps(services.forget_unconfirmed)


def _told(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": bilingual(meeting.title_ko, meeting.title_en or meeting.title_ko),
        "place": bilingual(meeting.place_ko, meeting.place_en or meeting.place_ko),
        "when": meeting.starts_at,
        "reason": meeting.reason,
    }


def _tell_staff(people, kind: str, meeting: Meeting) -> None:
    notify(people, kind, params=_told(meeting), url_name="news:meeting-detail", url_args=[meeting.number])


@on("news.meeting_proposed")
def tell_who_may_announce(*, meeting: int, **_later) -> None:
    """The other organisers and approvers."""
    found = Meeting.objects.get(pk=meeting)
    _tell_staff(buyer_people_with_role(*PUBLISHERS).exclude(pk=found.written_by_id), "news.meeting_to_announce", found)


@on("news.meeting_returned")
def tell_writer(*, meeting: int, **_later) -> None:
    """Who planned it."""
    found = Meeting.objects.select_related("written_by").get(pk=meeting)
    _tell_staff([found.written_by], "news.meeting_returned", found)


def tell_person(registration: Registration, kind: str, path: str) -> None:
    """A notice for who has an account, an e-mail for a guest."""
    if registration.erased_at is not None:
        return
    params = _told(registration.meeting)
    if registration.user is not None:
        url = {"url_name": "news:registration-mine", "url_args": [registration.uid]}
        notify([registration.user], kind, params=params, **url)
    else:
        number = f"{registration.uid}-{kind.rpartition('.')[2]}-{registration.meeting.version}"
        mail_address(registration.email, registration.language, kind, params=params, path=path, number=number)


def _ticket(registration: Registration) -> str:
    return reverse("news:registration-ticket", args=[services.token_of(registration)])


def _registration(pk: int) -> Registration | None:
    return Registration.objects.select_related("meeting", "user").filter(pk=pk).first()


@on("news.registration_asked")
def mail_guest(*, registration: int, **_later) -> None:
    """The link to confirm; of a registration that holds already, its ticket."""
    found = _registration(registration)
    if found is None or found.erased_at is not None:
        return
    if found.state == RegistrationState.PENDING:
        path = reverse("news:registration-confirm", args=[services.confirm_token(found)])
        mail_address(
            found.email,
            found.language,
            "news.meeting_confirm",
            params=_told(found.meeting),
            path=path,
            number=f"{found.uid}-{found.asked_at:%Y%m%d%H%M%S}",
        )
    elif found.user is None:
        tell_person(found, _kind_of(found), _ticket(found))


def _kind_of(registration: Registration) -> str:
    waits = registration.state == RegistrationState.WAITING
    return "news.meeting_waiting" if waits else "news.meeting_registered"


@on("news.registered")
def tell_registered(*, registration: int, **_later) -> None:
    """A place, or a place on the waiting list."""
    found = _registration(registration)
    if found is not None and found.state in COMING:
        tell_person(found, _kind_of(found), _ticket(found))


@on("news.registration_moved_up")
def tell_moved_up(*, registration: int, **_later) -> None:
    """Somebody gave a place back."""
    found = _registration(registration)
    if found is not None and found.state == RegistrationState.REGISTERED:
        tell_person(found, "news.meeting_moved_up", _ticket(found))


def _everybody(meeting: int, states: Iterable[str]) -> Iterable[Registration]:
    found = Registration.objects.filter(meeting=meeting, state__in=states, erased_at=None)
    return found.select_related("meeting", "user").order_by("pk")


@on("news.meeting_moved", "news.meeting_cancelled")
def spread(*, meeting: int, **_later) -> None:
    """One event for each person: a mail server that refuses one address holds up nobody else."""
    for registration in _everybody(meeting, COMING):
        announce("news.meeting_changed", registration=registration.pk)


@on("news.meeting_changed")
def tell_change(*, registration: int, **_later) -> None:
    """What is different now."""
    found = _registration(registration)
    if found is not None:
        cancelled = found.meeting.state == "cancelled"
        tell_person(found, "news.meeting_off" if cancelled else "news.meeting_elsewhere", _ticket(found))


@on("news.meeting_held")
def ask_how_it_was(*, meeting: int, **_later) -> None:
    """Who came."""
    for registration in _everybody(meeting, [RegistrationState.ATTENDED]):
        announce("news.meeting_survey", registration=registration.pk)


@on("news.meeting_survey")
def mail_survey(*, registration: int, **_later) -> None:
    """Three questions."""
    found = _registration(registration)
    if found is not None and not found.answered:
        path = reverse("news:registration-survey", args=[services.token_of(found)])
        tell_person(found, "news.meeting_survey", path)


@on("privacy.consent_withdrawn")
def leave_without_consent(*, consent: int, **_later) -> None:
    """Without consent nobody's name is kept for a meeting."""
    found = Consent.objects.select_related("person").get(pk=consent)
    if found.purpose == services.CONSENT:
        services.leave_for_consent(found)


WORDS = (  # kind, title, text, essential
    (
        "news.meeting_to_announce",
        _("An exchange meeting waits for a second person: %(title)s"),
        _("Who planned it does not announce it: please look at it."),
        False,
    ),
    ("news.meeting_returned", _("A plan of a meeting came back to you: %(title)s"), _("%(reason)s"), False),
    (
        "news.meeting_confirm",
        _("Confirm your registration: %(title)s"),
        _(
            "%(when)s, %(place)s. Open the link and confirm: only then you have a place. Otherwise everything is "
            "deleted after three days."
        ),
        True,
    ),
    (
        "news.meeting_registered",
        _("You are registered: %(title)s"),
        _("%(when)s, %(place)s. The link shows your entry code; there you also give your place back."),
        True,
    ),
    (
        "news.meeting_waiting",
        _("You are on the waiting list: %(title)s"),
        _("%(when)s, %(place)s. You are told when a place becomes free."),
        True,
    ),
    (
        "news.meeting_moved_up",
        _("A place became free for you: %(title)s"),
        _("%(when)s, %(place)s. If you cannot come, give it back: somebody else waits."),
        True,
    ),
    (
        "news.meeting_elsewhere",
        _("Changed: %(title)s"),
        _("Now %(when)s, %(place)s. Reason: %(reason)s"),
        True,
    ),
    ("news.meeting_off", _("Called off: %(title)s"), _("It would have been %(when)s. Reason: %(reason)s"), True),
    (
        "news.meeting_survey",
        _("How was it? %(title)s"),
        _("Three questions, one minute. Your answer is kept without your name."),
        False,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
