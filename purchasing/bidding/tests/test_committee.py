"""A seat of the opening committee is given to another person after the publication; bidders learn no name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.people.services import disable_user, members
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Ruling, SeatChange, Tender
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db

PRICES = (88_000_000, 92_000_000)
WHY = "최유진 위원이 퇴직했습니다."


def newcomer(name: str = "개찰 강다온", department: str = "인사실"):
    user = staff("OC", name=name)
    user.membership.department = department
    user.membership.save(update_fields=["department"])
    return user


def test_where_access_locks_the_newcomer_opens_in_the_leavers_place():
    stage = factories.closed(prices=PRICES)
    leaves, comes = stage.cast.openers[0], newcomer()
    services.declare_no_conflict(stage.tender, by=leaves)
    services.confirm_opening(stage.tender, by=leaves)

    services.replace_opener(stage.tender, leaves=leaves, comes=comes, reason=WHY, by=stage.cast.approver)

    with pytest.raises(NotAllowed, match="You are not in this tender's opening committee"):
        services.confirm_opening(stage.tender, by=leaves)
    with pytest.raises(NotAllowed, match="Declare first"):
        services.confirm_opening(stage.tender, by=comes)
    for opener in (comes, stage.cast.openers[1]):
        services.declare_no_conflict(stage.tender, by=opener)
    services.confirm_opening(stage.tender, by=comes)  # what the leaver has confirmed counts no more
    assert Tender.objects.get(pk=stage.tender.pk).state == "closed"
    services.confirm_opening(stage.tender, by=stage.cast.openers[1])
    assert Tender.objects.get(pk=stage.tender.pk).state == "opened"
    entry = AuditEntry.objects.get(what="bidding.tender.opener_replaced")
    assert (entry.reason, entry.by) == (WHY, stage.cast.approver)


def test_with_keys_and_a_later_deadline_the_newcomer_holds_a_share_and_every_bidder_bids_again():
    stage = factories.published(seal="keys", prices=PRICES)
    leaves, comes = stage.cast.third_opener, newcomer()
    factories.enrol(comes)
    later = stage.tender.closes_at + timedelta(days=5)

    services.replace_opener(
        stage.tender, leaves=leaves, comes=comes, reason=WHY, closes_at=later, by=stage.cast.approver
    )

    tender = stage.tender = Tender.objects.get(pk=stage.tender.pk)
    assert tender.closes_at == later
    moved = tender.extensions.get()
    assert (moved.closes_at, moved.reason) == (
        later,
        "개찰위원회가 바뀌어 이 입찰의 열쇠를 새로 만들었습니다.",
    )  # not why
    assert queries.current_bids(tender).count() == 0
    assert {holder.pk for holder in queries.able_holders(tender)} == {user.pk for user in (*stage.cast.openers, comes)}
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    for bidder, price in zip(stage.bidders, PRICES, strict=True):
        services.submit_bid(tender, price_won=Decimal(price), key=factories.key(), by=bidder)
    factories.pass_deadline(tender)
    services.close_tender(tender)
    pair = comes, stage.cast.openers[0]
    for opener in pair:
        services.declare_no_conflict(tender, by=opener)
        services.confirm_opening(tender, by=opener, passphrase=factories.PASSPHRASE)
    assert sorted(Ruling.objects.values_list("price_won", flat=True)) == sorted(PRICES)


def test_with_keys_the_others_may_stay_without_new_ones_as_long_as_enough_of_them_hold_a_share():
    stage = factories.published(seal="keys", prices=PRICES)
    before = stage.tender.closes_at
    cast = stage.cast

    services.replace_opener(stage.tender, leaves=cast.third_opener, comes=newcomer(), reason=WHY, by=cast.approver)
    with pytest.raises(RuleBroken, match="too few hold a share") as refusal:
        services.replace_opener(
            stage.tender, leaves=cast.openers[0], comes=newcomer("개찰 윤슬"), reason=WHY, by=cast.approver
        )

    assert refusal.value.field == "closes_at"
    tender = Tender.objects.get(pk=stage.tender.pk)
    assert (tender.closes_at, queries.current_bids(tender).count()) == (before, 2)
    assert tender.committee.filter(user=cast.openers[0]).exists()
    assert {key.epoch for key in queries.current_keys(tender).values()} == {1}


def test_after_the_deadline_the_shares_stay_where_they_are():
    stage = factories.closed(seal="keys", prices=PRICES)
    with pytest.raises(WrongState, match="the other members open"):
        services.replace_opener(
            stage.tender, leaves=stage.cast.third_opener, comes=newcomer(), reason=WHY, by=stage.cast.approver
        )


def test_an_opened_tender_keeps_its_committee():
    stage = factories.opened(prices=PRICES)
    with pytest.raises(WrongState, match="between the publication and the opening"):
        services.replace_opener(
            stage.tender, leaves=stage.cast.openers[0], comes=newcomer(), reason=WHY, by=stage.cast.approver
        )


@pytest.mark.parametrize(
    ("who", "field", "words"),
    [
        ("officer", "comes", "may not open its bids"),
        ("estimator", "comes", "may not open its bids"),
        ("approver", "comes", "may not open its bids"),
        ("evaluator", "comes", "is not an opening-committee member"),
        ("second", "comes", "already sits in the committee"),
        ("deciding", "comes", "Who decides does not take the seat"),
        ("stranger", "leaves", "does not sit in the committee any more"),
        ("nobody", "reason", "Say why the member is replaced"),
    ],
)
def test_who_may_not_take_the_seat(who, field, words):
    stage = factories.published()
    cast, by = stage.cast, staff("AP", "OC")
    comes = {
        "officer": cast.officer,
        "estimator": cast.estimator,
        "approver": cast.approver,
        "evaluator": cast.evaluator,
        "second": cast.openers[1],
        "deciding": by,
    }.get(who) or newcomer()
    leaves = newcomer("개찰 아무개") if who == "stranger" else cast.openers[0]
    with pytest.raises(RuleBroken, match=words) as refusal:
        services.replace_opener(stage.tender, leaves=leaves, comes=comes, reason=" " if who == "nobody" else WHY, by=by)
    assert refusal.value.field == field
    assert {seat.user_id for seat in stage.tender.committee.all()} == {user.pk for user in cast.openers}


@pytest.mark.parametrize("seal", ["access", "keys"])
def test_the_database_lets_no_seat_change_without_its_row(seal):
    stage = factories.published(seal=seal)
    seat, comes = stage.tender.committee.first(), newcomer()
    for change in ({"user": comes}, {"user": comes, "declared_at": None}):
        with pytest.raises(IntegrityError, match="what was published does not change"), transaction.atomic():
            type(seat).objects.filter(pk=seat.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatChange.objects.create(tender=stage.tender, leaves=seat.user, comes=comes, reason=WHY, decided_by=comes)


def test_only_an_approver_outside_the_committee_decides():
    stage = factories.published()
    cast, sits = stage.cast, newcomer()
    sits.membership.roles.add(*staff("AP").membership.roles.all())
    services.replace_opener(stage.tender, leaves=cast.openers[0], comes=sits, reason=WHY, by=cast.approver)
    for person in (cast.officer, cast.estimator, cast.evaluator, sits):
        with pytest.raises(NotAllowed):
            services.replace_opener(
                stage.tender, leaves=cast.openers[1], comes=newcomer("개찰 윤슬"), reason=WHY, by=person
            )


def test_the_committee_is_told_with_names_and_bidders_without(client):
    client.cookies["django_language"] = "en"
    stage = factories.published(prices=PRICES)
    leaves, comes = stage.cast.openers[0], newcomer()
    sign_in(client, stage.cast.approver)
    opening = reverse("bidding:opening-detail", args=[stage.tender.number])
    url = reverse("bidding:opener-replace", args=[stage.tender.number])
    assert url in client.get(opening).content.decode()
    page = client.get(url).content.decode()
    assert 'name="closes_at"' not in page
    assert stage.cast.officer.name not in page.split("<form", 2)[-1].split("</form")[0]
    short = client.post(url, {"leaves": leaves.pk, "comes": comes.pk, "reason": ""})
    assert short.status_code == 422
    assert client.post(url, {"leaves": leaves.pk, "comes": comes.pk, "reason": WHY}).status_code == 303
    while deliver_due():
        continue

    def notices(user) -> str:
        client.cookies["django_language"] = "en"
        sign_in(client, user)
        return client.get(reverse("notices:notice-list")).content.decode()

    for person in (comes, leaves, stage.cast.openers[1], stage.cast.officer):
        assert f"{leaves.name} has left it, {comes.name} takes the seat." in notices(person)
    assert "You are in the opening committee of tender" in notices(comes)
    told = notices(stage.bidders[0])
    assert "Another officer takes part in the opening" in told
    for secret in (leaves.name, comes.name, WHY):
        assert secret not in told
        assert secret not in client.get(reverse("bidding:tender-detail", args=[stage.tender.number])).content.decode()


def left_in_a_way(person, way: str, by) -> None:
    """The person's account, membership or role ends, as an administrator ends it."""
    if way == "account":
        disable_user(person, reason="퇴직", by=by)
    elif way == "membership":
        members.disable_membership(person.membership, reason="전출", by=by)
    else:
        members.change_roles(person.membership, roles=["RQ"], by=by)


