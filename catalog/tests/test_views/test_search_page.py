"""The search page: facets with their fields, chips, ranges, ways out of nothing, the tray, why this order."""

import re
from decimal import Decimal

import pytest

from catalog.rules.alerts import kept_query
from catalog.services.search_counts import fold_search_counts
from catalog.states import PriceVisibility
from catalog.tests.factories import TEST_CLASS, ProductFactory, attribute, class_node
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def bearings():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="안지름", name_en="Bore")
    attribute(node, "seal", "ENUM", options=[("zz", "금속 실드", "Metal shields"), ("rs", "고무", "Rubber")],
              name_ko="밀봉", name_en="Seal")  # fmt: skip
    attribute(node, "sealed", "BOOL", name_ko="밀봉됨", name_en="Is sealed")
    return [
        ProductFactory(name_en="Bearing A", values={"bore": "10 mm", "seal": "zz"}, lead_time_days=3, origin="KR"),
        ProductFactory(name_en="Bearing B", values={"bore": "2 cm", "seal": "rs"}, lead_time_days=40, origin="DE"),
        ProductFactory(name_en="Bearing C", values={"bore": "35", "seal": "rs"}, lead_time_days=40, origin="DE"),
    ]


def names(response) -> set[str]:
    return {row.hit.product.current.name_en for row in response.context["rows"]}


def facet(response, name):
    return next(facet for facet in response.context["facets"] if facet.name == name)


def test_facets_of_the_class_come_with_their_unit_counts_and_what_is_there(english, bearings):
    plain = english.get("/catalog/")
    assert "Choose one class to filter by its properties" in text_of(plain)
    response = english.get(f"/catalog/?class={TEST_CLASS}")

    assert [facet.name for facet in response.context["facets"]][:3] == ["class", "a_bore", "a_seal"]
    bore = facet(response, "a_bore")
    assert (bore.unit, bore.low, bore.high, bore.count) == ("mm", "10", "35", 3)
    assert max(bar.height for bar in bore.bars) == 32
    assert 'name="a_bore.from"' in text_of(response)
    assert "10–35 mm in 3 products" in re.sub(r"\s+", " ", text_of(response))
    assert {(option.label, option.count) for option in facet(response, "a_seal").options} == {
        ("Metal shields", 1),
        ("Rubber", 2),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("a_bore.from=15&a_bore.to=", {"Bearing B", "Bearing C"}),
        ("a_bore.from=&a_bore.to=20", {"Bearing A", "Bearing B"}),
        ("a_bore=15..25", {"Bearing B"}),
        ("a_bore.from=15&a_bore.to=25&a_seal=rs", {"Bearing B"}),
        ("a_seal=zz&a_seal=rs", {"Bearing A", "Bearing B", "Bearing C"}),
        ("a_bore.from=x&a_bore.to=", {"Bearing A", "Bearing B", "Bearing C"}),
        ("origin=DE&lead=3&a_bore.from=30", {"Bearing C"}),
        ("a_nothing=1&a_=2&a_bore=", {"Bearing A", "Bearing B", "Bearing C"}),
    ],
)
def test_the_address_holds_ranges_options_and_the_rest(english, bearings, query, found):
    assert names(english.get(f"/catalog/?class={TEST_CLASS}&{query}")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [("a_sealed=1", {"Open"}), ("a_sealed=0", set()), ("a_sealed=1&a_sealed=0", {"Open", "Bearing A"})],
)
def test_sealed_or_not_and_both_boxes_are_no_filter(english, bearings, query, found):
    ProductFactory(name_en="Open", values={"sealed": "yes"})
    assert names(english.get(f"/catalog/?class={TEST_CLASS}&{query}")) & {"Open", "Bearing A"} == found


@pytest.mark.parametrize(
    ("low", "high", "said", "found"),
    [
        ("abc", "20", "“abc” is not a number", {"Bearing A", "Bearing B"}),
        ("15", "1e3x", "“1e3x” is not a number", {"Bearing B", "Bearing C"}),
        ("30", "5", "The lower end is above the upper end", {"Bearing A", "Bearing B", "Bearing C"}),
    ],
)
def test_what_is_no_range_is_said_at_its_box_and_the_rest_narrows(english, bearings, low, high, said, found):
    response = english.get(f"/catalog/?class={TEST_CLASS}&a_bore.from={low}&a_bore.to={high}")
    bore = facet(response, "a_bore")
    assert said in bore.fault
    assert bore.open
    assert (bore.given_low, bore.given_high) == (low, high)
    assert 'aria-describedby="facet-a_bore_error"' in text_of(response)
    assert names(response) == found


