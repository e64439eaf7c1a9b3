"""The API describes itself truly: every operation with its scope and every problem it may answer; the clock is open."""

import json
from datetime import datetime, timedelta

import pytest

from portal.api.problems import OF_STATUS
from portal.clock import db_now
from portal.partners.rules import SCOPES

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def described(client):
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return json.loads(response.content)


def test_it_is_openapi_3_1_with_our_scopes(described):
    assert described["openapi"].startswith("3.1")
    flows = described["components"]["securitySchemes"]["client"]["flows"]
    assert set(flows) == {"clientCredentials"}
    assert set(flows["clientCredentials"]["scopes"]) == set(SCOPES)


def test_a_version_that_somebody_asks_for_reaches_nobody_else(client, described):
    asked = json.loads(
        client.get("/api/v1/openapi.json", {"version": "9 (withdrawn)"}, HTTP_HOST="testserver:81").content
    )
    later = json.loads(client.get("/api/v1/openapi.json", HTTP_HOST="testserver:81").content)

    assert asked["info"]["version"] == later["info"]["version"] == described["info"]["version"]


def test_every_operation_lists_its_problems(described):
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            listed = {int(status) for status in operation["responses"]}
            assert {400, 401, 404, 405, 406, 414, 429, 500, 503} <= listed, (method, path)
            if method not in ("get", "head"):
                assert {409, 413, 415, 422} <= listed, (method, path)
            assert operation.get("summary") or operation.get("description"), (method, path)
    assert set(described["components"]["responses"]) <= {*(f"Problem{status}" for status in OF_STATUS), "NotModified"}


def test_location_is_described_where_the_body_tells_an_address(described):
    made = {
        path: "Location" in operations["post"]["responses"]["201"]["headers"]
        for path, operations in described["paths"].items()
        if "201" in operations.get("post", {}).get("responses", {})
    }
    assert made["/api/v1/products/"]
    assert made["/api/v1/webhook-endpoints/"]
    assert not made["/api/v1/sourcing-requests/{uid}/proposals/"]  # read with its request alone


@pytest.mark.urls("portal.partners.tests.probe")
def test_scopes_and_keys_are_described(client):
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    probe = paths["/api/v1/probe/"]
    assert probe["get"]["security"] == [{"client": ["catalog.read"]}]
    assert probe["post"]["security"] == [{"client": ["catalog.write"]}]
    assert paths["/api/v1/events/"]["get"]["security"] == []
    [key] = [parameter for parameter in probe["post"]["parameters"] if parameter["name"] == "Idempotency-Key"]
    assert key["required"] is True
    assert 403 in map(int, probe["get"]["responses"])


def test_it_can_be_switched_off(client, settings):
    settings.API_DOCS = False
    assert client.get("/api/v1/openapi.json").status_code == 404
    assert client.get("/api/v1/docs/").status_code == 404


def test_only_the_reference_page_may_load_data_pictures(client):
    assert "data:" in client.get("/api/v1/docs/")["Content-Security-Policy"]
    assert "data:" not in client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in client.get("/api/v1/docs/")["Content-Security-Policy"]


def test_the_clock_is_the_databases(client):
    told = client.get("/api/v1/time").json()
    utc, kst = datetime.fromisoformat(told["utc"]), datetime.fromisoformat(told["kst"])
    assert utc == kst
    assert kst.utcoffset() == timedelta(hours=9)
    assert told["utc"].endswith("Z")
    assert abs(db_now() - utc) < timedelta(seconds=5)
