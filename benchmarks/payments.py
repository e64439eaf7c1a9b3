"""Payments into the ledger: one run of many payments of debts, and one that pays receivables down the tiers.

Ours is what the portal does: ``paying.post_chunk`` until a released run has nothing left, on the real tables with every
trigger, key and proof. Beside it one payment after the other, each whole and proved before the next (down the tiers: a
holder, then those below it), and COPY of ready rows into the same tables. All ways must leave the same balances.
Source: performance 4 and 8.
"""

import time
import uuid
from collections.abc import Callable
from statistics import median

from django.db import connection, transaction

from benchmarks.payment_rows import DAY, matured_run_of, run_of
from portal.audit.services import move
from portal.bench import Ratio
from portal.outbox.services import announce
from purchasing.payments.models import BankAccount, Instruction, Obligation, PaymentRun, Receivable
from purchasing.payments.services.ledger import accounts_for
from purchasing.payments.services.paying import post_chunk
from purchasing.payments.services.postings import book_cash_sent
from purchasing.payments.states import AccountState, InstructionState
from purchasing.payments.states.ledger import Event

SAMPLE = 500  # objects are booked one by one for so many, and the time is scaled: it grows in step with the number
TOUCHED = "payments_instruction, payments_obligation, payments_posting, payments_line, payments_balance"
MUST_LOOP, MUST_COPY, MUST_CHAINS = 70, 0.3, 40  # floors on a busy machine; wanted and measured: README


def payrun(rows: int, rounds: int) -> list[Ratio]:
    """Post a released run of ``rows`` payments: claim, look again, book, take off the debts, mark, tell."""
    ids = run_of(rows)
    run = PaymentRun.objects.get(instructions=ids[0])
    sample = ids[:SAMPLE]
    ours, loop, copied = [], [], []
    for _round in range(max(1, min(rounds, 3))):
        ours.append(_timed(lambda: _posted(run), lambda: _sums(rows)))
        loop.append(_timed(lambda: _one_by_one(sample), lambda: _sums(len(sample))) * rows / len(sample))
        copied.append(_timed(_copy_of(ids), lambda: _sums(rows)))
    return [
        _ratio(f"{rows:,} payments of a run posted, against one after the other", loop, ours, MUST_LOOP),
        _ratio(f"{rows:,} payments posted, against COPY of ready rows into the same tables", copied, ours, MUST_COPY),
    ]


def _posted(run: PaymentRun) -> None:
    """As the job does, chunk by chunk."""
    while post_chunk(run) is not None:
        pass


def chains(rows: int, rounds: int) -> list[Ratio]:
    """A maturity run of ``rows`` payments down four tiers, against recursion: a holder is paid, then those below it."""
    run = matured_run_of(rows)
    papers = dict(run.instructions.values_list("receivable", "pk"))
    tops = list(Receivable.objects.filter(pk__in=papers, parent=None).order_by("pk").values_list("pk", flat=True))
    ours, loop = [], []
    for _round in range(max(1, min(rounds, 3))):
        ours.append(_timed(lambda: _posted(run), lambda: _sums(rows, Event.SETTLE_SENT)))
        paid: list[int] = []
        spent = _timed(
            lambda paid=paid: _trees(tops, papers, paid), lambda paid=paid: _sums(len(paid), Event.SETTLE_SENT)
        )
        loop.append(spent * rows / len(paid))
    return [
        _ratio(f"{rows:,} payments down four tiers posted, against recursion over objects", loop, ours, MUST_CHAINS)
    ]


def _trees(tops: list[int], papers: dict[int, int], paid: list[int]) -> None:
    """Whole trees, one after the other, until enough is paid to be scaled."""
    for top in tops:
        if len(paid) >= SAMPLE:
            return
        _down(top, papers, paid)


def _down(receivable: int, papers: dict[int, int], paid: list[int]) -> None:
    """The baseline: what one writes first. The holder is paid, whole and proved, then each holder below it."""
    with transaction.atomic():
        payment = Instruction.objects.select_for_update().get(pk=papers[receivable])
        payment.receivable = paper = Receivable.objects.select_for_update().get(pk=receivable)
        account = BankAccount.objects.get(company=payment.payee_id, state=AccountState.ACTIVE, currency="KRW")
        left = paper.face - paper.assigned - paper.drawn - paper.held
        if account.number != payment.account_number or left != payment.amount:
            raise AssertionError(payment.pk)
        move(payment, "post", by=None, posting=book_cash_sent(payment))
        announce("payments.chunk_posted", run=payment.run_id, count=1)
    _settled()
    paid.append(receivable)
    for below in Receivable.objects.filter(parent=receivable).order_by("pk"):
        if below.pk in papers:
            _down(below.pk, papers, paid)


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
    if not connection.in_atomic_block:  # what was undone would stand in the way of the next round
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {TOUCHED}")
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
    """The baseline: what one writes first. Each payment is whole, and proved, before the next one begins."""
    for pk in ids:
        with transaction.atomic():
            payment = Instruction.objects.select_for_update().get(pk=pk)
            payment.obligation = Obligation.objects.select_for_update().get(pk=payment.obligation_id)
            account = BankAccount.objects.get(company=payment.payee_id, state=AccountState.ACTIVE, currency="KRW")
            if account.number != payment.account_number or payment.obligation.left != payment.amount:
                raise AssertionError(payment.pk)
            posting = book_cash_sent(payment)
            payment.obligation.paid += payment.amount
            payment.obligation.save(update_fields=["paid"])
            move(payment, "post", by=None, posting=posting)
            announce("payments.chunk_posted", run=payment.run_id, count=1)
        _settled()


def _settled() -> None:
    """What waits for a commit is done now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _copy_of(ids: list[int]) -> Callable[[], None]:
    """Ready rows into postings and lines by COPY, mark and debts: what the tables themselves cost."""
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
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE payments_obligation o SET paid = o.paid + i.amount FROM payments_instruction i"
                " WHERE i.id = ANY(%s) AND o.id = i.obligation_id",
                [ids],
            )

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


def _sums(payments: int, event: Event = Event.CASH_SENT) -> None:
    """Every payment has a posting with two lines that balance, and is marked."""
    marked = Instruction.objects.filter(state=InstructionState.POSTED, posting__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_posting, payments_line")  # as nobody has seen them before
        cursor.execute(
            "SELECT count(*), sum(l.debit) - sum(l.credit) FROM payments_line l JOIN payments_posting p"
            " ON p.id = l.posting_id WHERE p.event = %s",
            [event.value],
        )
        found = cursor.fetchone()
    if (marked, *found) != (payments, payments * 2, 0):
        raise AssertionError((marked, found))
