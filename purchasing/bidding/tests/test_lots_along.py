"""The lots of a notice close together and have one committee: what happens to one is done to the others, or refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.outbox.models import Event
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import DeadlineExtension, Tender
from purchasing.bidding.services import AmendmentIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import published_lots

pytestmark = pytest.mark.django_db
WHY = "최유진 위원이 퇴직했습니다."
WEEK = timedelta(days=7)


def bid_on(tender: Tender) -> None:
    services.submit_bid(tender, price_won=Decimal(1_000), key=factories.key(), by=supplier())


def newcomer(name: str = "개찰 강다온"):
    user = staff("OC", name=name)
    factories.enrol(user)
    return user


def members(tender: Tender) -> set[int]:
    return set(tender.committee.values_list("user", flat=True))


# New keys and seats --------------------------------------------------------------------------------------------------
def test_the_other_lot_closes_together_with_the_one_that_gets_new_keys(client):
    stage, other = published_lots(seal="keys")
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.approver)
    page = client.get(reverse("bidding:tender-rekey", args=[stage.tender.number])).content.decode()
    assert "The other lots of the notice move to the same deadline" in page
    later = stage.tender.deadline + WEEK
    bid_on(stage.tender)
    bid_on(other)

    services.rekey_tender(stage.tender, closes_at=later, reason="분실", by=stage.cast.approver)

    other.refresh_from_db()
    assert other.deadline == Tender.objects.get(pk=stage.tender.pk).deadline == later
    assert [queries.current_bids(lot).count() for lot in (stage.tender, other)] == [0, 1]
    told = Event.objects.filter(name="bidding.deadline_extended").get().payload
    moved = {extension.tender_id: extension for extension in DeadlineExtension.objects.all()}
    assert told == {"tender": other.pk, "extension": moved[other.pk].pk}
    assert moved[stage.tender.pk].reason == "분실"
    assert moved[other.pk].reason == "With lot 1: 분실"
    assert {(each.asked_by, each.decided_by, each.approved) for each in moved.values()} == {
        (None, stage.cast.approver, True)
    }
    assert {each.closed_at_before for each in moved.values()} == {later - WEEK}
    for lot in (stage.tender, other):
        page = client.get(reverse("bidding:tender-detail", args=[lot.number])).content.decode()
        assert "The deadline was moved." in page
        assert "분실" in page


def test_after_new_keys_the_first_period_is_still_that_of_the_notice():
    stage, other = published_lots(seal="keys")
    first = stage.tender.deadline - stage.tender.published_at
    services.rekey_tender(stage.tender, closes_at=stage.tender.deadline + WEEK, reason="분실", by=stage.cast.approver)
    for lot in Tender.objects.filter(pk__in=[stage.tender.pk, other.pk]):
        assert services.least_deadline(lot) == lot.deadline + first / 2


def test_a_seat_changes_in_all_lots_of_the_notice():
    stage, other = published_lots()
    leaves, comes = stage.cast.openers[0], newcomer()
    services.replace_opener(stage.tender, leaves=leaves, comes=comes, reason=WHY, by=stage.cast.approver)
    assert members(stage.tender) == members(other) == {comes.pk, stage.cast.openers[1].pk}


def test_with_a_later_deadline_all_lots_of_the_notice_get_new_keys():
    stage, other = published_lots(seal="keys")
    leaves, comes, later = stage.cast.third_opener, newcomer(), stage.tender.deadline + WEEK
    bid_on(other)

    services.replace_opener(
        stage.tender, leaves=leaves, comes=comes, reason=WHY, closes_at=later, by=stage.cast.approver
    )

    for lot in Tender.objects.filter(pk__in=[stage.tender.pk, other.pk]):
        assert (lot.deadline, lot.base_price_due, queries.current_bids(lot).count()) == (later, True, 0)
        assert comes in queries.able_holders(lot)


def test_who_may_not_open_another_lot_gets_no_seat_in_any():
    stage, other = published_lots()
    comes = staff("CE", "OC", name="원가 임도현")
    factories._while_away(
        "bidding_keep_promises", "UPDATE bidding_tender SET estimator_id = %s WHERE id = %s", [comes.pk, other.pk]
    )
    before = members(stage.tender)
    with pytest.raises(RuleBroken, match=r"^Lot 2: 원가 임도현 is officer, estimator or approver") as refusal:
        services.replace_opener(
            stage.tender, leaves=stage.cast.openers[0], comes=comes, reason=WHY, by=stage.cast.approver
        )
    assert refusal.value.field == "comes"
    assert members(stage.tender) == members(other) == before


# Days of delivery ----------------------------------------------------------------------------------------------------
def delivered(stage, *, days: int) -> Tender:
    """The first lot, amended to be delivered so many days after the present deadline."""
    closes_at = services.least_deadline(stage.tender) + timedelta(minutes=1)
    day = stage.tender.deadline.astimezone(SEOUL).date() + timedelta(days=days)
    amendment = services.request_amendment(
        stage.tender,
        AmendmentIn(facts={"delivery_on": day}, closes_at=closes_at),
        reason="납기 정정",
        by=stage.cast.officer,
    )
    return services.approve_amendment(amendment, by=stage.cast.approver)


def test_a_later_deadline_is_not_approved_beyond_the_day_of_delivery(client):
    stage = factories.published()
    later = stage.tender.deadline + 4 * WEEK
    extension = services.request_extension(stage.tender, closes_at=later, reason="시험", by=stage.cast.officer)
    stage.tender = delivered(stage, days=20)
    before = stage.tender.deadline

    with pytest.raises(RuleBroken, match="delivery has to lie after that day"):
        services.approve_extension(extension, by=stage.cast.approver)
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.approver)
    door = reverse("bidding:extension-approve", args=[stage.tender.number, extension.uid])
    assert "delivery has to lie after that day" in client.post(door, follow=True).content.decode()
    assert Tender.objects.get(pk=stage.tender.pk).deadline == before


def test_no_lot_moves_beyond_the_day_on_which_another_is_delivered():
    stage, other = published_lots()
    extension = services.request_extension(
        stage.tender, closes_at=stage.tender.deadline + 4 * WEEK, reason="시험", by=stage.cast.officer
    )
    stage.tender, first = other, stage.tender
    delivered(stage, days=20)

    with pytest.raises(RuleBroken, match="^Lot 2: Bids close on"):
        services.approve_extension(extension, by=stage.cast.approver)
    services.decline_extension(extension, reason="납기가 먼저", by=stage.cast.approver)
    first = Tender.objects.get(pk=first.pk)
    with pytest.raises(RuleBroken, match="^Lot 2: Bids close on") as refusal:
        services.request_extension(first, closes_at=first.deadline + 4 * WEEK, reason="시험", by=stage.cast.officer)
    assert refusal.value.field == "closes_at"


# Invited suppliers ---------------------------------------------------------------------------------------------------
def invited_lots():
    """A notice of two lots by invitation, and a supplier who is not invited yet."""
    guests = [supplier().company, supplier().company]
    stage, other = published_lots(reach="invited", reach_reason="특허", invited=guests)
    return stage, other, supplier()


def inviting(tender: Tender, late, stage):
    wanted = AmendmentIn(invited=[late.company])
    return services.request_amendment(tender, wanted, reason="대리점 추가", by=stage.cast.officer)


def test_a_further_supplier_is_invited_to_all_lots_of_the_notice():
    stage, other, late = invited_lots()
    guest = other.invitations.select_related("company").first().company
    bid = services.submit_bid(other, price_won=Decimal(1_000), key="k", by=supplier(company=guest))

    services.approve_amendment(inviting(stage.tender, late, stage), by=stage.cast.approver)

    other = Tender.objects.get(pk=other.pk)
    assert (other.notice_version, list(queries.current_bids(other))) == (2, [bid])
    along = queries.amendments_of(other).get()
    assert (along.reason, along.changes["invited"], along.material) == ("With lot 1: 대리점 추가", 1, False)
    for lot in (stage.tender, other):
        services.submit_bid(lot, price_won=Decimal(1_000), key=f"late {lot.pk}", by=late)


def test_what_waits_for_another_lot_is_decided_before_all_invite():
    stage, other, late = invited_lots()
    text = AmendmentIn(facts={"description": "성적서 원본"})
    waiting = services.request_amendment(other, text, reason="정정", by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="An amendment of lot 2 is waiting") as refusal:
        inviting(stage.tender, late, stage)
    assert refusal.value.field == "invited"
    services.approve_amendment(waiting, by=stage.cast.approver)

    asked = inviting(stage.tender, late, stage)
    other = Tender.objects.get(pk=other.pk)
    again = services.request_amendment(
        other, AmendmentIn(facts={"description": "성적서"}), reason="정정", by=stage.cast.officer
    )
    with pytest.raises(RuleBroken, match="An amendment of lot 2 is waiting"):
        services.approve_amendment(asked, by=stage.cast.approver)
    services.decline_amendment(again, reason="그대로", by=stage.cast.approver)
    services.approve_amendment(asked, by=stage.cast.approver)
    assert queries.is_invited(late.company, other)
