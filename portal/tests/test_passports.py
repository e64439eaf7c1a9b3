"""A passport goes from one installation to another; what was changed, belongs to others or is old is refused."""

import io
import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils.translation import override

from catalog.models import Product
from catalog.tests.factories import attribute, class_node
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.passport.models import Passport, PassportImport
from portal.passport.queries.passports import all_sections, trust_in
from portal.passport.rules.package import read_passport
from portal.passport.services import issuers, issuing, taking
from portal.people.models import Certificate
from portal.people.states import Level
from portal.sealing import passports as seals
from portal.tests.elsewhere import KEY, furnished, installation, issued, packed, parts, resigned, rewritten, supplier
from portal.tests.factories import CompanyFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
TOOL = Path(__file__).resolve().parents[2] / "tools" / "verify_passport.py"


@pytest.fixture(autouse=True)
def english():
    """What people are told is compared in English."""
    with override("en"):
        yield


def sent(data: bytes, company, by) -> PassportImport:
    return taking.send_in(company, SimpleUploadedFile("passport.zip", data), by=by)


def trust_the_other():
    with override_settings(RECEIPT_KEYS=[KEY]):
        key = seals.public_keys()[0]
    issuers.trust_issuer(
        name="Elsewhere", url="https://elsewhere.example", x=key["x"], note="By telephone, 27 November", by=staff("AD")
    )
    return key


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def passport(kept, db):
    """Issued once for all tests: it does not change."""
    if "data" not in kept:
        kept["data"] = issued()
    return kept["data"]


def test_own_data_comes_over_as_drafts_and_evidence(passport):
    company = supplier(level=Level.L0, about_ko="", phone="031-1")
    admin = UserFactory(company=company, roles=("SA",), language="en")
    trust_the_other()
    attribute(class_node(), "bore", unit="mm", quantity="length")

    found = sent(passport, company, admin)
    assert (found.state, trust_in(found.kid, found.x)) == ("checked", "trusted")
    assert found.plan["catalog.products"]["counts"] == {"new": 1, "there": 0, "kept": 0}
    assert found.plan["people.certificates"]["counts"] == {"new": 1, "there": 0, "kept": 0}
    assert not Product.objects.exists()

    chosen = ["people.profile", "people.certificates", "catalog.products"]
    taking.take_in(found, chosen=chosen, by=admin)
    taking.run_import(found.pk)
    taking.run_import(found.pk)  # woken twice
    found.refresh_from_db()
    assert (found.state, found.failure) == ("taken", "")

    product = Product.objects.get(company=company)
    version = product.versions.get()
    assert (product.sku, product.state, version.name_ko) == ("GR-6204", "draft", "볼 베어링 6204")
    assert version.files.get().file.company == company
    certificate = Certificate.objects.get(company=company)
    assert (certificate.number, certificate.state, certificate.document.name) == ("Q-77", "pending", "iso-9001.pdf")
    company.refresh_from_db()
    assert (company.about_ko, company.phone, company.level) == ("베어링을 만듭니다.", "031-1", Level.L0)
    evidence = found.results["people.standing"]["evidence"]
    assert {"fact": "level", "value": "L2"}.items() <= evidence[0].items()
    assert found.results["catalog.products"]["taken"] == 1


