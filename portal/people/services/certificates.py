"""Certificates: added by the company, verified by a second person, expired by the night. Source: CAT-17, CNV-14."""

from datetime import date
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce, each_by_itself, once
from portal.people import policies, queries, rules
from portal.people.models import Certificate, CertificateKind, Company, Standing, User
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
        record_standing(company, "size_class", size_class, source=source, by=by, valid_from=begins, valid_to=ends)
        _follow_size(certificate, today())  # one that begins later counts from its first day on: ``follow_sizes``
    announce("people.certificate_verified", certificate=certificate.pk)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User) -> None:
    """Say that a certificate does not hold, with a reason the company reads."""
    require(policies.may_verify_certificate(by, certificate))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the company reads it."), field="reason")
    was_valid = certificate.state == CertificateState.VALID
    move(certificate, "revoke", by=by, reason=reason)
    if was_valid:
        _take_back(certificate, reason, by)
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
                _follow_size(certificate, on)
                announce("people.certificate_expired", certificate=certificate.pk)
                count += 1
    return count


def _take_back(certificate: Certificate, reason: str, by: User) -> None:
    """What the certificate proved is no longer in force from today on; what another valid one proves holds again."""
    day = today()
    begins = max(day, certificate.valid_from)
    if certificate.valid_to is not None and certificate.valid_to < begins:
        return
    company, kind = certificate.company, certificate.kind_id
    others = Certificate.objects.filter(
        company=company, kind=kind, state=CertificateState.VALID, valid_from__lte=begins
    )
    still = others.exclude(Q(pk=certificate.pk) | Q(valid_to__lt=begins)).order_by("valid_from", "pk")
    for fact in (f"certificate.{kind}", "size_class") if kind == "SME" else (f"certificate.{kind}",):
        record_standing(company, fact, "", valid_from=begins, valid_to=certificate.valid_to, source=reason[:200], by=by)
        for other in still:
            if said := _said_by(other, fact):
                record_standing(
                    company,
                    fact,
                    said.value,
                    valid_from=begins,
                    valid_to=other.valid_to,
                    source=said.source,
                    by=by,
                )
    _follow_size(certificate, day)


def _said_by(certificate: Certificate, fact: str) -> Standing | None:
    """The row that was recorded when the certificate was verified."""
    rows = Standing.objects.filter(
        company=certificate.company,
        fact=fact,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        source__endswith=f" {certificate.number}",
    )
    return rows.exclude(value="").order_by("pk").first()


def follow_sizes(on: date) -> int:
    """Certificates verified ahead of their first day say the official size once it has come. Returns how many."""
    return each_by_itself(
        list(queries.companies_of_another_size(on).values_list("pk", flat=True)), partial(_follow_size_of, on=on)
    )


def _follow_size(certificate: Certificate, on: date) -> None:
    if certificate.kind_id == "SME":
        _set_size(certificate.company_id, on)


@transaction.atomic
def _follow_size_of(company: int, *, on: date) -> bool:
    if changed := _set_size(company, on):
        announce("people.company_size_changed", company=company)
    return changed


def _set_size(pk: int, on: date) -> bool:
    """The official size is what a certificate in force says, and unknown without one; whether it changed. CNV-13."""
    company = Company.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    size = queries.standing_of(company, "size_class", on) or SizeClass.UNKNOWN
    return bool(Company.objects.filter(pk=pk).exclude(size_class=size).update(size_class=size))


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
