"""Sealed to keys, from publication to opening: who can open, who cannot, what is found when something was changed."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.audit.services import move
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.sealing import boxes, merkle, portal_keys, shares
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import (
    BasePrice,
    Bid,
    CommitteeMember,
    Contribution,
    EnvelopeOpening,
    KeyBox,
    OpeningSession,
    RelayBox,
    Ruling,
    SealedPart,
    TenderKey,
)
from purchasing.bidding.services.tender_keys import PAD, pad_context
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import news, now_state

pytestmark = pytest.mark.django_db
PRICES = (88_000_001, 92_000_002, 97_000_003)


def sealed(**given) -> factories.Stage:
    stage = factories.closed(seal="keys", prices=PRICES, **given)
    for opener in (*stage.cast.openers, stage.cast.third_opener):
        services.declare_no_conflict(stage.tender, by=opener)
    return stage


def confirm(stage, opener, passphrase=factories.PASSPHRASE):
    return services.confirm_opening(stage.tender, by=opener, passphrase=passphrase)


def as_owner(function: str, statement: str, params=()) -> None:
    """What only somebody with the owner's rights could do: the guard looks away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        kept = cursor.fetchone()[0]
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN coalesce(NEW, OLD); END $$"
        )
        cursor.execute(statement, params)
        cursor.execute(kept)


def test_the_tender_is_sealed_to_every_pair_of_three_and_to_the_portal():
    stage = factories.published(seal="keys")
    key = TenderKey.objects.get()

    assert (key.envelope, key.epoch, key.needed, key.people) == ("price", 1, 2, 3)
    assert list(KeyBox.objects.values_list("group", "seat")) == [
        ("0.1", 0), ("0.1", 1), ("0.2", 0), ("0.2", 2), ("1.2", 1), ("1.2", 2),
    ]  # fmt: skip
    published = AuditEntry.objects.get(what="bidding.tender.publish")
    assert json.loads(published.payload)["keys"] == {"price": bytes(key.public_key).hex()}
    assert queries.seal_notice(stage.tender)[0]["public_key"] == bytes(key.public_key).hex()
    price = BasePrice.objects.get()
    assert (price.amount_won, price.nonce) == (None, "")
    with pytest.raises(DatabaseError), transaction.atomic():
        KeyBox.objects.update(seat=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        TenderKey.objects.update(public_key=b"0" * 32)


def test_a_bid_stands_in_no_column_until_it_is_opened():
    stage = sealed()
    bids = list(Bid.objects.order_by("pk"))

    assert {(bid.price_won, bid.nonce, bid.note, bid.lead_days, bid.sealed) for bid in bids} == {
        (None, "", "", None, True)
    }
    assert [bid.lines for bid in bids] == [[], [], []]
    assert {len(part.ciphertext) for part in SealedPart.objects.all()} == {boxes.OVERHEAD + 4096}
    open_one = factories.published(seal="keys", cast=stage.cast).tender
    bidder = stage.bidders[0]
    plain = Bid(tender=open_one, company=bidder.company, submitted_by=bidder, price_won=1, key="k")
    with pytest.raises(IntegrityError, match="takes sealed bids only"), transaction.atomic():
        plain.save()


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (0, 2), (2, 1)])
def test_any_two_of_three_open_bids_and_base_price(pair):
    stage = sealed()
    people = [*stage.cast.openers, stage.cast.third_opener]
    first, second = (people[place] for place in pair)

    assert confirm(stage, first).second_by is None
    assert now_state(stage) == "closed"
    assert RelayBox.objects.count() == 2  # to each of the other two
    session = confirm(stage, second)

    assert (session.first_by, session.second_by) == (first, second)
    assert now_state(stage) == "opened"
    assert sorted(Ruling.objects.values_list("price_won", flat=True)) == [Decimal(price) for price in PRICES]
    assert BasePrice.objects.get().amount_won == factories.BASE_WON
    minutes = json.loads(session.minutes)
    assert [bid["price_won"] for bid in minutes["bids"]] == [str(price) for price in PRICES]
    assert minutes["members"] == [str(first.uid), str(second.uid)]
    assert RelayBox.objects.count() == 0
    assert TenderKey.objects.get().pad_used_at is not None
    assert Bid.objects.filter(price_won__isnull=False).count() == 0  # the bids themselves stay as they were received


