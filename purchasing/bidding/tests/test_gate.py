"""Without the entry qualification and the consent to the code of conduct no bid is taken. Source: domain 11.3, 11.4."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import policies, services
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db


def say(company, fact, value, **days):
    record_standing(company, fact, value, valid_from=days.pop("since", today()), source="test", **days)


def bid(stage, by):
    return services.submit_bid(stage.tender, price_won=Decimal(90_000_000), key=make.key(), by=by)


def test_a_company_that_never_passed_the_gate_bids_only_when_it_has_passed_and_consented():
    stage, bidder = make.published(), supplier(company=CompanyFactory(entered=False))
    with pytest.raises(NotAllowed, match="no ESG entry qualification in force"):
        bid(stage, bidder)
    say(bidder.company, "esg.entry", "NOT_QUALIFIED")
    with pytest.raises(NotAllowed, match="no ESG entry qualification in force"):
        bid(stage, bidder)
    say(bidder.company, "esg.entry", "CONDITIONAL", valid_to=today() + timedelta(days=180))
    with pytest.raises(NotAllowed, match="not consented to the code of conduct"):
        bid(stage, bidder)
    say(bidder.company, "esg.code", "1.0")
    assert bid(stage, bidder).receipt


def test_a_consent_that_lapsed_stops_the_next_bid_and_not_the_award_of_a_former_one():
    stage, bidder = make.published(), supplier()
    assert bid(stage, bidder).receipt
    say(bidder.company, "esg.code", "")
    assert not policies.may_bid(bidder, stage.tender, today())
    assert policies.may_win(bidder.company, stage.tender, today())


@pytest.mark.parametrize(("level", "taken"), [("0", True), ("1", True), ("2", False), ("5", False)])
def test_from_level_2_on_a_supply_limitation_bars_the_bid_and_level_1_only_warns(client, level, taken):
    stage, bidder = make.published(), supplier()
    say(bidder.company, "esg.limitation", level)
    sign_in(client, bidder)

    page = client.get(reverse("bidding:bid-submit", args=[stage.tender.number]))
    assert (page.status_code == 200) is taken
    assert page.context.get("warned", False) is (level == "1")
    tender_page = client.get(reverse("bidding:tender-detail", args=[stage.tender.number])).content.decode()
    assert (reverse("esg:limitation-list") in tender_page) is not taken


def test_a_limit_that_comes_while_a_bid_runs_stops_the_award_and_leaves_the_bid():
    stage, bidder = make.published(), supplier()
    assert bid(stage, bidder).receipt
    say(bidder.company, "esg.limitation", "2")
    assert not policies.may_win(bidder.company, stage.tender, today())
    say(bidder.company, "esg.limitation", "0")
    assert policies.may_win(bidder.company, stage.tender, today())


def test_an_award_above_the_cap_of_a_conditional_company_is_not_approved():
    stage = make.proposed()
    decision = stage.tender.decisions.get()
    say(decision.bid.company, "esg.order_cap", f"{decision.price_won - 1:.0f}", since=today() - timedelta(days=1))
    with pytest.raises(NotAllowed, match="are capped at"):
        services.approve_award(decision, by=stage.cast.second_approver)
    say(decision.bid.company, "esg.order_cap", "")
    assert services.approve_award(decision, by=stage.cast.second_approver).approved_at
