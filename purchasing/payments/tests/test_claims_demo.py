"""The demonstration's claim: one part signed, one disputed, the rate of next month waits; the books agree."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command

from portal.demo import World
from portal.people import demo as people_demo
from purchasing.payments.demo import claim, fill, next_rate
from purchasing.payments.models import BuyerRate, Claim

pytestmark = pytest.mark.django_db


def test_the_claim_waits_for_the_buyer(capsys):
    world = World(scale=1, rng=random.Random(1), say=lambda words: None)
    people_demo.fill(world)
    fill(world)
    next_rate(world)
    claim(world)

    made = Claim.objects.select_related("receivable").get()
    assert (made.state, made.receivable.held) == ("confirmed", Decimal(96_500_000))
    assert list(made.lines.order_by("id").values_list("state", flat=True)) == ["confirmed", "disputed"]
    assert BuyerRate.objects.filter(state="proposed").count() == 1
    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]
