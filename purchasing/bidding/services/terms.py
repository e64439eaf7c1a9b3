"""DO: enter the terms of a day to come, by two people. Source: domain 16.2, SOD-15, CNV-07, CNV-09."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.dated import in_force
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BiddingTerms, TermsProposal
from purchasing.bidding.services.checks import checked


@transaction.atomic
def propose_terms(*, valid_from: date, values: Mapping[str, Any], reason: str, by: User) -> TermsProposal:
    """Propose all figures that hold from ``valid_from`` on; those not given stay as they are then."""
    require(policies.may_propose_terms(by))
    if not reason.strip():
        raise RuleBroken(_("Give the reason and the source of the change."), field="reason")
    if valid_from <= today():
        raise RuleBroken(_("Terms begin on a day to come: tenders of today keep theirs."), field="valid_from")
    if BiddingTerms.objects.filter(valid_from=valid_from).exists():
        raise RuleBroken(_("Terms from this day on are already there."), field="valid_from")
    before = in_force(BiddingTerms, valid_from)
    row = _row(before, valid_from, values, note=reason)
    checked(row)
    if queries.terms_as_text(row) == queries.terms_as_text(before):
        raise RuleBroken(_("Nothing differs from the terms that hold by then."))
    proposal = TermsProposal(valid_from=valid_from, values=queries.terms_as_text(row), reason=reason, proposed_by=by)
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "terms_open_once":
            raise WrongState(_("Terms from this day on already wait for approval.")) from refusal
        raise
    record(proposal, "proposed", by=by, reason=reason, payload={"valid_from": valid_from, "values": proposal.values})
    announce("bidding.terms_proposed", proposal=proposal.pk)
    return proposal


@transaction.atomic
def approve_terms(proposal: TermsProposal, *, by: User) -> BiddingTerms:
    """The second person: from their day on the terms are in force for every tender that is published then."""
    proposal = _locked(proposal)
    require(policies.may_decide_terms(by, proposal))
    if proposal.valid_from <= today():
        raise WrongState(_("The day has come without an approval: propose the terms for a later day."))
    if BiddingTerms.objects.filter(valid_from=proposal.valid_from).exists():
        raise WrongState(_("Terms from this day on are already there."))
    row = _row(in_force(BiddingTerms, proposal.valid_from), proposal.valid_from, proposal.values, note=proposal.reason)
    checked(row)
    row.save(force_insert=True)
    move(proposal, "approve", by=by, payload={"values": proposal.values}, decided_by=by, decided_at=db_now())
    announce("bidding.terms_approved", proposal=proposal.pk)
    return row


@transaction.atomic
def decline_terms(proposal: TermsProposal, *, reason: str, by: User) -> TermsProposal:
    """The second person says no, with the reason."""
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    proposal = _locked(proposal)
    require(policies.may_decide_terms(by, proposal))
    move(proposal, "decline", by=by, reason=reason, decision=reason, decided_by=by, decided_at=db_now())
    announce("bidding.terms_declined", proposal=proposal.pk)
    return proposal


@transaction.atomic
def withdraw_terms(proposal: TermsProposal, *, by: User) -> TermsProposal:
    """Who proposed them takes them back."""
    proposal = _locked(proposal)
    require(policies.may_withdraw_terms(by, proposal))
    move(proposal, "withdraw", by=by, decided_by=by, decided_at=db_now())
    return proposal


def _locked(proposal: TermsProposal) -> TermsProposal:
    return TermsProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)


def _row(before: BiddingTerms, valid_from: date, values: Mapping[str, Any], *, note: str) -> BiddingTerms:
    """The terms before with the figures that change."""
    row = BiddingTerms(valid_from=valid_from, note=note)
    for field in queries.terms_fields():
        value = values.get(field.name, getattr(before, field.name))
        if isinstance(field, ArrayField):
            value = [field.base_field.to_python(each) for each in value]
        setattr(row, field.name, field.to_python(value))
    return row
