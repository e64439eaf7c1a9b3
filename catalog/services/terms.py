"""Terms of review and registration, ready-made reasons: entered by one person, terms approved by another. SOD-15."""

from typing import Any

from django.db import transaction

from catalog import policies
from catalog.models import ReadyReason
from portal.audit.services import record
from portal.dated import FourEyesTerms
from portal.people.models import User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require


@transaction.atomic
def enter_terms(terms: FourEyesTerms, *, by: User) -> FourEyesTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_terms(by))
    check_begins_later(terms)
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_terms(terms: FourEyesTerms, *, by: User) -> FourEyesTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_terms(by, terms))
    return put_in_force(terms, by=by)


@transaction.atomic
def keep_reason(reason: ReadyReason, *, by: User, **changes: Any) -> ReadyReason:
    """Write a new ready-made reason, or change one; what was said with it before stays as it was said."""
    require(policies.may_keep_reasons(by))
    for name, value in changes.items():
        setattr(reason, name, value)
    reason.full_clean()
    what = "edited" if reason.pk else "added"
    reason.save()
    record(reason, what, by=by, payload=changes)
    return reason
