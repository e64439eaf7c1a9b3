"""WHO: contracts, amendments, milestones, subcontracts. Source: domain 16.2, 16.3 SOD-01, SOD-05; CNV-09."""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts import queries
from purchasing.contracts.models import Amendment, Contract, Milestone

HIGHEST = Decimal(5_000_000_000)  # above it an approver of the highest level decides. Source: domain 16.2 (ap.levels)


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def _officer(user: User) -> Verdict:
    if not (person := _person(user)):
        return person
    return YES if user.is_internal and user.has_role("PO") else no(_("Only a purchasing officer may do this."))


def _of_payer(user: User, contract: Contract, *codes: str) -> Verdict:
    """The officer of a contract of the buyer; in lower tiers people of the payer with one of the roles."""
    if contract.tier == 1:
        if not (role := _officer(user)):
            return role
        return YES if contract.officer_id == user.pk else no(_("Only the officer of this contract may do this."))
    if not (person := _person(user)):
        return person
    if user.company_id != contract.payer_id or not user.has_role(*codes):
        return no(_("Only the company that pays, through its administrator, may do this."))
    return YES


def _of_payee(user: User, contract: Contract, *codes: str) -> Verdict:
    if not (person := _person(user)):
        return person
    if user.company_id != contract.payee_id or not user.has_role(*codes):
        return no(_("Only the company that is paid, through its administrator, may do this."))
    return YES


def _approver(user: User, contract: Contract, value: Decimal, *kept_out: int | None) -> Verdict:
    if not (person := _person(user)):
        return person
    if not (user.is_internal and user.has_role("AP")):
        return no(_("Only an approver may do this."))
    if user.pk in (contract.officer_id, contract.created_by_id, *kept_out):
        return no(_("Who drew up or runs a contract does not approve it (SOD-01): ask a colleague."))
    if queries.is_tied(user, [contract.payee_id]):
        return no(_("You belong, or belonged, to the company that is paid (SOD-05): ask a colleague."))
    limit = user.membership.approval_limit_won
    if contract.currency != "KRW":
        if limit is None or limit <= HIGHEST:
            return no(_("A contract in another currency is approved at the highest level."))
    elif limit is None or value > limit:
        return no(
            _("%(value)s won is above your approval limit: ask an approver with a higher limit.")
            % {"value": f"{value:,.0f}"}
        )
    return YES


def may_draw_up(user: User) -> Verdict:
    """Purchasing officers draw up contracts of the buyer."""
    return _officer(user)


def may_edit_contract(user: User, contract: Contract) -> Verdict:
    """Its officer; in lower tiers the payer's administrator or finance."""
    return _of_payer(user, contract, "SA", "SF")


may_request_approval = may_edit_contract
may_cancel_contract = may_edit_contract


def may_approve_contract(user: User, contract: Contract) -> Verdict:
    """An approver with the amount in reach, who neither drew it up nor runs it."""
    return _approver(user, contract, contract.value)


def may_return_contract(user: User, contract: Contract) -> Verdict:
    """Whoever may approve it, or its officer, who takes it back."""
    return may_edit_contract(user, contract) or may_approve_contract(user, contract)


def may_send_contract(user: User, contract: Contract) -> Verdict:
    """A subcontract: the payer's administrator."""
    if contract.tier == 1:
        return no(_("A contract of the buyer is sent by its approval."))
    return _of_payer(user, contract, "SA")


def may_sign_contract(user: User, contract: Contract) -> Verdict:
    """The payee's administrator, who proves once more who it is (the door asks)."""
    return _of_payee(user, contract, "SA")


may_refuse_contract = may_sign_contract


def may_complete_contract(user: User, contract: Contract) -> Verdict:
    """Its officer; in lower tiers the payer's administrator."""
    return _of_payer(user, contract, "SA")


def may_terminate_contract(user: User, contract: Contract) -> Verdict:
    """An approver apart from the officer; in lower tiers the payer's administrator."""
    if contract.tier == 1:
        return _approver(user, contract, contract.value)
    return _of_payer(user, contract, "SA")


def may_register_subcontract(user: User, parent: Contract) -> Verdict:
    """The administrator or finance of the company that this contract pays."""
    if not (person := _person(user)):
        return person
    if user.company_id != parent.payee_id or not user.has_role("SA", "SF"):
        return no(_("Only the company that is paid by a contract registers what it gives on."))
    return YES


def may_submit_subcontract(user: User, parent: Contract) -> Verdict:
    """The same people, and a program of the company: it enters a draft, which a person sends."""
    if user.is_service and user.company_id == parent.payee_id:
        return YES
    return may_register_subcontract(user, parent)


def may_choose_prices_shown(user: User, contract: Contract) -> Verdict:
    """The administrator of either side of a subcontract."""
    if not (person := _person(user)):
        return person
    if contract.tier == 1 or user.company_id not in (contract.payer_id, contract.payee_id) or not user.has_role("SA"):
        return no(_("Only the administrators of the two sides of a subcontract decide whether the buyer sees prices."))
    return YES


def may_propose_amendment(user: User, contract: Contract) -> Verdict:
    """Who may edit it."""
    return _of_payer(user, contract, "SA")


def may_approve_amendment(user: User, amendment: Amendment) -> Verdict:
    """An approver who neither proposed it nor runs the contract; for the larger of both values."""
    value = max(amendment.value, amendment.value_before)
    return _approver(user, amendment.contract, value, amendment.proposed_by_id)


def may_withdraw_amendment(user: User, amendment: Amendment) -> Verdict:
    """Who may propose one."""
    return may_propose_amendment(user, amendment.contract)


def may_agree_amendment(user: User, amendment: Amendment) -> Verdict:
    """The payee's administrator."""
    return _of_payee(user, amendment.contract, "SA")


def may_report_milestone(user: User, milestone: Milestone) -> Verdict:
    """People of the payee."""
    return _of_payee(user, milestone.contract, "SA", "SF", "SU")


def may_confirm_milestone(user: User, milestone: Milestone) -> Verdict:
    """The officer; in lower tiers the payer's administrator; never who reported it."""
    if milestone.reported_by_id == user.pk:
        return no(_("Who reported a milestone does not confirm it."))
    return _of_payer(user, milestone.contract, "SA")
