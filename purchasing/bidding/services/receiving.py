"""DO: take a bid in: seal it in the request that brings it, let the database stamp it, hand out the receipt.

What is readable of a bid sealed to keys exists in this process for a moment. Source: security 5.3, 5.4, 5.8.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.models import AuditLink
from portal.audit.services import record
from portal.clock import SEOUL, today
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.origins import Origin
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.sealing import boxes, portal_keys, receipts
from portal.sealing.documents import canonical, context, fingerprint
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Bid, SealedPart, SignedReceipt, Tender, TenderKey
from purchasing.bidding.services.checks import check_version
from purchasing.bidding.services.consortia import check_bids_alone
from purchasing.bidding.services.contents import BidContent, documents
from purchasing.bidding.services.origins import keep_origin
from purchasing.bidding.services.tender_keys import bid_context
from purchasing.bidding.states import BidKind, Envelope, Seal

NONCES = "nonces of bids"
LARGEST_ENVELOPE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SealedEnvelope:
    """One envelope as a bidder's own program sealed it."""

    ciphertext: bytes
    commitment: str


def key_hash(key: str) -> str:
    """What is stored of the key that makes sending repeatable: with the key itself the nonces could be recomputed."""
    return sha256(b"twp-bid-key-v1\n" + key.encode()).hexdigest()


@sensitive_variables()
def nonces_for(key: str, tender: Tender, company: str, root: str) -> dict[str, str]:
    """32 bytes for each envelope, from the sender's key and the portal's: sent twice, a bid is the same bid.

    Without both nobody finds a price by trying all prices against its fingerprint.
    """
    secret = portal_keys.derived(root, NONCES)
    return {
        envelope: hmac.new(secret, canonical([key, str(tender.uid), company, envelope]), sha256).hexdigest()
        for envelope in queries.envelopes_of(tender)
    }


@sensitive_variables()
@transaction.atomic
def take_bid(tender: Tender, content: BidContent, *, key: str, by: User, notice_version: int | None = None) -> Bid:
    """A bid, or the one that this key already made. Its ``copy`` (documents with nonces) is for this answer alone."""
    _check_key(key)
    if made_before := _made_before(tender, content, key=key, by=by):
        return made_before
    require(policies.may_bid(by, tender, on=today()))
    nonces = nonces_for(key, tender, by.company.number, portal_keys.roots()[0])
    copy = documents(tender, content, company=by.company.number, nonces=nonces)
    seq = _next_version(tender, by)
    check_bids_alone(tender, by.company)
    if made_before := _made_before(tender, content, key=key, by=by):
        return made_before  # by a request with the same key that was here a moment earlier
    if tender.seal == Seal.KEYS:
        sealed = {
            envelope: _seal(document, tender_key, by.company.number, seq)
            for envelope, document, tender_key in _with_keys(tender, copy)
        }
        bid = _store_sealed(tender, sealed, key=key, by=by, seq=seq)
    else:
        bid = _store_open(tender, content, copy, key=key, by=by, seq=seq)
    check_version(notice_version, bid.notice_version)  # as the row was stored, under the lock of its tender
    bid.copy = copy  # type: ignore[attr-defined]
    return bid


@sensitive_variables()
def _store_open(tender: Tender, content: BidContent, copy: dict[str, dict], *, key: str, by: User, seq: int) -> Bid:
    """Locked by access: the content stands in the row."""
    told = {env: {"epoch": 0, "commitment": open_commitment(tender, doc, seq)} for env, doc in copy.items()}
    bid = Bid(
        tender=tender,
        company=by.company,
        price_won=content.price_won,
        stated_total_won=content.stated_total_won,
        lines=content.lines,
        lead_days=content.lead_days,
        note=content.note,
        documents=copy,
        nonce=copy[Envelope.PRICE]["nonce"],
    )
    bid.commitment = whole_fingerprint(tender, by.company.number, seq, told, bid.kind)
    return _store(bid, key=key, by=by, told=told)


