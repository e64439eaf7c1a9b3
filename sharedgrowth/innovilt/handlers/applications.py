"""Applications, reviews, committee, alliance, surveillance: who is told, what follows, what runs by itself."""

from collections.abc import Iterable

from catalog.models import Product, ProductVersion
from portal.clock import today
from portal.notices.services import notify
from portal.outbox.services import is_done, mark_done, on, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.innovilt.models import (
    AgendaItem,
    AllianceMember,
    Certificate,
    Finding,
    InnoviltApplication,
    Meeting,
    MillSheet,
    Review,
    SiteCheck,
    Surveillance,
    VersionChange,
)
from sharedgrowth.innovilt.queries.alliance import is_out_of_business
from sharedgrowth.innovilt.services import alliance, changes, clocks, surveillances
from sharedgrowth.innovilt.services.credentials import sign_missing_badges
from sharedgrowth.innovilt.states import CertificateState

APPLICATION, REVIEW, CHECK = "innovilt:application-detail", "innovilt:review-detail", "innovilt:check-detail"
MEETING, MEMBER, WATCH = "innovilt:meeting-detail", "innovilt:member-detail", "innovilt:surveillance-detail"


# What runs by itself -------------------------------------------------------------------------------------------------
@sweeps
def run_review_clocks() -> None:
    """Once a day: renewals, surveillances, their findings, members whose certificates changed. Source: appendix B."""
    period = today().isoformat()
    if is_done("innovilt-renewals", period):
        return
    clocks.open_renewals()
    clocks.remind_of_end()
    clocks.plan_surveillances()
    clocks.remind_of_surveillance()
    clocks.follow_members()
    sign_missing_badges()
    mark_done("innovilt-renewals", period)


@on("innovilt.suspended", "innovilt.reinstated", "innovilt.withdrawn", "innovilt.expired")
def follow_certificate(*, certificate: int, **_later) -> None:
    """The membership follows at once; what has ended is not looked at any more."""
    found = Certificate.objects.select_related("company").get(pk=certificate)
    for member in AllianceMember.objects.filter(company=found.company):
        alliance.follow(member)
    if found.state in (CertificateState.WITHDRAWN, CertificateState.EXPIRED):
        surveillances.drop_surveillances(found)


@on("catalog.product_published")
def note_version(*, product: int, version: int, **_later) -> None:
    """A certified product has a newer version."""
    changes.note_version(Product.objects.get(pk=product), ProductVersion.objects.get(pk=version))


# Who is told ---------------------------------------------------------------------------------------------------------
def office() -> list[User]:
    """The INNOVILT office."""
    return list(buyer_people_with_role("IV"))


def company(found) -> list[User]:
    """Who acts for the company."""
    return list(people_with_role(found, "SA", "SU"))


def _tell(people: Iterable[User], kind: str, page: str, arg: object, **params) -> None:
    notify(list(people), f"innovilt.{kind}", params=params, url_name=page, url_args=[str(arg)])


def _application(pk: int) -> InnoviltApplication:
    return InnoviltApplication.objects.select_related("company", "officer").get(pk=pk)


def _officer(application: InnoviltApplication) -> list[User]:
    return [application.officer] if application.officer is not None else office()


def _of_application(people: Iterable[User], kind: str, application: InnoviltApplication, **params) -> None:
    _tell(people, kind, APPLICATION, application.number, number=application.number, **params)


@on("innovilt.application_submitted")
def tell_submitted(*, application: int, **_later) -> None:
    """The office; the company, until when."""
    found = _application(application)
    _of_application(_officer(found), "application_submitted", found, company=found.company.name)
    _of_application(company(found.company), "application_sent", found, day=str(found.decide_due))


@on("innovilt.application_returned")
def tell_returned(*, application: int, **_later) -> None:
    """The company completes it."""
    found = _application(application)
    _of_application(company(found.company), "application_returned", found)


@on("innovilt.application_eligible")
def tell_eligible(*, application: int, **_later) -> None:
    """The company: its steel is proven."""
    found = _application(application)
    _of_application(company(found.company), "application_eligible", found)


