"""DO: members join with their first certificate, fall into grace, lapse, come back; what they sign and get.

Source: domain 12.
"""

from datetime import UTC, date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.periods import months_after
from portal.policy import require
from portal.sealing import receipts
from portal.sealing.documents import canonical, fingerprint
from sharedgrowth.innovilt.models import (
    AllianceBenefit,
    AllianceMember,
    BenefitUse,
    Certificate,
    terms_on,
)
from sharedgrowth.innovilt.policies import alliance as policies
from sharedgrowth.innovilt.queries import alliance as queries
from sharedgrowth.innovilt.states import CertificateState, MemberState

CONTEXT = "twp-innovilt-alliance-v1"  # of the fingerprint of an agreement
EDITION = 1  # of the clauses of the agreement: templates/innovilt/agreement.typ


def join(certificate: Certificate, *, by: User) -> AllianceMember:
    """With a certificate a company is a member, or one again. In the caller's transaction."""
    member, new = AllianceMember.objects.get_or_create(company=certificate.company, defaults={"since": today()})
    if new:
        record(member, "joined", by=by, payload={"certificate": certificate.number})
        announce("innovilt.member_joined", member=member.pk)
    return follow(member)


def has_valid_certificate(company: Company) -> bool:
    """Whether one certificate of the company is valid today."""
    on = today()
    found = Certificate.objects.filter(company=company, state=CertificateState.VALID)
    return found.filter(valid_from__lte=on, valid_to__gte=on).exists()


@transaction.atomic
def follow(member: AllianceMember) -> AllianceMember:
    """Bring the membership to where its certificates are: active, in grace, lapsed. May run again."""
    member = AllianceMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    on, valid = today(), has_valid_certificate(member.company)
    if valid and member.state != MemberState.ACTIVE:
        move(member, "return", by=None, grace_until=None)
        announce("innovilt.member_returned", member=member.pk)
    elif not valid and member.state == MemberState.ACTIVE:
        move(member, "lose", by=None, grace_until=months_after(on, terms_on(on).grace_months))
        announce("innovilt.member_in_grace", member=member.pk)
    elif not valid and member.state == MemberState.GRACE and member.grace_until is not None and member.grace_until < on:
        move(member, "lapse", by=None)
        announce("innovilt.member_lapsed", member=member.pk)
    return member


def agreement_of(member: AllianceMember) -> dict[str, Any]:
    """What is signed: the parties, the benefits offered on the day, the rules."""
    terms = terms_on(today())
    return {
        "v": 1,
        "edition": EDITION,
        "company": member.company.number,
        "name_ko": member.company.legal_name_ko,
        "name_en": member.company.legal_name_en,
        "since": member.since.isoformat(),
        "grace_months": terms.grace_months,
        "surveillance_months": terms.surveillance_months,
        "benefits": [
            {"ko": benefit.title_ko, "en": benefit.title_en, "text_ko": benefit.text_ko, "text_en": benefit.text_en}
            for benefit in queries.benefits_offered()
        ],
    }


def agreement_hash(agreement: dict[str, Any]) -> str:
    """The fingerprint that a signature names."""
    return fingerprint(CONTEXT, agreement)


@transaction.atomic
def sign_agreement(member: AllianceMember, *, sha256: str, by: User) -> AllianceMember:
    """The company's administrator signs exactly the text that was read."""
    require(policies.may_sign(by, member))
    member = AllianceMember.objects.select_for_update(of=("self",)).select_related("company").get(pk=member.pk)
    if member.signed_at is not None:
        raise WrongState(_("The agreement is signed already."))
    if member.state == MemberState.LAPSED:
        raise WrongState(_("The membership has lapsed: it comes back with a certificate."))
    told = agreement_of(member)
    if agreement_hash(told) != sha256:
        raise WrongState(_("The text has changed since you opened it. Read it again."))
    at = db_now()
    text, signature = receipts.sign(
        {
            "v": 1,
            "kind": "innovilt_alliance_agreement",
            "receipt": str(member.uid),
            "company": member.company.number,
            "agreement_sha256": sha256,
            "signed_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        }
    )
    signed = {"document": text, "signature": signature, "key_id": receipts.current_key_id()}
    member.agreement, member.agreement_sha256, member.signed_by, member.signed_at = told, sha256, by, at
    member.receipt = canonical(signed).decode()
    member.save(update_fields=["agreement", "agreement_sha256", "signed_by", "signed_at", "receipt"])
    record(member, "agreement_signed", by=by, payload={"sha256": sha256})
    announce("innovilt.agreement_signed", member=member.pk)
    return member


@transaction.atomic
def note_insolvency(member: AllianceMember, *, since: date, note: str, by: User) -> AllianceMember:
    """Insolvency proceedings become known: applications rest, every certificate is looked at."""
    require(policies.may_note_insolvency(by, member))
    if since > today():
        raise RuleBroken(_("This day has not come yet."), field="since")
    if not note.strip():
        raise RuleBroken(_("Say where it is known from."), field="note")
    rows = AllianceMember.objects.filter(pk=member.pk, insolvent_since=None)
    if not rows.update(insolvent_since=since, insolvency_note=note.strip()[:500]):
        raise WrongState(_("It is noted already."))
    record(member, "insolvency_noted", by=by, reason=note.strip(), payload={"since": since})
    announce("innovilt.member_insolvent", member=member.pk)
    member.refresh_from_db()
    return member


@transaction.atomic
def lift_insolvency(member: AllianceMember, *, reason: str, by: User) -> AllianceMember:
    """The proceedings are over."""
    require(policies.may_note_insolvency(by, member))
    if not reason.strip():
        raise RuleBroken(_("Write the reason."), field="reason")
    rows = AllianceMember.objects.filter(pk=member.pk, insolvent_since__isnull=False)
    if not rows.update(insolvent_since=None, insolvency_note=""):
        raise WrongState(_("No insolvency is noted."))
    record(member, "insolvency_lifted", by=by, reason=reason.strip())
    announce("innovilt.insolvency_lifted", member=member.pk)
    member.refresh_from_db()
    return member


@transaction.atomic
def save_benefit(benefit: AllianceBenefit, *, by: User) -> AllianceBenefit:
    """What members get, new or changed; signed agreements keep their text."""
    require(policies.may_keep_benefits(by))
    checked(benefit)
    new = benefit.pk is None
    benefit.save()
    record(benefit, "entered" if new else "changed", by=by, payload={"offered": benefit.offered})
    return benefit


@transaction.atomic
def give_benefit(member: AllianceMember, *, benefit: AllianceBenefit, on: date, note: str, by: User) -> BenefitUse:
    """A member in good standing, that signed the agreement, got a benefit."""
    require(policies.may_give_benefit(by, member))
    if member.state != MemberState.ACTIVE or member.signed_at is None:
        raise RuleBroken(_("Benefits are for active members that signed the agreement."), field="benefit")
    if on > today():
        raise RuleBroken(_("This day has not come yet."), field="on")
    use = BenefitUse(member=member, benefit=benefit, on=on, note=note.strip(), by=by)
    checked(use)
    use.save(force_insert=True)
    record(member, "benefit_given", by=by, payload={"benefit": benefit.pk, "on": on})
    return use
