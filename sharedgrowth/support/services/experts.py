"""DO: experts: who they are, which days they have, for whom they work. Source: domain 8 (SGS-01, SGS-03), 16.3."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.services.sampling import note_help
from sharedgrowth.support.models import (
    Absence,
    Assignment,
    CostAccess,
    Expert,
    ExpertMonth,
    Project,
    terms_on,
)
from sharedgrowth.support.policies import experts as policies
from sharedgrowth.support.queries import experts as queries
from sharedgrowth.support.rules.projects import days_by_month, months_between, wall_until
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.experts import AssignmentState

WORKING = (ProjectState.AGREEMENT, ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS, ProjectState.ON_HOLD)
PROFILE = ("organisation", "department", "disciplines", "years", "about_ko", "about_en", "active")


@transaction.atomic
def add_expert(user: User, *, by: User, **profile: Any) -> Expert:
    """Enter a consultant or an expert of the buyer, who has to hold the role."""
    require(policies.may_manage_experts(by))
    if not user.is_internal or not user.has_role("CN"):
        raise RuleBroken(_("Give the person the role of consultant first."), field="user")
    expert = Expert(user=user, **profile)
    checked(expert)
    expert.save()
    record(expert, "entered", by=by, payload={"disciplines": expert.disciplines})
    return expert


@transaction.atomic
def edit_expert(expert: Expert, *, by: User, **profile: Any) -> Expert:
    """Change the profile; who releases and how many days there are is set by the officer alone."""
    require(policies.may_edit_profile(by, expert))
    if not policies.may_manage_experts(by):
        profile = {name: value for name, value in profile.items() if name in PROFILE and name != "active"}
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    for name, value in profile.items():
        setattr(expert, name, value)
    checked(expert)
    expert.save()
    record(expert, "edited", by=by, payload={"fields": sorted(profile)})
    return expert


# Days ----------------------------------------------------------------------------------------------------------------
def lock_months(expert: Expert, months: Iterable[date]) -> dict[date, ExpertMonth]:
    """The rows of these months under their locks, in the order of time; made from the usual days where missing."""
    wanted = sorted(set(months))
    ExpertMonth.objects.bulk_create(
        [ExpertMonth(expert=expert, month=month, capacity=expert.days_a_month) for month in wanted],
        ignore_conflicts=True,
    )
    rows = ExpertMonth.objects.select_for_update(of=("self",)).filter(expert=expert, month__in=wanted)
    return {row.month: row for row in rows.order_by("month")}


def book_days(expert: Expert, days: Mapping[date, Decimal], *, about: models.Model, by: User) -> None:
    """Plan these days, by first of month, or none of them (SGS-01). Inside the caller's transaction."""
    rows = lock_months(expert, days)
    for month, wanted in sorted(days.items()):
        row = rows[month]
        if wanted > row.free:
            raise RuleBroken(
                _("%(name)s has %(free)s days left in %(month)s; %(wanted)s are asked for.")
                % {"name": expert.user.name, "free": row.free, "month": f"{month:%Y-%m}", "wanted": wanted},
                field="days",
            )
        row.planned += wanted
        row.save(update_fields=["planned"])
    payload = {"about": str(about), "days": {f"{month:%Y-%m}": str(wanted) for month, wanted in days.items()}}
    record(expert, "days_booked", by=by, payload=payload)


def free_days(expert: Expert, days: Mapping[date, Decimal], *, by: User | None) -> None:
    """Give planned days back."""
    rows = lock_months(expert, days)
    for month, given in sorted(days.items()):
        row = rows[month]
        row.planned = max(Decimal(0), row.planned - given)
        row.save(update_fields=["planned"])
    record(expert, "days_freed", by=by, payload={"days": {f"{m:%Y-%m}": str(given) for m, given in days.items()}})


@transaction.atomic
def set_capacity(expert: Expert, month: date, *, days: Decimal, by: User) -> ExpertMonth:
    """Another number of days in one month; never fewer than what is planned."""
    require(policies.may_plan_days(by, expert))
    first = month.replace(day=1)
    row = lock_months(expert, [first])[first]
    if not 0 <= days <= 31:
        raise RuleBroken(_("A month has between 0 and 31 days."), field="days")
    if days < row.planned + row.absent:
        taken = row.planned + row.absent
        raise RuleBroken(
            _("%(days)s days of this month are planned or absent already.") % {"days": taken}, field="days"
        )
    before, row.capacity = row.capacity, days
    row.save(update_fields=["capacity"])
    record(expert, "capacity_set", by=by, payload={"month": first, "before": before, "days": days})
    return row


