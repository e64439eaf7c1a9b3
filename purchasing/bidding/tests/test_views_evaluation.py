"""Doors of committee, evaluator and approver: opening by two, formula and verdicts, few bids, the award."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import AwardDecision, LimitCalc, Tender
from purchasing.bidding.services import LineIn
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def address(tender, name="evaluation-detail", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def state_of(tender):
    return Tender.objects.get(pk=tender.pk).state


# Opening -------------------------------------------------------------------------------------------------------------
def test_before_the_deadline_the_button_waits_and_no_count_is_told(client):
    stage = make.published(prices=[987_654_321, 876_543_210])
    sign_in(client, stage.cast.openers[0])

    response = client.get(address(stage.tender, "opening-detail"))

    text = response.content.decode()
    assert 'aria-disabled="true"' in text
    assert "Bids can be opened after the deadline" in text
    assert response.context["count"] is None
    assert client.post(address(stage.tender, "opening-confirm")).status_code == 403  # not declared
    services.declare_no_conflict(stage.tender, by=stage.cast.openers[0])
    assert client.post(address(stage.tender, "opening-confirm")).status_code == 409


def test_two_members_open_together(client):
    stage = make.closed()
    first, second = stage.cast.openers
    sign_in(client, first)
    assert "Declare first" in client.get(address(stage.tender, "opening-detail")).content.decode()
    assert client.post(address(stage.tender, "opening-declare")).status_code == 303
    assert client.get(address(stage.tender, "opening-detail")).context["count"] == 5
    assert client.post(address(stage.tender, "opening-confirm")).status_code == 303
    alone = client.get(address(stage.tender, "opening-detail")).content.decode()
    assert "A second member of the committee has to confirm." in alone
    assert client.post(address(stage.tender, "opening-confirm")).status_code == 422  # the same person again
    assert state_of(stage.tender) == TenderState.CLOSED

    sign_in(client, second)
    client.post(address(stage.tender, "opening-declare"))
    response = client.post(address(stage.tender, "opening-confirm"), follow=True)

    assert state_of(stage.tender) == TenderState.OPENED
    assert "The bids are open." in response.content.decode()
    assert "78,500,000" in response.content.decode()


def test_htmx_looks_again_at_the_opening_alone(client):
    stage = make.closed()
    sign_in(client, stage.cast.openers[0])

    text = client.get(address(stage.tender, "opening-detail"), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in text
    assert 'id="opening"' in text


def test_two_members_of_one_department_do_not_open(client):
    stage = make.closed()
    for member in stage.cast.openers:
        member.membership.department = "감사실"
        member.membership.save(update_fields=["department"])
        services.declare_no_conflict(stage.tender, by=member)
    services.confirm_opening(stage.tender, by=stage.cast.openers[0])
    sign_in(client, stage.cast.openers[1])

    response = client.post(address(stage.tender, "opening-confirm"))

    assert response.status_code == 422
    assert "different departments" in response.content.decode()


@pytest.mark.parametrize("who", ["officer", "estimator", "approver", "evaluator", "stranger", "bidder"])
def test_nobody_else_opens(client, who):
    stage = make.closed()
    people = {"stranger": lambda: staff("OC"), "bidder": lambda: stage.bidders[0]}
    sign_in(client, people.get(who, lambda: getattr(stage.cast, who))())

    status = client.post(address(stage.tender, "opening-confirm")).status_code

    assert status == (404 if who == "bidder" else 403)
    assert state_of(stage.tender) == TenderState.CLOSED


# Evaluation ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["visitor", "bidder", "rival", "admin", "opener_elsewhere"])
def test_who_does_not_read_bids_gets_no_evaluation(client, who):
    stage = make.evaluated()
    people = {
        "bidder": lambda: stage.bidders[0],
        "rival": supplier,
        "admin": lambda: staff("AD"),
        "opener_elsewhere": lambda: staff("OC"),
    }
    if who in people:
        sign_in(client, people[who]())

    assert client.get(address(stage.tender)).status_code in (303, 404)


def test_before_the_opening_even_the_evaluator_finds_nothing(client):
    stage = make.closed(prices=[987_654_321, 876_543_210])
    sign_in(client, stage.cast.evaluator)

    assert client.get(address(stage.tender)).status_code == 404


def test_the_evaluator_computes_once_after_a_declaration(client):
    stage = make.opened()
    sign_in(client, stage.cast.evaluator)

    undeclared = client.post(address(stage.tender, "evaluation-run"))
    done = client.post(address(stage.tender, "evaluation-run"), {"no_conflict": "on"})
    again = client.post(address(stage.tender, "evaluation-run"), {"no_conflict": "on"})

    assert (undeclared.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert LimitCalc.objects.get().limit_won == 78_497_500


def test_the_page_shows_formula_ladder_and_reasons_with_their_own_numbers(client):
    stage = make.evaluated()
    sign_in(client, stage.cast.evaluator)

    text = client.get(address(stage.tender)).content.decode()

    for figure in ("423,500,000 ÷ 5", "84,700,000", "100,000,000", "85%", "78,497,500", "10,497,500"):
        assert figure in text
    assert "<svg" in text
    assert "style=" not in text
    assert text.count('class="is-out"') == 1


def test_a_limit_with_a_fraction_is_shown_exactly_and_rounded_up(client):
    from decimal import Decimal

    stage = make.evaluated(prices=[70_000_000, 75_000_000, 80_000_001], base_won=Decimal(90_000_001))
    sign_in(client, stage.cast.evaluator)

    text = client.get(address(stage.tender)).content.decode()

    assert "75,000,000.33" in text
    assert "70,125,000.57" in text
    assert "70,125,001" in text


def test_a_bid_is_ruled_out_with_words_for_its_bidder(client):
    stage = make.opened()
    sign_in(client, stage.cast.evaluator)
    bid = stage.bids()[0]

    empty = client.post(address(stage.tender, "bid-rule-out", bid.uid), {"remark": ""})
    done = client.post(address(stage.tender, "bid-rule-out", bid.uid), {"remark": "성적서 없음"})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert "성적서 없음" in client.get(address(stage.tender)).content.decode()


def test_two_bids_need_a_confirmation_before_the_award(client):
    stage = make.evaluated(prices=[80_000_000, 90_000_000])
    sign_in(client, stage.cast.officer)
    first = stage.bids()[0]
    early = client.post(address(stage.tender, "award-propose"), {"bid": first.uid, "reason": "최저"})
    sign_in(client, stage.cast.evaluator)
    assert "two bids only" in client.get(address(stage.tender)).content.decode()
    empty = client.post(address(stage.tender, "few-bids-confirm"), {"reason": ""})
    done = client.post(address(stage.tender, "few-bids-confirm"), {"reason": "시장에 공급사가 둘뿐입니다."})

    assert (early.status_code, empty.status_code, done.status_code) == (422, 422, 303)
    assert "시장에 공급사가 둘뿐입니다." in client.get(address(stage.tender)).content.decode()


def test_the_award_is_proposed_returned_proposed_again_and_approved(client):
    stage = make.evaluated()
    cast, bids = stage.cast, stage.bids()
    low, first = bids[0], bids[1]
    sign_in(client, cast.officer)

    excluded = client.post(address(stage.tender, "award-propose"), {"bid": low.uid, "reason": "최저"})
    no_reason = client.post(address(stage.tender, "award-propose"), {"bid": first.uid, "reason": ""})
    proposed = client.post(address(stage.tender, "award-propose"), {"bid": first.uid, "reason": "유효 최저가"})
    assert (excluded.status_code, no_reason.status_code, proposed.status_code) == (422, 422, 303)

    decision = AwardDecision.objects.get()
    assert client.post(address(stage.tender, "award-approve", decision.uid)).status_code == 403  # not by the officer
    sign_in(client, cast.second_approver)
    returned = client.post(address(stage.tender, "award-return", decision.uid), {"reason": "근거 보완"})
    assert returned.status_code == 303
    sign_in(client, cast.officer)
    assert "근거 보완" in client.get(address(stage.tender)).content.decode()
    client.post(address(stage.tender, "award-propose"), {"bid": first.uid, "reason": "하한가 이상 최저 78,500,000원"})
    sign_in(client, cast.second_approver)
    approved = client.post(address(stage.tender, "award-approve", AwardDecision.objects.first().uid), follow=True)

    assert state_of(stage.tender) == TenderState.STANDSTILL
    assert "The award is approved." in approved.content.decode()
    deliver_due()
    for bidder in stage.bidders:
        sign_in(client, bidder)
        assert stage.tender.number in client.get(reverse("notices:notice-list")).content.decode()


def test_another_than_the_first_needs_two_approvers(client):
    stage = make.evaluated()
    cast = stage.cast
    sign_in(client, cast.officer)
    second = stage.bids()[2]
    url = address(stage.tender, "award-propose")
    refused = client.post(url, {"bid": second.uid, "reason": "better"})
    assert (refused.status_code, list(refused.context["award_form"].errors)) == (422, ["reason"])
    assert "better" in refused.content.decode()
    client.post(url, {"bid": second.uid, "reason": make.OUT_OF_ORDER})
    decision = AwardDecision.objects.get()
    assert decision.out_of_order
    for approver, state in (
        (cast.approver, TenderState.AWARD_PROPOSED),
        (cast.second_approver, TenderState.STANDSTILL),
    ):
        sign_in(client, approver)
        assert client.post(address(stage.tender, "award-approve", decision.uid)).status_code == 303
        assert state_of(stage.tender) == state


@pytest.mark.parametrize("bids", [2, 5])
def test_the_evaluation_costs_the_same_for_few_bids_and_for_many(client, bids, django_assert_num_queries):
    stage = make.evaluated(prices=make.LPL_A[-bids:])
    sign_in(client, staff("AU"))
    client.get(address(stage.tender))

    # session, person, roles, notices, companies; tender, clock; bids, base price, limit, opening, who opened,
    # decisions, trail
    with django_assert_num_queries(19):
        client.get(address(stage.tender))


def test_unit_prices_stand_beside_each_other_and_one_far_from_the_middle_is_marked(client):
    lines = (LineIn("펌프", Decimal(2), "EA", "Pump"), LineIn("밸브", Decimal(10), "EA", "Valve"))
    stage = make.published(by_unit_price=True, lines=lines)
    for pump, valve in ((40_000_000, 1_000_000), (41_000_000, 1_020_000), (42_000_000, 1_500_000)):
        bidder = supplier()
        prices = {1: Decimal(pump), 2: Decimal(valve)}
        services.submit_bid(stage.tender, unit_prices=prices, key=make.key(), by=bidder)
        stage.bidders.append(bidder)
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)
    sign_in(client, stage.cast.evaluator)

    response = client.get(address(stage.tender))

    items = response.context["items"]
    told = [[(cell.unit_won, cell.lowest, cell.apart_pct) for cell in cells] for _line, cells in items.rows]
    assert told == [
        [(40_000_000, True, None), (41_000_000, False, None), (42_000_000, False, None)],
        [(1_000_000, True, None), (1_020_000, False, None), (1_500_000, False, Decimal("47.06"))],
    ]
    text = " ".join(response.content.decode().split())
    assert "1 price lies more than 30% from the median" in text
    assert text.count("is-wide") == 1
    assert '+47%<span class="sr"> from the median</span>' in text
    assert all(bidder.company.name in text for bidder in stage.bidders)


def test_all_below_the_floor_is_a_failure_with_its_rule(client):
    stage = make.evaluated(prices=[50_000_000, 52_000_000, 54_000_000])
    sign_in(client, stage.cast.evaluator)

    text = client.get(address(stage.tender)).content.decode()

    assert state_of(stage.tender) == TenderState.FAILED
    assert "LPL-05" in text
    assert "64,600,000" in text
