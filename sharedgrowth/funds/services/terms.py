"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require
from purchasing.bidding.services.checks import checked
from sharedgrowth.funds.models import FundTerms
from sharedgrowth.funds.policies import budget as policies


@transaction.atomic
def enter_fund_terms(terms: FundTerms, *, by: User) -> FundTerms:
    """Enter terms that begin on a later day; they count once another person has approved them."""
    require(policies.may_enter_fund_terms(by))
    if terms.valid_from <= today():
        raise RuleBroken(_("Terms begin on a later day: what runs today keeps its terms."), field="valid_from")
    if FundTerms.objects.filter(valid_from=terms.valid_from).exists():
        raise RuleBroken(_("Terms from this day on are already there."), field="valid_from")
    terms.entered_by, terms.approved_by = by, None
    checked(terms)
    terms.save(force_insert=True)
    record(terms, "entered", by=by, reason=terms.note, payload={"valid_from": terms.valid_from})
    return terms


@transaction.atomic
def approve_fund_terms(terms: FundTerms, *, by: User) -> FundTerms:
    """Put entered terms in force from their day on."""
    require(policies.may_approve_fund_terms(by, terms))
    if terms.valid_from <= today():
        raise RuleBroken(_("Their day has passed. Enter them again with a later day."), field="valid_from")
    waiting = FundTerms.objects.filter(pk=terms.pk, entered_by__isnull=False, approved_by=None)
    if not waiting.update(approved_by=by):
        raise WrongState(_("These terms are approved already."))
    terms.approved_by = by
    record(terms, "approved", by=by)
    return terms
