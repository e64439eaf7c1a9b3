"""Second factors: needed, set up, asked for, used once, the last one never lost."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.errors import RuleBroken
from portal.people import services
from portal.people.tests.people import PASSWORD, account, code_for, log_in
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_here_before(settings):
    """Throttles begin anew (the cache table outlives a test); mails stay in the process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


# Second factor -------------------------------------------------------------------------------------------------------
def test_staff_go_nowhere_before_a_second_factor_is_set_up(client):
    user = account(roles=["SA"])
    log_in(client, user)
    for url in (reverse("home:dashboard"), reverse("people:company-detail"), reverse("people:member-list")):
        response = client.get(url)
        assert response.status_code in (302, 303)
        assert response.url.startswith(reverse("people:second-factor"))
    assert client.get(reverse("people:second-factor")).status_code == 200
    assert client.post(reverse("home:theme-set"), {"theme": "dark"}).status_code == 303
    assert client.post(reverse("account_logout")).status_code == 302


def test_who_needs_no_second_factor_goes_on(client):
    user = account(roles=["SU"])
    log_in(client, user)
    assert client.get(reverse("people:company-detail")).status_code == 200


@pytest.mark.django_db(transaction=True)  # what counts the factor as shown happens on commit
def test_setting_up_the_app_opens_everything_and_gives_recovery_codes(client):
    user = account(roles=["SA"])
    log_in(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert "data:image" not in page.content.decode()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000x"}).status_code == 200
    response = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert len(client.get(response.url).context["unused_codes"]) == 10
    assert client.get(reverse("home:dashboard")).status_code == 200
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored


def test_signing_in_asks_for_the_code_and_takes_each_code_once(client):
    user = account(roles=["SA"])
    services.enrol_totp_for_demo(user)
    assert log_in(client, user).url == reverse("mfa_authenticate")
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert "_auth_user_id" not in client.session
    code = code_for(user)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("home:dashboard")).status_code == 200
    second = Client()
    log_in(second, user)
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def in_groups(code: str) -> str:
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def in_full_width(code: str) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)


@pytest.mark.parametrize("written", [str, in_groups, in_full_width])
def test_a_recovery_code_lets_in_once_however_it_is_typed(client, written):
    user = account(roles=["SA"])
    services.enrol_totp_for_demo(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[3]

    for known in (True, False):
        client.logout()
        log_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": written(code)})
        assert ("_auth_user_id" in client.session) is known


def test_recovery_codes_have_more_than_forty_bits_and_none_returns():
    codes = {code for _person in range(3) for code in RecoveryCodes.activate(UserFactory()).get_unused_codes()}
    assert len(codes) == 30
    assert {len(code) for code in codes} == {16}
    assert max(codes) >= "1" + "0" * 15  # the bytes behind them reach into the first digit


def test_only_where_people_are_invented_the_page_says_which_command_prints_the_code(client, settings):
    invented, real = account(email="po@hanbit.example", roles=["SA"]), account(email="po@hanbit.test", roles=["SA"])
    for user in (invented, real):
        services.enrol_totp_for_demo(user)
    log_in(client, invented)
    assert f"manage.py totp {invented.email}" in client.get(reverse("mfa_authenticate")).content.decode()
    settings.PRODUCTION = True
    assert "manage.py totp" not in client.get(reverse("mfa_authenticate")).content.decode()
    settings.PRODUCTION = False
    other = Client()
    log_in(other, real)
    assert "manage.py totp" not in other.get(reverse("mfa_authenticate")).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [("abc", "six digits"), ("12345", "six digits"), ("12345678", "six digits"), ("123456", "Wait for")],
)
def test_what_is_no_code_is_told_apart_from_a_wrong_one(client, typed, told):
    client.cookies["django_language"] = "en"
    user = account(roles=["SA"])
    log_in(client, user)
    setting_up = client.post(reverse("mfa_activate_totp"), {"code": typed})
    services.enrol_totp_for_demo(user)
    client.logout()
    client.cookies["django_language"] = "en"
    log_in(client, user)

    signing_in = client.post(reverse("mfa_authenticate"), {"code": typed})

    for answer in (setting_up, signing_in):
        assert [told in error for error in answer.context["form"].errors["code"]] == [True]


def test_a_password_session_from_before_the_factor_must_show_it(client):
    user = account(roles=["SU"])
    log_in(client, user)
    services.enrol_totp_for_demo(user)
    services.change_roles(user.membership, roles=["BD"], by=UserFactory(company=user.company, roles=["SA"]))
    response = client.get(reverse("people:company-detail"))
    assert response.url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(response.url).status_code == 200
    back = client.post(response.url, {"code": code_for(user)})
    assert back.url == reverse("people:company-detail")
    assert client.get(back.url).status_code == 200


def test_the_last_factor_stays_while_a_role_needs_one(client):
    user = account(roles=["SA"])
    services.enrol_totp_for_demo(user)
    sign_in(client, user)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_passkey_pages_carry_their_data_in_blocks_that_run_nothing(client):
    sign_in(client, account(roles=["SA"]))
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'id="key-data"' in page
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert not re.search(r"\son\w+=", page)


def test_before_changing_the_address_an_old_session_proves_itself(client):
    user = account(roles=["SU"])
    sign_in(client, user)
    session = client.session
    records = session["account_authentication_methods"]
    for record in records:
        record["at"] -= 3600
    session["account_authentication_methods"] = records
    session.save()
    response = client.post(reverse("account_email"), {"email": "new@garam.example", "action_add": ""})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert client.get(response.url).status_code == 200
    assert client.post(response.url, {"password": PASSWORD}).url == reverse("account_email")


def test_the_admin_is_reached_through_the_same_door_with_its_second_factor(client):
    response = client.get(reverse("admin:index"), follow=False)
    login = client.get(response.url) if response.url.startswith("/admin/login") else response
    assert login.url.startswith(reverse("account_login"))
    user = account(is_staff=True, is_superuser=True)
    log_in(client, user)
    assert client.get(reverse("admin:index")).url.startswith(reverse("people:second-factor"))
    assert sign_in(Client(), user).get(reverse("admin:index")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_with_one_code_one_comes_in():
    user = account(roles=["SA"])
    services.enrol_totp_for_demo(user)
    clients = [Client() for _count in range(10)]
    for client in clients:
        log_in(client, user)
    code = code_for(user)

    def knock(client):
        try:
            return client.post(reverse("mfa_authenticate"), {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(knock, clients))
    assert answers.count(302) == 1


def test_a_lost_factor_is_removed_by_an_administrator_with_a_reason(client):
    user = account(roles=["SA"])
    services.enrol_totp_for_demo(user)
    sign_in(client, user)
    with pytest.raises(RuleBroken):
        services.reset_second_factor(user, reason=" ", by=staff("AD"))
    services.reset_second_factor(user, reason="신분증 확인", by=staff("AD"))
    assert not Authenticator.objects.filter(user=user).exists()
