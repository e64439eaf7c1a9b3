"""Commands: the real files come in, twice changes nothing, faults are told by line."""

import csv
import gzip
import io
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from catalog.models import ClassNode, Product, ProductSearch
from catalog.queries import SearchFilters, definitions_for, find_classes, search_products
from catalog.starter.loading import load_starter
from catalog.states import Level, VersionState
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.shared_data import shared_file

pytestmark = pytest.mark.django_db
PARTS = "catalogue/bolts_standard_parts.csv.gz"
COLUMNS = ["class", "standard", "key", "dimensions", "dimension_types", "description", "status"]
BEARING = {
    "class": "singlerowradialbearing",
    "standard": "DIN 625-1",
    "key": "607",
    "dimensions": json.dumps({"d1": 7, "d2": 19, "B": 6, "r_fillet": 0.5}),
    "dimension_types": json.dumps(dict.fromkeys(["d1", "d2", "B", "r_fillet"], "Length (mm)")),
    "description": "Single row radial ball bearing",
    "status": "",
}


@pytest.fixture
def maker():
    company = CompanyFactory(number="CMP-2026-777777")
    UserFactory(company=company, roles=("SA",), email="maker@garam.example")
    return company


@pytest.fixture
def starter():
    """The starter set, which a test with its own transactions may have emptied."""
    if not ClassNode.objects.filter(code="31171504", curated=True).exists():
        import_module("catalog.migrations.0003_starter").load(apps, None)


def told(*arguments, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def write(path, rows, columns=COLUMNS, encoding="utf-8", opener=open):
    with opener(path, "wt", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_the_whole_classification_comes_in_and_our_names_stay(starter):
    file = str(shared_file("classification/unspsc_7.0901_en_ko_ja.csv.gz"))
    assert "20,789 classes" in told("import_classification", file)
    assert "0 added, 0 changed" in told("import_classification", file)

    pump = ClassNode.objects.get(code="40151503")
    assert (pump.name_en, pump.official_ko, pump.level) == ("Centrifugal pumps", "원심펌프", Level.COMMODITY)
    assert ClassNode.objects.filter(scheme__code="UNSPSC", active=True).count() >= 20_789
    assert pump in find_classes("심펌")
    assert "flow" in definitions_for(pump)


def test_the_whole_of_hs_and_cpv_come_in_above_the_crosswalk(starter):
    load_starter(apps)
    for name, scheme, count in (("hs_6digit_en", "HS", "6,939"), ("cpv_2008_en", "CPV", "9,458")):
        file = str(shared_file(f"classification/{name}.csv.gz"))
        assert f"{scheme}: {count} classes" in told("import_classification", file, release="2022")
        assert "0 added, 0 changed" in told("import_classification", file, release="2022")

    ball = ClassNode.objects.get(scheme__code="HS", code="848210")
    assert (ball.path, ball.name_ko, ball.official_en) == ("84/8482/848210", "볼 베어링", "Ball bearings")
    centrifugal = ClassNode.objects.get(scheme__code="CPV", code="42122430-3")
    assert centrifugal.path == "42000000-6/42100000-0/42120000-6/42122000-0/42122400-4/42122430-3"
    assert max(map(len, ClassNode.objects.filter(scheme__code="HS").values_list("name_en", flat=True))) <= 200


@pytest.mark.parametrize(
    ("columns", "row", "fault"),
    [
        (["hscode", "description", "parent", "level"], {"hscode": "848"}, "“848” is not a code of 2, 4 or 6 digits"),
        (["hscode", "description", "parent", "level"], {"hscode": "8482"}, "8482 has no parent 84 in the file"),
        (["code", "name_en"], {"code": "44440000"}, "“44440000” is not a code of 8 digits and a check digit"),
        (["code", "name_en"], {"code": "44440000-6"}, "44440000-6 has no English name"),
    ],
)
def test_a_wrong_code_of_hs_or_cpv_is_told_by_line(tmp_path, columns, row, fault):
    with pytest.raises(CommandError, match="Nothing was loaded: 1 of 1") as refusal:
        call_command("import_classification", write(tmp_path / "codes.csv", [row], columns))
    assert f"line 2: {fault}" in str(refusal.value)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"code": "1010", "level": "family"}, "line 3: “1010” is not a code of 8 digits"),
        ({"code": "10100000", "level": "part"}, "line 3: “part” is not a level"),
        ({"code": "10101000", "level": "family"}, "line 3: 10101000 is not the code of a family"),
        ({"code": "10000000", "level": "segment"}, "line 3: 10000000 is there twice"),
        ({"code": "20100000", "level": "family"}, "line 3: 20100000 has no parent 20000000"),
        ({"code": "10100000", "level": "family", "name_en": ""}, "line 3: 10100000 has no English name"),
    ],
)
def test_a_wrong_classification_loads_nothing_and_says_where(tmp_path, row, fault):
    columns = ["code", "level", "name_en", "name_ko"]
    good = {"code": "10000000", "level": "segment", "name_en": "Segment", "name_ko": "구분"}
    file = write(tmp_path / "classes.csv", [good, {"name_en": "x", "name_ko": "y", **row}], columns)
    before = ClassNode.objects.count()
    with pytest.raises(CommandError, match="Nothing was loaded") as refusal:
        call_command("import_classification", file)

    assert fault in str(refusal.value)
    assert ClassNode.objects.count() == before