@on("innovilt.application_rejected")
def tell_rejected(*, application: int, **_later) -> None:
    """The company reads why."""
    found = _application(application)
    _of_application(company(found.company), "application_rejected", found)


@on("innovilt.application_deferred")
def tell_deferred(*, application: int, **_later) -> None:
    """The company reads what the committee misses; the officer too."""
    found = _application(application)
    _of_application([*company(found.company), *_officer(found)], "application_deferred", found)


@on("innovilt.application_withdrawn")
def tell_withdrawn(*, application: int, **_later) -> None:
    """Who answered for it."""
    found = _application(application)
    _of_application(_officer(found), "application_withdrawn", found)


@on("innovilt.certified")
def tell_certified(*, certificate: int, **_later) -> None:
    """The company."""
    found = Certificate.objects.select_related("company").get(pk=certificate)
    _tell(company(found.company), "certified", "innovilt:certificate-detail", found.number, number=found.number)


@on("innovilt.sheet_refused")
def tell_refused(*, sheet: int, **_later) -> None:
    """Whose mill certificate it is."""
    found = MillSheet.objects.select_related("company").get(pk=sheet)
    applications = InnoviltApplication.objects.filter(proofs__coil__sheet=found).distinct()
    for application in applications:
        _tell(company(found.company), "sheet_refused", APPLICATION, application.number, number=found.number)


# Reviews, site check, committee --------------------------------------------------------------------------------------
@on("innovilt.reviewer_named")
def tell_reviewer(*, review: int, **_later) -> None:
    """The reviewer."""
    found = Review.objects.select_related("application", "reviewer").get(pk=review)
    _tell([found.reviewer], "reviewer_named", REVIEW, found.uid, number=found.application.number)


@on("innovilt.review_recused")
def tell_recused(*, review: int, **_later) -> None:
    """The officer asks somebody else."""
    found = Review.objects.select_related("application").get(pk=review)
    application = _application(found.application_id)
    _of_application(_officer(application), "review_recused", application)


def _check(pk: int) -> SiteCheck:
    return SiteCheck.objects.select_related("inspector").get(pk=pk)


@on("innovilt.check_planned")
def tell_planned(*, check: int, **_later) -> None:
    """The inspector and the company."""
    found = _check(check)
    application, day = _application(found.application_id), str(found.planned_on)
    _tell([found.inspector], "check_planned", CHECK, found.uid, number=application.number, day=day)
    _of_application(company(application.company), "check_planned", application, day=day)


@on("innovilt.check_cancelled")
def tell_cancelled(*, check: int, **_later) -> None:
    """The inspector and the company."""
    found = _check(check)
    application = _application(found.application_id)
    _of_application([found.inspector, *company(application.company)], "check_cancelled", application)


@on("innovilt.check_held")
def tell_held(*, check: int, **_later) -> None:
    """The officer."""
    application = _application(_check(check).application_id)
    _of_application(_officer(application), "check_held", application)


@on("innovilt.meeting_called")
def tell_called(*, meeting: int, **_later) -> None:
    """Who has a seat."""
    found = Meeting.objects.get(pk=meeting)
    people = [seat.member for seat in found.seats.select_related("member")]
    _tell(people, "meeting_called", MEETING, found.number, day=str(found.held_on))


@on("innovilt.agenda_set")
def tell_agenda(*, item: int, **_later) -> None:
    """The company; an item that was taken off again is not told."""
    found = AgendaItem.objects.select_related("meeting").filter(pk=item).first()
    if found is not None:
        application = _application(found.application_id)
        _of_application(company(application.company), "agenda_set", application, day=str(found.meeting.held_on))


# Alliance, surveillance, newer versions ------------------------------------------------------------------------------
def _of_member(pk: int, kind: str, *, inside: bool = False) -> None:
    found = AllianceMember.objects.select_related("company").get(pk=pk)
    people = office() if inside else company(found.company)
    _tell(people, kind, MEMBER, found.uid, company=found.company.name, day=str(found.grace_until or ""))


@on("innovilt.member_joined")
def tell_joined(*, member: int, **_later) -> None:
    """The member signs."""
    _of_member(member, "member_joined")


