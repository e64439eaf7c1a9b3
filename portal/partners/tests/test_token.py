"""Tokens: client credentials only, hashed, fifteen minutes, void at the next request once anything is revoked."""

import base64
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from oauth2_provider.models import AccessToken, Application

from portal.clock import db_now
from portal.errors import NotAllowed, RuleBroken
from portal.partners import services
from portal.partners.models import ApiClient
from portal.partners.tests.factories import api_client, make_client
from portal.people.models import Membership, User
from portal.tests.doors import LONG, let_few_in
from portal.tests.factories import BuyerFactory, CompanyFactory, staff, supplier

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
FORM = "application/x-www-form-urlencoded"


def ask(client, partner, secret, **more):
    return client.post(
        "/api/v1/oauth/token",
        "&".join(f"{key}={value}" for key, value in {"grant_type": "client_credentials", **more}.items()),
        content_type=FORM,
        headers={"Authorization": "Basic " + base64.b64encode(f"{partner.client_id}:{secret}".encode()).decode()},
    )


def test_a_client_gets_a_token_and_acts_for_its_company(client):
    partner, secret = make_client(None, "catalog.read", "tender.read", "bid.write")

    response = ask(client, partner, secret)

    told = response.json()
    assert (response.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 900)
    assert set(told["scope"].split()) == {"catalog.read", "tender.read", "bid.write"}
    assert "refresh_token" not in told
    assert response["Cache-Control"] == "no-store"
    answer = client.get("/api/v1/probe/", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert answer.json() == {"company": partner.company.number, "roles": ["BD", "SU", "SVC"]}


def test_a_wrong_secret_is_answered_by_the_way_it_was_sent(client):
    partner, _secret = make_client()

    response = ask(client, partner, "wrong")

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert response["WWW-Authenticate"] == 'Basic realm="together", charset="UTF-8"'


def test_a_narrower_token_lends_less(client):
    partner, secret = make_client(None, "catalog.read", "bid.write")
    told = ask(client, partner, secret, scope="catalog.read").json()
    answer = client.get("/api/v1/probe/", headers={"Authorization": f"Bearer {told['access_token']}"})
    assert answer.json()["roles"] == ["SVC"]


def test_nothing_usable_lies_in_the_tables(client):
    partner, secret = make_client()
    raw = ask(client, partner, secret).json()["access_token"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT string_agg(t::text, ' ') FROM oauth2_provider_accesstoken t)")
        tokens = cursor.fetchone()[0]
        cursor.execute("SELECT (SELECT string_agg(a::text, ' ') FROM oauth2_provider_application a)")
        applications = cursor.fetchone()[0]
    assert raw not in tokens
    assert secret not in applications
    assert AccessToken.objects.get().token == ""


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit", "device_code", ""])
def test_other_grants_do_not_exist(client, grant):
    partner, secret = make_client()
    response = ask(client, partner, secret, grant_type=grant, username="a", password="b", code="c", refresh_token="d")  # noqa: S106
    assert response.status_code == 400
    assert response.json()["error"] in {"unsupported_grant_type", "invalid_request"}
    assert response["Content-Type"] == "application/problem+json"
    assert not AccessToken.objects.exists()


def test_other_oauth_doors_do_not_exist(client):
    for path in ("authorize/", "device/", "introspect/", "applications/", "register/"):
        for root in ("/api/v1/oauth/", "/o/", "/oauth/"):
            assert client.get(root + path).status_code == 404


def test_wrong_secrets_scopes_and_nonsense_are_refused(client):
    partner, secret = make_client(None, "catalog.read")

    def send(body, authorization=""):
        headers = {"Authorization": authorization} if authorization else {}
        return client.post("/api/v1/oauth/token", body, content_type=FORM, headers=headers)

    grant = "grant_type=client_credentials"
    for response in (
        ask(client, partner, "wrong"),
        ask(client, partner, ""),
        send(grant),
        send(grant + "&client_id=%00"),
        send(grant, "Basic AAAAOmE="),
        send(grant, "Basic %%%"),
    ):
        assert response.status_code in {400, 401}
        assert response["Content-Type"] == "application/problem+json"
    refused = ask(client, partner, secret, scope="bid.write")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    assert client.post("/api/v1/oauth/token", {"grant_type": "x"}, content_type="application/json").status_code == 415
    assert client.get("/api/v1/oauth/token").status_code == 405


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("body", "header", "status", "error"),
    [
        ("grant_type=client_credentials", "Basic \u00e9", 401, "invalid_client"),
        ("grant_type=urn:ietf:params:oauth:grant-type:device_code", "", 400, "unsupported_grant_type"),
        ("grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=a", "", 400, "unsupported_grant_type"),
        ("grant_type=client_credentials&client_secret=b", basic("a:b"), 400, "invalid_request"),
        ("grant_type=client_credentials&client_id=c", basic("a:b"), 400, "invalid_request"),
    ],
)
def test_what_the_toolkit_stumbles_over_is_refused_before_it(client, body, header, status, error):
    for door in ("token", "revoke"):
        response = client.post(f"/api/v1/oauth/{door}", body, content_type=FORM, HTTP_AUTHORIZATION=header)
        if door == "token" or not error.startswith("unsupported"):
            assert (response.status_code, response.json()["error"]) == (status, error)
            assert response["Content-Type"] == "application/problem+json"