@transaction.atomic
def take_sealed_bid(
    tender: Tender,
    envelopes: Mapping[str, SealedEnvelope],
    *,
    seq: int,
    epoch: int,
    key: str,
    by: User,
    notice_version: int | None = None,
    origin: Origin | None = None,
) -> Bid:
    """A bid that the bidder's own program has sealed: the portal sees sizes and fingerprints, and opens it like any.

    An envelope that does not open at the opening is not valid: that is the risk of who seals alone.
    """
    _check_key(key)
    if made_before := _made_before_sealed(tender, envelopes, key=key, by=by):
        return made_before
    require(policies.may_bid(by, tender, on=today()))
    if tender.seal != Seal.KEYS:
        raise RuleBroken(_("This tender is not sealed to keys: send the bid itself."), field="envelopes")
    if set(envelopes) != set(tender.envelopes):
        wanted = ", ".join(queries.envelopes_of(tender))
        raise RuleBroken(_("Send exactly these envelopes: %(wanted)s.") % {"wanted": wanted}, field="envelopes")
    for envelope, sealed in envelopes.items():
        _check_sealed(envelope, sealed)
    following = _next_version(tender, by)
    check_bids_alone(tender, by.company)
    if made_before := _made_before_sealed(tender, envelopes, key=key, by=by):
        return made_before
    if seq != following:
        raise WrongState(
            _("Your next version is %(next)s, and an envelope opens for its version only: seal it again.")
            % {"next": following}
        )
    keys = queries.current_keys(tender)
    if any(key.epoch != epoch for key in keys.values()):
        raise WrongState(_("The tender has new keys: read them again and seal the bid to them."))
    parts = {
        envelope: _part(keys[envelope], sealed.ciphertext, sealed.commitment, by_client=True)
        for envelope, sealed in envelopes.items()
    }
    bid = _store_sealed(tender, parts, key=key, by=by, seq=seq)
    keep_origin(bid, origin)
    check_version(notice_version, bid.notice_version)
    return bid


def _check_sealed(envelope: str, sealed: SealedEnvelope) -> None:
    size = len(sealed.ciphertext) - boxes.OVERHEAD
    if size > LARGEST_ENVELOPE:
        raise RuleBroken(_("The envelope is too large."), field=f"envelopes.{envelope}")
    if size <= 0 or size % boxes.BLOCK:
        raise RuleBroken(
            _("The content is padded to whole blocks of %(block)s bytes before it is sealed.") % {"block": boxes.BLOCK},
            field=f"envelopes.{envelope}",
        )
    if sealed.ciphertext[0] not in boxes.SUITES:
        raise RuleBroken(_("The portal does not know this suite."), field=f"envelopes.{envelope}")
    if len(sealed.commitment) != 64 or not set(sealed.commitment) <= set("0123456789abcdef"):
        raise RuleBroken(_("A fingerprint is a SHA-256 in lower-case hexadecimal."), field=f"envelopes.{envelope}")


@transaction.atomic
def take_withdrawal(tender: Tender, *, key: str, by: User, reason: str = "") -> Bid:
    """The company's bid is in no longer; what was sealed stays sealed."""
    _check_key(key)
    earlier = _earlier(tender, key=key, by=by, kind=BidKind.WITHDRAWAL)
    if earlier is not None:
        earlier.replayed = True  # type: ignore[attr-defined]
        return earlier
    require(policies.may_bid(by, tender, on=today()))
    if queries.own_bid(by, tender) is None:
        raise WrongState(_("Your company has no bid in this tender that could be withdrawn."))
    bid = Bid(tender=tender, company=by.company, kind=BidKind.WITHDRAWAL, sealed=tender.seal == Seal.KEYS)
    bid.note = "" if bid.sealed else reason
    bid.commitment = whole_fingerprint(tender, by.company.number, _next_version(tender, by), {}, bid.kind)
    return _store(bid, key=key, by=by)


# The same thing twice ------------------------------------------------------------------------------------------------
def _check_key(key: str) -> None:
    if not key:
        raise RuleBroken(_("A key is needed so that sending twice does no harm."), field="key")


def _earlier(tender: Tender, *, key: str, by: User, kind: str) -> Bid | None:
    """What the company's key made before; a refusal when that was something else."""
    earlier = queries.bid_by_key(by.company_id, key_hash(key))
    if earlier is not None and (earlier.tender_id != tender.pk or earlier.kind != kind):
        raise _used()
    return earlier


