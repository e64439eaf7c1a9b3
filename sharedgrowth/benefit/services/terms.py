"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.people.models import User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require
from sharedgrowth.benefit.models import BenefitTerms
from sharedgrowth.benefit.policies import terms as policies

MOST_YEARS = 3  # domain 6.4


@transaction.atomic
def enter_benefit_terms(terms: BenefitTerms, *, by: User) -> BenefitTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_benefit_terms(by))
    check_begins_later(terms)
    if not 1 <= terms.years <= MOST_YEARS:
        raise RuleBroken(_("Benefit is shared for one to three years."), field="years")
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_benefit_terms(terms: BenefitTerms, *, by: User) -> BenefitTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_benefit_terms(by, terms))
    return put_in_force(terms, by=by)
