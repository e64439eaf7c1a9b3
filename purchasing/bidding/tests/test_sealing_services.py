"""Services of the sealing beside the ceremony itself: repeats, new portal keys, drills in time, silences."""

import secrets
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from benchmarks.opening import run as run_opening
from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.heart import beat_once
from portal.notices.models import Notice
from portal.outbox.models import JobRun
from portal.outbox.services import deliver_due
from portal.sealing import portal_keys
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid, Contribution, Outage, Ruling, Tender, TenderKey, VoidedBid
from purchasing.bidding.services.outages import HEART
from purchasing.bidding.services.receiving import key_hash
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import news

pytestmark = pytest.mark.django_db
PRICES = (88_000_001, 92_000_002, 97_000_003)


def send(stage, bidder, price, key, **given):
    return services.submit_bid(stage.tender, price_won=Decimal(price), key=key, by=bidder, **given)


def test_sent_twice_it_is_one_bid_and_something_else_under_its_key_is_refused(settings):
    settings.SEALING_KEYS = [portal_keys.new_root()]
    stage, bidder, key = factories.published(seal="keys"), supplier(), factories.key()
    first = send(stage, bidder, 90_000_000, key)
    again = send(stage, bidder, 90_000_000, key)

    assert (again.pk, again.copy) == (first.pk, first.copy)
    assert Bid.objects.get().key == key_hash(key) != key
    with pytest.raises(WrongState, match="already used for another bid"):
        send(stage, bidder, 90_000_001, key)
    with pytest.raises(WrongState, match="already used for another bid"):
        services.withdraw_bid(stage.tender, key=key, by=bidder)
    settings.SEALING_KEYS = [portal_keys.new_root(), *settings.SEALING_KEYS]  # rotated in the meantime
    assert send(stage, bidder, 90_000_000, key).pk == first.pk
    factories.pass_deadline(stage.tender)
    assert send(stage, bidder, 90_000_000, key).pk == first.pk  # a repeat is answered after the deadline too


def test_a_portal_key_is_rotated_while_tenders_run(settings):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    stage, draft = factories.published(seal="keys", prices=PRICES), factories.in_review(seal="keys")
    settings.SEALING_KEYS = [new]
    with pytest.raises(CommandError, match="bring back the earlier key"):
        call_command("rotate_kek")
    settings.SEALING_KEYS = [new, old]
    call_command("rotate_kek")
    settings.SEALING_KEYS = [new]

    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)
    assert Ruling.objects.filter(price_won__isnull=False).count() == 3
    services.approve_publication(draft.tender, by=draft.cast.approver)


@pytest.mark.parametrize(
    "kind", ["stranger", "twice", "passphrase", "secret", "relays", "group", "lapsed", "department"]
)
def test_no_wrong_ceremony_opens_anything(kind):
    stage = factories.closed(seal="keys", prices=PRICES)
    people = [*stage.cast.openers, stage.cast.third_opener]
    for person in people:
        services.declare_no_conflict(stage.tender, by=person)
    first, second, third = people

    def give(person, passphrase=factories.PASSPHRASE, own=None):
        return services.confirm_opening(stage.tender, by=person, passphrase=passphrase, own=own)

    def attempt() -> None:
        give(first)
        match kind:
            case "stranger":
                give(staff("OC"))
            case "twice":
                give(first)
            case "passphrase":
                give(second, passphrase=secrets.token_hex(10))
            case "secret":
                give(second, own=services.OwnWork(secret=secrets.token_bytes(32), group="0.1"))
            case "relays":
                Contribution.objects.get().relays.update(box=secrets.token_bytes(81))
                give(second)
            case "group":
                give(second, own=services.OwnWork(secret=secrets.token_bytes(32), group="1.2"))
            case "lapsed":
                Contribution.objects.update(at=db_now() - timedelta(hours=1))
                assert give(third).second_by is None
                raise RuleBroken("only one that counts is in")
            case _:
                third.membership.department = first.membership.department
                third.membership.save()
                give(type(third).objects.get(pk=third.pk))

    for _turn in range(5):
        with pytest.raises((RuleBroken, NotAllowed)), transaction.atomic():
            attempt()
    assert (Ruling.objects.count(), TenderKey.objects.get().pad_used_at) == (0, None)
    give(second)
    give(third)
    assert Ruling.objects.count() == 3  # and the right one still does