def test_a_range_that_can_be_read_has_no_fault(english, bearings):
    response = english.get(f"/catalog/?class={TEST_CLASS}&a_bore.from=15&a_bore.to=")
    assert facet(response, "a_bore").fault == ""
    assert "facet-a_bore_error" not in text_of(response)


def test_values_beyond_the_first_twelve_unfold(english):
    for number in range(15):
        ProductFactory(maker=f"Maker {number:02}")
    response = english.get("/catalog/?maker=maker+14")
    maker = facet(response, "maker")
    assert (len(maker.first), len(maker.rest)) == (12, 3)
    assert maker.first[0].value == "maker 14"  # what is chosen never folds away
    assert re.search(r'<details class="facet-more" id="facet-maker-more">\s*<summary>Show 3 more', text_of(response))
    assert 'id="facet-maker-maker 13"' in text_of(response)


def test_each_choice_is_a_chip_that_takes_itself_off_alone(english, bearings):
    query = f"q=bearing&class={TEST_CLASS}&a_bore.from=15&a_bore.to=25&a_seal=rs&lead=3&lang=en&page=1"
    response = english.get(f"/catalog/?{query}")
    chips = {chip["label"]: chip["url"] for chip in response.context["chips"]}

    assert set(chips) == {"Ball bearings", "Bore 15–25 mm", "Seal: Rubber", "31 to 60 days"}
    assert names(english.get(f"/catalog/{chips['Bore 15–25 mm']}")) == {"Bearing B", "Bearing C"}
    assert "a_seal=rs" in chips["Bore 15–25 mm"]
    assert "page=" not in "".join(chips.values())
    assert english.get("/catalog/" + response.context["clear_url"]).context["chips"] == []
    assert "q=bearing" in response.context["clear_url"]


def test_the_search_box_keeps_the_filters_and_the_panel_keeps_the_words(english, bearings):
    response = english.get(f"/catalog/?q=bearing&sort=newest&class={TEST_CLASS}&a_seal=rs")
    bar = re.search(r'<div id="bar-kept" hidden>(.*?)</div>', text_of(response), re.DOTALL)[1]
    panel = re.search(r'<aside class="card facets".*?<details', text_of(response), re.DOTALL)[0]

    assert f'name="class" value="{TEST_CLASS}"' in bar
    assert 'name="a_seal" value="rs"' in bar
    assert 'name="q"' not in bar
    assert 'name="q" value="bearing"' in panel
    assert 'name="sort" value="newest"' in panel


def test_htmx_gets_panel_count_and_bar_beside_the_results(english, bearings):
    response = english.get(f"/catalog/?class={TEST_CLASS}", headers={"hx-request": "true"})
    body = text_of(response)
    assert "<html" not in body
    assert 'data-announce="3 products found"' in body
    for target in ("#search-title", "#facets", "#bar-kept"):
        assert f'<hx-partial hx-target="{target}"' in body


def test_nothing_found_says_what_to_give_up_and_how_much_that_finds(english, bearings):
    response = english.get(f"/catalog/?q=bearing+zzyzx&class={TEST_CLASS}&origin=KR&lead=3")
    ways = {way["label"]: (way["total"], way["url"]) for way in response.context["ways_out"]}
    assert response.context["found"].total == 0
    assert not ways  # no single step is enough, and none is offered that finds nothing

    response = english.get(f"/catalog/?q=bearing&class={TEST_CLASS}&origin=KR&lead=3")
    ways = {way["label"]: (way["total"], way["url"]) for way in response.context["ways_out"]}
    assert {label: total for label, (total, _url) in ways.items()} == {
        "Without any filter": 3,
        "Without the filter “Country of origin”": 2,
        "Without the filter “Lead time”": 1,
    }
    for total, url in ways.values():
        assert english.get(f"/catalog/{url}").context["found"].total == total
    body = text_of(response)
    assert f"/catalog/alerts/?class={TEST_CLASS}&amp;lead=3&amp;origin=KR&amp;q=bearing" in body
    assert "/catalog/sourcing/new/" not in body
    sign_in(english, supplier("SA"))
    assert "/catalog/searches/save/?" in text_of(english.get("/catalog/?q=bearing&origin=KR&lead=3"))


