"""DO: members join with their first certificate, fall into grace, lapse, come back. Source: domain 12."""

from django.db import transaction

from portal.audit.services import move, record
from portal.clock import today
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.periods import months_after
from sharedgrowth.innovilt.models import AllianceMember, Certificate, terms_on
from sharedgrowth.innovilt.states import CertificateState, MemberState


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
    elif member.state == MemberState.GRACE and member.grace_until is not None and member.grace_until < on:
        move(member, "lapse", by=None)
        announce("innovilt.member_lapsed", member=member.pk)
    return member
