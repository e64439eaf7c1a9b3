"""A person joins with a new company, a passkey replaces the password, and a lost session loses nothing typed."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import pdf_bytes
from portal.outbox.services import deliver_due
from portal.people import services
from portal.people.models import Company, User
from portal.people.states import CompanyState
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.journeys.conftest import look_once
from portal.tests.journeys.pressing import expect, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "quiet copper lantern 7"


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def account(**fields) -> User:
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_a_supplier_signs_up_confirms_registers_and_submits(visitor, settings, live_server):
    settings.BASE_URL = live_server.url
    page = visitor().page()
    page.goto(live_server.url + reverse("account_signup"))
    page.get_by_label("Your name").fill("김하늘")
    page.locator("input[type=email]").fill("haneul@daon.example")
    password = page.locator("[autocomplete$=password]")
    password.fill(PASSWORD)
    page.get_by_role("button", name="Show").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_label("I am 14 or older").check()
    page.get_by_label("I agree to the terms of use").check()
    page.get_by_label("I agree that my name").check()
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="Confirm your e-mail")).to_be_visible()

    deliver_due()
    page.goto(re.search(r"http\S+", mail.outbox[-1].body)[0])
    page.get_by_role("button", name="Yes, confirm it").click()
    expect(page.get_by_role("heading", name="Which company do you act for?")).to_be_visible()
    page.goto(live_server.url + reverse("people:company-register"))
    page.get_by_label("Business registration number").fill("220-81-62518")
    expect(page.locator("#number-check")).to_contain_text("does not fit")
    page.get_by_label("Business registration number").fill("220-81-62517")
    expect(page.locator("#number-check")).to_contain_text("well formed")
    page.locator("#id_legal_name_ko").fill("다온윤활")
    page.get_by_label("Representative").fill("김하늘")
    page.locator("#id_address").fill("경상북도 포항시 남구 철강로 1")
    page.get_by_label("Phone").fill("054-555-0001")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Your entry is received")).to_be_visible()

    # An administrator's role needs a second factor before anything else.
    page.get_by_role("link", name="To the company page").click()
    expect(page.get_by_role("heading", name="First, set up a second factor")).to_be_visible()
    user = User.objects.get(email="haneul@daon.example")
    page.get_by_role("link", name="Set up : Authenticator app").click()
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()  # came in by the mail's link
    page.locator("[autocomplete$=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.locator("code.secret").inner_text()
    page.locator("#id_code").fill(_code(secret))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look_at_codes(page)

    page.goto(live_server.url + reverse("people:company-edit"))
    page.get_by_label("Certificate issued on", exact=False).fill(today().isoformat())
    page.locator("input[type=file]").set_input_files(
        {"name": "사업자등록증.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
    )
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages").get_by_text("data is saved")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#messages").get_by_text("The registration is submitted")).to_be_visible()
    company = Company.objects.get(brn="2208162517")
    assert company.state == CompanyState.SUBMITTED
    assert company.submitted_by == user


def look_at_codes(page) -> None:
    """Ten codes in groups, each whole on its line, on a phone as on a desk."""
    codes = page.locator(".codes li")
    expect(codes).to_have_text([re.compile(r"^(\d{4} ){3}\d{4}$")] * 10)
    look_once(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert codes.evaluate_all("all => all.filter((each) => each.scrollWidth > each.clientWidth).length") == 0


def _code(secret: str) -> str:
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_passkey_is_added_and_signs_in_alone(visitor, live_server):
    user = account(roles=["SU"])
    person = visitor()
    page = person.page()
    devices = person.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(live_server.url + reverse("account_login"))
    page.locator("input[type=email]").fill(user.email)
    page.locator("[autocomplete$=password]").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in", exact=True))
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    person.context.clear_cookies(name="sessionid")
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    page.goto(live_server.url + reverse("people:company-detail"))
    expect(page.get_by_role("heading", level=1)).to_have_text(user.company.legal_name_en)


def test_a_cancelled_passkey_says_so_beside_its_button(visitor, live_server):
    page = visitor().page()
    page.goto(live_server.url + reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(visitor, live_server):
    user = account(company=CompanyFactory(), roles=["SU"])
    services.change_roles(user.membership, roles=["SU", "SE"], by=UserFactory(company=user.company, roles=["SA"]))
    person = visitor(user)
    page = person.page()
    page.goto(live_server.url + reverse("people:profile-edit"))
    page.get_by_label("Phone").fill("010-1234-9999")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages").get_by_text("what you typed is kept")).to_be_visible()
    page.locator("input[type=email]").fill(user.email)
    page.locator("[autocomplete$=password]").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.locator("#messages").get_by_text("What you typed is back")).to_be_visible()
    expect(page.get_by_label("Phone")).to_have_value("010-1234-9999")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages").get_by_text("Your profile is saved")).to_be_visible()
    assert User.objects.get(pk=user.pk).phone == "010-1234-9999"


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_pages_before_signing_in_are_accessible(visitor, look, name):
    look(visitor(), reverse(name))


@pytest.mark.parametrize(
    "name",
    ["people:start", "people:company-detail", "people:company-register", "people:company-edit", "people:member-list"]
    + ["people:certificate-add", "people:profile-edit", "people:security-settings", "mfa_index", "mfa_activate_totp"]
    + ["mfa_add_webauthn", "usersessions_list", "account_email", "account_change_password"],
)
def test_pages_of_an_administrator_are_accessible(visitor, look, name):
    look(visitor(supplier("SA", "BD")), reverse(name))


def test_the_register_and_a_review_are_accessible(visitor, look):
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    officer = visitor(staff("PO"))
    look(officer, reverse("people:company-list"))
    look(officer, reverse("people:company-profile", args=[company.uid]))
    look(officer, reverse("people:company-review", args=[company.uid]) + "?verdict=return")
