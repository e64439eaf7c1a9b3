"""Workbooks of minerals and lists of smelters as they come: other versions, renamed sheets, broken rows."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook

from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import staff
from portal.tests.signin import sign_in
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


# Damaged files --------------------------------------------------------------------------------------------------------
def damaged(content: bytes, how: str) -> bytes:
    """A workbook with a fault that only the reader of its sheets meets."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = {
                    "broken XML": part[: len(part) // 2] + b"<<&",
                    "unknown style": part.replace(b"<c r=", b'<c s="99999" r='),
                    "endless day": re.sub(rb"<v>[0-9]{5}(\.[0-9]+)?</v>", b"<v>1e999</v>", part),
                }[how]
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("how", ["broken XML", "unknown style"])
def test_a_damaged_workbook_is_refused_at_its_field(client, tmp_path, how):
    declaration = declared(submitted=False, smelters=[])
    sign_in(client, person(declaration.company, "SE"))
    content = damaged(workbook().read(), how)

    answer = client.post(reverse("esg:mineral-import", args=[declaration.number]), {"file": _upload(content)})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    book = tmp_path / "cmrt.xlsx"
    book.write_bytes(content)
    with override("en"), pytest.raises(CommandError, match="No sheet of this file looks like a declaration"):
        call_command("import_cmrt", str(book))


@pytest.mark.filterwarnings("ignore:Cell D11 is marked as a date")
def test_a_day_without_end_is_noted_at_its_cell():
    declaration = fill(_upload(damaged(workbook().read(), "endless day")))

    assert ("day", "Declaration!D11") in [(note["code"], note["cell"]) for note in declaration.read_notes]


@pytest.mark.parametrize("how", ["long cell", "null", "broken XML"])
def test_a_damaged_list_is_refused_at_its_field(client, tmp_path, how):
    rows = "Smelter ID,Metal,Name,Country,Status\nCID900010,Gold,%s,KR,Conformant\n"
    content = {"long cell": (rows % ("x" * 200_000)).encode(), "null": (rows % "a\0b").encode()}.get(how)
    if content is None:
        book = Workbook()
        for row in rows.splitlines():
            book.active.append(row.split(","))
        kept = io.BytesIO()
        book.save(kept)
        content = damaged(kept.getvalue(), how)
    file = SimpleUploadedFile("list.csv" if how in ("long cell", "null") else "list.xlsx", content)
    sign_in(client, staff("ER"))
    given = {"kind": "smelters", "version": "v", "listed_on": today().isoformat(), "source": "s", "file": file}

    answer = client.post(reverse("esg:mineral-lists"), given)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    told = tmp_path / file.name
    told.write_bytes(content)
    with override("en"), pytest.raises(CommandError, match="neither as CSV nor as a workbook"):
        call_command("import_smelters", str(told))
    assert not ScreeningList.objects.exists()
