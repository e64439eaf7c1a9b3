"""A lot that was cancelled before the notice stays in it under its number, and holds up none of the others."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.queries import ocds
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import published_lots, two_lots

pytestmark = pytest.mark.django_db
WHY = "이 로트는 내년에 삽니다."
D = TenderState.DRAFT
GONE = TenderState.CANCELLED


def cancel(lot: Tender, *, by) -> None:
    services.cancel_tender(Tender.objects.get(pk=lot.pk), reason=WHY, by=by)


def states(notice) -> list[str]:
    return list(Tender.objects.filter(procedure=notice).order_by("lot_no").values_list("state", flat=True))


def seal(lot: Tender, cast) -> None:
    services.seal_base_price(lot, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator)


def one_of_two(*, lot_no: int = 2, **facts):
    """Two draft lots, of which one is cancelled: (stage, notice, the one that stands)."""
    stage, notice, lots = two_lots(**facts)
    cancel(lots.pop(lot_no - 1), by=stage.cast.officer)
    return stage, notice, lots[0]


def both_approved():
    """Two lots, approved for a day to come."""
    day = db_now() + timedelta(hours=1)
    stage, notice, lots = two_lots(publish_at=day, opens_at=None, closes_at=day + timedelta(days=8))
    for lot in lots:
        seal(lot, stage.cast)
    services.request_publication(lots[0], by=stage.cast.officer)
    services.approve_publication(lots[0], by=stage.cast.approver)
    return stage, notice, lots


def approved(*, lot_no: int = 2):
    """Two lots, approved for a day to come; then the officer cancels one."""
    stage, notice, lots = both_approved()
    cancel(lots.pop(lot_no - 1), by=stage.cast.officer)
    return stage, notice, Tender.objects.get(pk=lots[0].pk)


# Asked for, approved, published --------------------------------------------------------------------------------------
@pytest.mark.parametrize("lot_no", [1, 2])
def test_the_lot_that_stands_is_asked_for_and_published_without_the_cancelled_one(lot_no):
    stage, notice, lot = one_of_two(lot_no=lot_no)
    assert services.missing_for_publication(lot) == []
    seal(lot, stage.cast)
    services.request_publication(lot, by=stage.cast.officer)
    services.return_publication(lot, reason="도면을 바꿉니다", by=stage.cast.officer)
    services.request_publication(lot, by=stage.cast.officer)
    services.approve_publication(lot, by=stage.cast.approver)
    assert sorted(states(notice)) == [GONE, TenderState.PUBLISHED]


def test_what_the_cancelled_lot_lacks_is_not_asked_for():
    stage, notice, lots = two_lots()
    empty = services.add_lot(notice, title_ko="펌프", by=stage.cast.officer)
    said = [each.lot.pk for each in services.missing_for_publication(lots[0])]
    assert set(said) == {empty.pk}
    cancel(empty, by=stage.cast.officer)
    assert services.missing_for_publication(lots[0]) == []


def test_the_cancelled_lot_itself_is_asked_for_by_nobody_and_says_which_it_is(client):
    stage, notice, _lot = one_of_two()
    gone = Tender.objects.get(procedure=notice, state=GONE)
    with override("en"), pytest.raises(WrongState, match="^Lot 2: "):
        services.request_publication(gone, by=stage.cast.officer)
    assert states(notice) == [D, GONE]
    sign_in(client, stage.cast.officer)
    assert client.post(reverse("bidding:tender-request", args=[gone.number])).status_code == 409


def test_an_approver_is_asked_although_the_cancelled_lot_has_no_base_price():
    stage, _notice, lot = one_of_two()
    seal(lot, stage.cast)
    services.request_publication(lot, by=stage.cast.officer)
    assert queries.tenders_waiting_for(stage.cast.approver) == [(lot, "publication")]


# The day of publication ----------------------------------------------------------------------------------------------
def test_an_approved_notice_is_taken_back_without_the_cancelled_lot():
    stage, notice, lot = approved()
    services.return_publication(lot, reason="도면을 바꿉니다", by=stage.cast.officer)
    assert states(notice) == [D, GONE]


@pytest.mark.parametrize("lot_no", [1, 2])
def test_an_approved_notice_is_published_on_its_day_without_the_cancelled_lot(lot_no):
    _stage, notice, lot = approved(lot_no=lot_no)
    Tender.objects.filter(pk=lot.pk).update(publish_at=db_now() - timedelta(seconds=1))
    assert services.publish_due_tenders() == 1
    assert sorted(states(notice)) == [GONE, TenderState.PUBLISHED]


def due_later() -> Tender:
    """An approved tender without lots whose day has just come, after that of every other."""
    day = db_now() + timedelta(hours=1)
    stage = factories.in_review(publish_at=day, opens_at=None, closes_at=day + timedelta(days=8))
    tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    Tender.objects.filter(pk=tender.pk).update(publish_at=db_now())
    return tender


def test_a_notice_that_cannot_be_published_goes_back_and_those_due_after_it_are_published():
    _stage, notice, lot = approved()
    past = {"publish_at": db_now() - timedelta(minutes=1), "closes_at": db_now() + timedelta(days=2)}
    Tender.objects.filter(pk=lot.pk).update(**past)
    tender = due_later()
    assert services.publish_due_tenders() == 1
    tender.refresh_from_db()
    assert (tender.state, states(notice)) == (TenderState.PUBLISHED, [D, GONE])


def test_a_notice_that_cannot_even_be_sent_back_does_not_stop_those_due_after_it():
    stage, notice, lots = both_approved()
    past = {"publish_at": db_now() - timedelta(minutes=1), "closes_at": db_now() + timedelta(days=2)}
    Tender.objects.filter(pk=lots[0].pk).update(**past)
    Tender.objects.filter(pk=lots[1].pk).update(state=D)  # as if it had been taken back by itself
    tender = due_later()
    assert services.publish_due_tenders() == 1
    tender.refresh_from_db()
    assert (tender.state, states(notice)) == (TenderState.PUBLISHED, [TenderState.APPROVED, D])


# The notice ----------------------------------------------------------------------------------------------------------
def test_lots_are_added_after_the_last_number_on_the_pattern_of_one_that_stands():
    stage, notice, lot = one_of_two()
    closes_at = db_now() + timedelta(days=20)
    services.edit_tender(lot, by=stage.cast.officer, closes_at=closes_at)
    added = services.add_lot(notice, title_ko="펌프", by=stage.cast.officer)
    assert (added.lot_no, added.closes_at) == (3, closes_at)
    services.edit_notice(notice, title_ko="고친 제목", title_en="", description="", by=stage.cast.officer)
    services.remove_lot(added, by=stage.cast.officer)
    assert states(notice) == [D, GONE]


def test_neither_the_last_lot_that_stands_nor_a_cancelled_one_is_taken_out():
    stage, notice, lot = one_of_two()
    gone = Tender.objects.get(procedure=notice, state=GONE)
    with override("en"):
        with pytest.raises(RuleBroken, match="at least one lot"):
            services.remove_lot(lot, by=stage.cast.officer)
        services.add_lot(notice, title_ko="펌프", by=stage.cast.officer)
        with pytest.raises(WrongState, match="all of them are drafts"):
            services.remove_lot(gone, by=stage.cast.officer)


def test_a_notice_whose_lots_are_all_cancelled_has_ended():
    stage, notice, lot = one_of_two()
    cancel(lot, by=stage.cast.officer)
    with override("en"):
        with pytest.raises(WrongState, match="Every lot of this notice is cancelled"):
            services.add_lot(notice, title_ko="펌프", by=stage.cast.officer)
        with pytest.raises(NotAllowed):
            services.edit_notice(notice, title_ko="남의 것", title_en="", description="", by=staff("PO"))


@pytest.mark.parametrize("lot_no", [1, 2])
def test_the_page_shows_the_dates_that_hold_and_takes_out_only_lots_that_stand(client, lot_no):
    stage, notice, lot = one_of_two(lot_no=lot_no)
    closes_at = db_now() + timedelta(days=20)
    services.edit_tender(lot, by=stage.cast.officer, closes_at=closes_at)
    sign_in(client, stage.cast.officer)
    page = reverse("bidding:notice-detail", args=[notice.number])
    shown = client.get(page)
    assert shown.context["first"].closes_at == closes_at
    assert reverse("bidding:lot-add", args=[notice.number]) in shown.content.decode()
    assert shown.context["removable"] == set()
    assert "/take-out/" not in shown.content.decode()
    assert client.post(reverse("bidding:lot-add", args=[notice.number]), {"title_ko": "펌프"}).status_code == 303
    added = Tender.objects.get(procedure=notice, lot_no=3)
    shown = client.get(page)
    assert shown.context["removable"] == {lot.pk, added.pk}
    assert shown.content.decode().count("/take-out/") == 2


# After the publication -----------------------------------------------------------------------------------------------
def test_open_data_tells_the_deadline_of_the_lots_that_still_run():
    stage, other = published_lots(seal="keys")
    cancel(stage.tender, by=stage.cast.approver)
    later = other.deadline + timedelta(days=7)
    services.rekey_tender(other, closes_at=later, reason="분실", by=stage.cast.approver)
    told = ocds.snapshot(ocds.process_of(Tender.objects.get(pk=other.pk)))["tender"]
    assert told["tenderPeriod"]["endDate"] == ocds.moment(later)
    assert [lot["status"] for lot in told["lots"]] == ["cancelled", "active"]
