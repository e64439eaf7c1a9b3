"""Rules of preferential purchase: the worked examples of the domain, and properties."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.tests.shared_data import golden
from purchasing.bidding import rules
from purchasing.bidding.rules.preference import consortium_margin, evaluated_price, preference_cost

MARGIN = Decimal("0.05")


def test_the_golden_prices():
    known = golden("preference")

    assert evaluated_price(Decimal(known["bid"]), MARGIN) == known["evaluated"]
    share = consortium_margin([(Decimal("0.6"), MARGIN), (Decimal("0.4"), Decimal(0))])
    assert evaluated_price(Decimal(100_000_000), share) == known["consortium60"]


def test_the_limit_is_that_of_the_actual_prices_and_the_women_owned_company_wins_at_its_own_price():
    prices = {1: 83_000_000, 2: 97_000_000, 3: 101_000_000, 4: 108_000_000}
    offers = [rules.Offer(bid_id, Decimal(price)) for bid_id, price in prices.items()]
    plain = rules.evaluate(offers, notice=rules.Notice(), base_won=Decimal(105_000_000))
    compared = {1: Decimal(83_000_000), 2: Decimal(97_000_000), 3: evaluated_price(Decimal(101_000_000), MARGIN)}

    assert plain.limit.shown_won == 85_956_250
    assert [ruled.offer.bid_id for ruled in plain.ruled if ruled.outcome == "excluded_low"] == [1]
    assert compared[3] == 95_950_000 < compared[2]
    paid = {bid_id: Decimal(price) for bid_id, price in prices.items()}
    assert preference_cost(paid, winner=3, without=2) == 4_000_000


@given(st.integers(1, 10**12), st.integers(0, 999))
def test_a_margin_only_lowers_and_keeps_the_order(price, thousandth):
    margin = Decimal(thousandth) / 1000

    assert 0 <= evaluated_price(Decimal(price), margin) <= price
    assert evaluated_price(Decimal(price), margin) <= evaluated_price(Decimal(price + 1), margin)


@given(st.integers(10**6, 10**10))
def test_the_premium_is_at_most_its_ceiling(price):
    """PRF-07: a preferred bid wins only up to 1/(1−m) of the other, half a won of rounding aside."""
    other = evaluated_price(Decimal(price), MARGIN)

    assert Decimal(price) * (1 - MARGIN) <= other + Decimal("0.5")
