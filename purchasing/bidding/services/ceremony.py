"""DO: put the key of an envelope together out of what officers give, each alone, in the right window of time.

Between one contribution and the next nothing is stored that the portal's own keys could read: a share is opened by its
officer's passphrase and sealed again to the other officers of its group at once. Source: security 5.5.
"""

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.services import record
from portal.errors import NotAllowed, RuleBroken
from portal.people.models import User
from portal.sealing import boxes, portal_keys, shares
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Contribution, KeyBox, OfficerKey, RelayBox, Tender, TenderKey
from purchasing.bidding.services.officer_keys import unlocked
from purchasing.bidding.services.tender_keys import PAD, key_parts, pad_context, relay_context, share_context


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What ``tools/open_share.py`` made on the officer's own computer: the portal sees neither passphrase nor key.

    ``relays``: [{"group", "to_seat", "box"}], boxes in base64; or ``secret``, from the last officer of ``group``.
    """

    relays: Sequence[dict[str, Any]] = ()
    secret: bytes = b""
    group: str = ""


def live_contributions(tender_key: TenderKey, now: datetime) -> list[Contribution]:
    """Those that count: within the window, and by officers who may still open."""
    return [
        each
        for each in queries.contributions_to(tender_key)
        if now - each.at <= queries.WINDOW and policies.may_confirm_opening(each.by, tender_key.tender)
    ]


def drop_lapsed(tender_key: TenderKey, live: list[Contribution]) -> None:
    """A lapsed contribution goes with its boxes: its officer gives it again."""
    for each in tender_key.contributions.exclude(pk__in=[one.pk for one in live]):
        record(tender_key.tender, "contribution_lapsed", by=None, payload={"officer": str(each.by.uid)})
        each.delete()


def drop_relays(tender_key: TenderKey) -> None:
    """The opening is over: nothing is on its way any more, and no device has to be told from another."""
    RelayBox.objects.filter(contribution__tender_key=tender_key).delete()
    tender_key.contributions.update(device="")


def device_mark(opening: TenderKey | tuple[Tender, str], device: str) -> str:
    """What is kept of a device (its address and browser, as the door saw them): a keyed hash that tells two devices
    apart within one opening, and nothing beyond it. "" where nothing is known. Source: security T14.

    The opening is that of a key, or of an envelope of a tender that access rights keep sealed.
    """
    if not device:
        return ""
    named = f"{opening.pk}" if isinstance(opening, TenderKey) else f"{opening[0].uid}.{opening[1]}"
    return salted_hmac(f"bidding.opening.{named}", device, algorithm="sha256").hexdigest()


def on_same_device(given: Iterable[tuple[User, str]]) -> list[User]:
    """The officers of whom two and more have the same mark of a device. Source: security T14.

    It warns and refuses nobody: colleagues behind one address may have the same browser.
    """
    given = list(given)
    marks = Counter(mark for _user, mark in given if mark)
    return [user for user, mark in given if marks[mark] > 1]


@sensitive_variables()
def contribute(
    tender_key: TenderKey,
    *,
    by: User,
    live: list[Contribution],
    passphrase: str = "",
    own: OwnWork | None = None,
    device: str = "",
) -> bytes | None:
    """This officer's part. None while others are needed; with the last one the private key of the envelope."""
    mine = queries.own_boxes(by, tender_key)
    if not mine:
        raise NotAllowed(
            _("You hold no share of this tender's key: it was sealed to the committee as it was at publication.")
        )
    others = [each for each in live if each.by_id != by.pk]
    if len(others) + 1 < tender_key.needed:
        relays = _own_relays(tender_key, mine, own) if own else _relays(tender_key, mine, passphrase)
        _pass_on(tender_key, mine[0].officer_key, relays, by=by, on_own_machine=own is not None, device=device)
        return None
    secret = _own_secret(tender_key, mine, others, own) if own else _joined(tender_key, mine, others, passphrase)
    _pass_on(tender_key, mine[0].officer_key, [], by=by, on_own_machine=own is not None, device=device)
    return _with_pad(tender_key, secret)


# With the passphrase, on the server ----------------------------------------------------------------------------------
@sensitive_variables()
def _relays(tender_key: TenderKey, mine: list[KeyBox], passphrase: str) -> list[tuple[str, int, bytes]]:
    """Each own share, sealed to every other officer of its group."""
    key = unlocked(mine[0].officer_key, passphrase)
    publics = _public_keys(tender_key)
    found = []
    for box in mine:
        share = _share(tender_key, box, key)
        for seat in shares.members(box.group):
            if seat != box.seat:
                bound = relay_context(tender_key, box.group, box.seat, seat)
                found.append((box.group, seat, boxes.seal(publics[seat], share, bound)))
    return found


@sensitive_variables()
def _joined(tender_key: TenderKey, mine: list[KeyBox], others: list[Contribution], passphrase: str) -> bytes:
    """The own share of the group that is present, and those that its other officers have passed on."""
    key = unlocked(mine[0].officer_key, passphrase)
    box, expected = _group(tender_key, mine, others)
    found = [_share(tender_key, box, key)]
    for contribution in others[: tender_key.needed - 1]:
        seat = _seat(tender_key, contribution)
        relay = contribution.relays.filter(group=box.group, to_seat=box.seat).first()
        try:
            if relay is None:
                raise boxes.DoesNotOpen("not there")
            share = boxes.open_box(key, bytes(relay.box), relay_context(tender_key, box.group, seat, box.seat))
        except boxes.DoesNotOpen as fault:
            raise _wrong_share(contribution.by) from fault
        if sha256(share).hexdigest() != expected[seat]:
            raise _wrong_share(contribution.by)
        found.append(share)
    return shares.xor(found)


