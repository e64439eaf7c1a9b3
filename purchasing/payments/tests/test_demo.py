"""The demonstration's money: its story, the bank, a claim, cases; told by the services alone, and the books agree."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command

from portal.clock import today
from portal.demo import World
from portal.people import demo as people_demo
from portal.people.models import User
from portal.tests.kept import kept
from purchasing.payments.demo import add_holidays, ask_directly, claim, fill, next_rate, pay, report_ratio, speak
from purchasing.payments.models import (
    BankAccount,
    BankHoliday,
    BuyerRate,
    CashTest,
    Claim,
    DirectPayment,
    Draw,
    Obligation,
    PaymentRun,
    RatioReport,
    Receivable,
    UnmatchedEntry,
    Voice,
)
from purchasing.payments.queries import voice as voice_queries
from purchasing.payments.queries.tracing import chains_visible_to, latest_month, stuck_chain, tracing_of

pytestmark = pytest.mark.django_db


def silent(words: str) -> None:
    """Nobody listens."""


@kept
def told() -> World:
    """The people and the story of money, from which each test goes on."""
    world = World(scale=1, rng=random.Random(1), say=silent)
    people_demo.fill(world)
    fill(world)
    return world


def books_hold(capsys) -> None:
    """Every posting balances."""
    call_command("ledger_verify")
    assert "difference 0" in capsys.readouterr().out.splitlines()[-1]


def test_the_story_holds_together(capsys):
    world = told()
    speak(world)

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

    books_hold(capsys)


def test_finance_has_a_full_board_and_the_books_hold(capsys):
    world = told()
    pay(world)

    assert set(BankAccount.objects.values_list("state", flat=True)) >= {"active", "cooling", "proposed"}
    assert Obligation.objects.filter(payer=world.buyer, state="paid").exists()
    assert set(PaymentRun.objects.values_list("state", flat=True)) >= {"executed", "draft"}
    assert list(UnmatchedEntry.objects.values_list("why", flat=True)) == ["unknown"]
    books_hold(capsys)


def test_the_claim_waits_for_the_buyer(capsys):
    world = told()
    next_rate(world)
    claim(world)

    made = Claim.objects.select_related("receivable").get()
    assert (made.state, made.receivable.held) == ("confirmed", Decimal(96_500_000))
    assert list(made.lines.order_by("id").values_list("state", flat=True)) == ["confirmed", "disputed"]
    assert BuyerRate.objects.filter(state="proposed").count() == 1
    books_hold(capsys)


def test_reports_direct_payments_and_holidays_are_there_and_the_books_hold(capsys):
    world = told()
    ask_directly(world)
    add_holidays(world)
    report_ratio(world)
    assert set(DirectPayment.objects.values_list("state", flat=True)) == {"granted", "requested"}
    assert set(BankHoliday.objects.values_list("state", flat=True)) == {"in_force", "proposed"}
    report = RatioReport.objects.get()
    assert (report.companies > 0, report.contracts_short) == (True, 1)
    assert CashTest.objects.filter(report=report, passed=False).get().contract.tier == 3

    pay(world)
    assert set(DirectPayment.objects.values_list("state", flat=True)) == {"paid", "requested"}
    books_hold(capsys)
