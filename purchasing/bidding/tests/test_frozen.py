"""The award file stays as it was decided: the database refuses, whoever writes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from portal.audit.models import AuditEntry
from portal.clock import today
from purchasing.bidding.models import AwardDecision, BiddingTerms, OpeningSession
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db
LATER = [
    "DELETE FROM bidding_openingsession",
    "UPDATE bidding_openingsession SET minutes = '{}'",
    "UPDATE bidding_openingsession SET second_by_id = NULL",
    "DELETE FROM bidding_ruling",
    "UPDATE bidding_ruling SET rank = 1",
    "DELETE FROM bidding_awarddecision",
    "UPDATE bidding_awarddecision SET reason = 'other'",
    "UPDATE bidding_awarddecision SET proposed_by_id = first_approved_by_id",
    "DELETE FROM bidding_tender",
]
UNDER_WAY = [
    "UPDATE bidding_ruling SET preferred = true, state = 'lost' WHERE state = 'in_range'",
    "UPDATE bidding_ruling SET remark = 'x', state = 'lost' WHERE state = 'in_range'",
]
ENDED = [
    "UPDATE bidding_awarddecision SET approved_at = NULL, approved_by_id = NULL",
    "UPDATE bidding_awarddecision SET first_approved_at = now()",
    "UPDATE bidding_tender SET end_reason = 'other'",
    "UPDATE bidding_tender SET few_bids_reason = 'other'",
]


def refused(statement: str) -> bool:
    """Whether the database refuses, even its owner."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as refusal:
        return "kept" in str(refusal)
    return False


def test_a_proposal_and_what_it_rests_on_are_kept():
    factories.proposed()
    assert [statement for statement in LATER + UNDER_WAY if not refused(statement)] == []


def test_an_award_is_kept():
    factories.awarded()
    assert [statement for statement in LATER + ENDED if not refused(statement)] == []
    assert AwardDecision.objects.get().approved_at
    assert OpeningSession.objects.get().second_by


def test_terms_in_force_are_kept_and_later_ones_may_still_change():
    BiddingTerms.objects.create(valid_from=today(), lpl_ratio=Decimal("0.8"))
    later = BiddingTerms.objects.create(valid_from=today() + timedelta(days=1))

    assert refused("UPDATE bidding_biddingterms SET lpl_ratio = 0.5 WHERE valid_from <= '2018-04-01'")
    assert refused("DELETE FROM bidding_biddingterms WHERE valid_from > '2018-04-01' AND lpl_ratio = 0.8")
    later.lpl_ratio = Decimal("0.9")
    later.save()
    later.delete()
    assert not BiddingTerms.objects.filter(pk=later.pk).exists()
    assert BiddingTerms.objects.filter(valid_from__lte=today()).count() == 3


def test_declarations_stand_in_the_trail():
    factories.evaluated()
    told = AuditEntry.objects.filter(what__in=["bidding.tender.evaluate", "bidding.tender.base_price_sealed"])
    assert ['"no_conflict":true' in entry.payload for entry in told] == [True, True]
