"""Check the receipt of a bid, far from the portal: only the package ``cryptography`` is needed.

    python verify_receipt.py receipt-BID-….json
    python verify_receipt.py receipt-BID-….json --copy bid-TND-2026-000123-1.json
    python verify_receipt.py receipt-BID-….json --keys elsewhere/twp-keys.json
    python verify_receipt.py receipt-BID-….json --root 5f2c…

``twp-keys.json`` is what https://…/.well-known/twp-keys.json tells; the same key stands in each notice. It is looked
for beside the receipt, unless ``--keys`` says where it is. Checked:
the signature of the receipt; with ``--copy`` that your own copy is exactly the bid that was received; if the receipt
was downloaded after the closing, that the bid stands in a sealed list with the root that the file tells. That root is
not signed: read it off the page of the tender, where everybody sees the same one, and tell it with ``--root``.
Exit status 0 means that all of it holds.
"""

import argparse
import base64
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS, KEYS_AT = "twp-keys.json", "/.well-known/twp-keys.json"


class Fault(Exception):
    """What does not hold."""


def canonical(document: Any) -> bytes:
    """The one form of a document."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def keys_for(receipt: Path, told: Path | None) -> list[dict[str, str]]:
    """The portal's public keys: from the file that was told, else from the one that lies beside the receipt."""
    place = told or receipt.with_name(KEYS)
    if told is None and not place.exists():
        raise Fault(f"there is no {KEYS} beside the receipt: take it from the portal's {KEYS_AT}, or tell --keys")
    return json.loads(place.read_text("utf-8"))["keys"]


def check_signature(receipt: dict[str, Any], keys: list[dict[str, str]]) -> dict[str, Any]:
    """The document, if the portal has signed exactly this text."""
    known = {key["kid"]: key for key in keys}
    key = known.get(receipt["key_id"])
    if key is None:
        raise Fault(f"the keys do not hold {receipt['key_id']}, by which the receipt was signed")
    raw = base64.urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))
    if sha256(raw).hexdigest()[:16] != key["kid"]:
        raise Fault("the name of the key is not that of its content")
    text = receipt["document"].encode()
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(
            base64.b64decode(receipt["signature"]), b"twp-receipt-v1\n" + text
        )
    except (InvalidSignature, ValueError):
        raise Fault("the signature does not belong to this text: the receipt was changed") from None
    document = json.loads(text)
    whole = {
        "tender": document["tender_uid"],
        "company": document["company"],
        "kind": document["kind"],
        "seq": document["seq"],
        "envelopes": {name: each["commitment"] for name, each in document["envelopes"].items()},
    }
    if sha256(b"twp-bid-v2\n" + canonical(whole)).hexdigest() != document["commitment"]:
        raise Fault("the fingerprints of the envelopes do not make that of the bid")
    return document


def check_copy(document: dict[str, Any], copy: dict[str, Any]) -> None:
    """The own copy is what was received, envelope by envelope."""
    if set(copy) != set(document["envelopes"]):
        raise Fault("the copy holds other envelopes than the receipt")
    for name, told in document["envelopes"].items():
        bound = canonical(
            [
                "twp-bid-v1", document["tender_uid"], name, told["epoch"], told.get("public_key", ""),
                document["company"], document["seq"],
            ]
        )  # fmt: skip
        if sha256(bound + b"\n" + canonical(copy[name])).hexdigest() != told["commitment"]:
            raise Fault(f"the copy of the envelope {name!r} is not what was received")


def check_list(document: dict[str, Any], told: dict[str, Any]) -> None:
    """The bid stands in the tree whose root was published (RFC 9162, 2.1.3.2)."""
    number, last = told["place"], told["entries"] - 1
    if not 0 <= number <= last:
        raise Fault("the place in the sealed list is none")
    found = sha256(b"\0" + bytes.fromhex(document["commitment"])).digest()
    for beside in map(bytes.fromhex, told["proof"]):
        if last == 0:
            raise Fault("the proof is too long")
        if number & 1 or number == last:
            found = sha256(b"\1" + beside + found).digest()
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + beside).digest()
        number, last = number >> 1, last >> 1
    if last or found.hex() != told["root"]:
        raise Fault("the bid does not stand in the sealed list with this root")


def check_root(receipt: dict[str, Any], root: str) -> None:
    """The sealed list is the one whose root was published."""
    if "list" not in receipt:
        raise Fault("the receipt was downloaded before the closing: it does not tell its place in the sealed list")
    if receipt["list"]["root"] != root.strip().lower():
        raise Fault("the sealed list of the receipt is not the one whose root was published")


def main() -> int:
    """Read, check, tell."""
    parser = argparse.ArgumentParser(description="Check the receipt of a bid.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--keys", type=Path, help=f"the public keys: {KEYS_AT} (else {KEYS} beside the receipt)")
    parser.add_argument("--copy", type=Path, help="your own copy: bid-TENDER-VERSION.json")
    parser.add_argument("--root", help="the root of the sealed list, as the page of the tender shows it")
    given = parser.parse_args()
    try:
        receipt = json.loads(given.receipt.read_text("utf-8"))
        document = check_signature(receipt, keys_for(given.receipt, given.keys))
        if given.copy:
            check_copy(document, json.loads(given.copy.read_text("utf-8")))
        if "list" in receipt:
            check_list(document, receipt["list"])
        if given.root:
            check_root(receipt, given.root)
    except (Fault, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"Does not hold: {fault}", file=sys.stderr)
        return 1
    print(f"Signed by the portal: {document['receipt']}, {document['tender']}, version {document['seq']}")
    print(f"Received {document['received_at']} ({document['received_at_kst']})")
    print(f"Fingerprint {document['commitment']}")
    print("Your copy is exactly this bid." if given.copy else "(your own copy was not checked: --copy)")
    if "list" in receipt:
        print(f"It stands in the sealed list of {receipt['list']['entries']} entries, root {receipt['list']['root']}")
        print("That is the published root." if given.root else "(compare this root with the tender's page: --root)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
