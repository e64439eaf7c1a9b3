"""What belongs together in an attribute; customs codes against the release that was loaded."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog import services
from catalog.models import ClassNode, ClassScheme
from catalog.queries.crosswalk import is_hs_code
from catalog.rules.definitions import COMPARED, USUALLY, definition_faults
from catalog.states import Datatype, Match
from catalog.tests.factories import ProductFactory
from portal.errors import RuleBroken

SOUND = {"datatype": "NUM", "quantity": "length", "unit": "mm", "match": "EQ_TOL"}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"unit": "kg"}, "unit", "another quantity"),
        ({"unit": "cubit"}, "unit", "not a unit of the list"),
        ({"datatype": "TEXT", "match": "ENUM_EQ"}, "unit", "Only numbers and ranges"),
        ({"match": "COVERS"}, "match", "At least the required value"),
        ({"datatype": "RANGE", "match": "GE"}, "match", "Covers the required range"),
        ({"tolerance": "REL", "tolerance_value": Decimal(0)}, "tolerance_value", "more than zero"),
        ({"tolerance": "REL", "tolerance_value": Decimal(101)}, "tolerance_value", "100 percent"),
        ({"tolerance_value": Decimal(1)}, "tolerance_value", "in the unit or in percent"),
        (
            {"tolerance": "ABS", "tolerance_value": Decimal(1), "match": "IN_RANGE"},
            "tolerance",
            "compared with one value",
        ),
        ({"options": ["a", "b"]}, "datatype", "Only a list has options"),
        (
            {"datatype": "ENUM", "match": "ENUM_EQ", "unit": "1", "quantity": "count", "options": ["a"]},
            "datatype",
            "two",
        ),
    ],
)
def test_what_does_not_belong_together_is_told_at_its_field(changes, field, message):
    with override("en"):
        faults = definition_faults(**(SOUND | changes))
    assert list(faults) == [field]
    assert message in faults[field]


def test_every_type_is_compared_somehow_and_every_comparison_is_used():
    assert set(COMPARED) == set(USUALLY) == set(Datatype)
    assert {match for matches in COMPARED.values() for match in matches} == set(Match)
    assert all(USUALLY[kind] in COMPARED[kind] for kind in Datatype)


@pytest.mark.django_db
def test_a_customs_code_is_looked_up_once_a_release_is_loaded():
    product = ProductFactory(published=False)
    version, by = product.versions.get(), product.created_by
    services.save_draft(version, by=by, texts={"hs_code": "999998"})
    scheme = ClassScheme.objects.get_or_create(
        code="HS", defaults={"release": "2022", "name_ko": "HS", "name_en": "HS"}
    )[0]
    for code, level in (("9906", "heading"), ("990600", "subheading")):
        ClassNode.objects.create(scheme=scheme, code=code, level=level, path=code, name_ko=code, name_en=code)

    assert (is_hs_code("990600"), is_hs_code("9906001234"), is_hs_code("999998")) == (True, True, False)
    version.refresh_from_db()
    services.save_draft(version, by=by, texts={"hs_code": "9906.00-1234"})
    version.refresh_from_db()
    assert version.hs_code == "9906001234"
    with override("en"), pytest.raises(RuleBroken, match="no such HS code") as refusal:
        services.save_draft(version, by=by, texts={"hs_code": "999998"})
    assert refusal.value.field == "hs_code"
