"""DO: a contract from its draft to its end: asked for, approved, signed, completed or terminated."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.people.states import SizeClass
from portal.policy import require
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Contract
from purchasing.contracts.services.checks import check_order, keep_version, locked
from purchasing.contracts.services.drawing_up import check_days, check_payee, set_preference
from purchasing.contracts.states import ENDED, ContractState, NoLink, PriceBasis

SMALL = (SizeClass.MICRO, SizeClass.SMALL)


@transaction.atomic
def request_approval(contract: Contract, *, by: User) -> Contract:
    """The officer's draft is complete and goes to an approver."""
    require(policies.may_request_approval(by, contract))
    contract = locked(contract)
    if contract.tier != 1:
        raise WrongState(_("A subcontract is sent to its payee; it needs no approval of the buyer."))
    _check_complete(contract)
    check_order(contract)
    move(contract, "request", by=by, payload={"value": contract.value})
    announce("contracts.approval_requested", contract=contract.pk)
    return contract


@transaction.atomic
def return_contract(contract: Contract, *, reason: str, by: User) -> Contract:
    """Back to the draft: the approver says why, or the officer takes it back."""
    require(policies.may_return_contract(by, contract))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    contract = locked(contract)
    move(contract, "return", by=by, reason=reason.strip())
    announce("contracts.contract_returned", contract=contract.pk)
    return contract


@transaction.atomic
def approve_contract(contract: Contract, *, by: User) -> Contract:
    """A second person of the buyer agrees: the supplier may read and sign it."""
    require(policies.may_approve_contract(by, contract))
    contract = locked(contract)
    require(policies.may_approve_contract(by, contract))  # at its value now
    _check_complete(contract)
    check_order(contract)
    move(contract, "approve", by=by, approved_by=by, payload={"value": contract.value})
    announce("contracts.contract_sent", contract=contract.pk)
    return contract


@transaction.atomic
def send_contract(contract: Contract, *, by: User) -> Contract:
    """A subcontract goes to its payee, who consents by signing it."""
    require(policies.may_send_contract(by, contract))
    contract = locked(contract)
    _check_complete(contract)
    move(contract, "send", by=by, payload={"value": contract.value})
    announce("contracts.contract_sent", contract=contract.pk)
    return contract


@transaction.atomic
def refuse_contract(contract: Contract, *, reason: str, by: User) -> Contract:
    """The payee does not sign it as it is: it becomes a draft again."""
    require(policies.may_refuse_contract(by, contract))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change before you sign."), field="reason")
    contract = locked(contract)
    move(contract, "refuse", by=by, reason=reason.strip(), approved_by=None)
    announce("contracts.contract_refused", contract=contract.pk)
    return contract


@transaction.atomic
def sign_contract(contract: Contract, *, version: int, agrees_no_link: bool = False, by: User) -> Contract:
    """The payee signs: in force from today. An agreement not to link the price is agreed to in words of its own."""
    require(policies.may_sign_contract(by, contract))
    contract = locked(contract)
    if contract.version != version:
        raise WrongState(_("The contract has changed since you read it. Read it again."))
    if contract.no_link_cause == NoLink.AGREED and not agrees_no_link:
        raise RuleBroken(
            _("The contract says that its price follows no index: tick that your company agrees, or refuse it."),
            field="agrees_no_link",
        )
    check_payee(contract.payee)
    check_order(contract)
    on = today()
    told = {"value": contract.value, "no_link": contract.no_link_cause, "agreed_no_link": agrees_no_link}
    move(contract, "sign", by=by, signed_on=on, signed_by=by, payload=told)
    keep_version(contract, since=on, cause="signed", by=by)
    if contract.tier > 1 and (tie := queries.tie_between(contract, on)):
        record(contract, "related_parties", by=None, payload={"tie": tie})  # a reason to look, nothing more
        announce("contracts.related_parties", contract=contract.pk)
    announce("contracts.contract_in_force", contract=contract.pk)
    return contract


