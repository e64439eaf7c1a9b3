"""Keys and seals: whose key is ready, what a tender is sealed to, what proves a bid. Source: security 5.3-5.7."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.partners.queries import was_anything_asked
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, was_anybody_here
from portal.sealing import merkle, receipts
from purchasing.bidding.models import (
    Bid,
    Contribution,
    EnvelopeOpening,
    KeyBox,
    KeyDrill,
    OfficerKey,
    OpeningSession,
    OutageNote,
    SealedList,
    Tender,
    TenderKey,
)
from purchasing.bidding.queries.notice import envelopes_of
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.states import UNOPENED, Envelope, Seal, TenderState

FRESH = timedelta(days=30)  # so old a drill may be at publication
LAST_DRILL = timedelta(days=7)  # before a deadline each officer drills once more
RED = timedelta(hours=48)  # from here on too few drilled officers are an alarm


def key_of(user: User) -> OfficerKey | None:
    """The officer's key in use."""
    return OfficerKey.objects.filter(user=user, retired_at=None).first()


def keys_of(user: User) -> QuerySet[OfficerKey]:
    """All keys the officer has had, the one in use first."""
    return OfficerKey.objects.filter(user=user).order_by(F("retired_at").asc(nulls_first=True), "-pk")


def keys_to_unlock(user: User) -> QuerySet[OfficerKey]:
    """The officer's key in use, and retired ones that a tender still needs."""
    wanted = [key.pk for key in keys_of(user) if key.retired_at is None or tenders_needing(key).exists()]
    return keys_of(user).filter(pk__in=wanted)


def last_drill(key: OfficerKey | None) -> datetime | None:
    """When the key last proved that it opens."""
    if key is None:
        return None
    return KeyDrill.objects.filter(officer_key=key).aggregate(last=Max("passed_at"))["last"]


@dataclass(frozen=True, slots=True)
class Keeper:
    """A member of the opening committee and how ready the member's key is."""

    user: User
    key: OfficerKey | None
    drilled_at: datetime | None
    serves: bool  # account, membership and role still let the person open bids

    def is_fresh(self, since: datetime) -> bool:
        """Whether the key has proved itself since then; a retired one, or one whose owner has left, cannot any more."""
        return self.holds and self.drilled_at is not None and self.drilled_at >= since

    @property
    def holds(self) -> bool:
        """Whether there is a key that is not retired, of somebody who may still use it."""
        return self.serves and self.key is not None and self.key.retired_at is None


def keepers_of(tender: Tender) -> list[Keeper]:
    """The committee with its keys: those that the tender is sealed to, or before publication those in use.

    A key outlives the account, the membership and the role of its owner: each is asked. Source: security D3, T42.
    """
    people = [seat.user for seat in tender.committee.select_related("user__active_membership").order_by("pk")]
    sealed_to = KeyBox.objects.filter(tender_key__in=current_keys(tender).values()).values("officer_key")
    own = Q(pk__in=sealed_to) if current_keys(tender) else Q(retired_at=None)
    keys = {
        key.user_id: key
        for key in OfficerKey.objects.filter(own, user__in=people).annotate(drilled_at=Max("drills__passed_at"))
    }
    serving = those_who_serve(people)
    found = []
    for user in people:
        key = keys.get(user.pk)
        found.append(Keeper(user, key, getattr(key, "drilled_at", None), user.pk in serving))
    return found


def those_who_serve(people: Collection[User]) -> set[int]:
    """Which of ``people`` may open bids today: an account in use, of the buyer, with the role. One query."""
    return set(buyer_people_with_role("OC").filter(pk__in=[user.pk for user in people]).values_list("pk", flat=True))


def unopened_with(user: User) -> QuerySet[Tender]:
    """Tenders that are not opened yet, in whose opening committee ``user`` sits."""
    return Tender.objects.filter(committee__user=user, state__in=UNOPENED).order_by("closes_at", "pk")


