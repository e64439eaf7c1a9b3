"""FIND: visits by their reader."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from portal.audit.queries import days_of, things_done
from sharedgrowth.support.models import Assignment, Project, SafetyForm, Visit
from sharedgrowth.support.queries.projects import OWN_READERS
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules.projects import weeks_counted
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import VisitState

STAFF_READERS = ("SG", "AP", "AU", "CP")
OPEN = (VisitState.PLANNED, VisitState.SAFE)
AT_WORK = (ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS)
KEPT = frozenset(set(ProjectState) - {ProjectState.AGREEMENT, ProjectState.TERMINATED})
WEEK = timedelta(days=7)


def visits_visible_to(user: Any) -> QuerySet[Visit]:
    """The company's own; the expert's own and those of the projects worked for; officers, compliance, audit: all.

    Purchasing and finance read none: a report tells of processes and people.
    """
    found = Visit.objects.select_related("project__company", "expert__user")
    if getattr(user, "is_internal", False):
        if user.has_role(*STAFF_READERS):
            return found
        mine = Assignment.objects.filter(project=OuterRef("project"), expert__user=user, state="released")
        return found.filter(Q(expert__user=user) | Exists(mine))
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(project__company=user.company_id)
    return found.none()


def visits_listed_for(user: Any, *, state: str = "", mine: bool = False, words: str = "") -> QuerySet[Visit]:
    """What is to come first, the nearest on top; then what was."""
    found = visits_visible_to(user)
    if state == "open":
        found = found.filter(state__in=OPEN)
    elif state == "stop":
        found = found.filter(stop_work=True)
    elif state:
        found = found.filter(state=state)
    if mine:
        found = found.filter(expert__user=user)
    if words:
        named = Q(number__iexact=words) | Q(project__number__iexact=words) | Q(site__icontains=words)
        found = found.filter(named | Q(project__company__legal_name_ko__icontains=words))
    return found.order_by("-planned_on", "-pk")


def visits_of(project: Project) -> QuerySet[Visit]:
    """All of a project, the newest on top."""
    return project.visits.select_related("expert__user").order_by("-planned_on", "-pk")


@dataclass(frozen=True)
class Rhythm:
    """Of a programme that promises a day a week: whole weeks that passed, and the first days of those without one."""

    weeks: int
    lacking: list[date]

    @property
    def visited(self) -> int:
        return self.weeks - len(self.lacking)


def rhythm_of(project: Project, on: date) -> Rhythm | None:
    """How the promise of a day a week was kept up to the day, or up to the project's end; None where there is none."""
    known = programmes.get(project.programme)
    if known is None or not known.visited_weekly or project.begins_on is None or project.state not in KEPT:
        return None
    last = project.completed_on or project.ends_on
    until = min(on, last + timedelta(days=1)) if last else on
    days = project.visits.filter(state=VisitState.REPORTED).values_list("visited_on", flat=True)
    visited = [day for day in days if day is not None]
    weeks = weeks_counted(project.begins_on, until=until, visited=visited, rests=_rests(project, until))
    return Rhythm(len(weeks), [day for day, seen in weeks.items() if not seen])


def _rests(project: Project, until: date) -> list[tuple[date, date]]:
    """From when to when the project was on hold: its moves, as they were recorded."""
    found: list[tuple[date, date]] = []
    began: date | None = None
    for what, on in days_of(project, "hold", "resume"):
        if what == "hold":
            began = on
        elif began is not None:
            found.append((began, on))
            began = None
    return [*found, (began, until)] if began is not None else found


def unvisited_projects(user: Any, on: date) -> QuerySet[Project]:
    """Projects that are promised a day a week and had none in the last seven days: the officer's, the expert's own.

    One that went on again within these days is given its week first.
    """
    weekly = [slug for slug, known in programmes.items() if known.visited_weekly]
    recent = Visit.objects.filter(project=OuterRef("pk"), state=VisitState.REPORTED, visited_on__gt=on - WEEK)
    found = Project.objects.filter(
        ~Exists(recent), programme__in=weekly, state__in=AT_WORK, begins_on__lte=on - WEEK
    ).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    resumed = things_done(Project, "resume", since=on - WEEK)
    found = found.exclude(pk__in=resumed)
    if not user.has_role("SG"):
        mine = Assignment.objects.filter(project=OuterRef("pk"), expert__user=user, state="released")
        found = found.filter(Exists(mine))
    newest = Visit.objects.filter(project=OuterRef("pk"), state=VisitState.REPORTED).order_by("-visited_on")
    found = found.annotate(last_visit=Subquery(newest.values("visited_on")[:1]))
    return found.select_related("company").order_by("begins_on", "pk")


def safety_form_of(visit: Visit) -> SafetyForm | None:
    """The one in force: of the day on which the visit stands now."""
    if visit.state == VisitState.PLANNED:
        return None
    return visit.safety_forms.select_related("by").first()


def visits_waiting_for(user: Any) -> QuerySet[Visit]:
    """Visits of this expert that lack their form or their report."""
    found = Visit.objects.filter(expert__user=user, state__in=OPEN).select_related("project__company")
    return found.order_by("planned_on", "begins")


def stops_waiting_for(user: Any) -> QuerySet[Visit]:
    """Work that has to stop at the own company, not answered yet."""
    found = visits_visible_to(user).filter(stop_work=True, stop_answered_at=None)
    return found.order_by("reported_at", "pk")


def visits_on(day: date) -> QuerySet[Visit]:
    """Open visits of a day: for the reminder."""
    return Visit.objects.filter(planned_on=day, state__in=OPEN).select_related("project__company", "expert__user")
