"""The rows that the benchmarks of payments book: companies, debts, a released run, receivables of four tiers."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

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


def run_of(count: int) -> list[int]:
    """A released run of so many payments to companies whose accounts are in use."""
    payer, *payees = _companies(PAYEES + 1)
    then = db_now() - timedelta(days=30)
    accounts = BankAccount.objects.bulk_create(
        [
            BankAccount(
                company=each,
                state=AccountState.ACTIVE,
                bank_code="004",
                number=f"{each.pk:012d}",
                owner=each.legal_name_ko,
                confirmed_at=then,
                active_from=then,
            )
            for each in payees
        ]
    )
    place = {each.company_id: each for each in accounts}
    run = PaymentRun.objects.create(number=f"RUN-{uuid.uuid4().hex[:8]}", kind="cash", value_on=DAY, part=999)
    for state in (RunState.CHECKED, RunState.RELEASED):
        PaymentRun.objects.filter(pk=run.pk).update(state=state)
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
                account=place[debt.payee_id],
                bank_code="004",
                account_number=place[debt.payee_id].number,
                account_owner=place[debt.payee_id].owner,
            )
            for debt in debts
        ],
        batch_size=2000,
    )
    accounts_for({(payer.pk, "2100", "KRW"), (payer.pk, "1020", "KRW")})
    fresh("payments_instruction, payments_obligation, payments_receivable, payments_bankaccount")
    return [each.pk for each in made]


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
    for tier, share in ((2, 4), (3, 3), (4, 1)):
        parents, above = above, []
        each = max(1, count * share // 8 // len(parents))
        for at, parent in enumerate(parents):
            for child in range(each):
                if len(made) + len(above) >= count:
                    break
                above.append(
                    Receivable(
                        number=f"RCV-{uuid.uuid4().hex[:12]}",
                        state=ReceivableState.ACCEPTED,
                        obligation=debts[at % len(debts)],
                        issuer_id=parent.holder_id,
                        holder=firms[(at * 7 + child + tier) % len(firms)]
                        if firms[(at * 7 + child + tier) % len(firms)].pk != parent.holder_id
                        else firms[(at * 7 + child + tier + 1) % len(firms)],
                        tier=tier,
                        parent=parent,
                        root_id=parent.root_id or parent.pk,
                        face=Decimal(1000 + child),
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
