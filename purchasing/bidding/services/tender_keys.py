"""DO: make the keys of a tender at its publication, and new ones when too many officers have lost theirs.

Source: security 5.3, 5.6, 5.9.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.sealing import boxes, portal_keys, shares
from portal.sealing.documents import context
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BasePrice, KeyBox, OfficerKey, Tender, TenderKey
from purchasing.bidding.services.base_price_seal import relock_draft, seal_amount
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.lots_along import check_deliveries, move_lots_along, note_extension
from purchasing.bidding.services.voiding import void_bids
from purchasing.bidding.states import BEFORE_NOTICE, Envelope, Seal, TenderState, VoidCause

PAD = "tender pads"


def seals_ready(tender: Tender) -> list[str]:
    """What is still missing before bids can be sealed to keys, in sentences; empty when nothing is."""
    if tender.seal != Seal.KEYS:
        return []
    keepers, since = queries.keepers_of(tender), db_now() - queries.FRESH
    missing = [words for _field, words in committee_faults(tender, len(keepers))]
    for keeper in keepers:
        if not keeper.serves:
            words = _("%(name)s can open no bids any more: the account, the membership or the role has ended.")
            missing.append(words % {"name": keeper.user})
        elif keeper.key is None:
            missing.append(_("%(name)s has no officer key yet.") % {"name": keeper.user})
        elif not keeper.is_fresh(since):
            missing.append(_("%(name)s has not drilled the key for 30 days.") % {"name": keeper.user})
    return missing


def committee_faults(tender: Tender, members: int) -> list[tuple[str, str]]:
    """(field, sentence): why a committee of so many ``members`` can hold no keys of the tender."""
    found = []
    if tender.seal == Seal.KEYS and members > shares.MOST:
        found.append(("committee", _("The opening committee has at most %(most)s members.") % {"most": shares.MOST}))
    if tender.seal == Seal.KEYS and not shares.FEWEST <= tender.openers_needed < max(members, 1):
        words = _(
            "%(needed)s open together: the committee needs one member more than that, so that nobody can stop it."
        )
        found.append(("openers_needed", words % {"needed": tender.openers_needed}))
    return found


@sensitive_variables()
def make_keys(tender: Tender, *, by: User | None) -> dict[str, str]:
    """Keys for every envelope, inside the transaction of the publication; the base price is sealed to the price's.

    Returns the public keys for the notice; nothing for a tender that is locked by access.
    """
    if tender.seal != Seal.KEYS:
        return {}
    if missing := seals_ready(tender):
        raise RuleBroken(" ".join(missing), field="committee")
    officers = [keeper.key for keeper in queries.keepers_of(tender) if keeper.key is not None]
    keys = _make(tender, officers, epoch=1)
    price = BasePrice.objects.select_for_update(of=("self",)).get(tender=tender)
    seal_amount(price, keys[Envelope.PRICE])
    price.save(update_fields=["amount_won", "nonce", "sealed_payload"])
    told = {envelope: bytes(key.public_key).hex() for envelope, key in keys.items()}
    record(tender, "keys_made", by=by, payload={"epoch": 1, "keys": told, "needed": tender.openers_needed})
    return told


@sensitive_variables()
def _make(tender: Tender, officers: list[OfficerKey], *, epoch: int) -> dict[str, TenderKey]:
    return {envelope: _make_one(tender, envelope, officers, epoch=epoch) for envelope in queries.envelopes_of(tender)}


@sensitive_variables()
def _make_one(tender: Tender, envelope: str, officers: list[OfficerKey], *, epoch: int) -> TenderKey:
    """The private key lives in this call only: pad XOR what each group of officers puts together."""
    secret = boxes.new_secret()
    pad = boxes.new_secret()
    key = TenderKey(
        tender=tender,
        envelope=envelope,
        epoch=epoch,
        public_key=boxes.public_of(secret),
        needed=tender.openers_needed,
        people=len(officers),
    )
    key.pad = portal_keys.lock(PAD, pad, pad_context(key))
    key.save(force_insert=True)
    of_officers = shares.split(shares.xor([secret, pad]), len(officers), tender.openers_needed)
    KeyBox.objects.bulk_create(
        KeyBox(
            tender_key=key,
            group=shares.name(group),
            seat=seat,
            officer_key=officers[seat],
            box=boxes.seal(bytes(officers[seat].public_key), share, share_context(key, shares.name(group), seat)),
            share_sha256=sha256(share).hexdigest(),
        )
        for group, parts in of_officers.items()
        for seat, share in zip(group, parts, strict=True)
    )
    return key


def key_parts(key: TenderKey) -> tuple[str, str, int, str]:
    """What everything sealed under the key is bound to: tender, envelope, epoch, public key."""
    return str(key.tender.uid), str(key.envelope), key.epoch, bytes(key.public_key).hex()


def pad_context(key: TenderKey) -> bytes:
    """What the portal's part is bound to."""
    return context("twp-pad-v1", *key_parts(key))


def share_context(key: TenderKey, group: str, seat: int) -> bytes:
    """What an officer's share is bound to."""
    return context("twp-share-v1", *key_parts(key), group, seat)


def relay_context(key: TenderKey, group: str, from_seat: int, to_seat: int) -> bytes:
    """What a share on its way from one officer to another is bound to."""
    return context("twp-relay-v1", *key_parts(key), group, from_seat, to_seat)


def bid_context(key: TenderKey, company: str, seq: int) -> bytes:
    """What an envelope of a bid is bound to: it opens for this company and this version only."""
    return context("twp-bid-v1", *key_parts(key), company, seq)


@sensitive_variables()
@transaction.atomic
def rekey_tender(tender: Tender, *, closes_at: datetime, reason: str, by: User) -> Tender:
    """New keys, because too few officers could still open: a later deadline, all bids void unopened, everybody told.

    The other lots of its notice move along with it, their bids stay in.
    """
    require(policies.may_rekey_tender(by, tender))
    tender = renew_keys(locked(tender), closes_at=closes_at, reason=reason, by=by)
    move_lots_along(tender, reason=reason, asked_by=None, by=by)
    return tender


@sensitive_variables()
def renew_keys(tender: Tender, *, closes_at: datetime, reason: str, told: str = "", by: User) -> Tender:
    """Of one tender, locked by whoever calls, who has also asked whether it may be.

    ``told``: what is published in place of a reason that is not for bidders.
    The officers of the committee who have a proven key now hold the new ones. The estimator seals the base price again.
    """
    if tender.seal != Seal.KEYS:
        raise WrongState(_("This tender is not sealed to keys."))
    if tender.state != TenderState.PUBLISHED or db_now() >= tender.deadline:
        raise WrongState(_("New keys are made only while bids can still be put in again."))
    if not reason.strip():
        raise RuleBroken(_("Say why: the bidders will read it."), field="reason")
    if closes_at <= tender.deadline:
        raise RuleBroken(_("The deadline has to move later: every bidder bids again."), field="closes_at")
    check_deliveries(tender, closes_at=closes_at)
    since = db_now() - queries.FRESH
    serving = queries.those_who_serve([seat.user for seat in tender.committee.select_related("user")])
    in_use = OfficerKey.objects.filter(user__in=serving, retired_at=None).order_by("pk")
    officers = [key for key in in_use if (drilled := queries.last_drill(key)) is not None and drilled >= since]
    if len(officers) <= tender.openers_needed:
        raise RuleBroken(
            _("Only %(ready)s members have a proven key; %(needed)s are needed. Let them enrol new keys first.")
            % {"ready": len(officers), "needed": tender.openers_needed + 1}
        )
    before, epoch = tender.deadline, max(key.epoch for key in queries.current_keys(tender).values()) + 1
    keys = _make(tender, officers, epoch=epoch)
    void_bids(tender, cause=VoidCause.REKEYED, by=by)
    note_extension(tender, closes_at=closes_at, reason=told or reason, asked_by=None, by=by)
    tender.closes_at, tender.base_price_due = closes_at, True
    tender.save(update_fields=["closes_at", "base_price_due"])
    payload: dict[str, Any] = {
        "epoch": epoch,
        "keys": {envelope: bytes(key.public_key).hex() for envelope, key in keys.items()},
        "before": before,
        "closes_at": closes_at,
    }
    record(tender, "rekeyed", by=by, reason=reason, payload=payload)
    announce("bidding.tender_rekeyed", tender=tender.pk)
    return tender


@transaction.atomic
def relock_pads() -> int:
    """Lock what lies under an older portal key under the one in use; returns how many. For ``rotate_kek``."""
    count = 0
    for key in TenderKey.objects.select_for_update(of=("self",)).select_related("tender").order_by("pk"):
        if not portal_keys.is_current(PAD, bytes(key.pad)):
            pad = portal_keys.unlock(PAD, bytes(key.pad), pad_context(key))
            key.pad = portal_keys.lock(PAD, pad, pad_context(key))
            key.save(update_fields=["pad"])
            record(key, "pad_relocked", by=None)
            count += 1
    drafts = BasePrice.objects.select_for_update(of=("self",)).filter(
        tender__state__in=BEFORE_NOTICE, sealed_payload__isnull=False
    )
    for price in drafts.select_related("tender").order_by("pk"):
        count += relock_draft(price)
    return count
