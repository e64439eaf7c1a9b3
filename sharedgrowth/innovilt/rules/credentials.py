"""HOW MUCH: what a certificate says outside the portal, as a verifiable credential and as the seal of its QR code."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

VC = "https://www.w3.org/ns/credentials/v2"
WORDS = "https://schema.org/"
SEAL = "innovilt-certificate-v1"
KST = timezone(timedelta(hours=9))
LONGEST_SEAL = 2000
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # characters that no text of ours has
SEALED = ("number", "holder", "product", "product_number", "versions", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Told:
    """A certificate as it is told to the world."""

    number: str
    issue: int
    holder_ko: str
    holder_en: str
    holder_number: str
    product_ko: str
    product_en: str
    product_number: str
    product_url: str
    category: str
    versions: Sequence[int]
    valid_from: date
    valid_to: date


def first_moment(day: date) -> str:
    """When a day begins in Korea, as credentials write it.

    Source: domain CNV-04.

    >>> first_moment(date(2026, 11, 1))
    '2026-10-31T15:00:00Z'
    """
    return datetime.combine(day, time(), KST).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def last_moment(day: date) -> str:
    """The last second of a day in Korea.

    Source: domain CNV-04.

    >>> last_moment(date(2028, 10, 31))
    '2028-10-31T14:59:59Z'
    """
    end = datetime.combine(day + timedelta(days=1), time(), KST) - timedelta(seconds=1)
    return end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spoken(ko: str, en: str) -> str | list[dict[str, str]]:
    """A text in one language, or in both with their names.

    Source: VC Data Model 2.0, section 11.1.

    >>> spoken("데크", "")
    '데크'
    >>> [each["@language"] for each in spoken("데크", "Deck")]
    ['ko', 'en']
    """
    told = [{"@value": text, "@language": tag} for text, tag in ((ko, "ko"), (en, "en")) if text]
    return told[0]["@value"] if len(told) == 1 else told


def credential(
    told: Told, *, site: str, issuer: str, seal_url: str, status: Sequence[dict[str, str]]
) -> dict[str, Any]:
    """The certificate as a verifiable credential, not yet signed: a product, its maker, the certification.

    All words but those of the standard are of schema.org. The evidence carries the seal of the QR code, so that the
    file can also be checked without a processor of linked data.

    Source: domain 12 (INV-08), VC Data Model 2.0.
    """
    page = f"{site}/innovilt/certificates/{told.number}/"
    return {
        "@context": [VC, {"@vocab": WORDS}],
        "id": f"{page}credential/{told.issue}/",
        "type": ["VerifiableCredential", "Certification"],
        "name": spoken("이노빌트 제품 인증서", "INNOVILT product certificate"),
        "issuer": {"id": issuer, "name": spoken("동행 이노빌트 사무국", "Together, INNOVILT office")},
        "validFrom": first_moment(told.valid_from),
        "validUntil": last_moment(told.valid_to),
        "credentialSubject": {
            "id": told.product_url,
            "type": "Product",
            "name": spoken(told.product_ko, told.product_en),
            "productID": told.product_number,
            "category": told.category,
            "version": [str(no) for no in told.versions],
            "manufacturer": {
                "type": "Organization",
                "name": spoken(told.holder_ko, told.holder_en),
                "identifier": told.holder_number,
            },
            "hasCertification": {
                "type": "Certification",
                "certificationIdentification": told.number,
                "url": page,
                "validFrom": told.valid_from.isoformat(),
                "expires": told.valid_to.isoformat(),
            },
        },
        "evidence": [{"id": seal_url, "type": "DigitalDocument"}],
        "credentialStatus": list(status),
    }


def sealed(told: Told) -> dict[str, str]:
    """What the QR code says, in short, so that it stays readable in print.

    Source: domain 12 (INV-08).

    >>> sealed(EXAMPLE)["versions"], sealed(EXAMPLE)["valid_to"]
    ('2,3', '2028-10-31')
    """
    return {
        "kind": SEAL,
        "number": told.number,
        "holder": told.holder_ko or told.holder_en,
        "product": told.product_ko or told.product_en,
        "product_number": told.product_number,
        "versions": ",".join(str(no) for no in told.versions),
        "valid_from": told.valid_from.isoformat(),
        "valid_to": told.valid_to.isoformat(),
    }


def seal_text(text: str, signature: str) -> str:
    """The sealed text and its signature, as an address can carry them.

    Source: RFC 4648, section 5.

    >>> seal_text("{}", "AAAA")
    'e30.AAAA'
    """
    written = base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
    return f"{written}.{signature.replace('+', '-').replace('/', '_').rstrip('=')}"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def read_json(text: str | bytes) -> Any:
    r"""JSON that every reader takes alike. ValueError for a name that stands twice, and for what is not a text.

    Source: RFC 8259, section 4 (names should be unique); RFC 7493, sections 2.1 and 2.3.

    >>> read_json('{"a": ["b", 1]}')
    {'a': ['b', 1]}
    >>> for bad in ('{"a": 1, "a": 2}', '["\\u0000"]', '{"\\ud800": 1}'):
    ...     try:
    ...         read_json(bad)
    ...     except ValueError as fault:
    ...         print(fault)
    a name stands twice
    a character that no text has
    a character that no text has
    """
    read = json.loads(text, object_pairs_hook=_once)
    left = [read]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            left += [*each, *each.values()]
        elif isinstance(each, list):
            left += each
        elif isinstance(each, str) and NO_TEXT.search(each):
            raise ValueError("a character that no text has")
    return read


def open_seal(seal: str) -> tuple[str, str, dict[str, str]] | None:
    r"""The text, the signature and what they say; None for what is no seal. Says nothing of whether it is ours.

    Source: RFC 4648, section 5.

    >>> open_seal(seal_text('{"kind":"innovilt-certificate-v1","number":"INVC-2026-000001"}', "AAAA"))[2]["number"]
    'INVC-2026-000001'
    >>> open_seal("e30.AAAA"), open_seal("what"), open_seal("가.나"), open_seal("W10.AAAA")
    (None, None, None, None)
    >>> open_seal(seal_text('{"kind":"innovilt-certificate-v1","number":"\\u0000"}', "AAAA")) is None
    True
    """
    written, point, signature = seal.partition(".")
    if not point or len(seal) > LONGEST_SEAL or not seal.isascii():
        return None
    try:
        text = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True).decode()
        said = read_json(text)
    except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("kind") != SEAL:
        return None
    if any(not isinstance(value, str) for value in said.values()):
        return None
    standard = signature.replace("-", "+").replace("_", "/")
    return text, standard + "=" * (-len(standard) % 4), said


def public_state(state: str, valid_from: date, valid_to: date, on: date) -> str:
    """What everybody is told of a certificate on a day: the days count also before the nightly job has been there.

    Source: domain 12 (INV-05, INV-08), CNV-14.

    >>> days = (date(2026, 11, 1), date(2028, 10, 31))
    >>> on = (date(2026, 10, 31), date(2026, 11, 1), date(2028, 10, 31), date(2028, 11, 1))
    >>> [public_state("valid", *days, day) for day in on]
    ['upcoming', 'valid', 'valid', 'expired']
    >>> public_state("suspended", *days, date(2027, 1, 1)), public_state("withdrawn", *days, date(2029, 1, 1))
    ('suspended', 'withdrawn')
    """
    if state == "withdrawn":
        return state
    if state == "expired" or on > valid_to:
        return "expired"
    if state == "suspended":
        return state
    return "valid" if on >= valid_from else "upcoming"


EXAMPLE = Told(
    number="INVC-2026-000001",
    issue=1,
    holder_ko="한빛강건",
    holder_en="Hanbit Steel",
    holder_number="CMP-2026-000012",
    product_ko="데크플레이트",
    product_en="Deck plate",
    product_number="PRD-2026-000034",
    product_url="https://portal.example/catalog/products/34/",
    category="structure",
    versions=(2, 3),
    valid_from=date(2026, 11, 1),
    valid_to=date(2028, 10, 31),
)
