"""Receivables in the change feed: the holder is told of what it does with one, its giver is not."""

from decimal import Decimal

import pytest

from portal.exchange.tests.feeding import Follower
from portal.tests.factories import CompanyFactory
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)


def test_giver_and_holder_are_told_and_nobody_else():
    outsider = Follower("receivables", CompanyFactory())
    made = stage.accepted(firms=3)
    buyer, holder = Follower("receivables", made.buyer), Follower("receivables", made.firms[0])
    below = Follower("receivables", made.firms[1])

    part = made.pass_on(made.receivable, 300 * M)

    top, lower = ("changed", made.receivable.number), ("changed", part.number)
    assert buyer.news() == [top]  # that it is partly used
    assert sorted(set(holder.news())) == sorted({top, lower})
    assert set(below.news()) == {lower}
    assert outsider.news() == []


def test_a_draw_is_the_holders_business():
    made = stage.accepted(firms=2)
    made.draw(made.receivable, 10 * M)  # partly used from here on
    buyer, holder = Follower("receivables", made.buyer), Follower("receivables", made.firms[0])

    made.draw(stage.fresh(made.receivable), 20 * M, key="another")

    assert (buyer.news(), holder.news()) == ([], [("changed", made.receivable.number)])