@transaction.atomic
def complete_contract(contract: Contract, *, by: User) -> Contract:
    """All is delivered and invoiced: nothing more is ordered by it. What is owed is still paid."""
    require(policies.may_complete_contract(by, contract))
    contract = locked(contract)
    deliveries, invoices = queries.open_work(contract)
    if deliveries or invoices:
        raise WrongState(
            _("%(deliveries)s deliveries and %(invoices)s invoices of this contract are still open: finish them first.")
            % {"deliveries": deliveries, "invoices": invoices}
        )
    move(contract, "complete", by=by, payload={"advance_left": queries.advance_left(contract)}, ended_on=today())
    announce("contracts.contract_ended", contract=contract.pk)
    return contract


@transaction.atomic
def terminate_contract(contract: Contract, *, reason: str, by: User) -> Contract:
    """It ends before its time, with a reason that the payee reads. What was delivered is still paid.

    What of a paid advance is not used up then, invoices for what was delivered use up first; the rest is owed back.
    """
    require(policies.may_terminate_contract(by, contract))
    if not reason.strip():
        raise RuleBroken(_("Say why: the supplier reads it."), field="reason")
    contract = locked(contract)
    told = {"advance_left": queries.advance_left(contract)}
    ended = {"ended_on": today(), "end_reason": reason.strip()}
    move(contract, "terminate", by=by, reason=reason.strip(), payload=told, **ended)
    announce("contracts.contract_ended", contract=contract.pk)
    return contract


@transaction.atomic
def cancel_contract(contract: Contract, *, reason: str, by: User) -> Contract:
    """It never comes into force."""
    require(policies.may_cancel_contract(by, contract))
    if not reason.strip():
        raise RuleBroken(_("Say why: the other side reads it."), field="reason")
    contract = locked(contract)
    sent = contract.state == ContractState.SENT
    move(contract, "cancel", by=by, reason=reason.strip(), ended_on=today(), end_reason=reason.strip())
    if sent:
        announce("contracts.contract_cancelled", contract=contract.pk)
    return contract


def _check_complete(contract: Contract) -> None:
    """What a contract needs before the other side reads it."""
    if contract.state in ENDED:
        raise WrongState(_("This contract has ended."))
    check_payee(contract.payee)
    set_preference(contract)
    check_days(contract)
    Contract.objects.filter(pk=contract.pk).update(preferred=contract.preferred)
    lines = queries.lines_of(contract)
    if not lines:
        raise RuleBroken(_("A contract has at least one line."), field="lines")
    if contract.parent is not None and contract.parent.state != ContractState.IN_FORCE:
        raise WrongState(_("The contract above it is no longer in force."))
    _check_link(contract)


def _check_link(contract: Contract) -> None:
    """A price of which a tenth or more is one material follows an index, or says why not. Source: domain 4.8."""
    links = queries.links_of(contract)
    if contract.price_basis == PriceBasis.INDEXED and not links:
        raise RuleBroken(_("A linked price names its index, its share and its base month."), field="links")
    if not rules.is_linkage_due(contract.material_share) or links:
        return
    allowed = rules.linkage_exemption(
        client_is_small=contract.payer.size_class in SMALL,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        value=contract.value,
        currency=contract.currency,
    )
    cause = contract.no_link_cause
    if cause == NoLink.AGREED or (cause and cause == allowed):
        return
    share = f"{(contract.material_share or 0) * 100:.1f}"
    if cause:
        raise RuleBroken(
            _("“%(cause)s” does not hold for this contract (Win-Win Act, article 21): link the price, or agree not to.")
            % {"cause": contract.get_no_link_cause_display()},
            field="no_link_cause",
        )
    raise RuleBroken(
        _(
            "One material makes up %(share)s%% of the price, 10%% or more (Win-Win Act, article 21): link the price "
            "to an index, or say why it is not linked."
        )
        % {"share": share},
        field="no_link_cause",
    )