@pytest.mark.parametrize("way", ["account", "membership", "role"])
def test_a_keeper_who_has_left_is_counted_no_more_and_the_officer_is_told_at_once(client, way):
    stage = factories.published(seal="keys", prices=PRICES)
    tender, administrator = stage.tender, staff("AD")
    factories._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET closes_at = clock_timestamp() + interval '40 hours' WHERE id = %s",
        [tender.pk],
    )
    tender = Tender.objects.get(pk=tender.pk)
    assert not queries.is_at_risk(tender, db_now())

    for person in stage.cast.openers:
        left_in_a_way(User.objects.get(pk=person.pk), way, administrator)
    deliver_due(500)

    assert queries.is_at_risk(tender, db_now())
    assert queries.able_holders(tender) == [stage.cast.third_opener]
    told = Notice.objects.filter(kind="bidding.keeper_left").order_by("pk")
    assert {notice.user for notice in told} == {stage.cast.officer}
    assert [notice.params["left"] for notice in told] in ([1, 1], [2, 1])
    assert (told[0].params["members"], told[0].params["needed"]) == (3, 2)
    sign_in(client, stage.cast.officer)
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("bidding:opening-detail", args=[tender.number])).text
    assert (shown.count("Has left"), shown.count("1 of 3 keys left")) == (2, 2)
    assert services.watch_keys() == 1  # the alarm; nobody who has left is asked to drill
    with pytest.raises(RuleBroken, match="Only 1 members have a proven key"):
        services.rekey_tender(
            tender, closes_at=tender.closes_at + timedelta(days=5), reason=WHY, by=stage.cast.approver
        )


def test_a_committee_with_somebody_who_has_left_publishes_nothing():
    stage = factories.in_review(seal="keys")
    assert services.seals_ready(stage.tender) == []

    disable_user(User.objects.get(pk=stage.cast.openers[0].pk), reason="퇴직", by=staff("AD"))

    with translation.override("en"):
        missing = services.seals_ready(stage.tender)
    assert len(missing) == 1
    assert "can open no bids any more" in missing[0]


def test_another_role_of_a_keeper_who_still_opens_is_told_to_nobody():
    stage = factories.published(seal="keys")
    members.change_roles(stage.cast.openers[0].membership, roles=["OC", "RQ"], by=staff("AD"))
    deliver_due(500)

    assert not Notice.objects.filter(kind="bidding.keeper_left").exists()