def test_the_header_is_read_as_the_toolkit_reads_it(client):
    partner, secret = make_client()
    grant = "grant_type=client_credentials"
    usual = basic(f"{partner.client_id}:{secret}")
    encoded = basic(f"%{ord(partner.client_id[0]):02x}{partner.client_id[1:]}:{secret}")
    for header in (usual, encoded, usual.replace("Basic", "basic")):
        answer = client.post("/api/v1/oauth/token", grant, content_type=FORM, HTTP_AUTHORIZATION=header)
        assert answer.status_code == 200, header


def test_an_application_without_a_client_gets_nothing(client):
    application = Application.objects.create(
        name="stray", client_type="confidential", authorization_grant_type="client-credentials", client_secret="s" * 40
    )
    assert ask(client, application, "s" * 40).status_code == 401


def test_a_token_ends_after_fifteen_minutes(client):
    api = api_client()
    assert api.get("/api/v1/probe/").status_code == 200
    AccessToken.objects.update(expires=db_now() - timedelta(seconds=1))
    assert api.get("/api/v1/probe/").status_code == 401


@pytest.mark.parametrize("what", ["client", "user", "membership", "company", "token"])
def test_whatever_is_revoked_the_next_request_is_refused(client, what):
    partner, secret = make_client()
    told = ask(client, partner, secret).json()
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert client.get("/api/v1/probe/", headers=bearer).status_code == 200
    if what == "client":
        services.revoke_client(partner, reason="lost", by=supplier("SA", company=partner.company))
    elif what == "user":
        User.objects.filter(pk=partner.user_id).update(is_active=False)
    elif what == "membership":
        Membership.objects.filter(user=partner.user_id).update(state="disabled")
    elif what == "company":
        partner.company.state = "suspended"
        partner.company.save(update_fields=["state"])
    else:
        body = f"token={told['access_token']}&client_id={partner.client_id}&client_secret={secret}"
        assert client.post("/api/v1/oauth/revoke", body, content_type=FORM).status_code == 200
    assert client.get("/api/v1/probe/", headers=bearer).status_code == 401
    if what != "token":
        assert ask(client, partner, secret).status_code == 401


def test_a_token_in_the_address_or_in_a_cookie_opens_nothing(client):
    partner, _secret = make_client()
    raw = services.issue_token(partner)
    assert client.get(f"/api/v1/probe/?access_token={raw}").status_code == 401
    client.force_login(supplier("SA", company=partner.company))
    assert client.get("/api/v1/probe/").status_code == 401


def test_only_from_the_named_networks(client):
    partner, secret = make_client(None, "catalog.read", networks=["203.0.113.0/28"])
    bearer = {"Authorization": f"Bearer {services.issue_token(partner)}"}
    assert client.get("/api/v1/probe/", headers=bearer, REMOTE_ADDR="203.0.113.5").status_code == 200
    assert client.get("/api/v1/probe/", headers=bearer, REMOTE_ADDR="198.51.100.5").status_code == 401
    assert ask(client, partner, secret).status_code == 401


