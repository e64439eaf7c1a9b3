"""Whole chunks are booked as single payments are: the same postings, the same sides; and the benchmark runs."""

import pytest

from benchmarks import payment_rows as rows_of
from benchmarks import payments as bench
from benchmarks.maturity import maturity
from portal.clock import today
from purchasing.payments.models import Instruction, PaymentRun, Posting, Receivable
from purchasing.payments.queries.runs import as_checked
from purchasing.payments.services.ledger import sides_of
from purchasing.payments.services.paying import post_chunk
from purchasing.payments.services.postings import book_cash_confirmed, book_cash_sent, book_pass_on
from purchasing.payments.services.postings_sets import book_confirmed_many, book_parts, book_sent_many
from purchasing.payments.states import HoldReason, InstructionState, PayRole

pytestmark = pytest.mark.django_db


def content(posting):
    sides = sorted(sides_of(posting), key=lambda side: (str(side.book), side.code, side.debit))
    return posting.event, posting.booked_on, posting.thing_type, posting.thing_id, posting.text, sides


def by_key(key):
    return content(Posting.objects.get(key=key))


def payments(kind):
    """Payments of a run of each kind, made of one chain of receivables or of debts."""
    if kind == PayRole.CASH:
        return Instruction.objects.filter(pk__in=rows_of.run_of(6)[:6])
    parts = Receivable.objects.filter(pk__in=rows_of.parts_of(16))
    name = "funding" if kind == PayRole.FUND else "maturity"
    run = PaymentRun.objects.create(number=f"RUN-T-{kind}", kind=name, value_on=today(), part=98)
    things = Receivable.objects.filter(tier=1) if kind == PayRole.FUND else parts
    rows = Instruction.objects.bulk_create(
        [
            Instruction(
                run=run,
                role=kind,
                receivable=each,
                payee=each.holder if kind == PayRole.HOLDER else None,
                amount=each.face - each.assigned,
                end_to_end=f"{kind}-{each.pk}",
            )
            for each in things
            if each.face > each.assigned
        ]
    )
    return Instruction.objects.filter(pk__in=[row.pk for row in rows])


@pytest.mark.parametrize("kind", [PayRole.CASH, PayRole.FUND, PayRole.HOLDER, PayRole.BOUGHT])
def test_a_chunk_is_booked_as_its_payments_are_one_by_one(kind):
    rows = list(payments(kind).select_related("run", "obligation", "receivable").order_by("pk"))
    first, others = rows[0], [row.pk for row in rows]
    single = [content(book_cash_sent(first)), content(book_cash_confirmed(first, on=today()))]
    posted = book_sent_many(others)
    assert set(posted) == set(others)
    confirmed = book_confirmed_many(others, on=today())
    assert [by_key(f"sent:{first.uid}"), by_key(f"paid:{first.uid}")] == single
    for row in rows[1:]:
        for booked, prefix in ((posted, "sent"), (confirmed, "paid")):
            many = Posting.objects.get(pk=booked[row.pk])
            assert many.key == f"{prefix}:{row.uid}"
            again = book_cash_sent(row) if prefix == "sent" else book_cash_confirmed(row, on=today())
            assert again == many  # the single way finds it with the same content, else it refuses
    assert book_sent_many(others) == posted


def test_parts_of_receivables_are_booked_as_single_ones():
    ids = rows_of.parts_of(16)
    booked = book_parts(ids)
    for part in Receivable.objects.filter(pk__in=ids):
        assert book_pass_on(part).pk == booked[part.pk]


def test_holders_are_compared_with_their_receivables_at_once_and_one_that_changed_waits():
    run = rows_of.matured_run_of(40)
    first, *others = run.instructions.order_by("pk")
    places = {(i.payee_id, i.bank_code, i.account_number, i.account_owner) for i in (first, *others)}
    Receivable.objects.filter(pk=first.receivable_id).update(held=1)  # kept for a claim, after the run was checked

    assert as_checked([i.pk for i in (first, *others)], list(places)) == {i.pk for i in others}
    assert as_checked([i.pk for i in others], []) == set()  # no account that nothing speaks against
    assert post_chunk(run) == 39
    first.refresh_from_db()
    assert (first.state, first.hold_reason) == (InstructionState.HELD, HoldReason.AMOUNT_CHANGED)


def test_what_cannot_be_booked_is_told():
    with pytest.raises(ValueError, match="1 things could not be booked"):
        book_sent_many([10**9])
    assert book_sent_many([]) == {}


@pytest.mark.parametrize("measure", [bench.payrun, bench.chains, maturity])
def test_the_benchmark_leaves_nothing_and_its_ways_agree(measure):
    for ratio in measure(200, 1):
        assert ratio.value > 0, ratio  # how many times is measured by `manage.py bench`, on enough rows
    assert not Posting.objects.exists()
