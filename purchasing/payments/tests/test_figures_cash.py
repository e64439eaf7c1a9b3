"""The figures of money in hand: days to cash by tier, early draws and what they save, bank lines without a payment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse

from portal.clock import today
from portal.periods import Period
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.contracts.models import Contract
from purchasing.payments.models import Draw, Obligation, Receivable, UnmatchedEntry
from purchasing.payments.queries import figures_cash as figures
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.states import ObligationState, ReceivableState
from purchasing.payments.tests import receivable_stage
from purchasing.payments.tests.bank_words import entry, notification

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)


def this_month(day: date | None = None) -> Period:
    first = (day or today()).replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


@pytest.fixture
def drawn() -> tuple[receivable_stage.Chain, Draw]:
    """500 million to tier 1, 300 of it to tier 2, which draws 120 of them."""
    receivable_stage.rate("own", "0.085")
    made = receivable_stage.accepted(500 * M, firms=2)
    second = made.pass_on(made.receivable, 300 * M)
    return made, made.draw(second, 120 * M)


def settled(on: date) -> None:
    """What is left of each receivable is paid on this day, as its state says afterwards."""
    Receivable.objects.update(state=F("state"), settled_on=on)


def test_days_to_cash_count_each_won_on_the_day_it_was_in_hand(drawn):
    _made, draw = drawn
    base = draw.receivable.obligation.base_on
    early = (draw.drawn_on - base).days
    period = this_month(draw.drawn_on)
    assert figures.days_to_cash(period) == {}  # one firm below: its shares are in no mean
    Contract.objects.update(prices_shown=True)
    assert figures.days_to_cash(period)[period.first] == [None, Decimal(early), None]
    last = period.last
    settled(last)
    late = (last - base).days
    held = 180 * M  # of the 300 that tier 2 holds; tier 1 keeps 200
    second = ((120 * M * early + held * late) / (300 * M)).quantize(Decimal("0.1"))
    first = (last - Obligation.objects.get(tier=1).base_on).days
    assert figures.days_to_cash(period)[period.first] == [Decimal(first), second, None]


def test_cash_counts_on_the_day_of_payment_and_vat_apart_does_not():
    made = receivable_stage.chain(firms=1)
    first, vat = (receivable_stage.debt(made.contracts[0], 10 * M, part=part) for part in ("net", "vat"))
    for owed, days in ((first, 30), (vat, 3)):
        paid_on = owed.base_on + timedelta(days=days)
        Obligation.objects.filter(pk=owed.pk).update(state=ObligationState.PAID, paid=owed.amount, paid_on=paid_on)
    period = this_month(first.base_on + timedelta(days=30))
    assert figures.days_to_cash(period)[period.first] == [Decimal(30), None, None]


def test_what_is_drawn_early_and_what_it_saves_tell_no_single_firm_below(drawn):
    _made, draw = drawn
    period = this_month(draw.drawn_on)
    assert figures.drawn_early(period) == figures.saved_by_rate(period) == {}  # one firm below: in no sum
    Contract.objects.update(prices_shown=True)
    assert figures.drawn_early(period)[period.first] == [120 * M, 0]
    cost, saved = figures.saved_by_rate(period)[period.first]
    loan = int(120 * M * Decimal("0.085") * draw.days / 365)
    assert (cost, saved) == (draw.charge, loan - draw.charge)
    settled(period.last)
    assert figures.drawn_early(period)[period.first] == [120 * M, 380 * M]


def test_draws_of_days_without_a_rate_of_own_loans_save_nothing_that_is_known():
    made = receivable_stage.accepted(500 * M, firms=1)
    draw = made.draw(made.receivable, 100 * M)
    period = this_month(draw.drawn_on)
    assert figures.drawn_early(period)[period.first] == [100 * M, 0]
    assert figures.saved_by_rate(period) == {}


def test_bank_lines_that_match_nothing_are_counted_until_two_people_settled_them():
    period = this_month()
    assert figures.left_unclear(period) == {}
    read_bank_message(notification([entry("OBL-2020-000001", 5_000), entry("OBL-2020-000002", 7_000)]), by=None)
    assert figures.left_unclear(period)[period.first] == [0, 2]
    UnmatchedEntry.objects.filter(pk=UnmatchedEntry.objects.first().pk).update(state="proposed")
    UnmatchedEntry.objects.filter(state="proposed").update(state="closed")
    assert figures.left_unclear(period)[period.first] == [1, 1]


def test_the_page_shows_them_with_their_rule_and_as_csv(client, drawn):
    Contract.objects.update(prices_shown=True)
    sign_in(client, staff("FI"))
    with connection.cursor() as cursor:  # on a month's last evening the bank pays in the next: no page asks for it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_draw DISABLE TRIGGER USER")
        Draw.objects.update(drawn_on=today())
        cursor.execute("ALTER TABLE payments_draw ENABLE TRIGGER USER")
    period = this_month()
    span = {"from": f"{period.first:%Y-%m}", "to": f"{period.first:%Y-%m}"}
    page = client.get(reverse("payments:figures"), span, headers={"Accept-Language": "en"}).content.decode()
    assert "Days to cash" in page
    assert "Kept to maturity" in page
    csv = client.get(reverse("payments:figures-csv", args=["draws"]), span).content.decode()
    assert f"{period.first:%Y-%m},120000000,0" in csv
    assert ReceivableState.PARTLY_USED in Receivable.objects.values_list("state", flat=True)
