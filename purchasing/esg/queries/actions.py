"""FIND: corrective actions, by their reader."""

from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from portal.clock import SEOUL
from portal.people.models import Company
from purchasing.esg.models import CorrectiveAction, Evidence, Limitation
from purchasing.esg.states import CAP_RUNNING, AssessmentState, CapState, ScoreReason

STAFF_READERS = ("ER", "EC", "CP", "AU", "PO", "AP", "SG")
OWN_READERS = ("SA", "SE", "SU")
LATE = (CapState.OVERDUE, CapState.ESCALATED)


def actions_visible_to(user) -> QuerySet[CorrectiveAction]:
    """A supplier's own; staff of ESG, purchasing, shared growth, compliance and audit: all."""
    found = CorrectiveAction.objects.select_related("company", "assessment", "flag")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*STAFF_READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(company=user.company_id)
    return found.none()


def actions_listed_for(user, *, words: str = "", state: str = "", severity: str = "") -> QuerySet[CorrectiveAction]:
    """What runs first, the first due on top; then what has ended."""
    found = actions_visible_to(user)
    if words:
        named = Q(number__iexact=words) | Q(finding__icontains=words) | Q(question_code__iexact=words)
        found = found.filter(named | Q(company__legal_name_ko__icontains=words) | Q(company__number__iexact=words))
    if state == "running":
        found = found.filter(state__in=CAP_RUNNING)
    elif state:
        found = found.filter(state=state)
    if severity:
        found = found.filter(severity=severity)
    return found.order_by(Coalesce("verified_on", date(1900, 1, 1)), "due_on", "-pk")


def running_actions(company: Company) -> QuerySet[CorrectiveAction]:
    """What a company still has to mend, the first due on top."""
    return CorrectiveAction.objects.filter(company=company, state__in=CAP_RUNNING).order_by("due_on", "pk")


def actions_behind(limitation: Limitation) -> QuerySet[CorrectiveAction]:
    """The corrective actions whose verification lifts a limitation (LIM-05): of its assessment and of its flag; of
    the whole company where it names neither. What was verified before it was proposed mends nothing of it.
    """
    found = CorrectiveAction.objects.filter(company=limitation.company_id)
    found = found.exclude(verified_on__lt=limitation.proposed_at.astimezone(SEOUL).date())
    if limitation.assessment_id is None and limitation.flag_id is None:
        return found
    of_it = Q()
    if limitation.assessment_id is not None:
        of_it |= Q(assessment=limitation.assessment_id)
    if limitation.flag_id is not None:
        of_it |= Q(flag=limitation.flag_id)
    return found.filter(of_it)


def was_only_late(limitation: Limitation) -> bool:
    """Whether a limitation came from an assessment that was not submitted in time, and that is final now."""
    assessment = limitation.assessment
    if assessment is None or limitation.flag_id is not None or assessment.state != AssessmentState.FINAL:
        return False
    before = assessment.scores.filter(computed_at__lte=limitation.proposed_at).order_by("-seq").first()
    return before is not None and before.reason == ScoreReason.OVERDUE


def evidence_to_choose(company: Company) -> QuerySet[Evidence]:
    """What a company may attach: its library, without what was taken out."""
    return Evidence.objects.filter(company=company, removed_at=None).select_related("file", "certificate")


def actions_to_lapse(on: date, *, again_before: date) -> QuerySet[CorrectiveAction]:
    """Actions whose plan, containment or closure is not there on the day after it was due.

    What was overdue before and has been taken up again since is looked at anew from ``again_before`` on: a late plan
    has some days to be judged and carried out.
    """
    waiting = Q(state__in=[CapState.OPEN, CapState.PLAN_SUBMITTED, CapState.PLAN_ACCEPTED])
    late = Q(due_on__lt=on) | Q(contain_due__lt=on, contained_on=None) | Q(state=CapState.OPEN, plan_due__lt=on)
    fresh = Q(overdue_on=None) | Q(overdue_on__lte=again_before)
    return CorrectiveAction.objects.filter(waiting & late & fresh).order_by("pk")


def actions_to_escalate(until: date) -> QuerySet[CorrectiveAction]:
    """Actions that are overdue since ``until`` or earlier."""
    return CorrectiveAction.objects.filter(state=CapState.OVERDUE, overdue_on__lte=until).order_by("pk")


def actions_due_between(since: date, until: date) -> QuerySet[CorrectiveAction]:
    """Running actions with a plan or a closure due in these days: for reminders."""
    plan = Q(state=CapState.OPEN, plan_due__gte=since, plan_due__lte=until)
    done = Q(state__in=[CapState.OPEN, CapState.PLAN_SUBMITTED, CapState.PLAN_ACCEPTED])
    done &= Q(due_on__gte=since, due_on__lte=until)
    return CorrectiveAction.objects.filter(plan | done).order_by("pk")


def actions_waiting_for(user) -> QuerySet[CorrectiveAction]:
    """A supplier: what it has to plan or to do. A reviewer: plans and evidence to look at, extensions to decide on."""
    found = CorrectiveAction.objects.select_related("company").order_by("due_on", "pk")
    if getattr(user, "is_supplier", False) and user.has_role("SA", "SE"):
        states = [CapState.OPEN, CapState.PLAN_ACCEPTED, *LATE]
        return found.filter(company=user.company_id, state__in=states)
    if getattr(user, "is_internal", False) and user.has_role("ER"):
        asked = Q(extension_asked__isnull=False, state__in=CAP_RUNNING)
        looked = Q(state__in=[CapState.PLAN_SUBMITTED, CapState.IMPLEMENTED])
        return found.filter(looked | asked)
    return found.none()
