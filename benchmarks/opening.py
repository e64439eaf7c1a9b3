"""Opening of sealed bids: every envelope read, opened, checked against its fingerprints, and written to its verdict.

Ours is what the second officer's press does (``services.unsealing.open_envelope`` and one bulk insert of verdicts); the
baseline is what one writes first: a query, an opening and a ``save()`` for each bid. Both open the same rows and must
agree. Source: security D1 (500 bids of 100 lines), issue 4.
"""

import time
import uuid
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from statistics import median

from django.db import transaction

from portal.audit.services import move
from portal.bench import Ratio
from portal.clock import db_now
from portal.people.models import Company, User
from portal.sealing import boxes
from portal.sealing.documents import canonical, parse
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, BiddingTerms, Ruling, SealedPart, Tender, TenderKey
from purchasing.bidding.services.contents import BidContent, content_of, documents
from purchasing.bidding.services.receiving import whole_fingerprint
from purchasing.bidding.services.tender_keys import bid_context
from purchasing.bidding.services.unsealing import open_envelope, price_columns
from purchasing.bidding.states import Envelope, Seal

LINES = 100
MUST = 1.3  # both ways spend most of their time on the same decryption, hashing and parsing


def run(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` sealed bids of a hundred lines each."""
    tender, key, secret = _sealed(rows)
    ours, alone = [], []
    for _round in range(max(1, min(rounds, 3))):
        begun = time.perf_counter()
        opened = _at_once(tender, key, secret)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        singly = _one_by_one(tender, key, secret)
        alone.append(time.perf_counter() - begun)
        if opened != singly or len(opened) != rows:
            raise AssertionError("the two ways disagree")
    name = f"opening {rows:,} sealed bids of {LINES} lines against one at a time"
    return [Ratio(name, median(alone) / median(ours), MUST, median(ours) * 1e3, median(alone) * 1e3)]


def _at_once(tender: Tender, key: TenderKey, secret: bytes) -> dict[int, Decimal | None]:
    with transaction.atomic():
        bids = list(Bid.objects.filter(tender=tender).select_related("company", "tender").order_by("pk"))
        opened = open_envelope(tender, Envelope.PRICE, bids, tender_key=key, secret=secret)
        rulings = [
            Ruling(bid=bid, tender=tender, document={"price": found.document}, **price_columns(found.content))
            for bid, found in ((bid, opened[bid.pk]) for bid in bids)
        ]
        Ruling.objects.bulk_create(rulings)
        transaction.set_rollback(True)
    return {ruling.bid_id: ruling.price_won for ruling in rulings}


def _one_by_one(tender: Tender, key: TenderKey, secret: bytes) -> dict[int, Decimal | None]:
    found = {}
    with transaction.atomic():
        for bid in Bid.objects.filter(tender=tender).order_by("pk"):
            part = SealedPart.objects.get(bid=bid, envelope=Envelope.PRICE)
            bound = bid_context(key, bid.company.number, bid.seq)
            content = boxes.unpad(boxes.open_box(secret, bytes(part.ciphertext), bound))
            if sha256(bound + b"\n" + content).hexdigest() != part.commitment:
                raise AssertionError("a fingerprint")
            document = parse(content)
            told = price_columns(content_of({"": document}))
            Ruling(bid=bid, tender=tender, **told, document={"price": document}).save(force_insert=True)
            found[bid.pk] = told["price_won"]
        transaction.set_rollback(True)
    return found


def _sealed(rows: int) -> tuple[Tender, TenderKey, bytes]:
    """A published tender with its bids; its key is made here, so that no officer is needed."""
    now = db_now()
    officer = User.objects.create(name="구매", email=f"{uuid.uuid4().hex}@bench.invalid")
    tender = Tender.objects.create(
        number=f"TND-BENCH-{uuid.uuid4().hex[:8]}",
        title_ko="측정",
        kind="goods",
        officer=officer,
        seal=Seal.KEYS,
        opens_at=now - timedelta(days=10),
        closes_at=now + timedelta(days=1),
    )
    secret = boxes.new_secret()
    key = TenderKey.objects.create(
        tender=tender, envelope=Envelope.PRICE, public_key=boxes.public_of(secret), needed=2, people=3, pad=b""
    )
    params = queries.params_for(tender, BiddingTerms.objects.latest())
    move(tender, "request", by=None)
    move(tender, "publish", by=None, published_at=now, params=params)
    mark = uuid.uuid4().hex[:4]
    companies = Company.objects.bulk_create(
        [
            Company(number=f"CMP-{mark}-{n:06d}", legal_name_ko=f"가온{n}", brn=f"{8_000_000_000 + n}")
            for n in range(rows)
        ]
    )
    bids, parts = [], []
    for place, company in enumerate(companies):
        document = _document(tender, company, place)
        bound = bid_context(key, company.number, 1)
        sealed = boxes.seal(bytes(key.public_key), boxes.pad(canonical(document)), bound)
        commitment = sha256(bound + b"\n" + canonical(document)).hexdigest()
        told = {"price": {"commitment": commitment}}
        whole = whole_fingerprint(tender, company.number, 1, told, "bid")
        bids.append(
            Bid(
                tender=tender,
                company=company,
                sealed=True,
                commitment=whole,
                key=uuid.uuid4().hex,
                submitted_by=officer,
            )
        )
        parts.append(
            SealedPart(
                envelope=Envelope.PRICE,
                tender_key=key,
                ciphertext=sealed,
                sha256=sha256(sealed).hexdigest(),
                commitment=commitment,
            )
        )
    for bid, part in zip(Bid.objects.bulk_create(bids), parts, strict=True):
        part.bid = bid
    SealedPart.objects.bulk_create(parts)
    return tender, key, secret


def _document(tender: Tender, company: Company, place: int) -> dict:
    lines = [
        {"no": str(no), "qty": "12", "unit_price_won": f"{10_000 + no}", "amount_won": f"{12 * (10_000 + no)}"}
        for no in range(1, LINES + 1)
    ]
    price = sum((Decimal(line["amount_won"]) for line in lines), Decimal(place))
    content = BidContent(price_won=price, lines=lines, lead_days=30, note="납기 30일")
    return documents(tender, content, company=company.number, nonces={"price": uuid.uuid4().hex * 2})["price"]
