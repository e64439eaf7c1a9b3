"""The demonstration's story of money: told by the services alone, the books agree, everybody has something to see."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command

from portal.clock import today
from portal.demo import World
from portal.people import demo as people_demo
from portal.people.models import User
from purchasing.payments.demo import fill, speak
from purchasing.payments.models import Draw, Obligation, Receivable, Voice
from purchasing.payments.queries import voice as voice_queries
from purchasing.payments.queries.tracing import chains_visible_to, latest_month, stuck_chain, tracing_of

pytestmark = pytest.mark.django_db


def told() -> World:
    world = World(scale=1, rng=random.Random(1), say=lambda words: None)
    people_demo.fill(world)
    fill(world)
    speak(world)
    return world


def test_the_story_holds_together(capsys):
    world = told()

    top = Receivable.objects.get(tier=1)
    assert top.face == Decimal(284_000_000)
    assert [part.face for part in top.children.order_by("pk")] == [Decimal(87_500_000), Decimal(68_000_000)]
    assert Receivable.objects.filter(tier=3).get().face == Decimal(19_500_000)
    assert sorted(Draw.objects.values_list("amount", flat=True)) == [Decimal(10_000_000), Decimal(40_000_000)]
    late = Obligation.objects.filter(due_on__lt=today()).exclude(state="paid")
    assert {(each.tier, each.payee.legal_name_en) for each in late} == {(3, "Hanul Chemical")}
    assert Obligation.objects.filter(state="held").exists()
    assert Obligation.objects.filter(state="paid", method="cash", tier__gte=2).count() == 2

    finance = User.objects.get(email="fi@hanbit.example")
    chain = stuck_chain(chains_visible_to(finance), today())
    assert chain is not None
    rows = tracing_of(finance, chain, month=latest_month(finance, chain), state="", today=today()).rows
    assert {row.depth for row in rows} == {0, 1, 2}
    assert {row.standing for row in rows} >= {"late", "due", "paid"}
    assert {row.amount is None for row in rows if row.depth} == {True, False}  # one subcontract shows its prices

    assert [heard.firms for heard in voice_queries.heard(world.one("CP"))] == [3]
    assert set(Voice.objects.values_list("state", flat=True)) == {"looked_at", "taken_up", "answered", "sent"}

    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]
