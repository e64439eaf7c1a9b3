"""What happens to companies and people reaches whom it concerns, through the real outbox."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from portal.clock import today
from portal.notices.handlers.wording import KINDS
from portal.notices.models import Notice
from portal.outbox.services import announce, deliver_due
from portal.people import services as people
from portal.people.models import Certificate, CertificateKind, CompanyProposal, JoinRequest
from portal.people.states import ProposalKind, RequestState
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


def hear(name: str, **payload) -> None:
    """Announce, and deliver all that follows from it."""
    with transaction.atomic():
        announce(name, **payload)
    while deliver_due():
        continue


def told() -> set[tuple]:
    """Who was told what, and where it leads."""
    return set(Notice.objects.values_list("user__email", "kind", "url"))


@pytest.fixture
def administrator():
    """Of a supplier company."""
    return supplier("SA", language="ko")


OWN = "/people/company/"


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("people.company_registered", {}),
        ("people.company_approved", {}),
        ("people.company_returned", {}),
        ("people.company_rejected", {}),
        ("people.company_suspended", {}),
        ("people.company_reinstated", {}),
        ("people.company_rested", {}),
        ("people.reverification_declined", {}),
        ("people.company_resting_soon", {"day": "2026-12-31"}),
        ("people.company_level_changed", {"level": "L1"}),
    ],
)
def test_what_is_decided_about_a_company_its_administrators_hear(administrator, event, more):
    supplier("SU", company=administrator.company)
    supplier("SA")

    hear(event, company=administrator.company_id, **more)

    assert told() == {(administrator.email, event, OWN)}
    (message,) = mail.outbox
    assert administrator.company.legal_name_ko in message.subject
    assert "수신 거부" not in message.body


def test_purchasing_officers_hear_of_a_submitted_company(administrator):
    officer, _other = staff("PO"), staff("FI")
    hear("people.company_submitted", company=administrator.company_id)
    page = reverse("people:company-profile", args=[administrator.company.uid])
    assert told() == {(officer.email, "people.company_submitted", page)}
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers


@pytest.mark.parametrize(("status", "count"), [("CLOSED", 2), ("SUSPENDED", 2), ("ACTIVE", 0), ("UNKNOWN", 0)])
def test_a_business_that_rests_or_ended_is_told_to_both_sides(administrator, status, count):
    officer = staff("PO")
    hear("people.company_tax_status_changed", company=administrator.company_id, status=status)
    assert {entry[0] for entry in told()} == set([administrator.email, officer.email][:count])


def test_a_proposal_is_decided_by_others_than_its_proposer(administrator):
    proposer, approver = staff("PO", "AP"), staff("AP")
    proposal = CompanyProposal.objects.create(
        company=administrator.company, kind=ProposalKind.SUSPEND, reason="Late", proposed_by=proposer
    )
    hear("people.proposal_made", proposal=proposal.pk)
    page = reverse("people:proposal-decide", args=[proposal.uid])
    assert told() == {(approver.email, "people.proposal_made", page)}

    hear("people.proposal_decided", proposal=proposal.pk)
    assert (proposer.email, "people.proposal_decided") in {entry[:2] for entry in told()}


def test_a_request_to_join_names_nobody_in_emails(administrator):
    asking = UserFactory(name="Choi Secret")
    request = JoinRequest.objects.create(user=asking, company=administrator.company, due_on=today())
    officer = staff("PO")

    hear("people.join_requested", request=request.pk)
    assert told() == {
        (administrator.email, "people.join_requested", reverse("people:member-list")),
        (asking.email, "people.join_passed_on", ""),
    }
    hear("people.join_escalated", request=request.pk)
    assert Notice.objects.filter(user=asking).count() == 1
    assert Notice.objects.get(user=officer).url == reverse("people:join-request-answer", args=[request.uid])
    to_others = [message for message in mail.outbox if message.to != [asking.email]]
    assert len(to_others) == 2
    assert not any("Secret" in message.message().as_string() for message in to_others)


def test_a_request_to_join_the_buying_organisation_is_told_to_its_system_administrators():
    keeper, officer, asking = staff("AD"), staff("PO"), UserFactory()
    request = JoinRequest.objects.create(user=asking, company=keeper.company, due_on=today())

    hear("people.join_requested", request=request.pk)

    assert Notice.objects.filter(user=keeper, kind="people.join_requested").exists()
    assert not Notice.objects.filter(user=officer).exists()


def test_a_company_that_left_is_told_to_its_people_and_to_purchasing(administrator):
    officer = staff("PO")
    hear("people.company_closed", company=administrator.company.pk)

    assert {person for person, kind, _url in told() if kind == "people.company_closed"} == {
        administrator.email,
        officer.email,
    }


@pytest.mark.parametrize(
    ("state", "kind", "url"),
    [(RequestState.ACCEPTED, "people.join_accepted", OWN), (RequestState.DECLINED, "people.join_declined", "")],
)
def test_who_asked_to_join_hears_the_answer(administrator, state, kind, url):
    asking = UserFactory()
    request = JoinRequest.objects.create(user=asking, company=administrator.company, due_on=today(), state=state)
    hear("people.join_answered", request=request.pk)
    assert told() == {(asking.email, kind, url)}


def test_an_invitation_goes_to_its_address_with_the_link_that_works_once(administrator):
    invitation = people.invite_person(administrator.company, email="New@Garam.example", roles=["SU"], by=administrator)
    while deliver_due():
        continue

    (message,) = mail.outbox
    assert message.to == ["new@garam.example"]
    link = reverse("people:invitation-accept", args=[people.invitation_token(invitation)])
    assert f"http://127.0.0.1:8000{link}" in message.body
    assert administrator.name not in message.body
    assert not Notice.objects.exists()


def test_a_revoked_invitation_is_not_sent_any_more(administrator):
    invitation = people.invite_person(administrator.company, email="new@garam.example", roles=["SU"], by=administrator)
    people.revoke_invitation(invitation, by=administrator)
    while deliver_due():
        continue
    assert mail.outbox == []


@pytest.mark.parametrize("what", ["roles_changed", "membership_disabled", "membership_enabled"])
def test_who_may_do_more_or_less_hears_of_it(administrator, what):
    member = supplier("SU", company=administrator.company)
    hear(f"people.{what}", membership=member.active_membership_id)
    assert {entry[:2] for entry in told()} == {(member.email, f"people.{what}")}


def test_a_removed_second_factor_is_told_to_its_owner(administrator):
    hear("people.second_factor_reset", user=administrator.pk)
    assert told() == {(administrator.email, "people.second_factor_reset", "")}


@pytest.fixture
def certificate(administrator):
    """Of the administrator's company, ending in a week."""
    return Certificate.objects.create(
        company=administrator.company,
        kind=CertificateKind.objects.order_by("order").first(),
        number="KR-2026-77",
        issuer="KSA",
        valid_from=today() - timedelta(days=300),
        valid_to=today() + timedelta(days=7),
        added_by=administrator,
    )


