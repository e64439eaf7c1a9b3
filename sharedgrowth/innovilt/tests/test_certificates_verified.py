"""A certificate outside the portal: verifiers of others, the tool, the page that checks; and after a suspension."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import today
from portal.sealing.tests import verifiers
from portal.tests.factories import staff
from sharedgrowth.innovilt.queries.register import marked_products
from sharedgrowth.innovilt.rules.credentials import seal_text
from sharedgrowth.innovilt.services import certificate_acts as acts
from sharedgrowth.innovilt.services.credentials import issue_credential
from sharedgrowth.innovilt.states import ActKind
from sharedgrowth.innovilt.tests.factories import certificate, office

pytestmark = pytest.mark.django_db
TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_certificate.py"
SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.BASE_URL = SITE


def act(made, kind, reason="시료 용강번호가 강재 증빙과 다릅니다."):
    """One person of the office proposes it, another one carries it out."""
    proposed = acts.propose_act(made, kind=kind, reason=reason, by=office())
    return acts.carry_out_act(proposed, by=staff("IV"))


def as_published(client, signed):
    """What a verifier finds at the addresses that the credential names."""
    found = {f"{SITE}/.well-known/did.json": client.get("/.well-known/did.json").json()}
    for entry in signed["credentialStatus"]:
        url = entry["statusListCredential"]
        found[url] = json.loads(client.get(url.removeprefix(SITE)).content)
    return found


def test_two_verifiers_of_others_accept_it_and_tell_its_suspension_and_withdrawal(client):
    made = certificate()
    answer = client.get(reverse("innovilt:credential-latest", args=[made.number]))
    signed = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/vc"

    def say():
        documents = as_published(client, signed)
        return verifiers.openvc(signed, documents), verifiers.digital_bazaar(signed, documents)

    assert say() == ("verified", "verified")
    act(made, ActKind.SUSPEND)
    assert say() == ("CredentialSuspended", "suspension")
    act(made, ActKind.REINSTATE)
    assert say() == ("verified", "verified")
    act(made, ActKind.WITHDRAW)
    assert say() == ("CredentialRevoked", "revocation suspension")  # what was withdrawn is not accepted either way


def tool(*arguments):
    told = [sys.executable, str(TOOL), *map(str, arguments)]
    return subprocess.run(told, capture_output=True, text=True, timeout=60, check=False)


def test_the_tool_checks_code_file_and_paper_without_the_portal(client, tmp_path):
    made = certificate()
    signed = made.credentials.get()
    keys = tmp_path / "twp-keys.json"
    keys.write_bytes(client.get("/.well-known/twp-keys.json").content)
    code, file, paper = tmp_path / "code.txt", tmp_path / "credential.json", tmp_path / "paper.pdf"
    code.write_text(json.loads(signed.text)["evidence"][0]["id"])
    file.write_text(signed.text)
    paper.write_bytes(client.get(reverse("innovilt:certificate-paper", args=[made.number, "ko"])).content)

    for each in (code, file, paper):
        told = tool(each)
        assert told.returncode == 0, told.stderr
        assert f"certificate {made.number}" in told.stdout
        assert ("the name 'Deck plate'" in told.stdout) is (each != code)
    late = tool(file, "--on", made.valid_to + timedelta(days=1))
    assert late.returncode == 1
    assert "it holds from" in late.stderr

    file.write_text(signed.text.replace('"credentialSubject": {', '"credentialSubject": {}, "credentialSubject": {', 1))
    assert "a name stands twice" in tool(file).stderr
    file.write_text(signed.text.replace(made.valid_to.isoformat(), "2099-12-31"))
    assert "valid_to: the file says '2099-12-31'" in tool(file).stderr
    code.write_text(code.read_text()[:-4] + "AAAA")
    assert "none of the portal's keys has signed this" in tool(code).stderr
    keys.unlink()
    assert "there is no twp-keys.json beside the file" in tool(file).stderr


def check(client, content, name="certificate.json"):
    answer = client.post(reverse("verify"), {"file": SimpleUploadedFile(name, content)})
    return answer, answer.context["found"]


def test_the_page_says_genuine_changed_foreign_or_unreadable(client):
    made = certificate()
    text = made.credentials.get().text
    paper = client.get(reverse("innovilt:certificate-paper", args=[made.number, "en"])).content

    _answer, found = check(client, text.encode())
    assert (found.verdict, found.state, found.certificate) == ("genuine", "valid", made)
    answer, found = check(client, paper, "certificate.pdf")
    assert (found.verdict, found.state, found.printed) == ("genuine", "valid", True)
    assert answer.context["kind"] == "ok"
    type(made.company).objects.filter(pk=made.company_id).update(legal_name_ko="다른 이름", legal_name_en="Renamed")
    assert check(client, paper, "certificate.pdf")[1].printed  # the paper says the name that was signed
    answer, found = check(client, paper + b"\n", "certificate.pdf")  # another print around the genuine attachment
    assert (found.verdict, found.printed) == ("genuine", False)
    assert answer.context["kind"] == "warn"
    twice = text.replace('"credentialSubject": {', '"credentialSubject": {"name": "forged"}, "credentialSubject": {', 1)
    assert check(client, twice.encode())[1].verdict == "unreadable"
    answer, found = check(client, text.replace(made.valid_to.isoformat(), "2099-12-31").encode())
    assert (found.verdict, found.differs) == ("changed", (("valid_to", "2099-12-31", made.valid_to.isoformat()),))
    assert "2099-12-31" in answer.content.decode()
    foreign = json.loads(text)
    foreign["issuer"]["id"] = "did:web:elsewhere.example"
    assert check(client, json.dumps(foreign).encode())[1].verdict == "foreign"
    unknown = json.loads(text)
    unknown["credentialSubject"]["hasCertification"]["certificationIdentification"] = "INVC-2026-999999"
    assert check(client, json.dumps(unknown).encode())[1].verdict == "unknown"
    for odd in ("\\u0000", "\\ud800"):  # PostgreSQL and UTF-8 have no such characters
        assert check(client, text.replace(made.number, odd).encode())[1].verdict == "unreadable"
        seal = seal_text(f'{{"kind": "innovilt-certificate-v1", "number": "{odd}"}}', "AAAA")
        assert client.get(reverse("verify"), {"c": seal}).context["found"].verdict == "unreadable"
    for broken in (b"", b"[]", b"%PDF-1.7 broken", b"{" * 100_000, b'{"credentialSubject": 5}', b"\xff\xfe"):
        answer = client.post(reverse("verify"), {"file": SimpleUploadedFile("x.json", broken)})
        assert answer.status_code in (200, 422)
    assert client.post(reverse("verify")).status_code == 422


def test_the_code_on_the_paper_follows_the_certificate(client):
    made = certificate()
    code = json.loads(made.credentials.get().text)["evidence"][0]["id"].removeprefix(SITE)
    assert client.get(code).context["found"].holds
    act(made, ActKind.SUSPEND)
    found = client.get(code).context["found"]
    assert (found.verdict, found.state, found.holds) == ("genuine", "suspended", False)
    assert client.get(reverse("innovilt:certificate-paper", args=[made.number, "ko"])).status_code == 409
    assert client.get(code[:-4] + "AAAA").context["found"].verdict == "changed"
    assert client.get(reverse("verify"), {"c": "nonsense"}).context["found"].verdict == "unreadable"
    typed = client.get(reverse("verify"), {"number": f" {made.number.lower()} "}).context["found"]
    assert (typed.verdict, typed.state) == ("genuine", "suspended")
    assert client.get(reverse("verify"), {"number": "INVC-1999-000001"}).context["found"].verdict == "unknown"


def test_it_is_signed_once_and_again_when_it_covers_another_version(client):
    made = certificate()
    assert issue_credential(made) == made.credentials.get()
    version = made.product.current
    newer = type(version).objects.create(
        product=made.product, no=2, class_node=version.class_node, created_by=version.created_by, name_ko="데크 2"
    )
    type(made.product).objects.filter(pk=made.product_id).update(current=newer)
    page = client.get(reverse("innovilt:certificate-detail", args=[made.number]))
    assert page.context["uncovered"] == newer
    assert marked_products([made.product_id]) == {}  # the changed version carries no badge
    made.versions.create(version=newer)
    assert set(marked_products([made.product_id])) == {made.product_id}
    assert client.get(reverse("innovilt:certificate-detail", args=[made.number])).context["uncovered"] is None
    again = issue_credential(made)
    assert (again.no, json.loads(again.text)["credentialSubject"]["version"]) == (2, ["1", "2"])
    first = made.credentials.get(no=1)
    assert json.loads(first.text)["credentialStatus"] == json.loads(again.text)["credentialStatus"]
    assert made.valid_from == today()
