"""Data passports of the demonstration: one that is ready, and another portal whose key is trusted."""

import base64
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.demo import Part, World, parts
from portal.passport.queries.passports import all_sections
from portal.passport.services import issuers, issuing


def fill(world: World) -> None:
    """For the first supplier."""
    company = world.suppliers[0]
    chosen = [code for code, section in all_sections() if not section.personal]
    passport = issuing.ask_passport(company, sections=chosen, by=world.bidders[company.pk])
    issuing.run_passport(passport.pk)
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"the invented portal of Dasom Shipbuilding").digest())
    x = base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).rstrip(b"=").decode()
    issuers.trust_issuer(
        name="다솜조선 협력사 포털",
        url="https://partners.dasom.example",
        x=x,
        note="다솜조선 시스템 담당자와 전화로 키 이름을 맞춰 보았습니다.",
        by=world.one("AD"),
    )
    world.say("1 data passport")


parts.add("passport", Part(order=98, title="data passports", fill=fill))