def tenders_needing(key: OfficerKey) -> QuerySet[Tender]:
    """Tenders that are not opened yet and hold a share for this officer key."""
    newer = TenderKey.objects.filter(
        tender=OuterRef("tender"), envelope=OuterRef("envelope"), epoch__gt=OuterRef("epoch")
    )
    sealed = TenderKey.objects.filter(~Exists(newer), boxes__officer_key=key, pad_used_at=None)
    return Tender.objects.filter(pk__in=sealed.values("tender"), state__in=UNOPENED).order_by("closes_at", "pk")


def able_holders(tender: Tender) -> list[User]:
    """Members who sit in the committee, may still open, and whose key in use holds a share of the tender's keys."""
    return [keeper.user for keeper in keepers_of(tender) if keeper.holds]


def openers_to_name(tender: Tender) -> QuerySet[User]:
    """Who may take a seat of the opening committee: no seat of this tender yet, and no other part in it."""
    taken = [pk for pk in (tender.officer_id, tender.estimator_id, tender.approver_id) if pk is not None]
    people = buyer_people_with_role("OC").exclude(pk__in=taken)
    return people.exclude(pk__in=tender.committee.values("user")).select_related("active_membership").order_by("name")


def is_at_risk(tender: Tender, now: datetime) -> bool:
    """Within 48 hours of the deadline, and not one officer more has drilled in the last week than must open."""
    if tender.seal != Seal.KEYS or tender.state != TenderState.PUBLISHED or tender.closes_at is None:
        return False
    if tender.closes_at - now > RED:
        return False
    since = tender.closes_at - LAST_DRILL
    return sum(keeper.is_fresh(since) for keeper in keepers_of(tender)) < tender.openers_needed + 1


def current_keys(tender: Tender) -> dict[str, TenderKey]:
    """The keys that bids are sealed to now, by envelope; empty before publication and where access locks."""
    keys = TenderKey.objects.filter(tender=tender).order_by("epoch")
    return {key.envelope: key for key in keys}


def next_envelope(tender: Tender) -> str:
    """Which envelope is opened next; "" when all are open."""
    return next_envelopes([tender])[tender.pk]


def next_envelopes(tenders: Collection[Tender]) -> dict[int, str]:
    """The same of many, by tender. Two queries."""
    done: dict[str, Any] = {"tender__in": tenders, "second_at__isnull": False}
    opened = set(EnvelopeOpening.objects.filter(**done).values_list("tender", "envelope"))
    sessions = OpeningSession.objects.filter(**done).values_list("tender", flat=True)
    opened |= {(pk, Envelope.PRICE.value) for pk in sessions}
    return {
        tender.pk: next((envelope for envelope in envelopes_of(tender) if (tender.pk, envelope) not in opened), "")
        for tender in tenders
    }


def session_of(tender: Tender, envelope: str) -> OpeningSession | EnvelopeOpening | None:
    """The opening of one envelope, begun or done."""
    if envelope == Envelope.PRICE:
        return OpeningSession.objects.filter(tender=tender).select_related("first_by", "second_by").first()
    found = EnvelopeOpening.objects.filter(tender=tender, envelope=envelope)
    return found.select_related("first_by", "second_by").first()


def minutes_for(user: User, tender: Tender, envelope: str) -> str | None:
    """The minutes of an envelope's opening as they were written: for staff who read opened bids, once all are open."""
    session = session_of(tender, envelope) if reads_opened_bids(user, tender) else None
    return session.minutes or None if session is not None else None


def envelopes_opened(tender: Tender) -> dict[str, datetime]:
    """When each envelope was opened, of those that are open; everybody who sees the tender may know it."""
    opened: dict[str, datetime] = {}
    if len(tender.envelopes) > 1:
        begun = EnvelopeOpening.objects.filter(tender=tender).values_list("envelope", "second_at")
        opened = {envelope: second_at for envelope, second_at in begun if second_at is not None}
    if tender.opened_at is not None:
        opened[Envelope.PRICE.value] = tender.opened_at
    return opened


def openers_needed(tender: Tender) -> int:
    """How many members of the committee open the bids together; without keys two."""
    return tender.openers_needed if tender.seal == Seal.KEYS else 2


def openers_of(session: OpeningSession | EnvelopeOpening) -> list[User]:
    """Everybody who opened the envelope, in the order of their confirmations, as its minutes name them."""
    if not session.minutes:
        return []
    named = json.loads(session.minutes)["members"]
    found = {str(user.uid): user for user in User.objects.filter(uid__in=named)}
    return [found[uid] for uid in named]


