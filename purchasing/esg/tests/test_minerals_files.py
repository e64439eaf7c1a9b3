"""Workbooks of minerals and lists of smelters as they come: other versions, renamed sheets, broken rows."""

import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import staff
from purchasing.esg.models import ScreeningList
from purchasing.esg.services import mineral_files, minerals
from purchasing.esg.tests.factories import person
from purchasing.esg.tests.mineral_factories import declared, smelter_list, workbook

pytestmark = pytest.mark.django_db


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


def test_the_commands_say_what_they_did(tmp_path, capsys):
    told = tmp_path / "list-2026.csv"
    told.write_text("Smelter ID,Metal,Name,Country,Status\nCID900010,Gold,Hanul,KR,Conformant\n")
    call_command("import_smelters", str(told))
    call_command("import_smelters", str(told))
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "new: CID900010 gold | Hanul · KR · conformant",
        "list-2026: 1 rows, 1 new, 0 gone, 0 changed",
        "list-2026: already imported, nothing changed",
    ]
    book = tmp_path / "cmrt.xlsx"
    book.write_bytes(workbook().read())
    declaration = declared(submitted=False, smelters=[])
    call_command("import_cmrt", str(book))
    officer = person(declaration.company, "SE")
    call_command("import_cmrt", str(book), declaration=declaration.number, by=officer.email)
    said = capsys.readouterr().out.splitlines()
    assert said == ["CMRT 6.4: 1 smelters, 0 not taken", f"{declaration.number}: 1 smelters, 0 not taken"]
    with pytest.raises(CommandError, match="there is no declaration"):
        call_command("import_cmrt", str(book), declaration="RMD-0", by=officer.email)
