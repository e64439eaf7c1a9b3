"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleBroken
from portal.people.models import User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require
from sharedgrowth.support.models import SupportTerms
from sharedgrowth.support.policies import terms as policies

SHARES = (
    "nontrading_target",
    "nontrading_band",
    "government_share",
    "anchor_share",
    "sme_share",
)
AT_LEAST_ONE = ("consent_days", "reviewers", "info_days", "spread_points", "committee_votes")


@transaction.atomic
def enter_terms_of_support(terms: SupportTerms, *, by: User) -> SupportTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_terms(by))
    check_begins_later(terms)
    for name in SHARES:
        if not 0 <= getattr(terms, name) <= 1:
            raise RuleBroken(_("A share lies between 0 and 1."), field=name)
    for name in AT_LEAST_ONE:
        if getattr(terms, name) < 1:
            raise RuleBroken(_("At least 1."), field=name)
    if terms.government_share + terms.anchor_share + terms.sme_share < 1:
        raise RuleBroken(_("The three shares must be able to cover the whole cost."), field="sme_share")
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_terms_of_support(terms: SupportTerms, *, by: User) -> SupportTerms:
    """Put entered terms in force from their day on. Calls keep the terms of their publication."""
    require(policies.may_approve_terms(by, terms))
    return put_in_force(terms, by=by)
