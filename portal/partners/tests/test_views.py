"""The screens of a company's administrator, and the operator's command."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.audit.queries import timeline_of
from portal.clock import today
from portal.partners import rules, services
from portal.partners.models import ApiClient
from portal.partners.tests.factories import make_client
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def new():
    return {
        "name": "ERP",
        "scopes": ["catalog.read", "tender.read"],
        "last_day": (today() + timedelta(days=365)).isoformat(),
        "networks": "203.0.113.0/28",
    }


def test_the_secret_is_shown_once(client, new):
    boss = supplier("SA")
    sign_in(client, boss)

    answer = client.post(reverse("partners:client-new"), new)

    partner = ApiClient.objects.get(company=boss.company)
    secret = re.search(r'id="client-secret">([^<]+)<', answer.content.decode())[1]
    assert len(secret) >= 64
    assert answer["Cache-Control"] == "private, no-store"
    assert 'id="token-url">http://testserver/api/v1/oauth/token<' in answer.content.decode()
    copied = set(re.findall(r'data-copy="([^"]+)"', answer.content.decode()))
    assert copied == {"client-id", "client-secret", "token-url"}
    assert partner.scopes == ["catalog.read", "tender.read"]
    for name in ("client-detail", "client-list"):
        seen = client.get(reverse(f"partners:{name}", args=[partner.uid] if name == "client-detail" else []))
        assert seen.status_code == 200
        assert secret not in seen.content.decode()
        assert "ERP" in seen.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("scopes", []),
        ("scopes", ["everything"]),
        ("networks", "203.0.113.1/28"),
        ("networks", "home"),
        ("last_day", ""),
        ("last_day", "2020-01-01"),
        ("last_day", "2099-01-01"),
    ],
)
def test_faults_are_told_at_the_field(client, new, field, value):
    sign_in(client, supplier("SA"))
    answer = client.post(reverse("partners:client-new"), new | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not ApiClient.objects.exists()


def test_revoking_needs_a_reason_and_is_written_down(client):
    boss = supplier("SA")
    partner, _secret = make_client(boss.company)
    sign_in(client, boss)
    url = reverse("partners:client-revoke", args=[partner.uid])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "lost laptop"}).status_code == 303
    partner.refresh_from_db()
    assert not partner.is_active
    assert "lost laptop" in client.get(reverse("partners:client-detail", args=[partner.uid])).content.decode()


def test_other_companies_and_roles_see_nothing(client):
    partner, _secret = make_client(None, "catalog.read")
    detail = reverse("partners:client-detail", args=[partner.uid])
    for person, status in ((supplier("SA"), 404), (supplier("BD"), 404), (staff("PO"), 404), (staff("AU"), 200)):
        sign_in(client, person)
        assert client.get(detail).status_code == status
    sign_in(client, supplier("SU"))
    assert client.get(reverse("partners:client-list")).status_code == 403
    assert client.get(reverse("partners:client-new")).status_code == 403
    client.logout()
    assert client.get(detail).status_code in {302, 303}


@pytest.mark.parametrize("clients", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, clients, django_assert_max_num_queries):
    boss = supplier("SA")
    for _count in range(clients):
        make_client(boss.company)
    sign_in(client, boss)
    client.get(reverse("partners:client-list"))
    with django_assert_max_num_queries(7):
        answer = client.get(reverse("partners:client-list"))
    assert len(answer.context["clients"]) == clients


def test_the_command_prints_credentials_that_work(client, capsys):
    company = supplier("SA").company
    call_command("api_client", "--company", company.number, "--scopes", "catalog.read,tender.read", "--name", "ERP")
    said = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert said["scopes"] == "catalog.read tender.read"
    body = f"grant_type=client_credentials&client_id={said['client_id']}&client_secret={said['client_secret']}"
    answer = client.post("/api/v1/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    with pytest.raises(CommandError, match="no company"):
        call_command("api_client", "--company", "CMP-0", "--scopes", "catalog.read")
    with override("ko"), pytest.raises(CommandError) as refusal:
        call_command("api_client", "--company", company.brn, "--scopes", "everything")
    assert str(refusal.value).isascii()  # its words are English, whatever the portal's language


def test_the_command_says_the_end_and_changes_a_secret(capsys):
    company = supplier("SA").company

    def run(*arguments):
        call_command("api_client", *arguments)
        return dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())

    first = run("--company", company.number, "--scopes", "catalog.read", "--expires", "30")
    assert first["expires"] == (today() + timedelta(days=30)).isoformat()
    second = run("--rotate", first["client_id"], "--overlap", "1")
    assert second["client_secret"] != first["client_secret"]
    ends = list(ApiClient.objects.get(company=company).secrets.order_by("pk").values_list("ends_at", flat=True))
    assert (ends[0] is None, ends[1]) == (False, None)
    for wrong in (
        ["--company", company.number, "--scopes", "catalog.read", "--expires", "2020-01-01"],
        ["--company", company.number, "--scopes", "catalog.read", "--expires", "soon"],
        ["--rotate", "nobody"],
        ["--rotate", first["client_id"], "--overlap", "5"],
        ["--rotate", first["client_id"], "--company", company.number],
        [],
    ):
        with pytest.raises(CommandError):
            run(*wrong)


def test_a_secret_changes_over_on_the_page(client):
    boss = supplier("SA")
    partner, old = make_client(boss.company)
    sign_in(client, boss)
    detail = reverse("partners:client-detail", args=[partner.uid])
    rotate = reverse("partners:secret-rotate", args=[partner.uid])
    assert client.post(rotate, {"hours": "5"}).status_code == 422
    with override("en"):
        answer = client.post(rotate, {"hours": "24"})
    new = re.search(r'id="client-secret">([^<]+)<', answer.content.decode())[1]
    assert new != old
    page = client.get(detail).content.decode()
    assert all(secret[:12] in page and secret not in page for secret in (old, new))
    assert client.post(rotate, {"hours": "24"}).status_code == 422  # two are enough
    first = partner.secrets.get(prefix=old[:12])
    end = reverse("partners:secret-end", args=[partner.uid, first.pk])
    assert client.post(end).status_code == 303
    assert client.post(end).status_code == 409
    sign_in(client, supplier("SA"))
    for url in (rotate, end, reverse("partners:client-renew", args=[partner.uid])):
        assert client.post(url, {"hours": "0", "last_day": today().isoformat()}).status_code == 404


def test_the_networks_of_a_client_are_changed_on_its_page(client):
    """The next request with the token it has must come from there; the trail says from what to what."""
    boss = supplier("SA")
    partner, _secret = make_client(boss.company, "catalog.read", networks=["127.0.0.0/8"])
    asked = {"path": "/api/v1/products/", "HTTP_AUTHORIZATION": f"Bearer {services.issue_token(partner)}"}
    assert Client().get(**asked).status_code == 200
    sign_in(client, boss)
    door = reverse("partners:client-networks", args=[partner.uid])
    many = "\n".join(f"10.0.{each}.0/24" for each in range(rules.MOST_NETWORKS + 1))
    for wrong in ("home", many):
        answer = client.post(door, {"networks": wrong})
        assert answer.status_code == 422
        assert list(answer.context["networks_form"].errors) == ["networks"]
    for _twice in range(2):  # the same again is no news
        assert client.post(door, {"networks": "203.0.113.0/28"}).status_code == 303
    assert [json.loads(line.payload) for line in timeline_of(partner).filter(what="partners.apiclient.networks")] == [
        {"networks": ["203.0.113.0/28"], "before": ["127.0.0.0/8"]}
    ]
    assert Client().get(**asked).status_code == 401
    assert client.post(door, {"networks": ""}).status_code == 303
    assert Client().get(**asked).status_code == 200
    services.revoke_client(partner, by=boss)
    assert client.post(door, {"networks": "127.0.0.0/8"}).status_code == 409


def test_a_client_is_renewed_on_its_page(client):
    boss = supplier("SA")
    partner, _secret = make_client(boss.company)
    sign_in(client, boss)
    renew = reverse("partners:client-renew", args=[partner.uid])
    for wrong in ("", "yesterday", "2020-01-01", "2099-01-01"):
        answer = client.post(renew, {"last_day": wrong})
        assert answer.status_code == 422
        assert list(answer.context["renew_form"].errors) == ["last_day"]
    day = today() + timedelta(days=90)
    assert client.post(renew, {"last_day": day.isoformat()}).status_code == 303
    partner.refresh_from_db()
    assert partner.last_day == day
