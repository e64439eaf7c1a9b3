"""DO: sign a certificate for the world. Called inside the transactions that issue a certificate or widen it."""

import json
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from portal.clock import db_now
from portal.sealing import credentials as vc
from portal.sealing import receipts
from sharedgrowth.innovilt.models import Badge, Certificate, Credential, StatusPlace
from sharedgrowth.innovilt.rules import credentials as rules
from sharedgrowth.innovilt.rules.badges import badge
from sharedgrowth.innovilt.states import IN_LIFE

PER_LIST = vc.PLACES // 2  # a list is left when half of it is taken: a free place is found at once


@transaction.atomic
def issue_credential(certificate: Certificate) -> Credential:
    """The certificate with all versions that it covers now, signed; the one there is, if nothing was added."""
    certificate = (
        Certificate.objects.select_for_update(of=("self",)).select_related("company", "product").get(pk=certificate.pk)
    )
    latest = certificate.credentials.order_by("-no").first()
    told = told_of(certificate, issue=latest.no + 1 if latest else 1)
    if latest and _versions(latest) == [str(no) for no in told.versions]:
        return latest
    now = db_now()
    seal = rules.seal_text(*receipts.sign(rules.sealed(told)))
    place = _place(certificate)
    entries = [
        vc.status_entry(list_url(purpose, place.list_no), purpose, place.place)
        for purpose in (vc.REVOCATION, vc.SUSPENSION)
    ]
    document = rules.credential(
        told, site=settings.BASE_URL, issuer=vc.issuer(), seal_url=seal_url(seal), status=entries
    )
    text = json.dumps(vc.secure(document, at=now), ensure_ascii=False, indent=2)
    signed = Credential.objects.create(
        certificate=certificate,
        no=told.issue,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        seal=seal,
        signed_at=now,
    )
    _sign_badge(signed, told)
    return signed


def _sign_badge(signed: Credential, told: rules.Told) -> Badge:
    """The same certificate as an Open Badge: the same place in the list of what is not accepted, the same seal."""
    place, now = _place(signed.certificate), db_now()
    entry = vc.status_entry(list_url(vc.SUSPENSION, place.list_no), vc.SUSPENSION, place.place)
    document = badge(told, site=settings.BASE_URL, issuer=vc.issuer(), seal_url=seal_url(signed.seal), status=entry)
    text = json.dumps(vc.secure(document, at=now), ensure_ascii=False, indent=2)
    return Badge.objects.create(credential=signed, text=text, sha256=sha256(text.encode()).hexdigest(), signed_at=now)


@transaction.atomic
def sign_missing_badges() -> int:
    """Certificates that were signed before there were badges get theirs: of the latest issue, as that says it."""
    signed = 0
    latest = Credential.objects.filter(certificate=OuterRef("certificate")).order_by("-no").values("pk")[:1]
    found = Credential.objects.filter(badge=None, pk=Subquery(latest), certificate__state__in=sorted(IN_LIFE))
    whole = found.select_related("certificate__company", "certificate__product")
    for each in whole.select_for_update(of=("certificate",)):  # a credential is append-only, so it cannot be locked
        told = told_of(each.certificate, issue=each.no)
        if _versions(each) == [str(no) for no in told.versions]:
            _sign_badge(each, told)
            signed += 1
    return signed


def told_of(certificate: Certificate, *, issue: int) -> rules.Told:
    """What the certificate says."""
    company, product = certificate.company, certificate.product
    return rules.Told(
        number=certificate.number,
        issue=issue,
        holder_ko=company.legal_name_ko,
        holder_en=company.legal_name_en,
        holder_number=company.number,
        product_ko=certificate.name_ko,
        product_en=certificate.name_en,
        product_number=product.number,
        product_url=settings.BASE_URL + reverse("catalog:product-detail", args=[product.uid]),
        category=certificate.category,
        versions=sorted(certificate.versions.values_list("version__no", flat=True)),
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
    )


def seal_url(seal: str) -> str:
    """The address that the QR code carries: it opens the page that checks it."""
    return f"{settings.BASE_URL}{reverse('verify')}?c={seal}"


def list_url(purpose: str, list_no: int) -> str:
    """Where a status list is told, for ever."""
    return settings.BASE_URL + reverse("innovilt:status-list", args=[purpose, list_no])


def _versions(credential: Credential) -> list[str]:
    return json.loads(credential.text)["credentialSubject"]["version"]


def _place(certificate: Certificate) -> StatusPlace:
    """The place of the certificate; drawn anew until it is one that nobody has."""
    while (place := StatusPlace.objects.filter(certificate=certificate).first()) is None:
        list_no = 1 + StatusPlace.objects.count() // PER_LIST
        drawn = StatusPlace(certificate=certificate, list_no=list_no, place=secrets.randbelow(vc.PLACES))
        StatusPlace.objects.bulk_create([drawn], ignore_conflicts=True)
    return place
