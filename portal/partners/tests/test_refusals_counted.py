"""Refusals that come before the throttle count like every request: nobody knocks without limit."""

import pytest
from django.db import DatabaseError, connection

from portal.api import throttles
from portal.partners.tests.factories import api_client
from portal.tests.doors import LONG, let_few_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
JSON = "application/json"
LARGE = b'"' + b"x" * 1_000_001 + b'"'


@pytest.fixture(autouse=True)
def few(settings, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_throttle")
    let_few_in(settings, api=3, api_visitor=3)


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


BEFORE = {  # refused before any throttle of a view
    "a wrong token": (401, lambda it: it.get("/api/v1/probe/", headers={"Authorization": "Bearer wrong"})),
    "no token": (401, lambda it: it.get("/api/v1/probe/")),
    "too large": (413, lambda it: it.post("/api/v1/probe/", LARGE, content_type=JSON)),
    "too long": (414, lambda it: it.get("/api/v1/time", {"q": "x" * 5000})),
    "other bytes": (400, lambda it: it.get("/api/v1/time?q=%ff")),
    "nowhere": (404, lambda it: it.get("/api/v1/nowhere/")),
    "another method": (405, lambda it: it.generic("TRACE", "/api/v1/time")),
    "another charset": (415, lambda it: it.post("/api/v1/probe/", b"{}", content_type=f"{JSON}; charset=utf-16")),
    "a large header": (431, lambda it: it.get("/api/v1/time", headers={"X-Large": "x" * 9000})),
}


@pytest.mark.parametrize("what", sorted(BEFORE))
def test_by_address_while_nobody_has_proved_who_asks(visitor, what):
    status, ask = BEFORE[what]
    told = [ask(visitor) for _time in range(4)]
    assert [answer.status_code for answer in told] == [status, status, status, 429]
    assert [answer["RateLimit"][:17] for answer in told[:2]] == ['"api-visitor";r=2', '"api-visitor";r=1']
    assert told[3].json()["code"] == "too_many_requests"
    assert 1 <= int(told[3]["Retry-After"]) <= LONG


def test_kinds_of_refusals_are_counted_together_and_with_what_was_answered(visitor):
    assert visitor.get("/api/v1/time").status_code == 200
    assert visitor.get("/api/v1/nowhere/").status_code == 404
    assert visitor.get("/api/v1/probe/").status_code == 401
    assert visitor.get("/api/v1/time").status_code == 429


def test_a_client_without_the_scope_counts_as_itself(visitor):
    one, two = api_client(None, "catalog.read"), api_client(None, "catalog.read")

    def write(api):
        return api.post("/api/v1/probe/", {"name": "a"}, headers={"Idempotency-Key": "key-0001"})

    told = [write(one) for _time in range(4)]
    assert [answer.status_code for answer in told] == [403, 403, 403, 429]
    assert told[0]["RateLimit"].startswith('"api";r=2')
    assert one.get("/api/v1/probe/").status_code == 429, "its reads come out of the same limit"
    assert (write(two).status_code, visitor.get("/api/v1/time").status_code) == (403, 200)


def test_what_a_view_has_counted_is_not_counted_again(visitor):
    api = api_client(None, "catalog.read", "catalog.write")
    told = [api.post("/api/v1/probe/", {"nme": "a"}, headers={"Idempotency-Key": "key-0001"}) for _time in range(4)]
    assert [answer.status_code for answer in told] == [400, 400, 400, 429]
    with connection.cursor() as cursor:
        cursor.execute("SELECT door, hits FROM portal_throttle")
        assert cursor.fetchall() == [("api", 4)]


def test_a_refusal_stands_while_the_database_does_not_count(visitor, monkeypatch):
    def fails(_door, _knocker):
        raise DatabaseError("gone")

    monkeypatch.setattr(throttles, "count_knock", fails)
    assert visitor.get("/api/v1/nowhere/").status_code == 404


def test_pages_are_not_counted(visitor):
    assert [visitor.get("/nowhere/").status_code for _time in range(5)] == [404] * 5
