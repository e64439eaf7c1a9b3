"""DO: read the envelopes of all bids at once, each against its fingerprint, and the whole against the sealed list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.errors import RuleBroken
from portal.sealing import boxes, merkle
from portal.sealing.documents import NotCanonical, canonical, parse
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, SealedPart, Tender, TenderKey
from purchasing.bidding.rules import line_amount, price_fault, total_of_lines
from purchasing.bidding.services.contents import VERSION, BidContent, content_of, documents
from purchasing.bidding.services.receiving import open_commitment, whole_fingerprint
from purchasing.bidding.services.seals import bid_fingerprint
from purchasing.bidding.services.tender_keys import bid_context
from purchasing.bidding.states import Envelope

WHOLE = re.compile(r"[1-9][0-9]{0,14}")
LONGEST_LEAD_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Opened:
    """One envelope of one bid: what it says, or nothing when it does not open to what was promised."""

    document: dict[str, Any] | None

    @property
    def content(self) -> BidContent:
        """As a bid's content."""
        return content_of({"": self.document or {}})


def check_list(tender: Tender) -> None:
    """The bids are those that lay in the box at closing: none added, dropped or swapped since."""
    sealed = queries.list_of(tender)
    if sealed is None:
        return  # closed before lists were kept
    rows = queries.commitments_of(tender)
    if len(rows) != sealed.entries or merkle.root([commitment for _pk, commitment in rows]).hex() != sealed.root:
        raise RuleBroken(
            _("The bids are not those of the list that was noted at the closing: nothing was opened. Call the auditor.")
        )


@sensitive_variables()
def open_envelope(
    tender: Tender, envelope: str, bids: Sequence[Bid], *, tender_key: TenderKey | None, secret: bytes = b""
) -> dict[int, Opened]:
    """The envelope of each bid."""
    if tender_key is None:
        return {bid.pk: Opened(_of_row(tender, bid, envelope)) for bid in bids}
    parts = SealedPart.objects.filter(bid__in=bids).values_list(
        "bid_id", "envelope", "commitment", "tender_key_id", "ciphertext"
    )
    commitments: dict[int, dict[str, Mapping[str, str]]] = {}
    ciphertexts: dict[int, bytes] = {}
    for bid_id, of_envelope, commitment, key_id, ciphertext in parts:
        commitments.setdefault(bid_id, {})[of_envelope] = {"commitment": commitment}
        if of_envelope == envelope and key_id == tender_key.pk:
            ciphertexts[bid_id] = bytes(ciphertext)
    box_key = boxes.key_of(secret)
    found = {}
    for bid in bids:
        told = commitments.get(bid.pk, {})
        whole = whole_fingerprint(tender, bid.company.number, bid.seq, told, bid.kind)
        sealed = ciphertexts.get(bid.pk)
        document = None
        if sealed is not None and whole == bid.commitment:
            document = _of_box(sealed, told[envelope]["commitment"], bid, envelope, tender_key, box_key)
        found[bid.pk] = Opened(document)
    return found


@sensitive_variables()
def _of_box(
    sealed: bytes, commitment: str, bid: Bid, envelope: str, tender_key: TenderKey, box_key: X25519PrivateKey
) -> dict[str, Any] | None:
    bound = bid_context(tender_key, bid.company.number, bid.seq)
    try:
        content = boxes.unpad(boxes.open_box(box_key, sealed, bound))
        document = parse(content)
    except (boxes.DoesNotOpen, NotCanonical):
        return None
    if sha256(bound + b"\n" + content).hexdigest() != commitment:
        return None
    return document if _is_document(document, bid, envelope) else None


