"""The starter set: large enough, coherent, with real codes; loading it twice or into a portal in use harms nothing."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal

import pytest
from django.apps import apps

from catalog.models import AttributeDef, ClassMap, ClassNode
from catalog.queries import definitions_for, find_classes
from catalog.rules.definitions import definition_faults
from catalog.services import edit_attribute, edit_class
from catalog.starter import attributes, classes, crosswalk
from catalog.starter.loading import load_starter
from catalog.states import Datatype, Level, MapQuality, Uom
from portal.tests.factories import staff
from portal.tests.shared_data import shared_file

ROWS = attributes.rows()
CODES = {code for code, _ko, _en in classes.rows()}
COMMODITIES = sorted(code for code in CODES if not code.endswith("00"))


def column(name: str, field: str) -> set[str]:
    with gzip.open(shared_file(f"classification/{name}"), "rt", encoding="utf-8", newline="") as file:
        return {row[field] for row in csv.DictReader(file)}


def test_sixty_commodities_and_more_have_eight_attributes_each():
    own = defaultdict(set)
    for row in ROWS:
        own[row["node_code"]].add(row["code"])
    counts = {
        code: len(set().union(*(own[code[:size].ljust(8, "0")] for size in (2, 4, 6, 8)))) for code in COMMODITIES
    }

    assert len(COMMODITIES) >= 60
    assert {code: count for code, count in counts.items() if count < 8} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['node_code']}-{row['code']}")
def test_an_attribute_is_well_defined(row):
    value = Decimal(row["tolerance_value"]) if row["tolerance_value"] else None
    facts = {name: row[name] for name in ("datatype", "quantity", "unit", "match", "tolerance")}
    options = [code for code, _ko, _en in row["options"]]

    assert definition_faults(**facts, tolerance_value=value, options=options) == {}
    assert row["node_code"] in CODES
    assert row["name_ko"] != row["name_en"]
    assert 0 < row["weight"] <= 100
    assert len(options) == len(set(options))
    assert all(text for option in row["options"] for text in option)


def test_no_attribute_is_there_twice():
    keys = [(row["node_code"], row["code"]) for row in ROWS]
    assert len(keys) == len(set(keys))


def test_an_attribute_that_a_class_defines_anew_keeps_its_kind():
    kinds = {(row["node_code"], row["code"]): (row["datatype"], row["quantity"]) for row in ROWS}
    for (node, code), kind in kinds.items():
        for size in (2, 4, 6):
            above = kinds.get((node[:size].ljust(8, "0"), code))
            assert above in (None, kind), (node, code)


def test_all_codes_are_those_of_the_schemes():
    assert column("unspsc_7.0901_en_ko_ja.csv.gz", "code") >= CODES
    assert column("hs_6digit_en.csv.gz", "hscode") >= {code for name, code, *_ in crosswalk.others() if name == "HS"}
    assert column("cpv_2008_en.csv.gz", "code") >= {code for name, code, *_ in crosswalk.others() if name == "CPV"}


def test_what_prices_count_is_counted_by_codes_of_recommendation_20():
    with shared_file("classification/unece_rec20_units.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert set(Uom.values) <= known


def test_every_commodity_stands_beside_a_class_of_hs_and_nearly_all_beside_one_of_cpv():
    by_scheme = defaultdict(set)
    for ours, scheme, _other, quality in crosswalk.maps():
        by_scheme[scheme].add(ours)
        assert quality in MapQuality
    assert by_scheme["HS"] == set(COMMODITIES)
    assert len(set(COMMODITIES) - by_scheme["CPV"]) <= 8
    listed = {(scheme, code) for scheme, code, *_names in crosswalk.others()}
    assert listed == {(scheme, other) for _ours, scheme, other, _quality in crosswalk.maps()}


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    load_starter(apps)
    before = [list(model.objects.order_by("pk").values()) for model in (ClassNode, AttributeDef, ClassMap)]
    load_starter(apps)

    assert [list(model.objects.order_by("pk").values()) for model in (ClassNode, AttributeDef, ClassMap)] == before
    assert ClassNode.objects.filter(scheme__code="UNSPSC", level=Level.COMMODITY, curated=True).count() >= 60
    bearing = definitions_for(ClassNode.objects.get(code="31171504"))
    assert (bearing["static_load"].tolerance, bearing["static_load"].tolerance_value) == ("REL", 3)
    assert [choice.code for choice in bearing["precision"].choices.all()] == ["p0", "p6", "p5", "p4"]
    assert bearing["cage"].datatype == Datatype.ENUM


@pytest.mark.django_db
def test_what_people_edited_stays():
    load_starter(apps)
    keeper = staff("CM")
    bore = AttributeDef.objects.get(node__code="31171500", code="bore")
    width = AttributeDef.objects.get(node__code="31171500", code="width")
    AttributeDef.objects.filter(pk__in=[bore.pk, width.pk]).update(weight=10, tolerance="", tolerance_value=None)
    edit_attribute(bore, by=keeper, name_en="Inner diameter")
    edit_class(ClassNode.objects.get(code="11101524"), by=keeper, name_ko="형석(제강용)")
    AttributeDef.objects.filter(node__code="31171500", code="mass").delete()
    ClassMap.objects.all().delete()
    load_starter(apps)

    bore.refresh_from_db()
    width.refresh_from_db()
    assert (bore.name_en, bore.weight, bore.tolerance) == ("Inner diameter", 10, "")
    assert (width.weight, width.tolerance) == (20, "REL")
    assert ClassNode.objects.get(code="11101524").name_ko == "형석(제강용)"
    assert AttributeDef.objects.filter(node__code="31171500", code="mass").exists()
    assert ClassMap.objects.count() == len(crosswalk.maps())


@pytest.mark.django_db
def test_a_class_that_came_with_a_release_gets_our_name_and_is_found_by_both():
    load_starter(apps)
    node = ClassNode.objects.get(scheme__code="UNSPSC", code="31162803")
    ClassNode.objects.filter(pk=node.pk).update(
        name_ko="샤클(공식)", name_en="Official shackle", official_ko="샤클(공식)", curated=False
    )
    load_starter(apps)

    node.refresh_from_db()
    assert (node.name_ko, node.official_ko, node.curated) == ("섀클", "샤클(공식)", True)
    assert node in find_classes("섀클")
    assert node in find_classes("공식")
