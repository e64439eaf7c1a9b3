"""A stranger goes down the classification to the products; a keeper takes a table in, fault first, then whole."""

import pytest
from django.urls import reverse

from catalog.models import AttributeDef, ClassNode
from catalog.services import edit_class
from catalog.tests.factories import ProductFactory
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_the_segments_to_the_products(visitor, starter_classes):
    bearing = ClassNode.objects.get(scheme__code="UNSPSC", code="31171504")
    ProductFactory(node=bearing, name_ko="깊은 홈 볼 베어링", name_en="Deep groove ball bearing")
    person = visitor()
    page = person.page()
    page.goto(person.base + reverse("catalog:class-tree"))
    for step in ("Machine elements and components", "Bearings and gears", "Bearings", "Ball bearings"):
        page.get_by_role("link", name=step, exact=True).click()
    expect(page.get_by_role("row", name="Dynamic load rating")).to_contain_text("At least the required value")
    expect(page.get_by_role("row", name="HS 848210")).to_contain_text("The same goods")
    page.get_by_role("link", name="See 1 product").click()
    expect(page.get_by_role("link", name="Deep groove ball bearing")).to_be_visible()

    page.goto(person.base + reverse("catalog:product-search"))
    page.get_by_role("searchbox").first.fill("8482.10")
    page.get_by_role("searchbox").first.press("Enter")
    expect(page.get_by_role("link", name="Deep groove ball bearing")).to_be_visible()


def test_a_table_is_tried_out_mended_and_taken_in(visitor, starter_classes, tmp_path):
    keeper = staff("CM", is_staff=True)
    person = visitor(keeper)
    page = person.page()
    table = tmp_path / "attributes.csv"
    head = "class,code,name_ko,name_en,type,quantity,unit,comparison\n"
    table.write_text(f"{head}31171504,chamfer,모따기,Chamfer,NUM,length,psi,LE\n", encoding="utf-8")
    page.goto(person.base + "/admin/catalog/attributedef/")
    page.get_by_role("link", name="Take in a table").click()
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Try out only").click()
    expect(page.get_by_role("cell", name="“psi” measures pressure")).to_be_visible()

    table.write_text(f"{head}31171504,chamfer,모따기,Chamfer,NUM,length,MM,LE\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Check and take in").click()
    expect(page.get_by_text("1 line read: 1 new, 0 changed, 0 as they were.")).to_be_visible()
    assert AttributeDef.objects.get(code="chamfer").unit == "mm"


def test_the_pages_of_classes(visitor, look, starter_classes):
    bearing = ClassNode.objects.get(scheme__code="UNSPSC", code="31171504")
    retired = ClassNode.objects.get(scheme__code="UNSPSC", code="31171512")
    edit_class(retired, by=staff("CM"), active=False, successor=bearing)
    ProductFactory(node=bearing)
    person = visitor()
    look(person, reverse("catalog:class-tree"))
    look(person, reverse("catalog:class-tree") + "?q=nothingatall")
    for code in ("31171500", "31171504", "31171512"):
        look(person, reverse("catalog:class-detail", args=[code]))
