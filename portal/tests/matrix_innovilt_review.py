"""The worlds behind the doors of applications, reviews, the brand committee, the alliance and surveillance."""

from datetime import date, timedelta
from typing import Any

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import (
    AllianceBenefit,
    AllianceMember,
    InnoviltApplication,
    InnoviltTerms,
    SalesContact,
    VersionChange,
)
from sharedgrowth.innovilt.services import alliance, committee, reviews, surveillances, terms
from sharedgrowth.innovilt.states import ApplicationState, Part, Severity
from sharedgrowth.innovilt.tests import factories as made

A = ApplicationState


def _world(company: Company, people: dict[str, User] | None = None, **names: Any) -> World:
    table: dict[str, User | None] = {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SU")),
        "holder": person(company, "SA"),
        "member": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "office": made.office(),
        "colleague": made.member_of_committee(8),
        "buyer": staff("PO"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(table | (people or {}), names, owner=company)


def _of(application: InnoviltApplication, people: dict[str, User] | None = None, **names: Any) -> World:
    return _world(application.company, people, number=application.number, uid=application.uid, **names)


@stage("innovilt draft")
def draft() -> World:
    """Being written, with a part, a coil and papers."""
    application = made.drafted()
    proof, paper = application.proofs.get(), application.papers.first()
    return _of(application, proof=proof.uid, paper=paper.uid if paper else "")


@stage("innovilt submitted")
def submitted() -> World:
    """Nobody has taken it up."""
    return _of(made.application(A.SUBMITTED))


@stage("innovilt steel")
def steel() -> World:
    """Its steel is examined."""
    application = made.application(A.ELIGIBILITY)
    return _of(application, sheet=application.proofs.get().coil.sheet.uid)


@stage("innovilt technology")
def technology() -> World:
    """An expert reviews its technology."""
    application, expert = made.application(A.TECH_REVIEW), staff("EV")
    review = reviews.assign_reviewer(application, part=Part.TECHNOLOGY, reviewer=expert, by=made.office())
    return _of(application, {"expert": expert}, review=review.uid)


@stage("innovilt reviewed")
def reviewed() -> World:
    """Technology has its points."""
    application = made.application(A.TECH_REVIEW)
    made.reviewed(application, Part.TECHNOLOGY)
    return _of(application, review=application.reviews.order_by("pk")[0].uid)


@stage("innovilt site")
def site() -> World:
    """An expert goes to the plant."""
    application, expert = made.application(A.SITE_CHECK), staff("EV")
    check = reviews.plan_check(application, planned_on=today(), inspector=expert, by=made.office())
    return _of(application, {"expert": expert}, check=check.uid)


def _meeting(*, days: int = 0, opened: bool = False, closed: bool = False) -> World:
    application = made.application(A.COMMITTEE)
    people = [made.member_of_committee(number) for number in range(6)]
    meeting = committee.call_meeting(
        held_on=today() + timedelta(days=days), place="", chair=people[0], members=people[1:], by=made.office()
    )
    item = committee.put_on_agenda(meeting, application, by=made.office())
    seller = staff("PO")
    contact = committee.enter_contact(CompanyFactory(), person=seller, since=today(), by=made.office())
    if opened or closed:
        committee.open_meeting(meeting, by=people[0])
    if closed:
        made.voted(meeting, *["certify"] * 6)
        committee.close_meeting(meeting, by=people[0])
    assert isinstance(contact, SalesContact)
    return _world(
        application.company,
        {"chair": people[0], "seat": people[1]},
        number=meeting.number,
        item=item.uid,
        contact=contact.uid,
    )


@stage("innovilt meeting planned")
def meeting_planned() -> World:
    """Called for today."""
    return _meeting()


@stage("innovilt meeting open")
def meeting_open() -> World:
    """In session."""
    return _meeting(opened=True)


@stage("innovilt meeting closed")
def meeting_closed() -> World:
    """Its minutes are kept."""
    return _meeting(closed=True)


def _member(*, insolvent: bool = False, signed: bool = False) -> World:
    certificate = made.certificate()
    member = AllianceMember.objects.select_related("company").get(company=certificate.company)
    benefit = AllianceBenefit.objects.create(title_ko="공동 홍보", title_en="Joint promotion")
    surveillance = surveillances.plan_surveillance(certificate, due_on=today())
    if surveillance is None:
        raise AssertionError("a new certificate has no surveillance yet")
    if insolvent:
        alliance.note_insolvency(member, since=today(), note="법원 공고", by=made.office())
    if signed:
        digest = alliance.agreement_hash(alliance.agreement_of(member))
        alliance.sign_agreement(member, sha256=digest, by=person(member.company, "SA"))
    return _world(
        member.company,
        uid=member.uid,
        benefit=benefit.pk,
        surveillance=surveillance.uid,
        number=certificate.application.number,
        language="ko",
    )


@stage("innovilt member")
def member() -> World:
    """Joined with a certificate; a surveillance is planned."""
    return _member()


@stage("innovilt member signed")
def member_signed() -> World:
    """The agreement is signed."""
    return _member(signed=True)


@stage("innovilt member insolvent")
def member_insolvent() -> World:
    """Proceedings are known."""
    return _member(insolvent=True)


@stage("innovilt finding")
def finding() -> World:
    """A surveillance found something, and the member has answered."""
    certificate = made.certificate()
    surveillance = surveillances.plan_surveillance(certificate, due_on=today())
    if surveillance is None:
        raise AssertionError("a new certificate has no surveillance yet")
    traced = {heat.coil_id: (True, "") for heat in surveillance.sample.all()}
    surveillances.hold_surveillance(
        surveillance,
        held_on=today(),
        traced=traced,
        findings=[(Severity.MINOR, "대장이 늦습니다.")],
        summary="대체로 좋습니다.",
        by=made.office(),
    )
    found = surveillance.findings.get()
    surveillances.answer_finding(found, answer="고쳤습니다.", by=person(certificate.company, "SA"))
    return _world(certificate.company, finding=found.uid, surveillance=surveillance.uid)


@stage("innovilt newer version")
def newer_version() -> World:
    """A certified product has a newer version."""
    certificate = made.certificate()
    old = certificate.product.current
    newer = type(old).objects.create(
        product=old.product, no=2, class_node=old.class_node, created_by=old.created_by, name_en="Deck plate 2"
    )
    change = VersionChange.objects.create(certificate=certificate, version=newer)
    return _world(certificate.company, change=change.uid)


@stage("innovilt terms entered")
def terms_entered() -> World:
    """Terms wait for an approver."""
    entered = terms.enter_terms(InnoviltTerms(valid_from=date(2090, 1, 1), note="검토"), by=made.office())
    return _world(CompanyFactory(), pk=entered.pk)