def test_a_using_department_asks_for_what_is_not_there(english):
    ProductFactory()
    sign_in(english, staff("RQ"))
    link = f"/catalog/sourcing/new/?title=%EB%A1%9C%EB%B4%87&class={TEST_CLASS}"
    assert link.replace("&", "&amp;") in text_of(english.get(f"/catalog/?q=로봇&class={TEST_CLASS}"))
    form = english.get(link).context["form"]
    assert (form.initial["title_ko"], form.initial["class_code"]) == ("로봇", TEST_CLASS)


def test_a_word_too_many_is_found_without_it(english, bearings):
    ways = english.get("/catalog/?q=bearing+zzyzx").context["ways_out"]
    assert [(way["label"], way["total"]) for way in ways] == [("Without the word “zzyzx”", 3)]


def test_a_misspelling_shows_what_was_meant_and_says_so(english, bearings):
    ProductFactory(name_ko="원심펌프", name_en="Centrifugal pump")
    fold_search_counts()
    response = english.get("/catalog/?q=centrifugel")
    found = response.context["found"]
    assert found.shows_correction
    assert found.correction.text == "centrifugal"
    assert "Nothing is found for “centrifugel”" in text_of(response)
    assert 'href="?q=centrifugal"' in text_of(response)


def test_a_price_band_tells_nobody_what_the_price_page_would_not(english):
    ProductFactory(price=Decimal(50_000), price_visibility=PriceVisibility.REGISTERED)
    ProductFactory(price=Decimal(60_000), price_visibility=PriceVisibility.HIDDEN)
    assert not [facet for facet in english.get("/catalog/").context["facets"] if facet.name == "price"]
    sign_in(english, staff("PO"))
    assert sum(option.count for option in facet(english.get("/catalog/"), "price").options) == 1


def test_ticked_products_come_into_the_tray_without_script(english, bearings):
    page = text_of(english.get("/catalog/"))
    assert page.count('form="compare-form"') == 3
    back = english.post(
        "/catalog/compare/add/", {"product": [str(bearings[0].uid), str(bearings[1].uid)], "next": "/catalog/"}
    )
    page = text_of(english.get(back["Location"]))
    assert page.count('form="compare-form"') == 1
    assert page.count("In the comparison") == 2


def test_why_this_order_adds_up_and_stands_in_the_same_order(english, bearings):
    listed = english.get("/catalog/?q=bearing+b")
    response = english.get("/catalog/ranking/?q=bearing+b")
    hits = response.context["found"].hits
    assert [hit.product.pk for hit in hits] == [row.hit.product.pk for row in listed.context["rows"]]
    for hit in hits:
        assert hit.why.text == 1 + sum(gained for _term, gained in hit.why.terms)
        assert hit.why.score == hit.why.text * (1 + hit.why.certified + hit.why.fresh)
    assert [hit.why.score for hit in hits] == sorted((hit.why.score for hit in hits), reverse=True)
    assert english.get("/catalog/ranking/").status_code == 200


def test_recently_seen_products_stand_below_the_results(english, bearings):
    english.get("/catalog/")
    english.get(f"/catalog/products/{bearings[1].uid}/")
    page = english.get("/catalog/")
    assert [product.pk for product in page.context["recent"]] == [bearings[1].pk]
    assert "Recently seen" in text_of(page)
    assert "Recently seen" not in text_of(english.get("/catalog/", headers={"hx-request": "true"}))


@pytest.mark.parametrize(
    "query",
    [
        "a_bore.from=9e999",
        "a_bore=..",
        "price=9&price=x",
        "maker=%00",
        "eco=burn",
        "certificate=%27",
        "social=x",
        "a_=1",
    ],
)
def test_no_filter_is_a_fault_of_ours(english, bearings, query):
    assert english.get(f"/catalog/?class={TEST_CLASS}&{query}").status_code in (200, 400)
    assert english.get(f"/catalog/feeds/products.rss?class={TEST_CLASS}&{query}").status_code in (200, 400)


def test_a_kept_query_finds_what_the_page_found(english, bearings):
    query = f"class={TEST_CLASS}&a_bore.from=15&a_bore.to=&a_seal=rs&page=1&lang=en"
    assert names(english.get(f"/catalog/?{kept_query(query)}")) == names(english.get(f"/catalog/?{query}"))
