"""Three hundred ceremonies, each wrong in one thing: none of them opens anything, and the right one still does."""

import base64
import random
from hashlib import sha256

import pytest

from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken
from portal.sealing import boxes, people_keys, shares
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.models import BasePrice, Contribution, KeyBox, RelayBox, Ruling, TenderKey
from purchasing.bidding.services.ceremony import OwnWork, contribute, live_contributions
from purchasing.bidding.services.tender_keys import relay_context, share_context
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import now_state

pytestmark = pytest.mark.django_db
EACH = 50  # of six kinds
PRICES = (88_000_001, 92_000_002, 97_000_003)


@pytest.fixture
def ceremony():
    """A closed tender, sealed to three officers of whom two open; what each can do with the own key, unlocked once."""
    stage = factories.closed(seal="keys", prices=PRICES)
    officers = [*stage.cast.openers, stage.cast.third_opener]
    for officer in officers:
        services.declare_no_conflict(stage.tender, by=officer)
    key = TenderKey.objects.get()
    secrets = {}
    for officer in officers:
        held = queries.key_of(officer)
        secrets[officer] = people_keys.unlock(bytes(held.locked), factories.PASSPHRASE)
    return stage, key, officers, secrets


def own_shares(key: TenderKey, officer, secret: bytes) -> dict[str, bytes]:
    """The officer's share of each group, as the tool opens them on the officer's own computer."""
    return {
        box.group: boxes.open_box(secret, bytes(box.box), share_context(key, box.group, box.seat))
        for box in queries.own_boxes(officer, key)
    }


def seat_of(key: TenderKey, officer) -> int:
    return queries.own_boxes(officer, key)[0].seat


def relays(key: TenderKey, officer, secret: bytes, *, to: dict[int, bytes], spoil=None) -> OwnWork:
    """What the first officer passes on; ``spoil(share)`` makes it wrong."""
    seat, made = seat_of(key, officer), []
    for group, share in own_shares(key, officer, secret).items():
        for other in shares.members(group):
            if other != seat:
                given = spoil(share) if spoil else share
                box = boxes.seal(to[other], given, relay_context(key, group, seat, other))
                made.append({"group": group, "to_seat": other, "box": base64.b64encode(box).decode()})
    return OwnWork(relays=made)


def test_three_hundred_wrong_ceremonies_open_nothing_and_the_right_one_does(ceremony):
    stage, key, officers, secrets = ceremony
    chance = random.Random(20260101)  # noqa: S311 the same three hundred each time
    publics = {
        seat: bytes(public) for seat, public in key.boxes.values_list("seat", "officer_key__public_key").distinct()
    }
    stranger = staff("OC")
    wrong: dict[str, int] = {}

    def tried(kind: str, error: type[Exception], act) -> None:
        with pytest.raises(error):
            act()
        wrong[kind] = wrong.get(kind, 0) + 1
        Contribution.objects.all().delete()

    def flipped(share: bytes) -> bytes:
        place = chance.randrange(1, len(share) - 1)  # X25519 takes no notice of some bits of the first and last byte
        return share[:place] + bytes([share[place] ^ (1 << chance.randrange(8))]) + share[place + 1 :]

    def joined(first, second, first_work: OwnWork, *, spoil=lambda secret: secret) -> bytes | None:
        """Both contribute from their own computers; the second adds up what is there."""
        now = db_now()
        assert contribute(key, by=first, live=[], own=first_work) is None
        live = live_contributions(key, now)
        seats = tuple(sorted((seat_of(key, first), seat_of(key, second))))
        group, seat = shares.name(seats), seat_of(key, second)
        relay = RelayBox.objects.get(contribution__by=first, group=group, to_seat=seat)
        bound = relay_context(key, group, seat_of(key, first), seat)
        passed_on = boxes.open_box(secrets[second], bytes(relay.box), bound)
        own = own_shares(key, second, secrets[second])[group]
        secret = spoil(shares.xor([own, passed_on]))
        return contribute(key, by=second, live=live, own=OwnWork(secret=secret, group=group))

    for turn in range(EACH):
        first, second = chance.sample(officers, 2)
        good = relays(key, first, secrets[first], to=publics)
        spoilt = relays(key, first, secrets[first], to=publics, spoil=flipped)
        tried("share with a flipped bit", RuleBroken, lambda a=first, b=second, w=spoilt: joined(a, b, w))
        tried(
            "sum with a flipped bit",
            RuleBroken,
            lambda a=first, b=second, w=good: joined(a, b, w, spoil=flipped),
        )
        others = dict(zip(publics, [*list(publics.values())[1:], next(iter(publics.values()))], strict=True))
        to_others = relays(key, first, secrets[first], to=others)
        tried("sealed to another officer", boxes.DoesNotOpen, lambda a=first, b=second, w=to_others: joined(a, b, w))
        missing = OwnWork(relays=good.relays[: chance.randrange(len(good.relays))])
        tried("relays missing", RuleBroken, lambda a=first, w=missing: contribute(key, by=a, live=[], own=w))
        phrase = f"{factories.PASSPHRASE[: chance.randrange(3, 12)]}{turn}"
        tried("another passphrase", RuleBroken, lambda a=first, p=phrase: contribute(key, by=a, live=[], passphrase=p))
        tried("no officer of it", NotAllowed, lambda w=good: contribute(key, by=stranger, live=[], own=w))

    assert sum(wrong.values()) == 6 * EACH == 300
    assert set(wrong.values()) == {EACH}
    assert (now_state(stage), Ruling.objects.count(), BasePrice.objects.get().amount_won) == ("closed", 0, None)
    assert TenderKey.objects.get().pad_used_at is None
    first, second = officers[:2]
    secret = joined(first, second, relays(key, first, secrets[first], to=publics))
    assert secret is not None
    assert boxes.public_of(secret) == bytes(key.public_key)


def test_the_shares_are_the_published_ones(ceremony):
    _stage, key, officers, secrets = ceremony
    for officer in officers:
        for group, share in own_shares(key, officer, secrets[officer]).items():
            box = KeyBox.objects.get(tender_key=key, group=group, seat=seat_of(key, officer))
            assert sha256(share).hexdigest() == box.share_sha256
    assert queries.openers_needed(key.tender) == 2
