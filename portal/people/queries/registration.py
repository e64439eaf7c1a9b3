"""Registrations that are reviewed, appeals, terms; who gives no sign of life and who asks to be woken."""

from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Greatest

from portal.audit.models import AuditEntry
from portal.calendar import BUSINESS, business_days_after
from portal.clock import SEOUL, today
from portal.dated import approved_in_force, approved_until
from portal.people import rules
from portal.people.models import (
    Company,
    CompanyAppeal,
    CompanyProposal,
    CompanyTerms,
    User,
)
from portal.people.states import (
    AppealState,
    CompanyState,
    MembershipState,
    ProposalKind,
    ProposalState,
)

IN_REVIEW = (CompanyState.SUBMITTED, CompanyState.UNDER_REVIEW)
ANSWER_BUSINESS_DAYS = 3  # what the page promises to who submits a registration. Source: CAT-06


def companies_to_review(user) -> QuerySet[Company]:
    """Registrations that wait for a purchasing officer, longest waiting first; never one's own.

    Nor one that this officer rejected before, when the appeal against that was upheld. Each with ``submitted_at``, the
    last time it was submitted, or came back by an appeal.
    """
    if not user.is_internal or not user.has_role("PO"):
        return Company.objects.none()
    submissions = AuditEntry.objects.filter(
        thing_type="people.company",
        thing_id=Cast(OuterRef("pk"), CharField()),
        what__in=("people.company.submit", "people.company.reconsider"),
    ).order_by("-id")
    mistaken = CompanyAppeal.objects.filter(company=OuterRef("pk"), state=AppealState.UPHELD, against=user)
    waiting = Company.objects.filter(state__in=IN_REVIEW).exclude(memberships__user=user).exclude(Exists(mistaken))
    return waiting.annotate(submitted_at=Subquery(submissions.values("at")[:1])).order_by("submitted_at", "pk")


def review_due(submitted_at: datetime) -> date:
    """The last day on which purchasing should answer a registration."""
    return business_days_after(submitted_at.astimezone(SEOUL).date(), ANSWER_BUSINESS_DAYS)


def company_terms(on: date) -> CompanyTerms:
    """The terms of companies in force on the day: approved, and begun."""
    return approved_in_force(CompanyTerms, on)


def rest_not_before(on: date) -> date:
    """The first day on which the terms in force on the day make a company dormant: their warning comes first."""
    told = approved_until(CompanyTerms, on).values_list("valid_from", "dormant_months", "dormant_notice_days")
    return rules.rest_not_before(rules.RestTerms(*each) for each in told)


def appeal_until(company: Company) -> date | None:
    """The last day to appeal against the rejection, by the terms of that day; None without a rejection."""
    if company.rejected_on is None:
        return None
    return rules.appeal_until(company.rejected_on, company_terms(company.rejected_on).appeal_days, BUSINESS)


def reapply_from(company: Company) -> date | None:
    """The first day of a new application after the rejection, by the terms of that day; None without a rejection."""
    if company.rejected_on is None:
        return None
    return rules.reapply_from(company.rejected_on, company_terms(company.rejected_on).reapply_months)


def appeal_answer_days(company: Company) -> int | None:
    """Within how many business days an appeal is answered, by the terms of the rejection; None without one."""
    return company_terms(company.rejected_on).appeal_answer_days if company.rejected_on else None


def takes_appeal(company: Company) -> bool:
    """Rejected, in time, and not appealed against yet."""
    last = appeal_until(company) if company.state == CompanyState.REJECTED else None
    if last is None or today() > last:
        return False
    return not CompanyAppeal.objects.filter(company=company, rejection=company.rejected_times).exists()


def dormant_since(company: Company) -> date | None:
    """The day on which it last became dormant; None while it is not."""
    if company.state != CompanyState.DORMANT:
        return None
    entries = AuditEntry.objects.filter(
        thing_type="people.company", thing_id=str(company.pk), what="people.company.rest"
    )
    at = entries.order_by("-id").values_list("at", flat=True).first()
    return at.astimezone(SEOUL).date() if at else None


def appeals_visible_to(user) -> QuerySet[CompanyAppeal]:
    """Those of the own company; all for staff."""
    appeals = CompanyAppeal.objects.select_related("company", "against", "filed_by", "decided_by")
    return appeals if user.is_internal else appeals.filter(company_id=user.company_id)


def open_appeals(user) -> QuerySet[CompanyAppeal]:
    """Those that wait for a decision."""
    return appeals_visible_to(user).filter(state=AppealState.OPEN)


def appeals_of(company: Company) -> QuerySet[CompanyAppeal]:
    """A company's appeals, the last one first."""
    rows = CompanyAppeal.objects.filter(company=company).select_related("filed_by", "decided_by")
    return rows.prefetch_related("papers").order_by("-pk")


def appeals_to_decide(user) -> QuerySet[CompanyAppeal]:
    """Open appeals for an approver who did not reject and does not belong to the company; those due first on top."""
    if not user.is_internal or not user.has_role("AP"):
        return CompanyAppeal.objects.none()
    waiting = appeals_visible_to(user).filter(state=AppealState.OPEN).exclude(company__memberships__user=user)
    return waiting.filter(Q(against=None) | ~Q(against=user)).order_by("due_on", "pk")


def is_upheld_against(user, company: Company) -> bool:
    """Whether the person rejected this company once, and the appeal against that was upheld."""
    return CompanyAppeal.objects.filter(company=company, state=AppealState.UPHELD, against=user).exists()


def companies_quiet_since(since: datetime, *, only: int | None = None) -> dict[int, datetime]:
    """Active suppliers for which nobody has signed in since then, and that were let in or woken before.

    Each with the last of that.
    """
    signed_in = (
        User.objects.filter(
            memberships__company=OuterRef("pk"),
            memberships__state=MembershipState.ACTIVE,
            last_login__isnull=False,
        )
        .order_by("-last_login")
        .values("last_login")[:1]
    )
    let_in = (
        AuditEntry.objects.filter(
            thing_type="people.company",
            thing_id=Cast(OuterRef("pk"), CharField()),
            what__in=("people.company.approve", "people.company.reinstate"),
        )
        .order_by("-id")
        .values("at")[:1]
    )
    active = Company.objects.filter(state=CompanyState.ACTIVE, is_buyer=False, created_at__lt=since)
    if only is not None:
        active = active.filter(pk=only)
    seen = active.annotate(seen_at=Greatest("created_at", Subquery(signed_in), Subquery(let_in)))
    return dict(seen.filter(seen_at__lt=since).values_list("pk", "seen_at"))


def companies_to_wake(user) -> QuerySet[Company]:
    """Dormant companies that ask to be verified anew and about which nobody has proposed anything yet."""
    if not user.is_internal or not user.has_role("PO"):
        return Company.objects.none()
    proposed = CompanyProposal.objects.filter(
        company=OuterRef("pk"), kind=ProposalKind.REINSTATE, state=ProposalState.OPEN
    )
    asking = Company.objects.filter(state=CompanyState.DORMANT, reverification_asked_on__isnull=False)
    rows = asking.exclude(Exists(proposed)).exclude(memberships__user=user)
    return rows.order_by("reverification_asked_on", "pk")
