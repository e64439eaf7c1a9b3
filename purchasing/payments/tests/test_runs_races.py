"""Two at once: on PostgreSQL, with threads. Each test fails when the lock it is about is taken away."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from portal.errors import Refused, WrongState
from portal.outbox.services import deliver_due
from portal.sealing.columns import Unreadable
from portal.tests.factories import staff
from purchasing.payments import tasks
from purchasing.payments.models import BankAccount, BankFile, BankMessage, Instruction, PaymentRun, Posting
from purchasing.payments.queries.ledger import balance, book_of
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import paying, runs
from purchasing.payments.services.accounts import confirm_account, propose_account, refuse_account
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run, post_chunk
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import desk, drafted, owed, payee, released

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Do them in threads; what each gave back, or the refusal."""

    def do(deed):
        try:
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_four_workers_post_a_run_once():
    people = desk()
    for n in range(40):
        owed(payee().company, 1_000 + n, buyer=people.buyer)
    run = released(people, drafted(people))

    posted = at_once(*[lambda: pay_run(run, chunk=3)] * 4)

    assert sum(posted) == 40
    assert Posting.objects.filter(key__startswith="sent:").count() == 40
    assert BankFile.objects.count() == 1
    assert balance(book_of(people.buyer), "1020") == -sum(Decimal(1_000 + n) for n in range(40))


def test_the_delivery_of_the_release_posts_nothing_and_the_task_chunk_by_chunk(monkeypatch):
    """Within a delivery every chunk would be held by its one transaction, and a fault in the last undo all of them."""
    people = desk()
    for n in range(4):
        owed(payee().company, 1_000 + n, buyer=people.buyer)
    run = released(people, drafted(people))
    while deliver_due():
        continue
    assert not Posting.objects.filter(key__startswith="sent:").exists()

    chunks = []

    def chunk(run, *, most):
        chunks.append(most)
        if len(chunks) == 3:
            raise WrongState("the third")
        return post_chunk(run, most=1)

    with monkeypatch.context() as patch:
        patch.setattr(paying, "post_chunk", chunk)
        with pytest.raises(WrongState):
            tasks.post_run(run=run.pk)
    assert Posting.objects.filter(key__startswith="sent:").count() == 2
    assert paying.resume_runs() == 2
    assert PaymentRun.objects.get(pk=run.pk).state == "sent"


def test_a_run_that_cannot_be_posted_holds_no_other_up(monkeypatch):
    people = desk()
    owed(payee().company, 1_000, buyer=people.buyer)
    broken = released(people, drafted(people))
    owed(payee().company, 2_000, buyer=people.buyer)
    other = released(people, drafted(people))

    def pays(run):
        if run.pk == broken.pk:
            raise Unreadable("an account number under a key that is gone")
        return pay_run(run)

    monkeypatch.setattr(paying, "pay_run", pays)
    with pytest.raises(Unreadable):
        paying.resume_runs()
    states = dict(PaymentRun.objects.values_list("pk", "state"))
    assert states == {broken.pk: "released", other.pk: "sent"}


def test_the_clock_and_a_person_draft_one_run():
    people = desk()
    debt = owed(payee().company, 1_000, buyer=people.buyer)

    at_once(
        lambda: runs.draft_run("cash", value_on=debt.pay_on, by=None),
        lambda: runs.draft_run("cash", value_on=debt.pay_on, by=people.maker),
    )

    assert (PaymentRun.objects.count(), Instruction.objects.count()) == (1, 1)


def test_of_two_who_release_one_is_told():
    people = desk()
    owed(payee().company, 1_000, buyer=people.buyer)
    run = drafted(people)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)

    found = at_once(
        lambda: runs.release_run(run, sha256=run.sha256, by=people.releaser),
        lambda: runs.release_run(run, sha256=run.sha256, by=people.maker),
    )

    assert sorted(isinstance(each, Refused) for each in found) == [False, True]


def test_the_same_message_from_two_doors_is_read_once():
    people = desk()
    debt = owed(payee().company, 1_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    document = notification([entry(run.instructions.get().end_to_end, 1_000)])

    found = at_once(*[lambda: read_bank_message(document, by=None)] * 3)

    assert sorted(new for _message, new in found) == [False, False, True]
    debt.refresh_from_db()
    assert (BankMessage.objects.count(), debt.paid) == (1, Decimal(1_000))


def test_a_change_is_confirmed_or_stopped_but_not_both():
    desk()
    supplier = payee()
    owner = supplier.company.legal_name_ko
    account = propose_account(
        supplier.company, bank_code="081", number="999888777666", owner=owner, reason="변경", by=supplier
    )
    finance = staff("FI")

    at_once(
        lambda: confirm_account(account, callback="대표번호 02-000-0000, 대표와 통화", by=finance),
        lambda: refuse_account(account, reason="요청한 일이 없습니다.", by=supplier),
    )

    state = BankAccount.objects.get(pk=account.pk).state
    assert state == "refused"  # stopped before or after it was confirmed: it is stopped
