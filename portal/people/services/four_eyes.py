"""DO: terms of a day to come, by two people, for every app that has dated terms. Source: domain 16.2, SOD-15, CNV-07.

Called by the services of each app's terms, which have asked whether the person may, and what only their numbers know.
"""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.dated import FourEyesTerms
from portal.errors import RuleBroken, WrongState
from portal.people.models import User

Terms = TypeVar("Terms", bound=FourEyesTerms)


def check_begins_later(terms: FourEyesTerms) -> None:
    """Nothing that runs today gets other numbers; a day has one set of terms."""
    if terms.valid_from <= today():
        raise RuleBroken(_("Terms begin on a later day: what runs today keeps its terms."), field="valid_from")
    if type(terms)._default_manager.filter(valid_from=terms.valid_from).exists():
        raise RuleBroken(_("Terms from this day on are already there."), field="valid_from")


def keep_entered(terms: Terms, *, by: User) -> Terms:
    """Keep what one person entered; it counts once another has approved it. In the caller's transaction."""
    terms.entered_by, terms.approved_by = by, None
    try:
        terms.full_clean(exclude=["entered_by", "approved_by"])
    except ValidationError as fault:
        field, messages = next(iter(fault.message_dict.items()))
        raise RuleBroken(messages[0], field=None if field == "__all__" else field) from fault
    terms.save(force_insert=True)
    record(terms, "entered", by=by, reason=terms.note, payload={"valid_from": terms.valid_from})
    return terms


def put_in_force(terms: Terms, *, by: User) -> Terms:
    """The second person's yes, once, and before their day. In the caller's transaction."""
    if terms.valid_from <= today():
        raise RuleBroken(_("Their day has passed. Enter them again with a later day."), field="valid_from")
    waiting = type(terms)._default_manager.filter(pk=terms.pk, entered_by__isnull=False, approved_by=None)
    if not waiting.update(approved_by=by):
        raise WrongState(_("These terms are approved already."))
    terms.approved_by = by
    record(terms, "approved", by=by)
    return terms