@transaction.atomic
def add_absence(expert: Expert, *, begins_on: date, ends_on: date, note: str = "", by: User) -> Absence:
    """Days away: they leave the months, if what is planned still fits; visits on these days are moved first."""
    require(policies.may_plan_days(by, expert))
    absence = Absence(expert=expert, begins_on=begins_on, ends_on=ends_on, note=note.strip(), entered_by=by)
    checked(absence)
    if ends_on < today():
        raise RuleBroken(_("These days have passed."), field="ends_on")
    if (ends_on - begins_on).days > 366:
        raise RuleBroken(_("An absence takes at most a year."), field="ends_on")
    lost = days_by_month(queries.absent_days(begins_on, ends_on))
    rows = lock_months(expert, lost or [begins_on.replace(day=1)])
    if expert.absences.filter(begins_on__lte=ends_on, ends_on__gte=begins_on).exists():
        raise RuleBroken(_("Another absence covers some of these days."), field="begins_on")
    visits = queries.agenda_of(expert, begins_on).filter(planned_on__lte=ends_on)
    if visit := visits.first():
        raise RuleBroken(
            _("Visit %(number)s is planned on %(day)s: move it first.")
            % {"number": visit.number, "day": visit.planned_on.isoformat()},
            field="begins_on",
        )
    for month, days in lost.items():
        row = rows[month]
        away = min(Decimal(days), row.capacity - row.absent)  # an expert of eight days a month is away of these only
        if row.planned > row.capacity - row.absent - away:
            raise RuleBroken(
                _("%(days)s days of %(month)s are planned already: free them first.")
                % {"days": row.planned, "month": f"{month:%Y-%m}"},
                field="begins_on",
            )
        row.absent += away
        row.save(update_fields=["absent"])
    absence.save()
    record(expert, "absent", by=by, payload={"from": begins_on, "to": ends_on})
    return absence


# Assignments ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_expert(
    project: Project,
    expert: Expert,
    *,
    days: Mapping[date, Decimal],
    task: str,
    lead: bool = False,
    sees_costs: bool = True,
    by: User,
) -> Assignment:
    """Ask the head of the unit for an expert's days. They are planned at once, so that nobody promises them twice."""
    require(policies.may_assign(by, project))
    project = locked(project)
    running(project, *WORKING)
    wanted = {month.replace(day=1): Decimal(number) for month, number in days.items() if Decimal(number) > 0}
    if not wanted:
        raise RuleBroken(_("Say how many days, in which months."), field="days")
    if min(wanted) < today().replace(day=1):
        raise RuleBroken(_("Plan days of this month or later ones."), field="days")
    if not expert.active:
        raise RuleBroken(_("This expert takes no projects now."), field="expert")
    if expert.head_id is None:
        raise RuleBroken(_("Enter the head of the unit, who releases the expert, first."), field="expert")
    _check_wall(expert.user, project.company, sees_costs=sees_costs)
    assignment = Assignment(
        expert=expert,
        project=project,
        task=task.strip(),
        lead=lead,
        sees_costs=sees_costs,
        days={f"{month:%Y-%m}": str(number) for month, number in sorted(wanted.items())},
        asked_by=by,
    )
    checked(assignment)
    book_days(expert, wanted, about=project, by=by)
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("Someone else has just asked for this expert. Reload the page and look again.")) from twice
    record(assignment, "asked", by=by, payload={"project": project.number, "days": assignment.days})
    announce("support.expert_asked", assignment=assignment.pk)
    return assignment


