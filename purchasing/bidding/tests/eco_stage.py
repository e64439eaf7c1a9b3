"""Tenders that give a premium to eco-friendly offers, and bids with a product that proves it."""

from datetime import date
from decimal import Decimal

from catalog.tests.eco import claimed
from catalog.tests.factories import TEST_CLASS
from portal.people.models import User
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import BidContent, LineIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.factories import Stage

D = Decimal
LINE = LineIn("방청유", D(10), "EA", "Rust preventive oil", class_code=TEST_CLASS)


def eco_bid(stage: Stage, price: int, *, eco: bool = True, until: date | None = None, by: User | None = None) -> User:
    """One bid; with ``eco`` it names a product whose evidence holds, until a day."""
    user = by or supplier()
    statements = {}
    if eco:
        product = claimed(user.company, until=until)
        statements["eco"] = services.eco_statement(stage.tender, user.company, {1: product.number})
    content = BidContent(price_won=D(price), statements=statements)
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=user)
    stage.bidders.append(user)
    return user


def proposed(stage: Stage) -> Stage:
    """The first in rank is proposed."""
    first = stage.tender.rulings.select_related("bid").get(rank=1)
    services.propose_award(stage.tender, bid=first.bid, reason="평가 가격 최저", by=stage.cast.officer)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage
