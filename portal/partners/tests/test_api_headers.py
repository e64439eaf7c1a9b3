"""What every answer of the API carries: its version, its limits, and whether its operation is going to end."""

import json
import re
from datetime import date, datetime, timedelta

import pytest

from portal.api import deprecation
from portal.api.deprecation import Ageing, announce_end
from portal.api.tags import TAGS
from portal.clock import SEOUL
from portal.partners.tests.factories import api_client
from portal.tests.doors import LONG, let_few_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]


def test_each_answer_tells_the_version_and_pages_do_not(client):
    assert client.get("/api/v1/events/")["API-Version"] == "1"
    assert client.get("/api/v1/nowhere/")["API-Version"] == "1"
    assert not client.get("/").has_header("API-Version")


def test_limits_are_told_before_they_are_reached(settings):
    let_few_in(settings, api=2)
    api = api_client(None, "catalog.read")
    told = [api.get("/api/v1/probe/") for _time in range(3)]
    assert [answer.status_code for answer in told] == [200, 200, 429]
    assert {answer["RateLimit-Policy"] for answer in told} == {f'"api";q=2;w={LONG}'}
    assert [re.fullmatch(r'"api";r=(\d);t=\d+', answer["RateLimit"])[1] for answer in told] == ["1", "0", "0"]
    assert 1 <= int(told[2]["Retry-After"]) <= LONG
    assert told[2].json()["code"] == "too_many_requests"


@pytest.fixture
def ending(monkeypatch):
    monkeypatch.setattr(deprecation, "AGEING", {})
    monkeypatch.setattr("portal.api.description.AGEING", deprecation.AGEING)
    announce_end(Ageing("GET /api/v1/events/", date(2027, 1, 1), date(2028, 6, 30), instead="/api/v1/probe/"))


def test_what_is_going_to_end_says_so(client, ending):
    answer = client.get("/api/v1/events/")
    assert answer["Deprecation"] == "@1798729200"
    assert answer["Sunset"] == "Thu, 29 Jun 2028 15:00:00 GMT"
    assert 'rel="deprecation"' in answer["Link"]
    assert '</api/v1/probe/>; rel="successor-version"' in answer["Link"]
    assert client.head("/api/v1/events/").has_header("Deprecation")
    assert not client.get("/api/v1/probe/").has_header("Deprecation")
    told = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    assert (told["/api/v1/events/"]["get"]["deprecated"], told["/api/v1/events/"]["get"]["x-sunset"]) == (
        True,
        "2028-06-30",
    )
    assert "410" in told["/api/v1/events/"]["get"]["responses"]
    assert "deprecated" not in told["/api/v1/probe/"]["get"]


@pytest.mark.parametrize(("day", "status"), [(29, 200), (30, 200), (31, 410)])
def test_after_its_last_day_an_operation_is_gone(client, ending, monkeypatch, day, status):
    """On the last day, in Korean time, it still answers."""
    now = datetime(2028, 6, 30, 23, 59, tzinfo=SEOUL) + timedelta(days=day - 30)
    monkeypatch.setattr(deprecation, "real_now", lambda: now)
    answer = client.get("/api/v1/events/", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.has_header("Sunset")
    assert client.get("/api/v1/nowhere/").status_code == 404
    if status == 410:
        assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "gone")
        assert "has ended" in answer.json()["detail"]


def test_nothing_ends_within_a_year():
    with pytest.raises(ValueError, match="365 days"):
        Ageing("GET /api/v1/events/", date(2027, 1, 1), date(2027, 12, 31))


def test_options_and_head(client):
    assert "GET" in client.options("/api/v1/events/")["Allow"]
    head = client.head("/api/v1/events/")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", client.get("/api/v1/events/")["ETag"])


@pytest.mark.urls("portal.urls")
def test_the_description_is_whole(client):
    told = json.loads(client.get("/api/v1/openapi.json", headers={"Accept-Language": "ko"}).content)
    operations = [operation for path in told["paths"].values() for operation in path.values()]
    used = {tag for operation in operations for tag in operation["tags"]}
    assert used == {tag["name"] for tag in told["tags"]} <= set(TAGS), "each tag stands in portal/api/tags.py"
    assert [each["operationId"] for each in operations if not each.get("summary")] == []
    assert [each["operationId"] for each in operations if re.search("[가-힣]", each["summary"])] == []
    assert len({each["operationId"] for each in operations}) == len(operations)
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            if method == "get":
                assert ("If-None-Match" in names) is ("304" in operation["responses"]), path
                assert "412" not in operation["responses"], path
            elif method == "post" and not path.startswith(("/api/v1/oauth/", "/api/v1/simulations/")):  # keep nothing
                assert "Idempotency-Key" in names, path
                assert {"409", "422"} <= set(operation["responses"]), path
                assert ("If-Match" in names) is ("412" in operation["responses"]), path
            elif method in ("put", "patch"):
                assert "If-Match" in names, path
