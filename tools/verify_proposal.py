"""Check the receipt of a benefit-sharing proposal, far from the portal: only the package ``cryptography`` is needed.

    python verify_proposal.py receipt-BS-2026-000012.json
    python verify_proposal.py receipt-BS-2026-000012.json --text proposal-BS-2026-000012.json
    python verify_proposal.py receipt-BS-2026-000012.json --keys elsewhere/twp-keys.json

``twp-keys.json`` is what https://…/.well-known/twp-keys.json tells; it is looked for beside the receipt, unless
``--keys`` says where it is. Checked: the portal's signature; with ``--text`` that the text is word by word the one
that was proposed. Exit status 0 means that all of it holds.
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


def check_signature(receipt: dict[str, Any], keys: list[dict[str, str]]) -> dict[str, Any]:
    """The document, if the portal has signed exactly this text."""
    key = {each["kid"]: each for each in keys}.get(receipt["key_id"])
    if key is None:
        raise Fault(f"the keys do not hold {receipt['key_id']}, by which the receipt was signed")
    raw = base64.urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))
    if sha256(raw).hexdigest()[:16] != key["kid"]:
        raise Fault("the name of the key is not that of its content")
    signed = b"twp-receipt-v1\n" + receipt["document"].encode()
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(receipt["signature"]), signed)
    except (InvalidSignature, ValueError):
        raise Fault("the signature does not belong to this text: the receipt was changed") from None
    document = json.loads(receipt["document"])
    if document.get("kind") != "benefit_proposal":
        raise Fault("this is not the receipt of a proposal")
    return document


def check_text(document: dict[str, Any], text: bytes) -> None:
    """The text is the one whose fingerprint was signed."""
    if sha256(b"twp-benefit-v1\n" + text).hexdigest() != document["proposal_sha256"]:
        raise Fault("the text is not what was proposed, word by word")


def main() -> int:
    """Read, check, tell."""
    parser = argparse.ArgumentParser(description="Check the receipt of a benefit-sharing proposal.")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--keys", type=Path, help=f"the public keys (else {KEYS} beside the receipt)")
    parser.add_argument("--text", type=Path, help="the text of the proposal: proposal-….json")
    given = parser.parse_args()
    try:
        keys = json.loads((given.keys or given.receipt.with_name(KEYS)).read_text("utf-8"))["keys"]
        document = check_signature(json.loads(given.receipt.read_text("utf-8")), keys)
        if given.text:
            check_text(document, given.text.read_bytes())
    except (Fault, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        print(f"Does not hold: {fault}", file=sys.stderr)
        return 1
    print(f"Signed by the portal: {document['receipt']}, proposed by {document['company']} ({document['proposer']})")
    print(f"Received {document['received_at']} ({document['received_at_kst']})")
    print(f"Fingerprint {document['proposal_sha256']}")
    print("Your text is exactly this proposal." if given.text else "(the text was not checked: --text)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
