"""Payments into the ledger: one run of many payments, and many receivables passed on down the tiers.

Ours is what the portal does: ``postings_sets.book_sent_many`` for the payments of a run, ``postings_sets.book_parts``
for parts of receivables, both on the real tables with every trigger, key and proof. Beside it a loop over objects,
one posting with its lines, balances and mark after another, and COPY of ready rows into the same tables. All ways must
leave the same balances. Source: performance 4 and 8.
"""

import time
import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import median

from django.db import connection, transaction
from django.db.models import F

from portal.bench import Ratio
from portal.people.models import Company
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.states import ContractState, InvoiceState
from purchasing.payments.models import Instruction, Line, Obligation, PaymentRun, Posting, Receivable
from purchasing.payments.rules.postings import sides
from purchasing.payments.services.ledger import accounts_for
from purchasing.payments.services.postings_sets import book_parts, book_sent_many
from purchasing.payments.states import InstructionState, MaturityMode, Part, PayRole, ReceivableState, RunState
from purchasing.payments.states.ledger import Event

DAY = date(2026, 8, 28)
SAMPLE = 500  # objects are booked one by one for so many, and the time is scaled: it grows in step with the number
PAYEES = 400
MUST_LOOP, MUST_COPY, MUST_CHAINS = 10, 0.5, 12  # floors on a busy machine; wanted and measured: README


def payrun(rows: int, rounds: int) -> list[Ratio]:
    """Send ``rows`` payments to the bank: posting, lines, balances, mark."""
    ids = _run_of(rows)
    sample = ids[:SAMPLE]
    ours, loop, copied = [], [], []
    for _round in range(max(1, min(rounds, 3))):
        ours.append(_timed(lambda: _mark(book_sent_many(ids)), lambda: _sums(rows)))
        loop.append(_timed(lambda: _one_by_one(sample), lambda: _sums(len(sample))) * rows / len(sample))
        copied.append(_timed(_copy_of(ids), lambda: _sums(rows)))
    return [
        _ratio(f"{rows:,} payments of a run booked, against a loop over objects", loop, ours, MUST_LOOP),
        _ratio(f"{rows:,} payments booked, against COPY of ready rows into the same tables", copied, ours, MUST_COPY),
    ]


def chains(rows: int, rounds: int) -> list[Ratio]:
    """Pass ``rows`` parts on, half of them in tier 2, the others in tiers 3 and 4."""
    ids = _parts_of(rows)
    sample = ids[:SAMPLE]
    ours, loop = [], []
    for _round in range(max(1, min(rounds, 3))):
        ours.append(_timed(lambda: book_parts(ids), lambda: _passed(rows)))
        loop.append(_timed(lambda: _parts_one_by_one(sample), lambda: _passed(len(sample))) * rows / len(sample))
    return [_ratio(f"{rows:,} parts down four tiers booked, against a loop over objects", loop, ours, MUST_CHAINS)]


def _ratio(name: str, baseline: list[float], ours: list[float], must: float) -> Ratio:
    return Ratio(name, median(baseline) / median(ours), must, median(ours) * 1e3, median(baseline) * 1e3)


def _timed(work: Callable[[], object], proof: Callable[[], None]) -> float:
    """Seconds for the work with all that waits for its commit; then it is proved, and undone."""
    with transaction.atomic():
        begun = time.perf_counter()
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            spent = time.perf_counter() - begun
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        proof()
        transaction.set_rollback(True)
    return spent


