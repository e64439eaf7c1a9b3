"""The log of requests: what is written down, what is not, who reads it, and what is told as odd."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import reverse
from django.utils import translation

from portal.clock import db_now, today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.partners import handlers, rules, services
from portal.partners.models import ApiClient, ApiRequest, ClientAlert, ClientNetwork
from portal.partners.services import log
from portal.partners.tests.factories import api_client, make_client
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
FORM = "application/x-www-form-urlencoded"
SECRET_WORD = "98765432"


@pytest.fixture(autouse=True)
def gathered(settings):
    """Lines wait until the test stores them."""
    settings.REQUEST_LOG_SECONDS = 0
    log.journal.forget()
    yield
    log.journal.forget()


def stored() -> list[tuple]:
    services.store_noted_requests()
    return list(ApiRequest.objects.order_by("pk").values_list("method", "path", "status", "code", "replayed"))


def line(client, *, status=200, address="203.0.113.5", age=0.0):
    return log.Line(
        clock=log.time.monotonic() - age,
        client_id=client.pk,
        company_id=client.company_id,
        method="GET",
        path="/api/v1/tenders/",
        status=status,
        code="",
        milliseconds=3,
        bytes_in=0,
        bytes_out=10,
        request_id="request-0001",
        address=address,
        replayed=False,
    )


def test_each_request_of_a_client_is_written_down_without_what_it_held():
    api = api_client(None, "catalog.read", "catalog.write")
    key = {"Idempotency-Key": "key-0001"}
    api.get("/api/v1/probe/")
    api.get("/api/v1/events/77/", {"q": SECRET_WORD})
    for _twice in range(2):
        api.post("/api/v1/probe/", {"name": SECRET_WORD}, headers=key)
    api.post("/api/v1/probe/", {"name": ""}, headers={"Idempotency-Key": "key-0002"})
    api.get("/api/v1/nothing-here/")

    assert stored() == [
        ("GET", "/api/v1/probe/", 200, "", False),
        ("GET", "/api/v1/events/{pk}/", 400, "validation_failed", False),
        ("POST", "/api/v1/probe/", 201, "", False),
        ("POST", "/api/v1/probe/", 201, "", True),
        ("POST", "/api/v1/probe/", 400, "validation_failed", False),
    ]
    row = ApiRequest.objects.filter(status=201).first()
    assert (row.client, row.company) == (api.partner, api.partner.company)
    assert row.bytes_in == len(json.dumps({"name": SECRET_WORD}).replace(" ", ""))
    assert row.bytes_out > 0
    assert SECRET_WORD not in str(list(ApiRequest.objects.values()))


def test_a_refused_token_is_written_down_for_the_client_it_belonged_to(client):
    partner, secret = make_client()
    for given in ("wrong", secret):
        body = f"grant_type=client_credentials&client_id={partner.client_id}&client_secret={given}"
        client.post("/api/v1/oauth/token", body, content_type=FORM)
    bearer = {"Authorization": f"Bearer {services.issue_token(partner)}"}
    services.revoke_client(partner, by=supplier("SA", company=partner.company))
    client.get("/api/v1/probe/", headers=bearer)
    client.get("/api/v1/probe/", headers={"Authorization": "Bearer unknown"})
    assert [(path, status) for _method, path, status, _code, _again in stored()] == [
        ("/api/v1/oauth/token", 401),
        ("/api/v1/oauth/token", 200),
        ("/api/v1/probe/", 401),
    ]


def test_who_only_knows_the_id_leaves_no_trace_of_use(client):
    partner, secret = make_client()
    body = f"grant_type=client_credentials&client_id={partner.client_id}&client_secret={secret}"
    client.post("/api/v1/oauth/token", body, content_type=FORM, REMOTE_ADDR="203.0.113.5")
    stored()
    basic = "Basic " + b64encode(f"{partner.client_id}:x".encode()).decode()
    for kind, text in (("application/json", "{}"), (FORM, "grant_type=x"), (FORM, "grant_type=client_credentials")):
        client.post(
            "/api/v1/oauth/token", text, content_type=kind, HTTP_AUTHORIZATION=basic, REMOTE_ADDR="198.51.100.7"
        )

    assert [status for _method, _path, status, _code, _again in stored()] == [200, 401]
    assert not ClientAlert.objects.exists()
    log.store_lines([replace(line(partner, status=400, address="192.0.2.1"), proved=False)])
    assert [row.network for row in ClientNetwork.objects.all()] == ["203.0.113.0/24"]


def test_lines_wait_when_the_database_is_away_and_the_oldest_goes_when_too_many_wait(monkeypatch):
    partner, _secret = make_client()
    journal = log.Journal()
    monkeypatch.setattr(log, "MOST_WAITING", 3)
    journal._lines = log.deque(maxlen=3)

    def away(lines):
        raise OperationalError("gone")

    for status in (200, 201, 202, 203):
        journal.add(line(partner, status=status))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(log, "store_lines", away)
        with pytest.raises(OperationalError):
            journal.store()
    assert journal.store() == 3
    assert list(ApiRequest.objects.order_by("pk").values_list("status", flat=True)) == [201, 202, 203]


def test_the_databases_clock_dates_a_line_less_its_age():
    partner, _secret = make_client()
    log.store_lines([line(partner, age=90.0)])
    assert abs(db_now() - timedelta(seconds=90) - ApiRequest.objects.get().at) < timedelta(seconds=5)


def test_a_new_network_is_told_once_and_the_first_is_none():
    partner, _secret = make_client()
    boss = supplier("SA", company=partner.company, language="en")
    log.store_lines([line(partner), line(partner, address="203.0.113.77")])
    assert not ClientAlert.objects.exists()
    for address in ("198.51.100.7", "198.51.100.8", "2001:db8:7::1"):
        log.store_lines([line(partner, address=address)])
    log.store_lines([line(partner, address="192.0.2.1", status=401)])  # was not let in
    assert set(ClientAlert.objects.values_list("kind", "network")) == {
        ("network", "198.51.100.0/24"),
        ("network", "2001:db8:7::/48"),
    }
    assert ClientNetwork.objects.count() == 3
    deliver_due()
    told = Notice.objects.filter(user=boss, kind="partners.network")
    assert told.count() == 2
    assert all(notice.essential for notice in told)
    assert any("198.51.100.0/24" in message.subject for message in mail.outbox)


@pytest.mark.parametrize(("status", "kind"), [(401, "rejected"), (403, "forbidden"), (429, "throttled")])
def test_many_refusals_of_one_kind_are_told_once_a_day(status, kind):
    partner, _secret = make_client()
    boss = supplier("SA", company=partner.company)
    most = rules.ODD_COUNTS[status]
    log.store_lines([line(partner, status=status, age=3600)] * most)  # too long ago
    log.store_lines([line(partner, status=status)] * (most - 1))
    assert not ClientAlert.objects.exists()
    for _more in range(3):
        log.store_lines([line(partner, status=status)] * 5)
    assert ClientAlert.objects.get().kind == kind
    deliver_due()
    assert Notice.objects.filter(user=boss, kind=f"partners.{kind}").count() == 1


def test_after_thirty_days_a_line_is_dropped():
    partner, _secret = make_client()
    log.store_lines([line(partner), line(partner, age=31 * 86400.0)])
    assert log.forget_old_requests() == 1
    assert ApiRequest.objects.count() == 1


class TestTheEnd:
    @pytest.mark.parametrize("days", [30, 7, 1])
    def test_is_told_before(self, days):
        partner, _secret = make_client(None, "catalog.read", last_day=today() + timedelta(days=days))
        boss = supplier("SA", company=partner.company)
        for _minute in range(2):
            handlers.warn_of_ends()
        deliver_due()
        assert Notice.objects.filter(user=boss, kind="partners.expiring").count() == 1

    def test_is_not_told_too_early(self):
        make_client(None, "catalog.read", last_day=today() + timedelta(days=40))
        handlers.warn_of_ends()
        assert deliver_due() <= 1
        assert not Notice.objects.exists()

    def test_is_told_when_it_comes(self):
        partner, _secret = make_client(None, "catalog.read", last_day=today())
        boss = supplier("SA", company=partner.company)
        handlers.end_clients()
        assert ApiClient.objects.get(pk=partner.pk).state == "active"
        ApiClient.objects.filter(pk=partner.pk).update(expires_at=db_now())
        for _minute in range(2):
            handlers.end_clients()
        assert ApiClient.objects.get(pk=partner.pk).state == "expired"
        deliver_due()
        assert Notice.objects.filter(user=boss, kind="partners.expired").count() == 1


# What the partner sees -----------------------------------------------------------------------------------------------
def test_the_page_shows_the_companys_own_requests_alone(client):
    boss = supplier("SA")
    mine, _secret = make_client(boss.company)
    other, _secret = make_client(CompanyFactory())
    log.store_lines([line(mine, status=403), line(mine), line(other, address="192.0.2.9")])
    sign_in(client, boss)
    with translation.override("en"):
        url = reverse("partners:request-list")
        page = client.get(url)
        assert [row.status for row in page.context["requests"]] == [200, 403]
        assert "192.0.2.9" not in page.content.decode()
        refused = client.get(url, {"answer": "refused"})
        assert [row.status for row in refused.context["requests"]] == [403]
        for wrong in ({"client": "x"}, {"day": "x"}, {"answer": "x"}, {"cursor": "x"}, {"path": "\u202e"}):
            assert client.get(url, wrong).status_code == 200
    for person, status in ((supplier("BD", company=boss.company), 403), (staff("PO"), 403), (staff("AU"), 200)):
        sign_in(client, person)
        assert client.get(url).status_code == status


@pytest.mark.parametrize("lines", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(client, lines, django_assert_max_num_queries):
    boss = supplier("SA")
    partner, _secret = make_client(boss.company)
    log.store_lines([line(partner)] * lines)
    sign_in(client, boss)
    for name, args, most in (("request-list", [], 9), ("client-detail", [partner.uid], 13)):
        url = reverse(f"partners:{name}", args=args)
        client.get(url)
        with django_assert_max_num_queries(most):
            client.get(url)


def test_a_client_reads_its_own_requests():
    api = api_client(None, "tender.read")
    twin, _secret = make_client(api.partner.company)
    log.store_lines([line(api.partner, status=status) for status in (200, 404, 422)] + [line(twin, status=500)])
    rows = api.get("/api/v1/request-log/").json()["results"]
    assert [row["status"] for row in rows] == [422, 404, 200]
    assert rows[0]["path"] == "/api/v1/tenders/"
    found = api.get("/api/v1/request-log/", {"status": "404,422", "ordering": "at", "method": "GET"}).json()["results"]
    assert [row["status"] for row in found] == [404, 422]
    for wrong in ({"status": "x"}, {"status": "99"}, {"method": "TRACE"}, {"at_from": "x"}, {"who": "1"}):
        answer = api.get("/api/v1/request-log/", wrong)
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, next(iter(wrong)))


def test_a_client_asks_who_it_is():
    day = today() + timedelta(days=30)
    partner, secret = make_client(None, "bid.write", "tender.read", networks=["127.0.0.0/8"], last_day=day)
    api = type(api_client())(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {services.issue_token(partner)}")
    told = api.get("/api/v1/client/").json()
    assert told["client_id"] == partner.client_id
    assert told["company"]["number"] == partner.company.number
    assert (told["scopes"], told["opens"]) == (["bid.write", "tender.read"], ["bid.read", "bid.write", "tender.read"])
    assert [each["prefix"] for each in told["secrets"]] == [secret[:12]]
    assert told["limits"][0] == {"door": "api", "requests": 600, "seconds": 60}
    assert told["expires_at"]
    assert secret not in str(told)
    api.credentials()
    assert api.get("/api/v1/client/").status_code == 401


def test_the_administrator_is_told_of_a_new_secret():
    partner, _secret = make_client()
    boss = supplier("SA", company=partner.company)
    second = UserFactory(company=partner.company, roles=("SA",))
    services.rotate_secret(partner, hours=24, by=boss)
    deliver_due()
    assert set(Notice.objects.filter(kind="partners.rotated").values_list("user", flat=True)) == {boss.pk, second.pk}
