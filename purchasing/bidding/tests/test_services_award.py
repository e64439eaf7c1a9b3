"""Services from evaluation to award: rows, audit and news by equality."""

from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.outbox.models import Event
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def states(stage) -> list[tuple[int, str, int | None]]:
    rulings = stage.tender.rulings.select_related("bid").order_by("bid__price_won")
    return [(int(each.bid.price_won), each.state, each.rank) for each in rulings]


def entries(thing) -> list[tuple[str, str, str, str]]:
    found = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [(entry.what, entry.before, entry.after, entry.by.name if entry.by else "") for entry in found]


def news() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_the_whole_way_from_draft_to_award_leaves_its_trace():
    stage = factories.awarded()
    tender, cast = stage.tender, stage.cast

    assert tender.state == "awarded"
    assert tender.winner.price_won == Decimal(78_500_000)
    assert states(stage) == [
        (68_000_000, "excluded_low", None),
        (78_500_000, "awarded", 1),
        (88_000_000, "reserve", 2),
        (92_000_000, "lost", 3),
        (97_000_000, "lost", 4),
    ]
    assert entries(tender) == [
        ("bidding.tender.drafted", "", "", cast.officer.name),
        ("bidding.tender.base_price_sealed", "", "", cast.estimator.name),
        ("bidding.tender.request", "draft", "review", cast.officer.name),
        ("bidding.tender.publish", "review", "published", cast.approver.name),
        ("bidding.tender.close", "published", "closed", ""),
        ("bidding.tender.no_conflict_declared", "", "", cast.openers[0].name),
        ("bidding.tender.no_conflict_declared", "", "", cast.openers[1].name),
        ("bidding.tender.opening_confirmed", "", "", cast.openers[0].name),
        ("bidding.tender.open", "closed", "opened", cast.openers[1].name),
        ("bidding.tender.evaluate", "opened", "evaluated", cast.evaluator.name),
        ("bidding.tender.propose_award", "evaluated", "award_proposed", cast.officer.name),
        ("bidding.tender.award", "award_proposed", "awarded", cast.second_approver.name),
    ]
    assert news() == [
        "bidding.base_price_sealed",
        "bidding.publication_requested",
        "bidding.tender_published",
        *["bidding.bid_submitted"] * 5,
        "bidding.tender_closed",
        "bidding.opening_confirmed",
        "bidding.tender_opened",
        "bidding.tender_evaluated",
        "bidding.award_proposed",
        "bidding.tender_awarded",
    ]
