"""Hostile input at every operation of the API: a problem in JSON that names the place, never a fault, never HTML.

The worlds are those of the permission matrix; the program is one that gets in, so that it is the input that is judged
and not the asker.
"""

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from portal.partners.tests.factories import api_client
from portal.tests.matrix import STAGES, ApiRow, World, filled, programs, undone
from portal.tests.test_matrix import API_ROWS

JSON = "application/json"
DIGITS = b"9" * 5000
BODIES: dict[str, tuple[bytes, str, set[int]]] = {  # body, content type, statuses
    "half": (b"{", JSON, {400}),
    "no object": (b'"text"', JSON, {400}),
    "null": (b"null", JSON, {400}),
    "list": (b"[]", JSON, {400}),
    "nested": (b'{"a":' * 20_000, JSON, {400}),
    "nested lists": (b'{"a":' + b"[" * 60 + b"]" * 60 + b"}", JSON, {400}),
    "zero byte": (b'{"a": "\\u0000"}', JSON, {400}),
    "raw zero byte": (b'{"a": "\x00"}', JSON, {400}),
    "half a pair": (b'{"a": "\\ud800"}', JSON, {400}),
    "half a pair as a name": (b'{"\\udfff": 1}', JSON, {400}),
    "not a number": (b'{"a": NaN}', JSON, {400}),
    "infinite": (b'{"a": -Infinity}', JSON, {400}),
    "long number": (b'{"a": ' + DIGITS + b"}", JSON, {400}),
    "long fraction": (b'{"a": 0.' + DIGITS + b"}", JSON, {400}),
    "huge exponent": (b'{"a": 1e5000}', JSON, {400}),
    "twice the same": (b'{"a": 1, "a": 2}', JSON, {400}),
    "unknown field": (b'{"no_such_field": 1}', JSON, {400}),
    "other bytes": (b'{"a": "\xff\xfe"}', JSON, {400}),
    "byte order mark": (b"\xef\xbb\xbf{}", JSON, {400}),
    "too large": (b'{"a": "' + b"x" * 1_000_001 + b'"}', JSON, {400, 413}),
    "form": (b"a=b", "application/x-www-form-urlencoded", {415}),
    "xml": (b"<a/>", "application/xml", {415}),
    "html": (b"<script>", "text/html", {415}),
    "parts": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", {400, 415}),
    "other charset": (b"{}", "application/json; charset=utf-16", {415}),
    "no type": (b"{}", "", {400, 415}),
}
NAMED = {  # where the place is inside of the body; else it is the body itself, or its Content-Type
    "zero byte": "#/a", "half a pair": "#/a", "not a number": "#/a", "infinite": "#/a", "long number": "#/a",
    "long fraction": "#/a", "twice the same": "#/a", "unknown field": "#/no_such_field", "nested lists": "#/a/0/0",
    "huge exponent": "#/a",
}  # fmt: skip
QUERIES = {
    "page_size": ["0", "101", "-1", "1e3", "99999999999999999999", "x", "٣"],
    "cursor": ["x", "a.b", "9" * 300],
    "ordering": ["password", "--pk", "pk;drop table", "a,b,c,d,e"],
    "no_such_parameter": ["1"],
    "company__user__password": ["x"],
}
EVIL = ["%00", "%ff", "%ed%a0%80", "a%01b"]
HEADERS = {"Accept": "text/html", "Idempotency-Key": "short", "X-Large": "x" * 9000}


def rows(*methods: str) -> list[ApiRow]:
    """Each operation once, where some program gets in."""
    found: dict[str, ApiRow] = {}
    for row in API_ROWS:
        if not row.form and row.operation.startswith(methods) and row.let_in & {"own", "buyer"}:
            found.setdefault(row.operation, row)
    return list(found.values())


def asker(row: ApiRow, world: World) -> tuple[APIClient, str]:
    """A program that gets in, and the address."""
    api = APIClient(raise_request_exception=False)
    who = "own" if "own" in row.let_in else "buyer"
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {programs(world.owner, row.scope, world.own)[who].token}")
    return api, row.operation.partition(" ")[2].format(**filled(row.args, world.names))


