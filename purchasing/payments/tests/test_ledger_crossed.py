"""Two who post in the same books crosswise, and a run that finds a debt in the hands of somebody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import OperationalError, connection, transaction

from portal.clock import today
from portal.tests.factories import CompanyFactory
from portal.transactions import TIMES, again_when_crossed
from purchasing.payments.models import Obligation, Posting, Receivable
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.rules.postings import sides
from purchasing.payments.services import settling
from purchasing.payments.services.ledger import post
from purchasing.payments.states import ReceivableState
from purchasing.payments.states.ledger import Event
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db(transaction=True)


def cash(payer, payee, key: str) -> None:
    books, amounts = {"payer": payer.pk, "payee": payee.pk}, {"amount": Decimal(100)}
    post(Event.TIER_CASH, key=key, on=today(), sides=sides(Event.TIER_CASH, books=books, amounts=amounts))


def test_two_who_post_in_the_same_books_crosswise_both_come_through():
    firms = [CompanyFactory() for _each in range(4)]
    one, two = (firms[0], firms[1]), (firms[2], firms[3])
    cash(*one, key="first"), cash(*two, key="second")  # the accounts are there
    meeting, tries = Barrier(2), []

    def crosswise(name: str, pairs):
        @again_when_crossed
        @transaction.atomic
        def both() -> None:
            tries.append(name)
            cash(*pairs[0], key=f"{name}-0")
            if len(tries) <= 2:  # each holds what the other wants next
                try:
                    meeting.wait(10)
                except BrokenBarrierError:
                    raise AssertionError("the two have not met") from None
            cash(*pairs[1], key=f"{name}-1")

        try:
            both()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(crosswise, ("a", "b"), ((one, two), (two, one))))

    assert len(tries) == 3  # the database ended one of them, and it began again
    assert Posting.objects.count() == 6
    assert {balance(book_of(firm), "1000") for firm in firms} == {Decimal(300), Decimal(-300)}


def test_within_another_transaction_nothing_begins_again():
    tries = []

    @again_when_crossed
    def crossed() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(OperationalError), transaction.atomic():
        crossed()
    assert len(tries) == 1
    with pytest.raises(OperationalError):
        crossed()
    assert len(tries) == 1 + TIMES


def test_what_falls_due_waits_for_who_works_on_its_debt():
    made = stage.accepted(firms=1)
    debt, paper = made.debts[0], made.receivable
    Receivable.objects.filter(pk=paper.pk).update(matures_on=today(), issued_on=today() - timedelta(days=30))

    def mature() -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                settling.mature_due(today())
        except OperationalError as fault:
            return str(fault)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Obligation.objects.select_for_update().get(pk=debt.pk)
            assert "lock timeout" in pool.submit(mature).result(20)
        assert Receivable.objects.get(pk=paper.pk).state == ReceivableState.ACCEPTED
        assert pool.submit(mature).result(20) == ""
    assert Receivable.objects.get(pk=paper.pk).state == ReceivableState.MATURED