def test_last_use_is_noted(client):
    api = api_client()
    api.get("/api/v1/probe/", REMOTE_ADDR="203.0.113.5")
    seen = ApiClient.objects.get(pk=api.partner.pk)
    assert seen.last_used_from == "203.0.113.5"
    assert abs(db_now() - seen.last_used_at) < timedelta(minutes=1)


def test_an_api_read_costs_one_query_for_who_asks(django_assert_num_queries):
    api = api_client()
    api.get("/api/v1/probe/")
    with django_assert_num_queries(1):
        api.get("/api/v1/probe/")


def test_the_binding_to_a_company_never_changes():
    partner, _secret = make_client()
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        ApiClient.objects.filter(pk=partner.pk).update(company=CompanyFactory())
    services.revoke_client(partner, by=supplier("SA", company=partner.company))
    with pytest.raises(IntegrityError, match="not an allowed move"), transaction.atomic():
        ApiClient.objects.filter(pk=partner.pk).update(state="active")


def test_a_program_cannot_sign_in_as_a_person(client):
    partner, _secret = make_client()
    assert not partner.user.has_usable_password()
    assert partner.user.email.endswith("@api.invalid")


def test_token_requests_are_counted_per_client_and_per_address(client, settings):
    let_few_in(settings, token=3, token_address=5)
    partner, secret_of_partner = make_client()
    assert [ask(client, partner, "wrong").status_code for _ in range(3)] == [401] * 3
    response = ask(client, partner, "wrong")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= LONG
    other, secret = make_client()
    assert ask(client, other, secret).status_code == 200
    assert ask(client, other, secret).status_code == 429
    json = client.post("/api/v1/oauth/token", "{}", content_type="application/json")
    assert json.status_code == 429, "whatever it brings"
    body = f"grant_type=client_credentials&client_id={partner.client_id}&client_secret={secret_of_partner}"
    elsewhere = client.post("/api/v1/oauth/token", body, content_type=FORM, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200, "who knows its id does not lock a partner out"


def test_the_api_is_counted_per_client(settings):
    let_few_in(settings, api=2)
    api, other = api_client(), api_client()
    assert [api.get("/api/v1/probe/").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/api/v1/probe/").status_code == 200


class TestWhoMayMakeClients:
    def test_a_companys_administrator(self):
        boss = supplier("SA")
        partner, secret = services.create_client(boss.company, name="ERP", scopes=["catalog.read"], by=boss)
        assert len(secret) >= 64
        assert partner.company == boss.company
        assert partner.user.is_service

    @pytest.mark.parametrize("roles", [("SU",), ("BD",)])
    def test_nobody_else_in_the_company(self, roles):
        person = supplier(*roles)
        with pytest.raises(NotAllowed):
            services.create_client(person.company, name="ERP", scopes=["catalog.read"], by=person)

    def test_not_for_another_company_and_not_by_a_program(self):
        with pytest.raises(NotAllowed):
            services.create_client(CompanyFactory(), name="ERP", scopes=["catalog.read"], by=supplier("SA"))
        partner, _secret = make_client()
        with pytest.raises(NotAllowed):
            services.create_client(partner.company, name="ERP", scopes=["catalog.read"], by=partner.user)

    def test_scopes_must_exist_and_suit_the_company(self):
        boss = supplier("SA")
        for scopes in ([], ["everything"]):
            with pytest.raises(RuleBroken):
                services.create_client(boss.company, name="ERP", scopes=scopes, by=boss)
        with pytest.raises(RuleBroken):
            services.set_up_client(BuyerFactory(), name="ERP", scopes=["bid.write"], by=None)

    def test_at_most_ten(self):
        company = CompanyFactory()
        for _count in range(10):
            make_client(company)
        with pytest.raises(RuleBroken):
            make_client(company)

    def test_the_portals_administrator_may_revoke_and_another_company_may_not(self):
        partner, _secret = make_client()
        with pytest.raises(NotAllowed):
            services.revoke_client(partner, by=supplier("SA"))
        services.revoke_client(partner, reason="abuse", by=staff("AD"))
        assert not partner.is_active
