"""Who may win on the day of the award: what has lapsed since the evaluation decides nothing any more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import Product
from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Certificate
from portal.people.services import record_standing
from portal.tests.factories import supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.eco_stage import LINE, eco_bid, proposed
from purchasing.bidding.tests.told import now_state

pytestmark = pytest.mark.django_db
D = Decimal


def tied(esg, *, certified=(0,), other=100_000_000, **facts) -> factories.Stage:
    """Bids of 90 million with these ESG scores, ``certified`` ones with a certificate, and one more bid; evaluated."""
    stage = factories.published(**facts)
    for place, score in enumerate(esg):
        user = supplier()
        if place in certified:
            stage_of.certify(user)
        if score is not None:
            day = today() - timedelta(days=30)
            record_standing(user.company, "esg.score", score, valid_from=day, source="test")
        stage_of.bid(stage, D(90_000_000), by=user)
    stage_of.bid(stage, D(other))
    return stage_of.evaluate(stage_of.opened(stage))


def lapse(stage: factories.Stage, bidder: int) -> None:
    ended = Certificate.objects.filter(company=stage.bidders[bidder].company)
    assert ended.update(valid_to=today() - timedelta(days=1)) == 1


def order(stage: factories.Stage) -> list[int]:
    """The places of the bidders, those who may win, first in line first."""
    by_company = {user.company_id: place for place, user in enumerate(stage.bidders)}
    found = queries.award_order(Tender.objects.get(pk=stage.tender.pk), today())
    return [by_company[ruling.bid.company_id] for ruling in found]


def test_a_tie_whose_certificate_has_lapsed_goes_to_the_next_by_esg():
    stage = tied([None, "60", "80"])
    assert order(stage) == [0, 2, 1, 3]
    first = queries.first_in_line(stage.tender, today())
    assert (first.tie, first.preferred) == ("preference", True)
    services.propose_award(stage.tender, bid=first.bid, reason="동가, 여성기업", by=stage.cast.officer)
    lapse(stage, 0)

    with pytest.raises(RuleBroken, match="동점|tie"):
        services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    assert now_state(stage) == "award_proposed"
    services.return_award(stage.tender.decisions.get(), reason="여성기업확인서 만료", by=stage.cast.second_approver)

    assert order(stage) == [2, 1, 0, 3]
    tender = Tender.objects.get(pk=stage.tender.pk)
    now_first = queries.first_in_line(tender, today())
    decision = services.propose_award(tender, bid=now_first.bid, reason="동가, ESG 점수", by=stage.cast.officer)
    services.approve_award(decision, by=stage.cast.second_approver)
    assert now_state(stage) == "standstill"


def test_who_stands_first_without_its_certificate_too_is_awarded():
    stage = tied(["90", "60", "80"])
    first = queries.first_in_line(stage.tender, today())
    decision = services.propose_award(stage.tender, bid=first.bid, reason="동가", by=stage.cast.officer)
    lapse(stage, 0)

    assert order(stage) == [0, 2, 1, 3]
    services.approve_award(decision, by=stage.cast.second_approver)

    assert now_state(stage) == "standstill"


def test_of_two_certified_the_one_that_still_is_comes_first():
    stage = tied(["90", "60", "95"], certified=(0, 1))
    first = queries.first_in_line(stage.tender, today())
    assert (order(stage), first.tie) == ([0, 1, 2, 3], "esg")
    decision = services.propose_award(stage.tender, bid=first.bid, reason="동가", by=stage.cast.officer)
    lapse(stage, 0)

    assert order(stage) == [1, 2, 0, 3]
    with pytest.raises(RuleBroken):
        services.approve_award(decision, by=stage.cast.second_approver)


# Of 90, 90 and 94 million the mean is 91.3; of 90, 90 and 80 it is 86.7, which 80 is 6.7 and 90 is 3.3 away from.
@pytest.mark.parametrize(
    ("method", "other", "before", "after"),
    [
        ("BELOW_AVG", 94_000_000, [0, 1], [1, 0]),
        ("BAM", 94_000_000, [0, 1, 2], [1, 0, 2]),
        ("BAM", 80_000_000, [0, 1, 2], [1, 0, 2]),
    ],
)
def test_rules_that_look_for_another_price_than_the_lowest_keep_their_order(method, other, before, after):
    stage = tied([None, "60"], method=method, other=other)
    assert order(stage) == before
    lapse(stage, 0)

    assert order(stage) == after


# 76, 88 and 66 points for 88, 90 and 95 million; the margin makes 83.6 of the 88 million, and the first of the second.
def test_points_are_counted_anew_without_a_margin_that_has_lapsed():
    stage = boards.examining(method="COMPOSITE", method_params={"price_weight": "80"}, preference_on=True)
    stage_of.certify(stage.bidders[0])
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people)
    boards.open_envelope(stage, "price")
    stage_of.evaluate(stage)
    assert order(stage) == [0, 1, 2]
    lapse(stage, 0)

    assert order(stage) == [1, 0, 2]


def test_evidence_that_lapses_is_looked_at_where_a_certificate_decided_the_tie():
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    certified = supplier()
    stage_of.certify(certified)
    eco_bid(stage, 55_000_000, by=certified)  # counts as 50 million
    eco_bid(stage, 50_000_000, eco=False)
    eco_bid(stage, 54_000_000, eco=False)
    stage = proposed(stage_of.evaluate(stage_of.opened(stage)))
    assert stage.tender.rulings.get(rank=1).tie == "preference"
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    factories.pass_standstill(stage.tender)
    Product.objects.filter(company=certified.company).update(state="blocked")  # its evidence was withdrawn

    services.end_standstill(stage.tender.standstills.get())

    assert now_state(stage) == "evaluated"
    assert stage.tender.decisions.get().take_back_reason == "certificate"
    assert order(stage) == [1, 2, 0]
