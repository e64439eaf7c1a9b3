"""The notice may ask for a technical minimum: who is below it is not responsive, and its price stays sealed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.errors import RuleBroken
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_views_shown import address
from purchasing.bidding.tests.told import entries

pytestmark = pytest.mark.django_db


def judged(least: str | None) -> make.Stage:
    """Scores (80, 70), (90, 85), (60, 75), weighted as the notice says."""
    stage = boards.examining(min_technical=Decimal(least) if least else None)
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people)
    return stage


def points_of(stage: make.Stage) -> list[Decimal]:
    found = queries.technical_points(stage.tender.sittings.get())
    return [found[bid] for bid in boards.bid_ids(stage)]


def test_who_is_below_the_announced_minimum_is_not_responsive_with_its_figures():
    stage = judged("70")
    points = points_of(stage)
    assert [each >= 70 for each in points] == [True, True, False]
    low = stage.tender.rulings.get(bid=boards.bid_ids(stage)[2])

    assert (low.state, low.cause, low.price_won) == ("non_responsive", "below_technical", None)
    assert low.figures == {"score": f"{points[2]:f}", "least": "70"}
    assert f"{points[2]:f}" in queries.why(low)
    assert entries(low)[-1][0] == "bidding.ruling.rule_out"
    boards.open_envelope(stage, "price")
    opened = stage.tender.rulings.filter(price_won__isnull=False)
    assert opened.count() == 2
    low.refresh_from_db()
    assert low.price_won is None


def test_the_minimum_itself_is_enough_and_without_one_everybody_stays():
    everybody = judged(None)
    least = min(points_of(everybody))
    assert everybody.tender.rulings.filter(state="opened").count() == 3
    stage = judged(f"{least.quantize(Decimal('0.01'))}")
    assert stage.tender.rulings.filter(state="opened").count() == 3


@pytest.mark.parametrize(
    ("facts", "told"), [({}, True), ({"min_technical": Decimal(60)}, False), ({"method": "COMPOSITE"}, False)]
)
def test_points_that_decide_nothing_are_told_as_such(client, facts, told):
    stage = make.published(envelopes=boards.ENVELOPES, criteria=boards.CRITERIA, **facts)
    client.cookies["django_language"] = "en"
    shown = client.get(address(stage.tender)).content.decode()
    assert ("the award rule does not weigh these points" in shown) is told


def test_it_is_announced_and_does_not_change_afterwards(client):
    client.cookies["django_language"] = "en"
    stage = make.published(envelopes=boards.ENVELOPES, criteria=boards.CRITERIA, min_technical=Decimal("70.5"))
    assert stage.tender.params["min_technical"] == "70.5"
    assert "At least 70.50 points of 100" in client.get(address(stage.tender)).content.decode()
    told = client.get(f"/api/v1/tenders/{stage.tender.uid}/notice/").json()
    assert told["min_technical"] == "70.50"
    with pytest.raises(IntegrityError, match="what was published does not change"), transaction.atomic():
        Tender.objects.filter(pk=stage.tender.pk).update(min_technical=Decimal(50))


def test_a_minimum_needs_something_that_is_scored():
    stage = make.draft(min_technical=Decimal(70))
    services.seal_base_price(
        stage.tender, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    with pytest.raises(RuleBroken, match="needs scored criteria") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == "min_technical"


def test_the_officer_enters_it_in_the_draft(client):
    client.cookies["django_language"] = "en"
    stage = make.draft()
    sign_in(client, stage.cast.officer)
    page = client.get(address(stage.tender, "tender-edit")).content.decode()
    assert "Technical score needed at least" in page
