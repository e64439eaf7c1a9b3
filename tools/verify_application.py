"""Check the receipt of an application to a support programme, far from the portal: only ``cryptography`` is needed.

    python verify_application.py receipt-APP-2026-000012-1.json
    python verify_application.py receipt-APP-2026-000012-1.json --keys elsewhere/twp-keys.json

``twp-keys.json`` is what https://…/.well-known/twp-keys.json tells; it is looked for beside the receipt, unless
``--keys`` says where it is. Checked: that the portal has signed exactly this text, and the fingerprint that pages and
papers name. The receipt holds the whole text: answers, costs, and the fingerprint of each file. Exit status 0 means
that all of it holds.
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

KEYS = "twp-keys.json"


class Fault(Exception):
    """What does not hold."""


def check(receipt: dict[str, Any], keys: list[dict[str, str]]) -> dict[str, Any]:
    """The document, if the portal has signed exactly this text."""
    key = {each["kid"]: each for each in keys}.get(receipt["key_id"])
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
    if sha256(text).hexdigest() != receipt["sha256"]:
        raise Fault("the fingerprint is not that of the text")
    document = json.loads(text)
    if document.get("kind") != "support_application":
        raise Fault("this is not the receipt of an application")
    return document


def main() -> int:
    """Read, check, tell."""
    parser = argparse.ArgumentParser(description="Check the receipt of an application to a support programme.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--keys", type=Path, help=f"the public keys (else {KEYS} beside the receipt)")
    given = parser.parse_args()
    try:
        keys = json.loads((given.keys or given.receipt.with_name(KEYS)).read_text("utf-8"))["keys"]
        receipt = json.loads(given.receipt.read_text("utf-8"))
        document = check(receipt, keys)
    except (Fault, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"Does not hold: {fault}", file=sys.stderr)
        return 1
    print(f"Signed by the portal: {document['application']}, text {document['seq']}, call {document['call']}")
    print(f"Received {document['submitted_at']} from {document['company']}")
    print(f"SHA-256 {receipt['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
