"""A copied backup tells no account; the portal pays, compares and shows as before. Source: security 6.11, T51."""

import pytest
from django.db import connection

from portal.encrypted.fields import same
from portal.sealing import portal_keys
from portal.tests.opened import in_database, in_dump
from purchasing.payments.models import BankAccount, BankMessage, PaymentRun
from purchasing.payments.queries.runs import has_confirmed_an_account_of
from purchasing.payments.rules.accounts import masked
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import content_of, pay_run, post_chunk
from purchasing.payments.states import HoldReason, InstructionState
from purchasing.payments.tests.bank_words import entry, notification, statement
from purchasing.payments.tests.runs_stage import BUYER_IBAN, changed, desk, drafted, owed, payee, released, waited

pytestmark = pytest.mark.django_db

NUMBER = "739104628555"


def test_no_table_tells_an_account_from_its_proposal_to_the_statement_of_the_bank():
    people, supplier = desk(), payee()
    waited(changed(supplier, number=NUMBER))
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    run = PaymentRun.objects.get(pk=run.pk)
    one = run.instructions.get()
    assert NUMBER.encode() in content_of(run.file)
    paid = entry(one.end_to_end, 1_000_000)
    for document in (notification([paid]), statement([paid], closing=999_000_000)):
        document = document.replace(b"</GrpHdr>", f"<AddtlInf>{NUMBER} {BUYER_IBAN}</AddtlInf></GrpHdr>".encode())
        read_bank_message(document, by=None)

    one.refresh_from_db()
    assert (one.state, one.account_number, run.debtor_number) == (InstructionState.PAID, NUMBER, BUYER_IBAN)
    told = BankMessage.objects.order_by("-pk").first()
    assert NUMBER in told.body
    assert told.statements[0]["currency"] == "KRW"
    kept = {"payments_bankaccount", "payments_instruction", "payments_bankmessage"}
    assert {table for table, _word in in_database(NUMBER)} == kept
    assert in_dump(NUMBER, BUYER_IBAN, told.statements[0]["account"]) == set()


def test_who_confirmed_the_account_that_was_copied_is_known_when_another_one_pays(settings):
    """By the blind index, also under a key that is no longer the first."""
    old = portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = released(people, drafted(people))
    house = BankAccount.objects.filter(company=people.buyer, purpose="general", currency="KRW")
    house.update(state="retired", confirmed_by=people.second)

    settings.SEALING_KEYS = [portal_keys.new_root(), old]
    run = PaymentRun.objects.get(pk=run.pk)
    assert has_confirmed_an_account_of(people.second, run)
    assert not has_confirmed_an_account_of(people.maker, run)
    assert list(BankAccount.objects.filter(**same(BankAccount, "same_account", "088", BUYER_IBAN))) == [house.get()]
    assert not BankAccount.objects.filter(**same(BankAccount, "same_account", "004", BUYER_IBAN)).exists()


def test_a_number_that_was_exchanged_behind_a_released_payment_holds_it():
    """Whoever may write to the table can copy the ciphertext of another payment: it opens, and is compared."""
    people, first, second = desk(), payee(), payee()
    debts = [owed(each.company, 1_000_000, buyer=people.buyer) for each in (first, second)]
    run = released(people, drafted(people))
    one, other = (run.instructions.get(obligation=debt) for debt in debts)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_instruction SET account_number ="
            " (SELECT account_number FROM payments_instruction WHERE id = %s) WHERE id = %s",
            [other.pk, one.pk],
        )

    assert post_chunk(run) == 1
    one.refresh_from_db()
    assert (one.state, one.hold_reason) == (InstructionState.HELD, HoldReason.ACCOUNT_CHANGED)


def test_an_account_is_shown_masked_as_before():
    account = changed(payee(), number=NUMBER)
    assert str(BankAccount.objects.get(pk=account.pk)) == "081 ···8555"
    assert masked(account.number).endswith("8555")