def _check_wall(person: User, company: Company, *, sees_costs: bool) -> None:
    """Nobody who belongs to the company; nobody who decides in a live tender in which it bids (SGS-03, SOD-14)."""
    if person.memberships.filter(company=company).exists():
        raise RuleBroken(_("This person belongs, or belonged, to the company: choose another expert."), field="expert")
    if sees_costs and (tender := queries.deciding_in(person, company).first()):
        raise RuleBroken(
            _(
                "This person decides in tender %(number)s, in which the company bids (SGS-03): choose another expert, "
                "or one who does not see costs."
            )
            % {"number": tender.number},
            field="expert",
        )


def days_of(assignment: Assignment) -> dict[date, Decimal]:
    """The planned days by first of month."""
    return {date.fromisoformat(f"{month}-01"): Decimal(days) for month, days in assignment.days.items()}


@transaction.atomic
def release_expert(assignment: Assignment, *, by: User) -> Assignment:
    """The head of the unit agrees. From now on the expert sees the project, and the wall stands (SOD-14)."""
    require(policies.may_release(by, assignment))
    project = locked(assignment.project)
    running(project, *WORKING)
    expert = assignment.expert
    _check_wall(expert.user, project.company, sees_costs=assignment.sees_costs)
    move(assignment, "release", by=by, decided_by=by, decided_at=db_now())
    last = max(days_of(assignment))
    note_access(expert.user, project.company, costs=assignment.sees_costs, on=max(last, today()), about=project, by=by)
    announce("support.expert_released", assignment=assignment.pk)
    return assignment


@transaction.atomic
def refuse_expert(assignment: Assignment, *, reason: str, by: User) -> Assignment:
    """The head of the unit cannot spare the expert; the days are free again."""
    require(policies.may_release(by, assignment))
    if not reason.strip():
        raise RuleBroken(_("Say why: the officer reads it."), field="reason")
    locked(assignment.project)
    move(
        assignment,
        "refuse",
        by=by,
        reason=reason.strip(),
        decided_by=by,
        decided_at=db_now(),
    )
    Assignment.objects.filter(pk=assignment.pk).update(reason=reason.strip()[:500])
    free_days(assignment.expert, days_of(assignment), by=by)
    announce("support.expert_refused", assignment=assignment.pk)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, reason: str = "", by: User) -> Assignment:
    """The work is done, or given up; days of months to come are free again."""
    require(policies.may_end_assignment(by, assignment))
    return _end(assignment, reason=reason, by=by)


def _end(assignment: Assignment, *, reason: str, by: User | None) -> Assignment:
    on = today()
    move(assignment, "end", by=by, reason=reason.strip(), ended_on=on)
    left = {month: days for month, days in days_of(assignment).items() if month > on.replace(day=1)}
    if left:
        free_days(assignment.expert, left, by=by)
    return assignment


def end_assignments(project: Project, *, by: User | None) -> None:
    """With the project. Inside the caller's transaction, which holds the project's row."""
    live = project.assignments.filter(state__in=queries.LIVE_ASSIGNMENTS).select_related("expert__user")
    for assignment in live.order_by("expert_id"):
        _end(assignment, reason=_("The project has ended."), by=by)


# The wall ------------------------------------------------------------------------------------------------------------
def note_access(person: User, company: Company, *, costs: bool, on: date, about: models.Model, by: User | None) -> None:
    """This person helped the company until ``on``: no review of it for 12 months (SOD-11); with ``costs``, none of the
    tenders in which it bids for some months (SOD-14). Inside the caller's transaction.
    """
    if costs:
        until = wall_until(on, terms_on(today()).wall_months)
        CostAccess.objects.create(person=person, company=company, on=on, until=until, about=str(about)[:60])
    note_help(person, company, last_on=on, note=str(about), by=by)


def check_still_apart(expert: Expert, project: Project) -> None:
    """At the action, not only at the assignment: the expert may not have become a decider meanwhile."""
    try:
        _check_wall(expert.user, project.company, sees_costs=True)
    except RuleBroken as refusal:
        raise NotAllowed(refusal.message) from refusal


def planned_months(project: Project) -> list[date]:
    """The months for which days of experts are asked: those of the project, from this one on."""
    on = today()
    first = max(project.begins_on or on, on)
    last = max(project.ends_on or first, first)
    return months_between(first, last)[:24]


def is_assigned(assignment: Assignment) -> bool:
    """Whether the expert works for it now."""
    return assignment.state == AssignmentState.RELEASED
