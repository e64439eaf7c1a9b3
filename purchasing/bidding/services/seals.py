"""Fingerprints: what was sealed can be checked later, by anyone who is given the document and its nonce.

This is the place where the tendering issue adds encryption: ``seal`` will return ciphertext beside the commitment.
"""

from decimal import Decimal
from hashlib import sha256
from operator import attrgetter
from secrets import token_hex
from typing import Any

from portal.audit.services import canonical
from purchasing.bidding.models import BasePrice, Bid, Tender


def new_nonce() -> str:
    """32 random bytes as hex: without it a fingerprint of a price could be guessed."""
    return token_hex(32)


def fingerprint(context: str, document: dict[str, Any]) -> str:
    """SHA-256 over a context word and the canonical document."""
    return sha256(f"{context}\n{canonical(document)}".encode()).hexdigest()


def lines_fingerprint(tender: Tender) -> str:
    """Of what is wanted: a base price belongs to these quantities and no others."""
    lines = [
        {"no": line.no, "ko": line.description_ko, "qty": f"{line.qty.normalize():f}", "uom": line.uom}
        for line in sorted(tender.lines.all(), key=attrgetter("no"))
    ]
    return fingerprint("twp-lines-v1", {"tender": str(tender.uid), "kind": tender.kind, "lines": lines})


def base_price_document(price: BasePrice) -> dict[str, Any]:
    """The base price as it is published after the opening: with it anyone can recompute the fingerprint.

    Its parts are in it where the award rule judges by them.
    """
    document = {"tender": str(price.tender.uid), "amount_won": _whole(price.amount_won), "nonce": price.nonce}
    return document | {"parts": price.parts} if price.parts else document


def base_price_fingerprint(price: BasePrice) -> str:
    """Of a base price: tender, amount, nonce, and its parts if there are any."""
    return fingerprint("twp-base-v1", base_price_document(price))


def bid_document(bid: Bid) -> dict[str, Any]:
    """The bid as its bidder may keep it: with the nonce, its fingerprint can be recomputed by anyone."""
    return {
        "tender": bid.tender.number,
        "company": bid.company.number,
        "kind": str(bid.kind),
        "price_won": _whole(bid.price_won),
        "lines": bid.lines,
        "lead_days": bid.lead_days,
        "note": bid.note,
        "nonce": bid.nonce,
    }


def bid_fingerprint(bid: Bid) -> str:
    """Of a bid: its whole document."""
    return fingerprint("twp-bid-v1", bid_document(bid))


def _whole(amount_won: Decimal | None) -> str | None:
    return None if amount_won is None else f"{amount_won:.0f}"