def _mark(booked: dict[int, int]) -> None:
    """As the run does: the payment knows its posting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_instruction i SET state = 'posted', posting_id = b.posting"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS b (id, posting) WHERE i.id = b.id",
            [list(booked), list(booked.values())],
        )


def _one_by_one(ids: list[int]) -> None:
    """The baseline: what one writes first."""
    for instruction in Instruction.objects.filter(pk__in=ids).select_related("run", "obligation"):
        made = sides(
            Event.CASH_SENT,
            books={"payer": instruction.obligation.payer_id},
            amounts={"amount": instruction.amount},
        )
        posting = _posting(Event.CASH_SENT, f"loop:{instruction.uid}", instruction.end_to_end)
        _lines(posting, made)
        instruction.state, instruction.posting = InstructionState.POSTED, posting
        instruction.save()


def _parts_one_by_one(ids: list[int]) -> None:
    for part in Receivable.objects.filter(pk__in=ids):
        made = sides(
            Event.PASS_ON,
            books={"issuer": part.issuer_id, "holder": part.holder_id},
            amounts={"amount": part.face},
        )
        _lines(_posting(Event.PASS_ON, f"loop:{part.uid}", part.number), made)


def _posting(event: Event, key: str, text: str) -> Posting:
    with transaction.atomic():
        return Posting.objects.create(key=key, event=event, booked_on=DAY, text=text)


def _lines(posting: Posting, made) -> None:
    ids = accounts_for({(side.book, side.code, side.currency) for side in made})
    Line.objects.bulk_create(
        [
            Line(
                posting=posting,
                account_id=ids[side.book, side.code, side.currency],
                debit=side.debit,
                credit=side.credit,
            )
            for side in made
        ]
    )


def _copy_of(ids: list[int]) -> Callable[[], None]:
    """Ready rows into postings and lines by COPY, and the mark: what the tables themselves cost."""
    rows = list(Instruction.objects.filter(pk__in=ids).values_list("pk", "uid", "amount", "obligation__payer_id"))
    accounts = accounts_for({(rows[0][3], "2100", "KRW"), (rows[0][3], "1020", "KRW")})
    debit, credit = accounts[rows[0][3], "2100", "KRW"], accounts[rows[0][3], "1020", "KRW"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('payments_posting', 'id'))")
        first = cursor.fetchone()[0] + 10_000_000
    postings = [
        (first + at, str(uuid.uuid4()), f"copy:{uid}", Event.CASH_SENT.value, DAY.isoformat(), "", "", "")
        for at, (_pk, uid, _amount, _payer) in enumerate(rows)
    ]
    lines = [
        entry
        for at, (_pk, _uid, amount, _payer) in enumerate(rows)
        for entry in ((first + at, debit, "KRW", amount, 0), (first + at, credit, "KRW", 0, amount))
    ]

    def copy() -> None:
        _copy("payments_posting (id, uid, key, event, booked_on, thing_type, thing_id, text)", postings)
        _copy("payments_line (posting_id, account_id, currency, debit, credit)", lines)
        _mark({pk: first + at for at, (pk, *_rest) in enumerate(rows)})

    return copy


def _copy(into: str, rows: list[tuple]) -> None:
    text = "\n".join("\t".join(map(str, row)) for row in rows) + "\n"
    with connection.cursor() as cursor:
        if hasattr(cursor, "copy_expert"):
            from io import StringIO

            cursor.copy_expert(f"COPY {into} FROM STDIN", StringIO(text))
        else:
            with cursor.copy(f"COPY {into} FROM STDIN") as copying:
                copying.write(text)


def _sums(payments: int) -> None:
    """Every payment has a posting with two lines that balance, and is marked."""
    marked = Instruction.objects.filter(state=InstructionState.POSTED, posting__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(l.debit) - sum(l.credit) FROM payments_line l JOIN payments_posting p"
            " ON p.id = l.posting_id WHERE p.event = %s",
            [Event.CASH_SENT],
        )
        found = cursor.fetchone()
    if (marked, *found) != (payments, payments * 2, 0):
        raise AssertionError((marked, found))


def _passed(parts: int) -> None:
    lines = Line.objects.filter(posting__event=Event.PASS_ON)
    if lines.count() != parts * 4 or lines.filter(debit=F("credit")).exists():
        raise AssertionError(lines.count())


# The rows that are booked --------------------------------------------------------------------------------------------
def _companies(count: int) -> list[Company]:
    mark = uuid.uuid4().hex[:4]
    return Company.objects.bulk_create(
        [
            Company(number=f"CMP-{mark}-{n:06d}", legal_name_ko=f"가온{n}", brn=f"{8_000_000_000 + n}")
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


def _run_of(count: int) -> list[int]:
    payer, *payees = _companies(PAYEES + 1)
    run = PaymentRun.objects.create(number=f"RUN-{uuid.uuid4().hex[:8]}", kind="cash", value_on=DAY, part=999)
    PaymentRun.objects.filter(pk=run.pk).update(state=RunState.DRAFT)
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
            )
            for debt in debts
        ],
        batch_size=2000,
    )
    accounts_for({(payer.pk, "2100", "KRW"), (payer.pk, "1020", "KRW")})
    _fresh("payments_instruction, payments_obligation, payments_receivable")
    return [each.pk for each in made]


def _parts_of(count: int) -> list[int]:
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
    _fresh("payments_receivable")
    return [part.pk for part in made]


def _add_up() -> None:
    """What each receivable passed on, as the database proves it at commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_receivable r SET assigned = s.sum FROM (SELECT parent_id, sum(face) AS sum"
            " FROM payments_receivable WHERE parent_id IS NOT NULL GROUP BY 1) s WHERE s.parent_id = r.id"
        )


def _fresh(tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ANALYZE {tables}")
