"""DO: uses of the mark: a member asks, the office approves the artwork, the certificate ends them. Source: INV-07."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, MarkUse
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.states import CertificateState, MarkUseState

ARTWORK = frozenset({"pdf", "png", "jpg"})
MOST_FILES = 5


@transaction.atomic
def request_use(
    certificate: Certificate,
    *,
    medium: str,
    purpose: str,
    place: str,
    number_shown: bool,
    begins_on: date,
    ends_on: date,
    artwork: Iterable[UploadedFile],
    key: str = "",
    by: User,
) -> MarkUse:
    """Ask to show the mark with the certificate number on one medium; ``key`` makes it safe to send twice."""
    require(policies.may_request_use(by, certificate))
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if key and (made_before := MarkUse.objects.filter(requested_by=by, key=key).first()):
        return made_before
    if certificate.state != CertificateState.VALID:
        raise WrongState(_("The mark is shown with a valid certificate only."))
    use = MarkUse(
        number=next_number("INVU"),
        certificate=certificate,
        company=certificate.company,
        medium=medium,
        purpose=purpose.strip(),
        place=place.strip(),
        number_shown=number_shown,
        begins_on=begins_on,
        ends_on=ends_on,
        key=key,
        requested_by=by,
    )
    _save(use, artwork, by=by, adding=True)
    record(use, "requested", by=by, payload={"certificate": certificate.number, "medium": medium})
    announce("innovilt.mark_requested", use=use.pk)
    return use


def _save(use: MarkUse, artwork: Iterable[UploadedFile], *, by: User, adding: bool = False) -> None:
    uploads = list(artwork)
    if not use.number_shown:
        raise RuleBroken(
            _("The mark is shown with the certificate number only: put it into the artwork (INV-07)."),
            field="number_shown",
        )
    if use.begins_on < use.certificate.valid_from or use.ends_on > use.certificate.valid_to:
        raise RuleBroken(
            _("The mark may be shown while the certificate lasts: until %(day)s.")
            % {"day": use.certificate.valid_to.isoformat()},
            field="ends_on",
        )
    if adding and not uploads:
        raise RuleBroken(_("Add the artwork: the office approves what it has seen."), field="artwork")
    if len(uploads) > MOST_FILES:
        raise RuleBroken(_("At most five files."), field="artwork")
    checked(use)
    use.save()
    if uploads:
        use.artwork.set([store_upload(each, company=use.company, by=by, kinds=ARTWORK) for each in uploads])


def _locked(use: MarkUse) -> MarkUse:
    return MarkUse.objects.select_for_update(of=("self",)).select_related("certificate", "company").get(pk=use.pk)


@transaction.atomic
def request_again(
    use: MarkUse,
    *,
    purpose: str,
    place: str,
    number_shown: bool,
    begins_on: date,
    ends_on: date,
    artwork: Iterable[UploadedFile],
    medium: str,
    by: User,
) -> MarkUse:
    """What was sent back is changed and asked for again; without new files the artwork stays."""
    require(policies.may_change_use(by, use))
    use = _locked(use)
    if use.state != MarkUseState.RETURNED:
        raise WrongState(_("This request was not sent back."))
    use.medium, use.purpose, use.place, use.number_shown = medium, purpose.strip(), place.strip(), number_shown
    use.begins_on, use.ends_on = begins_on, ends_on
    _save(use, artwork, by=by)
    move(use, "request", by=by)
    announce("innovilt.mark_requested", use=use.pk)
    return use


def _decided(use: MarkUse, name: str, *, by: User, reason: str = "", conditions: str = "") -> MarkUse:
    move(use, name, by=by, reason=reason or conditions, decided_by=by, decided_at=db_now())
    MarkUse.objects.filter(pk=use.pk).update(reason=reason, conditions=conditions)
    use.reason, use.conditions = reason, conditions
    announce("innovilt.mark_decided", use=use.pk)
    return use


@transaction.atomic
def approve_use(use: MarkUse, *, conditions: str = "", by: User) -> MarkUse:
    """The office has looked at the artwork: it may be shown."""
    require(policies.may_decide_use(by, use))
    use = _locked(use)
    if use.certificate.state != CertificateState.VALID or use.ends_on < today():
        raise WrongState(_("The mark is shown with a valid certificate only."))
    return _decided(use, "approve", by=by, conditions=conditions.strip())


@transaction.atomic
def return_use(use: MarkUse, *, reason: str, by: User) -> MarkUse:
    """Something has to be changed first."""
    require(policies.may_decide_use(by, use))
    return _decided(_locked(use), "return", by=by, reason=_why(reason))


@transaction.atomic
def refuse_use(use: MarkUse, *, reason: str, by: User) -> MarkUse:
    """The mark may not be shown there."""
    require(policies.may_decide_use(by, use))
    return _decided(_locked(use), "refuse", by=by, reason=_why(reason))


@transaction.atomic
def revoke_use(use: MarkUse, *, reason: str, by: User) -> MarkUse:
    """An approval is taken back: it was shown otherwise than approved."""
    require(policies.may_decide_use(by, use))
    return _decided(_locked(use), "revoke", by=by, reason=_why(reason))


@transaction.atomic
def end_use(use: MarkUse, *, by: User) -> MarkUse:
    """The member no longer shows it, or takes its request back."""
    require(policies.may_change_use(by, use))
    use = _locked(use)
    move(use, "end", by=by)
    return use


def _why(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken(_("Say why: the member reads it."), field="reason")
    return reason.strip()


@sweeps
def end_uses_by_day() -> int:
    """Each day: a use whose last day has passed has ended."""
    over = MarkUse.objects.filter(state=MarkUseState.APPROVED, ends_on__lt=today())
    return sum(_end(pk) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int) -> int:
    use = MarkUse.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if use is None or use.state != MarkUseState.APPROVED or use.ends_on >= today():
        return 0
    move(use, "end", by=None)
    return 1
