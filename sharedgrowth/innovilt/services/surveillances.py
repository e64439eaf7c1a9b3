"""DO: the yearly surveillance: plan, sample, find, answer, conclude. Source: domain 12."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import Certificate, CertificateAct, Coil, Finding, SampleHeat, Surveillance, terms_on
from sharedgrowth.innovilt.policies import alliance as policies
from sharedgrowth.innovilt.queries import alliance as queries
from sharedgrowth.innovilt.rules.committee import sample
from sharedgrowth.innovilt.services.certificate_acts import propose_act
from sharedgrowth.innovilt.services.proofs import ask_mill
from sharedgrowth.innovilt.states import IN_LIFE, CertificateState, Severity, SurveillanceState, Trigger
from sharedgrowth.innovilt.states.marks import ActKind, ActState

S = SurveillanceState


@transaction.atomic
def plan_surveillance(
    certificate: Certificate, *, due_on: date, trigger: str = Trigger.YEARLY, by: User | None = None
) -> Surveillance | None:
    """Plan a look at a certificate and draw its sample; None when this one is planned already."""
    if by is not None:
        require(policies.may_plan(by, certificate))
    if certificate.state not in IN_LIFE:
        raise WrongState(_("The certificate has ended: apply for a renewal."))
    made = Surveillance(
        certificate=certificate, due_on=due_on, trigger=trigger, seed=f"{certificate.number} {trigger} {due_on}"
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return None
    _draw(made)
    record(made, "planned", by=by, payload={"certificate": certificate.number, "due_on": due_on, "trigger": trigger})
    announce("innovilt.surveillance_planned", surveillance=made.pk)
    return made


def _draw(surveillance: Surveillance) -> None:
    coils = {str(coil.uid): coil for coil in queries.coils_behind(surveillance.certificate)}
    size = terms_on(today()).sample_heats
    SampleHeat.objects.bulk_create(
        SampleHeat(surveillance=surveillance, coil=coils[key])
        for key in sample(coils, size=size, seed=surveillance.seed)
    )


def _row(surveillance: Surveillance) -> Surveillance:
    rows = Surveillance.objects.select_for_update(of=("self",)).select_related("certificate__company")
    return rows.get(pk=surveillance.pk)


@transaction.atomic
def hold_surveillance(
    surveillance: Surveillance,
    *,
    held_on: date,
    traced: Mapping[int, tuple[bool, str]],
    findings: Sequence[tuple[str, str]],
    summary: str,
    by: User,
) -> Surveillance:
    """What was seen: each heat of the sample traced or not, and findings (severity, words). Without any it is passed.

    A heat that was not traced is a major finding by itself, and so is each fault of the mass balance (INV-02).
    """
    require(policies.may_watch(by, surveillance))
    surveillance = _row(surveillance)
    if surveillance.state != S.PLANNED:
        raise WrongState(_("This surveillance has been held."))
    if held_on > today():
        raise RuleBroken(_("This day has not come yet."), field="held_on")
    if not summary.strip():
        raise RuleBroken(_("Write what was seen on site."), field="summary")
    lost = []
    for heat in surveillance.sample.select_related("coil"):
        if heat.coil_id not in traced:
            raise RuleBroken(_("Say of each heat whether it was traced."), field=f"traced_{heat.coil_id}")
        heat.traced, heat.note = traced[heat.coil_id][0], traced[heat.coil_id][1].strip()[:300]
        heat.save(update_fields=["traced", "note"])
        if not heat.traced:
            lost.append(heat.coil)
    for application in queries.applications_behind(surveillance.certificate):
        ask_mill(application, by=by)
    faults = [*map(_untraced, lost), *queries.balance_of(surveillance, on=held_on).faults]
    told = [*findings, *((str(Severity.MAJOR), fault[:1000]) for fault in faults)]
    due = business_days_after(today(), terms_on(today()).answer_days)
    for severity, text in told:
        finding = Finding(surveillance=surveillance, severity=severity, text=text.strip(), due_on=due)
        checked(finding)
        finding.save(force_insert=True)
    said: dict[str, Any] = {"held_on": held_on, "summary": summary.strip(), "inspector": by}
    move(surveillance, "find" if told else "pass", by=by, payload={"findings": len(told)}, **said)
    announce("innovilt.surveillance_held", surveillance=surveillance.pk)
    return surveillance


def _untraced(coil: Coil) -> str:
    return _("Heat %(heat)s was not traced to the product.") % {"heat": coil}


@transaction.atomic
def answer_finding(finding: Finding, *, answer: str, by: User) -> Finding:
    """What the company did about it."""
    require(policies.may_answer(by, finding))
    if not answer.strip():
        raise RuleBroken(_("Say what was done."), field="answer")
    finding = Finding.objects.select_for_update(of=("self",)).select_related("surveillance").get(pk=finding.pk)
    if finding.closed_at is not None or finding.surveillance.state != S.FINDINGS:
        raise WrongState(_("This finding is closed."))
    finding.answer, finding.answered_by, finding.answered_at = answer.strip(), by, db_now()
    checked(finding)
    finding.save(update_fields=["answer", "answered_by", "answered_at"])
    record(finding, "answered", by=by)
    announce("innovilt.finding_answered", finding=finding.pk)
    return finding


@transaction.atomic
def close_finding(finding: Finding, *, by: User) -> Finding:
    """The answer is enough; with the last one the surveillance is passed."""
    require(policies.may_close_finding(by, finding))
    surveillance = _row(finding.surveillance)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.answered_at is None:
        raise RuleBroken(_("The company has not answered yet."))
    if finding.closed_at is not None:
        raise WrongState(_("This finding is closed."))
    finding.closed_by, finding.closed_at = by, db_now()
    finding.save(update_fields=["closed_by", "closed_at"])
    record(finding, "closed", by=by)
    if surveillance.state == S.FINDINGS and not surveillance.findings.filter(closed_at=None).exists():
        move(surveillance, "pass", by=by)
        announce("innovilt.surveillance_passed", surveillance=surveillance.pk)
    return finding


@transaction.atomic
def fail_surveillance(surveillance: Surveillance, *, reason: str, by: User) -> Surveillance:
    """It failed: the suspension of the certificate is proposed, a second person decides about it."""
    require(policies.may_watch(by, surveillance))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    surveillance = _row(surveillance)
    move(surveillance, "fail", by=by, reason=reason.strip())
    certificate = surveillance.certificate
    waiting = CertificateAct.objects.filter(certificate=certificate, state=ActState.PROPOSED).exists()
    if certificate.state == CertificateState.VALID and not waiting:
        propose_act(certificate, kind=ActKind.SUSPEND, reason=reason.strip(), by=by)
    announce("innovilt.surveillance_failed", surveillance=surveillance.pk)
    return surveillance


@transaction.atomic
def drop_surveillances(certificate: Certificate) -> int:
    """What is planned for a certificate that has ended is not held. May run again."""
    dropped = 0
    for surveillance in certificate.surveillances.filter(state__in=[S.PLANNED, S.FINDINGS]):
        move(surveillance, "drop", by=None)
        dropped += 1
    return dropped
