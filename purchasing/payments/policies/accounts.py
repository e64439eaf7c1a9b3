"""WHO: bank accounts. Source: domain 16.2 (bank account), 16.3 SOD-07, CAT-06, security T21."""

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import BankAccount


def may_propose_account(user: User, company: Company) -> Verdict:
    """The company's administrator; for the buyer, its finance."""
    if user.is_service:
        return no(_("A program may not change a bank account: a person must."))
    if company.is_buyer:
        if user.is_internal and user.has_role("FI"):
            return YES
        return no(_("Only finance may enter the buyer's accounts."))
    if user.is_supplier and user.company_id == company.pk and user.has_role("SA"):
        return YES
    return no(_("Only the company's administrator may ask for another bank account."))


def may_confirm_account(user: User, account: BankAccount) -> Verdict:
    """A second person of the company, or the buyer's finance by a call-back; never who asked for it."""
    if user.is_service:
        return no(_("A program may not change a bank account: a person must."))
    if user.pk == account.proposed_by_id:
        return no(_("Who asked for the change does not confirm it: another person must."))
    if user.is_internal and user.has_role("FI"):
        return YES
    own = user.company_id == account.company_id
    if own and not account.company.is_buyer and user.has_role("SA", "SF"):
        return YES
    return no(_("A second person of the company, or the buyer's finance after a call-back, confirms the change."))


def may_refuse_account(user: User, account: BankAccount) -> Verdict:
    """Anybody who could have asked for it or confirmed it: a change that nobody wanted is stopped by one person."""
    if may_propose_account(user, account.company) or may_confirm_account(user, account):
        return YES
    if not user.is_service and user.company_id == account.company_id and user.has_role("SA", "SF"):
        return YES
    return no(_("Only the company or the buyer's finance may stop the change."))


def may_see_number(user: User, account: BankAccount) -> Verdict:
    """The whole number: those who must compare it."""
    own = user.company_id == account.company_id and user.has_role("SA", "SF", "FI")
    if own or (user.is_internal and user.has_role("FI", "AP")):
        return YES
    return no(_("Only the last digits are shown to you."))


def may_see_accounts(user: User) -> Verdict:
    """The company's own people with these roles, and the buyer's."""
    if user.is_service:
        return no(_("A program does not read bank accounts."))
    if user.is_supplier and user.has_role("SA", "SF"):
        return YES
    if user.is_internal and user.has_role("FI", "AP", "AU", "CP"):
        return YES
    return no(_("Bank accounts are shown to a company's administrator and finance, and to the buyer's finance."))
