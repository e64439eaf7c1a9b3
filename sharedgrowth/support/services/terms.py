"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import SupportTerms
from sharedgrowth.support.policies import terms as policies
from sharedgrowth.support.services.checked import checked

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
    if terms.valid_from <= today():
        raise RuleBroken(_("Terms begin on a later day: what runs today keeps its terms."), field="valid_from")
    if SupportTerms.objects.filter(valid_from=terms.valid_from).exists():
        raise RuleBroken(_("Terms from this day on are already there."), field="valid_from")
    for name in SHARES:
        if not 0 <= getattr(terms, name) <= 1:
            raise RuleBroken(_("A share lies between 0 and 1."), field=name)
    for name in AT_LEAST_ONE:
        if getattr(terms, name) < 1:
            raise RuleBroken(_("At least 1."), field=name)
    if terms.government_share + terms.anchor_share + terms.sme_share < 1:
        raise RuleBroken(_("The three shares must be able to cover the whole cost."), field="sme_share")
    terms.entered_by, terms.approved_by = by, None
    checked(terms, but=("entered_by", "approved_by"))
    terms.save(force_insert=True)
    record(terms, "entered", by=by, reason=terms.note, payload={"valid_from": terms.valid_from})
    return terms


@transaction.atomic
def approve_terms_of_support(terms: SupportTerms, *, by: User) -> SupportTerms:
    """Put entered terms in force from their day on. Calls keep the terms of their publication."""
    require(policies.may_approve_terms(by, terms))
    if terms.valid_from <= today():
        raise RuleBroken(_("Their day has passed. Enter them again with a later day."), field="valid_from")
    waiting = SupportTerms.objects.filter(pk=terms.pk, entered_by__isnull=False, approved_by=None)
    if not waiting.update(approved_by=by):
        raise WrongState(_("These terms are approved already."))
    terms.approved_by = by
    record(terms, "approved", by=by)
    return terms
