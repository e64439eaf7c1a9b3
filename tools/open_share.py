"""Contribute to an opening, or drill your key, from your own computer: the portal sees no passphrase and no key.

    pip install cryptography          (47 or newer; nothing else is needed)
    python open_share.py opening-TND-2026-000123-price.json

The page of the opening gives you the file. The tool asks for your passphrase, opens your own shares, and writes
``contribution-….json`` beside it: your shares, sealed again to the other officers; or, when you are the last one who is
needed, the part of the tender's key that your group puts together. Choose that file on the page of the opening.

For a drill the page of your key gives you ``drill-….json``; the tool writes ``answer-….json``, for the same page.
"""

import argparse
import base64
import getpass
import json
import struct
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

HEAD = struct.Struct("!BIB16s12s")  # form, memory in KiB, passes, salt, nonce
SUITES = {1: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)}


class Refused(Exception):
    """Why nothing was written."""


def context(*parts: Any) -> bytes:
    """What a box is bound to: one canonical JSON list."""
    return json.dumps(list(parts), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unlock(locked: bytes, passphrase: str) -> bytes:
    """The officer's key, behind Argon2id."""
    form, memory_kib, passes, salt, nonce = HEAD.unpack_from(locked)
    if form != 1:
        raise Refused("This key has a form that the tool does not know: get a newer tool.")
    text = unicodedata.normalize("NFC", passphrase).encode()
    key = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib).derive(text)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, locked[HEAD.size :], locked[: HEAD.size])
    except InvalidTag:
        raise Refused("This passphrase does not unlock your key.") from None


def open_box(secret: bytes, box: bytes, bound: bytes) -> bytes:
    """What is in a box for this key."""
    if not box or box[0] not in SUITES:
        raise Refused("The file holds a box of a suite that the tool does not know.")
    try:
        return SUITES[box[0]].decrypt(box[1:], X25519PrivateKey.from_private_bytes(secret), bound)
    except (InvalidTag, ValueError):
        raise Refused("A box of the file does not open: it was changed. Call the auditor.") from None


def seal(public_key: bytes, content: bytes, bound: bytes) -> bytes:
    """A box for an officer."""
    return bytes([1]) + SUITES[1].encrypt(content, X25519PublicKey.from_public_bytes(public_key), bound)


def contribution(package: dict[str, Any], passphrase: str) -> dict[str, Any]:
    """What the officer gives, from the file of the portal and the officer's passphrase."""
    if package.get("what") != "twp-opening" or package.get("v") != 1:
        raise Refused("This is not a file of an opening.")
    secret = unlock(base64.b64decode(package["locked"]), passphrase)
    key, seat = package["key"], package["seat"]
    shares = {}
    for each in package["boxes"]:
        bound = context("twp-share-v1", *key, each["group"], seat)
        share = open_box(secret, base64.b64decode(each["box"]), bound)
        if sha256(share).hexdigest() != each["sha256"]:
            raise Refused("A share is not the one that was published. Call the auditor.")
        shares[each["group"]] = share
    if package["group"]:
        return {"what": "twp-contribution", "v": 1, **_last(package, secret, shares)}
    relays = []
    for group, share in shares.items():
        for other in map(int, group.split(".")):
            if other != seat:
                public = bytes.fromhex(package["officers"][str(other)])
                box = seal(public, share, context("twp-relay-v1", *key, group, seat, other))
                relays.append({"group": group, "to_seat": other, "box": base64.b64encode(box).decode()})
    return {"what": "twp-contribution", "v": 1, "relays": relays}


def _last(package: dict[str, Any], secret: bytes, shares: dict[str, bytes]) -> dict[str, Any]:
    """The last officer of the group adds up what the others have passed on."""
    group, key, seat = package["group"], package["key"], package["seat"]
    if len(package["relays"]) != package["needed"] - 1:
        raise Refused("Not all other officers have contributed yet: download the file again.")
    total = int.from_bytes(shares[group], "big")
    for relay in package["relays"]:
        bound = context("twp-relay-v1", *key, group, relay["from_seat"], seat)
        total ^= int.from_bytes(open_box(secret, base64.b64decode(relay["box"]), bound), "big")
    return {"group": group, "secret": base64.b64encode(total.to_bytes(32, "big")).decode()}


def drill(package: dict[str, Any], passphrase: str) -> dict[str, Any]:
    """The answer to a drill: the random number out of its box."""
    if package.get("v") != 1:
        raise Refused("This drill has a form that the tool does not know: get a newer tool.")
    secret = unlock(base64.b64decode(package["locked"]), passphrase)
    bound = context("twp-drill-v1", package["public_key"])
    answer = open_box(secret, base64.b64decode(package["box"]), bound)
    return {"what": "twp-drill-answer", "v": 1, "drill": package["drill"], "answer": base64.b64encode(answer).decode()}


def main() -> int:
    """Read, ask, write."""
    parser = argparse.ArgumentParser(description="Contribute to an opening, or drill your key, from your own computer.")
    parser.add_argument("file", type=Path, help="the file from the page of the opening, or of your key")
    parser.add_argument("--out", type=Path, help="where to write (default: contribution-… or answer-… beside it)")
    parser.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")
    given = parser.parse_args()
    try:
        package = json.loads(given.file.read_text("utf-8"))
        asked = sys.stdin.readline().rstrip("\n") if given.passphrase_stdin else getpass.getpass("Passphrase: ")
        drilling = isinstance(package, dict) and package.get("what") == "twp-drill"
        made = drill(package, asked) if drilling else contribution(package, asked)
    except (Refused, OSError, ValueError, KeyError, TypeError, struct.error) as refusal:
        print(f"Nothing was written. {refusal}", file=sys.stderr)
        return 1
    before, after, page = (
        ("drill-", "answer-", "your key") if drilling else ("opening-", "contribution-", "the opening")
    )
    out = given.out or given.file.with_name(given.file.name.replace(before, after, 1))
    if out == given.file:
        out = given.file.with_name(f"{after}{given.file.name}")
    out.write_text(json.dumps(made, indent=1), "utf-8")
    print(f"Written: {out}. Choose this file on the page of {page}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
