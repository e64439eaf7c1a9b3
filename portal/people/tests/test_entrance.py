"""Coming in: sign-up with real mails, passwords, second factors, sessions, and forms that survive a lost one."""

import re
import time
import unicodedata
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from portal.people import services
from portal.people.models import Company, Invitation, JoinRequest, User
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import session_cookie, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "quiet copper lantern 7"
SIGN_UP = {"name": "김하늘", "email": "haneul@garam.example", "password1": PASSWORD, "terms": "on", "privacy": "on"}


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture(autouse=True)
def mails_stay_here(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def account(**fields) -> User:
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **extra})


def link_in(message) -> str:
    return urlsplit(re.search(r"http\S+", message.body)[0]).path


def code_for(user, step=0) -> str:
    from allauth.mfa.utils import decrypt

    secret = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


# Sign-up -------------------------------------------------------------------------------------------------------------
def test_sign_up_confirm_the_address_and_begin_with_the_company(client):
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session
    (message,) = mail.outbox
    assert message.to == ["haneul@garam.example"]
    link = link_in(message)
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get().verified
    assert client.post(link).status_code == 302
    user = User.objects.get(email="haneul@garam.example")
    assert EmailAddress.objects.get().verified
    assert user.name == "김하늘"
    log_in(client, user)
    assert log_in(client, user).url == reverse("people:start")


def test_a_link_in_a_mail_is_built_from_the_base_address(client, settings):
    settings.BASE_URL = "https://together.example"
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_signup"), SIGN_UP, headers={"host": "evil.example"})
    assert "https://together.example/accounts/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_signing_up_with_a_known_address_answers_the_same_and_tells_its_owner(client):
    known = account(email="haneul@garam.example")
    fresh = Client().post(reverse("account_signup"), SIGN_UP | {"email": "other@garam.example"})
    again = client.post(reverse("account_signup"), SIGN_UP)
    assert (again.status_code, again.url) == (fresh.status_code, fresh.url)
    assert User.objects.filter(email=known.email).count() == 1
    assert mail.outbox[-1].to == [known.email]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "\u3164\u3164"}, "name"),
        ({"name": "김\u202e하늘"}, "name"),
        ({"email": "haneul@gаram.example"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "together together"}, "password1"),
        ({"password1": "x" * 500}, "password1"),
        ({"terms": ""}, "terms"),
        ({"privacy": ""}, "privacy"),
    ],
)
def test_sign_up_says_at_the_field_what_is_wrong_and_loses_nothing(client, changed, field):
    response = client.post(reverse("account_signup"), SIGN_UP | changed)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert 'value="haneul@' in response.content.decode() or "email" in changed
    assert not User.objects.filter(email="haneul@garam.example").exists()


@pytest.mark.parametrize("email", ["nobody@garam.example", "known@garam.example"])
def test_asking_for_a_new_password_answers_the_same(client, email):
    account(email="known@garam.example")
    response = client.post(reverse("account_reset_password"), {"email": email})
    assert (response.status_code, response.url) == (302, reverse("account_reset_password_done"))
    assert mail.outbox[0].to == [email]


def test_a_new_password_by_the_link_which_works_once_and_leaves_the_second_factor(client):
    user = account()
    services.enrol_totp_for_demo(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = link_in(mail.outbox[0])
    form_url = client.get(link).url
    new = "another quiet lantern 9"
    assert client.post(form_url, {"password1": new, "password2": new}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(new)
    assert Authenticator.objects.filter(user=user).exists()
    assert "token_fail" in Client().get(link, follow=True).context


# Passwords -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "posco together hanbit",
        "동행동행동행동행동행동행동행동행",
        "123456789987654321",
        "x" * 201,
    ],
)
def test_passwords_that_are_too_easy_or_too_long(password):
    with pytest.raises(ValidationError):
        validate_password(password, UserFactory(name="이서연"))


@pytest.mark.parametrize(
    "password", [PASSWORD, "강철 코일 노을 커피 우산 열둘 바다", "a" * 8 + " b c d e f", "!" * 10 + "나무와 구름"]
)
def test_passwords_need_no_composition(password):
    validate_password(password, UserFactory(name="이서연"))