def problem_of(response, row: ApiRow, what: object, statuses: set[int]) -> dict[str, Any]:
    """The problem, after looking at what every problem has."""
    said = (row.operation, what, response.status_code, getattr(response, "content", b"")[:200])
    assert response.status_code in statuses, said
    assert response["Content-Type"] == "application/problem+json", said
    body = json.loads(response.content)
    assert body["type"] == f"/developers/problems/{body['code']}/", said
    assert body["status"] == response.status_code, said
    return body


def by_stage(found: list[ApiRow]) -> list[Any]:
    """One world for all operations of a stage."""
    stages = sorted({row.stage for row in found})
    return [pytest.param(stage, [row for row in found if row.stage == stage], id=stage) for stage in stages]


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "writes"), by_stage(rows("POST", "PUT", "PATCH")))
def test_hostile_bodies(stage, writes):
    world = STAGES[stage]()
    for row in writes:
        with undone():
            api, path = asker(row, world)
            for what, (raw, kind, statuses) in BODIES.items():
                headers = {"Idempotency-Key": uuid.uuid4().hex}
                with undone():
                    response = api.generic(row.operation.partition(" ")[0], path, raw, kind, headers=headers)
                told = problem_of(response, row, what, statuses)
                places = [fault.get("pointer") or fault["header"] for fault in told["errors"]]
                if response.status_code in statuses - {400} or statuses == {400}:
                    whole = "Content-Type" if response.status_code == 415 else "#"
                    assert NAMED.get(what, whole) in places, (row.operation, what, told)
                assert places, (row.operation, what, told)  # a body that is read after all names its own fields
            for name, value in HEADERS.items():
                headers = {"Idempotency-Key": uuid.uuid4().hex} | {name: value}
                if name == "Idempotency-Key" and not row.operation.startswith("POST"):
                    continue
                with undone():
                    response = api.generic(row.operation.partition(" ")[0], path, b"{}", JSON, headers=headers)
                told = problem_of(response, row, name, {400, 401, 406, 431})
                assert [fault["header"] for fault in told["errors"]] == [name], (row.operation, told)


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "reads"), by_stage(rows("GET")))
def test_hostile_queries(stage, reads):
    world = STAGES[stage]()
    for row in reads:
        with undone():
            api, path = asker(row, world)
            for name, values in QUERIES.items():
                for value in values:
                    told = problem_of(api.get(path, {name: value}), row, (name, value), {400})
                    assert [fault["parameter"] for fault in told["errors"]] == [name], (row.operation, told)
            for value in EVIL:
                problem_of(api.get(f"{path}?q={value}"), row, value, {400})
            problem_of(api.get(path, {"q": "x" * 5000}), row, "long", {414})
            page = api.get(path, headers={"Accept": "text/html"})
            if page.status_code != 200 or page["Content-Type"] == JSON:  # documents are what they are
                problem_of(page, row, "html", {406})


@pytest.mark.django_db
@pytest.mark.urls("portal.partners.tests.probe")
def test_replayed_and_crossed_keys():
    one, two = (api_client(None, "catalog.read", "catalog.write") for _client in range(2))

    def post(api: APIClient, path: str, body: dict[str, str]) -> tuple[int, str]:
        response = api.post(path, body, headers={"Idempotency-Key": "the-same-key"})
        return response.status_code, response.json().get("code", "")

    assert post(one, "/api/v1/probe/", {"name": "a"}) == (201, "")
    assert post(one, "/api/v1/probe/", {"name": "a"}) == (201, ""), "replayed"
    assert post(one, "/api/v1/probe/", {"name": "b"}) == (422, "idempotency_key_reused")
    assert post(one, "/api/v1/probe/", {"nme": "a"}) == (422, "idempotency_key_reused"), "judged before the body"
    assert post(one, "/api/v1/things/1/renamings/", {"name": "a"}) == (422, "idempotency_key_reused"), "other address"
    assert post(two, "/api/v1/probe/", {"name": "a"}) == (201, ""), "another client's key is another key"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM partners_givenanswer WHERE key = 'the-same-key'")
        assert cursor.fetchone() == (2,)
