"""What of a passport from elsewhere is taken, how much at once, and how work that comes to no end is ended."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.passport.models import Passport, PassportImport
from portal.passport.services import issuing, taking
from portal.people.models import Certificate
from portal.sealing.documents import canonical
from portal.tests.elsewhere import furnished, issued, parts, resigned, rewritten, supplier
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """What people are told is compared in English."""
    with override("en"):
        yield


def sent(data: bytes, company, by) -> PassportImport:
    return taking.send_in(company, SimpleUploadedFile("passport.zip", data), by=by)


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def passport(kept, db):
    """Issued once for all tests: it does not change."""
    if "data" not in kept:
        kept["data"] = issued(["people.profile", "people.certificates", "catalog.products"])
    return kept["data"]


@pytest.mark.parametrize(
    ("country", "number", "is_its_own"),
    [
        ("PT", "VAT:PT100000010", True),
        ("PT", "VAT:100000010", True),  # as a release writes it that keeps no countries
        ("EE", "VAT:100000010", False),  # the number is well formed there, too
        ("EE", "VAT:EE100000010", False),
        ("PT", "DUNS:100000010", False),
        ("PT", "", False),
    ],
)
def test_a_passport_belongs_to_who_has_the_vat_number_in_that_country(passport, country, number, is_its_own):
    company = CompanyFactory(country="PT", brn="", foreign_id_type="VAT", foreign_id="PT100000010")
    told = {"country": country, "business_number": "", "foreign_number": number}
    data = resigned(passport, lambda manifest: manifest["company"].update(told))
    admin = UserFactory(company=company, roles=("SA",), language="en")
    if is_its_own:
        assert sent(data, company, admin).company == company
        return
    with pytest.raises(RuleBroken, match="passport of another company"):
        sent(data, company, admin)


def test_a_profile_is_taken_as_the_form_on_the_page_takes_it():
    """The size is proven by a certificate; what the form refuses is refused here, in its words."""
    data = issued(["people.profile"], company={"size_class": "SMALL", "website": "https://garam.example"})
    row = json.loads(parts(data)["data/people.profile.jsonl"])
    assert row["size_class"] == "SMALL"
    row |= {"website": "javascript:alert(1)", "phone": "0" * 40, "postcode": "3\u202e7", "about_en": "Bearings"}
    company = supplier(size_class="", about_ko="", about_en="", phone="", website="", postcode="")
    admin = UserFactory(company=company, roles=("SA",), language="en")
    found = sent(rewritten(data, "people.profile", canonical(row) + b"\n"), company, admin)
    taking.take_in(found, chosen=["people.profile"], vouched=True, by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.failure) == ("taken", "")
    company.refresh_from_db()
    assert (company.size_class, company.website, company.phone, company.postcode) == ("", "", "", "")
    assert (company.about_en, company.about_ko) == ("Bearings", "베어링을 만듭니다.")
    refused = [what for what, _why in found.results["people.profile"]["refused"]]
    assert {"Postcode", "Phone", "Website"} <= set(refused)


def test_many_rows_are_refused_before_any_is_asked_for(passport, monkeypatch, django_assert_max_num_queries):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    row = {"kind": "ISO9001", "issuer": "A", "valid_from": "2026-01-01", "valid_to": "2099-01-01", "document": None}
    rows = b"".join(canonical(row | {"number": f"Q-{at}"}) + b"\n" for at in range(40))
    with django_assert_max_num_queries(25):
        sent(rewritten(passport, "people.certificates", rows), company, admin)
    monkeypatch.setattr("portal.passport.rules.package.MOST_ROWS", 30)
    with pytest.raises(RuleBroken, match="data/people.certificates.jsonl: it holds more than 30 rows"):
        sent(rewritten(passport, "people.certificates", rows), company, admin)
    told = resigned(passport, lambda m: m["sections"][0].update(rows=7))
    with pytest.raises(RuleBroken, match="more or fewer rows"):
        sent(told, company, admin)


@pytest.mark.parametrize("text", ["A\\u0000", "A\\ud800", "A"])
def test_what_no_database_keeps_is_refused_in_a_row(passport, text):
    line = b'{"cells":{"name_ko":"x","sku":"%s"},"n":%s}\n' % (text.encode(), b"NaN" if text == "A" else b"1")
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    with pytest.raises(RuleBroken, match="data/catalog.products.jsonl:1: It is not a line of canonical JSON"):
        sent(rewritten(passport, "catalog.products", line), company, admin)


def test_a_large_section_is_taken_in_steps_and_another_worker_goes_on(passport, monkeypatch):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    row = {"kind": "ISO9001", "issuer": "A", "valid_from": "2026-01-01", "valid_to": "2099-01-01", "document": None}
    rows = b"".join(canonical(row | {"number": f"Q-{at}"}) + b"\n" for at in range(45))
    found = sent(rewritten(passport, "people.certificates", rows), company, admin)
    taking.take_in(found, chosen=["people.certificates"], vouched=True, by=admin)
    for part in (20, 40, 45):
        taking.run_import(found.pk, seconds=-1)
        assert Certificate.objects.filter(company=company).count() == part
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.results["people.certificates"]["taken"]) == ("taken", 45)


def test_work_that_comes_to_no_end_fails_and_can_be_stopped(passport):
    company = supplier()
    admin = furnished(company)
    issued_here = issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    Passport.objects.filter(pk=issued_here.pk).update(tries=3)
    issuing.run_passport(issued_here.pk)
    issued_here.refresh_from_db()
    assert (issued_here.state, "came to no end" in issued_here.failure) == ("failed", True)
    other = issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    with pytest.raises(WrongState, match="is being written"):
        issuing.resume_passport(issued_here, by=admin)
    issuing.end_passport(other, by=admin)
    issuing.run_passport(other.pk)
    other.refresh_from_db()
    assert other.state == "cancelled"
    assert issuing.resume_passport(issued_here, by=admin).state == "queued"

    found = sent(passport, company, admin)
    taking.take_in(found, chosen=["catalog.products"], vouched=True, by=admin)
    PassportImport.objects.filter(pk=found.pk).update(tries=3)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, "came no further" in found.failure) == ("failed", True)
    taking.resume_import(found, by=admin)
    taking.discard(found, by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.content.name, found.results) == ("discarded", "", {})


def test_passports_that_nobody_takes_do_not_pile_up(passport):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    old = sent(passport, company, admin)
    for number in ("PSP-2", "PSP-3"):
        sent(resigned(passport, lambda m, number=number: m.update(number=number)), company, admin)
    with pytest.raises(RuleBroken, match="3 passports wait here already"):
        sent(resigned(passport, lambda m: m.update(number="PSP-4")), company, admin)
    PassportImport.objects.filter(pk=old.pk).update(touched_at=db_now() - timedelta(days=31))
    taking.tidy()
    old.refresh_from_db()
    assert (old.state, old.content.name) == ("discarded", "")


def test_what_was_sent_in_is_asked_again_when_it_is_taken(passport):
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    older = sent(resigned(passport, lambda m: m.update(number="PSP-1")), company, admin)
    newer = sent(resigned(passport, lambda m: m.update(number="PSP-2")), company, admin)
    taking.take_in(newer, chosen=["catalog.products"], vouched=True, by=admin)
    taking.run_import(newer.pk)
    with pytest.raises(RuleBroken, match="as new as this, or newer"):
        taking.take_in(older, chosen=["catalog.products"], vouched=True, by=admin)