@sensitive_variables()
def _share(tender_key: TenderKey, box: KeyBox, key: bytes) -> bytes:
    try:
        share = boxes.open_box(key, bytes(box.box), share_context(tender_key, box.group, box.seat))
    except boxes.DoesNotOpen as fault:
        raise _wrong_share(box.officer_key.user) from fault
    if sha256(share).hexdigest() != box.share_sha256:
        raise _wrong_share(box.officer_key.user)
    return share


def _wrong_share(officer: User) -> RuleBroken:
    return RuleBroken(
        _("The share of %(name)s is not the one that was published: nothing was opened. Call the auditor.")
        % {"name": officer}
    )


# On the officer's own computer ---------------------------------------------------------------------------------------
def _own_relays(tender_key: TenderKey, mine: list[KeyBox], own: OwnWork) -> list[tuple[str, int, bytes]]:
    """They are taken as they are: a wrong one is found by its fingerprint when it is used, and names its officer."""
    wanted = {(box.group, seat) for box in mine for seat in shares.members(box.group) if seat != box.seat}
    try:
        found = {(str(each["group"]), int(each["to_seat"])): base64.b64decode(each["box"]) for each in own.relays}
    except (KeyError, TypeError, ValueError) as fault:
        raise _not_the_file() from fault
    if set(found) != wanted or any(len(box) != boxes.OVERHEAD + shares.SIZE for box in found.values()):
        raise _not_the_file()
    return [(group, seat, box) for (group, seat), box in found.items()]


def _own_secret(tender_key: TenderKey, mine: list[KeyBox], others: list[Contribution], own: OwnWork) -> bytes:
    box, _expected = _group(tender_key, mine, others)
    if own.group != box.group or len(own.secret) != shares.SIZE:
        raise _not_the_file()
    return own.secret


def _not_the_file() -> RuleBroken:
    return RuleBroken(
        _("This is not what the tool makes for this step. Download the file again and let the tool read it."),
        field="own_work",
    )


def package_for(tender_key: TenderKey, *, by: User, now: datetime) -> dict[str, Any]:
    """What the tool needs: the officer's own locked key and shares, the others' public keys, what they passed on."""
    mine = queries.own_boxes(by, tender_key)
    if not mine:
        raise NotAllowed(_("You hold no share of this tender's key."))
    others = [each for each in live_contributions(tender_key, now) if each.by_id != by.pk]
    relays: list[dict[str, Any]] = []
    group = ""
    if len(others) + 1 >= tender_key.needed:
        box, _expected = _group(tender_key, mine, others)
        group = box.group
        for contribution in others[: tender_key.needed - 1]:
            seat = _seat(tender_key, contribution)
            for relay in contribution.relays.filter(group=group, to_seat=box.seat):
                relays.append({"from_seat": seat, "box": _text(relay.box)})
    return {
        "v": 1,
        "what": "twp-opening",
        "key": list(key_parts(tender_key)),
        "needed": tender_key.needed,
        "seat": mine[0].seat,
        "locked": _text(mine[0].officer_key.locked),
        "boxes": [{"group": box.group, "box": _text(box.box), "sha256": box.share_sha256} for box in mine],
        "officers": {str(seat): public.hex() for seat, public in _public_keys(tender_key).items()},
        "group": group,
        "relays": relays,
    }


def _text(data: bytes | memoryview) -> str:
    return base64.b64encode(bytes(data)).decode()


# Both ----------------------------------------------------------------------------------------------------------------
def _public_keys(tender_key: TenderKey) -> dict[int, bytes]:
    rows = tender_key.boxes.order_by("seat").values_list("seat", "officer_key__public_key").distinct()
    return {seat: bytes(public) for seat, public in rows}


def _seat(tender_key: TenderKey, contribution: Contribution) -> int:
    seats = tender_key.boxes.filter(officer_key=contribution.officer_key_id).values_list("seat", flat=True)
    return seats[0]


def _group(tender_key: TenderKey, mine: list[KeyBox], others: list[Contribution]) -> tuple[KeyBox, dict[int, str]]:
    """The own box in the group of those who are present, and the fingerprints of its shares."""
    present = others[: tender_key.needed - 1]
    seats = sorted([mine[0].seat, *(_seat(tender_key, each) for each in present)])
    name = shares.name(tuple(seats))
    box = next(each for each in mine if each.group == name)
    return box, dict(tender_key.boxes.filter(group=name).values_list("seat", "share_sha256"))


def _pass_on(
    tender_key: TenderKey,
    officer_key: OfficerKey,
    relays: list[tuple[str, int, bytes]],
    *,
    by: User,
    on_own_machine: bool,
    device: str,
) -> None:
    Contribution.objects.filter(tender_key=tender_key, by=by).delete()
    given = Contribution.objects.create(
        tender_key=tender_key, officer_key=officer_key, by=by, on_own_machine=on_own_machine, device=device
    )
    RelayBox.objects.bulk_create(
        RelayBox(contribution=given, group=group, to_seat=seat, box=box) for group, seat, box in relays
    )


@sensitive_variables()
def _with_pad(tender_key: TenderKey, of_officers: bytes) -> bytes:
    """The portal's part is added last; the public key tells whether all of it was right."""
    try:
        pad = portal_keys.unlock(PAD, bytes(tender_key.pad), pad_context(tender_key))
    except portal_keys.Locked as fault:
        raise RuleBroken(
            _("The portal's own part of the key cannot be read: its operator must bring back the earlier sealing key.")
        ) from fault
    secret = shares.xor([of_officers, pad])
    if boxes.public_of(secret) != bytes(tender_key.public_key):
        raise RuleBroken(_("These parts do not make the published key: nothing was opened. Call the auditor."))
    return secret
