"""Who is told of certificates after their issue, of uses and misuses of the mark; what the ground floor is told."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.innovilt.models import Certificate, CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.services.certificate_acts import follow_days
from sharedgrowth.innovilt.services.mark_misuses import remind_of_letters
from sharedgrowth.innovilt.services.mark_uses import end_uses_by_day
from sharedgrowth.innovilt.services.standing import follow_standing

JOBS = (follow_days, end_uses_by_day, remind_of_letters)  # entered as sweeps where they are written
CERTIFICATE, USE, MISUSE = "innovilt:certificate-detail", "innovilt:mark-detail", "innovilt:misuse-detail"

KINDS = [
    Kind(
        key="innovilt.act_proposed",
        title=_("Decide about certificate %(number)s"),
        text=_("A colleague, or the portal, proposes something for it. It takes a second person."),
        essential=True,
    ),
    Kind(
        key="innovilt.act_refused",
        title=_("Your proposal for certificate %(number)s is refused"),
        text=_("The page of the certificate says why."),
    ),
    Kind(
        key="innovilt.suspended",
        title=_("INNOVILT certificate %(number)s is suspended"),
        text=_("The product may not be sold as certified and the mark may not be shown until it is reinstated."),
        essential=True,
    ),
    Kind(
        key="innovilt.reinstated",
        title=_("INNOVILT certificate %(number)s holds again"),
        text=_("The suspension is over. The mark may be shown as approved."),
        essential=True,
    ),
    Kind(
        key="innovilt.withdrawn",
        title=_("INNOVILT certificate %(number)s is withdrawn"),
        text=_("It no longer holds. The mark may not be shown any more."),
        essential=True,
    ),
    Kind(
        key="innovilt.expired",
        title=_("INNOVILT certificate %(number)s has ended"),
        text=_("Its last day has passed. The mark may not be shown any more."),
        essential=True,
    ),
    Kind(
        key="innovilt.mark_requested",
        title=_("Use of the mark: look at %(number)s"),
        text=_("A member asks to show the mark. Look at the artwork."),
    ),
    Kind(
        key="innovilt.mark_decided",
        title=_("Decided: use of the mark %(number)s"),
        text=_("The page says whether the mark may be shown, and under which conditions."),
        essential=True,
    ),
    Kind(
        key="innovilt.misuse_reported",
        title=_("A misuse of the mark is reported: %(number)s"),
        text=_("Look into it: a stop letter, or no misuse."),
    ),
    Kind(
        key="innovilt.stop_letter_sent",
        title=_("Stop letter %(number)s: the mark is shown against its rules"),
        text=_("Read what has to stop, and answer by %(day)s. Otherwise the certificate is suspended."),
        essential=True,
    ),
    Kind(
        key="innovilt.misuse_answered",
        title=_("The stop letter %(number)s is answered"),
        text=_("Look whether the mark is still shown, then close the case."),
    ),
    Kind(
        key="innovilt.stop_letter_overdue",
        title=_("The stop letter %(number)s has not been answered"),
        text=_("Its day has passed. Decide whether a suspension is proposed."),
        essential=True,
    ),
    Kind(
        key="innovilt.misuse_closed",
        title=_("The case %(number)s is closed"),
        text=_("The office has seen that the mark is shown rightly."),
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def office() -> list[User]:
    """The INNOVILT office."""
    return list(buyer_people_with_role("IV"))


def member(company) -> list[User]:
    """Who acts for the member."""
    return list(people_with_role(company, "SA", "SU"))


def _tell_of_certificate(people: Iterable[User], kind: str, certificate: Certificate) -> None:
    number = certificate.number
    notify(people, kind, params={"number": number}, url_name=CERTIFICATE, url_args=[number])


@on("innovilt.act_proposed")
def ask_a_colleague(*, act: int, **_later) -> None:
    """The office, but not who proposed it."""
    proposed = CertificateAct.objects.select_related("certificate").get(pk=act)
    people = [each for each in office() if each.pk != proposed.proposed_by_id]
    _tell_of_certificate(people, "innovilt.act_proposed", proposed.certificate)


@on("innovilt.act_refused")
def tell_refused(*, act: int, **_later) -> None:
    """Who proposed it."""
    refused = CertificateAct.objects.select_related("certificate", "proposed_by").get(pk=act)
    if refused.proposed_by is not None:
        _tell_of_certificate([refused.proposed_by], "innovilt.act_refused", refused.certificate)


def _follow(kind: str, certificate: int) -> None:
    found = Certificate.objects.select_related("company").get(pk=certificate)
    follow_standing(found.company)
    if kind:
        _tell_of_certificate(member(found.company), kind, found)


@on("innovilt.certified", "innovilt.versions_changed")
def keep_standing(*, certificate: int, **_later) -> None:
    """The ground floor knows that the company has a certificate; the member is told by who issued it."""
    _follow("", certificate)


@on("innovilt.suspended")
def tell_suspended(*, certificate: int, **_later) -> None:
    """The member."""
    _follow("innovilt.suspended", certificate)


@on("innovilt.reinstated")
def tell_reinstated(*, certificate: int, **_later) -> None:
    """The member."""
    _follow("innovilt.reinstated", certificate)


@on("innovilt.withdrawn")
def tell_withdrawn(*, certificate: int, **_later) -> None:
    """The member."""
    _follow("innovilt.withdrawn", certificate)


@on("innovilt.expired")
def tell_expired(*, certificate: int, **_later) -> None:
    """The member."""
    _follow("innovilt.expired", certificate)


@on("innovilt.mark_requested")
def ask_office(*, use: int, **_later) -> None:
    """The office."""
    found = MarkUse.objects.get(pk=use)
    notify(office(), "innovilt.mark_requested", params={"number": found.number}, url_name=USE, url_args=[found.number])


@on("innovilt.mark_decided")
def tell_decided(*, use: int, **_later) -> None:
    """The member."""
    found = MarkUse.objects.select_related("company").get(pk=use)
    people = member(found.company)
    notify(people, "innovilt.mark_decided", params={"number": found.number}, url_name=USE, url_args=[found.number])


def _tell_of_misuse(people: Iterable[User], kind: str, misuse: MarkMisuse) -> None:
    params = {"number": misuse.number, "day": misuse.stop_by or ""}
    notify(people, kind, params=params, url_name=MISUSE, url_args=[misuse.number])


def _misuse(pk: int) -> MarkMisuse:
    return MarkMisuse.objects.select_related("company").get(pk=pk)


@on("innovilt.misuse_reported")
def tell_reported(*, misuse: int, **_later) -> None:
    """The office."""
    _tell_of_misuse(office(), "innovilt.misuse_reported", _misuse(misuse))


@on("innovilt.stop_letter_sent")
def tell_letter(*, misuse: int, **_later) -> None:
    """The member; others get it on paper."""
    found = _misuse(misuse)
    if found.company is not None:
        _tell_of_misuse(member(found.company), "innovilt.stop_letter_sent", found)


@on("innovilt.misuse_answered")
def tell_answered(*, misuse: int, **_later) -> None:
    """The office."""
    _tell_of_misuse(office(), "innovilt.misuse_answered", _misuse(misuse))


@on("innovilt.stop_letter_overdue")
def tell_overdue(*, misuse: int, **_later) -> None:
    """The office."""
    _tell_of_misuse(office(), "innovilt.stop_letter_overdue", _misuse(misuse))


@on("innovilt.misuse_closed")
def tell_closed(*, misuse: int, **_later) -> None:
    """The member, if it had a letter."""
    found = _misuse(misuse)
    if found.company is not None and found.letter_at is not None:
        _tell_of_misuse(member(found.company), "innovilt.misuse_closed", found)
