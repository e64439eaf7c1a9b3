"""Coming in: sign-up with real mails, passwords, throttles, invitations and applications."""

import re
import time
import unicodedata
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner, b62_encode
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.handlers import forget_what_expired
from portal.notices.models import Letter
from portal.outbox.services import deliver_due
from portal.people import services
from portal.people.entrance.adapters import AccountAdapter
from portal.people.models import User
from portal.people.tests.people import PASSWORD, account, log_in
from portal.tests.factories import UserFactory, supplier

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "name": "김하늘",
    "email": "haneul@garam.example",
    "password1": PASSWORD,
    "of_age": "on",
    "terms": "on",
    "privacy": "on",
}


@pytest.fixture(autouse=True)
def nobody_was_here_before(settings):
    """Throttles begin anew (the cache table outlives a test); mails stay in the process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def mailed() -> list:
    """What the mail server was given, with what waited for it."""
    deliver_due()
    return mail.outbox


def link_in(message) -> str:
    return urlsplit(re.search(r"http\S+", message.body)[0]).path


# Sign-up -------------------------------------------------------------------------------------------------------------
def test_sign_up_confirm_the_address_and_begin_with_the_company(client):
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session
    (message,) = mailed()
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
    assert "https://together.example/accounts/" in mailed()[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_signing_up_with_a_known_address_answers_the_same_and_tells_its_owner(client):
    known = account(email="haneul@garam.example")
    fresh = Client().post(reverse("account_signup"), SIGN_UP | {"email": "other@garam.example"})
    again = client.post(reverse("account_signup"), SIGN_UP)
    assert (again.status_code, again.url) == (fresh.status_code, fresh.url)
    assert User.objects.filter(email=known.email).count() == 1
    assert mailed()[-1].to == [known.email]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "\u3164\u3164"}, "name"),
        ({"name": "김\u202e하늘"}, "name"),
        ({"email": "haneul@gаram.example"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "together together"}, "password1"),
        ({"password1": "x" * 500}, "password1"),
        ({"of_age": ""}, "of_age"),
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


@pytest.mark.parametrize(
    ("door", "field", "beside"),
    [
        ("account_signup", "email", SIGN_UP),
        ("account_login", "login", {"password": PASSWORD}),
        ("account_reset_password", "email", {}),
    ],
)
def test_an_address_is_no_longer_than_mail_carries(client, door, field, beside):
    most, over = (f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}{end}" for end in (".ccc.ddd.ee", ".ccc.ddd.eee"))
    assert (len(most), len(over)) == (254, 255)

    taken, refused = (client.post(reverse(door), {**beside, field: email}) for email in (most, over))

    assert taken.status_code == 302 or field not in taken.context["form"].errors
    assert refused.context["form"].errors.as_data()[field][0].code == "max_length"
    assert 'maxlength="254"' in client.get(reverse(door)).content.decode()


@pytest.mark.parametrize("email", ["nobody@garam.example", "known@garam.example"])
def test_asking_for_a_new_password_answers_the_same(client, email):
    account(email="known@garam.example")
    response = client.post(reverse("account_reset_password"), {"email": email})
    assert (response.status_code, response.url) == (302, reverse("account_reset_password_done"))
    assert mailed()[0].to == [email]


def test_a_new_password_by_the_link_which_works_once_and_leaves_the_second_factor(client):
    user = account()
    services.enrol_totp_for_demo(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = link_in(mailed()[0])
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
    assert [fault.code for fault in response.context["form"].errors.as_data()["__all__"]] == ["too_many_login_attempts"]
    assert "_auth_user_id" not in client.session
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert log_in(elsewhere, user).status_code == 302


def test_wrong_passwords_for_others_wash_nothing_of_what_is_counted_away(client):
    """Django's own limit is 300 rows; above it the first third by key is lost, and `allauth:…` sorts first."""
    user = account()
    for _count in range(6):
        log_in(client, user, "wrong wrong wrong")
    cache.add(f"people.code.{user.pk}.123456", "used", timeout=600)
    before = rows_of_the_cache()
    for number in range(450):
        cache.set(f"zz:{number}", [1.0], timeout=900)

    assert before <= rows_of_the_cache()
    response = log_in(client, user)
    assert [fault.code for fault in response.context["form"].errors.as_data()["__all__"]] == ["too_many_login_attempts"]
    assert cache.add(f"people.code.{user.pk}.123456", "used", timeout=600) is False


def rows_of_the_cache() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM portal_cache")
        return {key for (key,) in cursor.fetchall()}


def test_what_has_expired_is_swept_away_and_nothing_else():
    cache.set("over", 1, timeout=60)
    cache.set("living", 1, timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = now() - interval '1 second' WHERE cache_key LIKE '%:over'")
    assert forget_what_expired() == 1
    assert rows_of_the_cache() == {":1:living"}


class DaysAgo(TimestampSigner):
    """Signs as it was done three days ago."""

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - 3 * 24 * 3600)


def test_a_hundred_wrong_passwords_a_day_from_anywhere_leave_the_owner_a_way_in(client, rf):
    user = account()
    assert log_in(client, user).status_code == 302
    client.get(reverse("home:dashboard"))  # from here on the browser is known
    client.post(reverse("account_logout"))
    other = account()
    for number in range(100):
        request = rf.post("/", REMOTE_ADDR=f"10.2.0.{number}")
        AccountAdapter(request).authentication_failed(request, email=user.email.upper())

    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    for password in (PASSWORD, "wrong wrong wrong"):
        errors = log_in(elsewhere, user, password).context["form"].errors.as_data()
        assert [fault.code for fault in errors["__all__"]] == ["too_many_everywhere"]
    assert log_in(Client(REMOTE_ADDR="10.1.2.3"), other).status_code == 302
    client.cookies["who"] = DaysAgo(salt="portal.people.who").sign(str(user.pk))  # and after a weekend, too
    assert log_in(client, user).status_code == 302

    elsewhere.post(reverse("account_reset_password"), {"email": user.email})
    form_url = elsewhere.get(link_in(mailed()[-1])).url
    new = "another quiet lantern 9"
    elsewhere.post(form_url, {"password1": new, "password2": new})
    assert log_in(Client(REMOTE_ADDR="10.1.2.4"), user, new).status_code == 302


def test_wrong_password_and_unknown_person_are_told_the_same(client):
    known = log_in(client, account(), "wrong wrong wrong").context["form"].errors
    unknown = (
        client.post(reverse("account_login"), {"login": "nobody@garam.example", "password": "wrong wrong wrong"})
        .context["form"]
        .errors
    )
    assert known == unknown


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


@pytest.mark.parametrize(("language", "subject"), [("ko", "새 비밀번호 정하기"), ("en", "Set a new password")])
def test_mails_are_in_the_language_of_their_reader(client, language, subject):
    user = account(language=language)
    client.cookies["django_language"] = "en" if language == "ko" else "ko"
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert mailed()[0].subject == subject


def test_no_page_waits_for_the_mail_server_and_the_link_lies_locked_until_it_is_back(client, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Untouchable"
    assert client.post(reverse("account_signup"), SIGN_UP, follow=True).status_code == 200
    waiting = Letter.objects.get()
    assert SIGN_UP["email"] not in waiting.sealed

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    (message,) = mailed()
    assert (message.to, message.from_email) == ([SIGN_UP["email"]], settings.DEFAULT_FROM_EMAIL)
    assert client.get(link_in(message)).status_code == 200
    assert not Letter.objects.exists()


class Untouchable:
    """A mail server of which no page may know."""

    def __init__(self, *args, **kwargs):
        raise AssertionError("a page spoke to the mail server")