def _used() -> WrongState:
    words = _("This key was already used for another bid: send the new bid with a new key.")
    return WrongState(words, code="idempotency_key_reused")


@sensitive_variables()
def _made_before(tender: Tender, content: BidContent, *, key: str, by: User) -> Bid | None:
    """The bid that this key made of this content. What is sealed is compared by its fingerprints alone."""
    earlier = _earlier(tender, key=key, by=by, kind=BidKind.BID)
    if earlier is None:
        return None
    parts = {part.envelope: part for part in earlier.parts.select_related("tender_key__tender")}
    for root in portal_keys.roots():
        copy = documents(
            tender, content, company=by.company.number, nonces=nonces_for(key, tender, by.company.number, root)
        )
        same = (
            all(
                part.commitment == _commitment(copy[envelope], part.tender_key, by.company.number, earlier.seq)
                for envelope, part in parts.items()
            )
            if earlier.sealed
            else earlier.documents == copy
        )
        if same:
            earlier.copy, earlier.replayed = copy, True  # type: ignore[attr-defined]
            return earlier
    raise _used()


def _made_before_sealed(tender: Tender, envelopes: Mapping[str, SealedEnvelope], *, key: str, by: User) -> Bid | None:
    earlier = _earlier(tender, key=key, by=by, kind=BidKind.BID)
    if earlier is None:
        return None
    sent = {envelope: sha256(sealed.ciphertext).hexdigest() for envelope, sealed in envelopes.items()}
    if sent != dict(earlier.parts.values_list("envelope", "sha256")):
        raise _used()
    earlier.replayed = True  # type: ignore[attr-defined]
    return earlier