def test_one_officer_cannot_open_alone_nor_twice_nor_with_a_wrong_passphrase():
    stage = sealed()
    first, second = stage.cast.openers

    with pytest.raises(RuleBroken, match="does not unlock your key") as refusal:
        confirm(stage, first, "nothing like the passphrase")
    assert refusal.value.field == "passphrase"
    with pytest.raises(RuleBroken, match="does not unlock your key"):
        confirm(stage, first, "")
    assert Contribution.objects.count() == 0
    confirm(stage, first)
    with pytest.raises(RuleBroken, match="A second member"):
        confirm(stage, first)
    with pytest.raises(NotAllowed, match="opening committee"):
        confirm(stage, staff("OC"))
    second.membership.department = first.membership.department
    second.membership.save()
    with pytest.raises(RuleBroken, match="different departments"):
        confirm(stage, type(second).objects.get(pk=second.pk))
    assert (now_state(stage), Ruling.objects.count()) == ("closed", 0)


def test_a_contribution_lapses_after_half_an_hour_and_takes_its_boxes_along():
    stage = sealed()
    first, second = stage.cast.openers
    confirm(stage, first)
    Contribution.objects.update(at=db_now() - timedelta(minutes=31))

    assert confirm(stage, second).second_by is None
    assert [each.by for each in Contribution.objects.all()] == [second]
    assert confirm(stage, first).second_by == first
    assert now_state(stage) == "opened"


def test_between_two_contributions_the_portal_s_own_keys_open_nothing():
    stage = sealed()
    confirm(stage, stage.cast.openers[0])
    key = TenderKey.objects.get()
    pad = portal_keys.unlock(PAD, bytes(key.pad), pad_context(key))
    stored = [bytes(box.box) for box in KeyBox.objects.all()] + [bytes(box.box) for box in RelayBox.objects.all()]

    for box in stored:
        with pytest.raises(boxes.DoesNotOpen):
            boxes.open_box(pad, box, pad_context(key))
        assert boxes.public_of(shares.xor([pad, box[:32]])) != bytes(key.public_key)


def test_a_portal_that_lost_its_key_says_so_and_opens_nothing(settings):
    stage = sealed()
    confirm(stage, stage.cast.openers[0])
    settings.SEALING_KEYS = [portal_keys.new_root()]

    with pytest.raises(RuleBroken, match="bring back the earlier sealing key"):
        confirm(stage, stage.cast.openers[1])
    assert now_state(stage) == "closed"


@pytest.mark.parametrize("what", ["share", "relay"])
def test_a_changed_share_names_its_officer(what):
    stage = sealed()
    first, second = stage.cast.openers
    confirm(stage, first)
    if what == "share":
        as_owner("portal_append_only", "UPDATE bidding_keybox SET box = overlay(box placing 'x' from 60)")
        culprit = second
    else:
        connection.cursor().execute("UPDATE bidding_relaybox SET box = overlay(box placing 'x' from 60)")
        culprit = first

    with pytest.raises(RuleBroken, match=f"The share of {culprit.name}"):
        confirm(stage, second)
    assert now_state(stage) == "closed"


def test_a_bid_that_was_moved_to_another_company_or_changed_does_not_open_and_is_named_not_skipped():
    stage = sealed()
    one, two, _three = SealedPart.objects.order_by("pk")
    as_owner(
        "portal_append_only",
        "UPDATE bidding_sealedpart SET ciphertext = (SELECT ciphertext FROM bidding_sealedpart WHERE id = %s) "
        "WHERE id = %s",
        [one.pk, two.pk],
    )
    factories.open_bids(stage)

    broken = Ruling.objects.get(bid=two.bid)
    assert (broken.state, broken.cause, broken.price_won) == ("non_responsive", "broken_seal", None)
    assert two.bid.commitment in queries.why(broken)
    assert Ruling.objects.filter(state="opened").count() == 2
    minutes = json.loads(OpeningSession.objects.get().minutes)
    assert [bid.get("envelope") for bid in minutes["bids"]] == [None, "does not open", None]


