"""A notice approved for its day: the period that suppliers must have counts from then if the portal comes on time."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from portal.clock import db_now
from portal.errors import RuleBroken
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.rules.notice import ON_TIME, period_begins
from purchasing.bidding.services import AmendmentIn
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories, tco_stage

WEEK = timedelta(days=7)
NOON = datetime(2026, 11, 2, 12)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("late", "counts_from"),
    [
        (timedelta(0), NOON),
        (timedelta(seconds=59), NOON),
        (ON_TIME, NOON),
        (ON_TIME + SECOND, NOON + ON_TIME + SECOND),
        (-SECOND, NOON - SECOND),
    ],
)
def test_the_period_begins_on_the_day_or_with_a_late_publication(late, counts_from):
    assert period_begins(publish_at=NOON, published_at=NOON + late) == counts_from


def test_without_a_day_the_period_begins_with_the_publication():
    assert period_begins(publish_at=None, published_at=NOON) == NOON


def approved_for_a_day(period: timedelta) -> Tender:
    """Approved for a day to come, with so much time between that day and its deadline."""
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + period)
    return services.approve_publication(stage.tender, by=stage.cast.approver)


def let_its_day_come(tender: Tender, *, ago: timedelta, period: timedelta) -> None:
    day = db_now() - ago
    Tender.objects.filter(pk=tender.pk).update(publish_at=day, closes_at=day + period)


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [SECOND, timedelta(seconds=59), ON_TIME - timedelta(minutes=1)])
def test_exactly_the_shortest_period_is_published_on_its_day(ago):
    tender = approved_for_a_day(WEEK)
    let_its_day_come(tender, ago=ago, period=WEEK)
    assert services.publish_due_tenders() == 1
    tender.refresh_from_db()
    assert tender.state == TenderState.PUBLISHED
    assert tender.published_at > tender.publish_at  # when it really was
    assert tender.closes_at == tender.publish_at + WEEK


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "period"), [(ON_TIME + SECOND, WEEK), (SECOND, WEEK - SECOND)])
def test_what_comes_late_or_was_too_short_is_sent_back(ago, period):
    tender = approved_for_a_day(WEEK)
    let_its_day_come(tender, ago=ago, period=period)
    assert services.publish_due_tenders() == 0
    tender.refresh_from_db()
    assert tender.state == TenderState.DRAFT


@pytest.mark.django_db
def test_a_person_who_approves_after_the_day_takes_from_the_suppliers_time():
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + WEEK)
    let_its_day_come(stage.tender, ago=timedelta(minutes=5), period=WEEK)
    with override("en"), pytest.raises(RuleBroken, match="at least 7 days") as refusal:
        services.approve_publication(Tender.objects.get(pk=stage.tender.pk), by=stage.cast.approver)
    assert refusal.value.field == "closes_at"


@pytest.mark.django_db
def test_an_amendment_to_a_rule_with_a_longer_period_counts_from_the_day_too():
    stage = tco_stage.tco_draft()
    day = db_now() + timedelta(hours=1)
    dates = {"publish_at": day, "opens_at": None, "closes_at": day + WEEK}
    services.edit_tender(stage.tender, by=stage.cast.officer, method="LPL_POSCO", **dates)
    tco_stage.publish(stage)
    let_its_day_come(stage.tender, ago=timedelta(seconds=30), period=WEEK)
    assert services.publish_due_tenders() == 1
    tender = Tender.objects.get(pk=stage.tender.pk)
    wanted = AmendmentIn(facts={"method": "TCO"}, closes_at=tender.publish_at + timedelta(days=15))
    amendment = services.request_amendment(tender, wanted, reason="수명주기 비용으로 비교", by=stage.cast.officer)
    assert amendment.closes_at == tender.publish_at + timedelta(days=15)
