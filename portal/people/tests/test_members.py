"""Join requests, invitations, roles and access."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import translation

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.files.tests.factories import pdf_bytes, upload
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people import queries, services
from portal.people.models import Company, Invitation, JoinRequest, User
from portal.people.states import CompanyState
from portal.tests.factories import CompanyFactory, UserFactory, business_number, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def announced(name: str) -> int:
    return Event.objects.filter(name=name).count()


# Members -------------------------------------------------------------------------------------------------------------
def test_letting_somebody_in_gives_the_roles():
    admin, person = supplier("SA"), UserFactory()
    asked = services.ask_to_join(admin.company, by=person)
    services.accept_join_request(asked, roles=["SU", "BD"], by=admin)
    person = User.objects.get(pk=person.pk)
    assert person.company == admin.company
    assert person.role_codes == {"SU", "BD"}


def test_an_unanswered_request_is_escalated_once_and_then_answered_by_the_catalogue_manager():
    admin, person, officer = supplier("SA"), UserFactory(), staff("PO")
    asked = services.ask_to_join(admin.company, by=person)
    with pytest.raises(NotAllowed):
        services.accept_join_request(asked, by=officer)
    assert services.escalate_join_requests(asked.due_on) == 0
    assert services.escalate_join_requests(asked.due_on + timedelta(days=1)) == 1
    assert services.escalate_join_requests(asked.due_on + timedelta(days=1)) == 0
    asked.refresh_from_db()
    keeper, other = staff("CM"), staff("RQ")
    assert list(queries.join_requests_to_answer(keeper)) == list(queries.join_requests_to_answer(officer)) == [asked]
    with pytest.raises(NotAllowed):
        services.accept_join_request(asked, roles=["SA"], by=other)
    assert announced("people.join_escalated") == 1
    while deliver_due():
        continue
    told = Notice.objects.filter(kind="people.join_escalated", user__in=[keeper, officer, other])
    assert {notice.user for notice in told} == {keeper, officer}
    services.accept_join_request(asked, roles=["SA"], by=keeper)


def test_an_administrator_of_another_company_answers_nothing():
    asked = services.ask_to_join(supplier("SA").company, by=UserFactory())
    with pytest.raises(NotAllowed):
        services.decline_join_request(asked, reason="모르는 사람", by=supplier("SA"))


def confirmed(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_an_invitation_lets_in_the_invited_person_once():
    admin = supplier("SA")
    invitation = services.invite_person(admin.company, email="New@Garam.example", roles=["SU"], by=admin)
    assert services.invitation_token(invitation) not in (invitation.token_sha256, str(invitation.uid))
    with pytest.raises(NotAllowed):
        services.accept_invitation(invitation, by=confirmed(UserFactory()))
    guest = confirmed(UserFactory(email="new@garam.example"))
    services.accept_invitation(invitation, by=guest)
    assert User.objects.get(pk=guest.pk).company == admin.company
    with pytest.raises(WrongState):
        services.accept_invitation(invitation, by=guest)


def test_an_unconfirmed_address_opens_no_invitation():
    admin = supplier("SA")
    invitation = services.invite_person(admin.company, email="new@garam.example", roles=["SU"], by=admin)
    with pytest.raises(NotAllowed):
        services.accept_invitation(invitation, by=UserFactory(email="new@garam.example"))


def test_an_invitation_ends_after_72_hours_and_by_a_newer_one():
    admin = supplier("SA")
    old = services.invite_person(admin.company, email="new@garam.example", roles=["SU"], by=admin)
    new = services.invite_person(admin.company, email="new@garam.example", roles=["SU"], by=admin)
    guest = confirmed(UserFactory(email="new@garam.example"))
    with pytest.raises(WrongState):
        services.accept_invitation(old, by=guest)
    Invitation.objects.filter(pk=new.pk).update(expires_at=db_now())
    with pytest.raises(WrongState):
        services.accept_invitation(new, by=guest)


@pytest.mark.parametrize("roles", [[], ["PO"], ["NO"]])
def test_a_supplier_gives_only_suppliers_roles(roles):
    admin = supplier("SA")
    with pytest.raises(RuleBroken):
        services.invite_person(admin.company, email="new@garam.example", roles=roles, by=admin)


def test_an_administrator_of_the_portal_holds_no_business_role():
    admin, other = staff("AD"), staff("PO")
    with pytest.raises(RuleBroken):
        services.change_roles(other.membership, roles=["AD", "PO"], by=admin)
    services.change_roles(other.membership, roles=["PO", "EV"], by=admin)
    assert User.objects.get(pk=other.pk).role_codes == {"PO", "EV"}


def test_nobody_changes_their_own_roles_or_access():
    admin = supplier("SA")
    for act in (
        lambda: services.change_roles(admin.membership, roles=["SU"], by=admin),
        lambda: services.disable_membership(admin.membership, by=admin),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_taking_access_away_ends_sessions_and_rights_at_once(client):
    admin = supplier("SA")
    colleague = UserFactory(company=admin.company, roles=["SU"])
    client.force_login(colleague)
    UserSession.objects.create(user=colleague, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x")
    services.disable_membership(colleague.membership, by=admin)
    assert not UserSession.objects.filter(user=colleague).exists()
    assert not client.session.get("_auth_user_id")
    assert User.objects.get(pk=colleague.pk).company is None


def test_switching_to_a_company_of_others_is_refused():
    with pytest.raises(NotAllowed):
        services.switch_membership(supplier("SA").membership, by=supplier("SA"))


def test_disabling_an_account():
    admin, person = staff("AD"), supplier("SU")
    with pytest.raises(NotAllowed):
        services.disable_user(person, reason="퇴사", by=staff("PO"))
    services.disable_user(person, reason="퇴사", by=admin)
    assert not User.objects.get(pk=person.pk).is_active
    with pytest.raises(NotAllowed):
        services.disable_user(admin, reason="퇴사", by=admin)


# Invitations do not outlive who sent them; a second way in takes nothing away ----------------------------------------
def test_an_invitation_does_not_outlive_its_sender_or_a_suspension():
    admin = supplier("SA")
    second = UserFactory(company=admin.company, roles=["SA"])
    guest = confirmed(UserFactory(email="new@garam.example"))

    def is_refused(words: str) -> None:
        with translation.override("en"), pytest.raises(NotAllowed, match=words):
            services.accept_invitation(Invitation.objects.get(pk=invitation.pk), by=guest)

    invitation = services.invite_person(admin.company, email="new@garam.example", roles=["SU"], by=admin)
    User.objects.filter(pk=admin.pk).update(is_active=False)
    is_refused("no longer an administrator")
    User.objects.filter(pk=admin.pk).update(is_active=True)
    services.disable_membership(admin.membership, by=second)
    is_refused("no longer an administrator")
    services.enable_membership(admin.membership, by=second)
    services.change_roles(admin.membership, roles=["SU"], by=second)
    is_refused("no longer an administrator")
    services.change_roles(admin.membership, roles=["SA"], by=second)
    Company.objects.filter(pk=admin.company_id).update(state=CompanyState.SUSPENDED)
    is_refused("cannot take anybody in")


def test_an_invitation_holds_while_its_sender_acts_for_another_company():
    admin = supplier("SA")
    other = services.register_company(by=admin, legal_name_ko="둘째", brn=business_number(77))
    invitation = services.invite_person(
        other, email="new@garam.example", roles=["SU"], by=User.objects.get(pk=admin.pk)
    )
    first = admin.memberships.exclude(company=other).get()
    services.switch_membership(first, by=admin)
    services.accept_invitation(invitation, by=confirmed(UserFactory(email="new@garam.example")))


def test_a_join_request_accepted_later_takes_no_role_away():
    admin, person = supplier("SA"), confirmed(UserFactory(email="new@garam.example"))
    asked = services.ask_to_join(admin.company, by=person)
    invitation = services.invite_person(admin.company, email="new@garam.example", roles=["SA"], by=admin)
    services.accept_invitation(invitation, by=person)
    services.accept_join_request(asked, roles=["SU"], by=admin)
    assert User.objects.get(pk=person.pk).role_codes == {"SA", "SU"}


# Administrators and auditors act for nobody else ---------------------------------------------------------------------
@pytest.mark.parametrize("code", ["AD", "AU"])
def test_an_administrator_or_auditor_enters_no_second_company(code):
    admin, watcher = supplier("SA"), confirmed(staff(code))
    invitation = services.invite_person(admin.company, email=watcher.email, roles=["BD"], by=admin)
    asked = services.ask_to_join(admin.company, by=watcher)
    with translation.override("en"):
        with pytest.raises(RuleBroken, match="acts for no other company"):
            services.accept_invitation(invitation, by=watcher)
        with pytest.raises(RuleBroken, match="acts for no other company"):
            services.accept_join_request(asked, roles=["SU"], by=admin)
    assert not watcher.memberships.filter(company=admin.company).exists()
    assert Invitation.objects.get(pk=invitation.pk).state == "sent"


def test_who_acts_for_a_supplier_becomes_no_administrator_or_auditor_until_that_has_ended():
    head, admin, officer = staff("AD"), supplier("SA"), staff("PO")
    invitation = services.invite_person(admin.company, email=officer.email, roles=["SU"], by=admin)
    second = services.accept_invitation(invitation, by=confirmed(officer))
    own = officer.memberships.get(company=head.company)
    for code in ("AD", "AU"):
        with translation.override("en"), pytest.raises(RuleBroken, match="acts for no other company"):
            services.change_roles(own, roles=[code], by=head)
    services.disable_membership(second, by=admin)
    services.change_roles(own, roles=["AU"], by=head)
    with translation.override("en"), pytest.raises(RuleBroken, match="acts for no other company"):
        services.enable_membership(second, by=admin)
    services.switch_membership(own, by=officer)
    User.objects.filter(pk=officer.pk).update(active_membership=None)
    with translation.override("en"), pytest.raises(NotAllowed, match="acts for no other company"):
        services.register_company(by=User.objects.get(pk=officer.pk), legal_name_ko="둘째", brn=business_number(77))


def test_the_certificate_sent_with_a_request_reaches_who_decides_on_it(client):
    admin, asking, keeper = supplier("SA"), UserFactory(), staff("CM")
    sign_in(client, asking)
    data = {"country": "KR", "brn": admin.company.brn, "legal_name_ko": "다온", "rep_name": "김", "address": "포항시"}
    data |= {"phone": "054-555-0001", "document": upload("등록증.pdf", pdf_bytes())}
    client.post(reverse("people:company-register"), data | {"registration_issued_on": today().isoformat()})
    asked = JoinRequest.objects.get(user=asking)
    assert asked.document.name == "등록증.pdf"
    url = reverse("people:join-request-answer", args=[asked.uid])
    sign_in(client, admin)
    assert asked.document.url in client.get(url).content.decode()
    sign_in(client, keeper)
    assert client.get(asked.document.url).status_code == 404
    services.escalate_join_requests(asked.due_on + timedelta(days=1))
    assert asked.document.url in client.get(url).content.decode()
    assert client.get(asked.document.url).status_code == 200
    sign_in(client, supplier("SA"))
    assert client.get(asked.document.url).status_code == 404
    with pytest.raises(NotAllowed):
        services.add_join_document(asked, upload("x.pdf", pdf_bytes()), by=admin)


def test_who_took_a_business_number_does_not_get_the_certificate_of_who_comes_with_it(client):
    squatter, asking, keeper = (
        supplier("SA", company=CompanyFactory(state=CompanyState.DRAFT)),
        UserFactory(),
        staff("CM"),
    )
    asked = services.ask_to_join(squatter.company, by=asking)
    services.add_join_document(asked, upload("first.pdf", pdf_bytes()), by=asking)
    first = asked.document
    services.add_join_document(asked, upload("paper.pdf", pdf_bytes()), by=asking)
    asked.refresh_from_db()
    assert not File.objects.filter(pk=first.pk).exists()
    assert asked.document.company is None
    sign_in(client, squatter)
    page = client.get(reverse("people:join-request-answer", args=[asked.uid]))
    assert (page.status_code, asked.document.url in page.text, "paper.pdf" in page.text) == (200, False, True)
    assert client.get(asked.document.url).status_code == 404
    sign_in(client, keeper)
    assert client.get(asked.document.url).status_code == 200
    services.decline_join_request(asked, reason="Not the company's own paper.", by=keeper)
    assert client.get(asked.document.url).status_code == 200