@pytest.mark.parametrize("how", ["dropped", "swapped"])
def test_a_bid_that_is_missing_or_exchanged_after_the_closing_stops_the_opening(how):
    stage = sealed()
    last = Bid.objects.order_by("-pk").first()
    if how == "dropped":
        for statement in (
            "DELETE FROM bidding_sealedpart WHERE bid_id = %s",
            "DELETE FROM bidding_signedreceipt WHERE bid_id = %s",
            "DELETE FROM bidding_bid WHERE id = %s",
        ):
            as_owner("portal_append_only", statement, [last.pk])
    else:
        as_owner("portal_append_only", "UPDATE bidding_bid SET commitment = repeat('0', 64) WHERE id = %s", [last.pk])
    confirm(stage, stage.cast.openers[0])

    with pytest.raises(RuleBroken, match="not those of the list"):
        confirm(stage, stage.cast.openers[1])
    assert (now_state(stage), Ruling.objects.count()) == ("closed", 0)


def test_the_base_price_cannot_be_exchanged_after_the_publication():
    stage = sealed()
    price = BasePrice.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BasePrice.objects.update(amount_won=1)
    other = boxes.seal(bytes(TenderKey.objects.get().public_key), boxes.pad(b"{}"), b"elsewhere")
    as_owner("bidding_keep_base_price", "UPDATE bidding_baseprice SET sealed_payload = %s", [other])
    confirm(stage, stage.cast.openers[0])

    with pytest.raises(RuleBroken, match="base price does not open"):
        confirm(stage, stage.cast.openers[1])
    assert BasePrice.objects.get().revealed_at is None
    assert price.commitment == BasePrice.objects.get().commitment


def test_the_closing_notes_a_root_in_which_every_bidder_finds_the_own_bid():
    stage = factories.published(seal="keys", prices=PRICES)
    bidder = stage.bidders[0]
    services.submit_bid(stage.tender, price_won=Decimal(80_000_000), key=factories.key(), by=bidder)
    services.withdraw_bid(stage.tender, key=factories.key(), by=stage.bidders[1])
    assert queries.inclusion_of(Bid.objects.first()) is None
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)

    closing = json.loads(AuditEntry.objects.get(what="bidding.tender.close").payload)
    assert (closing["bids"], closing["entries"]) == (2, 5)
    for bid in Bid.objects.all():
        told = queries.inclusion_of(bid)
        assert told["root"] == closing["root"]
        assert merkle.holds(
            bytes.fromhex(bid.commitment),
            place=told["place"],
            count=told["entries"],
            proof=[bytes.fromhex(beside) for beside in told["proof"]],
            root=bytes.fromhex(told["root"]),
        )


def judged(stage, people, envelope) -> None:
    """The board has its result for the envelope that is open."""
    values = [(True, True)] * 3 if envelope == "qualification" else [(80, 70), (90, 85), (60, 75)]
    boards.concluded(stage, people, envelope=envelope, values=values)


def test_each_envelope_has_its_key_and_they_open_one_after_the_other():
    stage = boards.examining(seal="keys", envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)
    keys = {key.envelope: bytes(key.public_key) for key in TenderKey.objects.all()}
    assert set(keys) == set(factories.ENVELOPES)
    assert len(set(keys.values())) == 3
    assert (stage.tender.state, stage.tender.opened_at) == ("examining", None)
    ruling = Ruling.objects.first()
    assert (set(ruling.document), ruling.price_won) == ({"qualification"}, None)
    assert set(ruling.document["qualification"]["answers"]) == {"1", "2"}
    assert news()[-1] == "bidding.envelope_opened"
    people = boards.board(stage)
    boards.declare(stage, people)
    with pytest.raises(RuleBroken, match="has to be judged first"):
        confirm(stage, stage.cast.openers[0])

    judged(stage, people, "qualification")
    factories.open_bids(stage)
    ruling.refresh_from_db()
    assert set(ruling.document["technical"]["answers"]) == {"3", "4"}
    assert (ruling.price_won, stage.tender.state) == (None, "examining")
    assert BasePrice.objects.get().revealed_at is None
    out = Ruling.objects.last()
    judged(stage, people, "technical")
    move(out, "rule_out", by=None, reason="자격 미달", cause="ruled_out", remark="자격 미달")

    factories.open_bids(stage)
    ruling.refresh_from_db()
    out.refresh_from_db()
    assert (ruling.price_won, stage.tender.state) == (boards.PRICES[0], "opened")
    assert (set(out.document), out.price_won) == ({"qualification", "technical"}, None)  # its price stays sealed
    minutes = json.loads(OpeningSession.objects.get().minutes)
    assert [bid.get("envelope") for bid in minutes["bids"]] == [None, None, "sealed"]
    assert EnvelopeOpening.objects.count() == 2
    assert BasePrice.objects.get().amount_won == factories.BASE_WON
    with pytest.raises(WrongState, match="opened once"):
        confirm(stage, stage.cast.openers[0])