# Seal and store ------------------------------------------------------------------------------------------------------
def _next_version(tender: Tender, by: User) -> int:
    """The number that the database will give: the lock of its trigger on this company's bids is held from here on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bid:{tender.pk}:{by.company_id}"])
    last = Bid.objects.filter(tender=tender, company=by.company).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def _with_keys(tender: Tender, copy: Mapping[str, dict]) -> list[tuple[str, dict, TenderKey]]:
    keys = queries.current_keys(tender)
    if set(copy) - set(keys):
        raise _not_now()
    return [(envelope, document, keys[envelope]) for envelope, document in copy.items()]


@sensitive_variables()
def _seal(document: dict, tender_key: TenderKey, company: str, seq: int) -> SealedPart:
    bound = bid_context(tender_key, company, seq)
    padded = boxes.pad(canonical(document))
    if len(padded) > LARGEST_ENVELOPE:
        raise RuleBroken(_("The bid is too long. Put long texts into attachments."))
    ciphertext = boxes.seal(bytes(tender_key.public_key), padded, bound)
    return _part(tender_key, ciphertext, _commitment(document, tender_key, company, seq))


@sensitive_variables()
def _commitment(document: dict, tender_key: TenderKey, company: str, seq: int) -> str:
    """Of one envelope: SHA-256 over what it is bound to, a line feed, and the canonical document with its nonce."""
    return sha256(bid_context(tender_key, company, seq) + b"\n" + canonical(document)).hexdigest()


def _part(tender_key: TenderKey, ciphertext: bytes, commitment: str, by_client: bool = False) -> SealedPart:
    return SealedPart(
        envelope=tender_key.envelope,
        tender_key=tender_key,
        ciphertext=ciphertext,
        sha256=sha256(ciphertext).hexdigest(),
        commitment=commitment,
        by_client=by_client,
    )


def _store_sealed(tender: Tender, parts: Mapping[str, SealedPart], *, key: str, by: User, seq: int) -> Bid:
    bid = Bid(tender=tender, company=by.company, sealed=True)
    told = {
        envelope: {
            "epoch": part.tender_key.epoch,
            "public_key": bytes(part.tender_key.public_key).hex(),
            "sha256": part.sha256,
            "commitment": part.commitment,
        }
        for envelope, part in parts.items()
    }
    bid.commitment = whole_fingerprint(tender, by.company.number, seq, told, bid.kind)
    return _store(bid, key=key, by=by, told=told, parts=list(parts.values()))


def open_commitment(tender: Tender, document: Mapping[str, Any], seq: int) -> str:
    """Of an envelope that is locked by access: bound to the same, without keys."""
    bound = context("twp-bid-v1", str(tender.uid), document["envelope"], 0, "", document["company"], seq)
    return sha256(bound + b"\n" + canonical(document)).hexdigest()


def whole_fingerprint(
    tender: Tender, company: str, seq: int, envelopes: Mapping[str, Mapping[str, Any]], kind: str
) -> str:
    """Of all envelopes together: what the sealed list and the receipt carry."""
    told = {
        "tender": str(tender.uid),
        "company": company,
        "kind": str(kind),
        "seq": seq,
        "envelopes": {envelope: each["commitment"] for envelope, each in envelopes.items()},
    }
    return fingerprint("twp-bid-v2", told)


def _not_now() -> WrongState:
    return WrongState(_("This tender takes no bids now: the portal's clock is outside its bidding time."))


def _store(
    bid: Bid,
    *,
    key: str,
    by: User,
    told: Mapping[str, Mapping[str, Any]] | None = None,
    parts: Sequence[SealedPart] = (),
) -> Bid:
    bid.key, bid.submitted_by = key_hash(key), by
    try:
        with transaction.atomic():
            bid.save(force_insert=True)
    except IntegrityError as refusal:
        constraint = broken_constraint(refusal)
        if constraint == "bid_in_time":
            raise _not_now() from refusal
        if constraint == "bid_key_once" and (earlier := _earlier(bid.tender, key=key, by=by, kind=bid.kind)):
            return earlier  # two requests with one key at the same moment
        raise
    bid.refresh_from_db(fields=["seq", "received_at", "notice_version"])
    _check_keys(bid.tender, parts)
    for part in parts:
        part.bid = bid
    SealedPart.objects.bulk_create(parts)
    what = "withdrawn" if bid.kind == BidKind.WITHDRAWAL else "replaced" if bid.seq > 1 else "submitted"
    # On the bid, not on the tender: the tender's timeline must not tell that somebody has bid.
    entry = record(
        bid,
        what,
        by=by,
        payload={"receipt": bid.receipt, "seq": bid.seq, "commitment": bid.commitment, "received_at": bid.received_at},
    )
    _sign(bid, told or {}, entry.pk)
    announce("bidding.bid_withdrawn" if bid.kind == BidKind.WITHDRAWAL else "bidding.bid_submitted", bid=bid.pk)
    return bid


def _check_keys(tender: Tender, parts: Sequence[SealedPart]) -> None:
    """The tender is held by the insert now: new keys that were made in the meantime would never open this bid."""
    keys = queries.current_keys(tender)
    if any(keys[part.envelope].pk != part.tender_key_id for part in parts):
        raise WrongState(_("The tender has just got new keys. Send the bid once more."))


def _sign(bid: Bid, told: Mapping[str, Mapping[str, Any]], entry: int) -> None:
    """The receipt: what was received, when, and where the chain of the audit trail stood. No amount."""
    head = AuditLink.objects.order_by("-seq").first()
    document: dict[str, Any] = {
        "v": 1,
        "receipt": bid.receipt,
        "tender": bid.tender.number,
        "tender_uid": str(bid.tender.uid),
        "notice_version": bid.notice_version,
        "company": bid.company.number,
        "kind": str(bid.kind),
        "seq": bid.seq,
        "received_at": f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "received_at_kst": f"{bid.received_at.astimezone(SEOUL):%Y-%m-%dT%H:%M:%S.%f+09:00}",
        "seal": str(bid.tender.seal),
        "commitment": bid.commitment,
        "envelopes": {envelope: dict(each) for envelope, each in told.items()},
        "audit": {"entry": entry, "seq": head.seq if head else 0, "head": head.hash if head else "0" * 64},
    }
    text, signature = receipts.sign(document)
    bid.signed_receipt = SignedReceipt.objects.create(
        bid=bid, document=text, signature=signature, key_id=receipts.current_key_id()
    )