def _of_row(tender: Tender, bid: Bid, envelope: str) -> dict[str, Any] | None:
    """Locked by access; a bid from before envelopes has its columns only."""
    if not bid.documents:
        if bid_fingerprint(bid) != bid.commitment:
            return None
        content = BidContent(bid.price_won, bid.lines, bid.stated_total_won, bid.lead_days, bid.note)
        nonces = dict.fromkeys(tender.envelopes, bid.nonce)
        return documents(tender, content, company=bid.company.number, nonces=nonces)[envelope]
    told = {
        name: {"commitment": open_commitment(tender, document, bid.seq)} for name, document in bid.documents.items()
    }
    if whole_fingerprint(tender, bid.company.number, bid.seq, told, bid.kind) != bid.commitment:
        return None
    document = bid.documents.get(envelope)
    return document if document is not None and _is_document(document, bid, envelope) else None


def _is_document(document: Any, bid: Bid, envelope: str) -> bool:
    """Of the form that the portal itself writes: a bidder's own program may have written anything."""
    if not isinstance(document, dict) or document.get("v") != VERSION:
        return False
    named = (document.get("tender"), document.get("company"), document.get("envelope"))
    if named != (bid.tender.number, bid.company.number, envelope):
        return False
    if not _is_texts(document.get("answers")) or not _is_files(document.get("files")):
        return False
    return envelope != Envelope.PRICE or _is_price(document, bid)


def _is_texts(part: Any) -> bool:
    return isinstance(part, dict) and set(map(type, part.values())) <= {str}


def _is_files(part: Any) -> bool:
    return isinstance(part, dict) and all(
        isinstance(refs, list) and all(_is_file(ref) for ref in refs) for refs in part.values()
    )


def _is_file(ref: Any) -> bool:
    texts = ("uid", "name", "content_type", "sha256", "key")
    return (
        isinstance(ref, dict)
        and isinstance(ref.get("size"), int)
        and all(isinstance(ref.get(name), str) for name in texts)
    )


def _is_price(document: dict[str, Any], bid: Bid) -> bool:
    stated = document.get("stated_total_won")
    if not _is_won(document.get("price_won")) or not (stated is None or _is_won(stated)):
        return False
    if not isinstance(document.get("lines"), list) or not all(_is_texts(line) for line in document["lines"]):
        return False
    content = content_of({"": document})
    if not (isinstance(content.tco, dict) and isinstance(content.statements, dict) and isinstance(content.note, str)):
        return False
    days = content.lead_days
    if days is not None and not (isinstance(days, int) and 1 <= days <= LONGEST_LEAD_DAYS):
        return False
    return not bid.tender.by_unit_price or _adds_up(content, bid.tender)


def _is_won(text: Any) -> bool:
    """Whole won as the portal writes them: no exponent, no sign, no zeros in front."""
    return isinstance(text, str) and WHOLE.fullmatch(text) is not None and not price_fault(Decimal(text))


def _adds_up(content: BidContent, tender: Tender) -> bool:
    """Of a tender by unit price: every line once, with its own quantity and amount, and the price is their sum."""
    asked = list(tender.lines.order_by("no"))
    prices = {line.get("no"): line.get("unit_price_won") for line in content.lines}
    if len(prices) != len(content.lines) or set(prices) != {str(line.no) for line in asked}:
        return False
    if not all(_is_won(price) for price in prices.values()):
        return False
    offered = {str(line.no): (line.qty, Decimal(prices[str(line.no)] or 0)) for line in asked}
    for line in content.lines:
        qty, unit_price_won = offered[line["no"]]
        told = (line.get("qty"), line.get("amount_won"))
        if told != (f"{qty.normalize():f}", f"{line_amount(qty, unit_price_won):.0f}"):
            return False
    return content.price_won == total_of_lines(list(offered.values()))


def price_columns(content: BidContent) -> dict[str, Any]:
    """What the verdict's row says of the price envelope."""
    return {
        "price_won": content.price_won,
        "stated_total_won": content.stated_total_won,
        "lines": content.lines,
        "lead_days": content.lead_days,
        "note": content.note,
    }


def sha256_of(document: dict[str, Any]) -> str:
    """Of an opened envelope: what the minutes hold of one that is not the price."""
    return sha256(canonical(document)).hexdigest()
