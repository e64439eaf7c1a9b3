"""The admin's windows open; its deeds call services; the dashboard says what waits."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.people import services
from portal.people.models import CertificateKind, User
from portal.people.states import CompanyState, Level
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
WINDOWS = [model._meta.label_lower for model in admin.site._registry if model._meta.app_label in ("people", "account")]


@pytest.fixture
def administrator(client):
    user = staff("AD", is_staff=True, is_superuser=True)
    sign_in(client, user)
    return user


@pytest.mark.parametrize("label", WINDOWS)
def test_windows_open(client, administrator, label):
    supplier("SA")
    response = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
    assert response.status_code == 200


def test_a_persons_window_shows_no_password_and_takes_no_change(client, administrator):
    user = supplier("SA")
    url = reverse("admin:people_user_change", args=[user.pk])
    page = client.get(url).content.decode()
    assert user.email in page
    assert "argon2$" not in page
    assert "md5$" not in page
    assert client.post(url, {"name": "다른 이름"}).status_code == 403


@pytest.mark.parametrize(
    ("deed", "ready", "what"),
    [
        ("disable", lambda user: None, "disabled"),
        ("enable", lambda user: User.objects.filter(pk=user.pk).update(is_active=False), "enabled"),
        ("reset_second_factor", services.enrol_totp_for_demo, "second_factor_reset"),
    ],
)
def test_a_deed_on_an_account_asks_for_its_reason_first(client, administrator, deed, ready, what):
    user = supplier("SU")
    ready(user)
    url, chosen = reverse("admin:people_user_changelist"), {"action": deed, "_selected_action": [user.pk]}
    done = AuditEntry.objects.filter(thing_id=str(user.pk), what=f"people.user.{what}")

    asked = client.post(url, chosen)
    assert asked.status_code == 200
    assert str(user) in asked.content.decode()
    assert client.post(url, chosen | {"reason": " "}).status_code == 422
    assert not done.exists()

    client.post(url, chosen | {"reason": "퇴사, 인사팀 통보"})
    assert done.get().reason == "퇴사, 인사팀 통보"
    assert done.get().by == administrator
    assert User.objects.get(pk=user.pk).is_active is (deed != "disable")


def test_a_second_factor_that_is_not_there_is_not_removed(client, administrator):
    client.cookies["django_language"] = "en"
    user = supplier("SU")
    url = reverse("admin:people_user_changelist")
    data = {"action": "reset_second_factor", "_selected_action": [user.pk], "reason": "신분증 확인"}
    page = client.post(url, data, follow=True).content.decode()
    assert "This account has no second factor." in page
    assert "Done for" not in page
    assert not AuditEntry.objects.filter(what="people.user.second_factor_reset").exists()


def read_of(client, user) -> str:
    return client.get(reverse("admin:people_user_change", args=[user.pk])).content.decode()


def test_a_persons_window_tells_factors_and_roles(client, administrator):
    client.cookies["django_language"] = "en"
    user = supplier("SA")
    assert "None yet: asked for at the next sign-in" in read_of(client, staff("PO"))
    services.enrol_totp_for_demo(user)
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name}) for name in ("a", "b")
    )
    codes = RecoveryCodes.activate(user)
    codes.validate_code(codes.get_unused_codes()[0])
    page = read_of(client, user)
    assert "Authenticator app · 2 passkeys · 9 recovery codes left" in page
    assert not any(code in page for code in codes.get_unused_codes())
    assert "(SA)" in page
    assert str(user.company) in page


def test_a_persons_window_tells_whether_the_account_may_come_in(client, administrator):
    client.cookies["django_language"] = "en"
    user = supplier("SU")
    assert "Possible" in read_of(client, user)
    guesser = Client()
    for _time in range(5):
        guesser.post(reverse("account_login"), {"login": user.email, "password": "wrong wrong wrong"})
    assert "Held up for some minutes" in read_of(client, user)
    assert "Possible" in read_of(client, supplier("SU"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "Disabled: nobody signs in with it" in read_of(client, user)


@pytest.mark.parametrize("people", [1, 3])
def test_the_people_of_a_company_cost_the_same_for_one_and_for_three(
    client, administrator, people, django_assert_num_queries
):
    company = supplier("SA").company
    for _each in range(people - 1):
        supplier("BD", company=company)
    url = reverse("admin:people_company_change", args=[company.pk])
    client.get(url)
    with django_assert_num_queries(5):  # session, user, company, members, roles
        client.get(url)


def test_kinds_of_certificates_may_be_edited(client, administrator):
    url = reverse("admin:people_certificatekind_change", args=["NET"])
    data = {"code": "NET", "name_ko": "신기술", "name_en": "NET", "usual_years": "2", "in_use": "on", "order": "3"}
    assert client.post(url, data).status_code == 302
    assert CertificateKind.objects.get(pk="NET").usual_years == 2


def titles(client, user) -> str:
    return " ".join(str(row.title) for row in sign_in(client, user).get(reverse("home:dashboard")).context["rows"])


def test_the_dashboard_says_what_waits_for_whom(client):
    client.cookies["django_language"] = "en"
    CompanyFactory(state=CompanyState.SUBMITTED, legal_name_en="Daon Lubricants")
    admin_of_it = supplier("SA")
    services.ask_to_join(admin_of_it.company, by=UserFactory(name="Han Garam"))
    officer = staff("PO")
    services.propose_level(CompanyFactory(level=Level.L0), reason="84", by=officer)
    assert "Review the registration of Daon Lubricants" in titles(client, officer)
    assert "Han Garam asks to join" in titles(client, admin_of_it)
    assert "Registered supplier" in titles(client, staff("AP"))
    assert "asks to join" not in titles(client, supplier("SA"))
    assert "Review" not in titles(client, staff("AU"))


def test_an_unfinished_registration_is_on_its_administrators_dashboard(client):
    client.cookies["django_language"] = "en"
    draft = supplier("SA", company=CompanyFactory(state=CompanyState.DRAFT))
    assert "Finish registering the company" in titles(client, draft)
