"""Sessions: idle, too long, ended elsewhere; and forms that survive a lost one."""

import json
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.clock import real_now
from portal.people import services
from portal.people.entrance.sessions import SessionStore
from portal.people.models import Company, Invitation, User
from portal.people.tests.people import PASSWORD, account, log_in
from portal.tests.factories import staff, supplier
from portal.tests.signin import session_cookie, session_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_here_before(settings):
    """Throttles begin anew (the cache table outlives a test); mails stay in the process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


# Sessions ------------------------------------------------------------------------------------------------------------
def age(client, *, seen: int, started: int = 0) -> None:
    session = client.session
    session["seen"] = int(time.time()) - seen
    session["started"] = int(time.time()) - (started or seen)
    session.save()


@pytest.mark.parametrize(
    ("person", "idle", "stays"),
    [
        (lambda: staff("PO"), 29 * 60, True),
        (lambda: staff("PO"), 30 * 60, False),
        (lambda: supplier("SA"), 59 * 60, True),
        (lambda: supplier("SA"), 60 * 60, False),
    ],
)
def test_idle_sessions_end(client, person, idle, stays):
    sign_in(client, person())
    age(client, seen=idle)
    assert (client.get(reverse("home:dashboard")).status_code == 200) is stays


def test_no_session_lasts_longer_than_twelve_hours(client):
    sign_in(client, supplier("SA"))
    age(client, seen=10, started=12 * 3600)
    assert client.get(reverse("home:dashboard")).status_code != 200
    assert "_auth_user_id" not in client.session


def test_a_session_is_found_by_its_key_until_it_ends_by_the_databases_clock():
    user = staff("PO")
    key = session_of(user)

    assert SessionStore(key)["_auth_user_id"] == str(user.pk)
    Session.objects.filter(pk=key).update(expire_date=real_now() - timedelta(seconds=1))
    for closed in (SessionStore(key), SessionStore("x" * 32)):
        assert closed.load() == {}
        assert closed.session_key is None


def test_a_disabled_account_is_out_at_its_next_request(client):
    user = supplier("SA")
    sign_in(client, user)
    services.disable_user(user, reason="퇴사", by=staff("AD"))
    assert client.get(reverse("home:dashboard")).status_code in (302, 303)


def test_signing_in_makes_a_new_session_key_and_lists_the_session(client):
    user = account(roles=["SU"])
    client.get(reverse("account_login"))
    before = client.session.session_key
    log_in(client, user)
    assert client.session.session_key != before
    assert UserSession.objects.get(user=user).session_key == client.session.session_key
    other = Client()
    log_in(other, user)
    assert client.get(reverse("usersessions_list")).context["session_count"] == 2
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("home:dashboard")).status_code in (302, 303)
    assert client.get(reverse("home:dashboard")).status_code == 200


@pytest.mark.parametrize(("roles", "most"), [(["SU"], 5), (["SF"], 1)])
def test_more_sessions_than_allowed_end_the_oldest(roles, most):
    user = account(roles=roles)
    clients = [Client() for _count in range(most + 1)]
    for client in clients:
        log_in(client, user)
    assert UserSession.objects.filter(user=user).count() == most
    assert Session.objects.filter(session_key=clients[0].session.session_key).count() == 0


def test_the_playwright_cookie_is_a_whole_sign_in(client):
    cookie = session_cookie(staff("PO"), "http://testserver")
    client.cookies[cookie["name"]] = cookie["value"]
    assert client.get(reverse("home:dashboard")).status_code == 200


def test_signing_out_ends_the_session_on_the_server(client):
    sign_in(client, supplier("SA"))
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()


# A session lost while writing ----------------------------------------------------------------------------------------
EDIT = {"address": "경상북도 포항시 남구 새길 9", "phone": "054-555-7777", "about_ko": "유압 실린더"}


def lose_session(client) -> None:
    Session.objects.all().delete()


def test_what_was_typed_comes_back_filled_in_after_signing_in(client):
    user = account(roles=["SU", "SE"])
    user.membership.roles.set(["SA"])
    sign_in(client, user)
    client.get(reverse("people:company-edit"))
    lose_session(client)
    response = client.post(reverse("people:company-edit"), EDIT)
    assert response.status_code == 303
    assert response.url == f"{reverse('account_login')}?next=%2Fpeople%2Fresume%2F"
    assert "054-555-7777" not in str(dict(client.session))
    sign_in(client, user)
    back = client.get(reverse("people:form-resume"))
    assert back.url == reverse("people:company-edit")
    page = client.get(back.url)
    assert page.status_code == 200
    assert 'value="054-555-7777"' in page.content.decode()
    assert "유압 실린더" in page.content.decode()
    assert "054-555-7777" not in Company.objects.get(pk=user.company_id).phone
    assert "054-555-7777" not in client.get(back.url).content.decode()


def test_htmx_is_led_to_the_sign_in_page_by_a_header(client):
    sign_in(client, supplier("SA"))
    lose_session(client)
    response = client.post(reverse("people:company-edit"), EDIT, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.parametrize("idle", [True, False])
def test_a_part_that_is_read_in_the_background_leaves_its_page_and_says_so(client, idle):
    sign_in(client, supplier("SA"))
    if idle:
        age(client, seen=3600)
    else:
        lose_session(client)

    response = client.get(reverse("catalog:product-alike"), headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (204, b"")
    assert "HX-Redirect" not in response
    assert json.loads(response["HX-Trigger"]) == {"signed-out": {"url": reverse("account_login")}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_page_that_htmx_goes_to_leads_to_the_sign_in(client, header):
    mine = reverse("catalog:product-mine")
    response = client.get(mine, headers={"HX-Request": "true", header: "true"})
    assert response["HX-Redirect"] == f"{reverse('account_login')}?{urlencode({'next': mine})}"


def test_another_person_does_not_get_what_was_typed(client):
    writer = supplier("SA")
    sign_in(client, writer)
    client.get(reverse("people:company-edit"))
    assert "who" in client.cookies
    lose_session(client)
    client.post(reverse("people:company-edit"), EDIT)
    sign_in(client, supplier("SA"))
    assert client.get(reverse("people:form-resume")).url == reverse("home:dashboard")
    assert "054-555-7777" not in client.get(reverse("people:company-edit")).content.decode()


def test_an_idle_session_keeps_the_form_for_its_person(client):
    user = supplier("SA")
    sign_in(client, user)
    age(client, seen=3600)
    response = client.post(reverse("people:company-edit"), EDIT)
    assert "resume" in response.url
    sign_in(client, user)
    page = client.get(client.get(reverse("people:form-resume")).url)
    assert 'value="054-555-7777"' in page.content.decode()


def test_the_form_of_a_posting_door_comes_back_on_the_page_it_was_sent_from(client):
    user = supplier("SA")
    sign_in(client, user)
    lose_session(client)
    members = reverse("people:member-list")
    client.post(
        reverse("people:invitation-add"),
        {"email": "new@garam.example", "roles": ["BD"]},
        headers={"Referer": f"http://testserver{members}"},
    )
    sign_in(client, user)
    back = client.get(reverse("people:form-resume"))
    assert back.url == members
    assert 'value="new@garam.example"' in client.get(back.url).content.decode()
    assert not Invitation.objects.exists()


def test_when_the_form_is_gone_its_text_can_be_copied(client):
    user = supplier("SA")
    sign_in(client, user)
    lose_session(client)
    client.post(
        reverse("people:certificate-add"), {"number": "Q-2026-77"}, headers={"Referer": "http://testserver/elsewhere/"}
    )
    user.membership.roles.set(["BD"])
    sign_in(client, User.objects.get(pk=user.pk))
    page = client.get(reverse("people:form-resume"), follow=True)
    assert page.status_code in (200, 403)
    assert "Q-2026-77" in client.get(reverse("people:form-kept")).content.decode()


def test_passwords_secrets_and_huge_forms_are_never_kept(client, rf):
    from portal.http import writes
    from portal.people.entrance import resume

    @writes(secret_form=True)
    def bid(request):
        raise AssertionError

    assert not resume.is_keepable(bid)
    lost = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "x"})
    assert "resume" not in lost.url
    assert "kept_form" not in client.session
    client.post(reverse("people:company-edit"), {"about_ko": "가" * 40_000})
    assert "kept_form" not in client.session
