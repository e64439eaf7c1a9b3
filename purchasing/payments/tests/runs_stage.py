"""What a payment run needs around it: people, accounts, debts whose invoices are in the books."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import transaction

from portal.calendar import bank_day_for_payment
from portal.clock import db_now, today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.states import ContractState, InvoiceState
from purchasing.payments.models import BankAccount, Obligation, PaymentRun
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import planning, runs
from purchasing.payments.services.accounts import activate_account, confirm_account, propose_account
from purchasing.payments.services.postings import book_invoice
from purchasing.payments.states import AccountState, Part

SERIAL = count(1)
LONG_AGO = timedelta(days=30)
BUYER_IBAN = "GB33BUKB20201555555555"  # the example of the IBAN registry's documentation


@dataclass
class Desk:
    """The people around a run."""

    maker: User
    checker: User
    second: User
    releaser: User
    buyer: Company


def desk() -> Desk:
    """Finance and approvers, and the accounts that pay."""
    maker, checker, second, releaser = staff("FI"), staff("AP"), staff("AP"), staff("FI")
    buyer = maker.company
    for purpose, number in (("general", BUYER_IBAN), ("escrow", "110000000002"), ("bought", "110000000003")):
        in_use(buyer, number=number, purpose=purpose, bank_code="088", owner="동행철강 주식회사")
    in_use(buyer, number="110000000009", currency="USD", bank_code="CITIUS33", owner="Donghaeng Steel")
    return Desk(maker, checker, second, releaser, buyer)


def in_use(company: Company, *, number: str = "", **fields) -> BankAccount:
    """An account that has been in use for a month."""
    then = db_now() - LONG_AGO
    values = {"bank_code": "004", "owner": company.legal_name_ko, "purpose": "general", "currency": "KRW"} | fields
    return BankAccount.objects.create(
        company=company,
        number=number or f"{next(SERIAL):012d}",
        state=AccountState.ACTIVE,
        confirmed_at=then,
        active_from=then + timedelta(hours=72),
        **values,
    )


def payee(**fields) -> User:
    """A supplier's administrator whose company has an account in use."""
    user = UserFactory(company=CompanyFactory(**fields), roles=("SA", "SU"))
    in_use(user.company)
    return user


def owed(
    company: Company, amount: Decimal | int, *, buyer: Company, pay_on: date | None = None, currency: str = "KRW"
) -> Obligation:
    """A debt of the buyer, with its invoice in the books."""
    serial = next(SERIAL)
    day = pay_on or bank_day_for_payment(today())
    base = day - timedelta(days=30)
    amount = Decimal(amount)
    contract = Contract.objects.create(
        number=f"CTR-T-{serial:06d}",
        state=ContractState.IN_FORCE,
        title_ko=f"시험 계약 {serial}",
        kind="goods",
        payer=buyer,
        payee=company,
        value=amount,
        currency=currency,
        starts_on=base - timedelta(days=1),
        ends_on=base + timedelta(days=300),
    )
    invoice = Invoice.objects.create(
        number=f"INV-T-{serial:06d}",
        contract=contract,
        state=InvoiceState.APPROVED,
        payee=company,
        supplier_no=f"S-{serial}",
        issued_on=base,
        base_on=base,
        currency=currency,
        net=amount,
        vat=0,
        key=f"k{serial}",
    )
    obligation = Obligation.objects.create(
        number=f"OBL-T-{serial:06d}",
        invoice=invoice,
        contract=contract,
        part=Part.ALL,
        method="cash",
        payer=buyer,
        payee=company,
        tier=1,
        currency=currency,
        amount=amount,
        base_on=base,
        due_agreed=day,
        due_legal=base + timedelta(days=60),
        due_on=day,
        pay_on=day,
    )
    with transaction.atomic():
        book_invoice(invoice, [obligation])
    return obligation


def drafted(people: Desk, *, kind: str = "cash", currency: str = "KRW", on: date | None = None) -> PaymentRun:
    """A draft of what is due today."""
    run = runs.draft_run(kind, value_on=on or bank_day_for_payment(today()), currency=currency, by=people.maker)
    assert run is not None
    return run


@contextmanager
def as_on(day: date):
    """What runs are drafted, checked and released in here happens on ``day``."""
    with pytest.MonkeyPatch.context() as clock:
        for module in (runs, planning):
            clock.setattr(module, "today", lambda: day)
        yield


def released(people: Desk, run: PaymentRun) -> PaymentRun:
    """Checked by as many as it needs, and released."""
    for checker in (people.checker, people.second):
        run = runs.check_run(run, sha256=digest_of(run), by=checker)
        if run.state == "checked":
            break
    return runs.release_run(run, sha256=digest_of(run), by=people.releaser)


def changed(user: User, *, number: str = "999888777666", by: User | None = None) -> BankAccount:
    """A change of account, confirmed by a second person; its waiting time has begun."""
    account = propose_account(
        user.company,
        bank_code="081",
        number=number,
        owner=user.company.legal_name_ko,
        reason="주거래 은행 변경",
        by=user,
    )
    return confirm_account(account, callback="대표번호 02-000-0000, 김가람 대표와 통화", by=by or staff("FI"))


def waited(account: BankAccount) -> BankAccount:
    """The 72 hours are over: the clock is not turned, the account is older."""
    BankAccount.objects.filter(pk=account.pk).update(confirmed_at=db_now() - LONG_AGO, active_from=db_now() - LONG_AGO)
    activate_account(account)
    return BankAccount.objects.get(pk=account.pk)
