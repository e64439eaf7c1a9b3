"""Check an INNOVILT certificate, far from the portal: only the package ``cryptography`` is needed.

    python verify_certificate.py INVC-2026-000012.json      the verifiable credential
    python verify_certificate.py INVC-2026-000012-badge.json  the same as an Open Badge 3.0
    python verify_certificate.py INVC-2026-000012-ko.pdf    the certificate, that carries the credential
    python verify_certificate.py scanned.txt                what the QR code says
    python verify_certificate.py FILE --keys elsewhere/twp-keys.json --on 2027-05-01

``twp-keys.json`` is what https://…/.well-known/twp-keys.json tells; it is looked for beside the file, unless ``--keys``
says where it is. Checked: the signature of the seal (number, member, product, versions, days), that a file says the
same as its seal, and that the day lies within the days. Exit status 0 means that all of it holds.

Not checked here: names in another language than the seal's, and what is printed on a PDF (the portal's page compares
it). Nor, because it changes: whether the certificate was suspended or withdrawn since. The address that is
printed tells, as does any verifier of W3C credentials (the proof of the whole file is ``eddsa-rdfc-2022``).
"""

import argparse
import base64
import contextlib
import json
import re
import sys
import zlib
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS, KEYS_AT = "twp-keys.json", "/.well-known/twp-keys.json"
KIND = "innovilt-certificate-v1"
LARGEST = 20_000_000


class Fault(Exception):
    """What does not hold."""


def unwrapped(text: str) -> bytes:
    """Base64 as addresses carry it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def keys_for(file: Path, told: Path | None) -> list[bytes]:
    """The portal's public keys: from the file that was told, else from the one that lies beside the certificate."""
    place = told or file.with_name(KEYS)
    if told is None and not place.exists():
        raise Fault(f"there is no {KEYS} beside the file: take it from the portal's {KEYS_AT}, or tell --keys")
    keys = []
    for key in json.loads(place.read_text("utf-8"))["keys"]:
        raw = unwrapped(key["x"])
        if sha256(raw).hexdigest()[:16] != key["kid"]:
            raise Fault("the name of a key is not that of its content")
        keys.append(raw)
    return keys


def seal_in(text: str) -> tuple[str, str]:
    """(the seal, the site) of what a QR code says: an address, or the bare seal."""
    text = text.strip()
    if "://" not in text:
        return text, ""
    parts = urlsplit(text)
    found = parse_qs(parts.query).get("c")
    if not found:
        raise Fault("the address carries no seal")
    return found[0], f"{parts.scheme}://{parts.netloc}"


def checked_seal(seal: str, keys: list[bytes]) -> dict[str, str]:
    """What the seal says, if one of the portal's keys has signed exactly this."""
    written, point, signature = seal.partition(".")
    if not point:
        raise Fault("this is no seal of a certificate")
    text = unwrapped(written)
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(unwrapped(signature), b"twp-receipt-v1\n" + text)
        except (InvalidSignature, ValueError):
            continue
        said = json.loads(text)
        if said.get("kind") != KIND:
            raise Fault("the portal signed this, but it is no certificate")
        return said
    raise Fault("none of the portal's keys has signed this: the seal was changed, or comes from somebody else")


def credential_in(pdf: bytes) -> dict[str, Any]:
    """The credential that a certificate in PDF carries as an attachment."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        content = found[1]
        with contextlib.suppress(zlib.error):  # what is not packed stays as it stands
            content = zlib.decompressobj().decompress(content, LARGEST)
        if content.lstrip()[:1] == b"{" and b"credentialSubject" in content:
            return json.loads(content, object_pairs_hook=once)
    raise Fault("the PDF carries no credential")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once: another reader might take the other value."""
    told = dict(pairs)
    if len(told) < len(pairs):
        raise Fault("a name stands twice in the file")
    return told


def plain(value: Any) -> str:
    """A value of the credential as the seal writes it: of a name in two languages the Korean one."""
    if isinstance(value, list):
        return value[0]["@value"] if isinstance(value[0], dict) else ",".join(value)
    return value


