"""FIND: projects by their reader, what belongs to them, what waits for whom."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from sharedgrowth.funds.states import CommitmentState
from sharedgrowth.support.models import (
    Application,
    Assignment,
    FollowUp,
    Project,
    ProjectAgreement,
)
from sharedgrowth.support.registry import Programme, Split, programmes
from sharedgrowth.support.states import PROJECT_RUNNING, ApplicationState, ProjectState
from sharedgrowth.support.states.plans import FollowUpState

STAFF_READERS = ("SG", "AP", "FM", "FI", "AU", "CP", "PO")
MONEY_READERS = ("SG", "AP", "FM", "FI", "AU", "CP")  # who of the buyer sees what things cost: purchasing never does
OWN_READERS = ("SA", "SU", "SF", "SE")
LEVEL_FIELD = "level"


def programme_of(project: Project) -> Programme | None:
    """The programme's file; None when it was taken away while projects run: they go on with what they keep."""
    return programmes.get(project.programme)


def split_of(application: Application) -> Split | None:
    """Who would pay what of an application's costs, by the terms of its call; None where no money is given."""
    call = application.call
    known = programmes.get(call.programme)
    total = application.asked_won
    if known is None or known.split is None or not total:
        return None
    level = application.answers.filter(field__key=LEVEL_FIELD).values_list("value", flat=True).first() or ""
    return known.split(Decimal(total), level, call.funding_mode, call.most_won, call.params)


def has_agreement(application: Application) -> bool:
    """Whether its project has begun: the agreement is signed by both sides."""
    if application.state != ApplicationState.SELECTED:
        return False
    return Project.objects.filter(application=application).exclude(state=ProjectState.AGREEMENT).exists()


def projects_visible_to(user: Any) -> QuerySet[Project]:
    """The company's own, and those in which it is a partner; staff: all; an expert: those worked for."""
    found = Project.objects.select_related("company", "officer", "application__call")
    if getattr(user, "is_internal", False):
        if user.has_role(*STAFF_READERS):
            return found
        mine = Assignment.objects.filter(project=OuterRef("pk"), state__in=("asked", "released"))
        return found.filter(Exists(mine.filter(Q(expert__user=user) | Q(expert__head=user))))
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(company=user.company_id)
    return found.none()


def sees_money(user: Any, project: Project) -> bool:
    """Whether this person sees costs, claims and invoices of the project.

    An expert only where the assignment says so; purchasing officers never: prices of a supplier are no business of
    theirs (domain 8, abuse).
    """
    if not user.is_internal:
        return user.company_id == project.company_id
    if user.has_role(*MONEY_READERS):
        return True
    return Assignment.objects.filter(project=project, expert__user=user, state="released", sees_costs=True).exists()


def projects_listed_for(
    user: Any, *, words: str = "", state: str = "", programme: str = "", mine: bool = False
) -> QuerySet[Project]:
    """What runs first, the newest on top."""
    found = projects_visible_to(user)
    if words:
        named = Q(number__iexact=words) | Q(title__icontains=words) | Q(company__number__iexact=words)
        named |= Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named)
    if state == "running":
        found = found.filter(state__in=PROJECT_RUNNING)
    elif state:
        found = found.filter(state=state)
    if programme:
        found = found.filter(programme=programme)
    if mine:
        found = found.filter(Q(officer=user) | Q(assignments__expert__user=user)).distinct()
    return found.order_by("-pk")


def agreement_of(project: Project) -> ProjectAgreement | None:
    """The newest version, with who signed it."""
    return project.agreements.select_related("company_signed_by", "buyer_signed_by", "drawn_up_by").first()


def visited_hours(project: Project) -> Decimal:
    """Hours of all reported visits."""
    return project.visits.filter(state="reported").aggregate(Sum("hours"))["hours__sum"] or Decimal(0)


def expert_of(user: Any, project: Project) -> bool:
    """Whether this person works for the project as an expert, released by the unit."""
    return Assignment.objects.filter(project=project, expert__user=user, state="released").exists()


def was_expert_of(user: Any, project: Project) -> bool:
    """Whether this person works, or worked, for the project as an expert: who worked for it verifies nothing of it."""
    return Assignment.objects.filter(project=project, expert__user=user, state__in=("released", "ended")).exists()


def projects_without_money(commitment: int) -> QuerySet[Project]:
    """Projects that are to be agreed and whose money, this commitment, the fund has refused or taken back."""
    gone = (CommitmentState.REFUSED, CommitmentState.RELEASED)
    found = Project.objects.filter(commitment=commitment, commitment__state__in=gone, state=ProjectState.AGREEMENT)
    return found.select_related("company", "officer")


def projects_to_measure(on: date) -> QuerySet[Project]:
    """Completed projects whose result is still to be measured."""
    found = Project.objects.filter(state=ProjectState.COMPLETED, completed_on__isnull=False, completed_on__lt=on)
    return found.select_related("company").order_by("completed_on", "pk")


def projects_to_follow() -> QuerySet[Project]:
    """Verified and closed projects: months later it is asked whether the effect is still there."""
    states = (ProjectState.VERIFIED, ProjectState.CLOSED)
    return Project.objects.filter(state__in=states, completed_on__isnull=False).order_by("pk")


def followups_to_lapse(on: date) -> QuerySet[FollowUp]:
    """Asked, and not answered in time."""
    return FollowUp.objects.filter(state=FollowUpState.DUE, due_on__lt=on).order_by("pk")


def followups_of(user: Any) -> QuerySet[FollowUp]:
    """Questions that the own company has to answer."""
    found = FollowUp.objects.filter(state=FollowUpState.DUE).select_related("project")
    return found.filter(project__company=user.company_id).order_by("due_on", "pk")


def projects_waiting_for(user: Any) -> QuerySet[Project]:
    """Projects in which this person's side has the next step."""
    found = projects_visible_to(user)
    if getattr(user, "is_internal", False):
        if user.has_role("FI"):
            return found.filter(state=ProjectState.MEASURED).order_by("measured_on", "pk")
        if user.has_role("SG"):
            return found.filter(state__in=(ProjectState.AGREEMENT, ProjectState.COMPLETED)).order_by("pk")
        return found.none()
    if user.has_role("SA"):
        unsigned = ProjectAgreement.objects.filter(project=OuterRef("pk"), company_signed_at=None)
        return found.filter(Exists(unsigned), state=ProjectState.AGREEMENT).order_by("pk")
    return found.none()
