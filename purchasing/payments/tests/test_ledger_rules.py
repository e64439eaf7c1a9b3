"""The worked example of domain 4.6, and the legs of all events."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purchasing.payments.rules.chart import CHART
from purchasing.payments.rules.postings import LEGS, Side, differences, mirrored, sides
from purchasing.payments.states.ledger import Event

AMOUNTS = ("amount", "net", "vat", "total", "charge", "rest", "drawn", "face")
WHO = ("payer", "payee", "issuer", "holder", "buyer", "contractor", "fund")
BOOKS = {who: at for at, who in enumerate(WHO, start=1)}
M = 1_000_000
ANCHOR, T1, T2, T3 = 1, 2, 3, 4


def test_every_event_but_a_reversal_has_its_legs_and_every_leg_its_account():
    assert set(LEGS) == set(Event) - {Event.REVERSAL}
    assert {leg.code for legs in LEGS.values() for leg in legs} <= set(CHART)


won = st.integers(min_value=0, max_value=10**15).map(Decimal)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(net=won, vat=won, charge=won, drawn=won, face=won, rest=won)
def test_every_event_balances_in_every_book_whatever_the_amounts(net, vat, charge, drawn, face, rest):
    for event in LEGS:
        amounts = {"net": net, "vat": vat, "charge": charge, "drawn": drawn, "rest": rest, "total": net + vat}
        amounts["face"] = min(face, net + vat)
        amounts["advance"] = min(rest, net)
        if event == Event.INVOICE:
            amounts["total"] -= amounts["advance"]
        amounts["amount"] = {Event.DRAW: net + charge, Event.DISTRIBUTION: rest + drawn}.get(event, net)
        if event.startswith("credit"):
            amounts["rest"] = net + vat - amounts["face"]
        made = sides(event, books=BOOKS, amounts=amounts)
        assert differences(made) == {}, event
        assert differences([*made, *mirrored(made)]) == {}
        assert all((side.debit > 0) != (side.credit > 0) for side in made)


def test_a_negative_amount_is_an_error():
    with pytest.raises(ValueError, match="amount is negative: -1"):
        sides(Event.ISSUE, books=BOOKS, amounts={"amount": Decimal(-1)})


def entry(event, books, **amounts):
    made = sides(event, books=books, amounts={name: Decimal(amount) for name, amount in amounts.items()})
    return [(side.book, side.code, int(side.debit), int(side.credit)) for side in made]


GOLDEN = [  # domain 4.6, line by line
    pytest.param(
        entry(Event.INVOICE, {"payer": ANCHOR, "payee": T1}, net=500 * M, vat=50 * M, total=550 * M, advance=0),
        [
            (ANCHOR, "5100", 500 * M, 0),
            (ANCHOR, "1350", 50 * M, 0),
            (ANCHOR, "2100", 0, 550 * M),
            (T1, "1200", 550 * M, 0),
            (T1, "4000", 0, 500 * M),
            (T1, "2350", 0, 50 * M),
        ],
        id="E1",
    ),
    pytest.param(
        entry(Event.INVOICE, {"payer": ANCHOR, "payee": T1}, net=500 * M, vat=50 * M, total=450 * M, advance=100 * M),
        [
            (ANCHOR, "5100", 500 * M, 0),
            (ANCHOR, "1350", 50 * M, 0),
            (ANCHOR, "2100", 0, 450 * M),
            (ANCHOR, "1360", 0, 100 * M),
            (T1, "1200", 450 * M, 0),
            (T1, "2360", 100 * M, 0),
            (T1, "4000", 0, 500 * M),
            (T1, "2350", 0, 50 * M),
        ],
        id="E1 with an advance",
    ),
    pytest.param(
        entry(Event.CREDIT_ADVANCE, {"payer": ANCHOR, "payee": T1}, net=100 * M, vat=0, face=40 * M, rest=60 * M),
        [
            (ANCHOR, "2100", 60 * M, 0),
            (ANCHOR, "2110", 40 * M, 0),
            (ANCHOR, "1360", 0, 100 * M),
            (T1, "2360", 100 * M, 0),
            (T1, "1200", 0, 60 * M),
            (T1, "1210", 0, 40 * M),
        ],
        id="a credit note on an advance",
    ),
    pytest.param(
        entry(Event.ISSUE, {"issuer": ANCHOR, "holder": T1}, amount=500 * M),
        [
            (ANCHOR, "2100", 500 * M, 0),
            (ANCHOR, "2110", 0, 500 * M),
            (T1, "1210", 500 * M, 0),
            (T1, "1200", 0, 500 * M),
        ],
        id="E2",
    ),
    pytest.param(
        entry(Event.PASS_ON, {"issuer": T1, "holder": T2}, amount=300 * M),
        [(T1, "2100", 300 * M, 0), (T1, "1210", 0, 300 * M), (T2, "1210", 300 * M, 0), (T2, "1200", 0, 300 * M)],
        id="E3",
    ),
    pytest.param(
        entry(Event.PASS_ON, {"issuer": T2, "holder": T3}, amount=80 * M),
        [(T2, "2100", 80 * M, 0), (T2, "1210", 0, 80 * M), (T3, "1210", 80 * M, 0), (T3, "1200", 0, 80 * M)],
        id="E4",
    ),
    pytest.param(
        entry(Event.DRAW, {"holder": T2}, amount=120 * M, net=119_323_398, charge=676_602),
        [
            (T2, "1000", 119_323_398, 0),
            (T2, "8110", 676_602, 0),
            (T2, "1210", 0, 120 * M),
            ("bank", "1310", 120 * M, 0),
            ("bank", "1000", 0, 119_323_398),
            ("bank", "2450", 0, 676_602),
        ],
        id="E5",
    ),
    pytest.param(
        entry(Event.FUNDING, {"issuer": ANCHOR}, amount=500 * M),
        [
            (ANCHOR, "2110", 500 * M, 0),
            (ANCHOR, "1000", 0, 500 * M),
            ("escrow", "1010", 500 * M, 0),
            ("escrow", "2510", 0, 500 * M),
        ],
        id="E6",
    ),
    pytest.param(
        entry(Event.DISTRIBUTION, {"holder": T2}, amount=220 * M, rest=100 * M, drawn=120 * M, charge=676_602),
        [
            ("escrow", "2510", 220 * M, 0),
            ("escrow", "1010", 0, 220 * M),
            (T2, "1000", 100 * M, 0),
            (T2, "1210", 0, 100 * M),
            ("bank", "1000", 120 * M, 0),
            ("bank", "2450", 676_602, 0),
            ("bank", "1310", 0, 120 * M),
            ("bank", "4100", 0, 676_602),
        ],
        id="E7",
    ),
    pytest.param(
        entry(Event.LATE_INTEREST, {"payer": ANCHOR, "payee": T1}, amount=1_910_959)[:2],
        [(ANCHOR, "8120", 1_910_959, 0), (ANCHOR, "2190", 0, 1_910_959)],
        id="E8",
    ),
    pytest.param(
        entry(Event.DEFAULT, {}, amount=120 * M),
        [("bank", "1390", 120 * M, 0), ("bank", "1310", 0, 120 * M)],
        id="E9",
    ),
    pytest.param(
        entry(Event.INCENTIVE, {"holder": T1}, amount=30_684)[:2],
        [("escrow", "8140", 30_684, 0), ("escrow", "2520", 0, 30_684)],
        id="E10",
    ),
]


@pytest.mark.parametrize(("made", "expected"), GOLDEN)
def test_the_example_of_the_domain(made, expected):
    assert made == expected


def test_the_sides_of_a_reversal_are_the_other_ones():
    assert mirrored([Side(1, "2100", debit=Decimal(7)), Side(1, "1000", credit=Decimal(7))]) == [
        Side(1, "2100", credit=Decimal(7)),
        Side(1, "1000", debit=Decimal(7)),
    ]
