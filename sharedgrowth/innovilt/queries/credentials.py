"""FIND: status lists, and what is behind a seal, a number or a file that somebody wants checked."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from portal.sealing import credentials as vc
from portal.sealing import receipts
from sharedgrowth.innovilt.models import Certificate, CertificateAct, Credential, StatusPlace
from sharedgrowth.innovilt.rules import credentials as rules
from sharedgrowth.innovilt.rules.badges import day_in_korea
from sharedgrowth.innovilt.states import ActState, CertificateState

STATES_OF = {  # what was withdrawn is not accepted either: a badge has this one list
    vc.REVOCATION: [CertificateState.WITHDRAWN],
    vc.SUSPENSION: [CertificateState.SUSPENDED, CertificateState.WITHDRAWN],
}


def public_certificates() -> QuerySet[Certificate]:
    """Everybody reads them: also those that ended."""
    return Certificate.objects.select_related("company", "product__current__class_node")


def status_places(purpose: str, list_no: int) -> list[int]:
    """The places that are set in a list."""
    found = StatusPlace.objects.filter(list_no=list_no, certificate__state__in=STATES_OF[purpose])
    return sorted(found.values_list("place", flat=True))


def status_changed_at(list_no: int) -> datetime | None:
    """When anything in the lists of this number last changed; None when there is no such list."""
    first = StatusPlace.objects.filter(list_no=list_no).aggregate(at=Min("certificate__issued_at"))["at"]
    if first is None:
        return None
    acts = CertificateAct.objects.filter(state=ActState.DONE, certificate__status_place__list_no=list_no)
    return max(first, acts.aggregate(at=Max("decided_at"))["at"] or first)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about something that claims to be a certificate.

    ``verdict``: ``genuine`` (ours, as we issued it), ``changed`` (names one of ours, but says something else),
    ``unknown`` (names a number that we never gave), ``foreign`` (issued by somebody else), ``unreadable``.
    ``differs`` names what does not agree, with what it says and what is true. ``printed``: of a paper, whether
    it is byte for byte what the portal prints; else only what is attached to it was checked.
    """

    verdict: str
    certificate: Certificate | None = None
    state: str = ""
    differs: tuple[tuple[str, str, str], ...] = ()
    number: str = ""
    issue: int = 0
    latest: int = 0
    printed: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether one may rely on it now."""
        return self.verdict == "genuine" and self.state == "valid"


def _about(certificate: Certificate, on: date) -> dict[str, Any]:
    state = rules.public_state(certificate.state, certificate.valid_from, certificate.valid_to, on)
    return {"certificate": certificate, "state": state, "number": certificate.number}


def check_number(number: str, on: date) -> Checked:
    """Somebody typed a number."""
    number = "".join(number.split()).upper()
    found = public_certificates().filter(number=number).first()
    if found is None:
        return Checked("unknown", number=number[:40])
    return Checked("genuine", **_about(found, on))


def check_seal(seal: str, on: date) -> Checked:
    """Somebody scanned a QR code: the signature tells whether we wrote it, the certificate what holds now."""
    opened = rules.open_seal(seal)
    if opened is None:
        return Checked("unreadable")
    text, signature, said = opened
    number = said.get("number", "")[:40]
    found = public_certificates().filter(number=number).first()
    if not _is_ours(text, signature):
        if found is None:
            return Checked("foreign", number=number)
        return Checked("changed", differs=_differences(said, found), **_about(found, on))
    if found is None:
        return Checked("unknown", number=number)
    issue = found.credentials.filter(seal=seal).values_list("no", flat=True).first() or 0
    return Checked("genuine", issue=issue, latest=_latest(found), **_about(found, on))


def check_document(document: Any, on: date) -> Checked:
    """Somebody sent a file: it is ours if it says exactly what we once signed."""
    if not isinstance(document, dict) or "credentialSubject" not in document:
        return Checked("unreadable")
    issuer = document.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    number = _number_in(document)
    found = public_certificates().filter(number=number).first() if number else None
    if found is not None:
        issues = [each.no for each in found.credentials.select_related("badge") if document in _texts_of(each)]
        if issues:
            return Checked("genuine", issue=issues[0], latest=_latest(found), **_about(found, on))
    if issuer != vc.issuer():
        return Checked("foreign", number=number, state="", certificate=None)
    if found is None:
        return Checked("unknown", number=number)
    return Checked("changed", differs=_differences(_said_in(document), found), **_about(found, on))


def _texts_of(signed: Credential) -> list[Any]:
    """What was signed for an issue: the credential, the badge."""
    texts = [signed.text, *([signed.badge.text] if hasattr(signed, "badge") else [])]
    return [json.loads(text) for text in texts]


def _latest(certificate: Certificate) -> int:
    return certificate.credentials.aggregate(no=Max("no"))["no"] or 0


def _is_ours(text: str, signature: str) -> bool:
    return any(receipts.is_signed(text, signature, receipts.raw_key(key)) for key in receipts.public_keys())


def _text(value: Any) -> str:
    """A value of a credential as plain text: a name in two languages is its Korean one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return str(value[0].get("@value", ""))[:200]
    if isinstance(value, list):
        return ",".join(str(each) for each in value)[:200]
    return str(value if value is not None else "")[:200]


def _part(document: Any, *path: str) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _is_badge(document: dict[str, Any]) -> bool:
    return _part(document, "credentialSubject", "achievement") is not None


def _number_in(document: dict[str, Any]) -> str:
    number = _part(document, "credentialSubject", "hasCertification", "certificationIdentification")
    number = _part(document, "credentialSubject", "licenseNumber") if _is_badge(document) else number
    return number[:40] if isinstance(number, str) else ""


def _said_in_badge(document: dict[str, Any]) -> dict[str, str]:
    """The same facts as a seal says, taken from a badge."""
    achievement = ("credentialSubject", "achievement")
    names = _part(document, "credentialSubject", "identifier")
    told = [each for each in names if isinstance(each, dict)] if isinstance(names, list) else []
    return {
        "number": _number_in(document),
        "holder": next((_text(each.get("identityHash")) for each in told if each.get("identityType") == "name"), ""),
        "product": _text(_part(document, *achievement, "name")),
        "product_number": _text(_part(document, *achievement, "humanCode")),
        "versions": _text(_part(document, *achievement, "version")),
        "valid_from": day_in_korea(document.get("validFrom")),
        "valid_to": day_in_korea(document.get("validUntil")),
    }


def _said_in(document: dict[str, Any]) -> dict[str, str]:
    """The same facts as a seal says, taken from a credential or a badge."""
    if _is_badge(document):
        return _said_in_badge(document)
    subject = document["credentialSubject"]
    return {
        "number": _number_in(document),
        "holder": _text(_part(subject, "manufacturer", "name")),
        "product": _text(_part(subject, "name")),
        "product_number": _text(_part(subject, "productID")),
        "versions": _text(_part(subject, "version")),
        "valid_from": _text(_part(subject, "hasCertification", "validFrom")),
        "valid_to": _text(_part(subject, "hasCertification", "expires")),
    }


def _differences(said: dict[str, str], certificate: Certificate) -> tuple[tuple[str, str, str], ...]:
    """What it says and what we signed last, where they are not the same."""
    latest = certificate.credentials.order_by("-no").first()
    opened = rules.open_seal(latest.seal) if latest else None
    true = opened[2] if opened else {}
    pairs = ((name, str(said.get(name, ""))[:200], true.get(name, "")) for name in rules.SEALED)
    return tuple(pair for pair in pairs if pair[1] != pair[2])
