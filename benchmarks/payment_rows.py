"""The rows that the benchmarks of payments book: companies, debts, released runs, receivables of four tiers."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from portal.clock import db_now
from portal.people.models import Company
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.states import ContractState, InvoiceState
from purchasing.payments.models import BankAccount, Instruction, Obligation, PaymentRun, Receivable
from purchasing.payments.services.ledger import accounts_for
from purchasing.payments.states import AccountState, MaturityMode, Part, PayRole, ReceivableState, RunState

DAY = date(2026, 8, 28)
PAYEES = 400


def _companies(count: int) -> list[Company]:
    mark = uuid.uuid4().hex[:4]
    return Company.objects.bulk_create(
        [
            Company(number=f"CMP-{mark}-{n:06d}", legal_name_ko=f"가온{n}", brn=f"{int(mark, 16):05d}{n:05d}")
            for n in range(count)
        ]
    )


def _obligations(payer: Company, payees: list[Company], count: int, *, covered: bool) -> list[Obligation]:
    """So many open debts of ``payer``, each of an invoice of its own."""
    mark = uuid.uuid4().hex[:6]
    contracts = Contract.objects.bulk_create(
        [
            Contract(
                number=f"CTR-{mark}-{at:06d}",
                state=ContractState.IN_FORCE,
                title_ko="측정",
                kind="goods",
                payer=payer,
                payee=payee,
                value=Decimal(10**12),
                starts_on=DAY,
                ends_on=DAY,
            )
            for at, payee in enumerate(payees)
        ]
    )
    invoices = Invoice.objects.bulk_create(
        [
            Invoice(
                number=f"INV-{mark}-{at:07d}",
                contract=contracts[at % len(contracts)],
                state=InvoiceState.APPROVED,
                payee=payees[at % len(payees)],
                supplier_no=f"S-{mark}-{at}",
                issued_on=DAY,
                base_on=DAY,
                net=Decimal(1000 + at % 977),
                vat=Decimal(0),
                key=f"{mark}:{at}",
            )
            for at in range(count)
        ],
        batch_size=2000,
    )
    return Obligation.objects.bulk_create(
        [
            Obligation(
                number=f"OBL-{mark}-{at:07d}",
                invoice=invoice,
                contract=invoice.contract,
                part=Part.ALL,
                method="winwin" if covered else "cash",
                payer=payer,
                payee=invoice.payee,
                tier=1,
                amount=invoice.net,
                base_on=DAY,
                due_agreed=DAY,
                due_legal=DAY,
                due_on=DAY,
                pay_on=DAY,
            )
            for at, invoice in enumerate(invoices)
        ],
        batch_size=2000,
    )


@transaction.atomic
def run_of(count: int) -> list[int]:
    """A released run of so many payments to companies whose accounts are in use."""
    payer, *payees = _companies(PAYEES + 1)
    place, run = _accounts([each.pk for each in payees]), _released("cash")
    debts = _obligations(payer, payees, count, covered=False)
    made = Instruction.objects.bulk_create(
        [
            Instruction(
                run=run,
                role=PayRole.CASH,
                obligation=debt,
                payee=debt.payee,
                amount=debt.amount,
                end_to_end=uuid.uuid4().hex,
                **_put(place[debt.payee_id]),
            )
            for debt in debts
        ],
        batch_size=2000,
    )
    accounts_for({(payer.pk, "2100", "KRW"), (payer.pk, "1020", "KRW")})
    fresh("payments_instruction, payments_obligation, payments_receivable, payments_bankaccount")
    return [each.pk for each in made]


def _accounts(companies: Iterable[int]) -> dict[int, BankAccount]:
    """An account in use for each, confirmed long ago."""
    then = db_now() - timedelta(days=30)
    made = BankAccount.objects.bulk_create(
        [
            BankAccount(
                company_id=each,
                state=AccountState.ACTIVE,
                bank_code="004",
                number=f"{each:012d}",
                owner="가온",
                confirmed_at=then,
                active_from=then,
            )
            for each in companies
        ]
    )
    return {each.company_id: each for each in made}


def _put(account: BankAccount) -> dict[str, Any]:
    """The account as a payment copies it."""
    return {
        "account": account,
        "bank_code": account.bank_code,
        "account_number": account.number,
        "account_owner": account.owner,
    }


def _released(kind: str) -> PaymentRun:
    part = 900 + PaymentRun.objects.count()
    run = PaymentRun.objects.create(number=f"RUN-{uuid.uuid4().hex[:8]}", kind=kind, value_on=DAY, part=part)
    for state in (RunState.CHECKED, RunState.RELEASED):
        PaymentRun.objects.filter(pk=run.pk).update(state=state)
    return run


@transaction.atomic
def matured_run_of(count: int) -> PaymentRun:
    """A released maturity run: what is left of each receivable of four tiers goes to its holder."""
    below = parts_of(count - count // 9)
    roots = Receivable.objects.filter(pk__in=below).values("root")
    papers = list(Receivable.objects.filter(Q(pk__in=below) | Q(pk__in=roots)).order_by("pk"))[:count]
    Receivable.objects.filter(pk__in=[each.pk for each in papers]).update(state=ReceivableState.MATURED)
    place, run = _accounts({each.holder_id for each in papers}), _released("maturity")
    Instruction.objects.bulk_create(
        [
            Instruction(
                run=run,
                role=PayRole.HOLDER,
                receivable=paper,
                payee_id=paper.holder_id,
                amount=paper.face - paper.assigned,
                end_to_end=uuid.uuid4().hex,
                **_put(place[paper.holder_id]),
            )
            for paper in papers
        ],
        batch_size=2000,
    )
    fresh("payments_instruction, payments_obligation, payments_receivable, payments_bankaccount")
    return run


@transaction.atomic
def parts_of(count: int) -> list[int]:
    """Receivables of four tiers, of which the lower three are to be booked."""
    firms = _companies(PAYEES)
    roots = max(1, count // 8)
    buyer, *holders = firms
    debts = _obligations(buyer, holders, roots, covered=True)
    common = {"matures_on": DAY, "issued_on": DAY, "maturity_mode": MaturityMode.SAME_OR_EARLIER}
    above = Receivable.objects.bulk_create(
        [
            Receivable(
                number=f"RCV-{uuid.uuid4().hex[:12]}",
                state=ReceivableState.ACCEPTED,
                obligation=debt,
                issuer=buyer,
                holder=debt.payee,
                face=Decimal(10**9),
                key=uuid.uuid4().hex,
                **common,
            )
            for debt in debts
        ],
        batch_size=2000,
    )
    made: list[Receivable] = []
    half, third = count // 2, count * 3 // 8
    for tier, wanted, face in ((2, half, 5000), (3, third, 2000), (4, count - half - third, 500)):
        parents, above = above, []
        for at in range(wanted):
            parent, child = parents[at % len(parents)], at // len(parents)
            holder = next(
                each
                for each in (firms[(at * 7 + child + tier) % PAYEES], firms[(at * 7 + child + tier + 1) % PAYEES])
                if each.pk != parent.holder_id
            )
            above.append(
                Receivable(
                    number=f"RCV-{uuid.uuid4().hex[:12]}",
                    state=ReceivableState.ACCEPTED,
                    obligation_id=parent.obligation_id,
                    issuer_id=parent.holder_id,
                    holder=holder,
                    tier=tier,
                    parent=parent,
                    root_id=parent.root_id or parent.pk,
                    face=Decimal(face + child),
                    key=uuid.uuid4().hex,
                    **common,
                )
            )
        above = Receivable.objects.bulk_create(above, batch_size=2000)
        made += above
    _add_up()
    fresh("payments_receivable")
    return [part.pk for part in made]


def _add_up() -> None:
    """What each receivable passed on, as the database proves it at commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_receivable r SET assigned = s.sum FROM (SELECT parent_id, sum(face) AS sum"
            " FROM payments_receivable WHERE parent_id IS NOT NULL GROUP BY 1) s WHERE s.parent_id = r.id"
        )


def fresh(tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ANALYZE {tables}")
