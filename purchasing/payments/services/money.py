"""DO: note a call about a late payment; make and end a calendar address."""

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.models import AuditEntry
from portal.audit.services import record
from portal.clock import ClockTimestamp
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import CalendarLink, Obligation
from purchasing.payments.policies import money as policies
from purchasing.payments.states import ObligationState

TOKEN_BYTES = 24


@transaction.atomic
def note_call(obligation: Obligation, *, text: str, by: User) -> AuditEntry:
    """Keep with a debt what its payer or payee said; it changes nothing else."""
    require(policies.may_note_call(by, obligation))
    if not text.strip():
        raise RuleBroken(_("Write who was spoken to and what was said."), field="text")
    if obligation.state in (ObligationState.PAID, ObligationState.CANCELLED):
        raise WrongState(_("This is paid or cancelled: there is nothing to ask about. Reload the page."))
    return record(obligation, "call_noted", by=by, reason=text)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_calendar_link(*, by: User) -> str:
    """A new secret for the person's calendar program; it is told once, and the one before no longer works."""
    require(policies.may_have_calendar(by))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link, _created = CalendarLink.objects.update_or_create(
        person=by, company=by.company, defaults={"sha256": _hash(token), "made_at": ClockTimestamp()}
    )
    record(link, "made", by=by)
    return token


@transaction.atomic
def end_calendar_link(*, by: User) -> None:
    """The address no longer works."""
    require(policies.may_have_calendar(by))
    link = CalendarLink.objects.filter(person=by, company=by.company_id).first()
    if link is not None:
        record(link, "ended", by=by)
        link.delete()


def owner_of_calendar(token: str) -> User | None:
    """Who asks with this secret, acting for the company it was made for; None when it is unknown or has ended."""
    link = CalendarLink.objects.filter(sha256=_hash(token)).select_related("person__active_membership").first()
    if link is None or not link.person.is_active:
        return None
    membership = link.person.memberships.filter(company=link.company, state="active").select_related("company").first()
    if membership is None:
        return None
    person = link.person
    person.active_membership = membership
    person.forget_roles()
    return person


def has_calendar_link(person: User) -> bool:
    """Whether the person has an address for the company it acts for."""
    return CalendarLink.objects.filter(person=person.pk, company=person.company_id).exists()
