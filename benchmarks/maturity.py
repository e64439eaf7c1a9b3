"""A maturity run: escrow pays those who hold receivables, and the bank for what it bought of them.

Ours is what the portal does with a chunk: ``postings_sets.book_sent_many`` when it goes to the bank, the mark, and
``postings_sets.book_confirmed_many`` when the bank has paid, on the real tables with every trigger, key and proof.
Beside it a loop over objects, one payment after another. Both must leave the same sums. Source: performance 4 and 8.
"""

import uuid
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from benchmarks.payment_rows import DAY, fresh, parts_of
from benchmarks.payments import MUST_LOOP, SAMPLE, _mark, _ratio, _settled, _timed
from portal.bench import Ratio
from portal.people.models import User
from purchasing.payments.models import Draw, Instruction, PaymentRun, Receivable
from purchasing.payments.services.postings import book_cash_confirmed, book_cash_sent
from purchasing.payments.services.postings_sets import book_confirmed_many, book_sent_many
from purchasing.payments.states import InstructionState, PayRole, ReceivableState, RunState
from purchasing.payments.states.ledger import Event

CHARGE = Decimal(7)  # of each early draw, in won


def maturity(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` payments out of escrow, a third of them to the bank, sent and confirmed."""
    ids = _payouts_of(rows)
    sample = ids[:SAMPLE]
    ours, loop = [], []
    for _round in range(max(1, min(rounds, 3))):
        ours.append(_timed(lambda: _in_sets(ids), lambda: _holds(ids)))
        loop.append(_timed(lambda: _one_by_one(sample), lambda: _holds(sample)) * rows / len(sample))
    return [_ratio(f"{rows:,} payments of a maturity run booked, against a loop over objects", loop, ours, MUST_LOOP)]


def _in_sets(ids: list[int]) -> None:
    _mark(book_sent_many(ids))
    book_confirmed_many(ids, on=DAY)


def _one_by_one(ids: list[int]) -> None:
    """The baseline: what one writes first. Each payment is whole, and proved, before the next one begins."""
    for payment in Instruction.objects.filter(pk__in=ids).select_related("receivable", "run", "obligation"):
        payment.posting = book_cash_sent(payment)
        payment.state = InstructionState.POSTED
        payment.save()
        _settled()
        book_cash_confirmed(payment, on=DAY)
        _settled()


def _holds(ids: list[int]) -> None:
    """Escrow's debt and cash are smaller by what was paid; the bank has earned the charges; every posting balances."""
    paid = Instruction.objects.filter(pk__in=ids, state=InstructionState.POSTED, posting__isnull=False)
    told = paid.aggregate(sum=Sum("amount"))["sum"]
    charges = CHARGE * paid.filter(role=PayRole.BOUGHT).count()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_posting, payments_line")
        cursor.execute(
            "SELECT count(DISTINCT p.id), sum(l.debit) - sum(l.credit),"
            " sum(l.debit) FILTER (WHERE a.code = '2510'), sum(l.credit) FILTER (WHERE a.code = '1010'),"
            " coalesce(sum(l.credit) FILTER (WHERE a.code = '4100'), 0)"
            " FROM payments_line l JOIN payments_posting p ON p.id = l.posting_id"
            " JOIN payments_account a ON a.id = l.account_id WHERE p.event = ANY(%s)",
            [[Event.SETTLE_SENT.value, Event.SETTLED.value, Event.BOUGHT_SETTLED.value]],
        )
        found = cursor.fetchone()
    if found != (len(ids) * 2, 0, told, told, charges):
        raise AssertionError((found, len(ids), told, charges))


@transaction.atomic
def _payouts_of(count: int) -> list[int]:
    """Receivables that fall due, half of them drawn in part: what their holders and the bank are to be paid."""
    run = PaymentRun.objects.create(number=f"RUN-{uuid.uuid4().hex[:8]}", kind="maturity", value_on=DAY, part=800)
    PaymentRun.objects.filter(pk=run.pk).update(state=RunState.DRAFT)
    held = list(Receivable.objects.filter(pk__in=parts_of(count * 2), assigned=0).order_by("pk"))
    person = User.objects.create(email=f"{uuid.uuid4().hex}@bench.invalid", name="측정")
    drawn = held[::2]
    Draw.objects.bulk_create(
        [
            Draw(
                receivable=part,
                seq=1,
                amount=part.face // 2,
                drawn_on=DAY,
                days=30,
                rate=Decimal("0.042"),
                charge=CHARGE,
                net=part.face // 2 - CHARGE,
                key=uuid.uuid4().hex,
                drawn_by=person,
            )
            for part in drawn
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_receivable r SET drawn = d.amount, state = %s FROM payments_draw d"
            " WHERE d.receivable_id = r.id",
            [ReceivableState.PARTLY_USED.value],
        )
    parts = {part.pk for part in drawn}
    made = [
        Instruction(run=run, role=role, receivable=part, payee_id=payee, amount=amount, end_to_end=uuid.uuid4().hex)
        for part in held
        for role, payee, amount in (
            (PayRole.HOLDER, part.holder_id, part.face - (part.face // 2 if part.pk in parts else 0)),
            *([(PayRole.BOUGHT, None, part.face // 2)] if part.pk in parts else []),
        )
    ][:count]
    Instruction.objects.bulk_create(made, batch_size=2000)
    fresh("payments_instruction, payments_receivable, payments_draw")
    return [each.pk for each in made]
