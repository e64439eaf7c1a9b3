"""Terms of review and registration, ready-made reasons: entered by one person, terms approved by another. SOD-15."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import ReadyReason
from catalog.models.terms import FourEyesTerms
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def enter_terms(terms: FourEyesTerms, *, by: User) -> FourEyesTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_terms(by))
    if terms.valid_from <= today():
        raise RuleBroken(_("Terms begin on a later day: what runs today keeps its terms."), field="valid_from")
    terms.entered_by, terms.approved_by = by, None
    terms.full_clean(exclude=["entered_by", "approved_by"])
    terms.save(force_insert=True)
    record(terms, "entered", by=by, payload={"valid_from": terms.valid_from})
    return terms


@transaction.atomic
def approve_terms(terms: FourEyesTerms, *, by: User) -> FourEyesTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_terms(by, terms))
    rows = type(terms)._default_manager.filter(pk=terms.pk, entered_by__isnull=False, approved_by=None)
    if terms.valid_from <= today():
        raise RuleBroken(_("Their day has passed. Enter them again with a later day."), field="valid_from")
    if not rows.update(approved_by=by):
        raise WrongState(_("These terms are approved already."))
    terms.approved_by = by
    record(terms, "approved", by=by)
    return terms


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