def test_two_of_two_is_refused_because_one_could_stop_it():
    cast = factories.Cast()
    for opener in cast.openers:
        factories.enrol(opener)
    stage = factories.draft(cast, seal="access")
    services.edit_tender(stage.tender, by=cast.officer, seal="keys")
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    assert BasePrice.objects.get().amount_won is None  # under the portal's key already

    with pytest.raises(RuleBroken, match="one member more") as refusal:
        services.request_publication(stage.tender, by=cast.officer)
    assert refusal.value.field == "openers_needed"
    CommitteeMember.objects.create(tender=stage.tender, user=cast.third_opener)
    stage.tender = services.request_publication(stage.tender, by=cast.officer)
    CommitteeMember.objects.filter(user=cast.third_opener).delete()
    with pytest.raises(RuleBroken, match="one member more"):
        services.approve_publication(stage.tender, by=cast.approver)


def test_a_seal_that_is_changed_after_the_base_price_was_hidden_stops_the_publication():
    cast = factories.Cast()
    for opener in cast.openers:
        factories.enrol(opener)
    stage = factories.draft(cast, seal="keys")
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.edit_tender(stage.tender, by=cast.officer, seal="access", budget_won=factories.SMALL_WON)
    stage.tender = services.request_publication(stage.tender, by=cast.officer)

    with pytest.raises(RuleBroken, match="seal of the bids was changed"):
        services.approve_publication(stage.tender, by=cast.approver)
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    assert services.approve_publication(stage.tender, by=cast.approver).state == "published"


def test_a_member_without_a_fresh_key_stops_the_publication():
    stage = factories.in_review(seal="keys")
    third = stage.cast.third_opener
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bidding_keydrill d SET passed_at = now() - interval '31 days' FROM bidding_officerkey k "
            "WHERE k.id = d.officer_key_id AND k.user_id = %s",
            [third.pk],
        )
    with pytest.raises(RuleBroken, match="has not drilled the key for 30 days"):
        services.approve_publication(stage.tender, by=stage.cast.approver)
    services.drill_key(queries.key_of(third), passphrase=factories.PASSPHRASE, by=third)
    services.approve_publication(stage.tender, by=stage.cast.approver)
    services.retire_key(queries.key_of(third), reason="분실", by=third)
    assert services.seals_ready(factories.draft(stage.cast).tender) == []  # locked by access: no keys needed


def test_three_of_five_open_with_any_three():
    cast = factories.Cast()
    more = [staff("OC", name=f"개찰 {number}") for number in range(2)]
    for user in more:
        user.membership.department = "감사실"
        user.membership.save()
        factories.enrol(user)
    people = [*cast.openers, cast.third_opener, *more]
    stage = factories.draft(cast, seal="keys", openers_needed=3)
    services.edit_tender(stage.tender, by=cast.officer, committee=people)
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)
    stage.tender = services.approve_publication(stage.tender, by=cast.approver)
    assert KeyBox.objects.count() == 30
    for price in PRICES:
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=supplier())
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    for person in people:
        services.declare_no_conflict(stage.tender, by=person)

    assert confirm(stage, people[4]).second_by is None
    assert confirm(stage, people[1]).second_by is None
    session = confirm(stage, people[2])
    assert (session.first_by, session.second_by, now_state(stage)) == (people[4], people[2], "opened")
    assert len(json.loads(session.minutes)["members"]) == 3