def awaited_words(given: int, needed: int) -> str:
    """To who has confirmed: how many others still have to."""
    if needed == 2:
        return _("Your confirmation is in. A second member of the committee has to confirm.")
    missing = needed - given
    return ngettext(
        "Your confirmation is in. %(count)s more member of the committee has to confirm.",
        "Your confirmation is in. %(count)s more members of the committee have to confirm.",
        missing,
    ) % {"count": missing}


def same_device_in(session: OpeningSession | EnvelopeOpening) -> list[User]:
    """The members who confirmed on the same device, as the minutes name them; mostly none. Source: security T14."""
    named = json.loads(session.minutes).get("same_device", []) if session.minutes else []
    return [user for user in openers_of(session) if str(user.uid) in named] if named else []


def contributions_to(tender_key: TenderKey) -> list[Contribution]:
    """Parts that have been given, in their order; lapsed ones too."""
    found = Contribution.objects.filter(tender_key=tender_key).select_related("by__active_membership", "officer_key")
    return list(found.order_by("at"))


def own_boxes(user: User, tender_key: TenderKey) -> list[KeyBox]:
    """The officer's shares of this key."""
    return list(tender_key.boxes.filter(officer_key__user=user).select_related("officer_key"))


def seal_notice(tender: Tender) -> list[dict[str, Any]]:
    """What the notice tells of its keys: envelope, public key, how many of how many open it."""
    order = envelopes_of(tender)
    keys = sorted(current_keys(tender).values(), key=lambda key: order.index(key.envelope))
    return [
        {
            "envelope": key.envelope,
            "words": Envelope(key.envelope).label,
            "epoch": key.epoch,
            "public_key": bytes(key.public_key).hex(),
            "needed": key.needed,
            "people": key.people,
        }
        for key in keys
    ]


def receipt_key() -> dict[str, str]:
    """The public key that signs receipts now, told in each notice: not only in a file that one could exchange."""
    key = receipts.public_keys()[0]
    return {"kid": key["kid"], "x": key["x"]}


def list_of(tender: Tender) -> SealedList | None:
    """The sealed list as it was noted at closing."""
    return SealedList.objects.filter(tender=tender).first()


def commitments_of(tender: Tender) -> list[tuple[int, bytes]]:
    """Every version and withdrawal in the order of receipt: (bid, fingerprint)."""
    rows = Bid.objects.filter(tender=tender).order_by("pk").values_list("pk", "commitment")
    return [(pk, bytes.fromhex(commitment)) for pk, commitment in rows]


def inclusion_of(bid: Bid) -> dict[str, Any] | None:
    """The proof that the bid stands in the sealed list; None before the closing."""
    sealed = list_of(bid.tender)
    if sealed is None:
        return None
    rows = commitments_of(bid.tender)
    place = [pk for pk, _commitment in rows].index(bid.pk)
    way = merkle.proof([commitment for _pk, commitment in rows], place)
    return {
        "root": sealed.root,
        "entries": sealed.entries,
        "place": place,
        "proof": [beside.hex() for beside in way],
    }


def outages_undecided() -> QuerySet[OutageNote]:
    """Noted outages that wait for a second person."""
    return OutageNote.objects.filter(decided_at=None).select_related("noted_by")


def web_has_served(after: datetime, before: datetime) -> bool:
    """Whether anything that only the web writes was written between these moments: a bid, a session, an API's log."""
    bids = Bid.objects.filter(received_at__gt=after, received_at__lt=before)
    return bids.exists() or was_anybody_here(after, before) or was_anything_asked(after, before)


@cache
def opening_tool_sha256() -> str:
    """The fingerprint of the opening tool, as it is served for an officer's own computer."""
    return sha256((settings.BASE_DIR / "tools" / "open_share.py").read_bytes()).hexdigest()


def drill_of(key: OfficerKey, pk: int) -> KeyDrill | None:
    """A challenge of this key."""
    return KeyDrill.objects.filter(officer_key=key, pk=pk).select_related("officer_key").first()