def test_the_same_word_typed_decomposed_is_the_same_password(client):
    user = account()
    word = "강철코일노을커피우산열둘바다나무"
    user.set_password(unicodedata.normalize("NFD", word))
    user.save()
    assert user.check_password(word)
    assert not user.check_password("x" * 1000)
    assert log_in(client, user, word).status_code == 302


# Throttles -----------------------------------------------------------------------------------------------------------
def test_wrong_passwords_are_slowed_for_the_pair_and_not_for_the_person(client):
    user = account()
    for _count in range(6):
        response = log_in(client, user, "wrong wrong wrong")
    assert "too_many" in str(response.context["form"].errors.as_data()) or "5" in str(response.context["form"].errors)
    assert "_auth_user_id" not in client.session
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert log_in(elsewhere, user).status_code == 302


def test_wrong_password_and_unknown_person_are_told_the_same(client):
    known = log_in(client, account(), "wrong wrong wrong").context["form"].errors
    unknown = (
        client.post(reverse("account_login"), {"login": "nobody@garam.example", "password": "wrong wrong wrong"})
        .context["form"]
        .errors
    )
    assert known == unknown


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


# Invitations and applications ----------------------------------------------------------------------------------------
def test_an_invited_person_signs_up_by_the_link_and_comes_in(client):
    admin = supplier("SA")
    invitation = services.invite_person(admin.company, email="haneul@garam.example", roles=["SU"], by=admin)
    link = reverse("people:invitation-accept", args=[services.invitation_token(invitation)])
    page = client.get(link)
    assert page.status_code == 200
    response = client.post(reverse("account_signup"), SIGN_UP | {"next": link})
    assert response.url == link
    assert EmailAddress.objects.get(email="haneul@garam.example").verified
    assert client.post(link).status_code == 303
    assert User.objects.get(email="haneul@garam.example").company == admin.company
    assert Client().get(link).status_code == 410
    assert Client().get(reverse("people:invitation-accept", args=["nonsense"])).status_code == 410


def test_known_and_unknown_business_numbers_are_answered_the_same(client):
    known = supplier("SA").company
    data = {"country": "KR", "legal_name_ko": "다온", "rep_name": "김하늘", "address": "포항시", "phone": "054"}
    answers = []
    for brn in (known.brn, "2208162517"):
        one = sign_in(Client(), account())
        check = one.get(reverse("people:number-check"), {"brn": brn})
        response = one.post(reverse("people:company-register"), data | {"brn": brn})
        page = one.get(response.url).content.decode()
        answers.append((check.status_code, response.status_code, response.url, known.legal_name_ko in page))
    assert answers[0] == answers[1]
    assert JoinRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [("123-45-67891", "well formed"), ("123-45-67890", "does not fit"), ("123-45", "5 of 10 digits"), ("", "")],
)
def test_the_number_is_checked_while_typing(client, number, words):
    client.cookies["django_language"] = "en"
    sign_in(client, account())
    assert words in client.get(reverse("people:number-check"), {"brn": number}).content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"brn": "123-45-67890"}, "brn"),
        ({"brn": "123"}, "brn"),
        ({"brn": ""}, "brn"),
        ({"legal_name_ko": "\u3164"}, "legal_name_ko"),
        ({"country": "DE", "brn": ""}, "foreign_id_type"),
        ({"country": "XX"}, "country"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"established_on": "0000-99-99"}, "established_on"),
        ({"corp_no": "110111-0062433", "established_on": "2010-01-01"}, "corp_no"),
    ],
)
def test_the_registration_form_says_at_the_field_what_is_wrong(client, changed, field):
    sign_in(client, account())
    data = {"country": "KR", "brn": "123-45-67891", "legal_name_ko": "다온", "rep_name": "김", "address": "포항시"}
    response = client.post(reverse("people:company-register"), data | {"phone": "054-555-0001"} | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "054-555-0001" in response.content.decode()
    assert not Company.objects.filter(legal_name_ko="다온").exists()
