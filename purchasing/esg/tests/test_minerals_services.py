"""Declarations of minerals, their screening, lists, findings, blocked orders, cases."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook

from catalog.tests.factories import ProductFactory, class_node
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.tests.factories import CompanyFactory, staff
from purchasing.esg.models import MineralDeclaration, MineralIssue, RedFlag, ScreeningList
from purchasing.esg.queries import minerals as queries
from purchasing.esg.services import flags, mineral_cases, mineral_clock, mineral_files, mineral_policy, minerals
from purchasing.esg.services.screening import rescreen_all
from purchasing.esg.states import StandingFact
from purchasing.esg.tests.factories import hear, person
from purchasing.esg.tests.mineral_factories import area_list, declared, smelter_list, workbook

pytestmark = pytest.mark.django_db


def test_a_declaration_goes_from_draft_to_accepted_and_holds_twelve_months():
    smelter_list()

    declaration = declared(accepted=True)

    assert declaration.state == "accepted"
    assert declaration.valid_to == today().replace(year=today().year + 1)
    assert list(declaration.smelters.values_list("cid", "status", "findings")) == [("CID900001", "conformant", [])]
    moves = AuditEntry.objects.filter(thing_type="esg.mineraldeclaration", thing_id=str(declaration.pk))
    assert [entry.what for entry in moves.order_by("pk") if entry.after] == ["submit", "check", "accept"]
    assert standing_of(declaration.company, StandingFact.MINERALS, today()) == "clear"


def test_an_incomplete_declaration_stays_a_draft_and_everything_missing_is_named():
    declaration = declared(submitted=False, authorizer="", declared_on=today() - timedelta(days=400))
    officer = person(declaration.company, "SE")

    with pytest.raises(RuleBroken) as refusal:
        minerals.submit_declaration(declaration, by=officer)

    assert "2 points" in str(refusal.value)
    assert [(fault.code, fault.place) for fault in minerals.faults_of(declaration)] == [
        ("missing", "authorizer"),
        ("old", "declared_on"),
    ]
    declaration.refresh_from_db()
    assert (declaration.state, declaration.contact, declaration.smelters.count()) == ("requested", "김하늘", 1)
    assert ("version", "template_version") not in {
        (fault.code, fault.place) for fault in minerals.faults_of(declaration)
    }


def test_a_metal_in_use_needs_a_smelter_and_no_smelter_stands_twice():
    declaration = declared(submitted=False, smelters=["CID900001", "CID900001"])
    declaration.metal_answers["gold"] = {"used": "yes"}
    declaration.save()

    codes = {(fault.code, fault.place) for fault in minerals.faults_of(declaration)}

    assert {("twice", "smelter.2"), ("no_smelter", "gold"), ("answer", "gold.suppliers")} <= codes


def test_a_number_with_another_name_counts_as_unknown():
    smelter_list()
    declaration = declared(submitted=False)
    officer = person(declaration.company, "SE")
    borrowed = minerals.SmelterIn(metal="tin", name="Somebody Else", cid="CID900001", country="KR")
    minerals.save_smelter(declaration, borrowed, row=1, by=officer)

    minerals.submit_declaration(declaration, by=officer)

    smelter = declaration.smelters.get()
    assert (smelter.status, smelter.remark) == ("unknown", "name")
    assert MineralIssue.objects.get().kind == "unknown"  # all of its tin smelters are


def test_screening_raises_a_flag_for_two_people_and_clears_it_when_the_smelter_is_replaced():
    smelter_list()
    area_list()
    declaration = declared(smelters=["CID900005", "CID900003"])
    company, officer = declaration.company, person(declaration.company, "SE")

    kinds = MineralIssue.objects.filter(cleared_on=None).order_by("kind", "metal")
    assert [(each.kind, each.metal, each.cid) for each in kinds] == [
        ("non_conformant", "tantalum", "CID900005"),
        ("transit", "gold", "CID900003"),
    ]
    issue = kinds[0]
    assert (issue.plan_by, issue.replace_by) == (today() + timedelta(days=30), today() + timedelta(days=180))
    assert (issue.flag.source, issue.flag.state, issue.flag.raised_by) == ("minerals", "alleged", None)

    minerals.ask_declaration(declaration, question="제련소를 바꿀 수 있습니까?", by=staff("ER"))
    declaration.refresh_from_db()
    good = minerals.SmelterIn(metal="tantalum", name="Baekdu Tungsten", cid="CID900009", country="KR")
    minerals.save_smelter(declaration, good, row=1, by=officer)
    smelter_list(
        "2026-12",
        rows=[
            ("CID900009", "tantalum", "Baekdu Tungsten", "KR", "conformant"),
            ("CID900003", "gold", "Golden Gate Refinery", "AE", "conformant"),
        ],
    )
    minerals.submit_declaration(declaration, by=officer)

    assert list(queries.open_issues(company).values_list("kind", flat=True)) == ["transit"]
    assert RedFlag.objects.filter(company=company).count() == 2


def test_cobalt_of_a_smelter_that_is_not_conformant_blocks_at_once_and_frees_with_the_new_list():
    smelter_list()
    declaration = declared(template="emrt", smelters=["CID900007"])
    company = declaration.company
    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:cobalt"

    smelter_list("2026-12", CID900007="conformant")
    hear()

    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"
    assert Standing.objects.filter(company=company, fact=StandingFact.MINERALS).count() == 2
    assert not queries.open_issues(company).exists()


def test_another_metal_is_blocked_only_when_a_second_person_confirmed_the_flag():
    smelter_list()
    declaration = declared(smelters=["CID900005"])
    company = declaration.company
    assert standing_of(company, StandingFact.MINERALS, today()) == "clear"

    flag = MineralIssue.objects.get(company=company).flag
    flags.confirm_flag(flag, decision="목록에서 확인했습니다.", by=staff("ER"))
    hear()

    assert standing_of(company, StandingFact.MINERALS, today()) == "blocked:tantalum"


def test_screening_twice_changes_nothing():
    smelter_list()
    declared(smelters=["CID900005"])
    before = MineralIssue.objects.count(), RedFlag.objects.count(), Standing.objects.count()

    assert rescreen_all(reason="again") == 0
    assert (MineralIssue.objects.count(), RedFlag.objects.count(), Standing.objects.count()) == before


def test_a_list_imported_twice_is_one_and_its_diff_says_what_changed():
    first = smelter_list()
    assert smelter_list().pk == first.pk
    assert ScreeningList.objects.count() == 1

    second = smelter_list("2026-12", CID900002="conformant")

    assert [len(second.diff[name]) for name in ("new", "gone", "changed")] == [0, 0, 1]
    assert second.diff["changed"][0][0] == "CID900002 tin"
    with pytest.raises(RuleBroken, match="with other rows"):
        smelter_list("2026-12")


def test_who_must_declare_follows_from_classes_and_products(product_in_class):
    company, node = product_in_class
    reviewer = staff("ER")
    assert queries.metals_of_company(company) == set()

    mineral_policy.set_mineral_class(node, metals=["tin", "gold"], reason="땜납과 도금", by=reviewer)

    assert queries.metals_of_company(company) == {"tin", "gold"}
    assert mineral_clock.ask_who_has_to(today()) == 1
    assert mineral_clock.ask_who_has_to(today()) == 0  # it is under way
    assert MineralDeclaration.objects.get(company=company).template == "cmrt"
    assert not queries.has_declared(company, today())


@pytest.fixture
def product_in_class():
    product = ProductFactory()
    return product.company, product.current.class_node


def test_after_180_days_a_limitation_is_proposed_once():
    smelter_list()
    declaration = declared(smelters=["CID900005"])
    late = today() + timedelta(days=181)

    assert mineral_clock.limit_the_late(late) == 1
    assert mineral_clock.limit_the_late(late) == 0

    limitation = declaration.company.limitations.get()
    assert (limitation.level, limitation.state) == ("2", "proposed")
    assert "CID900005" in limitation.facts


def test_who_submitted_does_not_accept_and_a_program_does_not_submit():
    smelter_list()
    declaration = declared()
    with pytest.raises(NotAllowed):
        minerals.accept_declaration(declaration, by=person(declaration.company, "SE"))
    with pytest.raises(NotAllowed):
        minerals.accept_declaration(declaration, by=staff("PO"))


def test_a_form_that_was_opened_before_a_colleague_saved_is_refused():
    declaration = declared(submitted=False)
    officer = person(declaration.company, "SE")
    seen = declaration.version
    minerals.save_declaration(declaration, minerals.Contents(contact="가"), version=seen, by=officer)

    with pytest.raises(WrongState, match="colleague"):
        minerals.save_declaration(declaration, minerals.Contents(contact="나"), version=seen, by=officer)

    declaration.refresh_from_db()
    assert declaration.contact == "가"


def test_a_case_takes_its_five_steps_in_order_with_their_facts():
    smelter_list()
    declaration = declared(accepted=True)
    reviewer = staff("ER")
    case = mineral_cases.open_case(declaration.company, year=today().year, by=reviewer)
    assert mineral_cases.open_case(declaration.company, year=today().year).pk == case.pk

    with pytest.raises(RuleBroken, match="Policy consented"):
        mineral_cases.finish_step(case, step="1", words="정책 동의를 확인", by=reviewer)
    mineral_policy.consent_policy(queries.policy_on(today()), by=person(declaration.company, "SA"))
    with pytest.raises(RuleBroken, match="First comes"):
        mineral_cases.finish_step(case, step="2", words="먼저", by=reviewer)
    for step in "12345":
        mineral_cases.finish_step(case, step=step, words="확인", by=reviewer)

    assert case.steps.count() == 5
    with pytest.raises(WrongState):
        mineral_cases.finish_step(case, step="5", words="다시", by=reviewer)


# Workbooks ------------------------------------------------------------------------------------------------------------
def fill(file, template="cmrt"):
    declaration = declared(template=template, submitted=False, smelters=[])
    officer = person(declaration.company, "SE")
    return mineral_files.import_workbook(declaration, file, on=today(), by=officer)


def test_a_workbook_fills_the_declaration_and_can_be_submitted():
    smelter_list()

    declaration = fill(workbook(products=[("P-1", "볼트", "")], scope="B. Product (or List of Products)"))

    assert (declaration.template_version, declaration.scope, declaration.contact) == ("6.4", "product", "김하늘")
    assert declaration.products == [{"no": "P-1", "name": "볼트", "comment": ""}]
    assert declaration.metal_answers["tin"]["suppliers"] == "100%"
    assert list(declaration.smelters.values_list("metal", "cid", "country")) == [("tin", "CID900001", "KR")]
    assert declaration.read_notes == []
    minerals.submit_declaration(declaration, by=person(declaration.company, "SE"))
    assert declaration.smelters.get().status == "conformant"


def test_renamed_sheets_and_korean_labels_are_understood():
    labels = {
        "Contact Name (*):": "담당자 이름 (*):",
        "Authorizer (*):": "승인자 (*):",
        "Effective Date (*):": "작성일 (*):",
        "Tin (*)": "주석 (*)",
        "1) Is it so: intentionally added or used?": "1) 제품에 의도적으로 첨가하거나 사용합니까?",
    }
    sheets = {"declaration": "시트1", "smelters": "목록", "products": "제품"}

    declaration = fill(workbook(fields=labels, sheets=sheets))

    assert (declaration.contact, declaration.authorizer) == ("김하늘", "이바다")
    assert declaration.metal_answers["tin"]["used"] == "yes"
    assert declaration.smelters.count() == 1


def test_a_workbook_of_another_major_version_is_refused_and_the_draft_kept():
    declaration = declared(submitted=False)
    officer = person(declaration.company, "SE")

    with pytest.raises(RuleBroken, match="version 4.20") as refusal:
        mineral_files.import_workbook(declaration, workbook(version="4.20"), on=today(), by=officer)

    assert refusal.value.field == "file"
    declaration.refresh_from_db()
    assert (declaration.contact, declaration.smelters.count(), declaration.file) == ("김하늘", 1, None)
    filled = mineral_files.import_workbook(declaration, workbook(version="5.12"), on=today(), by=officer)
    assert filled.template_version == "5.12"  # the previous major one is taken


def test_the_other_template_and_a_file_that_is_none_are_refused():
    with pytest.raises(RuleBroken, match="This workbook is a EMRT"):
        fill(workbook(template="emrt", version="2.0", used=["cobalt"], smelters=[]))
    book = Workbook()
    book.active.append(["nothing", "of", "it"])
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(RuleBroken, match="No sheet of this file"):
        fill(_upload(kept.getvalue()))


def _upload(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("other.xlsx", content)


def test_what_cannot_be_taken_is_noted_by_its_cell_and_the_rest_is_kept():
    rows = [
        (
            "CID900001",
            "Tin",
            "Hanbit Tin Refining",
            "Korea, Republic of",
            "Congo, Democratic Republic of the; Atlantis",
        ),
        ("12", "Tin", "Selatan Timah", "Nowhere"),
        ("CID900003", "Silver", "Golden Gate Refinery", "United Arab Emirates"),
    ]

    declaration = fill(workbook(smelters=rows))

    kept = list(declaration.smelters.values_list("cid", "name", "country", "mine_countries"))
    assert kept == [("CID900001", "Hanbit Tin Refining", "KR", ["CD"]), ("", "Selatan Timah", "", [])]
    assert [(note["code"], note["cell"], note["text"]) for note in declaration.read_notes] == [
        ("country", "Smelter List!I4", "Atlantis"),
        ("cid", "Smelter List!F5", "12"),
        ("country", "Smelter List!E5", "Nowhere"),
        ("metal", "Smelter List!B6", "Silver"),
    ]


def test_a_cobalt_workbook():
    smelter_list()
    rows = [("CID900006", "Cobalt", "Kolwa Cobalt Works", "DRC", "", "No")]

    declaration = fill(workbook(template="emrt", version="2.0", used=["cobalt"], smelters=rows), "emrt")

    smelter = declaration.smelters.get()
    assert (smelter.metal, smelter.country, smelter.recycled) == ("cobalt", "CD", False)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_of_smelters_comes_from_a_file(ending):
    head = ["Smelter ID", "Metal", "Smelter Name", "Country", "Assessment status"]
    row = ["CID900010", "Gold", "Hanul Gold", "Korea, Republic of", "Conformant"]
    if ending == "csv":
        content = io.BytesIO(("\n".join([",".join(head), ",".join(f'"{cell}"' for cell in row)])).encode())
    else:
        book = Workbook()
        book.active.append(head)
        book.active.append(row)
        content = io.BytesIO()
        book.save(content)

    listing, made = mineral_files.import_list_file(
        content, kind="smelters", version="v1", listed_on=today(), source="Probe", by=staff("ER")
    )

    assert made
    assert listing.smelters.values_list("cid", "metal", "country", "status").get() == (
        "CID900010",
        "gold",
        "KR",
        "conformant",
    )


def test_a_list_with_a_broken_row_is_not_taken_at_all():
    content = io.BytesIO(
        b"Smelter ID,Metal,Name,Country,Status\nCID900010,Gold,Hanul,KR,Conformant\nCID1,Silver,X,KR,?\n"
    )
    with pytest.raises(RuleBroken, match="1 rows cannot be taken"):
        mineral_files.import_list_file(content, kind="smelters", version="v1", listed_on=today(), source="Probe")
    assert not ScreeningList.objects.exists()


def test_only_a_reviewer_sets_a_class():
    with pytest.raises(NotAllowed):
        mineral_policy.set_mineral_class(class_node(), metals=["tin"], reason="땜납", by=staff("PO"))
    assert CompanyFactory().pk  # a company that delivers none of it has declared all
