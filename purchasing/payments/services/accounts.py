"""DO: change a bank account: proposed, confirmed by a second person, 72 hours of waiting, used. Source: CAT-06, T21."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps
from portal.people.models import Company, User
from portal.people.queries import bears_name, heir_of
from portal.people.states import CompanyState
from portal.policy import require
from purchasing.payments.models import BankAccount
from purchasing.payments.policies import accounts as policies
from purchasing.payments.queries.accounts import HOUSE, active_account
from purchasing.payments.rules.accounts import is_bank_code, is_number, masked, plain
from purchasing.payments.rules.runs import WAITING
from purchasing.payments.services.fingerprints import keep_fingerprints
from purchasing.payments.states import AccountPurpose, AccountState


@transaction.atomic
def propose_account(
    company: Company,
    *,
    bank_code: str,
    number: str,
    owner: str,
    reason: str,
    by: User,
    purpose: str = AccountPurpose.GENERAL,
    currency: str = "KRW",
) -> BankAccount:
    """Ask that money go to another account. Nothing changes yet: a second person and 72 hours stand before it."""
    require(policies.may_propose_account(by, company))
    bank_code, number, owner = bank_code.strip().upper(), plain(number), owner.strip()
    _check(company, bank_code, number, owner, purpose, reason)
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)  # two at once: one of them waits
    before = active_account(company, purpose, currency)
    if before and (before.bank_code, before.number) == (bank_code, number):
        raise RuleBroken(_("This is the account that is already in use."), field="number")
    account = BankAccount(
        company=company,
        purpose=purpose,
        bank_code=bank_code,
        number=number,
        owner=owner,
        currency=currency,
        reason=reason.strip(),
        proposed_by=by,
        replaces=before,
    )
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as fault:
        raise RuleBroken(
            _("A change of this account is already under way: confirm it or stop it before you ask for another.")
        ) from fault
    record(account, "proposed", by=by, reason=reason, payload={"account": masked(number), "purpose": purpose})
    announce("payments.account_proposed", account=account.pk)
    return account


def _check(company: Company, bank_code: str, number: str, owner: str, purpose: str, reason: str) -> None:
    if company.state == CompanyState.MERGED:
        raise RuleBroken(
            _("%(name)s was merged: it is paid on the account of %(successor)s. Change that one.")
            % {"name": company.name, "successor": heir_of(company).name}
        )
    if not is_bank_code(bank_code):
        raise RuleBroken(_("Give the three digits of a Korean bank, or a BIC (8 or 11 characters)."), field="bank_code")
    if not is_number(number):
        raise RuleBroken(
            _("An account number has 6 to 34 digits and letters; an IBAN needs its right check digits."), field="number"
        )
    if purpose in HOUSE and not company.is_buyer:
        raise RuleBroken(_("Only the buyer has accounts for escrow and for the bank."), field="purpose")
    if purpose not in HOUSE and not bears_name(company, owner):
        raise RuleBroken(
            _("The account has to be held by the company itself: “%(name)s”.") % {"name": company.legal_name_ko},
            field="owner",
        )
    if not owner:
        raise RuleBroken(_("Say who holds the account."), field="owner")
    if not reason.strip():
        raise RuleBroken(_("Say why the account changes: who confirms it reads this."), field="reason")


@transaction.atomic
def confirm_account(account: BankAccount, *, callback: str = "", by: User) -> BankAccount:
    """A second person agrees; finance of the buyer says whom it called back at which number that it knew before."""
    account = _locked(account)
    require(policies.may_confirm_account(by, account))
    if account.state != AccountState.PROPOSED:
        raise WrongState(_("This change has already been confirmed or stopped. Reload the page."))
    if by.is_internal and len(callback.strip()) < 10:  # who and which number do not fit into less
        raise RuleBroken(
            _("Say whom you called back and at which number: one that was known before this change, not a new one."),
            field="callback",
        )
    now = db_now()
    move(
        account,
        "confirm",
        by=by,
        reason=callback.strip(),
        payload={"account": masked(account.number)},
        confirmed_by=by,
        confirmed_at=now,
        callback=callback.strip(),
        active_from=now + WAITING,
    )
    announce("payments.account_changed", account=account.pk)
    return account


@transaction.atomic
def refuse_account(account: BankAccount, *, reason: str, by: User) -> BankAccount:
    """Stop a change before it is in use: one person is enough."""
    account = _locked(account)
    require(policies.may_refuse_account(by, account))
    if not reason.strip():
        raise RuleBroken(_("Say why the change is stopped."), field="reason")
    if account.state not in (AccountState.PROPOSED, AccountState.COOLING):
        raise WrongState(_("This account is already in use or the change was stopped. Reload the page."))
    told = f"{account.reason}\n— {reason.strip()}"[:1000]
    move(account, "refuse", by=by, reason=reason, payload={"account": masked(account.number)})
    BankAccount.objects.filter(pk=account.pk).update(reason=told)
    announce("payments.account_refused", account=account.pk)
    return account


@sweeps
def activate_accounts() -> int:
    """Changes whose 72 hours are over come into use, and the old accounts are retired. Safe to run twice."""
    due = BankAccount.objects.filter(state=AccountState.COOLING, active_from__lte=db_now())
    return sum(activate_account(account) for account in due.order_by("active_from", "pk"))


@transaction.atomic
def activate_account(account: BankAccount) -> bool:
    """One of them; False when somebody was faster or it is too early."""
    account = _locked(account)
    now = db_now()
    if account.state != AccountState.COOLING or account.active_from is None or now < account.active_from:
        return False
    for old in BankAccount.objects.select_for_update(of=("self",)).filter(
        company=account.company, purpose=account.purpose, currency=account.currency, state=AccountState.ACTIVE
    ):
        move(old, "retire", by=None, retired_at=now, payload={"account": masked(old.number)})
    move(account, "activate", by=None, payload={"account": masked(account.number)})
    keep_fingerprints([account.company_id])
    announce("payments.account_activated", account=account.pk)
    return True


def _locked(account: BankAccount) -> BankAccount:
    rows = BankAccount.objects.select_for_update(of=("self",)).select_related("company", "proposed_by", "replaces")
    return rows.get(pk=account.pk)
