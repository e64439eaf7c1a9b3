"""Who is told of amendments, invitations and rounds, and who reads it in the administration."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import db_now
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.veils import unveiled
from purchasing.bidding import services
from purchasing.bidding.models import SplitFlag
from purchasing.bidding.services import AmendmentIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import purchase

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[int]:
    while deliver_due():
        continue
    return set(Notice.objects.filter(kind=f"bidding.{kind}").values_list("user_id", flat=True))


def test_a_material_amendment_is_told_to_bidders_with_the_word_to_bid_again():
    stage = factories.published(prices=(90_000_000, 95_000_000))
    wanted = AmendmentIn(facts={"delivery_place": "광양"}, closes_at=services.least_deadline(stage.tender))
    amendment = services.request_amendment(stage.tender, wanted, reason="납품처 변경", by=stage.cast.officer)
    assert stage.cast.approver.pk in told("amendment_requested")
    services.approve_amendment(amendment, by=stage.cast.approver)
    assert told("tender_amended_materially") == {bidder.pk for bidder in stage.bidders}
    assert told("tender_amended") >= {stage.cast.officer.pk, stage.cast.openers[0].pk}
    hidden = unveiled(Notice.objects.filter(kind="bidding.tender_amended_materially"))
    assert not hidden.exists()  # before the opening nobody learns from notices who has bid


def test_invited_suppliers_are_told_at_publication():
    guest, other = supplier(), supplier()
    factories.published(reach="invited", reach_reason="특허", invited=[guest.company, other.company])
    assert told("invited") == {guest.pk, other.pk}


def test_whoever_bid_before_is_told_of_the_next_round():
    stage = factories.closed(prices=(90_000_000,), rebid_conditions="같은 조건")
    tender = services.begin_round(stage.tender, by=stage.cast.officer)
    closes_at = db_now() + timedelta(days=10)
    services.edit_tender(tender, by=stage.cast.officer, closes_at=closes_at)
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(tender, by=stage.cast.officer)
    services.approve_publication(tender, by=stage.cast.approver)
    assert told("round_published") == {stage.bidders[0].pk}


def test_the_next_round_by_invitation_is_told_to_those_invited_alone():
    stage = factories.closed(prices=(90_000_000,), rebid_conditions="같은 조건")
    (guest, other), bidder = (supplier(), supplier()), stage.bidders[0]
    tender = services.begin_round(stage.tender, by=stage.cast.officer)
    asked = {"reach": "invited", "reach_reason": "특허", "invited": [guest.company, other.company]}
    services.edit_tender(tender, by=stage.cast.officer, closes_at=db_now() + timedelta(days=10), **asked)
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(tender, by=stage.cast.officer)
    services.approve_publication(tender, by=stage.cast.approver)
    assert told("invited") == {guest.pk, other.pk}
    assert bidder.pk not in told("round_published")  # its page would not be there


def test_a_flag_is_told_to_auditors_and_approvers():
    cast, auditor = factories.Cast(), staff("AU")
    approver = cast.approver
    purchase(cast, 30_000_000)
    stage = purchase(cast, 25_000_000)
    services.request_publication(stage.tender, by=cast.officer)
    assert SplitFlag.objects.get().sum_won == Decimal(55_000_000)
    assert told("split_flagged") >= {auditor.pk, approver.pk}