def test_files_that_are_none(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "broken.csv.gz").write_bytes(b"not gzip")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x80" * 9)
    for name in ("missing.csv", "empty.csv", "broken.csv.gz", "bytes.csv"):
        with pytest.raises(CommandError):
            call_command("import_classification", str(tmp_path / name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_parts_come_in_from_any_usual_encoding(tmp_path, starter, maker, encoding):
    row = {**BEARING, "description": "단열 볼 베어링"}
    file = write(tmp_path / "parts.csv", [row], encoding=encoding)
    assert "1 added" in told("import_catalogue", file, company="CMP-2026-777777")
    version = Product.objects.get().versions.get()

    assert version.description_en.startswith("단열 볼 베어링")
    assert {value.definition.code: value.shown for value in version.values.all()} == {
        "bore": "7 mm",
        "outside_diameter": "19 mm",
        "width": "6 mm",
        "standard": "DIN 625-1",
    }
    assert "r_fillet 0.5 mm" in version.description_en
    assert version.files.count() == 1


def test_a_dry_run_keeps_nothing(tmp_path, starter, maker):
    file = write(tmp_path / "parts.csv.gz", [BEARING], opener=gzip.open)
    assert "Dry run, nothing kept: 1 rows: 1 added" in told("import_catalogue", file, company=maker.brn, dry_run=True)
    assert not Product.objects.exists()


def test_faults_are_told_by_line_and_the_good_rows_come_in(tmp_path, starter, maker, capsys):
    inch = {**BEARING, "key": "608", "dimension_types": json.dumps({"d1": "Mass (kg)"}), "dimensions": '{"d1": 8}'}
    strange, broken = {**BEARING, "class": "gadget", "key": "1"}, {**BEARING, "dimensions": "[", "key": "2"}
    rows = [BEARING, strange, BEARING, inch, broken]
    file = write(tmp_path / "parts.csv", rows)
    with pytest.raises(SystemExit):
        call_command("import_catalogue", file, company="CMP-2026-777777")
    said = capsys.readouterr()

    assert "1 added" in said.out
    assert "4 left out" in said.out
    for line in (3, 4, 5, 6):
        assert f"line {line}," in said.err
    assert Product.objects.count() == 1


def test_a_second_import_changes_what_changed(tmp_path, starter, maker):
    file = write(tmp_path / "parts.csv", [BEARING, {**BEARING, "key": "608"}])
    told("import_catalogue", file, company="CMP-2026-777777")
    changed = write(tmp_path / "parts.csv", [BEARING, {**BEARING, "key": "608", "description": "Changed"}])

    assert "0 added, 1 changed, 1 as they were" in told("import_catalogue", changed, company="CMP-2026-777777")


def test_publishing_makes_them_searchable_and_needs_a_reviewer(tmp_path, starter, maker):
    reviewer = staff("PO")
    file = write(tmp_path / "parts.csv", [BEARING])
    with pytest.raises(CommandError, match="needs --reviewer"):
        call_command("import_catalogue", file, company="CMP-2026-777777", publish=True)
    options = {"company": "CMP-2026-777777", "publish": True, "reviewer": reviewer.email}
    options |= {"origin": "DE", "lead_days": 7}
    assert "1 published" in told("import_catalogue", file, **options)
    assert "1 as they were, 0 published" in told("import_catalogue", file, **options)

    assert search_products("볼 베어 625", SearchFilters(), reviewer).total == 1
    assert ProductSearch.objects.get().lead_days == 7


@pytest.mark.parametrize("company", ["CMP-0", "1234567890"])
def test_an_unknown_company_is_told(tmp_path, company):
    file = write(tmp_path / "parts.csv", [BEARING])
    with pytest.raises(CommandError, match="There is no company"):
        call_command("import_catalogue", file, company=company)


def test_every_kind_of_the_real_parts_comes_in(tmp_path, starter, maker):
    """Three parts of each kind: all 1,850 take a minute, and differ by their figures only."""
    with gzip.open(shared_file(PARTS), "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds: dict[str, list] = {}
    for row in rows:
        kinds.setdefault(row["class"], []).append(row)
    some = [row for kind in kinds.values() for row in kind[:3] if row["dimensions"] != '{"postfix": ""}']
    file = write(tmp_path / "parts.csv", some, list(rows[0]))
    said = told("import_catalogue", file, company="CMP-2026-777777")

    assert f"{len(some)} added" in said
    assert len(kinds) == 57
    assert (
        Product.objects.get(sku="singlerowradialbearingimperial:RLS4")
        .versions.get()
        .values.get(definition__code="bore")
        .shown
        == "0.5 in (12.7 mm)"
    )
    assert set(Product.objects.values_list("versions__state", flat=True)) == {VersionState.DRAFT}


def test_reindexing_says_how_many():
    assert "0 published products are searchable" in told("reindex_catalog")
