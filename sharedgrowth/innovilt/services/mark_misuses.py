"""DO: misuses of the mark: a report, a stop letter with a day, the answer, and the suspension. Source: INV-07."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, MarkMisuse, terms_on
from sharedgrowth.innovilt.policies import marks as policies
from sharedgrowth.innovilt.services.certificate_acts import propose_act
from sharedgrowth.innovilt.states import IN_LIFE, ActKind, MisuseState

EVIDENCE = frozenset({"pdf", "png", "jpg"})
MOST_FILES = 5


@transaction.atomic
def report_misuse(
    *,
    kind: str,
    place: str,
    text: str,
    seen_on: date,
    number: str = "",
    addressee: str = "",
    evidence: Iterable[UploadedFile] = (),
    by: User | None,
) -> MarkMisuse:
    """Anybody tells the office of a mark without right; ``by`` is None for a visitor. Nothing personal is asked for."""
    require(policies.may_report_misuse(by))
    uploads = list(evidence)
    if seen_on > today():
        raise RuleBroken(_("This day has not come yet."), field="seen_on")
    if len(uploads) > MOST_FILES:
        raise RuleBroken(_("At most five files."), field="evidence")
    certificate = None
    if wanted := "".join(number.split()).upper():
        certificate = Certificate.objects.select_related("company").filter(number=wanted).first()
        if certificate is None:
            raise RuleBroken(
                _("No certificate has this number. Leave it empty and write the number into the text."), field="number"
            )
    misuse = MarkMisuse(
        number=next_number("INVX"),
        kind=kind,
        certificate=certificate,
        company=certificate.company if certificate else None,
        addressee=addressee.strip(),
        place=place.strip(),
        text=text.strip(),
        seen_on=seen_on,
        reported_by=by,
    )
    checked(misuse)
    misuse.save(force_insert=True)
    misuse.evidence.set([store_upload(each, company=None, by=None, kinds=EVIDENCE) for each in uploads])
    record(misuse, "reported", by=by, payload={"kind": kind})
    announce("innovilt.misuse_reported", misuse=misuse.pk)
    return misuse


def _locked(misuse: MarkMisuse) -> MarkMisuse:
    rows = MarkMisuse.objects.select_for_update(of=("self",)).select_related("certificate", "company")
    return rows.get(pk=misuse.pk)


def _keep(misuse: MarkMisuse, **values) -> None:
    for name, value in values.items():
        setattr(misuse, name, value)
    misuse.save(update_fields=list(values))


@transaction.atomic
def send_letter(misuse: MarkMisuse, *, letter_text: str, addressee: str = "", by: User) -> MarkMisuse:
    """The stop letter: what has to stop, and by which day. A member reads it in the portal, others get it on paper."""
    require(policies.may_handle_misuse(by, misuse))
    if not letter_text.strip():
        raise RuleBroken(_("Say what has to stop."), field="letter_text")
    misuse = _locked(misuse)
    if misuse.company is None and not addressee.strip() and not misuse.addressee:
        raise RuleBroken(
            _("A stop letter goes to somebody: name the member, or who shows the mark."), field="addressee"
        )
    day = today()
    stop_by = business_days_after(day, terms_on(day).stop_days)
    _keep(misuse, letter_text=letter_text.strip(), addressee=addressee.strip() or misuse.addressee, stop_by=stop_by)
    move(misuse, "send_letter", by=by, letter_by=by, letter_at=db_now(), payload={"stop_by": stop_by})
    announce("innovilt.stop_letter_sent", misuse=misuse.pk)
    return misuse


@transaction.atomic
def answer_letter(misuse: MarkMisuse, *, answer: str, by: User) -> MarkMisuse:
    """The member says what it has done."""
    require(policies.may_answer_misuse(by, misuse))
    if not answer.strip():
        raise RuleBroken(_("Say what you have done."), field="answer")
    misuse = _locked(misuse)
    _keep(misuse, answer=answer.strip())
    move(misuse, "answer", by=by, answered_at=db_now())
    announce("innovilt.misuse_answered", misuse=misuse.pk)
    return misuse


@transaction.atomic
def close_misuse(misuse: MarkMisuse, *, reason: str, by: User) -> MarkMisuse:
    """The office has seen that it has stopped."""
    return _closed(misuse, "stop", reason, by=by)


@transaction.atomic
def dismiss_misuse(misuse: MarkMisuse, *, reason: str, by: User) -> MarkMisuse:
    """It was no misuse."""
    return _closed(misuse, "dismiss", reason, by=by)


def _closed(misuse: MarkMisuse, name: str, reason: str, *, by: User) -> MarkMisuse:
    require(policies.may_handle_misuse(by, misuse))
    if not reason.strip():
        raise RuleBroken(_("Say what you have found."), field="reason")
    misuse = _locked(misuse)
    _keep(misuse, reason=reason.strip())
    move(misuse, name, by=by, reason=reason.strip())
    announce("innovilt.misuse_closed", misuse=misuse.pk)
    return misuse


@transaction.atomic
def escalate_misuse(misuse: MarkMisuse, *, reason: str, by: User) -> MarkMisuse:
    """The letter did not help: the suspension of the certificate is proposed; a colleague carries it out (INV-07)."""
    require(policies.may_handle_misuse(by, misuse))
    if not reason.strip():
        raise RuleBroken(_("Say why: the member reads it."), field="reason")
    misuse = _locked(misuse)
    certificate = misuse.certificate
    if certificate is None or certificate.state not in IN_LIFE:
        raise WrongState(_("There is no certificate in force that could be suspended."))
    _keep(misuse, reason=reason.strip())
    move(misuse, "escalate", by=by, reason=reason.strip())
    said = _("Misuse of the mark, stop letter %(number)s.") % {"number": misuse.number}
    propose_act(certificate, kind=ActKind.SUSPEND, reason=f"{said} {reason.strip()}", public_reason="", by=by)
    return misuse


@sweeps
def remind_of_letters() -> int:
    """Each day: the office is told once that the day of a stop letter has passed without an answer."""
    day = today()
    late = MarkMisuse.objects.filter(state=MisuseState.LETTER, stop_by__lt=day, reminded_on=None)
    done = 0
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            if MarkMisuse.objects.filter(pk=pk, state=MisuseState.LETTER, reminded_on=None).update(reminded_on=day):
                announce("innovilt.stop_letter_overdue", misuse=pk)
                done += 1
    return done
