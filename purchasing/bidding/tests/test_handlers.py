"""Who is told of what, once, and never an amount."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    """Deliver, and say who was told of what since the last call."""
    while deliver_due(100) == 100:
        continue
    assert not Event.objects.exclude(last_error="").exists()
    fresh = {
        (notice.kind.removeprefix("bidding."), notice.user.name) for notice in Notice.objects.select_related("user")
    }
    Notice.objects.all().delete()
    return fresh


def test_each_step_is_told_to_those_whom_it_concerns():
    stage = factories.in_review()
    cast = stage.cast
    assert cast.second_approver
    both = {cast.approver.name, cast.second_approver.name}
    committee = {user.name for user in cast.openers}

    assert told() == {("publication_requested", name) for name in both}
    stage.tender = services.approve_publication(stage.tender, by=cast.approver)
    assert told() == {("committee_named", name) for name in committee}
    stage.bidders = [supplier(), supplier(), supplier()]
    names = {user.name for user in stage.bidders}
    for user, price in zip(stage.bidders, (90_000_001, 91_000_001, 92_000_001), strict=True):
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=user)
    assert told() == {("bid_receipt", name) for name in names}
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    assert told() == {("tender_closed", name) for name in committee}
    for user in cast.openers:
        services.declare_no_conflict(stage.tender, by=user)
    services.confirm_opening(stage.tender, by=cast.openers[0])
    assert told() == {("opening_confirmed", cast.openers[1].name)}
    assert cast.evaluator
    services.confirm_opening(stage.tender, by=cast.openers[1])
    assert told() == {("tender_opened", name) for name in names} | {("evaluation_due", cast.evaluator.name)}
    services.evaluate_tender(stage.tender, no_conflict=True, by=cast.evaluator)
    assert told() == {("tender_evaluated", cast.officer.name)}
    first = stage.tender.rulings.get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저", by=cast.officer)
    assert told() == {("award_proposed", name) for name in both}
    services.approve_award(decision, by=cast.second_approver)
    winner = stage.bidders[0].name
    assert told() == {("award_intended", winner), ("standstill_running", cast.officer.name)} | {
        ("standstill_begun", name) for name in names - {winner}
    }
    factories.pass_standstill(stage.tender)
    services.end_due_standstills()
    assert told() == {("bid_awarded", winner), ("tender_awarded", cast.officer.name)} | {
        ("tender_awarded", name) for name in names - {winner}
    }


def test_an_amount_is_in_no_mail():
    factories.awarded(prices=[90_000_001, 91_000_001, 92_000_001], base_won=Decimal(99_000_001))
    told()

    written = "".join(f"{message.subject}{message.body}{message.alternatives}" for message in mail.outbox)
    assert "TND-" in written
    for amount in ("90000001", "90,000,001", "91,000,001", "99000001", "99,000,001"):
        assert amount not in written


def test_a_failed_and_a_cancelled_tender_are_told_to_those_who_bid():
    failed = factories.closed(prices=[90])
    cancelled = factories.published(prices=[90])
    services.cancel_tender(cancelled.tender, reason="예산 취소", by=cancelled.cast.approver)

    assert {pair for pair in told() if pair[0] in ("tender_failed", "tender_cancelled")} == {
        ("tender_failed", failed.bidders[0].name),
        ("tender_failed", failed.cast.officer.name),
        ("tender_cancelled", cancelled.bidders[0].name),
        ("tender_cancelled", cancelled.cast.officer.name),
    }


def test_a_later_deadline_is_told_to_everybody_who_ever_bid():
    stage = factories.published(prices=[90, 91])
    services.withdraw_bid(stage.tender, key=factories.key(), by=stage.bidders[1])
    told()
    later = stage.tender.closes_at + timedelta(days=365)
    extension = services.request_extension(stage.tender, closes_at=later, reason="보완", by=stage.cast.officer)
    assert told() == {("extension_requested", stage.cast.approver.name)}
    services.approve_extension(extension, by=stage.cast.approver)

    assert told() == {("deadline_extended", user.name) for user in stage.bidders}
