"""WHO: indexes, their values, and price changes. Source: domain 4.8, CNV-09, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.models import Contract, IndexValue, PriceChange
from purchasing.contracts.policies.contracts import _of_payee, _of_payer, _officer, _person


def may_read_indexes(user: User) -> Verdict:
    """Staff and suppliers who read contracts: prices follow published values, nothing in them is secret."""
    return YES if getattr(user, "company_id", None) is not None else no(_("Indexes are read by staff and suppliers."))


def may_enter_index(user: User) -> Verdict:
    """Purchasing officers enter indexes and their values."""
    return _officer(user)


def may_decide_index_value(user: User, value: IndexValue) -> Verdict:
    """A second person of purchasing, finance or an approver."""
    if not (person := _person(user)):
        return person
    if not (user.is_internal and user.has_role("PO", "FI", "AP")):
        return no(_("Only purchasing, finance or an approver confirms a value of an index."))
    if value.entered_by_id == user.pk:
        return no(_("Who entered a value does not confirm it: ask a colleague."))
    return YES


def may_accept_change(user: User, change: PriceChange) -> Verdict:
    """The officer or administrator of a side that has not accepted yet."""
    contract = change.contract
    if not (side := _of_side(user, contract)):
        return side
    taken = change.payer_by_id if is_for_payer(user, contract) else change.payee_by_id
    return no(_("Your side has already accepted this change.")) if taken else YES


def may_contest_change(user: User, change: PriceChange) -> Verdict:
    """The same people of either side, with a reason."""
    return _of_side(user, change.contract)


may_resume_change = may_contest_change


def is_for_payer(user: User, contract: Contract) -> bool:
    """Whether the person speaks for the side that pays."""
    return user.company_id == contract.payer_id


def _of_side(user: User, contract: Contract) -> Verdict:
    if is_for_payer(user, contract):
        return _of_payer(user, contract, "SA")
    return _of_payee(user, contract, "SA")
