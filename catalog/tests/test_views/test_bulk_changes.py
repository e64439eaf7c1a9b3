"""The page of a checked list: what it would change, before anything does."""

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import BulkJob
from catalog.states import PriceVisibility
from catalog.tests.factories import ProductFactory, attribute, class_node
from catalog.tests.test_services.test_bulk import csv
from catalog.views import bulk
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(english):
    return english


@pytest.fixture
def node():
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    return node


def listed(seller, node, sku: str, **facts):
    facts = {"values": {"bore": "20 mm"}, "price": 4_200, "price_visibility": PriceVisibility.REGISTERED} | facts
    return ProductFactory(company=seller.company, created_by=seller, sku=sku, node=node, **facts)


def checked(seller, node, *rows: str, header: str) -> BulkJob:
    job = services.upload_list(seller.company, csv(*rows, header=header), by=seller, class_node=node)
    services.run_list(job.pk)
    job.refresh_from_db()
    return job


def shown(client, seller, job: BulkJob, **parameters) -> str:
    sign_in(client, seller)
    return client.get(reverse("catalog:bulk-detail", args=[job.uid]), parameters).content.decode()


def test_what_changes_is_shown_with_what_stands(client, seller, node):
    product = listed(seller, node, "B-1", moq=100)
    header = "품번,품명,단가,가격 공개,최소주문,Bore (mm)"
    job = checked(seller, node, "B-1,새 이름,4300,Everybody,10,25", "N-1,새 제품,,,5,1", header=header)
    text = shown(client, seller, job)

    assert job.counts == {"changed": 1, "new": 1}, list(job.rows.values_list("faults", flat=True))
    assert "<strong>Unit price:</strong> ₩4,200 → ₩4,300" in text
    assert "<strong>Who sees the price:</strong> Registered buyers → Everybody" in text
    assert "<strong>Minimum order:</strong> 100 → 10" in text
    assert f"<strong>Name (Korean):</strong> {product.current.name_ko} → 새 이름" in text
    assert "<strong>Bore:</strong> 20 mm → 25 mm" in text
    assert "1 published product changes at once." in text
    assert "Products whose price changes: 1. Products whose price other people than before will see: 1." in text
    assert 'New products, the first ones: <span class="mono">N-1</span>' in text


def test_a_new_version_alone_is_not_seen_at_once(client, seller, node):
    listed(seller, node, "B-1")
    text = shown(client, seller, checked(seller, node, "B-1,새 이름", header="품번,품명"))

    assert "→ 새 이름" in text
    assert "at once" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_what_changes_costs_the_same_for_one_and_for_three(client, seller, node, rows, django_assert_num_queries):
    for number in range(rows):
        listed(seller, node, f"B-{number}")
    job = checked(seller, node, *[f"B-{number},새 이름,10,25" for number in range(rows)], header="품번,품명,단가,Bore")
    shown(client, seller, job)
    with django_assert_num_queries(17):
        client.get(reverse("catalog:bulk-detail", args=[job.uid]))


def test_what_changes_has_pages(client, seller, node, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_PER_PAGE", 2)
    for number in range(3):
        listed(seller, node, f"B-{number}")
    job = checked(seller, node, *[f"B-{number},10" for number in range(3)], header="품번,단가")

    assert "B-2" not in shown(client, seller, job)
    assert "B-2" in shown(client, seller, job, changes="2")
    assert 'role="status">There are only 2 pages; this is the last one.' in shown(client, seller, job, changes="9")


def test_a_checked_list_waits_for_its_owner_while_it_says_something(client, seller, node):
    listed(seller, node, "B-1", moq=100)
    as_it_is = checked(seller, node, "B-1,100", header="품번,최소주문")
    faulty = checked(seller, node, "B-1,많이", header="품번,최소주문")
    changing = checked(seller, node, "B-1,10", header="품번,최소주문")
    assert [job.counts for job in (as_it_is, faulty, changing)] == [{"unchanged": 1}, {"faulty": 1}, {"supply": 1}]

    sign_in(client, seller)
    text = client.get(reverse("home:dashboard")).content.decode()

    assert as_it_is.number not in text
    assert faulty.number in text
    assert changing.number in text
    assert text.count("Nothing in this file changes your catalogue.") == 1
    assert text.count("Nothing comes in before you take it over.") == 1
