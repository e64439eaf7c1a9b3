"""Every error under /api/ is a problem: whichever layer said no, in the reader's language, with pointers."""

import json

import pytest

from portal.partners.tests.factories import api_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
KEY = {"Idempotency-Key": "test-key-1"}


@pytest.fixture
def anyone(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def api():
    return api_client(None, "catalog.read", "catalog.write")


def problem_of(response, status: int) -> dict:
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= set(body)
    assert body["status"] == status
    assert body["request_id"] == response["X-Request-ID"]
    assert "secret detail" not in response.content.decode()
    return body


@pytest.mark.parametrize(
    ("say", "status", "detail", "errors"),
    [
        ("forbidden", 403, "Not you.", None),
        ("state", 409, "Too late.", None),
        ("rule", 422, "Too low.", [{"pointer": "#/price_won", "detail": "Too low."}]),
    ],
)
def test_refusals_of_services(api, say, status, detail, errors):
    body = problem_of(api.get("/api/v1/probe/", {"say": say}), status)
    assert (body["detail"], body.get("errors")) == (detail, errors)


def test_a_busy_database_is_a_503_with_retry_after(api):
    response = api.get("/api/v1/probe/", {"say": "busy"})
    problem_of(response, 503)
    assert response["Retry-After"] == "5"


def test_faults_tell_nothing_but_their_number(api, anyone):
    problem_of(api.get("/api/v1/probe/", {"say": "fault"}), 500)
    problem_of(anyone.get("/api/v1/plain-fault/"), 500)
    problem_of(anyone.get("/api/v1/suspicious/"), 400)


def test_no_token_a_wrong_one_and_a_missing_scope(anyone, api):
    response = anyone.get("/api/v1/probe/")
    problem_of(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")
    for header in (
        "Bearer wrong",
        "Bearer",
        "Bearer a b",
        "Basic abc",
        "Bearer " + "x" * 5000,
        "Bearer \x00",
        "Bearer é",
    ):
        problem_of(anyone.get("/api/v1/probe/", headers={"Authorization": header}), 401)
    reader = api_client(None, "catalog.read")
    response = reader.post("/api/v1/probe/", {"name": "x"}, headers=KEY)
    assert "catalog.write" in problem_of(response, 403)["detail"]
    assert response["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="catalog.write"'


def test_unknown_addresses_and_methods(anyone, api):
    problem_of(anyone.get("/api/v1/nowhere/"), 404)
    problem_of(anyone.get("/api/nowhere"), 404)
    problem_of(anyone.post("/api/v1/probe"), 404)
    response = api.delete("/api/v1/probe/")
    problem_of(response, 405)
    assert "GET" in response["Allow"]
    problem_of(anyone.post("/api/v1/time"), 405)
    problem_of(anyone.generic("TRACE", "/api/v1/time"), 405)
    problem_of(anyone.generic("PROPFIND", "/api/v1/time"), 405)


def test_formats(api, anyone):
    problem_of(api.get("/api/v1/probe/", headers={"Accept": "text/html"}), 406)
    problem_of(api.post("/api/v1/probe/", "a=b", content_type="application/x-www-form-urlencoded", headers=KEY), 415)
    problem_of(api.post("/api/v1/probe/", b"{}", content_type="application/json; charset=hex", headers=KEY), 415)
    problem_of(anyone.post("/api/v1/time", b"{}", content_type="application/json; charset=utf-16"), 415)


def test_a_host_that_is_not_ours(anyone):
    for host in ("evil.example", "a b", "", "evil.example:99999999", "[::1", "х.рф"):
        problem_of(anyone.get("/api/v1/time", headers={"Host": host}), 400)


def test_too_large_and_too_many(anyone, api):
    problem_of(
        api.post("/api/v1/probe/", b'"' + b"x" * 1_000_001 + b'"', content_type="application/json", headers=KEY), 413
    )
    problem_of(anyone.get("/api/v1/time", {f"f{n}": "1" for n in range(450)}), 400)
    problem_of(anyone.get("/api/v1/time", {"f": "x" * 5000}), 414)
    fields = "&".join(f"f{n}=1" for n in range(1200))
    problem_of(anyone.post("/api/v1/oauth/token", fields, content_type="application/x-www-form-urlencoded"), 400)


def test_a_slash_too_many_or_too_few_is_told(anyone):
    english = {"Accept-Language": "en"}
    for path in ("/api/v1/oauth/token/", "/api/v1/oauth/revoke/", "/api/v1/time/"):
        for ask in (anyone.get, anyone.post):
            body = problem_of(ask(path, headers=english), 404)
            assert body["detail"] == "This address ends without a slash. Leave it out."
    assert problem_of(anyone.get("/api/v1/events", headers=english), 404)["detail"].endswith("Add it.")
    refused = anyone.get("/api/v1/oauth/token", headers=english)
    assert (problem_of(refused, 405)["code"], refused["Allow"]) == ("method_not_allowed", "POST")


def test_the_language_is_that_of_the_header_and_no_cookie_counts(anyone):
    korean = problem_of(anyone.get("/api/v1/nowhere/", headers={"Accept-Language": "ko"}), 404)
    english = problem_of(anyone.get("/api/v1/nowhere/", headers={"Accept-Language": "en"}), 404)
    assert english["title"] == "Not found"
    assert korean["code"] == english["code"] == "not_found"
    assert korean["title"] == "찾을 수 없음"
    assert anyone.get("/api/v1/nowhere/", headers={"Accept-Language": "en"})["Content-Language"] == "en"
    anyone.cookies["django_language"] = "ko"
    assert problem_of(anyone.get("/api/v1/nowhere/", headers={"Accept-Language": "en"}), 404)["title"] == "Not found"


def test_field_faults_carry_pointers(api):
    body = problem_of(
        api.post(
            "/api/v1/probe/",
            {
                "name": "",
                "lines": [{"qty": 1}, {"qty": "1e3", "whole": True, "urgent": "yes", "company": 7}],
                "status": "won",
            },
            headers={**KEY, "Accept-Language": "en"},
        ),
        400,
    )
    assert body["code"] == "validation_failed"
    told = {error["pointer"]: error["detail"] for error in body["errors"]}
    assert told["#/status"] == told["#/lines/1/company"] == "This field is not taken here."
    of_line = {f"#/lines/1/{name}" for name in ("company", "qty", "whole", "urgent")}
    assert set(told) == {"#/status", "#/name"} | of_line
    body = problem_of(
        api.post(
            "/api/v1/probe/",
            {"name": 5, "lines": [{"qty": 1}, {"qty": "1e3"}]},
            headers={**KEY, "Accept-Language": "en"},
        ),
        400,
    )
    assert [error["pointer"] for error in body["errors"]] == ["#/name", "#/lines/1/qty"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("qty", "1e3"),
        ("qty", True),
        ("qty", None),
        ("qty", "１２"),
        ("qty", "1,000"),
        ("qty", "NaN"),
        ("qty", "Infinity"),
        ("qty", " 5"),
        ("qty", "9" * 400),
        ("qty", "0.0001"),
        ("qty", [1]),
        ("whole", True),
        ("whole", "5"),
        ("whole", 5.5),
        ("whole", 10**40),
        ("urgent", 1),
        ("urgent", "true"),
    ],
)
def test_types_are_strict(api, field, value):
    line = {"qty": 1, field: value}
    body = problem_of(api.post("/api/v1/probe/", {"name": "x", "lines": [line]}, headers=KEY), 400)
    assert [error["pointer"] for error in body["errors"]] == [f"#/lines/0/{field}"]


@pytest.mark.parametrize("value", ["ㅤ", "\u202eabc", "a\x07b", "x" * 21, 5, ["a"], None])
def test_text_must_be_text(api, value):
    body = problem_of(api.post("/api/v1/probe/", {"name": value}, headers=KEY), 400)
    assert [error["pointer"] for error in body["errors"]] == ["#/name"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"[" * 33 + b"]" * 33,
        b'{"name": "\\u0000"}',
        b'{"name": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "\xff"}',
        b'{"name": ' + b"9" * 5000 + b"}",
        b'{"name": 1e9999}',
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b'"text"',
        b"5",
    ],
)
def test_hostile_json_is_a_400(api, raw):
    problem_of(api.post("/api/v1/probe/", raw, content_type="application/json", headers=KEY), 400)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
        ("page_size=ten", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=٣", "page_size"),
        ("cursor=abc", "cursor"),
        ("cursor=cD0yMDI2", "cursor"),
        ("ordering=payload", "ordering"),
        ("ordering=--name", "ordering"),
        ("announced_from=yesterday", "announced_from"),
        ("announced_from=0000-00-00", "announced_from"),
        ("announced_before=99999-01-01T00:00:00Z", "announced_before"),
        ("q=" + "x" * 101, "q"),
        ("name=" + ",".join(map(str, range(201))), "name"),
        ("name=a%27b", "name"),
        ("nmae=event.1", "nmae"),
        ("q=a&q=b", "q"),
        ("announced_at__year=0", "announced_at__year"),
        ("payload__a=1", "payload__a"),
    ],
)
def test_query_faults_name_their_parameter(client, query, parameter):
    body = problem_of(client.get(f"/api/v1/events/?{query}"), 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]


def test_huge_keys_are_not_found(client):
    for key in ("9" * 19, "9" * 30, "0"):
        problem_of(client.get(f"/api/v1/events/{key}/"), 404)


@pytest.mark.parametrize(
    ("body", "korean"),
    [
        (b'{"name": "a", "name": "b"}', "한 객체에 같은 이름이 두 번 있습니다."),
        (b'{"name": NaN}', "본문이 올바른 JSON이 아닙니다. NaN은(는) JSON의 수가 아닙니다."),
        (b'{"name": \n  }', "본문이 올바른 JSON이 아닙니다. 2행 3열을 확인하십시오."),
        (b'{"name": ' + b"9" * 5000 + b"}", "본문에 너무 긴 수가 있습니다."),
    ],
)
def test_a_broken_body_is_explained_in_the_readers_language(api, body, korean):
    sent = {"content_type": "application/json", "headers": KEY | {"Accept-Language": "ko"}}
    told = problem_of(api.generic("POST", "/api/v1/probe/", body, **sent), 400)
    assert told["detail"] == korean
