"""FIND: what waits for whom, for the dashboard. Source: domain 12."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from portal.clock import today
from sharedgrowth.innovilt.models import (
    AgendaItem,
    AllianceMember,
    Certificate,
    Finding,
    InnoviltApplication,
    Meeting,
    SiteCheck,
    Surveillance,
    Vote,
)
from sharedgrowth.innovilt.queries.alliance import surveillances_visible_to
from sharedgrowth.innovilt.queries.applications import applications_visible_to
from sharedgrowth.innovilt.states import (
    IN_LIFE,
    ApplicationState,
    CheckState,
    MeetingState,
    MemberState,
    SurveillanceState,
)

A = ApplicationState
SOON = 30  # days


def for_office(user) -> QuerySet[InnoviltApplication]:
    """Nobody's, and one's own where the office has the next step."""
    found = applications_visible_to(user).select_related("version__class_node")
    own = found.filter(officer=user, state__in=[A.ELIGIBILITY, A.TECH_REVIEW, A.MARKET_REVIEW, A.SITE_CHECK])
    return (found.filter(state=A.SUBMITTED) | own).order_by("decide_due", "pk")


def meetings_of(user) -> QuerySet[Meeting]:
    """In session, where the person sits and has not voted on everything."""
    voted = Vote.objects.filter(item=OuterRef("pk"), member=user)
    open_items = AgendaItem.objects.filter(meeting__state=MeetingState.OPEN, meeting__seats__member=user)
    waiting = open_items.exclude(Exists(voted)).values("meeting")
    return Meeting.objects.filter(pk__in=waiting).order_by("held_on", "pk")


def surveillances_due() -> QuerySet[Surveillance]:
    """To be held soon."""
    found = Surveillance.objects.filter(state=SurveillanceState.PLANNED, due_on__lte=today() + timedelta(days=SOON))
    return found.select_related("certificate__company").order_by("due_on", "pk")


def checks_of(user) -> QuerySet[SiteCheck]:
    """Plants that the person visits."""
    found = SiteCheck.objects.filter(inspector=user, state=CheckState.PLANNED)
    return found.select_related("application").order_by("planned_on", "pk")


def certificates_to_renew(user) -> QuerySet[Certificate]:
    """Whose renewal is open and not applied for."""
    running = InnoviltApplication.objects.filter(renews=OuterRef("pk")).exclude(
        state__in=[A.REJECTED, A.WITHDRAWN, A.CERTIFIED]
    )
    found = Certificate.objects.filter(
        company=user.company_id, state__in=sorted(IN_LIFE), renewal_asked_on__isnull=False, renewed_by=None
    )
    return found.exclude(Exists(running)).order_by("valid_to", "pk")


def findings_to_answer(user) -> QuerySet[Finding]:
    """Open findings of the company's certificates."""
    own = surveillances_visible_to(user).filter(state=SurveillanceState.FINDINGS).values("pk")
    found = Finding.objects.filter(surveillance__in=own, answered_at=None)
    return found.select_related("surveillance__certificate").order_by("due_on", "pk")


def agreements_to_sign(user) -> QuerySet[AllianceMember]:
    """The membership of the company, while its agreement is not signed."""
    found = AllianceMember.objects.filter(company=user.company_id, signed_at=None).exclude(state=MemberState.LAPSED)
    return found if user.has_role("SA") else found.none()
