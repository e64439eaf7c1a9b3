"""The contract at the award price, and the reserve that moves up. Source: domain 2.3, BID-L1."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.calendar import next_business_day
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.models import AwardDecision, Contracting, Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import entries, news, now_state, states

pytestmark = pytest.mark.django_db


def recorded(stage, *, by=None, **given) -> Contracting:
    told = {"amount_won": Decimal(78_500_000), "signed_on": today(), "reference": "CTR-2026-000001"} | given
    return services.record_contract(stage.tender, **told, by=by or stage.cast.officer)


def test_a_contract_at_the_award_price_is_recorded_by_the_officer_and_handed_over():
    stage = factories.awarded()
    contracting = recorded(stage)

    assert now_state(stage) == "contracted"
    assert (contracting.amount_won, contracting.award_won, contracting.lowest_won, contracting.difference) == (
        78_500_000, 78_500_000, 68_000_000, "",
    )  # fmt: skip
    assert entries(stage.tender)[-1] == (
        "bidding.tender.contract", "awarded", "contracted", stage.cast.officer.name,
    )  # fmt: skip
    told = Event.objects.get(name="bidding.tender_contracted").payload
    assert told == {"tender": stage.tender.pk, "bid": stage.tender.winner_id, "reference": "CTR-2026-000001"}
    with pytest.raises(WrongState, match="recorded once"):
        recorded(stage)


@pytest.mark.parametrize(
    ("amount_won", "told"), [(78_499_999, "award price is ₩78,500,000"), (67_999_999, "below the lowest bid")]
)
def test_another_amount_is_a_hard_block_that_only_compliance_lifts(amount_won, told):
    stage = factories.awarded()
    another = {"amount_won": Decimal(amount_won)}
    reasons = {"difference": "quantity", "difference_reason": "수량을 5% 줄임"}

    for person in (stage.cast.officer, stage.cast.approver, staff("AD")):
        with pytest.raises(NotAllowed, match="BID-L1"):
            recorded(stage, by=person, **another, **reasons)
    legal = staff("CP")
    for lacking in ({}, {"difference": "quantity"}, {"difference": "mood", "difference_reason": "x"}):
        with pytest.raises(RuleBroken, match=told) as refusal:
            recorded(stage, by=legal, **another, **lacking)
        assert refusal.value.field == "difference"
    assert recorded(stage, by=legal, **another, **reasons).difference == "quantity"


def test_the_database_refuses_another_amount_without_a_reason_code():
    stage = factories.awarded()
    with pytest.raises(IntegrityError, match="contract_at_the_award_price"), transaction.atomic():
        Contracting.objects.create(
            decision=AwardDecision.objects.get(), tender=stage.tender, amount_won=1, award_won=78_500_000,
            lowest_won=68_000_000, signed_on=today(), reference="x", recorded_by=stage.cast.officer,
        )  # fmt: skip
    recorded(stage)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Contracting.objects.update(reference="y")


def test_the_day_and_the_number_of_a_contract_are_checked():
    stage = factories.awarded()
    for given, field in (
        ({"signed_on": today() + timedelta(days=1)}, "signed_on"),
        ({"signed_on": today() - timedelta(days=1)}, "signed_on"),
        ({"reference": " "}, "reference"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            recorded(stage, **given)
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        recorded(stage, by=staff("PO"))
    standing = factories.standing()
    with pytest.raises(WrongState):
        services.record_contract(
            standing.tender, amount_won=Decimal(78_500_000), signed_on=today(), reference="x", by=standing.cast.officer
        )


def test_a_winner_who_declines_gives_way_to_the_reserve():
    stage = factories.awarded()
    cast, tender = stage.cast, stage.tender
    assert queries.sign_by(tender) == next_business_day(today() + timedelta(days=15))

    with pytest.raises(NotAllowed):
        services.lapse_award(tender, declined=True, reason="포기", by=cast.officer)
    with pytest.raises(RuleBroken, match="may sign until") as refusal:
        services.lapse_award(tender, declined=False, reason="연락 없음", by=cast.second_approver)
    assert refusal.value.field == "declined"
    with pytest.raises(RuleBroken, match="Say why"):
        services.lapse_award(tender, declined=True, reason=" ", by=cast.second_approver)
    services.lapse_award(tender, declined=True, reason="서면으로 계약을 포기했습니다.", by=cast.second_approver)

    tender = Tender.objects.get()
    assert (tender.state, tender.winner, tender.ended_at) == ("evaluated", None, None)
    assert states(stage)[1:] == [
        (78_500_000, "dropped", 1),
        (88_000_000, "in_range", 2),
        (92_000_000, "in_range", 3),
        (97_000_000, "in_range", 4),
    ]
    assert news()[-1] == "bidding.award_lapsed"
    first = tender.rulings.get(rank=1).bid
    with pytest.raises(RuleBroken, match="Only a valid bid"):
        services.propose_award(tender, bid=first, reason="다시", by=cast.officer)
    second = queries.first_in_line(tender, today()).bid
    decision = services.propose_award(tender, bid=second, reason="예비 순위", by=cast.officer)
    assert (decision.out_of_order, decision.price_won) == (False, 88_000_000)
    services.approve_award(decision, by=cast.second_approver)
    factories.pass_standstill(tender)
    services.end_due_standstills()
    assert Tender.objects.get().winner == second
    assert states(stage)[1:3] == [(78_500_000, "dropped", 1), (88_000_000, "awarded", 2)]


def test_the_officer_is_reminded_once_before_and_once_after_the_day(monkeypatch):
    due = queries.sign_by(factories.awarded().tender)  # 15 days on, or the business day after a weekend or holiday
    assert services.remind_of_contracts() == 0
    for left, told in ((4, 0), (3, 1), (1, 0), (0, 1), (-20, 0)):
        monkeypatch.setattr(
            "purchasing.bidding.services.standstill.today", lambda left=left: due - timedelta(days=left)
        )
        assert services.remind_of_contracts() == told
    assert [name for name in news() if name.startswith("bidding.contract")] == [
        "bidding.contract_due", "bidding.contract_over",
    ]  # fmt: skip
