"""Credentials of the portal, in the eyes of two verifiers that others wrote."""

from datetime import UTC, datetime

import pytest

from portal.sealing import credentials as vc
from portal.sealing.tests import verifiers

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SITE = "https://portal.example"
PURPOSES = (vc.REVOCATION, vc.SUSPENSION)
PLACE = 94_567


@pytest.fixture(autouse=True)
def _site(settings):
    settings.BASE_URL = SITE


def list_url(purpose):
    return f"{SITE}/lists/{purpose}"


def credential(**more):
    return {
        "@context": [vc.VC, {"@vocab": "https://schema.org/"}],
        "id": f"{SITE}/certificates/7",
        "type": ["VerifiableCredential", "Certification"],
        "issuer": {"id": vc.issuer(), "name": "동행"},
        "validFrom": vc.moment(AT),
        "credentialSubject": {"id": f"{SITE}/products/7", "type": "Product", "name": "데크플레이트"},
        "credentialStatus": [vc.status_entry(list_url(purpose), purpose, PLACE) for purpose in PURPOSES],
        **more,
    }


def published(**places):
    lists = {
        list_url(purpose): vc.secure(vc.status_list(list_url(purpose), purpose, places.get(purpose, []), at=AT), at=AT)
        for purpose in PURPOSES
    }
    return {f"{SITE}/.well-known/did.json": vc.did_document(), **lists}


@pytest.mark.parametrize(
    ("places", "openvc", "digital_bazaar"),
    [
        pytest.param({}, "verified", "verified", id="valid"),
        pytest.param({"suspension": [PLACE - 1, PLACE + 1]}, "verified", "verified", id="neighbours-suspended"),
        pytest.param({"suspension": [PLACE]}, "CredentialSuspended", "suspension", id="suspended"),
        pytest.param({"revocation": [PLACE]}, "CredentialRevoked", "revocation", id="withdrawn"),
    ],
)
def test_two_verifiers_of_others_say_the_same(places, openvc, digital_bazaar):
    signed, documents = vc.secure(credential(), at=AT), published(**places)

    assert verifiers.openvc(signed, documents) == openvc
    assert verifiers.digital_bazaar(signed, documents) == digital_bazaar


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"validUntil": "2099-01-01T00:00:00Z"}, id="longer"),
        pytest.param({"credentialSubject": {"id": f"{SITE}/products/8", "type": "Product"}}, id="another-product"),
        pytest.param({"credentialStatus": []}, id="no-status"),
    ],
)
def test_a_changed_credential_is_refused_by_both(change):
    changed, documents = {**vc.secure(credential(), at=AT), **change}, published()

    assert verifiers.openvc(changed, documents) == "SignatureInvalid"
    assert verifiers.digital_bazaar(changed, documents) == "Invalid signature."


def test_a_retired_key_still_verifies_and_a_foreign_one_does_not(settings):
    settings.RECEIPT_KEYS = ["of last year"]
    signed = vc.secure(credential(), at=AT)
    settings.RECEIPT_KEYS = ["of this year", "of last year"]
    assert verifiers.openvc(signed, published()) == "verified"

    settings.RECEIPT_KEYS = ["of this year"]
    assert verifiers.openvc(signed, published()) == "KeyResolutionError"
    assert "unknown key" in verifiers.digital_bazaar(signed, published())


def test_an_address_with_a_port_is_part_of_the_identifier(settings):
    settings.BASE_URL = "http://localhost:8000"

    assert vc.issuer() == "did:web:localhost%3A8000"


def test_the_portal_says_by_which_keys_it_signs(client):
    answer = client.get("/.well-known/did.json")

    assert answer.headers["Content-Type"] == "application/did+json"
    assert answer.json() == vc.did_document()
    assert answer.json()["id"] == "did:web:portal.example"
