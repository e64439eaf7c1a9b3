"""Items of the catalogue in a notice: the specification in force is pinned at publication; makers are not named."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import Specification, SpecificationRow, SpecificationVersion
from catalog.states import Criticality
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.clock import today
from portal.errors import RuleBroken
from purchasing.bidding import queries, services
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def a_specification(bores: list[int]) -> Specification:
    """One version for each bore, a day apart, the last in force since yesterday."""
    node = class_node()
    bore = attribute(node, "bore", quantity="length", unit="mm")
    specification = Specification.objects.create(class_node=node, part_number="BRG-6204", name_ko="볼 베어링")
    for no, value in enumerate(bores, start=1):
        version = SpecificationVersion.objects.create(
            specification=specification, no=no, valid_from=today() - timedelta(days=len(bores) - no + 1)
        )
        SpecificationRow.objects.create(
            version=version, definition=bore, match="GE", num=Decimal(value), si_num=Decimal(value), unit="mm",
            criticality=Criticality.MUST,
        )  # fmt: skip
    return specification


def line(**refers) -> LineIn:
    return LineIn("볼 베어링", Decimal(10), "EA", class_code="31171504", **refers)


def wanted(tender) -> list[tuple[str, str, bool]]:
    return [(row["name_en"], row["wanted_en"], row["must"]) for row in tender.lines.get().requirements]


def test_a_published_notice_keeps_the_specification_that_was_in_force():
    specification = a_specification([20, 25])
    stage = factories.published(lines=[line(specification=specification)])
    pinned = stage.tender.lines.get()
    assert (pinned.specification_version.no, len(pinned.requirements)) == (2, 1)
    before = wanted(stage.tender)
    assert "25" in before[0][1]
    assert before[0][2] is True

    SpecificationVersion.objects.create(specification=specification, no=3, valid_from=today())
    stage.tender.refresh_from_db()
    assert wanted(stage.tender) == before
    assert stage.tender.lines.get().specification_version.no == 2


def test_a_specification_without_a_version_in_force_is_told_at_its_line():
    specification = a_specification([])
    stage = factories.draft(lines=[line(specification=specification)])
    with pytest.raises(RuleBroken, match="no version in force") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == "lines.0.specification"


def test_the_product_used_today_lends_its_properties_and_not_its_name():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm")
    product = ProductFactory(node=node, maker="한울베어링", model="HB-6204", values={"bore": "20"})
    stage = factories.published(lines=[line(product=product)])
    rows = stage.tender.lines.get().requirements
    assert [(row["code"], row["must"]) for row in rows] == [("bore", False)]
    assert "20" in rows[0]["wanted_ko"]
    assert "한울" not in str(rows)
    assert "HB-6204" not in str(rows)


@pytest.mark.parametrize(("words", "found"), [("BRG", ["BRG-6204"]), ("볼 베어", ["BRG-6204"]), ("없는 것", [])])
def test_items_are_found_by_words(words, found):
    a_specification([20])
    assert [item.code for item in queries.find_items(words, today())] == found


def test_an_item_is_taken_by_its_code_whatever_its_case():
    specification = a_specification([20])
    assert queries.catalogue_item("brg-6204", specification.class_node.code) == (specification, None)
    assert queries.catalogue_item("nothing") == (None, None)
