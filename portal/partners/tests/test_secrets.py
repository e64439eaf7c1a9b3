"""A client's end and its secrets: rotation with overlap, ending at once, nothing left open."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import override
from oauth2_provider.models import AccessToken

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.partners import queries, services
from portal.partners.models import ApiClient, ClientSecret
from portal.partners.tests.factories import make_client
from portal.tests.factories import staff, supplier

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.partners.tests.probe")]
FORM = "application/x-www-form-urlencoded"


def ask(client, partner, secret):
    body = f"grant_type=client_credentials&client_id={partner.client_id}&client_secret={secret}"
    return client.post("/api/v1/oauth/token", body, content_type=FORM)


def bearer(answer):
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture(autouse=True)
def english():
    """Refusals are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def boss():
    return supplier("SA")


@pytest.fixture
def made(boss):
    return make_client(boss.company)


def test_a_new_secret_works_beside_the_old_one_until_its_time(client, boss, made):
    partner, old = made
    new = services.rotate_secret(partner, hours=24, by=boss)
    assert new != old
    assert [ask(client, partner, secret).status_code for secret in (old, new)] == [200, 200]

    rows = list(queries.secrets_in_force(partner))
    assert [row.prefix for row in rows] == [new[:12], old[:12]]
    assert rows[0].ends_at is None
    assert abs(rows[1].ends_at - db_now() - timedelta(hours=24)) < timedelta(minutes=1)
    assert all(row.last_used_at for row in rows)

    ClientSecret.objects.filter(pk=rows[1].pk).update(ends_at=db_now())
    assert [ask(client, partner, secret).status_code for secret in (old, new)] == [401, 200]
    assert Event.objects.filter(name="partners.secret_rotated", payload__client=partner.pk).count() == 1


def test_without_overlap_old_secret_and_tokens_end_at_once(client, boss, made):
    partner, old = made
    token = bearer(ask(client, partner, old))
    new = services.rotate_secret(partner, hours=0, by=boss)
    assert client.get("/api/v1/probe/", headers=token).status_code == 401
    assert [ask(client, partner, secret).status_code for secret in (old, new)] == [401, 200]


@pytest.mark.parametrize("which", ["old", "new"])
def test_one_of_two_secrets_is_ended_at_once_and_the_other_stays(client, boss, made, which):
    partner, old = made
    new = services.rotate_secret(partner, hours=24, by=boss)
    ended, kept = (old, new) if which == "old" else (new, old)
    token = bearer(ask(client, partner, ended))
    services.end_secret(ClientSecret.objects.get(prefix=ended[:12]), by=boss)
    assert client.get("/api/v1/probe/", headers=token).status_code == 401
    assert [ask(client, partner, secret).status_code for secret in (ended, kept)] == [401, 200]
    assert [row.ends_at for row in queries.secrets_in_force(partner)] == [None]
    with pytest.raises(WrongState):
        services.end_secret(ClientSecret.objects.get(prefix=ended[:12]), by=boss)
    with override("en"), pytest.raises(RuleBroken, match="only secret"):
        services.end_secret(ClientSecret.objects.get(prefix=kept[:12]), by=boss)


def test_never_more_than_two_and_only_for_the_offered_periods(boss, made):
    partner, _old = made
    for hours in (-1, 2, 10**6):
        with pytest.raises(RuleBroken):
            services.rotate_secret(partner, hours=hours, by=boss)
    services.rotate_secret(partner, hours=168, by=boss)
    with override("en"), pytest.raises(RuleBroken, match="Two secrets"):
        services.rotate_secret(partner, hours=24, by=boss)


def test_only_the_companys_administrator_changes_secrets(boss, made):
    partner, _old = made
    strangers = [supplier("SA"), supplier("BD", company=boss.company), staff("AD"), partner.user]
    for person in strangers:
        for act in (
            lambda who: services.rotate_secret(partner, hours=24, by=who),
            lambda who: services.end_secret(partner.secrets.get(), by=who),
            lambda who: services.renew_client(partner, last_day=today(), by=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_a_secret_is_kept_as_a_hash_and_never_changes(made):
    partner, secret = made
    row = partner.secrets.get()
    assert row.prefix == secret[:12]
    assert secret not in row.hashed
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        ClientSecret.objects.filter(pk=row.pk).update(hashed="x")


def test_a_secret_made_before_beginnings_were_kept_still_opens(client, made):
    partner, _secret = made
    old = "k" * 128
    ClientSecret.objects.create(client=partner, prefix="", hashed=make_password(old))
    assert ask(client, partner, old).status_code == 200
    assert ask(client, partner, "k" * 127).status_code == 401


def test_no_token_for_a_secret_that_ended_while_it_was_checked(client, boss, made, monkeypatch):
    partner, old = made
    services.rotate_secret(partner, hours=24, by=boss)
    noted = services.note_secret_use

    def ended_meanwhile(secret, *, now):
        noted(secret, now=now)
        services.end_secret(ClientSecret.objects.get(pk=secret.pk), by=boss)

    monkeypatch.setattr(services, "note_secret_use", ended_meanwhile)
    assert ask(client, partner, old).status_code == 401
    assert not AccessToken.objects.filter(application=partner.application).exists()


class TestTheEndOfAClient:
    def test_it_works_through_its_last_day_and_not_a_moment_longer(self, client, boss):
        partner, secret = make_client(boss.company, "catalog.read", last_day=today() + timedelta(days=30))
        assert partner.last_day == today() + timedelta(days=30)
        token = bearer(ask(client, partner, secret))
        assert client.get("/api/v1/probe/", headers=token).status_code == 200
        ApiClient.objects.filter(pk=partner.pk).update(expires_at=db_now())
        assert client.get("/api/v1/probe/", headers=token).status_code == 401
        assert ask(client, partner, secret).status_code == 401

    def test_one_that_ended_is_renewed(self, client, boss, made):
        partner, secret = made
        ApiClient.objects.filter(pk=partner.pk).update(expires_at=db_now())
        services.expire_client(ApiClient.objects.get(pk=partner.pk))
        with pytest.raises(WrongState):
            services.rotate_secret(partner, hours=24, by=boss)
        services.renew_client(partner, last_day=today() + timedelta(days=90), by=boss)
        assert ask(client, partner, secret).status_code == 200

    @pytest.mark.parametrize("days", [-1, 732])
    def test_from_today_to_two_years(self, boss, made, days):
        with pytest.raises(RuleBroken) as refusal:
            services.renew_client(made[0], last_day=today() + timedelta(days=days), by=boss)
        assert refusal.value.field == "last_day"

    def test_one_that_was_revoked_is_not_renewed(self, boss, made):
        partner, _secret = made
        services.revoke_client(partner, by=boss)
        with pytest.raises(WrongState):
            services.renew_client(partner, last_day=today(), by=boss)
        assert not queries.secrets_in_force(partner).exists()
