"""Tables of classes, attributes and the cross-walk: out and in again unchanged, whole or not at all."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from catalog import services
from catalog.models import AttributeChoice, AttributeDef, ClassMap, ClassNode, ClassScheme
from catalog.rules.sheets import Line
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
ATTRIBUTE = [
    "class",
    "code",
    "name_ko",
    "name_en",
    "type",
    "quantity",
    "unit",
    "comparison",
    "tolerance",
    "tolerance_value",
]


@pytest.fixture
def keeper():
    return staff("CM", is_staff=True)


def lines(*rows: list[str]) -> list[Line]:
    return [Line(number, list(row)) for number, row in enumerate(rows, start=1)]


def standing(name: str) -> list[Line]:
    return lines(*services.table_rows(name))


@pytest.mark.parametrize("name", ["classes", "attributes", "crosswalk"])
def test_what_went_out_comes_back_and_changes_nothing(name, keeper):
    rows = standing(name)
    before = AuditEntry.objects.count()
    result = services.take_table(name, rows, keep=True, by=keeper)

    assert (result.added, result.changed, result.same) == (0, 0, len(rows) - 1)
    assert (result.faults, result.kept) == ([], True)
    assert AuditEntry.objects.count() == before
    assert len(rows) > 100


def test_attributes_are_added_and_changed_through_their_services(node, keeper):
    seal = ["99171504", "seal", "밀봉", "Seal", "ENUM", "", "", "ENUM_EQ", "", ""]
    bore = ["99171504", "bore", "안지름", "Bore", "Number", "length", "MM", "EQ_TOL", "REL", "0.5"]
    table = lines([*ATTRIBUTE, "options"], [*seal, "zz:금속:Metal; rs:고무:Rubber"], [*bore, ""])
    result = services.take_table("attributes", table, keep=True, by=keeper)

    assert (result.faults, result.added, result.changed) == ([], 1, 1)
    held = AttributeDef.objects.get(node=node, code="bore")
    assert (held.name_ko, held.unit, held.tolerance, str(held.tolerance_value)) == ("안지름", "mm", "REL", "0.500000")
    assert list(AttributeChoice.objects.filter(definition__code="seal", definition__node=node).values_list(
        "code", "name_en")) == [("zz", "Metal"), ("rs", "Rubber")]  # fmt: skip
    assert AuditEntry.objects.filter(by=keeper, thing_type="catalog.attributedef").count() == 2


def test_a_dry_run_keeps_nothing(node, keeper):
    table = lines(ATTRIBUTE, ["99171504", "mass", "질량", "Mass", "NUM", "mass", "kg", "EQ_TOL", "", ""])
    result = services.take_table("attributes", table, keep=False, by=keeper)

    assert (result.added, result.kept) == (1, False)
    assert not AttributeDef.objects.filter(node=node, code="mass").exists()
    assert not AuditEntry.objects.filter(by=keeper).exists()


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"class": "99999999"}, "class", "no class with the code “99999999”"),
        ({"type": "LIST"}, "type", "“LIST” is not one of: NUM, RANGE"),
        ({"unit": "psi"}, "unit", "“psi” measures pressure or strength, but a length is asked for"),
        ({"unit": "hogshoe"}, "unit", "“hogshoe” is not a unit we know"),
        ({"comparison": "ENUM_EQ"}, "comparison", "This type is not compared that way"),
        ({"tolerance": "REL", "tolerance_value": "150"}, "tolerance_value", "At most 100 percent"),
        ({"tolerance": "ABS"}, "tolerance_value", "A tolerance is more than zero"),
        ({"tolerance_value": "much"}, "tolerance_value", ""),
        ({"code": "Bore!"}, "code", "Small letters, digits and _"),
        ({"name_ko": "가" * 81}, "name_ko", "80"),
    ],
)
def test_a_fault_is_told_at_its_line_and_column_and_nothing_is_kept(node, keeper, changes, column, message):
    good = dict(
        zip(ATTRIBUTE, ["99171504", "mass", "질량", "Mass", "NUM", "mass", "kg", "EQ_TOL", "", ""], strict=True)
    )
    wrong = (
        dict(zip(ATTRIBUTE, ["99171504", "rim", "테", "Rim", "NUM", "length", "mm", "GE", "", ""], strict=True))
        | changes
    )
    result = services.take_table(
        "attributes", lines(ATTRIBUTE, list(good.values()), list(wrong.values())), keep=True, by=keeper
    )

    assert [(fault.line, fault.column) for fault in result.faults] == [(3, column)]
    assert message in result.faults[0].message or message == ""
    assert not result.kept
    assert not AttributeDef.objects.filter(node=node, code="mass").exists()


def test_what_products_state_stays(node, keeper):
    ProductFactory(node=node, values={"bore": "20"})
    table = lines(["class", "code", "type", "comparison"], ["99171504", "bore", "RANGE", "COVERS"])
    result = services.take_table("attributes", table, keep=True, by=keeper)

    assert [(fault.line, fault.column) for fault in result.faults] == [(2, "type")]
    assert "already state this" in result.faults[0].message


def test_classes_are_named_and_retired_by_table(node, keeper):
    new = class_node("99171505")
    table = lines(
        ["code", "name_ko", "in_use", "successor"], [node.code, "볼베어링", "no", new.code], [new.code, "", "", ""]
    )
    result = services.take_table("classes", table, keep=True, by=keeper)

    node.refresh_from_db()
    assert (result.changed, result.same, result.faults) == (1, 1, [])
    assert (node.name_ko, node.active, node.successor) == ("볼베어링", False, new)


def test_the_crosswalk_is_kept_by_table(node, keeper):
    hs = ClassScheme.objects.get_or_create(code="HS", defaults={"release": "2022", "name_ko": "HS", "name_en": "HS"})[0]
    ClassNode.objects.get_or_create(scheme=hs, code="990000", defaults={"level": "subheading", "path": "990000"})
    head = ["class", "scheme", "code", "quality"]
    assert services.take_table(
        "crosswalk", lines(head, [node.code, "HS", "990000", "BROADER"]), keep=True, by=keeper
    ).added
    again = services.take_table("crosswalk", lines(head, [node.code, "HS", "990000", "EXACT"]), keep=True, by=keeper)
    assert again.changed == 1
    assert ClassMap.objects.get(node=node).quality == "EXACT"
    assert services.take_table("crosswalk", lines(head, [node.code, "HS", "990000", ""]), keep=True, by=keeper).changed
    assert not ClassMap.objects.filter(node=node).exists()
    wrong = services.take_table(
        "crosswalk", lines(head, [node.code, "UNSPSC", node.code, "EXACT"]), keep=True, by=keeper
    )
    assert [(fault.line, fault.column) for fault in wrong.faults] == [(2, "scheme")]


@pytest.mark.parametrize(
    ("head", "message"), [(["code"], "no column class"), (["class", "code", "colour"], "no column “colour”")]
)
def test_a_table_of_another_kind_is_refused(keeper, head, message):
    with pytest.raises(RuleBroken, match=message):
        services.take_table("attributes", lines(head), keep=True, by=keeper)


@pytest.mark.parametrize("person", [lambda: staff("PO"), lambda: supplier("SA")])
def test_nobody_else_takes_tables_in(person):
    with pytest.raises(NotAllowed):
        services.take_table("classes", standing("classes"), keep=False, by=person())


def xlsx(*rows) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("table.xlsx", content.getvalue())


def text(*rows, encoding="utf-8") -> SimpleUploadedFile:
    content = io.StringIO()
    csv.writer(content).writerows(rows)
    return SimpleUploadedFile("table.csv", content.getvalue().encode(encoding))


ROWS = [["class", "code", "name_ko", "name_en", "type"], ["99171504", "note", "비고", "Note", "TEXT"]]


@pytest.mark.parametrize(
    "upload", [xlsx(*ROWS), text(*ROWS), text(*ROWS, encoding="cp949"), text(*ROWS, encoding="utf-8-sig")]
)
def test_the_administration_tries_out_and_takes_in(node, keeper, upload):
    admin = sign_in(Client(headers=ENGLISH), keeper)
    tried = admin.post("/admin/catalog/attributedef/exchange/", {"table": upload})
    assert tried.status_code == 200
    assert "Tried out only" in tried.content.decode()
    assert not AttributeDef.objects.filter(code="note").exists()
    upload.seek(0)
    assert admin.post("/admin/catalog/attributedef/exchange/", {"table": upload, "keep": "1"}).status_code == 302
    assert AttributeDef.objects.filter(node=node, code="note").exists()


def test_the_administration_tells_faults_and_bad_files(node, keeper):
    admin = sign_in(Client(headers=ENGLISH), keeper)
    wrong = admin.post(
        "/admin/catalog/attributedef/exchange/", {"table": text(ROWS[0], ["1", *ROWS[1][1:]]), "keep": "1"}
    )
    assert wrong.status_code == 422
    assert "1 line is wrong: nothing was kept." in wrong.content.decode()
    for upload in (
        SimpleUploadedFile("table.xlsx", b"PK\x03\x04 broken"),
        SimpleUploadedFile("table.pdf", b"%PDF-1.4"),
        xlsx(["class", "code"], ["99171504", "=1+1"]),
        text(["class"]),
    ):
        answer = admin.post("/admin/catalog/attributedef/exchange/", {"table": upload, "keep": "1"})
        assert answer.status_code == 422, upload.name
        assert answer.context["form"].errors["table"]


@pytest.mark.parametrize("model", ["classnode", "attributedef", "classmap"])
def test_everything_goes_out_in_both_forms(node, keeper, model):
    attribute(node, "seal", "ENUM", options=[("zz", "=금속", "Metal"), ("rs", "고무", "Rubber")])
    admin = sign_in(Client(headers=ENGLISH), keeper)
    plain = admin.get(f"/admin/catalog/{model}/export/csv/")
    assert plain.content.startswith("\ufeff".encode())
    assert plain["Content-Disposition"].startswith("attachment; filename=")
    book = admin.get(f"/admin/catalog/{model}/export/xlsx/")
    upload = SimpleUploadedFile("table.xlsx", book.content)
    answer = admin.post(f"/admin/catalog/{model}/exchange/", {"table": upload})
    assert answer.status_code == 200, answer.content.decode()[:3000]
    assert (answer.context["result"].changed, answer.context["result"].faults) == (0, [])
    assert admin.get(f"/admin/catalog/{model}/export/pdf/").status_code == 404
    assert f"/admin/catalog/{model}/exchange/" in admin.get(f"/admin/catalog/{model}/").content.decode()


def test_others_may_look_and_export_but_not_take_in(node):
    admin = sign_in(Client(), staff("PO", is_staff=True))
    if admin.get("/admin/catalog/attributedef/").status_code == 200:
        assert admin.get("/admin/catalog/attributedef/export/csv/").status_code == 200
        assert "exchange" not in admin.get("/admin/catalog/attributedef/").content.decode()
    assert admin.get("/admin/catalog/attributedef/exchange/").status_code == 403
    assert Client().get("/admin/catalog/attributedef/export/csv/").status_code == 303
