"""Hostile input at every operation of the API: a problem in JSON that names the place, never a fault, never HTML.

The worlds are those of the permission matrix; the program is one that gets in, so that it is the input that is judged
and not the asker.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import api_client, make_client
from portal.tests.factories import BuyerFactory
from portal.tests.matrix import STAGES, ApiRow, World, filled, undone
from portal.tests.test_api_examples import operation_of
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
EVIL = ["%00", "%ff", "%ed%a0%80", "a%01b", "%f4%90%80%80"]
NEVER = {"boolean": "maybe", "integer": "9" * 3500}  # by the type of a parameter
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
    if "own" in row.let_in:
        client = world.own or make_client(world.owner, row.scope or "catalog.read")[0]
    else:
        client = make_client(BuyerFactory(), row.scope or "catalog.read")[0]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api, row.operation.partition(" ")[2].format(**filled(row.args, world.names))


def problem_of(response, statuses: set[int]) -> dict[str, Any]:
    """The problem, if it has what every problem has; else what came, without ``errors``."""
    is_problem = response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content) if is_problem else {}
    if (
        response.status_code in statuses
        and body.get("status") == response.status_code
        and body["type"] == f"/developers/problems/{body['code']}/"
    ):
        return body
    return {"status": response.status_code, "came": getattr(response, "content", b"")[:200]}


def described(row: ApiRow) -> dict[str, dict[str, Any]]:
    """The schemas of all its parameters in the query, by name, and one that it need not have."""
    told = operation_of(row)
    return {"q": {}} | {each["name"]: each["schema"] for each in told.get("parameters", []) if each["in"] == "query"}


def hostile(name: str, schema: dict[str, Any], evil: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Queries that no parameter takes, and those that one of its type does not take, with their status."""
    yield from ((f"{name}={value}", 400) for value in evil)
    yield f"{name}=", 400
    yield f"{name}=2&{name}=3", 400
    yield f"{name}={'x' * 5000}", 414
    inner = schema.get("items", schema)
    exact = {"format", "enum"} & set(inner)
    if value := NEVER.get(str(inner.get("type")), "x%27y" if exact else ""):
        yield f"{name}={value}", 400


def bodies(row: ApiRow, api: APIClient, path: str) -> Iterator[Any]:
    """What is wrong with the answers to bodies and headers that no operation takes."""
    method = row.operation.partition(" ")[0]

    def told(what: str, raw: bytes, kind: str, statuses: set[int], **headers: str) -> dict[str, Any]:
        headers = {"Idempotency-Key": uuid.uuid4().hex} | headers
        with undone():
            response = api.generic(method, path, raw, kind, headers=headers)
        return problem_of(response, statuses)

    for what, (raw, kind, statuses) in BODIES.items():
        found = told(what, raw, kind, statuses)
        places = [fault.get("pointer") or fault.get("header") for fault in found.get("errors", [])]
        place = NAMED.get(what, "Content-Type" if found["status"] == 415 else "#")
        # a body that is read after all names its own fields
        if not places or (place not in places and (found["status"] != 400 or statuses == {400})):
            yield what, found
    taken = {each["name"] for each in operation_of(row).get("parameters", [])}
    for name, value in HEADERS.items():
        if name == "Idempotency-Key" and name not in taken:
            continue
        found = told(name, b"{}", JSON, {400, 401, 406, 431}, **{name: value})
        if [fault.get("header") for fault in found.get("errors", [])] != [name]:
            yield name, found


def queries(row: ApiRow, api: APIClient, path: str) -> Iterator[Any]:
    """What is wrong with the answers to queries that no operation takes: each judged at each parameter."""
    asked = [(name, urlencode({name: value}), 400) for name, values in QUERIES.items() for value in values]
    turns = cycle(EVIL)  # all of them at the first, and from parameter to parameter the next
    for name, schema in described(row).items():
        asked += [(name, *each) for each in hostile(name, schema, EVIL if name == "q" else [next(turns)])]
    for name, query, status in asked:
        found = problem_of(api.get(f"{path}?{query}"), {status})
        if [fault.get("parameter") for fault in found.get("errors", [])] != [name]:
            yield query[:60], found
    page = api.get(path, headers={"Accept": "text/html"})
    if page.status_code != 200 or page["Content-Type"] == JSON:  # documents are what they are
        found = problem_of(page, {406})
        if [fault.get("header") for fault in found.get("errors", [])] != ["Accept"]:
            yield "html", found


def by_stage(found: Iterable[ApiRow]) -> list[Any]:
    """One world for all operations of a stage, whether they read or write."""
    stages: dict[str, list[ApiRow]] = {}
    for row in found:
        stages.setdefault(row.stage, []).append(row)
    return [pytest.param(stage, found, id=stage) for stage, found in sorted(stages.items())]


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "found"), by_stage(rows("GET", "POST", "PUT", "PATCH")))
def test_hostile_input_is_told_its_place(stage, found):
    world = STAGES[stage]()
    wrong = []
    for row in found:
        judge = queries if row.operation.startswith("GET") else bodies
        with undone():
            wrong += [(row.operation, each) for each in judge(row, *asker(row, world))]
    assert wrong == []


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
