"""Certificates: added by the company, verified by a second person, expired by the night. Source: CAT-17, CNV-14."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce, once
from portal.people import policies, rules
from portal.people.models import Certificate, CertificateKind, Company, User
from portal.people.services.standing import record_standing
from portal.people.states import CertificateState, SizeClass
from portal.policy import require

LIVING = (CertificateState.PENDING, CertificateState.VALID)


@transaction.atomic
def add_certificate(
    company: Company,
    *,
    kind: CertificateKind,
    number: str,
    issuer: str,
    valid_from: date,
    valid_to: date | None,
    document: File | None = None,
    by: User,
) -> Certificate:
    """Add a certificate with its evidence; it counts once a second person has verified it."""
    require(policies.may_add_certificate(by, company))
    if valid_to is not None and valid_to < valid_from:
        raise RuleBroken(_("The last day must not lie before the first."), field="valid_to")
    if valid_to is not None and valid_to < today():
        raise RuleBroken(_("This certificate has already expired. Add the one that is in force."), field="valid_to")
    if valid_to is None and kind.usual_years:
        raise RuleBroken(
            _("Certificates of this kind expire, usually after %(years)d years. Enter the last day from the document.")
            % {"years": kind.usual_years},
            field="valid_to",
        )
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                company=company,
                kind=kind,
                number=number,
                issuer=issuer,
                valid_from=valid_from,
                valid_to=valid_to,
                document=document,
                added_by=by,
            )
    except IntegrityError as twice:
        raise RuleBroken(_("This certificate is already listed."), field="number") from twice
    record(certificate, "added", by=by)
    announce("people.certificate_added", certificate=certificate.pk)
    return certificate


@transaction.atomic
def verify_certificate(certificate: Certificate, *, size_class: str = "", by: User) -> None:
    """Vouch for a certificate after looking at its document; the SME certificate also says the size (CNV-13)."""
    require(policies.may_verify_certificate(by, certificate))
    if certificate.document_id is None:
        raise RuleBroken(_("There is no document to look at. Ask the company to upload it."))
    if certificate.kind_id == "SME" and size_class not in SizeClass.values[1:]:
        raise RuleBroken(_("Choose the size that the SME certificate states."), field="size_class")
    move(certificate, "verify", by=by, verified_by=by, verified_at=db_now())
    company = certificate.company
    begins, ends = certificate.valid_from, certificate.valid_to
    source = f"{certificate.kind} {certificate.number}"[:200]
    record_standing(
        company,
        f"certificate.{certificate.kind_id}",
        certificate.number,
        source=source,
        by=by,
        valid_from=begins,
        valid_to=ends,
    )
    if certificate.kind_id == "SME":
        Company.objects.filter(pk=company.pk).update(size_class=size_class)
        record_standing(company, "size_class", size_class, source=source, by=by, valid_from=begins, valid_to=ends)
    announce("people.certificate_verified", certificate=certificate.pk)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User) -> None:
    """Say that a certificate does not hold, with a reason the company reads."""
    require(policies.may_verify_certificate(by, certificate))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the company reads it."), field="reason")
    move(certificate, "revoke", by=by, reason=reason)
    _forget_size(certificate)
    announce("people.certificate_revoked", certificate=certificate.pk)


def expire_certificates(on: date) -> int:
    """Expire what ended before ``on``: a benefit lapses the day after the last day. Returns how many."""
    due = Certificate.objects.filter(state__in=LIVING, valid_to__lt=on)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            certificate = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if certificate is not None:
                move(certificate, "expire", by=None)
                _forget_size(certificate)
                announce("people.certificate_expired", certificate=certificate.pk)
                count += 1
    return count


def _forget_size(certificate: Certificate) -> None:
    """The official size lapses with the last SME certificate that proves it."""
    if certificate.kind_id != "SME":
        return
    others = Certificate.objects.filter(company=certificate.company, kind="SME", state=CertificateState.VALID)
    if not others.exclude(pk=certificate.pk).exists():
        Company.objects.filter(pk=certificate.company_id).update(size_class=SizeClass.UNKNOWN)


def remind_of_certificates(on: date) -> int:
    """Remind 60, 30 and 7 days before the last day, each once, whatever night was missed. Returns how many."""
    ending = Certificate.objects.filter(state__in=LIVING, valid_to__gte=on)
    count = 0
    for pk, valid_to in ending.values_list("pk", "valid_to").iterator():
        days = rules.reminder_due(valid_to, on) if valid_to else None
        if valid_to is None or days is None:
            continue
        with transaction.atomic():
            if once("people.certificate_reminder", f"{pk}:{valid_to.isoformat()}:{days}"):
                announce("people.certificate_expiring", certificate=pk, days=days)
                count += 1
    return count
