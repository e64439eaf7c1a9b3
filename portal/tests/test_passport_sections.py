"""What apps tell in a passport, with real data: out of one installation, into another, with its documents."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import override_settings
from django.utils.translation import override

from catalog import services as catalog
from catalog.tests import registering
from portal.errors import WrongState
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.passport.models import Passport, PassportImport
from portal.passport.services import issuers, issuing, taking
from portal.people.models import Company, User
from portal.sealing import passports as seals
from portal.tests.elsewhere import KEY, furnished, installation, parts, rewritten, supplier
from portal.tests.factories import UserFactory, staff
from portal.tests.factories import supplier as a_supplier
from purchasing.bidding import services as bidding
from purchasing.bidding.tests import factories as tenders
from purchasing.bidding.tests.test_site_visits import drawn_visit, report
from purchasing.esg.models import Entry
from purchasing.esg.services import consulting
from purchasing.esg.services import eco as eco_services
from purchasing.esg.services import gate as gate_services
from purchasing.esg.states import EntryItem
from purchasing.esg.tests import eco_stage, gate_stage
from sharedgrowth.benefit.services import rights, work
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as benefit
from sharedgrowth.friends.tests import stage as friends
from sharedgrowth.funds.services import drawdowns
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.innovilt.models import AllianceMember
from sharedgrowth.innovilt.tests import factories as innovilt
from sharedgrowth.innovilt.tests.test_marks import use_of
from sharedgrowth.support.services import levels
from sharedgrowth.support.tests import group_stage
from sharedgrowth.support.tests.factories import sme

pytestmark = pytest.mark.django_db
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def english():
    """What people are told is compared in English."""
    with override("en"):
        yield


def issued_for(company: Company, code: str) -> bytes:
    """Its passport of one section, written by its administrator."""
    Company.objects.filter(pk=company.pk).update(brn="1234567891")
    admin = UserFactory(company=company, roles=("SA",), language="en")
    passport = issuing.ask_passport(Company.objects.get(pk=company.pk), sections=[code], by=admin)
    issuing.run_passport(passport.pk)
    passport.refresh_from_db()
    assert (passport.state, passport.failure) == ("ready", "")
    return passport.content.open("rb").read()


def told(data: bytes, code: str) -> list[Row]:
    return [json.loads(line) for line in parts(data)[f"data/{code}.jsonl"].decode().splitlines()]


def trust_the_other() -> None:
    with override_settings(RECEIPT_KEYS=[KEY]):
        key = seals.public_keys()[0]
    issuers.trust_issuer(
        name="Elsewhere", url="https://elsewhere.example", x=key["x"], note="By telephone, 27 November", by=staff("AD")
    )


def taken_in(data: bytes, code: str, company: Company | None = None) -> tuple[PassportImport, User]:
    """Sent in at the second installation, which trusts the first, and taken in."""
    trust_the_other()
    company = company or supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    found = taking.send_in(company, SimpleUploadedFile("passport.zip", data), by=admin)
    taking.take_in(found, chosen=[code], by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.failure) == ("taken", "")
    return found, admin


# One company with one such thing each ---------------------------------------------------------------------------------
def application() -> Company:
    made = registering.applied()
    officer = staff("PO")
    registering.gated(registering.evaluated(made, by=officer), by=staff("ER"))
    return made.company


def notified() -> Company:
    made = registering.applied()
    officer = staff("PO")
    made = registering.gated(registering.evaluated(made, by=officer), by=staff("ER"))
    catalog.decide_application(made, by=staff("AP"), reason="76.5점")
    catalog.notify_result(made)
    return made.company


def consortium() -> Company:
    tender = tenders.published().tender
    lead, partner = a_supplier(), a_supplier()
    row = bidding.ask_partner(tender, partner=partner.company, share=Decimal("0.6"), by=lead)
    bidding.agree_partnership(row, by=partner)
    return partner.company


def visited() -> Company:
    visit = drawn_visit()
    report(visit, by=staff("PO"))
    bidding.decide_visit(visit, by=staff("ER"))
    return visit.company


def entry() -> Company:
    person = gate_stage.newcomer()
    made = gate_stage.filled(person)
    paper = SimpleUploadedFile("환경.pdf", pdf_bytes(b"E-2"), "application/pdf")
    gate_services.answer_point(made, "E-2", answer="yes", statement="해마다 잽니다.", uploads=[paper], by=person)
    return person.company


def consulted() -> Company:
    owner = a_supplier("SA")
    asked = consulting.ask_consulting(field="energy", need="압축 공기 누설을 줄이려 합니다.", by=owner)
    consulting.decide_consulting(asked, take=True, decision="12월에 방문합니다.", by=staff("SG"))
    return owner.company


def eco() -> Company:
    line = eco_stage.eco_line()
    eco_stage.rate_for(line)
    eco_services.count_all()
    return line.delivery.contract.payee


def promised() -> Company:
    owner = a_supplier("SA", "SF")
    made = funds.commitment(company=owner.company)
    paper = store_upload(upload("세금계산서.pdf", pdf_bytes(b"fund")), company=owner.company, by=owner)
    drawdowns.request_drawdown(
        made,
        tranche=1,
        amount=Decimal(12_000_000),
        evidence=[paper],
        invoice_numbers=["2026-1130-0001"],
        note="선금",
        by=owner,
    )
    return owner.company


def levelled() -> Company:
    company = sme()
    made = levels.assess(
        company,
        level=3,
        assessed_on=date(2026, 3, 2),
        how="설비 3대가 실적을 스스로 보냅니다.",
        upload=upload("수준.pdf", pdf_bytes(b"level")),
        by=staff("CN"),
    )
    levels.confirm_level(made, confirm=True, by=staff("SG"))
    return company


def helped() -> Company:
    owner = a_supplier("SA")
    group_stage.agreed(group_stage.wave(), by=owner)
    return owner.company


def diagnosed() -> Company:
    owner = a_supplier("SA")
    group_stage.diagnosed(group_stage.wave(), by=owner)
    return owner.company


def disputed() -> Company:
    task = benefit.task(TaskState.IN_PROGRESS)
    who = benefit.signer(task)
    made = rights.open_dispute(task, text="측정 방법이 다릅니다.", by=who)
    rights.answer_dispute(made, text="규정대로 재었습니다.", by=benefit.officer())
    return who.company


def prototype() -> Company:
    task = work.fail_task(benefit.task(TaskState.IN_PROGRESS), reason="코팅이 벗겨졌습니다.", by=benefit.officer())
    who = benefit.signer(task)
    papers = [SimpleUploadedFile("시험.pdf", pdf_bytes(b"coating"), "application/pdf")]
    rights.claim_cost(task, amount_won=Decimal(11_500_000), evidence="코팅 시험 3회", uploads=papers, by=who)
    return who.company


def ally() -> Company:
    made = innovilt.certificate()
    assert AllianceMember.objects.filter(company=made.company).exists()
    return made.company


def marked() -> Company:
    made = innovilt.certificate()
    use_of(made)
    return made.company


def friend() -> Company:
    return friends.member(listed=True).company


def activity() -> Company:
    owner = friends.member()
    friends.proposed(by=owner, lead=owner)
    return owner.company


RECORDS: list[tuple[str, Callable[[], Company], Row, list[str]]] = [
    (
        "catalog.group_applications",
        application,
        {"references": "한빛제철, 볼 베어링, 2025", "result": None},
        ["credit.pdf"],
    ),
    ("catalog.group_applications", notified, {"state": "notified", "group": "BRG"}, ["credit.pdf"]),
    ("bidding.partnerships", consortium, {"share": "0.6", "ended_at": None}, []),
    ("esg.consulting", consulted, {"field": "energy", "decision": "12월에 방문합니다."}, []),
    ("esg.eco_purchases", eco, {"kind": "reduce", "usd": "1000", "credit_note": None}, []),
    ("funds.commitments", promised, {"amount": "30000000", "purpose": "스마트공장 구축"}, ["세금계산서.pdf"]),
    ("support.group_requests", helped, {"root_cause": "정비 주기가 없습니다."}, []),
    ("support.group_requests", diagnosed, {"root_cause": "", "findings": ""}, []),
    ("benefit.disputes", disputed, {"text": "측정 방법이 다릅니다.", "answer": "규정대로 재었습니다."}, []),
    ("benefit.prototype_costs", prototype, {"evidence": "코팅 시험 3회"}, ["시험.pdf"]),
    ("innovilt.mark_uses", marked, {"purpose": "제품 안내서", "medium": "brochure"}, ["mark.pdf"]),
    ("friends.memberships", friend, {"state": "active", "listed": True}, []),
    ("friends.activities", activity, {"state": "proposed"}, []),
]
ASSERTED = [
    ("bidding.site_visits", visited, {"state": "revoked", "file": None}, []),  # the report is the buyer's own file
    ("support.smart_levels", levelled, {"level": 3, "state": "confirmed"}, ["수준.pdf"]),
    ("innovilt.membership", ally, {"state": "active"}, []),
]


def named(case) -> str:
    return f"{case[0]}-{case[1].__name__}"


@pytest.mark.parametrize("case", RECORDS, ids=named)
def test_a_record_goes_along_and_is_read_elsewhere_but_changes_nothing(case):
    code, make, expected, papers = case
    with installation():
        data = issued_for(make(), code)
    (row,) = told(data, code)
    assert expected.items() <= row.items(), row
    manifest = json.loads(parts(data)["passport.json"])
    assert [file["name"] for file in manifest["files"]] == papers
    assert manifest["sections"][0]["kind"] == "record"
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    trust_the_other()
    found = taking.send_in(company, SimpleUploadedFile("passport.zip", data), by=admin)
    assert found.plan == {}
    taking.take_in(found, chosen=[code], by=admin)
    taking.run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.results, found.chosen) == ("taken", {}, [])
    assert found.manifest["sections"][0]["rows"] == 1


@pytest.mark.parametrize("case", ASSERTED, ids=named)
def test_what_a_portal_says_is_evidence_elsewhere(case):
    code, make, expected, papers = case
    with installation():
        data = issued_for(make(), code)
    (row,) = told(data, code)
    assert expected.items() <= row.items(), row
    assert [file["name"] for file in json.loads(parts(data)["passport.json"])["files"]] == papers
    found, _admin = taken_in(data, code)
    assert found.results == {code: {"evidence": [row]}}


def test_an_entry_qualification_becomes_a_draft_with_its_evidence():
    with installation():
        data = issued_for(entry(), "esg.entries")
    (row,) = told(data, "esg.entries")
    assert {point["item"] for point in row["points"]} == {f"E-{no}" for no in range(1, 11)}
    assert all("owners" not in point for point in row["points"])
    found, admin = taken_in(data, "esg.entries", supplier(entered=False))
    assert found.results["esg.entries"] == {"taken": 1, "there": 0, "kept": 0, "refused": []}
    made = Entry.objects.get(company=found.company)
    assert (made.state, made.created_by) == ("draft", admin)
    assert set(made.self_answers.values()) == {3}
    answers = {point.item: point for point in made.points.all()}
    assert (answers["E-2"].statement, answers["E-2"].passed) == ("해마다 잽니다.", None)
    assert [file.name for file in answers["E-2"].files.all()] == ["환경.pdf"]
    assert answers["E-2"].files.get().company == found.company
    assert answers[EntryItem.CODE].answer == ""  # the code of conduct is consented to here
    assert gate_services.faults_of(made, list(made.points.all()), consented=False)


def test_an_entry_qualification_that_is_there_stays():
    with installation():
        data = issued_for(entry(), "esg.entries")
    company = supplier()
    here = gate_services.begin_entry(by=UserFactory(company=company, roles=("SA",)))
    found, _admin = taken_in(data, "esg.entries", company)
    assert found.results["esg.entries"]["there"] == 1
    assert Entry.objects.get(company=company) == here


def test_an_entry_that_nobody_here_could_have_written_is_taken_as_far_as_it_goes():
    with installation():
        data = issued_for(entry(), "esg.entries")
    (row,) = told(data, "esg.entries")
    row["self_answers"] = {"q": 3} | dict.fromkeys(list(row["self_answers"])[:2], 9)
    row["points"] = [
        {"item": "E-99", "answer": "yes", "statement": "", "remedy": "", "evidence_until": None, "files": []},
        {"item": "E-3", "answer": "na", "statement": "", "remedy": "", "evidence_until": "2020-01-01", "files": []},
        {"item": "E-4", "answer": "no", "statement": "x" * 5000, "remedy": "", "evidence_until": None, "files": []},
    ]
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",), language="en")
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    found = taking.send_in(company, SimpleUploadedFile("passport.zip", rewritten(data, "esg.entries", line)), by=admin)
    taking.take_in(found, chosen=["esg.entries"], vouched=True, by=admin)
    taking.run_import(found.pk)
    made = Entry.objects.get(company=company)
    assert made.self_answers == {}
    assert {p.item: p.answer for p in made.points.all() if p.answer} == {"E-4": "no"}
    assert len(made.points.get(item="E-4").statement) == 1000


# Files and faults -----------------------------------------------------------------------------------------------------
def test_a_file_of_others_goes_in_only_where_its_page_would_give_it():
    company = supplier()
    admin = UserFactory(company=company, roles=("SA",))
    other = a_supplier("SA")
    theirs = store_upload(upload("theirs.pdf", pdf_bytes(b"x")), company=other.company, by=other)
    ours = store_upload(upload("ours.pdf", pdf_bytes(b"y")), company=company, by=admin)

    class Written(list):
        def open(self, *_args):
            raise AssertionError("without documents nothing is written")

    passport = Passport(company=company, with_files=False)
    gathered = issuing.Gathered(passport, admin, Written())
    assert gathered.file(theirs) is None
    assert gathered.file(ours) == {"sha256": ours.sha256, "name": "ours.pdf"}
    assert len(gathered.left_out) == 1


def test_only_the_passport_that_is_being_made_is_a_reason_to_wait():
    company = supplier()
    admin = furnished(company)
    passport = issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    with pytest.raises(WrongState, match="is being written"):
        issuing.ask_passport(company, sections=["catalog.products"], by=admin)
    issuing.end_passport(passport, by=admin)
    with connection.cursor() as cursor:  # the next one gets the number of this one
        cursor.execute("SELECT setval('number_psp', %s, false)", [int(passport.number.rpartition("-")[2])])
    with pytest.raises(IntegrityError, match="number"):
        issuing.ask_passport(company, sections=["catalog.products"], by=admin)