def test_an_unknown_issuer_must_be_vouched_for_and_gives_no_evidence(passport):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",))
    found = sent(passport, company, admin)
    with pytest.raises(RuleBroken, match="Nobody here knows this issuer") as refusal:
        taking.take_in(found, chosen=["catalog.products"], by=admin)
    assert refusal.value.field == "vouched"
    taking.take_in(found, chosen=["catalog.products"], vouched=True, by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert set(found.results) == {"catalog.products"}
    with pytest.raises(RuleBroken, match="as new as this, or newer"):
        sent(passport, company, admin)


def test_a_withdrawn_key_counts_no_more(passport):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",))
    trust_the_other()
    from portal.passport.models import TrustedIssuer

    issuers.withdraw_issuer(TrustedIssuer.objects.get(), reason="the key was lost", by=staff("AD"))
    other = {"A": "B", "E": "F", "I": "J", "M": "N", "Q": "R", "U": "V", "Y": "Z", "c": "d"}  # two bits to spare
    other |= {"g": "h", "k": "l", "o": "p", "s": "t", "w": "x", "0": "1", "4": "5", "8": "9"}

    def respelled(text):
        told = json.loads(text)
        told["key"]["x"] = told["key"]["x"][:-1] + other[told["key"]["x"][-1]]
        return json.dumps(told).encode()

    found = sent(changed("signature.json", respelled)(passport), company, admin)
    with pytest.raises(RuleBroken, match="no longer trusted"):
        taking.take_in(found, chosen=["catalog.products"], vouched=True, by=admin)


def test_what_is_there_stays_as_it_is(passport):
    company = supplier(about_ko="여기서 쓴 소개")
    admin = furnished(company)
    trust_the_other()
    found = sent(passport, company, admin)
    taking.take_in(found, chosen=["people.profile", "people.certificates", "catalog.products"], by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert [found.results[code]["there"] for code in ("people.certificates", "catalog.products")] == [1, 1]
    assert Product.objects.filter(company=company).count() == 1
    company.refresh_from_db()
    assert company.about_ko == "여기서 쓴 소개"


def without(name):
    return lambda data: packed({key: value for key, value in parts(data).items() if key != name})


def changed(name, change):
    return lambda data: packed({key: change(value) if key == name else value for key, value in parts(data).items()})


def linked(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("files/" + "a" * 64)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def twice(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("passport.json", parts(data)["passport.json"])
    return out.getvalue()


def bomb(data):
    return packed(parts(data) | {"data/catalog.products.jsonl": b" " * 20_000_000})


DEEP = b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("tamper", "place"),
    [
        pytest.param(lambda data: b"not a zip at all", "not a readable ZIP", id="no-zip"),
        pytest.param(lambda data: data[: len(data) // 2], "not a readable ZIP", id="cut-off"),
        pytest.param(
            changed("data/catalog.products.jsonl", lambda text: text.replace(b"6204", b"6205")),
            "data/catalog.products.jsonl: Its content",
            id="row-changed",
        ),
        pytest.param(
            changed("data/catalog.products.jsonl", lambda text: text + b"{}\n"),
            "data/catalog.products.jsonl: It is longer",
            id="row-added",
        ),
        pytest.param(
            changed("passport.json", lambda text: text.replace(b"1234567891", b"1234567892")),
            "signature.json: signature",
            id="list-changed",
        ),
        pytest.param(
            changed("passport.json", lambda text: text + b" "),
            "passport.json: It is not in canonical form",
            id="list-respaced",
        ),
        pytest.param(
            changed("passport.json", lambda text: DEEP), "passport.json: It is not in canonical form", id="deep"
        ),
        pytest.param(
            changed("passport.json", lambda text: b'{"format":"together-passport/9"}'),
            "passport.json: format",
            id="other-form",
        ),
        pytest.param(
            changed("signature.json", lambda text: b"[]"), "signature.json: It is not a JSON object", id="no-signature"
        ),
        pytest.param(
            changed("signature.json", lambda text: text.replace(b'"kid": "', b'"kid": "0')),
            "signature.json: key.kid",
            id="key-renamed",
        ),
        pytest.param(without("signature.json"), "signature.json: It is missing", id="unsigned"),
        pytest.param(
            without("data/people.profile.jsonl"), "data/people.profile.jsonl: It is listed", id="section-gone"
        ),
        pytest.param(
            lambda data: packed(parts(data) | {"files/" + "0" * 64: b"x"}),
            "files/" + "0" * 64 + ": It is not listed",
            id="put-in-later",
        ),
        pytest.param(
            lambda data: packed(parts(data) | {"../../etc/cron.d/x": b"x"}),
            "../../etc/cron.d/x: A passport holds no such file",
            id="path",
        ),
        pytest.param(linked, "A passport holds no links", id="link"),
        pytest.param(twice, "passport.json: It stands there twice", id="twice"),
        pytest.param(bomb, "data/catalog.products.jsonl: It would unpack", id="bomb"),
        pytest.param(
            lambda data: resigned(data, lambda m: m["company"].update(business_number="9999999999")),
            "passport of another company",
            id="foreign",
        ),
        pytest.param(
            lambda data: resigned(data, lambda m: m.update(issued_at="2020-01-01T00:00:00Z")),
            "passport.json: issued_at: It is older than a year",
            id="old",
        ),
        pytest.param(
            lambda data: resigned(data, lambda m: m.update(issued_at="2120-01-01T00:00:00Z")),
            "passport.json: issued_at: It was issued in the future",
            id="future",
        ),
        pytest.param(
            lambda data: resigned(data, lambda m: m["sections"][0].update(path="../x")),
            "passport.json: sections[0].path",
            id="path-in-list",
        ),
        pytest.param(
            lambda data: resigned(data, lambda m: m["sections"].append(m["sections"][0] | {"path": "data/x.jsonl"})),
            "The rows of a section lie under its own name",
            id="section-twice",
        ),
        pytest.param(
            lambda data: resigned(data, lambda m: m["sections"][0].update(rows="many")),
            "passport.json: sections[0].rows",
            id="wrong-kind",
        ),
    ],
)
def test_a_file_that_was_changed_is_foreign_or_old_is_refused_with_its_place(passport, tamper, place):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    with pytest.raises(RuleBroken) as refusal:
        sent(tamper(passport), company, admin)
    assert place in str(refusal.value)
    assert refusal.value.field == "upload"
    assert not PassportImport.objects.exists()


def test_rows_of_another_form_are_refused_with_their_place(passport):
    """Signed by a stranger, with rows that are no products: said when it is sent in, never a fault of ours."""
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    with pytest.raises(RuleBroken, match="data/catalog.products.jsonl"):
        sent(rewritten(passport, "catalog.products", b'{"cells":5}\n'), company, admin)


def test_a_forger_signs_with_a_key_that_nobody_knows(passport):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",))
    trust_the_other()
    found = sent(resigned(passport, lambda manifest: manifest["issuer"].update(name="Hanbit Steel")), company, admin)
    assert trust_in(found.kid, found.x) == ""


def test_the_tool_checks_it_far_from_any_portal(passport, tmp_path):
    good, bad, keys = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "keys.json"
    good.write_bytes(passport)
    bad.write_bytes(
        changed("data/people.profile.jsonl", lambda text: text.replace("가람".encode(), "나람".encode()))(passport)
    )
    with override_settings(RECEIPT_KEYS=[KEY]):
        keys.write_text(json.dumps({"keys": seals.public_keys()}))

    def run(*arguments):
        return subprocess.run(
            [sys.executable, TOOL, *arguments], capture_output=True, text=True, timeout=60, check=False
        )

    held = run(good, "--keys", keys)
    assert (held.returncode, held.stderr) == (0, "")
    assert "elsewhere.example" in held.stdout
    broken = run(bad)
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "data/people.profile.jsonl: its content is not what was signed" in broken.stderr
    keys.write_text(json.dumps({"keys": seals.public_keys()}))
    assert "is not among the keys" in run(good, "--keys", keys).stderr


def test_the_same_data_make_the_same_list_and_nothing_of_others_is_in_it(passport):
    read = read_passport(io.BytesIO(passport))
    codes = {told["code"]: told for told in read.manifest["sections"]}
    assert codes["catalog.products"]["rows"] == 1
    assert {told["kind"] for told in codes.values()} == {"own", "record", "asserted"}
    assert "people.members" not in codes
    names = [row["name"] for row in read.manifest["files"]]
    assert sorted(names) == ["bearing.png", "iso-9001.pdf"]
    text = b"".join(content for name, content in parts(passport).items() if name.startswith("data/")).decode()
    assert "한빛제철" not in text or codes["contracts.contracts"]["rows"]


def test_data_of_people_needs_a_reason_and_documents_can_stay_out():
    company = supplier()
    admin = furnished(company)
    with pytest.raises(RuleBroken) as refusal:
        issuing.ask_passport(company, sections=["people.members"], by=admin)
    assert refusal.value.field == "reason"
    chosen = ["people.members", "catalog.products"]
    passport = issuing.ask_passport(company, sections=chosen, with_files=False, reason="We move elsewhere", by=admin)
    with pytest.raises(WrongState, match="is being written"):
        issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    issuing.run_passport(passport.pk)
    passport.refresh_from_db()
    assert passport.counts == {"sections": {"people.members": 1, "catalog.products": 1}, "files": 0, "left_out": 1}


def test_only_the_companys_administrator_issues_and_takes_in():
    company = supplier()
    furnished(company)
    colleague = UserFactory(company=company, roles=("SU", "SF"))
    stranger = UserFactory(company=CompanyFactory(), roles=("SA",))
    for person in (colleague, stranger, staff("AD")):
        with pytest.raises(NotAllowed):
            issuing.ask_passport(company, sections=["catalog.products"], by=person)
    admin = UserFactory(company=company, roles=("SA",))
    passport = issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    admin.active_membership.roles.clear()
    issuing.run_passport(passport.pk)
    passport.refresh_from_db()
    assert (passport.state, passport.content.name) == ("failed", "")
    assert "no longer the company's administrator" in passport.failure


def test_a_file_goes_after_a_week_or_when_it_is_deleted():
    company = supplier()
    admin = furnished(company)
    passport = issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    issuing.run_passport(passport.pk)
    passport.refresh_from_db()
    issuing.note_taken(passport, by=admin)
    issuing.end_passport(passport, by=admin)
    passport = Passport.objects.get()
    assert (passport.state, passport.content.name) == ("expired", "")
    with pytest.raises(WrongState):
        issuing.note_taken(passport, by=admin)


def test_every_section_of_every_app_can_be_written():
    """With an empty company: no column and no relation is missing."""
    with installation():
        company = supplier()
        admin = UserFactory(company=company, roles=("SA",))
        passport = issuing.ask_passport(
            company, sections=[code for code, _section in all_sections()], reason="All that there is", by=admin
        )
        issuing.run_passport(passport.pk)
        passport.refresh_from_db()
        assert (passport.state, passport.failure) == ("ready", "")
        assert set(passport.counts["sections"]) == set(passport.sections)
