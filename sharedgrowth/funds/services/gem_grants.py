"""DO: proposals of operators: checked, voted on by both companies, granted, paid on reports, recovered. Domain 13."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding.services.checks import checked
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import GemYear, Grant, GrantReport, GrantTranche, JointVote, Proposal, terms_on
from sharedgrowth.funds.policies import gem as policies
from sharedgrowth.funds.queries import gem as queries
from sharedgrowth.funds.rules.gem import grant_tranches, is_overhead_fair
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.services.gem import locked_year
from sharedgrowth.funds.states.gem import GemState, ProposalState, ReportState, Side

P = ProposalState
ZERO = Decimal(0)
CHECKS = ("is_registered", "is_unsanctioned", "is_unofficial", "is_unrelated")


@transaction.atomic
def submit_proposal(year: GemYear, *, by: User | None, **given: Any) -> Proposal:
    """An operator's project; entered by the operator on the public page (``by`` None) or by the officer."""
    if by is not None:
        require(policies.may_manage_gem(by))
    if year.fund.state != GemState.ACTIVE:
        raise WrongState(_("This fund takes no proposals now."))
    proposal = Proposal(number=next_number("GPR"), year=year, entered_by=by, **given)
    most = terms_on(today()).overhead_pct
    if not is_overhead_fair(proposal.overhead_usd, proposal.budget_usd, most_pct=most):
        raise RuleBroken(
            _("The overhead is at most %(most)s%% of the budget.") % {"most": f"{most.normalize():f}"},
            field="overhead_usd",
        )
    checked(proposal)
    proposal.save()
    record(proposal, "submitted", by=by, payload={"operator": proposal.operator, "budget": proposal.budget_usd})
    announce("funds.proposal_submitted", proposal=proposal.pk)
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    locked_year(proposal.year)
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("year__fund__partner").get(pk=proposal.pk)


@transaction.atomic
def take_up_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """The operator is being checked."""
    require(policies.may_manage_gem(by))
    proposal = _locked(proposal)
    move(proposal, "take_up", by=by)
    return proposal


@transaction.atomic
def check_operator(
    proposal: Proposal,
    *,
    is_registered: bool,
    is_unsanctioned: bool,
    is_unofficial: bool,
    is_unrelated: bool,
    checks: str,
    by: User,
) -> Proposal:
    """Registration, sanctions, public officials, related parties: all four hold, or it is refused (GEM-05)."""
    require(policies.may_check_operator(by, proposal))
    if not checks.strip():
        raise RuleBroken(_("Say what was looked at: registers, lists, days."), field="checks")
    proposal = _locked(proposal)
    found = dict(zip(CHECKS, (is_registered, is_unsanctioned, is_unofficial, is_unrelated), strict=True))
    changes: dict[str, Any] = {**found, "checks": checks.strip(), "checked_by": by}
    if all(found.values()):
        move(proposal, "shortlist", by=by, reason=checks.strip(), payload=found, **changes)
        announce("funds.proposal_shortlisted", proposal=proposal.pk)
    else:
        why = _("A check of the operator failed.")
        Proposal.objects.filter(pk=proposal.pk).update(reason=why)
        move(proposal, "refuse", by=by, reason=why, payload=found, **changes)
        announce("funds.proposal_refused", proposal=proposal.pk)
    return proposal