@pytest.mark.parametrize(
    ("event", "more"),
    [("verified", {}), ("revoked", {}), ("expired", {}), ("expiring", {"days": 7})],
)
def test_administrators_hear_of_their_certificates(administrator, certificate, event, more):
    hear(f"people.certificate_{event}", certificate=certificate.pk, **more)
    page = reverse("people:certificate-detail", args=[certificate.uid])
    assert told() == {(administrator.email, f"people.certificate_{event}", page)}
    assert "KR-2026-77" in mail.outbox[0].subject


def test_an_added_certificate_is_told_to_who_verifies(certificate):
    officer, reviewer = staff("PO"), staff("ER")
    hear("people.certificate_added", certificate=certificate.pk)
    assert {entry[0] for entry in told()} == {officer.email, reviewer.email}


def test_an_invitation_that_was_accepted_is_told_to_who_invited(administrator):
    invitation = people.invite_person(administrator.company, email="new@garam.example", roles=["SU"], by=administrator)
    hear("people.invitation_accepted", invitation=invitation.pk)
    assert told() == {(administrator.email, "people.invitation_accepted", OWN)}


def test_every_kind_is_used_by_a_handler():
    source = Path(__file__).parent.parent.joinpath("handlers", "people.py").read_text()
    assert [kind.key for kind in KINDS if f'"{kind.key}"' not in source] == []


def test_a_company_without_administrator_harms_nobody():
    hear("people.company_approved", company=CompanyFactory().pk)
    assert told() == set()
