"""The worlds behind the doors of companies, products, files, notices and API clients."""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from catalog.states import VersionState
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.files.models import File
from portal.notices.models import Notice
from portal.partners import services as partners
from portal.people import services
from portal.people.models import Certificate, CertificateKind, Company, User
from portal.people.states import CompanyState, Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage

STATES = {
    "active": CompanyState.ACTIVE,
    "submitted": CompanyState.SUBMITTED,
    "rejected": CompanyState.REJECTED,
    "dormant": CompanyState.DORMANT,
}


def _people(company: Company) -> dict[str, User | None]:
    """Both sides of the table around one supplier."""
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "owner": UserFactory(company=company, roles=("SA", "BD", "SU")),
        "member": UserFactory(company=company, roles=("SU",)),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SU")),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "requester": staff("RQ"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _company_world(state: str, **fields) -> World:
    company = CompanyFactory(state=STATES[state], **fields)
    people = _people(company)
    if state == "submitted":
        Company.objects.filter(pk=company.pk).update(submitted_by=people["owner"])
    return World(people, {"company": company.uid})


@stage("company")
def active_company() -> World:
    """An active supplier with a member, an invitation, a join request, a certificate, a notice and an API client."""
    world = _company_world("active", level=Level.L0)
    owner, member = world.people["owner"], world.people["member"]
    company = owner.company
    asking = UserFactory()
    certificate = Certificate.objects.create(
        company=company,
        kind=CertificateKind.objects.get(code="ISO9001"),
        number="Q-1",
        issuer="한국품질원",
        valid_from=date(2026, 1, 1),
        added_by=owner,
    )
    paper = File.objects.create(
        company=company, name="paper.pdf", kind="pdf", content_type="application/pdf", size=4, sha256="0" * 64
    )
    paper.content.save("x", ContentFile(b"%PDF"))
    invitation = services.invite_person(company, email="new@garam.example", roles=["SU"], by=owner)
    client, _secret = partners.create_client(company, name="ERP", scopes=["catalog.read"], by=owner)
    notice = Notice.objects.create(user=owner, kind="people.company_approved", params={}, key="k", url="/")
    world.people["asking"] = asking
    world.names |= {
        "member": member.active_membership.uid,
        "own_membership": owner.active_membership.uid,
        "certificate": certificate.uid,
        "paper": paper.uid,
        "invitation": invitation.uid,
        "token": services.invitation_token(invitation),
        "request": services.ask_to_join(company, by=asking).uid,
        "client": client.uid,
        "notice": notice.uid,
    }
    return world


@stage("company with a request to join unanswered")
def join_request_escalated() -> World:
    """Nobody of the company answered in time whoever asked to join it."""
    world = _company_world("active", level=Level.L0)
    company = world.people["owner"].company
    world.people |= {"asking": UserFactory(), "keeper": staff("CM")}
    asked = services.ask_to_join(company, by=world.people["asking"])
    services.escalate_join_requests(asked.due_on + timedelta(days=1))
    world.names["request"] = asked.uid
    return world


@stage("company submitted")
def company_submitted() -> World:
    """Waiting for a reviewer."""
    return _company_world("submitted")


@stage("company rejected")
def company_rejected() -> World:
    """Refused; it may apply again later."""
    return _company_world("rejected", rejected_on=date(2020, 1, 1))


@stage("company rejected today")
def company_rejected_today() -> World:
    """Refused by an officer who may also approve; it may appeal."""
    world = _company_world("rejected", rejected_on=today(), review_note="제조 시설이 없습니다", rejected_times=1)
    world.people["rejecter"] = staff("PO", "AP")
    Company.objects.filter(pk=world.people["owner"].company_id).update(reviewed_by=world.people["rejecter"])
    return world


@stage("company with an appeal")
def company_with_appeal() -> World:
    """It appeals against its rejection."""
    world = company_rejected_today()
    owner = world.people["owner"]
    company = Company.objects.get(pk=owner.company_id)
    world.names["appeal"] = services.appeal_rejection(company, text="계약서를 붙입니다.", by=owner).uid
    return world


@stage("company dormant")
def company_dormant() -> World:
    """Nobody signed in or bid for a long time."""
    return _company_world("dormant")


@stage("company that asks to be verified anew")
def company_to_wake() -> World:
    """It sleeps and has sent a recent certificate."""
    return _company_world("dormant", reverification_asked_on=today())


@stage("company with a level proposed")
def company_proposal() -> World:
    """An officer proposes to register it."""
    world = _company_world("active", level=Level.L0)
    company = world.people["owner"].company
    services.record_standing(company, "esg.code", "1.0", valid_from=date(2020, 1, 1), source="test")
    proposal = services.propose_level(company, reason="평가 86.5점", by=world.people["officer"])
    world.names["proposal"] = proposal.uid
    return world


def _product_world(**fields) -> World:
    company = CompanyFactory()
    people = _people(company)
    product = ProductFactory(company=company, created_by=people["owner"], **fields)
    version = product.versions.get()
    names = {
        "product": product.uid,
        "version": version.uid,
        "file": version.files.get().uid,
        "class": version.class_node.code,
    }
    return World(people, names, owner=company)


@stage("product published")
def product_published() -> World:
    """Everybody may see it."""
    return _product_world()


@stage("product in draft")
def product_draft() -> World:
    """Only its company sees it."""
    return _product_world(published=False)


@stage("product submitted")
def product_submitted() -> World:
    """Waiting for a reviewer."""
    return _product_world(published=False, version_state=VersionState.SUBMITTED)


@stage("nothing")
def nothing() -> World:
    """Doors without a thing behind them."""
    BuyerFactory()
    company = CompanyFactory()
    return World(_people(company), owner=company)
