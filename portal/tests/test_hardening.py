"""The edge: hostile requests end in a clean answer of ours, and every answer carries its headers."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as settings_now
from django.forms import BaseFormSet
from django.urls import reverse

from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
LISTS = [
    ("visitor", "/"),
    ("visitor", "/catalog/"),
    ("visitor", "/tenders/"),
    ("auditor", "/tenders/"),
    ("auditor", "/audit/"),
    ("auditor", "/people/"),
    ("auditor", "/notices/"),
    ("administrator", "/api-clients/"),
    ("administrator", "/admin/people/user/"),
    ("administrator", "/admin/audit/auditentry/"),
]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def knock(visitor):
    """``knock("auditor")``: the client, signed in as that person; "visitor" is nobody."""

    def sign_in_as(who: str):
        if who == "auditor":
            sign_in(visitor, staff("AU", "PO"))
        if who == "administrator":
            sign_in(visitor, staff("AD", is_staff=True, is_superuser=True))
        return visitor

    return sign_in_as


HOSTILE = [
    "q=%00",
    "q=a%00b",
    "%00=1",
    "q=%1b[31m",
    "q=%ff%fe",
    "q=%C6%E7%C7%C1",
    "q=%ED%A0%80",
    "q=%F4%90%80%80",
]


@pytest.mark.parametrize("path", ["/", "/catalog/", "/tenders/", "/audit/", "/api/v1/events/"])
def test_characters_that_are_not_text_are_refused(visitor, path):
    for query in HOSTILE:
        response = visitor.get(f"{path}?{query}")
        assert response.status_code == 400, query
        assert response["Content-Type"].startswith("application/problem+json" if "/api/" in path else "text/html")


ODD = [
    "page=0",
    "page=-1",
    "page=1e9",
    "page=99999999999999999999999",
    "page=abc",
    "page=%D9%A3",
    "page=",
    "cursor=zzz",
    "cursor=before-999999999999999999999",
    "q=" + quote("’ OR 1=1 --"),
    "q=%25%25%5F",
    "q=" + "x" * 3000,
    "q=a&q=b&q=c",
    "at__year=0",
    "created__year=99999",
    "id__exact=99999999999999999999",
    "o=99999999999",
    "o=-1.-1",
    "p=-1",
    "p=99999999999999999999",
    "all=1",
    "e=1",
    "joined_at__year=0",
    "sort=nonsense",
    "class=0",
    "state=nonsense",
    "since=0000-00-00&until=9999-12-31",
    "since=9999-12-31&until=0001-01-01",
]


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_odd_parameters_never_end_in_a_fault(knock, who, path):
    client = knock(who)
    statuses = {query: client.get(f"{path}?{query}").status_code for query in ODD}
    assert {query: status for query, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "path", ["/%00", "/x%00y/", "/%ff/", "/probe-text/%00/", "/probe-text/a%1fb/", "/%C0%AE%C0%AE/"]
)
def test_paths_that_are_not_text_are_refused(visitor, path):
    assert visitor.get(path).status_code == 400


def test_ordinary_korean_passes(visitor):
    assert visitor.get(f"/probe-text/{quote('원심펌프')}/").content == b"0"
    assert visitor.get("/", {"q": "펌프 100%\t\n"}).status_code == 200
    assert visitor.post("/probe-form/", {"text": "가\r\n\t나"}).content.decode() == "가\r\n\t나"


def test_form_fields_with_control_characters_are_refused(visitor):
    assert visitor.post("/probe-form/", {"text": "a\x00b"}).status_code == 400
    assert visitor.post("/probe-form/", {"te\x00xt": "a"}).status_code == 400
    assert visitor.post("/probe-form/", "text=%00", content_type="application/x-www-form-urlencoded").status_code == 400
    assert visitor.post("/accounts/login/", {"login": "a\x00@b.example", "password": "\x00"}).status_code == 400


KEYS = ["0", "-1", "9" * 30, "%27", "..%2F..", f"{'0' * 8}-0000-0000-0000-{'0' * 12}", "%EF%BC%91"]


@pytest.mark.parametrize("url", ["/people/{}/", "/api-clients/{}/", "/files/{}/", "/tenders/{}/", "/catalog/{}/"])
def test_made_up_keys_are_not_found(knock, url):
    for who in ("visitor", "administrator"):
        for key in KEYS:
            assert knock(who).get(url.format(key)).status_code in {302, 303, 403, 404}, key


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "FOO"])
def test_methods_that_are_not_ours(visitor, method):
    response = visitor.generic(method, "/")
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_reads_take_no_writes_and_the_other_way_round(visitor):
    for method in ("put", "patch", "delete", "options"):
        assert getattr(visitor, method)("/").status_code == 405
    assert visitor.get("/theme/").status_code == 405


def test_too_long_too_many_too_large(visitor, settings):
    assert visitor.get("/", {"q": "x" * 5000}).status_code == 414
    assert visitor.get("/" + "x" * 5000).status_code == 414
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert visitor.post("/probe-form/", {f"f{n}": "1" for n in range(most)}).status_code == 200
    assert visitor.post("/probe-form/", {f"f{n}": "1" for n in range(most + 1)}).status_code == 400
    settings.MOST_REQUEST_BYTES = 100
    assert visitor.post("/probe-form/", {"text": "x" * 200}).status_code == 413


def formsets() -> Iterator[type[BaseFormSet]]:
    """Every form of rows that the portal has."""
    for path in Path(settings_now.BASE_DIR).glob("[pcs]*/**/*.py"):
        if "tests" in path.parts or "formset_factory" not in path.read_text():
            continue
        module = ".".join(path.relative_to(settings_now.BASE_DIR).with_suffix("").parts)
        for value in vars(import_module(module.removesuffix(".__init__"))).values():
            if isinstance(value, type) and issubclass(value, BaseFormSet) and hasattr(value, "form"):
                yield value


def test_a_form_with_as_many_rows_as_it_may_have_can_be_sent(settings):
    longest = {rows.__name__: rows.max_num * (len(rows.form.base_fields) + rows.can_delete) for rows in formsets()}
    assert len(longest) >= 5
    room = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 90  # the counts of the rows, the fields above and below them
    assert {name: most for name, most in longest.items() if most > room} == {}


def test_broken_bodies(visitor):
    for kind, body in [
        ("multipart/form-data", b"nonsense"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("application/x-www-form-urlencoded; charset=hex", b"a=b"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=b"),
        ("application/x-www-form-urlencoded", b"text=%ED%A0%80"),
    ]:
        assert visitor.generic("POST", "/probe-form/", body, content_type=kind).status_code < 500
    assert visitor.post("/probe-form/", {"text": "x"}, CONTENT_LENGTH="nonsense").status_code == 400
    assert visitor.post("/probe-form/", {"text": "x"}, CONTENT_LENGTH="-5").status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "[::1", "х.рф", "127.0.0.1@evil.example"])
def test_other_hosts_get_nothing(visitor, host):
    response = visitor.get("/", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_a_fault_shows_its_number_and_nothing_else(visitor):
    response = visitor.get("/probe-fault/")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "secret detail" not in response.content.decode()


# Where a request comes from ------------------------------------------------------------------------------------------
def seen(client, **meta) -> dict:
    return client.get("/healthz", **meta).wsgi_request.META


def test_nobody_is_believed_without_a_proxy(client):
    meta = seen(
        client,
        HTTP_X_FORWARDED_FOR="203.0.113.1",
        HTTP_X_REAL_IP="203.0.113.2",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
    )
    assert meta["REMOTE_ADDR"] == "127.0.0.1"
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"} & set(meta)


def test_the_proxy_is_believed_for_one_hop(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    assert seen(client, HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.1")["REMOTE_ADDR"] == "203.0.113.1"
    assert seen(client, HTTP_X_FORWARDED_FOR="nonsense")["REMOTE_ADDR"] == "127.0.0.1"
    assert seen(client, HTTP_X_FORWARDED_FOR="203.0.113.1", REMOTE_ADDR="198.51.100.1")["REMOTE_ADDR"] == "198.51.100.1"
    assert seen(client, HTTP_X_FORWARDED_FOR="203.0.113.1", REMOTE_ADDR="")["REMOTE_ADDR"] == "203.0.113.1"


# Headers -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nowhere/",
        "/%00",
        "/probe-fault/",
        "/api/v1/time",
        "/api/v1/nowhere/",
        "/healthz",
        "/admin/",
        "/accounts/login/",
    ],
)
def test_every_answer_has_its_headers(visitor, path):
    response = visitor.get(path)
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert "camera=()" in response["Permissions-Policy"]
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Request-ID"]
    assert not {"Server", "X-Powered-By"} & set(response.headers)


def test_static_files_have_them_too(visitor):
    response = visitor.get("/static/img/favicon.svg")
    response.close()
    assert response.status_code == 200
    assert {name: response[name] for name in HEADERS} == HEADERS


def test_pages_of_a_person_are_not_kept(client):
    sign_in(client, supplier("SA"))
    for path in ("/dashboard/", "/api-clients/", "/nowhere/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept(client):
    sign_in(client, supplier("SA"))
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not client.get("/dashboard/").wsgi_request.user.is_authenticated


def test_https_is_for_good(client, settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    secure = client.get("/api/v1/time", HTTP_X_FORWARDED_PROTO="https")
    assert secure.status_code == 200
    assert secure["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert client.get("/catalog/").status_code == 301
    plain = client.get("/api/v1/time")
    assert (plain.status_code, plain["Content-Type"]) == (403, "application/problem+json")
