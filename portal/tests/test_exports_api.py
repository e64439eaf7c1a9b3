"""Exports by program: ask, ask again, take; what a token does not open."""

import json

import pytest
from django.test import Client

from catalog.tests.factories import ProductFactory
from portal.exchange.models.exports import Export
from portal.exchange.services.export_worker import run_export
from portal.exchange.tests.exporting import CODE, make_runs, runs_entered
from portal.partners import services as partners
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/exports/"


def post(api, url, data, key="key-00000001"):
    return api.post(url, data, format="json", headers={"Idempotency-Key": key})


@pytest.fixture
def company():
    found = CompanyFactory()
    ProductFactory(company=found)
    return found


def test_a_program_asks_waits_and_takes_the_file(company):
    api = api_client(company, "export.write", "catalog.read")
    offered = api.get("/api/v1/export-datasets/").json()["results"]
    assert {each["code"] for each in offered} == {"catalog.products", "catalog.published"}

    asked = post(api, URL, {"dataset": "catalog.products", "format": "jsonl"})
    assert asked.status_code == 201, asked.json()
    told = asked.json()
    assert (told["state"], told["rows_total"], told["files"]) == ("queued", 1, [])
    assert post(api, URL, {"dataset": "catalog.products", "format": "jsonl"}).json()["uid"] == told["uid"]
    path = f"{URL}{told['uid']}/"
    assert api.get(f"{path}files/1/").status_code == 409

    run_export(Export.objects.get().pk)
    told = api.get(path).json()
    assert (told["state"], told["progress_percent"], len(told["files"])) == ("ready", 100, 1)
    (file,) = told["files"]
    taken = api.get(file["api_url"])
    assert taken["Content-Type"] == "application/jsonl; charset=utf-8"
    row = json.loads(b"".join(taken.streaming_content))
    assert row["sku"] == company.products.get().sku
    assert [each["uid"] for each in api.get(URL).json()["results"]] == [told["uid"]]

    link = post(api, f"{path}link/", {"hours": 2}, "key-00000002").json()["files"][0]["link"]
    assert Client().get("/" + link.split("//", 1)[1].partition("/")[2]).status_code == 200
    assert post(api, f"{path}unlink/", {}, "key-00000003").json()["files"][0]["link"] is None
    assert post(api, f"{path}end/", {}, "key-00000004").json()["state"] == "expired"


def test_a_program_opens_only_what_its_scopes_open(company):
    narrow = api_client(company, "export.write")
    assert narrow.get("/api/v1/export-datasets/").json()["results"] == []
    assert post(narrow, URL, {"dataset": "catalog.products", "format": "csv"}).status_code == 403
    assert post(narrow, URL, {"dataset": "people.members", "format": "csv"}, "key-00000002").status_code == 403
    reader = api_client(company, "catalog.read")
    assert reader.get(URL).status_code == 403

    api = api_client(company, "export.write", "catalog.read")
    uid = post(api, URL, {"dataset": "catalog.products", "format": "csv"}).json()["uid"]
    for other in (api_client(company, "export.write"), api_client(CompanyFactory(), "export.write", "catalog.read")):
        assert other.get(f"{URL}{uid}/").status_code == 404
        assert post(other, f"{URL}{uid}/cancel/", {}).status_code == 404


def test_a_revoked_program_gets_nothing_of_what_it_asked_for(company):
    api = api_client(company, "export.write", "catalog.read")
    post(api, URL, {"dataset": "catalog.products", "format": "csv"})
    partners.revoke_client(api.partner, by=UserFactory(company=company, roles=("SA",)))
    export = Export.objects.get()
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.parts_done) == ("failed", 0)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"dataset": "catalog.products"}, "format"),
        ({"format": "csv"}, "dataset"),
        ({"dataset": "catalog.products", "format": "docx"}, "format"),
        ({"dataset": "catalog.products", "format": "csv", "columns": ["sku"]}, "columns"),
        ({"dataset": "catalog.products", "format": "csv", "states": ["published"] * 21}, "states"),
        ({"dataset": "catalog.products", "format": "csv", "date_from": "10000-01-01"}, "date_from"),
        ({"dataset": "a\u0000b", "format": "csv"}, "dataset"),
        ({"dataset": ["catalog.products"], "format": "csv"}, "dataset"),
    ],
)
def test_bad_wishes_are_problems_that_name_the_field(company, data, field):
    answer = post(api_client(company, "export.write", "catalog.read"), URL, data)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert field in json.dumps(answer.json())
    assert not Export.objects.exists()


def test_many_rows_need_a_reason_of_a_program_too():
    make_runs(1_001)
    with runs_entered():
        api = api_client(CompanyFactory(), "export.write", "catalog.read")
        refused = post(api, URL, {"dataset": CODE, "format": "csv"})
        assert (refused.status_code, "reason" in json.dumps(refused.json())) == (422, True)
        told = post(api, URL, {"dataset": CODE, "format": "csv", "reason": "Monthly copy for our ERP"}, "key-00000002")
        assert told.status_code == 201
