"""The classification for everybody: the tree, a class with its properties and codes, retired ones."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog import services
from catalog.models import ClassMap, ClassNode, ClassScheme
from catalog.queries import SearchFilters, search_products
from catalog.queries.crosswalk import codes_like, product_counts_in
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db
CODE = "99171504"


@pytest.fixture
def node():
    node = class_node(CODE)
    attribute(node, "bore", quantity="length", unit="mm", required=True, tolerance="REL", tolerance_value="0.5")
    attribute(node.parent, "seal", "ENUM", options=[("zz", "금속", "Metal"), ("rs", "고무", "Rubber")])
    return node


def beside(node: ClassNode, scheme: str, code: str, quality: str = "BROADER") -> ClassNode:
    held = ClassScheme.objects.get_or_create(
        code=scheme, defaults={"release": "1", "name_ko": scheme, "name_en": scheme}
    )[0]
    other = ClassNode.objects.get_or_create(
        scheme=held,
        code=code,
        defaults={"level": "detail", "path": code, "name_ko": "다른 분류", "name_en": "Other class"},
    )[0]
    ClassMap.objects.create(node=node, other=other, quality=quality)
    return other


def detail(code: str = CODE) -> str:
    return reverse("catalog:class-detail", args=[code])


def test_a_class_shows_what_its_products_state_and_its_codes(client, node):
    beside(node, "HS", "990000")
    beside(node.parent, "CPV", "99000000-9", "EXACT")
    ProductFactory(node=node)
    answer = client.get(detail(), headers={"Accept-Language": "en"})
    page = answer.content.decode()

    assert answer.status_code == 200
    for words in ("± 0.5%", "Metal, Rubber", "HS 990000", "CPV 99000000-9", "The same goods", "See 1 product", CODE):
        assert words in page, words
    assert [(row.definition.code, row.inherited, row.unit) for row in answer.context["rows"]] == [
        ("bore", False, "mm"),
        ("seal", True, ""),
    ]
    assert f"{reverse('catalog:feed-products', args=['rss'])}?class={CODE}" in page


def test_above_it_stand_the_classes_below_with_their_products(client, node):
    ProductFactory(node=node)
    ProductFactory(node=node)
    bare = ClassNode.objects.create(
        scheme=node.scheme, code="99171599", level="commodity", parent=node.parent, path="99171599",
        name_ko="빈 분류", name_en="Bare class",
    )  # fmt: skip
    shown = client.get(detail(node.parent.code)).context["branches"]
    everything = client.get(detail(node.parent.code) + "?all=1").context["branches"]

    assert [(branch.node.code, branch.products) for branch in shown] == [(CODE, 2)]
    assert bare in [branch.node for branch in everything]
    assert product_counts_in([CODE, node.parent.code, bare.code]) == {CODE: 2, node.parent.code: 2, bare.code: 0}


def test_the_tree_begins_with_segments_and_is_searched(client, node):
    whole = client.get(reverse("catalog:class-tree"))
    assert "99000000" in whole.content.decode()
    found = client.get(reverse("catalog:class-tree"), {"q": CODE})
    assert [branch.node for branch in found.context["branches"]] == [node]
    part = client.get(reverse("catalog:class-tree"), {"q": "없는것이다"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part.context["branches"] == []


def test_a_retired_class_names_its_successor(client, node):
    services.edit_class(node, by=staff("CM"), active=False, successor=class_node("99171505"))
    page = client.get(detail(), headers={"Accept-Language": "en"}).content.decode()
    assert "This class is no longer in use" in page
    assert detail("99171505") in page


@pytest.mark.parametrize("code", ["00000000", "abc", "9917150", "99171504x"])
def test_what_is_no_class_is_not_found(client, code):
    assert client.get(detail(code)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_class_costs_the_same_for_one_and_for_three(client, node, count, django_assert_num_queries):
    for number in range(count):
        attribute(node, f"extra{number}", quantity="length", unit="mm")
        beside(node, "HS", f"99000{number}")
        ProductFactory(node=node)
    client.get(detail())
    with django_assert_num_queries(8):
        client.get(detail())
    with django_assert_num_queries(4):
        client.get(reverse("catalog:class-tree"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [("9900.00", 1), ("990000", 1), ("HS 9900", 1), ("99000000-9", 1), ("cpv 99", 1), ("990001", 0), ("9900", 0)],
)
def test_a_code_of_hs_or_cpv_finds_the_products_of_the_classes_beside_it(node, typed, found):
    beside(node, "HS", "990000")
    beside(node, "CPV", "99000000-9")
    ProductFactory(node=node, name_ko="가", name_en="b")
    ProductFactory(node=class_node("99171505"), name_ko="나", name_en="c")
    page = search_products(typed, SearchFilters(), staff("PO"))

    assert codes_like(typed) == ([CODE] if found else [])
    assert page.total == found
    assert page.beside == ([CODE] if found else [])


def test_digits_that_no_such_class_sells_are_searched_as_words(node):
    beside(class_node("99171505"), "HS", "990000")
    ProductFactory(node=node, model="X-990000")
    page = search_products("990000", SearchFilters(), staff("PO"))
    assert (page.total, page.beside) == (1, [])


def test_the_search_page_says_what_it_did(node):
    beside(node, "HS", "990000")
    ProductFactory(node=node)
    page = Client().get(reverse("catalog:product-search"), {"q": "990000"}, headers={"Accept-Language": "en"})
    assert "is a code of HS or CPV" in page.content.decode()


def test_our_classes_stand_in_the_site_map_and_name_their_languages(client, node):
    section = client.get(reverse("home:sitemap-section", args=["classes"]))
    assert f"{detail()}?lang=ko" in section.content.decode()
    assert 'hreflang="en"' in client.get(detail()).content.decode()
