"""Check a company data passport, far from any portal: only the package ``cryptography`` is needed.

    python verify_passport.py PSP-2026-000001-passport.zip
    python verify_passport.py PSP-2026-000001-passport.zip --keys keys.json

Checked: that the list (``passport.json``) carries the signature that lies beside it; that every file is there, and is
what was signed; that nothing was put in later. With ``--keys`` (what https://…/passport/keys.json of the issuing portal
tells) also that the key is that portal's; without it the key is only named, for you to compare.
Exit status 0 means that all of it holds.
"""

import argparse
import base64
import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CONTEXT = b"twp-passport-v1\n"


class Fault(Exception):
    """What does not hold."""


def _raw(x: str) -> bytes:
    return base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))


def check_signature(text: bytes, told: dict[str, Any], keys: list[dict[str, str]] | None) -> str:
    """The name of the key that signed exactly this text."""
    key, raw = told["key"], _raw(told["key"]["x"])
    if sha256(raw).hexdigest()[:16] != key["kid"]:
        raise Fault("signature.json: the name of the key is not that of its content")
    if keys is not None and not any(each["kid"] == key["kid"] and each["x"] == key["x"] for each in keys):
        raise Fault(f"signature.json: the key {key['kid']} is not among the keys of the portal")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(told["signature"]), CONTEXT + text)
    except (InvalidSignature, ValueError):
        raise Fault("signature.json: the signature does not belong to passport.json: it was changed") from None
    return key["kid"]


def check_contents(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    """How many files were compared; all of them are what was signed."""
    listed = {"passport.json", "signature.json"}
    for row in (*manifest["sections"], *manifest["files"]):
        path = row["path"]
        listed.add(path)
        try:
            digest = sha256()
            with archive.open(path) as member:
                while piece := member.read(65_536):
                    digest.update(piece)
        except KeyError:
            raise Fault(f"{path}: it is listed and missing") from None
        if digest.hexdigest() != row["sha256"]:
            raise Fault(f"{path}: its content is not what was signed")
    names = archive.namelist()
    if extra := sorted(set(names) - listed):
        raise Fault(f"{extra[0]}: it is not listed: it was put in later")
    if len(names) != len(set(names)):
        raise Fault("a file stands twice in it")
    return len(listed) - 2


def check(path: Path, keys: Path | None) -> str:
    """What was found, in one sentence; Fault otherwise."""
    known = json.loads(keys.read_text("utf-8"))["keys"] if keys is not None else None
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("passport.json")
            kid = check_signature(text, json.loads(archive.read("signature.json")), known)
            manifest = json.loads(text)
            count = check_contents(archive, manifest)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as fault:
        raise Fault(f"this is not a passport: {fault}") from None
    issuer, company = manifest["issuer"], manifest["company"]
    return (
        f"{manifest['number']} holds: issued {manifest['issued_at']} by {issuer['name']} ({issuer['url']}), key {kid}"
        f"{'' if known is not None else ' (compare it with the portal)'}, for {company['name_ko']}"
        f" ({company['business_number'] or company['foreign_number']}); {count} files compared."
    )


def main() -> int:
    """From the command line."""
    parser = argparse.ArgumentParser(description="Check a company data passport.")
    parser.add_argument("passport", type=Path)
    parser.add_argument("--keys", type=Path, help="keys.json of the issuing portal")
    given = parser.parse_args()
    try:
        print(check(given.passport, given.keys))
    except (Fault, OSError) as fault:
        print(f"FAULT: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