@on("innovilt.member_in_grace")
def tell_grace(*, member: int, **_later) -> None:
    """The member has six months."""
    _of_member(member, "member_in_grace")


@on("innovilt.member_lapsed")
def tell_lapsed(*, member: int, **_later) -> None:
    """The member."""
    _of_member(member, "member_lapsed")


@on("innovilt.member_insolvent")
def watch_insolvent(*, member: int, **_later) -> None:
    """Each certificate is looked at; the office is told."""
    clocks.watch_insolvent(AllianceMember.objects.get(pk=member))
    _of_member(member, "member_insolvent", inside=True)


@on("people.company_closed", "people.company_tax_status_changed")
def watch_closed(*, company: int, **_later) -> None:
    """A member that is no longer in business: each certificate is looked at, the office is told. Source: domain 17."""
    member = AllianceMember.objects.select_related("company").filter(company=company).first()
    if member is not None and is_out_of_business(member.company) and clocks.watch_closed(member):
        _of_member(member.pk, "member_closed", inside=True)


@on("innovilt.renewal_due")
def tell_renewal(*, certificate: int, **_later) -> None:
    """The holder, 90 days before; again at 60, 30 and 7 days, if nobody has applied."""
    found = Certificate.objects.select_related("company").get(pk=certificate)
    told = {"number": found.number, "day": str(found.valid_to)}
    _tell(company(found.company), "renewal_due", "innovilt:certificate-detail", found.number, **told)


def _of_surveillance(pk: int, kind: str, *, inside: bool = False) -> None:
    found = Surveillance.objects.select_related("certificate__company").get(pk=pk)
    people = office() if inside else company(found.certificate.company)
    _tell(people, kind, WATCH, found.uid, number=found.certificate.number, day=str(found.due_on))


@on("innovilt.surveillance_planned")
def tell_surveillance(*, surveillance: int, **_later) -> None:
    """The member."""
    _of_surveillance(surveillance, "surveillance_planned")


@on("innovilt.surveillance_held")
def tell_surveillance_held(*, surveillance: int, **_later) -> None:
    """The member answers findings."""
    _of_surveillance(surveillance, "surveillance_held")


@on("innovilt.surveillance_failed")
def tell_surveillance_failed(*, surveillance: int, **_later) -> None:
    """The member."""
    _of_surveillance(surveillance, "surveillance_failed")


@on("innovilt.finding_answered")
def tell_answered(*, finding: int, **_later) -> None:
    """The office."""
    _of_surveillance(Finding.objects.get(pk=finding).surveillance_id, "finding_answered", inside=True)


@on("innovilt.finding_due")
def tell_finding(*, finding: int, **_later) -> None:
    """The member: a few days are left."""
    _of_finding(finding, "finding_due")


@on("innovilt.finding_late")
def tell_finding_late(*, finding: int, **_later) -> None:
    """The member, and the office: it says whether the surveillance failed."""
    _of_finding(finding, "finding_late", inside=True)


def _of_finding(pk: int, kind: str, *, inside: bool = False) -> None:
    found = Finding.objects.select_related("surveillance__certificate__company").get(pk=pk)
    surveillance, certificate = found.surveillance, found.surveillance.certificate
    people = company(certificate.company) + (office() if inside else [])
    _tell(people, kind, WATCH, surveillance.uid, number=certificate.number, day=str(found.due_on))


@on("innovilt.surveillance_late")
def tell_surveillance_late(*, surveillance: int, **_later) -> None:
    """The office."""
    _of_surveillance(surveillance, "surveillance_late", inside=True)


def _of_change(pk: int, kind: str, *, inside: bool = False) -> None:
    found = VersionChange.objects.select_related("certificate__company").get(pk=pk)
    people = company(found.certificate.company) + (office() if inside else [])
    _tell(people, kind, "innovilt:change-detail", found.uid, number=found.certificate.number)


@on("innovilt.version_changed")
def tell_version(*, change: int, **_later) -> None:
    """The member says what has changed; the office looks."""
    _of_change(change, "version_changed", inside=True)


@on("innovilt.review_asked", "innovilt.version_covered")
def tell_version_decided(*, change: int, **_later) -> None:
    """The member."""
    _of_change(change, "version_decided")
