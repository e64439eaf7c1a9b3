"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction

from portal.people.models import User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require
from sharedgrowth.innovilt.models import InnoviltTerms
from sharedgrowth.innovilt.policies import terms as policies


@transaction.atomic
def enter_terms(terms: InnoviltTerms, *, by: User) -> InnoviltTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_terms(by))
    check_begins_later(terms)
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_terms(terms: InnoviltTerms, *, by: User) -> InnoviltTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_terms(by, terms))
    return put_in_force(terms, by=by)
