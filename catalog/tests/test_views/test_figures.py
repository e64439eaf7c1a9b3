"""The programme's figures add up, say when there is nothing, and show no single company."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from catalog import services
from catalog.models import Inquiry, Product, SearchNote, SourcingRequest
from catalog.queries import figures
from catalog.rules.figures import FEWEST_SHOWN
from catalog.tests import dealing, sourcing
from catalog.tests.factories import ProductFactory, whole_draft
from portal.clock import db_now, today
from portal.people.services import approve_company
from portal.people.states import CompanyState
from portal.periods import Period, period_of
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> Period:
    return period_of("", "", today())


def this_month(rows: figures.Rows) -> list:
    return rows[today().replace(day=1)]


def test_an_empty_portal_says_so_for_every_figure(english):
    body = english.get("/catalog/figures/").content.decode()
    assert body.count("No data in this period.") == 10
    assert "<figure" not in body
    assert "First contracts of new companies" in body


def listed(node, level: str) -> None:
    """A product that went the whole way, of a company of this level; revised and published again."""
    seller, officer = supplier("SA", company=CompanyFactory(level=level)), staff("PO")
    draft = whole_draft(seller, node, sku=f"S-{level}")
    for round_ in range(2):
        sent = services.submit_version(draft, by=seller)
        services.publish_version(services.take_up_review(sent, by=officer), by=officer)
        if round_ == 0:
            draft = services.start_revision(Product.objects.get(pk=draft.product_id), by=seller)


def test_a_new_company_has_no_first_contract_so_far(now):
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    approve_company(company, by=staff("PO"))
    assert this_month(figures.new_companies(now)) == [1]
    assert this_month(figures.converted(now)) == [0, 1]


def test_listings_are_counted_once_and_by_whether_the_company_traded(node, now):
    for level in ("L2", "L0", "L1"):
        listed(node, level)
    ProductFactory(published=False)
    rows = figures.listings(now)
    assert this_month(rows) == [1, 2]
    assert figures.share_of(rows, [1]) == Decimal("66.7")
    assert this_month(figures.review_days(now)) == [1, 1]


def test_the_way_to_publication_begins_with_the_first_draft(now, node):
    assert this_month(figures.publishing_days(now)) == [None, None]
    for level in ("L0", "L1"):
        listed(node, level)
    Product.objects.filter(sku="S-L1").update(created_at=db_now() - timedelta(days=14))
    half, most = this_month(figures.publishing_days(now))
    assert half == 1  # on the same day: within one
    assert 5 <= most <= 10  # of two weeks, less holidays


def test_inquiries_are_in_time_late_or_open(now):
    in_time, late, _open = (dealing.asked(ProductFactory()) for _ in range(3))
    dealing.answered(in_time)
    dealing.answered(late)
    Inquiry.objects.filter(pk=late.pk).update(first_due_at=db_now() - timedelta(days=1))
    rows = figures.inquiries(now)
    assert this_month(rows) == [1, 1, 1]
    assert figures.share_of(rows, [0]) == Decimal("33.3")


def test_what_was_adopted_is_counted_and_its_savings_are_summed(now):
    made = sourcing.adopted()
    SourcingRequest.objects.filter(pk=made.request.pk).update(saved_won=12_500_000)
    assert this_month(figures.outcomes(now)) == [1, 0]
    assert this_month(figures.savings(now)) == [12_500_000]
    assert this_month(figures.proposals(now)) == [0, 1]


def test_searches_without_result_and_nobodys_rare_words(english, now):
    day = today()
    sought = [("없는것", 0, False)] * FEWEST_SHOWN + [("비밀 과제", 0, False), ("펌프", 3, False), ("x", 0, True)]
    SearchNote.objects.bulk_create(
        SearchNote(day=day, text=text, language="ko", total=total, filtered=filtered)
        for text, total, filtered in sought
    )
    assert this_month(figures.search_results(now)) == [2, FEWEST_SHOWN + 1]
    body = english.get("/catalog/figures/").content.decode()
    assert "없는것" in body
    assert "비밀 과제" not in body
    assert f"searched {FEWEST_SHOWN} times and more" in body
    sign_in(english, staff("PO"))
    inside = english.get("/catalog/figures/").content.decode()
    assert "비밀 과제" in inside
    assert "Outside the company those searched" in inside


def test_every_figure_of_a_chart_stands_in_its_table_and_in_its_csv(english):
    dealing.answered(dealing.asked(ProductFactory()))
    month = f"{today():%Y-%m}"
    response = english.get(f"/catalog/figures/?from={month}&to={month}")
    body = response.content.decode()
    shown = next(row for row in response.context["shown"] if row["figure"].key == "inquiries")
    assert shown["headline"] == "100%"
    assert re.search(rf'<th scope="row">{month}</th><td class="num">1</td><td class="num">0</td>', body)
    assert "style=" not in body

    answer = english.get(f"/catalog/figures/inquiries.csv?from={month}&to={month}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["Month", "In time", "Late", "Not answered"], [month, "1", "0", "0"]]
    assert english.get("/catalog/figures/nothing.csv").status_code == 404


@pytest.mark.parametrize("query", ["from=x&to=y", "from=9999-99", "from=2026-05&to=2001-01", "to=0000-01", "from=%00"])
def test_no_period_is_a_fault_of_ours(english, query):
    assert english.get(f"/catalog/figures/?{query}").status_code in (200, 400)


def test_the_page_costs_the_same_whatever_there_is(english, django_assert_num_queries):
    with django_assert_num_queries(13):
        english.get("/catalog/figures/")
    for _ in range(2):
        dealing.answered(dealing.asked(ProductFactory()))
    with django_assert_num_queries(13):
        english.get("/catalog/figures/")


def test_what_a_single_adoption_saves_tells_nobody_what_was_paid_before(english):
    made = sourcing.adopted()
    SourcingRequest.objects.filter(pk=made.request.pk).update(saved_won=12_500_000)
    secret = "12500000"
    csv, page = "/catalog/figures/savings.csv", "/catalog/figures/"

    for reader in (None, made.cast.seller, made.cast.head):
        if reader is not None:
            sign_in(english, reader)
        assert secret not in english.get(csv).content.decode()
        assert "₩12.5m" not in english.get(page).content.decode()
    sign_in(english, staff("PO"))
    assert secret in english.get(csv).content.decode()
    assert "₩12.5m" in english.get(page).content.decode()
