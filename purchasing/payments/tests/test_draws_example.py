"""The published example of a public company's win-win payment, as a whole."""

from datetime import date, timedelta
from decimal import Decimal

from purchasing.payments import rules

M = Decimal(1_000_000)


def test_the_published_example_of_a_public_company_as_a_whole():
    """KOMIPO (domain 4.6): what tier 1 gets back and earns. Every sum is the portal's but one.

    The source rounds the interest of the deposit to the nearest won; the portal, as banks do, down (ADR 0030): one won
    less in one of the two. The tax credit of that time was 0.1 %, an estimate beside the portal's own table of rates.
    """
    back = rules.draw_cost(
        200 * M, rate=Decimal("0.03"), drawn_on=date(2026, 1, 1), matures_on=date(2026, 1, 1) + timedelta(days=43)
    )
    kept = [
        rules.deposit_interest(300 * M, rate=Decimal("0.008"), days=1),
        rules.deposit_interest(100 * M, rate=Decimal("0.008"), days=43),
    ]
    credit = 300 * M * Decimal("0.001")
    assert (back.charge, back.net) == (706_849, 199_293_151)
    assert kept == [6_575, 94_247 - 1]
    assert back.charge + sum(kept) + credit == 1_107_671 - 1