def others(value: Any) -> list[str]:
    """The names that the seal does not carry."""
    return [each["@value"] for each in value[1:]] if isinstance(value, list) else []


def korean_day(moment: str) -> str:
    """The day of a moment, in Korea."""
    return datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=9))).date().isoformat()


def told_by_badge(badge: dict[str, Any]) -> dict[str, str]:
    """What an Open Badge says, by the names of the seal."""
    subject = badge["credentialSubject"]
    achievement = subject["achievement"]
    return {
        "number": subject["licenseNumber"],
        "holder": next(each["identityHash"] for each in subject["identifier"] if each["identityType"] == "name"),
        "product": achievement["name"],
        "product_number": achievement["humanCode"],
        "versions": achievement["version"],
        "valid_from": korean_day(badge["validFrom"]),
        "valid_to": korean_day(badge["validUntil"]),
    }


def told_by_credential(credential: dict[str, Any]) -> dict[str, str]:
    """What a credential says, by the names of the seal."""
    subject = credential["credentialSubject"]
    certification = subject["hasCertification"]
    return {
        "number": certification["certificationIdentification"],
        "holder": plain(subject["manufacturer"]["name"]),
        "product": plain(subject["name"]),
        "product_number": subject["productID"],
        "versions": plain(subject["version"]),
        "valid_from": certification["validFrom"],
        "valid_to": certification["expires"],
    }


def is_badge(credential: dict[str, Any]) -> bool:
    """Whether the file is the Open Badge of a certificate."""
    return "OpenBadgeCredential" in credential["type"]


def check_credential(credential: dict[str, Any], said: dict[str, str]) -> None:
    """The file says what its seal says."""
    told = told_by_badge(credential) if is_badge(credential) else told_by_credential(credential)
    for name, value in told.items():
        if value != said[name]:
            raise Fault(f"{name}: the file says {value!r}, its seal says {said[name]!r}")


def main() -> int:
    """Read, check, tell."""
    parser = argparse.ArgumentParser(description="Check an INNOVILT certificate.")
    parser.add_argument(
        "file", type=Path, help="the credential (JSON), the certificate (PDF), or what its QR code says"
    )
    parser.add_argument("--keys", type=Path, help=f"the public keys: {KEYS_AT} (else {KEYS} beside the file)")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), help="for which day (else today)")
    given = parser.parse_args()
    try:
        content = given.file.read_bytes()
        credential = None
        if content.startswith(b"%PDF"):
            credential = credential_in(content)
        elif content.lstrip()[:1] == b"{":
            credential = json.loads(content, object_pairs_hook=once)
        text = credential["evidence"][0]["id"] if credential else content.decode()
        seal, site = seal_in(text)
        said = checked_seal(seal, keys_for(given.file, given.keys))
        if credential:
            check_credential(credential, said)
        begins, ends = date.fromisoformat(said["valid_from"]), date.fromisoformat(said["valid_to"])
        if not begins <= given.on <= ends:
            raise Fault(f"signed by the portal, but it holds from {begins} to {ends}, not on {given.on}")
    except (Fault, OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration) as fault:
        print(f"Does not hold: {fault}", file=sys.stderr)
        return 1
    print(f"Signed by the portal: certificate {said['number']}")
    print(f"{said['product']} ({said['product_number']}, version {said['versions']}) of {said['holder']}")
    print(f"Valid from {begins} to {ends}")
    if credential and is_badge(credential):
        print("Not in the seal, so not checked here: the descriptions, and names in English")
    elif credential:
        subject = credential["credentialSubject"]
        for name in others(subject["name"]) + others(subject["manufacturer"]["name"]):
            print(f"Not in the seal, so not checked here: the name {name!r}")
        if content.startswith(b"%PDF"):
            print("Checked is what is attached to the PDF: compare what is printed with the lines above")
    print(f"Whether it was suspended or withdrawn since: {site}/innovilt/certificates/{said['number']}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
