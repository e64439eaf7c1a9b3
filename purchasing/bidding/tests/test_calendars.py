"""Dates of tenders in a calendar: what the company takes part in, what it owes, and for whom."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from portal.clock import db_now
from portal.exchange.queries.calendars import feed_of, moments_of
from portal.exchange.services.calendars import make_calendar
from portal.people.models import User
from portal.tests.factories import UserFactory, supplier
from purchasing.bidding import services
from purchasing.bidding.models import MendRequest
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def titles(user: User, *kinds: str) -> list[str]:
    """What the user's calendar of these kinds shows now."""
    _feed, token = make_calendar(name="-".join(kinds), kinds=kinds, by=user)
    feed = feed_of(token)
    assert feed is not None
    with override("en"):
        return [moment.title for moment in moments_of(feed, db_now())]


def test_a_bidder_follows_its_tenders_and_a_colleague_without_bids_does_not():
    stage = factories.published(prices=[90_000_000])
    other = factories.published(title_ko="다른 입찰")
    bidder = stage.bidders[0]
    colleague = UserFactory(company=bidder.company, roles=("SU",))

    assert titles(bidder, "tenders") == [f"Bids close: {stage.tender.number} {stage.tender.title_en}"]
    assert titles(colleague, "tenders") == []  # whether the company bids is not everybody's business
    assert titles(stage.cast.officer, "tenders") == titles(bidder, "tenders-open")[:1]
    assert len(titles(colleague, "tenders-open")) == 2
    assert other.tender.number in "".join(titles(supplier(), "tenders-open"))


def test_who_is_invited_or_has_asked_follows_too():
    invited, asking = supplier(), supplier()
    stage = factories.published(reach="invited", reach_reason="특허", invited=[invited.company, asking.company])
    assert len(titles(UserFactory(company=invited.company, roles=("SU",)), "tenders")) == 1
    assert titles(supplier(), "tenders", "tenders-open") == []

    services.cancel_tender(stage.tender, reason="설비 매각", by=stage.cast.approver)
    assert len(titles(invited, "tenders")) == 1  # marked as cancelled in the calendar


def test_an_answer_that_is_owed_is_the_bidders_own():
    stage = factories.opened()
    bid = stage.bids()[0]
    due = db_now() + timedelta(days=2)
    MendRequest.objects.create(
        bid=bid, envelope="qualification", faults=["signature"], wanted="서명", asked_by=stage.cast.officer, due_at=due
    )
    owed = f"Formal fault to be mended: {stage.tender.number}"
    assert owed in titles(stage.bidders[0], "tenders")
    assert owed not in titles(stage.bidders[1], "tenders")
