"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction

from portal.people.models import User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require
from sharedgrowth.funds.models import FundTerms
from sharedgrowth.funds.policies import budget as policies


@transaction.atomic
def enter_fund_terms(terms: FundTerms, *, by: User) -> FundTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_fund_terms(by))
    check_begins_later(terms)
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_fund_terms(terms: FundTerms, *, by: User) -> FundTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_fund_terms(by, terms))
    return put_in_force(terms, by=by)