@transaction.atomic
def refuse_proposal(proposal: Proposal, *, reason: str, by: User) -> Proposal:
    """It does not go on, and this is why."""
    require(policies.may_manage_gem(by))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the organisation reads it."), field="reason")
    proposal = _locked(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(reason=reason.strip())
    move(proposal, "refuse", by=by, reason=reason.strip())
    announce("funds.proposal_refused", proposal=proposal.pk)
    return proposal


@transaction.atomic
def vote_on_proposal(proposal: Proposal, *, agrees: bool, amount: Decimal, reason: str, by: User) -> JointVote:
    """The word of one company. When both agree to the same amount it is granted; one no refuses it (GEM-02).

    The grants of a year never exceed twice the smaller of what both have paid.
    """
    require(policies.may_vote(by, proposal))
    if not reason.strip():
        raise RuleBroken(_("Give the reasons of your company."), field="reason")
    proposal = _locked(proposal)
    require(policies.may_vote(by, proposal))
    if proposal.state != P.SHORTLISTED:
        raise WrongState(_("This proposal is not before the joint committee."))
    if proposal.year.fund.state != GemState.ACTIVE:
        raise WrongState(_("This fund is closing or has ended: it gives no new grants."))
    side = Side.HOUSE if by.is_internal else Side.PARTNER
    other = proposal.votes.exclude(side=side).first()
    if agrees:
        _check_amount(proposal, amount, other)
    vote = JointVote.objects.create(
        proposal=proposal,
        side=side,
        agrees=agrees,
        amount=amount if agrees else ZERO,
        reason=reason.strip(),
        voted_by=by,
    )
    record(
        proposal, "voted", by=by, reason=vote.reason, payload={"side": side, "agrees": agrees, "amount": vote.amount}
    )
    if not agrees:
        Proposal.objects.filter(pk=proposal.pk).update(reason=vote.reason)
        move(proposal, "refuse", by=by, reason=vote.reason)
        announce("funds.proposal_refused", proposal=proposal.pk)
    elif other is not None:
        _grant(proposal, amount, by=by)
    else:
        announce("funds.proposal_voted", proposal=proposal.pk)
    return vote


def _check_amount(proposal: Proposal, amount: Decimal, other: JointVote | None) -> None:
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if amount > proposal.budget_usd:
        raise RuleBroken(_("More than the budget of the proposal is not granted."), field="amount")
    if other is not None and other.amount != amount:
        raise RuleBroken(
            _("The other company agreed to USD %(amount)s: both grant the same.") % {"amount": f"{other.amount:,.2f}"},
            field="amount",
        )
    left = queries.money_of([proposal.year])[proposal.year_id].left
    if amount > left:
        raise RuleBroken(
            _("Only USD %(left)s of this year can be granted: twice what both have paid, less other grants.")
            % {"left": f"{left:,.2f}"},
            field="amount",
        )


def _grant(proposal: Proposal, amount: Decimal, *, by: User) -> None:
    made = Grant.objects.create(proposal=proposal, amount=amount)
    parts = grant_tranches(amount, terms_on(today()).grant_tranches)
    GrantTranche.objects.bulk_create(GrantTranche(grant=made, no=no, amount=part) for no, part in enumerate(parts, 1))
    move(proposal, "grant", by=by, payload={"amount": amount})
    announce("funds.proposal_granted", proposal=proposal.pk)


@transaction.atomic
def start_grant(proposal: Proposal, *, by: User) -> Proposal:
    """The grant agreement is signed with the organisation: the first tranche can be paid."""
    require(policies.may_manage_gem(by))
    proposal = _locked(proposal)
    move(proposal, "start", by=by)
    return proposal


def _locked_tranche(tranche: GrantTranche) -> GrantTranche:
    locked_year(tranche.grant.proposal.year)
    rows = GrantTranche.objects.select_for_update(of=("self",))
    return rows.select_related("grant__proposal__year__fund").get(pk=tranche.pk)


@transaction.atomic
def approve_tranche(tranche: GrantTranche, *, by: User) -> GrantTranche:
    """The fund manager agrees; each tranche waits for the report before it."""
    require(policies.may_approve_tranche(by, tranche))
    tranche = _locked_tranche(tranche)
    if tranche.approved_by_id is not None:
        raise WrongState(_("This tranche is already approved."))
    _check_payable(tranche)
    GrantTranche.objects.filter(pk=tranche.pk).update(approved_by=by)
    tranche.approved_by = by
    record(tranche, "approved", by=by, payload={"amount": tranche.amount})
    announce("funds.tranche_approved", tranche=tranche.pk)
    return tranche


def _check_payable(tranche: GrantTranche) -> None:
    """Asked when it is approved and again when it is paid: a grant may have ended in between."""
    waits = queries.tranche_waits_for(tranche)
    words = {
        "agreement": _("Sign the grant agreement first."),
        "report": _("It is paid once a report on the tranche before is accepted."),
        "final": _("The last tranche is paid once the final report is accepted."),
        "ended": _("This grant has ended: nothing more of it is paid."),
    }
    if waits:
        raise WrongState(words[waits])


@transaction.atomic
def pay_tranche(tranche: GrantTranche, *, paid_on: date, rate: Decimal, reference: str, by: User) -> GrantTranche:
    """Finance has paid it from the account of the fund."""
    require(policies.may_pay_tranche(by, tranche))
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank."), field="reference")
    if rate <= 0:
        raise RuleBroken(_("Give the won for one dollar on that day."), field="rate")
    if paid_on > today():
        raise RuleBroken(_("The day lies in the future."), field="paid_on")
    tranche = _locked_tranche(tranche)
    require(policies.may_pay_tranche(by, tranche))
    if tranche.approved_by_id is None or tranche.paid_on is not None:
        raise WrongState(_("This tranche is not approved, or it is already paid."))
    _check_payable(tranche)
    changes: dict[str, Any] = {"paid_on": paid_on, "rate": rate, "reference": reference.strip(), "paid_by": by}
    GrantTranche.objects.filter(pk=tranche.pk).update(**changes)
    record(tranche, "paid", by=by, payload={"amount": tranche.amount, "rate": rate, "paid_on": paid_on})
    fund = tranche.grant.proposal.year.fund
    _book(Event.GRANT_PAID, fund, tranche.amount, key=f"grant:{tranche.pk}", about=tranche, by=by)
    announce("funds.tranche_paid", tranche=tranche.pk)
    tranche.refresh_from_db()
    return tranche


@transaction.atomic
def hand_in_report(
    proposal: Proposal, *, uploads: Iterable[UploadedFile], is_final: bool, by: User, **given: Any
) -> GrantReport:
    """What the organisation has done and spent, with evidence: photographs alone are none."""
    require(policies.may_manage_gem(by))
    files = list(uploads)
    if not files:
        raise RuleBroken(_("Attach the evidence of what was spent: photographs alone are none."), field="uploads")
    proposal = _locked(proposal)
    if proposal.state != P.IN_PROGRESS:
        raise WrongState(_("A report is handed in while the project runs."))
    grant = Grant.objects.get(proposal=proposal)
    if given["spent_usd"] > grant.amount:
        raise RuleBroken(_("More than the grant cannot be spent of it."), field="spent_usd")
    report = GrantReport(grant=grant, is_final=is_final, entered_by=by, **given)
    checked(report)
    report.save()
    for upload in files:
        report.evidence.add(store_upload(upload, company=by.company, by=by))
    record(report, "handed_in", by=by, payload={"spent": report.spent_usd, "final": is_final, "files": len(files)})
    if is_final:
        move(proposal, "report", by=by)
    announce("funds.report_handed_in", report=report.pk)
    return report


@transaction.atomic
def decide_report(report: GrantReport, *, accepts: bool, remark: str, by: User) -> GrantReport:
    """It is accepted, or sent back with the reason; with the final one the project is accepted."""
    require(policies.may_decide_report(by, report))
    if not accepts and not remark.strip():
        raise RuleBroken(_("Say what is missing."), field="remark")
    proposal = _locked(report.grant.proposal)
    report = GrantReport.objects.select_for_update(of=("self",)).select_related("grant").get(pk=report.pk)
    name = "accept" if accepts else "return"
    move(report, name, by=by, reason=remark.strip(), remark=remark.strip(), decided_by=by)
    if report.is_final and not accepts:
        move(proposal, "return", by=by, reason=remark.strip())
    announce("funds.report_decided", report=report.pk)
    return report


@transaction.atomic
def accept_project(proposal: Proposal, *, by: User) -> Proposal:
    """The final report is accepted and everything is paid: the project is closed."""
    require(policies.may_manage_gem(by))
    proposal = _locked(proposal)
    grant = Grant.objects.get(proposal=proposal)
    if not grant.reports.filter(is_final=True, state=ReportState.ACCEPTED).exists():
        raise WrongState(_("Accept its final report first."))
    if grant.tranches.filter(approved_by__isnull=False, paid_on=None).exists():
        raise WrongState(_("An approved tranche is not paid yet: pay it before the project is closed."))
    move(proposal, "accept", by=by)
    announce("funds.proposal_accepted", proposal=proposal.pk)
    return proposal


@transaction.atomic
def recover_grant(proposal: Proposal, *, reason: str, by: User) -> Proposal:
    """The money was not used as agreed: it is claimed back, nothing more is paid."""
    require(policies.may_recover(by))
    if not reason.strip():
        raise RuleBroken(_("Say what was misused."), field="reason")
    proposal = _locked(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(reason=reason.strip())
    move(proposal, "recover", by=by, reason=reason.strip())
    announce("funds.proposal_recovered", proposal=proposal.pk)
    return proposal


def _references(grant: Grant) -> set[str]:
    """Of what already came back; the grant is locked by the caller."""
    trail = timeline_of(grant).filter(what="funds.grant.got_back").values_list("payload", flat=True)
    return {json.loads(each)["reference"] for each in trail}


@transaction.atomic
def get_back(proposal: Proposal, *, amount: Decimal, reference: str, by: User) -> Grant:
    """Finance has found money of a recovery on the account: the year has it again.

    A fund that has ended keeps nothing: what comes late goes back to both, one to one (GEM-06).
    """
    require(policies.may_receive(by))
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank."), field="reference")
    proposal = _locked(proposal)
    if proposal.state != P.RECOVERY:
        raise WrongState(_("No money of this grant is claimed back."))
    grant = Grant.objects.select_for_update(of=("self",)).get(proposal=proposal)
    if reference.strip() in _references(grant):
        raise RuleBroken(_("This receipt is already entered."), field="reference")
    paid = sum((each.amount for each in grant.tranches.filter(paid_on__isnull=False)), ZERO)
    if not 0 < amount <= paid - grant.back_usd:
        raise RuleBroken(_("At most what was paid and has not come back."), field="amount")
    total = grant.back_usd + amount
    Grant.objects.filter(pk=grant.pk).update(back_usd=total)
    record(grant, "got_back", by=by, payload={"amount": amount, "reference": reference.strip()})
    fund, key = proposal.year.fund, f"{grant.pk}:{total}"
    _book(Event.GRANT_BACK, fund, amount, key=f"grant-back:{key}", about=grant, by=by)
    if fund.state not in queries.RUNNING:
        _book(Event.CONTRIBUTION_BACK, fund, amount, key=f"gem-back-late:{key}", about=grant, by=by)
        record(grant, "given_back_late", by=by, payload={"amount": amount, "reference": reference.strip()})
    grant.back_usd = total
    return grant


def _book(event: Event, fund, amount: Decimal, *, key: str, about, by: User) -> None:
    book(event, fund=fund.number, amount=amount, currency="USD", key=key, about=about, by=by, text=fund.gem_name)
