"""Many products by one call: each row stands for itself, and the same call twice has one effect."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.api.bulk import EXAMPLE, BulkOut
from catalog.models import BulkJob, Product
from catalog.tests.factories import attribute, class_node
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/products/bulk/"


@pytest.fixture
def node():
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm")
    return node


def row(**changes) -> dict:
    return {"sku": "A-1", "class_code": "99171504", "name_ko": "볼 베어링", "attributes": {"bore": "20 mm"}, **changes}


def send(client, rows, key=None, **more):
    headers = {"Idempotency-Key": key or uuid.uuid4().hex, "Accept-Language": "en"}
    return client.post(PATH, {"rows": rows, **more}, format="json", headers=headers)


def test_good_rows_come_in_and_the_others_say_why(node):
    client = api_client(CompanyFactory(), "catalog.write")
    answer = send(client, [row(), row(sku="A-2", attributes={"bore": "20 kg"}), row(sku="A-3", price="12.5")])
    body = answer.json()

    assert answer.status_code == 200
    assert body["counts"] == {"new": 1, "faulty": 2}
    assert [each["result"] for each in body["rows"]] == ["new", "faulty", "faulty"]
    assert body["rows"][1]["errors"][0]["field"] == "attributes.bore"
    assert "measures mass" in body["rows"][1]["errors"][0]["message"]
    assert body["rows"][2]["errors"] == [
        {"field": "price", "message": "Won and yen have no decimals. Write a whole amount."}
    ]
    assert body["rows"][0]["product"] == str(Product.objects.get().uid)


def test_the_same_call_again_has_one_effect_and_a_second_one_changes(node):
    client = api_client(CompanyFactory(), "catalog.write")
    first, again = send(client, [row()], key="k" * 10), send(client, [row()], key="k" * 10)
    assert first.json() == again.json()
    assert BulkJob.objects.count() == 1
    changed = send(client, [row(price=1000, price_breaks=[{"from_qty": 10, "price": 900}], name_ko=None)])
    assert changed.json()["counts"] == {"changed": 1}
    product = Product.objects.get()
    assert (product.price, product.price_breaks.get().price) == (1000, 900)
    assert product.versions.get().name_ko == ""
    assert send(client, [row(price=1000, name_ko="")]).status_code == 400


def test_each_row_says_what_its_draft_lacks_before_the_review(node):
    attribute(node, "width", quantity="length", unit="mm", required=True)
    client = api_client(CompanyFactory(), "catalog.write")
    whole = {"sku": "A-2", "origin": "KR", "lead_time_days": 7, "moq": 10, "attributes": {"width": "14 mm"}}

    bare, complete = send(client, [row(), row(**whole)]).json()["rows"]

    assert [each["field"] for each in bare["missing"]] == [
        "origin",
        "lead_time_days",
        "moq",
        "attributes.width",
        "files",
    ]
    assert complete["missing"] == [{"field": "files", "message": "Add at least one picture or drawing."}]
    assert send(client, [row(name_ko="다른 이름")], dry_run=True).json()["rows"][0]["missing"] == []


def test_a_row_that_changes_nothing_tells_as_much_as_a_new_one(node):
    client = api_client(CompanyFactory(), "catalog.write")
    new = send(client, [row(), row(sku="A-2")]).json()["rows"]
    Product.objects.filter(sku="A-2").update(state="withdrawn")
    same = send(client, [row(), row(sku="A-2")]).json()["rows"]

    assert [each["result"] for each in same] == ["unchanged", "new"]
    assert same[0] == {**new[0], "result": "unchanged"}
    assert (same[0]["product"], same[0]["number"]) == (
        str(Product.objects.get(sku="A-1").uid),
        Product.objects.get(sku="A-1").number,
    )
    assert [each["field"] for each in same[0]["missing"]] == ["origin", "lead_time_days", "moq", "files"]


def test_rows_that_change_nothing_cost_the_same_for_one_and_for_three(node):
    client = api_client(CompanyFactory(), "catalog.write")
    rows = [row(sku=f"A-{number}") for number in range(3)]
    send(client, rows)
    counted = []
    for part in (rows[:1], rows):
        send(client, part)
        job = BulkJob.objects.latest("pk")
        with CaptureQueriesContext(connection) as queries:
            assert len(BulkOut(job).data["rows"]) == len(part)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_dry_run_keeps_nothing(node):
    client = api_client(CompanyFactory(), "catalog.write")
    assert send(client, [row()], dry_run=True).json()["counts"] == {"new": 1}
    assert not Product.objects.exists()
    assert send(client, [row()]).json()["counts"] == {"new": 1}


@pytest.mark.parametrize(
    "rows", [[], [row()] * 101, [row(colour="red")], [row(price="1e3")], ["x"], [{"name_ko": "x"}]], ids=range(6)
)
def test_what_is_no_list_of_rows_is_refused(node, rows):
    client = api_client(CompanyFactory(), "catalog.write")
    assert send(client, rows).status_code == 400
    assert not BulkJob.objects.exists()


def test_the_example_of_the_description_is_understood():
    client = api_client(CompanyFactory(), "catalog.write")
    answer = client.post(PATH, EXAMPLE, format="json", headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 200
    assert answer.json()["counts"] in ({"new": 1}, {"faulty": 1})
