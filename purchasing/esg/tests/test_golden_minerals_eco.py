"""The golden vectors of minerals and of the eco-friendly purchases."""

from decimal import Decimal

from portal.tests.shared_data import golden
from purchasing.esg.rules.eco import us_dollars
from purchasing.esg.rules.minerals import coverage

TOLD = ["conformant"] * 38 + ["active"] * 4 + ["not_enrolled"] * 3 + ["unknown"]


def test_conformant_smelters():
    found = coverage(TOLD)
    assert [str(found.share), str(found.share_with_active)] == golden("minerals")


def test_us_dollars_of_the_year():
    won, rate, usd = golden("eco_usd")
    assert us_dollars(Decimal(won), Decimal(rate)) == Decimal(usd)
