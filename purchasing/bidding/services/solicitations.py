"""DO: record a contact that an outsider sought, and what compliance makes of it. Source: domain 0, 16.3."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies
from purchasing.bidding.models import SolicitationRecord, Tender
from purchasing.bidding.services.checks import checked


@transaction.atomic
def record_solicitation(
    *, who: str, happened_at: datetime, channel: str, content: str, key: str, by: User, tender: Tender | None = None
) -> SolicitationRecord:
    """Write down who came near, when, how and with what. It is never changed afterwards; compliance is told.

    ``key`` makes the call safe to repeat: the same key returns the record it made.
    """
    require(policies.may_record_solicitation(by))
    if not key:
        raise RuleBroken(_("A key is needed so that sending twice does no harm."), field="key")
    if made := SolicitationRecord.objects.filter(reported_by=by, key=key).first():
        return made
    if happened_at > db_now():
        raise RuleBroken(_("A contact lies in the past. Check the date."), field="happened_at")
    contact = SolicitationRecord(
        number=next_number("SOL"),
        tender=tender,
        who=who,
        happened_at=happened_at,
        channel=channel,
        content=content,
        reported_by=by,
        key=key,
    )
    checked(contact)
    contact.save()
    record(contact, "recorded", by=by)
    announce("bidding.solicitation_recorded", solicitation=contact.pk)
    return contact


@transaction.atomic
def assess_solicitation(contact: SolicitationRecord, *, refer: bool, assessment: str, by: User) -> SolicitationRecord:
    """Compliance says what follows: nothing, or an inquiry. Who reported it is told that it was looked at."""
    require(policies.may_assess_solicitation(by, contact))
    assessment = assessment.strip()
    if not assessment:
        raise RuleBroken(_("Say what follows from it, and why."), field="assessment")
    deed = "refer" if refer else "note"
    move(contact, deed, by=by, assessed_by=by, assessed_at=db_now(), assessment=assessment)
    announce("bidding.solicitation_assessed", solicitation=contact.pk)
    return contact
