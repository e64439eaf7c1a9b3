"""Queries: what search finds and in which order, what each reader sees, how many queries it takes."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalog import services
from catalog.models import Product, ProductSearch, ProductVersion
from catalog.queries import (
    SearchFilters,
    definitions_for,
    find_classes,
    price_for,
    product_counts,
    products_of,
    products_visible_to,
    queue_visible_to,
    review_due,
    search_products,
    similar_listings,
    usual_review_days,
    versions_visible_to,
)
from catalog.queries.search import LEAD_TIME, NEWEST, matching
from catalog.rules.grams import mark, terms_of
from catalog.states import PriceVisibility, ProductState, VersionState
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.calendar import business_days_after, next_business_day
from portal.clock import SEOUL
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
EVERYTHING = SearchFilters()


def found(text: str, filters: SearchFilters = EVERYTHING, **options) -> list[str]:
    """Names of what a search finds, in order."""
    page = search_products(text, filters, NOBODY, correct=False, **options)
    return [hit.product.current.name_ko for hit in page.hits]


# Search: recall ------------------------------------------------------------------------------------------------------
@pytest.fixture
def pumps():
    pump_class = class_node("99151503", "펌프류", "Machines for liquids")
    ProductFactory(name_ko="원심펌프 CP-200", name_en="Centrifugal pump", model="CP-200/65", node=pump_class, sku="1")
    ProductFactory(name_ko="수중 펌프", name_en="Submersible pump", model="SP 30", node=pump_class, sku="2")
    ProductFactory(name_ko="유압유 VG46", name_en="Hydraulic oil", model="HO-46", sku="3")
    ProductFactory(name_ko="펌 프레임", name_en="Frame", model="FR-1", sku="4")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("원심", {"원심펌프 CP-200"}, id="head-of-a-compound"),
        pytest.param("심펌", {"원심펌프 CP-200"}, id="across-the-joint"),
        pytest.param("원심펌프", {"원심펌프 CP-200"}, id="whole-word"),
        pytest.param("펌프 수중", {"수중 펌프"}, id="all-terms-in-any-order"),
        pytest.param("유", {"유압유 VG46"}, id="one-syllable"),
        pytest.param("레임", {"펌 프레임"}, id="tail-of-a-word"),
        pytest.param("centrif", {"원심펌프 CP-200"}, id="english-beginning"),
        pytest.param("trifug", {"원심펌프 CP-200"}, id="english-middle"),
        pytest.param("PUMP submers", {"수중 펌프"}, id="capitals"),
        pytest.param("CP-200", {"원심펌프 CP-200"}, id="model-code"),
        pytest.param("cp200", {"원심펌프 CP-200"}, id="model-code-without-dashes"),
        pytest.param("ＣＰ－２００", {"원심펌프 CP-200"}, id="full-width"),
        pytest.param("vg4", {"유압유 VG46"}, id="model-prefix"),
        pytest.param("s", {"수중 펌프"}, id="one-latin-letter-at-the-head"),
        pytest.param("수주", set(), id="nothing"),
        pytest.param("원심 유압", set(), id="not-all-terms"),
        pytest.param("펌프레임", set(), id="not-across-words"),
    ],
)
def test_what_search_finds(pumps, text, names):
    assert set(found(text)) == names


def test_search_agrees_with_brute_force():
    words = [
        "원심펌프",
        "기어펌프",
        "펌프",
        "유압펌프 부품",
        "원심 분리기",
        "관",
        "강관",
        "bearing 6204",
        "62045",
        "bear ring",
    ]
    for number, name in enumerate(words):
        ProductFactory(name_ko=name, name_en="", model=f"x{number}", maker="", sku=f"z{number}")
    texts = dict(ProductSearch.objects.values_list("product__current__name_ko", "text"))

    for query in ["펌프", "원심", "관", "유압펌프", "6204", "62045", "bear", "펌프 부품", "ring", "프 부", "강관"]:
        truth = {name for name, text in texts.items() if all(term in text for term in terms_of(query))}
        if len(query) == 3 and " " in query:
            truth = {name for name in truth if {"프", "부"} <= set(name)}
        assert set(found(query)) == truth, query


def test_attribute_words_and_the_company_are_searched():
    node = class_node("99151503")
    attribute(node, "standard", "TEXT")
    maker = CompanyFactory(legal_name_ko="한울케미칼")
    ProductFactory(company=maker, name_ko="방청제", node=node, values={"standard": "KS M 2211"})

    assert found("2211") == found("한울") == found("방청 ks") == ["방청제"]


def test_drafts_and_hidden_products_are_not_found():
    ProductFactory(published=False, name_ko="비밀 펌프")
    hidden = ProductFactory(name_ko="숨긴 펌프")
    services.hide_product(hidden, by=hidden.created_by)

    assert found("펌프") == []


# Search: order, filters, pages ---------------------------------------------------------------------------------------
def test_a_hit_in_the_name_counts_more_than_one_in_the_description():
    ProductFactory(name_ko="밸브", description_ko="원심펌프 뒤에 답니다.")
    ProductFactory(name_ko="원심펌프")

    assert found("펌프") == ["원심펌프", "밸브"]


def test_equals_change_places_from_day_to_day_but_not_within_a_day(monkeypatch):
    for number in range(12):
        ProductFactory(name_ko=f"펌프 {number}", name_en="")
    orders = []
    for day in (1, 1, 2):
        monkeypatch.setattr("catalog.queries.search.today_in_korea", lambda day=day: datetime.date(2026, 12, day))
        orders.append(found("펌프"))

    assert orders[0] == orders[1] != orders[2]
    assert set(orders[0]) == set(orders[2])


def test_newest_and_lead_time():
    slow, fast = ProductFactory(name_ko="느린", lead_time_days=40), ProductFactory(name_ko="빠른", lead_time_days=3)
    ProductSearch.objects.filter(product=slow).update(published_on=datetime.date(2026, 1, 2))
    ProductSearch.objects.filter(product=fast).update(published_on=datetime.date(2026, 1, 1))

    assert found("", sort=NEWEST) == ["느린", "빠른"]
    assert found("", sort=LEAD_TIME) == ["빠른", "느린"]


def test_filters_narrow_and_facets_count_what_could_be_added():
    small, large = CompanyFactory(size_class="SMALL"), CompanyFactory(size_class="LARGE")
    pump, ball = class_node("99151503", "펌프류", "Pumps"), class_node()
    ProductFactory(name_ko="가", company=small, node=pump, lead_time_days=5, origin="KR")
    ProductFactory(name_ko="나", company=large, node=pump, lead_time_days=50, origin="DE")
    ProductFactory(name_ko="다", company=large, node=ball, lead_time_days=5, origin="KR")

    page = search_products("", SearchFilters(classes=["99151503"]), NOBODY)
    assert {hit.product.current.name_ko for hit in page.hits} == {"가", "나"}
    counts = page.counts()
    assert counts["class"] == {"99151503": 2, "99171504": 1}
    assert counts["lead"] == {"0": 1, "3": 1}
    assert counts["size"] == {"SMALL": 1, "LARGE": 1}
    assert counts["origin"] == {"DE": 1, "KR": 1}

    assert found("", SearchFilters(classes=["99000000"], lead=[0], origins=["KR"], sizes=["LARGE"])) == ["다"]
    assert set(found("", SearchFilters(sizes=["SMALL", "LARGE"]))) == {"가", "나", "다"}
    assert found("", SearchFilters(company=small)) == ["가"]


@pytest.mark.parametrize("filters", [SearchFilters(classes=["x"], lead=[99], sizes=["?"], origins=["KOREA"])])
def test_broken_filters_are_ignored(filters):
    ProductFactory(name_ko="가")
    assert found("", filters) == ["가"]


def test_pages_have_limits():
    for _ in range(3):
        ProductFactory()
    page = search_products("", EVERYTHING, NOBODY, 2, per_page=2)
    assert (page.total, len(page.hits), page.page.number, page.page.paginator.num_pages) == (3, 1, 2, 2)
    assert search_products("", EVERYTHING, NOBODY, 10**9, per_page=2).page.number == 2
    assert search_products("", EVERYTHING, NOBODY, per_page=10**6).page.paginator.per_page == 100


@pytest.mark.parametrize("products", [1, 3])
def test_search_costs_the_same_for_one_and_for_three(products, django_assert_num_queries):
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm")
    for _ in range(products):
        ProductFactory(values={"bore": "20"})

    # clock, synonyms; class, its attributes (2), those of the branch; the pass, classes without their own choice;
    # names of classes and tags, values of the facets; products, values, choices, files
    with django_assert_num_queries(15):
        page = search_products("베어링", SearchFilters(classes=["99171504"]), NOBODY)
        shown = [spec.shown for hit in page.hits for spec in hit.specs]

    assert shown == ["20 mm"] * products


def test_text_and_filters_are_one_index_search():
    for number in range(60):
        ProductFactory(name_ko=f"부품 {number}", name_en="", sku=f"n{number}")
    ProductFactory(name_ko="원심펌프")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_productsearch")
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = matching("원심펌프", SearchFilters(lead=[1])).values("product_id").query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "product_search_grams" in plan


def test_marks_in_the_index_are_the_marks_that_are_asked_for():
    ProductFactory(lead_time_days=20, origin="DE")
    row = ProductSearch.objects.get()
    assert {mark("lead", 2), mark("origin", "DE")} <= set(row.grams)


# Classes -------------------------------------------------------------------------------------------------------------
def test_attributes_are_inherited_and_the_nearer_one_wins():
    node = class_node()
    attribute(node.parent.parent, "material", "TEXT", order=1)
    attribute(node.parent, "bore", quantity="length", unit="mm", order=2)
    nearer = attribute(node, "bore", quantity="length", unit="[in_i]", order=3)

    assert list(definitions_for(node)) == ["material", "bore"]
    assert definitions_for(node)["bore"] == nearer
    assert list(definitions_for(class_node("99171599"))) == ["material", "bore"]


def test_classes_are_found_by_fragments_and_by_code():
    with override("en"):
        node = class_node("99151599", "원심분리펌프", "Separating pump")
        assert find_classes("심분리") == [node]
        assert find_classes("991515") == [node]
        assert find_classes("separ pump") == [node]
        assert find_classes("   ") == []


# Who sees what -------------------------------------------------------------------------------------------------------
def test_who_sees_which_products():
    mine, theirs = supplier("SU"), supplier("SU")
    public = ProductFactory(company=theirs.company)
    draft = ProductFactory(company=theirs.company, published=False)
    sent = ProductFactory(company=theirs.company, published=False, version_state=VersionState.SUBMITTED)
    own = ProductFactory(company=mine.company, published=False)

    def seen(user):
        return set(products_visible_to(user))

    assert seen(NOBODY) == seen(UserFactory()) == {public}
    assert seen(mine) == {public, own}
    assert seen(theirs) == {public, draft, sent}
    assert seen(staff("PO")) == seen(staff("AU")) == {public, sent}
    assert seen(staff("CE")) == {public}
    assert set(versions_visible_to(mine)) == {public.current, own.versions.get()}
    assert set(versions_visible_to(staff("PO"))) == {public.current, sent.versions.get()}


def test_a_price_is_seen_by_whom_the_supplier_chose():
    product = ProductFactory(price=Decimal(500))
    owner, rival, buyer = supplier("SU", company=product.company), supplier("SU"), staff("PO")
    day = datetime.date(2026, 11, 24)

    def seen(visibility, **changes):
        for name, value in {"price_visibility": visibility, **changes}.items():
            setattr(product, name, value)
        return [price_for(user, product, day).amount is not None for user in (NOBODY, rival, buyer, owner)]

    assert seen(PriceVisibility.HIDDEN) == [False, False, False, True]
    assert seen(PriceVisibility.ON_REQUEST) == [False, False, False, True]
    assert seen(PriceVisibility.REGISTERED) == [False, False, True, True]
    assert seen(PriceVisibility.PUBLIC) == [True, True, True, True]
    assert seen(PriceVisibility.PUBLIC, price_valid_until=datetime.date(2026, 11, 23)) == [False, False, False, True]
    assert price_for(NOBODY, product, day).on_request


def test_the_queue_is_for_reviewers_longest_waiting_first():
    late = ProductFactory(published=False, version_state=VersionState.SUBMITTED).versions.get()
    later = ProductFactory(published=False, version_state=VersionState.SUBMITTED).versions.get()
    ProductFactory(published=False)
    for version, day in ((late, 2), (later, 3)):
        moment = datetime.datetime(2026, 11, day, 9, 0, tzinfo=SEOUL)
        ProductVersion.objects.filter(pk=version.pk).update(submitted_at=moment)

    assert list(queue_visible_to(staff("PO"))) == [late, later]
    assert list(queue_visible_to(staff("AU"))) == [late, later]
    for nobody in (supplier("SA"), staff("CE"), NOBODY):
        assert not queue_visible_to(nobody).exists()


def test_an_answer_is_due_after_three_business_days():
    version = ProductVersion(submitted_at=datetime.datetime(2026, 11, 26, 23, 0, tzinfo=SEOUL))  # a Thursday
    assert review_due(version) == datetime.datetime(2026, 12, 1, 18, 0, tzinfo=SEOUL)
    assert review_due(ProductVersion()) is None


def test_the_usual_time_is_the_median_in_business_days():
    assert usual_review_days() is None
    officer = staff("PO")
    for days in (1, 2, 9):
        version = ProductFactory(published=False, version_state=VersionState.IN_REVIEW).versions.get()
        now = ProductVersion.objects.get(pk=version.pk).submitted_at
        answered = next_business_day(now.astimezone(SEOUL).date())
        sent = business_days_after(answered, -days)
        ProductVersion.objects.filter(pk=version.pk).update(
            state=VersionState.REJECTED,
            submitted_at=datetime.datetime.combine(sent, datetime.time(9), SEOUL),
            decided_at=datetime.datetime.combine(answered, datetime.time(9), SEOUL),
            reviewer=officer,
        )
    assert usual_review_days() == 2


def test_similar_names_of_other_companies_are_a_hint():
    ProductFactory(name_ko="수용성 방청유 320", name_en="", model="M-1")
    ProductFactory(name_ko="기어유", name_en="", model="M-1")
    twin = ProductFactory(published=False, name_ko="수용성 방청유  320", name_en="", model="M-1").versions.get()

    assert [row.product.current.name_ko for row in similar_listings(twin)] == ["수용성 방청유 320"]


def test_a_suppliers_own_list_and_its_counts():
    seller = supplier("SU")
    ProductFactory(company=seller.company)
    ProductFactory(company=seller.company, published=False)
    gone = ProductFactory(company=seller.company, published=False)
    Product.objects.filter(pk=gone.pk).update(state=ProductState.WITHDRAWN)
    ProductFactory()

    with CaptureQueriesContext(connection) as queries:
        rows = [
            (product.state, [version.state for version in product.in_work]) for product in products_of(seller.company)
        ]
    assert rows == [("draft", ["draft"]), ("published", [])]
    assert len(queries) == 3
    assert product_counts(seller.company) == {"published": 1, "all": 2, "draft": 1}
    assert [product.state for product in products_of(seller.company, "draft")] == ["draft"]
