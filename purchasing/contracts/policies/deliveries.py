"""WHO: deliveries, inspection, invoices, holds, credit notes, facts. Source: domain 16.2, SOD-05, SOD-09, SEC-05."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts import queries
from purchasing.contracts.models import Contract, CreditNote, Delivery, FactContest, Hold, Invoice, SupplierFact

DELIVERERS = ("SA", "SF", "SU")  # of a supplier
RECEIVERS = ("PO", "RQ")  # of the buying organisation
MONEY_PEOPLE = ("SA", "SF")
APPROVERS = ("FI", "AP")
HOLDERS = ("FI", "PO", "CP")
JUDGES = ("PO", "AP", "SG", "CP")


def _payee(user: User, contract: Contract, codes: tuple[str, ...]) -> Verdict:
    if user.company_id != contract.payee_id or not user.has_role(*codes):
        return no(_("Only the company that is paid may do this, by people with the role for it."))
    return YES


def _payer(user: User, contract: Contract, *, inside: tuple[str, ...], below: tuple[str, ...]) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    codes = inside if contract.tier == 1 else below
    if user.company_id != contract.payer_id or not user.has_role(*codes):
        return no(_("Only the company that pays may do this, by people with the role for it."))
    return YES


def may_announce_delivery(user: User, contract: Contract) -> Verdict:
    """People and programs of the payee."""
    return _payee(user, contract, DELIVERERS)


def may_cancel_delivery(user: User, delivery: Delivery) -> Verdict:
    """The payee's, while it is only announced."""
    return _payee(user, delivery.contract, DELIVERERS)


def may_receive_delivery(user: User, delivery: Delivery) -> Verdict:
    """Purchasing or the using department of the buyer; below, people of the payer."""
    return _payer(user, delivery.contract, inside=RECEIVERS, below=DELIVERERS)


may_inspect_delivery = may_receive_delivery


def may_add_paper(user: User, delivery: Delivery) -> Verdict:
    """Who announces for the payee, and who receives and inspects for the payer."""
    if payee := _payee(user, delivery.contract, DELIVERERS):
        return payee
    return may_receive_delivery(user, delivery)


def may_submit_invoice(user: User, contract: Contract) -> Verdict:
    """The payee's administrator or finance, or its program."""
    return _payee(user, contract, MONEY_PEOPLE)


def may_cancel_invoice(user: User, invoice: Invoice) -> Verdict:
    """The same, while nobody has decided on it."""
    return _payee(user, invoice.contract, MONEY_PEOPLE)


def may_decide_invoice(user: User, invoice: Invoice) -> Verdict:
    """Finance or an approver who neither received nor inspected what it asks for; below, the payer's finance."""
    if not (side := _payer(user, invoice.contract, inside=APPROVERS, below=MONEY_PEOPLE)):
        return side
    if user.pk in queries.confirmers_of(invoice):
        return no(_("Who confirmed the receipt does not approve the invoice (SOD-09): ask a colleague."))
    return _apart(user, invoice.contract)


def _apart(user: User, contract: Contract) -> Verdict:
    if queries.is_tied(user, [contract.payee_id]):
        return no(_("You belong, or belonged, to the company that is paid (SOD-05): ask a colleague."))
    return YES


def may_place_hold(user: User, invoice: Invoice) -> Verdict:
    """Finance, purchasing or compliance of the buyer; below, the payer's administrator or finance."""
    return _payer(user, invoice.contract, inside=HOLDERS, below=MONEY_PEOPLE)


def may_lift_hold(user: User, hold: Hold) -> Verdict:
    """Whoever may place one, unless tied to the payee."""
    if not (side := may_place_hold(user, hold.invoice)):
        return side
    return _apart(user, hold.invoice.contract)


def may_issue_credit_note(user: User, invoice: Invoice) -> Verdict:
    """Only the payee: a payer does not reduce by itself what it owes."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return _payee(user, invoice.contract, MONEY_PEOPLE)


def may_withdraw_credit_note(user: User, note: CreditNote) -> Verdict:
    """The payee's, while it waits."""
    return may_issue_credit_note(user, note.invoice)


def may_decide_credit_note(user: User, note: CreditNote) -> Verdict:
    """Finance or an approver of the payer."""
    return _payer(user, note.invoice.contract, inside=APPROVERS, below=MONEY_PEOPLE)


def may_contest_fact(user: User, fact: SupplierFact) -> Verdict:
    """People of the supplier that it is about."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if user.company_id != fact.company_id or not user.has_role(*DELIVERERS):
        return no(_("Only the supplier that a fact is about may contest it."))
    return YES


def may_withdraw_contest(user: User, contest: FactContest) -> Verdict:
    """The same people."""
    return may_contest_fact(user, contest.fact)


def may_decide_contest(user: User, contest: FactContest) -> Verdict:
    """Somebody of the payer who had no hand in what was measured."""
    fact = contest.fact
    if not (side := _payer(user, fact.contract, inside=JUDGES, below=MONEY_PEOPLE)):
        return side
    involved = {fact.contract.officer_id, fact.recorded_by_id, contest.lodged_by_id}
    if fact.delivery is not None:
        involved |= {fact.delivery.received_by_id, fact.delivery.inspected_by_id}
    if user.pk in involved:
        return no(_("You took part in what was measured: ask a colleague who did not."))
    return _apart(user, fact.contract)
