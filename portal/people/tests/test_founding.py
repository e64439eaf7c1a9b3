"""From an empty production portal to a working purchasing officer, by the doors that people use."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.outbox.services import deliver_due
from portal.people import services
from portal.people.models import Company, Membership, User
from portal.people.tests.people import PASSWORD
from portal.tests.factories import BuyerFactory, UserFactory, business_number
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
BRN = business_number(4_321)
ADMIN = "ad@hanbit.example"


@pytest.fixture(autouse=True)
def nobody_was_here_before(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    with translation.override("en"):
        yield


def found() -> None:
    call_command("found_portal", company="한빛제철", company_en="Hanbit Steel", brn=BRN, admin_email=ADMIN)


def path_in(message: str, part: str) -> str:
    return re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", message).group(1)


def set_up_the_app(client) -> None:
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:  # who has just signed up shows the new password once more
        again = client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get(again.url)
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302


def needs_a_second_factor(client) -> bool:
    return client.get(reverse("people:member-list")).url.startswith(reverse("people:second-factor"))


@pytest.mark.django_db(transaction=True)  # what counts a factor as shown happens on commit
def test_the_whole_way_from_nothing_to_a_purchasing_officer_at_work():
    found()
    (letter,) = mail.outbox
    assert letter.to == [ADMIN]
    assert "한빛제철" in letter.subject + letter.body

    # The administrator sets a password by the link, signs in, and sets up the second factor.
    admin = Client()
    page = admin.get(path_in(letter.body, "password/reset/key"), follow=True)
    words = {"password1": PASSWORD, "password2": PASSWORD}
    assert admin.post(page.request["PATH_INFO"], words).status_code == 302
    admin.post(reverse("account_login"), {"login": ADMIN, "password": PASSWORD})
    assert needs_a_second_factor(admin)
    set_up_the_app(admin)
    assert admin.get(reverse("admin:index")).status_code == 200

    # An officer and an approver are invited, each with a post.
    invited = {"email": "po@hanbit.example", "roles": ["PO"], "department": "설비구매그룹"}
    assert admin.post(reverse("people:invitation-add"), invited).status_code == 303
    approver = {"email": "ap@hanbit.example", "roles": ["AP"], "approval_limit_won": "500000000"}
    assert admin.post(reverse("people:invitation-add"), approver).status_code == 303
    mail.outbox.clear()
    deliver_due()
    (letter,) = [one for one in mail.outbox if one.to == ["po@hanbit.example"]]

    # The officer comes in by the link.
    officer, link = Client(), path_in(letter.body, "invitations/accept")
    assert officer.get(link).status_code == 200
    signup = {"email": "po@hanbit.example", "password1": PASSWORD, "name": "이서연", "of_age": "on", "terms": "on"}
    signup |= {"privacy": "on", "next": link}
    assert officer.post(reverse("account_signup"), signup).status_code == 302
    assert officer.post(link).status_code == 303
    assert needs_a_second_factor(officer)
    set_up_the_app(officer)

    assert officer.get(reverse("people:company-list")).status_code == 200
    assert officer.get(reverse("bidding:tender-create")).status_code == 200
    person = User.objects.get(email="po@hanbit.example")
    assert person.role_codes == {"PO"}
    assert person.membership.department == "설비구매그룹"
    assert not person.is_staff
    assert AuditEntry.objects.filter(what="people.company.founded", by=None).exists()


def test_a_portal_is_founded_once():
    found()
    with pytest.raises(CommandError, match="already has its buying organisation"):
        call_command("found_portal", company="다른제철", brn=business_number(99), admin_email="x@other.example")
    assert Company.objects.filter(is_buyer=True).count() == 1
    assert len(mail.outbox) == 1


def test_founding_refuses_a_wrong_number_and_a_known_address():
    with pytest.raises(CommandError, match="check digit"):
        call_command("found_portal", company="한빛제철", brn="1234567890", admin_email=ADMIN)
    UserFactory(email=ADMIN)
    with pytest.raises(CommandError, match="account with this e-mail address"):
        found()
    assert not Company.objects.exists()


@translation.override("ko")
def test_an_address_that_is_none_is_said_in_one_line():
    with pytest.raises(CommandError, match="--admin-email: 'x' is no e-mail address"):
        call_command("found_portal", "--company", "한빛제철", "--brn", BRN, "--admin-email", "x")


def test_a_mail_that_fails_is_said_and_the_link_can_be_asked_for(settings, client, monkeypatch):
    def fail(*_):
        raise ConnectionRefusedError("nobody listens")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        with pytest.raises(CommandError, match="could not be sent"):
            found()
    client.post(reverse("account_reset_password"), {"email": ADMIN})
    deliver_due()
    assert "password/reset/key" in mail.outbox[-1].body


# Posts: department and amount ----------------------------------------------------------------------------------------
@pytest.fixture
def admin() -> User:
    return UserFactory(company=BuyerFactory(), roles=["AD"])


def colleague(*roles: str) -> User:
    return UserFactory(company=BuyerFactory(), roles=roles)


def test_the_form_enters_department_and_amount(client, admin):
    person = colleague("AP")
    sign_in(client, admin)
    url = reverse("people:member-edit", args=[person.membership.uid])
    assert client.post(url, {"roles": ["AP"], "approval_limit_won": "-1"}).status_code == 422
    told = {"roles": ["AP"], "department": "구매기획실", "approval_limit_won": "500,000,000"}
    assert client.post(url, told).status_code == 303
    post = Membership.objects.get(pk=person.membership.pk)
    assert (post.department, post.approval_limit_won) == ("구매기획실", 500_000_000)
    shown = client.get(url).content.decode()
    assert "구매기획실" in shown
    assert "500,000,000" in shown
    entry = AuditEntry.objects.filter(what="people.membership.roles_changed").latest("pk")
    assert '"approval_limit_won":"500000000"' in entry.payload


def test_the_amount_goes_with_the_role(admin):
    person = colleague("AP")
    services.change_roles(person.membership, roles=["AP"], post=services.Post("실", 1000), by=admin)
    services.change_roles(person.membership, roles=["PO"], by=admin)
    post = Membership.objects.get(pk=person.membership.pk)
    assert (post.department, post.approval_limit_won) == ("실", None)
    with pytest.raises(RuleBroken, match="Only an approver"):
        services.change_roles(person.membership, roles=["PO"], post=services.Post("실", 1000), by=admin)


def test_an_opening_committee_member_has_a_department(admin):
    with pytest.raises(RuleBroken, match="department"):
        services.invite_person(admin.company, email="oc@hanbit.example", roles=["OC"], by=admin)
    with pytest.raises(RuleBroken, match="department"):
        services.change_roles(colleague("PO").membership, roles=["OC"], by=admin)


def test_a_supplier_has_no_posts(client):
    owner = UserFactory(roles=["SA"])
    sign_in(client, owner)
    assert "approval_limit_won" not in client.get(reverse("people:member-list")).content.decode()
    with pytest.raises(RuleBroken):
        services.invite_person(
            owner.company, email="x@garam.example", roles=["SU"], post=services.Post("", 1), by=owner
        )


def test_the_administration_opens_and_closes_with_the_role(admin):
    person = colleague("PO")
    services.change_roles(person.membership, roles=["AD"], by=admin)
    assert User.objects.get(pk=person.pk).is_staff
    services.disable_membership(person.membership, by=admin)
    assert not User.objects.get(pk=person.pk).is_superuser
    services.enable_membership(person.membership, by=admin)
    services.change_roles(person.membership, roles=["PO"], by=admin)
    assert not User.objects.get(pk=person.pk).is_staff


def test_a_catalogue_manager_finds_classes_and_nothing_else_in_the_administration(admin, client):
    person = colleague("PO")
    services.change_roles(person.membership, roles=["CM"], by=admin)
    person = User.objects.get(pk=person.pk)
    assert (person.is_staff, person.is_superuser) == (True, False)
    sign_in(client, person)

    assert client.get("/admin/catalog/attributedef/add/").status_code == 200
    assert client.get("/admin/people/user/").status_code in (403, 404)


# The buying organisation lets nobody in but by its administrators ---------------------------------------------------
def test_no_purchasing_officer_answers_a_request_to_join_the_buying_organisation(admin, client):
    officer, stranger = colleague("PO"), UserFactory()
    asked = services.ask_to_join(admin.company, by=stranger)
    asked.refresh_from_db()
    assert services.escalate_join_requests(asked.due_on + timedelta(days=365)) == 0
    type(asked).objects.filter(pk=asked.pk).update(state="escalated")  # one from before this rule
    asked.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.accept_join_request(asked, roles=["AP"], by=officer)
    sign_in(client, officer)
    assert client.get(reverse("people:join-request-answer", args=[asked.uid])).status_code == 404
    services.accept_join_request(asked, roles=["RQ"], by=admin)
    assert User.objects.get(pk=stranger.pk).role_codes == {"RQ"}


def test_without_an_administrator_a_request_to_the_buying_organisation_waits():
    asked = services.ask_to_join(BuyerFactory(), by=UserFactory())
    asked.refresh_from_db()
    assert asked.state == "open"
