"""FIND: bank accounts, and what is known of where a company's money would go."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from portal.encrypted.fields import encrypted
from portal.people.models import Company, CompanySuccession, User
from portal.people.queries import heirs_of
from portal.people.states import CompanyState
from purchasing.payments.models import BankAccount, Instruction
from purchasing.payments.rules.runs import Payee
from purchasing.payments.states import AccountPurpose, AccountState, InstructionState

READS_OWN_ACCOUNTS = ("SA", "SF")
READS_ACCOUNTS = ("FI", "AP", "AU", "CP")
UNDER_CHANGE = (AccountState.PROPOSED, AccountState.COOLING)
HOUSE = (AccountPurpose.ESCROW, AccountPurpose.BOUGHT)


def accounts_visible_to(user: User) -> QuerySet[BankAccount]:
    """A company's administrator and finance see its own; finance, approvers, audit and compliance see all."""
    accounts = BankAccount.objects.select_related("company", "proposed_by", "confirmed_by", "replaces")
    if getattr(user, "is_internal", False) and user.has_role(*READS_ACCOUNTS):
        return accounts
    if getattr(user, "is_supplier", False) and user.has_role(*READS_OWN_ACCOUNTS):
        return accounts.filter(company=user.company)
    return accounts.none()


def accounts_to_confirm(user: User) -> QuerySet[BankAccount]:
    """Changes that wait for a second person, oldest first."""
    waiting = accounts_visible_to(user).filter(state=AccountState.PROPOSED).exclude(proposed_by=user)
    return waiting.order_by("proposed_at", "pk")


def active_account(
    company: Company, purpose: str = AccountPurpose.GENERAL, currency: str = "KRW"
) -> BankAccount | None:
    """The account in use."""
    return BankAccount.objects.filter(
        company=company, purpose=purpose, currency=currency, state=AccountState.ACTIVE
    ).first()


def house_account(purpose: str, currency: str = "KRW") -> BankAccount | None:
    """One of the buyer's entries: its own account, the trustee's, the bank's."""
    return BankAccount.objects.filter(
        company__is_buyer=True, purpose=purpose, currency=currency, state=AccountState.ACTIVE
    ).first()


def has_paid_to(account: BankAccount) -> bool:
    """Whether money ever went to it."""
    return Instruction.objects.filter(account=account, state=InstructionState.PAID).exists()


@dataclass(slots=True)
class Destination:
    """Where a payment to a company would go, and what a run must know of it."""

    payee: Payee
    account: BankAccount | None = None
    change_asked: bool = False  # proposed, not confirmed: told, not held
    last_paid: str = ""  # the account of the last payment, as "bank number"

    @property
    def changed(self) -> bool:
        """Whether the money would go elsewhere than the last time."""
        return bool(self.account and self.last_paid and self.last_paid != place(self.account))


def place(account: BankAccount) -> str:
    """Bank and number."""
    return f"{account.bank_code} {account.number}"


Key = tuple[int, str]  # company, purpose


@dataclass(slots=True)
class _Found:
    active: dict[Key, BankAccount] = field(default_factory=dict)
    cooling: dict[Key, BankAccount] = field(default_factory=dict)
    asked: set[Key] = field(default_factory=set)


def destinations(companies: Collection[int], currency: str) -> dict[Key, Destination]:
    """For each company and purpose, in five queries however many companies (one more for each step of a succession).

    Who was merged is paid on the account of the company that stands in its place. Source: domain 17.
    """
    found = _Found()
    heirs = heirs_of(companies)
    payees = set(companies) - set(heirs) | {step.successor_id for step in heirs.values()}
    rows = BankAccount.objects.filter(company__in=payees, currency=currency)
    for account in rows.filter(Q(state=AccountState.ACTIVE) | Q(state__in=UNDER_CHANGE)):
        key = (account.company_id, account.purpose)
        if account.state == AccountState.ACTIVE:
            found.active[key] = account
        elif account.state == AccountState.COOLING:
            found.cooling[key] = account
        else:
            found.asked.add(key)
    told = _last_told([account.pk for account in found.active.values()])
    paid = _last_paid(companies, currency)
    known = Company.objects.filter(pk__in=companies)
    return {
        (company.pk, purpose): _destination(company, purpose, heirs.get(company.pk), found, told, paid)
        for company in known
        for purpose in AccountPurpose.values
    }


def _destination(
    former: Company,
    purpose: str,
    step: CompanySuccession | None,
    found: _Found,
    told: dict[int, str],
    paid: dict[int, str],
) -> Destination:
    company = step.successor if step else former
    key = (company.pk, purpose)
    account, cooling = found.active.get(key), found.cooling.get(key)
    known_since = account.confirmed_at if account else None
    if step and known_since is not None:  # the money goes elsewhere than before: it waits as after any change
        known_since = max(known_since, step.decided_at)
    payee = Payee(
        has_account=account is not None,
        confirmed_at=known_since,
        change_confirmed_at=cooling.confirmed_at if cooling else None,
        refused_code=told.get(account.pk, "") if account else "",
        business=company.tax_status,
        is_active=company.is_buyer or company.state not in (CompanyState.CLOSED, CompanyState.REJECTED),
    )
    last = paid.get(former.pk, "") if purpose == AccountPurpose.GENERAL else ""
    return Destination(payee, account, change_asked=key in found.asked, last_paid=last)


def _last_told(accounts: Collection[int]) -> dict[int, str]:
    """What the bank said of each account the last time: a reason code when it rejected, "" when it paid."""
    rows = _last(
        "SELECT a.pk, l.state, l.result_code FROM unnest(%s::bigint[]) AS a (pk) CROSS JOIN LATERAL ("
        " SELECT i.state, i.result_code FROM payments_instruction i"
        " WHERE i.account_id = a.pk AND i.state IN (%s, %s) ORDER BY i.id DESC LIMIT 1) l",
        [list(accounts), InstructionState.PAID, InstructionState.REJECTED],
    )
    return {pk: code if state == InstructionState.REJECTED else "" for pk, state, code in rows}


def _last_paid(companies: Collection[int], currency: str) -> dict[int, str]:
    """Where each company was last paid."""
    rows = _last(
        "SELECT c.pk, l.bank_code, l.account_number FROM unnest(%s::bigint[]) AS c (pk) CROSS JOIN LATERAL ("
        " SELECT i.bank_code, i.account_number FROM payments_instruction i"
        " JOIN payments_bankaccount a ON a.id = i.account_id AND a.purpose = %s"
        " WHERE i.payee_id = c.pk AND i.state = %s AND i.currency = %s ORDER BY i.id DESC LIMIT 1) l",
        [list(companies), AccountPurpose.GENERAL, InstructionState.PAID, currency],
    )
    number = encrypted(Instruction, "account_number")
    return {pk: f"{bank} {number.opened(told)}" for pk, bank, told in rows}


def _last(statement: str, values: list[Any]) -> list[tuple]:
    """The newest payment of each, from the end of an index: what was paid in the years before is not read."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
