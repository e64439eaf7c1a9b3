"""A certificate as an Open Badge 3.0: its form, three verifiers of others, the tool, the page that checks."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from jsonschema import Draft202012Validator

from portal.sealing.open_badges import CONTEXT_URL
from portal.sealing.tests import verifiers
from sharedgrowth.innovilt.models import Badge
from sharedgrowth.innovilt.rules.credentials import VC
from sharedgrowth.innovilt.services.credentials import sign_missing_badges
from sharedgrowth.innovilt.states import ActKind
from sharedgrowth.innovilt.tests.factories import certificate
from sharedgrowth.innovilt.tests.test_certificates_verified import SITE, act, as_published, tool

pytestmark = pytest.mark.django_db
TEXT, MOMENT = {"type": "string", "minLength": 1}, {"type": "string", "format": "date-time"}


def thing(*required, kind="", closed=False, **properties):
    """An object with a type, as the tables of the specification describe it."""
    typed = {"type": "array", "contains": {"const": kind}} if kind else {}
    return {
        "type": "object",
        "required": [*required, *(["type"] if kind else [])],
        "properties": properties | ({"type": typed} if kind else {}),
        "additionalProperties": not closed,
    }


PROFILE = thing("id", kind="Profile", id=TEXT, name=TEXT, url=TEXT)
IDENTITY = thing(
    *("type", "hashed", "identityHash", "identityType"), closed=True,
    type={"const": "IdentityObject"}, hashed={"type": "boolean"}, identityHash=TEXT,
    identityType={"enum": ["name", "identifier", "accountId", "emailAddress"]},
)  # fmt: skip
ACHIEVEMENT = thing(
    *("id", "name", "description", "criteria"), kind="Achievement", id=TEXT, name=TEXT, description=TEXT,
    criteria=thing(id=TEXT, narrative=TEXT), creator=PROFILE, humanCode=TEXT, version=TEXT,
    achievementType={"enum": ["Certification"]},
)  # fmt: skip
SUBJECT = thing(
    *("achievement", "identifier"), kind="AchievementSubject", achievement=ACHIEVEMENT, licenseNumber=TEXT,
    identifier={"type": "array", "minItems": 1, "items": IDENTITY},
)  # fmt: skip
OPEN_BADGE = thing(
    *("@context", "id", "name", "issuer", "validFrom", "credentialSubject", "proof"), kind="OpenBadgeCredential",
    **{"@context": {"type": "array", "prefixItems": [{"const": VC}, {"const": CONTEXT_URL}], "minItems": 2}},
    id=TEXT, name=TEXT, description=TEXT, issuer=PROFILE, validFrom=MOMENT, validUntil=MOMENT,
    credentialSubject=SUBJECT, evidence={"type": "array", "items": thing(kind="Evidence", id=TEXT, name=TEXT)},
    credentialStatus=thing("id", "type", id=TEXT, type={"const": "BitstringStatusListEntry"}),
    proof=thing("type", "cryptosuite", "proofValue", "verificationMethod"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _site(settings):
    settings.BASE_URL = SITE


def badge_of(client, made):
    """As anybody downloads it."""
    answer = client.get(reverse("innovilt:badge-latest", args=[made.number]))
    assert answer.headers["Content-Type"] == "application/vc"
    return json.loads(answer.content)


def test_it_has_the_form_that_the_specification_asks_for(client):
    badge = badge_of(client, certificate())
    checker = Draft202012Validator(OPEN_BADGE, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(checker.iter_errors(badge)) == []
    assert "VerifiableCredential" in badge["type"]
    for name in ("id", "name", "issuer", "validFrom", "credentialSubject", "proof"):
        lacking = {key: value for key, value in badge.items() if key != name}
        assert [fault.validator for fault in checker.iter_errors(lacking)] == ["required"]
    badge["credentialSubject"]["achievement"].pop("criteria")
    assert [fault.message for fault in checker.iter_errors(badge)] == ["'criteria' is a required property"]


def test_three_verifiers_of_others_accept_it_and_tell_its_suspension_and_withdrawal(client):
    made = certificate()
    badge = badge_of(client, made)

    def say():
        documents = as_published(client, badge | {"credentialStatus": [badge["credentialStatus"]]})
        return [check(badge, documents) for check in (verifiers.openvc, verifiers.digital_bazaar, verifiers.openbadges)]

    assert say() == ["verified"] * 3
    act(made, ActKind.SUSPEND)
    suspended = say()
    assert suspended[:2] == ["CredentialSuspended", "suspension"]
    assert "status 'suspension' is set" in suspended[2]
    act(made, ActKind.REINSTATE)
    assert say() == ["verified"] * 3
    act(made, ActKind.WITHDRAW)
    assert say() == suspended  # it has one list: what was withdrawn is not accepted either
    forged = badge | {"name": "INNOVILT: forged"}
    assert "verified" not in verifiers.openbadges(forged, as_published(client, badge | {"credentialStatus": []}))


def test_the_tool_checks_it_without_the_portal(client, tmp_path):
    made = certificate()
    (tmp_path / "twp-keys.json").write_bytes(client.get("/.well-known/twp-keys.json").content)
    file: Path = tmp_path / "badge.json"
    text = made.credentials.get().badge.text
    file.write_text(text)
    told = tool(file)
    assert (told.returncode, f"certificate {made.number}" in told.stdout) == (0, True), told.stderr
    late = (made.valid_to + timedelta(days=1)).isoformat()
    assert "it holds from" in tool(file, "--on", late).stderr
    file.write_text(text.replace('"identityHash": "' + made.company.legal_name_ko, '"identityHash": "다른 회사'))
    assert "holder: the file says '다른 회사" in tool(file).stderr
    badge = json.loads(text)
    badge["credentialSubject"]["identifier"] = []
    file.write_text(json.dumps(badge))
    assert "Does not hold" in tool(file).stderr


def test_the_page_compares_it_with_what_was_signed(client):
    made = certificate()
    text = made.credentials.get().badge.text

    def found(content: str):
        upload = SimpleUploadedFile("badge.json", content.encode())
        return client.post(reverse("verify"), {"file": upload}).context["found"]

    assert (found(text).verdict, found(text).holds) == ("genuine", True)
    act(made, ActKind.SUSPEND)
    assert (found(text).verdict, found(text).state) == ("genuine", "suspended")
    changed = json.loads(text)
    changed["validUntil"] = "2099-12-31T14:59:59Z"
    verdict = found(json.dumps(changed))
    assert (verdict.verdict, verdict.differs) == ("changed", (("valid_to", "2099-12-31", made.valid_to.isoformat()),))
    for odd in (None, 5, "soon", ["x"]):
        changed["validUntil"] = odd
        assert found(json.dumps(changed)).verdict == "changed"
    changed["credentialSubject"]["identifier"] = "nobody"
    assert ("holder", "", made.company.legal_name_ko) in found(json.dumps(changed)).differs


def test_a_certificate_signed_before_there_were_badges_gets_one(client):
    made = certificate()
    signed = made.credentials.get()
    with connection.cursor() as cursor:  # rows stay: here it is as if there had been none
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE innovilt_badge DISABLE TRIGGER USER")
        signed.badge.delete()
        cursor.execute("ALTER TABLE innovilt_badge ENABLE TRIGGER USER")
    assert client.get(reverse("innovilt:badge-latest", args=[made.number])).status_code == 404
    page = client.get(reverse("innovilt:certificate-detail", args=[made.number])).content.decode()
    assert reverse("innovilt:badge-latest", args=[made.number]) not in page
    by_api = f"/api/v1/innovilt-certificates/{made.number}/badge/"
    assert client.get(by_api).status_code == 404
    assert (sign_missing_badges(), sign_missing_badges()) == (1, 0)
    assert client.get(by_api).json() == badge_of(client, made)
    assert badge_of(client, made)["id"].endswith(f"{made.number}/badge/1/")
    page = client.get(reverse("innovilt:certificate-detail", args=[made.number])).content.decode()
    assert reverse("innovilt:badge-latest", args=[made.number]) in page
    with transaction.atomic(), pytest.raises(IntegrityError, match="append-only"):
        Badge.objects.filter(credential=signed).update(text="{}")
