"""Another installation for tests: other keys and another address, and a database of which nothing is left here."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings

from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, picture_bytes
from portal.passport.queries.passports import all_sections
from portal.passport.services import issuing
from portal.people.models import Certificate, CertificateKind, Company
from portal.people.states import Level
from portal.sealing.documents import canonical
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory

KEY = "another-installation-with-a-key-of-its-own-0123456789"
URL = "https://elsewhere.example"


@contextmanager
def installation(key: str = KEY, url: str = URL) -> Iterator[None]:
    """What is done inside happens at the other portal: its rows are undone, only its files come along."""
    with override_settings(RECEIPT_KEYS=[key], BASE_URL=url), transaction.atomic():
        yield
        transaction.set_rollback(True)


def supplier(**fields: Any) -> Company:
    """A company that stands in both installations under the same business number."""
    return CompanyFactory(brn="1234567891", legal_name_ko="가람정밀", legal_name_en="Garam Precision", **fields)


def furnished(company: Company):
    """Its administrator, a product with picture and value, a certificate with its document."""
    admin = UserFactory(company=company, roles=("SA",), language="en")
    BuyerFactory()
    node = class_node()
    attribute(node, "bore", unit="mm", quantity="length")
    picture = store_upload(ContentFile(picture_bytes(), name="bearing.png"), company=company, by=admin)
    paper = store_upload(ContentFile(pdf_bytes(b"9001"), name="iso-9001.pdf"), company=company, by=admin)
    ProductFactory(company=company, sku="GR-6204", name_ko="볼 베어링 6204", created_by=admin, file=picture, node=node)
    Certificate.objects.create(
        company=company,
        kind=CertificateKind.objects.get(code="ISO9001"),
        number="Q-77",
        issuer="한국품질원",
        valid_from=date(2026, 1, 1),
        valid_to=date(2099, 1, 1),
        document=paper,
        added_by=admin,
    )
    return admin


def issued(sections: list[str] | None = None, *, company: dict[str, Any] | None = None, **options: Any) -> bytes:
    """A passport as the other portal gives it out."""
    with installation():
        owner = supplier(
            **{"level": Level.L2, "about_ko": "베어링을 만듭니다.", "phone": "02-123-4567", **(company or {})}
        )
        admin = furnished(owner)
        chosen = sections or [code for code, section in all_sections() if not section.personal]
        passport = issuing.ask_passport(owner, sections=chosen, by=admin, **options)
        issuing.run_passport(passport.pk)
        passport.refresh_from_db()
        assert passport.state == "ready", passport.failure
        return passport.content.open("rb").read()


def parts(data: bytes) -> dict[str, bytes]:
    """The members of a passport."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def resigned(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same with another list, signed by somebody's own key: what a forger can do."""
    members = parts(data)
    manifest = json.loads(members["passport.json"])
    change(manifest)
    text = canonical(manifest)
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"a forger's key").digest())
    raw = key.public_key().public_bytes_raw()
    told = {
        "alg": "Ed25519",
        "context": "twp-passport-v1",
        "key": {"kid": sha256(raw).hexdigest()[:16], "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()},
        "signature": base64.b64encode(key.sign(b"twp-passport-v1\n" + text)).decode(),
    }
    return packed(members | {"passport.json": text, "signature.json": json.dumps(told).encode()})


def rewritten(data: bytes, code: str, rows: bytes) -> bytes:
    """The same with other rows of a section, rightly listed and signed by somebody's own key."""
    members = parts(data) | {f"data/{code}.jsonl": rows}

    def relist(manifest):
        for told in manifest["sections"]:
            if told["code"] == code:
                told.update(size=len(rows), sha256=sha256(rows).hexdigest(), rows=rows.count(b"\n"))

    return resigned(packed(members), relist)
