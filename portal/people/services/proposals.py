"""Decisions about a company that take two people: level, suspension, parent, succession … Source: domain 1.7."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken
from portal.files.models import File
from portal.outbox.services import announce
from portal.people import policies
from portal.people.facts import SUSPENSION_OVER
from portal.people.models import Company, CompanyProposal, User
from portal.people.registry import honour_checks, level_checks
from portal.people.services.levels import set_level
from portal.people.services.resting import end_reverification
from portal.people.services.standing import record_standing
from portal.people.services.succession import check_succession, succeed
from portal.people.states import CompanyState, Level, ProposalKind
from portal.periods import months_after
from portal.policy import require

HONOUR_MONTHS = 12  # domain 1.3: a yearly selection


def propose_level(company: Company, *, reason: str, by: User) -> CompanyProposal:
    """Propose that an active member company becomes a registered supplier (level L1)."""
    if company.state != CompanyState.ACTIVE or company.level != Level.L0:
        raise RuleBroken(_("Only an active company at level L0 can become a registered supplier."))
    return _propose(company, ProposalKind.REGISTER, reason=reason, until=None, by=by)


def propose_honour(company: Company, *, reason: str, by: User) -> CompanyProposal:
    """Propose that a trading supplier is honoured for a year (level L3), for what it did. Source: domain 1.3."""
    _check_honour(company)
    return _propose(company, ProposalKind.HONOUR, reason=reason, until=None, by=by)


def propose_suspension(company: Company, *, reason: str, until: date | None = None, by: User) -> CompanyProposal:
    """Propose to suspend an active company, until a day or until it is reinstated."""
    if company.state != CompanyState.ACTIVE:
        raise RuleBroken(_("Only an active company can be suspended."))
    if until is not None and until <= today():
        raise RuleBroken(_("The last day of the suspension must lie after today."), field="until")
    return _propose(company, ProposalKind.SUSPEND, reason=reason, until=until, by=by)


def propose_reinstatement(company: Company, *, reason: str, by: User) -> CompanyProposal:
    """Propose to lift a suspension, or to wake a dormant company."""
    if company.state not in (CompanyState.SUSPENDED, CompanyState.DORMANT):
        raise RuleBroken(_("Only a suspended or dormant company can be reinstated."))
    return _propose(company, ProposalKind.REINSTATE, reason=reason, until=None, by=by)


def propose_parent(company: Company, *, parent: Company | None, reason: str, by: User) -> CompanyProposal:
    """Propose which company owns this one (None: nobody any more): related companies do not compete. BID-04."""
    require(policies.may_propose_about(by, company))
    _check_parent(company, parent)
    return _propose(company, ProposalKind.PARENT, reason=reason, until=None, parent=parent, by=by)


def propose_succession(
    company: Company, *, successor: Company, merged_on: date, document: File, reason: str, by: User
) -> CompanyProposal:
    """Propose that another company stands where this one stood: it was merged, or goes on under a new number."""
    require(policies.may_propose_succession(by, company, successor))
    check_succession(company, successor, merged_on)
    told = {"successor": successor, "merged_on": merged_on, "document": document}
    return _propose(company, ProposalKind.SUCCESSION, reason=reason, until=None, by=by, **told)


def _check_parent(company: Company, parent: Company | None) -> None:
    if company.parent_id == (parent.pk if parent else None):
        raise RuleBroken(_("This is the present entry already."), field="parent")
    above = parent
    while above is not None:
        if above.pk == company.pk:
            raise RuleBroken(
                _("A company cannot stand above itself. Check which of the two is the owner."), field="parent"
            )
        above = above.parent
    if parent is not None and parent.is_buyer:
        raise RuleBroken(_("The buying organisation is not entered as the parent of a supplier."), field="parent")


@transaction.atomic
def _propose(company: Company, kind: str, *, reason: str, until: date | None, by: User, **told: Any) -> CompanyProposal:
    require(policies.may_propose_about(by, company))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the approver decides on it."), field="reason")
    try:
        with transaction.atomic():
            proposal = CompanyProposal.objects.create(
                company=company, kind=kind, reason=reason, until=until, proposed_by=by, **told
            )
    except IntegrityError as twice:
        raise RuleBroken(_("Such a proposal is already waiting for a decision.")) from twice
    record(company, f"proposed_to_{kind}", by=by, reason=reason)
    announce("people.proposal_made", proposal=proposal.pk)
    return proposal


@transaction.atomic
def approve_proposal(proposal: CompanyProposal, *, reason: str = "", by: User) -> None:
    """Approve, as a second person, and do what was proposed."""
    require(policies.may_decide_proposal(by, proposal))
    company, successor = _locked(proposal)
    why = reason or proposal.reason
    if proposal.kind == ProposalKind.REGISTER:
        _check_level(company)
    elif proposal.kind == ProposalKind.HONOUR:
        _check_honour(company)
    elif proposal.kind == ProposalKind.SUSPEND:
        _check_still_ahead(proposal.until)
    move(proposal, "approve", by=by, reason=reason, decided_by=by, decision_reason=reason)
    if proposal.kind == ProposalKind.REGISTER:
        _raise_level(company, why, by)
    elif proposal.kind == ProposalKind.HONOUR:
        set_level(company, Level.L3, why=why, by=by, until=months_after(today(), HONOUR_MONTHS) - timedelta(days=1))
    elif proposal.kind == ProposalKind.SUSPEND:
        move(company, "suspend", by=by, reason=why, suspended_until=proposal.until)
        record_standing(
            company,
            "suspended",
            "yes",
            valid_from=today(),
            valid_to=proposal.until,
            source=proposal.reason[:200],
            by=by,
        )
        announce("people.company_suspended", company=company.pk)
    elif proposal.kind == ProposalKind.PARENT:
        _set_parent(company, proposal.parent, why, by)
    elif proposal.kind == ProposalKind.SUCCESSION:
        assert successor is not None  # noqa: S101 (a constraint of the database)
        succeed(proposal, company, successor, why=why, by=by)
    else:
        _reinstate(company, why, by)
    announce("people.proposal_decided", proposal=proposal.pk)


def _locked(proposal: CompanyProposal) -> tuple[Company, Company | None]:
    """The company, and its successor where one is named: locked in one order, so that crossed proposals wait."""
    concerned = [number for number in (proposal.company_id, proposal.successor_id) if number is not None]
    found = Company.objects.select_for_update(of=("self",)).filter(pk__in=concerned).order_by("pk")
    known = {company.pk: company for company in found}
    proposal.company = known[proposal.company_id]
    return proposal.company, None if proposal.successor_id is None else known[proposal.successor_id]


def _check_level(company: Company) -> None:
    if company.state != CompanyState.ACTIVE or company.level != Level.L0:
        raise RuleBroken(_("Only an active company at level L0 can become a registered supplier."))
    for check in level_checks:
        check(company)


def _check_honour(company: Company) -> None:
    if company.state != CompanyState.ACTIVE or company.level != Level.L2:
        raise RuleBroken(_("Only an active trading supplier (level L2) can be honoured."))
    for check in honour_checks:
        check(company)


def _check_still_ahead(until: date | None) -> None:
    """A suspension may be decided on its last day, but not after: nothing would be left of it."""
    if until is not None and until < today():
        raise RuleBroken(_("The last day of the suspension has passed: decline it, and have it proposed anew."))


def _raise_level(company: Company, why: str, by: User) -> None:
    _check_level(company)
    set_level(company, Level.L1, why=why, by=by)


@transaction.atomic
def enter_registration(
    company: Company, *, group: str, number: str, source: str, until: date | None, by: User
) -> Company:
    """The company is a registered supplier of the sourcing group ``group``, and of level L1 from now on.

    Called by the catalogue's service, which has checked the right of ``by`` to decide so. Source: domain 1.3, 1.7.
    """
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    if company.state != CompanyState.ACTIVE:
        raise RuleBroken(_("Only an active company can become a registered supplier."))
    if company.level == Level.L0:
        _raise_level(company, source, by)
    record_standing(
        company, f"registered:{group}", number, valid_from=today(), valid_to=until, source=source[:200], by=by
    )
    return company


def _set_parent(company: Company, parent: Company | None, why: str, by: User) -> None:
    _check_parent(company, parent)
    company.parent = parent
    company.save(update_fields=["parent"])
    record(company, "parent_changed", by=by, reason=why, payload={"parent": parent.number if parent else ""})


def _reinstate(company: Company, why: str, by: User | None, *, source: str = "") -> None:
    was = company.state
    move(company, "reinstate", by=by, reason=why, suspended_until=None, reverification_asked_on=None, review_note="")
    if was == CompanyState.SUSPENDED:
        record_standing(company, "suspended", "no", valid_from=today(), source=source or why[:200], by=by)
    announce("people.company_reinstated", company=company.pk, was=was)


@transaction.atomic
def decline_proposal(proposal: CompanyProposal, *, reason: str, by: User) -> None:
    """Decline, with a reason the proposer reads, and a company that asked to be woken: it may ask again."""
    require(policies.may_decide_proposal(by, proposal))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the proposer reads it."), field="reason")
    company, _successor = _locked(proposal)
    move(proposal, "decline", by=by, reason=reason, decided_by=by, decision_reason=reason)
    asked = company.state == CompanyState.DORMANT and company.reverification_asked_on is not None
    if proposal.kind == ProposalKind.REINSTATE and asked:
        end_reverification(company, reason=reason, by=by)
    announce("people.proposal_decided", proposal=proposal.pk)


@transaction.atomic
def withdraw_proposal(proposal: CompanyProposal, *, by: User) -> None:
    """Take one's own proposal back before it is decided."""
    require(policies.may_withdraw_proposal(by, proposal))
    move(proposal, "withdraw", by=by)


def end_suspensions(on: date) -> int:
    """Reinstate companies whose suspension ran until a day before ``on``: the decision named it. Returns how many."""
    due = Company.objects.filter(state=CompanyState.SUSPENDED, suspended_until__lt=on)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            company = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if company is not None:
                _reinstate(company, _(SUSPENSION_OVER), None, source=SUSPENSION_OVER)
                count += 1
    return count
