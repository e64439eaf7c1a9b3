"""The pages of a tender in both languages and themes, wide and narrow: accessible, within the screen, light to load."""

import pytest
from django.urls import reverse

from portal.tests.factories import supplier
from purchasing.bidding.tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def page_of(name: str, stage) -> str:
    return reverse(f"bidding:{name}", args=[stage.tender.number])


def test_preparing(visitor, look):
    stage = factories.in_review()
    officer = visitor(stage.cast.officer)
    look(officer, reverse("bidding:tender-create"))
    look(officer, page_of("tender-detail", stage))
    look(visitor(stage.cast.estimator), page_of("base-price-seal", stage))
    look(visitor(stage.cast.approver), page_of("tender-return", stage))


def test_bidding(visitor, look):
    stage = factories.published(prices=(90_000_000, 91_000_000), by_unit_price=False)
    look(visitor(), reverse("bidding:tender-list"))
    look(visitor(), page_of("tender-detail", stage))
    look(visitor(supplier()), page_of("bid-submit", stage))
    bidder = visitor(stage.bidders[0])
    look(bidder, reverse("bidding:bid-receipt", args=[stage.tender.number, stage.bids()[0].uid]))
    look(bidder, reverse("bidding:bid-list"))


def test_opening_and_evaluation(visitor, look):
    stage = factories.closed()
    look(visitor(stage.cast.openers[0]), page_of("opening-detail", stage))
    stage = factories.evaluated()
    look(visitor(stage.cast.officer), page_of("evaluation-detail", stage))


def test_the_result(visitor, look):
    stage = factories.awarded()
    look(visitor(stage.bidders[0]), page_of("result-detail", stage))
    look(visitor(), page_of("tender-detail", stage))
