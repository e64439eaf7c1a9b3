"""The demonstration's bank: a run answered, one that waits, a change in its 72 hours, a line that fits nothing."""

import random

import pytest
from django.core.management import call_command

from portal.demo import World
from portal.people import demo as people_demo
from purchasing.payments.demo import fill, pay
from purchasing.payments.models import BankAccount, Obligation, PaymentRun, UnmatchedEntry

pytestmark = pytest.mark.django_db


def test_finance_has_a_full_board_and_the_books_hold(capsys):
    world = World(scale=1, rng=random.Random(1), say=lambda words: None)
    people_demo.fill(world)
    fill(world)
    pay(world)

    assert set(BankAccount.objects.values_list("state", flat=True)) >= {"active", "cooling", "proposed"}
    assert Obligation.objects.filter(payer=world.buyer, state="paid").exists()
    assert set(PaymentRun.objects.values_list("state", flat=True)) >= {"executed", "draft"}
    assert list(UnmatchedEntry.objects.values_list("why", flat=True)) == ["unknown"]
    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]
