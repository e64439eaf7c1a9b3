"""The worlds behind the doors of sealed bids: officer keys, ceremonies, new keys, outages."""

import base64
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import db_now
from portal.tests.factories import staff, supplier
from portal.tests.matrix import World, stage
from portal.tests.matrix_stages import MOMENT, _tender_world
from purchasing.bidding import queries, services
from purchasing.bidding.tests import factories as bidding

PRICES = (88_000_000, 92_000_000, 97_000_000)


def _world(made: bidding.Stage) -> World:
    world = _tender_world(made)
    world.people |= {"second_opener": made.cast.openers[1], "other_opener": staff("OC")}
    now = db_now()
    world.names |= {
        "passphrase": bidding.PASSPHRASE,
        "new_passphrase": "바람이 부는 부두 1988",
        "began": (now - timedelta(hours=2)).astimezone().strftime(MOMENT),
        "ended": (now - timedelta(hours=1)).astimezone().strftime(MOMENT),
        "sealed": [
            {
                "envelope": "price",
                "ciphertext": base64.b64encode(b"\1" + bytes(48 + 4096)).decode(),
                "commitment": "ab" * 32,
            }
        ],
    }
    return world


@stage("tender sealed to keys")
def sealed_to_keys() -> World:
    """Taking bids; the opener has a key, the other opener has none."""
    made = bidding.published(seal="keys", prices=PRICES)
    world, opener = _world(made), made.cast.openers[0]
    key = queries.key_of(opener)
    world.names["sheet"] = services.change_passphrase(
        key, passphrase=bidding.PASSPHRASE, new=bidding.PASSPHRASE, by=opener
    )
    world.names |= {"leaves": made.cast.third_opener.pk, "comes": world.people["other_opener"].pk}
    return world


@stage("outage noted")
def outage_noted() -> World:
    """The officer has noted an outage; a second person has to confirm it."""
    made = bidding.published(seal="keys", prices=PRICES)
    world, now = _world(made), db_now()
    note = services.note_outage(
        began_at=now - timedelta(hours=2), ended_at=now - timedelta(hours=1), reason="회선 장애", by=made.cast.officer
    )
    world.names["note"] = note.uid
    return world


@stage("tender with a consortium asked for")
def consortium_asked() -> World:
    """A bidder has asked a partner, who has not agreed yet."""
    made = bidding.published(prices=(90_000_000, 91_000_000))
    world, partner, third = _tender_world(made), supplier(), supplier()
    asked = services.ask_partner(made.tender, partner=partner.company, share=Decimal("0.4"), by=made.bidders[0])
    world.people["partner"] = partner
    world.names |= {"partnership": asked.uid, "third": third.company.brn}
    return world


@stage("tender with sealed list")
def with_sealed_list() -> World:
    """Closed; the committee has declared, nobody has contributed."""
    made = bidding.closed(seal="keys", prices=PRICES)
    for opener in (*made.cast.openers, made.cast.third_opener):
        services.declare_no_conflict(made.tender, by=opener)
    return _world(made)


@stage("tender opened with attachment")
def opened_with_attachment() -> World:
    """Opened; one bid has an attachment."""
    made = bidding.published(seal="keys", prices=PRICES[:2])
    bidder = supplier()
    ref = services.seal_file(made.tender, SimpleUploadedFile("offer.csv", b"no,price\n1,88000000\n"), by=bidder)
    content = services.BidContent(price_won=Decimal(88_500_000), files={"": [ref]})
    bid = services.submit_bid(made.tender, content=content, key=bidding.key(), by=bidder)
    bidding.pass_deadline(made.tender)
    services.close_tender(made.tender)
    bidding.open_bids(made)
    world = _world(made)
    world.people["owner"] = bidder
    world.names |= {"bid": bid.uid, "file": ref["uid"]}
    return world
