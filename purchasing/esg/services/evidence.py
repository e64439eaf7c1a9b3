"""DO: a company's library of documents: kept once, used by any number of answers; what ends is told in time."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.models import Certificate, User
from portal.policy import require
from purchasing.esg.models import Evidence
from purchasing.esg.policies import answers as policies
from purchasing.esg.queries import evidence as queries
from purchasing.esg.rules.answers import days_reminded


@transaction.atomic
def add_evidence(
    *,
    title: str,
    file: File | None = None,
    certificate: Certificate | None = None,
    kind: str = "",
    issuer: str = "",
    number: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: User,
) -> Evidence:
    """Put a document into the library of one's own company: a file, or one of its certificates."""
    require(policies.may_add_evidence(by))
    if valid_to is not None and valid_to < today():
        raise RuleBroken(_("This document has already ended. Add the one that is in force."), field="valid_to")
    if certificate is not None:
        if certificate.company_id != by.company_id:
            raise RuleBroken(_("Choose one of your own certificates."), field="certificate")
        file = file or certificate.document
        kind, issuer, number = certificate.kind_id, certificate.issuer[:80], certificate.number[:60]
        valid_from, valid_to = certificate.valid_from, certificate.valid_to
        title = title or str(certificate.kind)
    if file is not None and certificate is None and not title:
        title = file.name.rpartition(".")[0] or file.name
    made = Evidence(
        company=by.company,
        title=title[:120],
        file=file,
        certificate=certificate,
        kind=kind,
        issuer=issuer,
        number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        added_by=by,
    )
    checked(made)
    made.save()
    record(made, "added", by=by, payload={"title": made.title, "sha256": file.sha256 if file else ""})
    return made


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Out of the library: no new answer can use it. Answers that use it keep it."""
    require(policies.may_remove_evidence(by, evidence))
    rows = Evidence.objects.filter(pk=evidence.pk, removed_at=None)
    if rows.update(removed_at=db_now()):
        record(evidence, "removed", by=by, payload={"title": evidence.title})


@transaction.atomic
def watch_evidence(on: date) -> int:
    """Once a day: remind of documents that end (60, 30, 7 days before); mark answers whose documents have all ended."""
    told = 0
    for evidence in queries.ending_evidence(on).select_for_update(of=("self",)):
        if evidence.valid_to is None:
            continue
        due = days_reminded(evidence.valid_to, on)
        if due > evidence.reminded:
            evidence.reminded = due
            evidence.save(update_fields=["reminded"])
            announce("esg.evidence_ending", evidence=evidence.pk)
            told += 1
    marked: set[int] = set()
    for answer in queries.lapsed_answers(on):
        answer.lapsed_on = on
        answer.save(update_fields=["lapsed_on"])
        record(answer, "evidence_ended", by=None, payload={"code": answer.question.code})
        marked.add(answer.assessment_id)
    for assessment in sorted(marked):
        announce("esg.evidence_ended", assessment=assessment)
    return told + len(marked)