def test_drills_are_asked_for_in_the_last_week_and_the_alarm_comes_in_the_last_two_days():
    stage = factories.published(seal="keys")
    services.watch_keys()
    assert "bidding.key_drill_due" not in news()
    factories._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET closes_at = clock_timestamp() + interval '40 hours' WHERE id = %s",
        [stage.tender.pk],
    )
    connection.cursor().execute("UPDATE bidding_keydrill SET passed_at = passed_at - interval '20 days'")

    assert services.watch_keys() == 4
    assert services.watch_keys() == 0
    deliver_due()
    assert Notice.objects.filter(kind="bidding.key_drill_due").count() == 3
    assert Notice.objects.filter(kind="bidding.keys_at_risk").count() == 4  # the owner and the committee
    assert queries.is_at_risk(Tender.objects.get(), db_now())
    for person in (*stage.cast.openers, stage.cast.third_opener):
        services.drill_key(queries.key_of(person), passphrase=factories.PASSPHRASE, by=person)
    assert not queries.is_at_risk(Tender.objects.get(), db_now())


def test_after_a_silence_the_deadline_that_passed_in_it_moves_before_anything_is_closed():
    stage = factories.published(prices=PRICES)
    services.beat()
    factories._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET opens_at = opens_at - interval '1 day', "
        "closes_at = clock_timestamp() - interval '5 minutes' WHERE id = %s",
        [stage.tender.pk],
    )
    JobRun.objects.filter(name=HEART).update(started_at=db_now() - timedelta(minutes=50))

    services.close_at_the_deadline()  # by the worker, while nobody can bid: it waits for the web
    assert (Tender.objects.get().state, Outage.objects.exists()) == ("published", False)
    beat_once()  # the web serves again
    services.close_at_the_deadline()
    outage, tender = Outage.objects.get(), Tender.objects.get()
    assert (tender.state, outage.noted_by) == ("published", None)
    late = tender.closes_at - outage.ended_at - outage.extra
    assert timedelta() <= late < timedelta(minutes=1)
    assert (tender.closes_at.second, tender.closes_at.microsecond) == (0, 0)  # pages tell deadlines by the minute
    assert timedelta(minutes=50) <= outage.extra <= timedelta(minutes=51)
    beat_once()
    assert Outage.objects.count() == 1
    deliver_due()
    assert Notice.objects.filter(kind="bidding.deadline_extended").count() == 3
    with pytest.raises(IntegrityError, match="only moves later"), transaction.atomic():
        Tender.objects.update(closes_at=tender.closes_at - timedelta(minutes=1))


@pytest.mark.parametrize(("seconds", "state"), [(170, "closed"), (190, "published")])
def test_a_silence_of_up_to_three_minutes_is_no_outage_and_the_deadline_within_it_stands(seconds, state):
    stage = factories.published(prices=PRICES)
    services.beat()
    factories.pass_deadline(stage.tender)
    announced = stage.tender.closes_at
    JobRun.objects.filter(name=HEART).update(started_at=db_now() - timedelta(seconds=seconds))

    beat_once()
    services.close_at_the_deadline()

    tender = Tender.objects.get()
    assert tender.state == state
    assert Outage.objects.exists() == (state == "published")
    if state == "closed":
        assert tender.closes_at == announced
    else:
        longer = tender.closes_at - Outage.objects.get().ended_at
        assert timedelta(minutes=30) <= longer < timedelta(minutes=31)


def test_bids_become_void_only_while_others_can_be_put_in():
    stage = factories.closed(prices=PRICES)
    with pytest.raises(IntegrityError, match="only while others"), transaction.atomic():
        VoidedBid.objects.create(bid=stage.bids()[0], cause="amended")


def test_new_keys_need_enough_proven_officers():
    stage = factories.published(seal="keys", prices=PRICES[:1])
    lost = stage.cast.third_opener
    services.retire_key(queries.key_of(lost), reason="분실", by=lost)
    later = stage.tender.closes_at + timedelta(days=3)

    with pytest.raises(RuleBroken, match="Only 2 members have a proven key; 3 are needed"):
        services.rekey_tender(stage.tender, closes_at=later, reason="분실", by=stage.cast.approver)
    assert queries.current_bids(stage.tender).count() == 1


def test_the_benchmark_of_the_opening_agrees_with_the_plain_way():
    assert [ratio.value > 0 for ratio in run_opening(20, 1)] == [True]
