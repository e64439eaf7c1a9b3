"""FIND: checklists, inspections, faults that are open or late. Source: domain 8, FacilityInspection."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from portal.people.models import Company, User
from sharedgrowth.support.models import Checklist, FacilityFault, FacilityInspection, InspectionAnswer
from sharedgrowth.support.rules import facility as rules
from sharedgrowth.support.states.facility import ChecklistState, CheckVerdict, FaultSeverity, FaultState

OWN = ("SA", "SU", "SE")
OVERSEERS = ("SG", "AU", "CP")


def checklists_visible_to(user) -> QuerySet[Checklist]:
    """Those in force are for everybody who is signed in; other versions for shared growth, experts and audit."""
    found = Checklist.objects.annotate(count=Count("items")).order_by("code", "-version")
    if user.is_internal and user.has_role("SG", "CN", "AU"):
        return found
    return found.filter(state=ChecklistState.PUBLISHED)


def checklists_in_force() -> QuerySet[Checklist]:
    """What an inspection can be planned with."""
    return Checklist.objects.filter(state=ChecklistState.PUBLISHED).order_by("code")


def inspections_visible_to(user) -> QuerySet[FacilityInspection]:
    """The company's own; the inspector's; for shared growth, compliance and audit all."""
    found = FacilityInspection.objects.select_related("company", "checklist", "inspector", "officer", "project")
    if user.is_supplier:
        own = user.is_service or user.has_role(*OWN)
        return found.filter(company=user.company_id) if own else found.none()
    if not user.is_internal:
        return found.none()
    return found if user.has_role(*OVERSEERS) else found.filter(inspector=user)


def inspections_listed_for(user, *, q: str = "", state: str = "") -> QuerySet[FacilityInspection]:
    """With how many faults are open, the newest first."""
    unfixed = Count("faults", filter=~Q(faults__state=FaultState.CLOSED))
    found = inspections_visible_to(user).annotate(unfixed=unfixed).order_by("-planned_on", "-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(subject__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
        )
    return found.filter(state=state) if state else found


def answers_of(inspection: FacilityInspection) -> dict[int, InspectionAnswer]:
    """By item."""
    return {answer.item_id: answer for answer in inspection.answers.all()}


def faults_of(inspection: FacilityInspection) -> list[FacilityFault]:
    """In order."""
    return list(inspection.faults.select_related("item", "photo", "fixed_file", "fixed_by").order_by("no"))


def faults_visible_to(user) -> QuerySet[FacilityFault]:
    """Those of inspections that one sees."""
    seen = inspections_visible_to(user).order_by().values("pk")
    return FacilityFault.objects.filter(inspection__in=seen).select_related("inspection__company")


def faults_to_mend(company: Company) -> QuerySet[FacilityFault]:
    """Open ones, what stops work first, then the first due."""
    found = FacilityFault.objects.filter(inspection__company=company, state=FaultState.OPEN)
    return found.select_related("inspection").order_by("due_on", "pk")


def faults_to_look_at(inspector: User) -> QuerySet[FacilityFault]:
    """What a company says it has mended."""
    found = FacilityFault.objects.filter(inspection__inspector=inspector, state=FaultState.FIXED)
    return found.select_related("inspection__company").order_by("fixed_at")


def stops_unseen(company: Company | None = None) -> QuerySet[FacilityFault]:
    """Stop-work faults that nobody of the company has confirmed. SGS-07."""
    found = FacilityFault.objects.filter(severity=FaultSeverity.STOP, stop_seen_at=None, state=FaultState.OPEN)
    if company is not None:
        found = found.filter(inspection__company=company)
    return found.select_related("inspection__company")


def faults_late(on: date) -> QuerySet[FacilityFault]:
    """Open after their day."""
    found = FacilityFault.objects.filter(state=FaultState.OPEN, due_on__lt=on)
    return found.select_related("inspection__company").order_by("due_on", "pk")


def in_order_pct(inspection: FacilityInspection) -> int | None:
    """What is in order of what applies."""
    counts = dict(inspection.answers.values_list("verdict").annotate(Count("pk")).order_by())
    return rules.in_order_pct(counts.get(CheckVerdict.OK, 0), counts.get(CheckVerdict.FAULT, 0))
