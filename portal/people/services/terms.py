"""Terms of companies: entered by one person for a later day, put in force by another. Source: SOD-15."""

from django.db import transaction

from portal.people import policies
from portal.people.models import CompanyTerms, User
from portal.people.services.four_eyes import check_begins_later, keep_entered, put_in_force
from portal.policy import require


@transaction.atomic
def enter_company_terms(terms: CompanyTerms, *, by: User) -> CompanyTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_company_terms(by))
    check_begins_later(terms)
    return keep_entered(terms, by=by)


@transaction.atomic
def approve_company_terms(terms: CompanyTerms, *, by: User) -> CompanyTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_company_terms(by, terms))
    return put_in_force(terms, by=by)
