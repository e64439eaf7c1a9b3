"""DO: visits: planned, made safe, reported, answered. Source: domain 7.2, 8 (SGS-07, SGS-03), 16.3."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import PICTURES
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Assignment, Expert, Project, SafetyForm, Visit
from sharedgrowth.support.policies import visits as policies
from sharedgrowth.support.queries.experts import is_away
from sharedgrowth.support.services.experts import check_still_apart, note_access
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.experts import AssignmentState

WITH_VISITS = (ProjectState.AGREEMENT, ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS, ProjectState.COMPLETED)
MOST_PHOTOS = 8


def _row(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("project__company", "expert__user")
    return rows.get(pk=visit.pk)


def _assignment(project: Project, expert: Expert) -> Assignment:
    found = Assignment.objects.filter(project=project, expert=expert, state=AssignmentState.RELEASED).first()
    if found is None:
        raise RuleBroken(_("This expert is not released for the project."), field="expert")
    return found


@transaction.atomic
def plan_visit(
    project: Project, *, expert: Expert, planned_on: date, begins: time, site: str, purpose: str, by: User
) -> Visit:
    """A day at the company, of an expert who is released for it and not away."""
    require(policies.may_plan_visit(by, project))
    project = locked(project)
    running(project, *WITH_VISITS)
    _assignment(project, expert)
    _check_day(expert, planned_on)
    visit = Visit(
        number=next_number("VST"),
        project=project,
        expert=expert,
        planned_on=planned_on,
        begins=begins,
        site=site.strip(),
        purpose=purpose.strip(),
        planned_by=by,
    )
    checked(visit)
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as taken:
        raise RuleBroken(_("The expert already has a visit at this time."), field="begins") from taken
    record(visit, "planned", by=by, payload={"project": project.number, "on": planned_on})
    announce("support.visit_planned", visit=visit.pk)
    return visit


def _check_day(expert: Expert, day: date) -> None:
    if day < today():
        raise RuleBroken(_("This day has passed."), field="planned_on")
    if is_away(expert, day):
        raise RuleBroken(_("The expert is away on this day."), field="planned_on")


@transaction.atomic
def move_visit(visit: Visit, *, planned_on: date, begins: time, reason: str, by: User) -> Visit:
    """Another day or hour: the safety form is filled in anew."""
    require(policies.may_change_visit(by, visit))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    visit = _row(visit)
    _check_day(visit.expert, planned_on)
    payload = {"before": visit.planned_on, "on": planned_on}
    visit.planned_on, visit.begins = planned_on, begins
    try:
        with transaction.atomic():
            if visit.state == "safe":
                move(visit, "move_day", by=by, reason=reason.strip(), planned_on=planned_on, begins=begins)
            elif visit.state == "planned":
                visit.save(update_fields=["planned_on", "begins"])
                record(visit, "moved", by=by, reason=reason.strip(), payload=payload)
            else:
                raise WrongState(_("This visit has been reported or cancelled."))
    except IntegrityError as taken:
        raise RuleBroken(_("The expert already has a visit at this time."), field="begins") from taken
    announce("support.visit_moved", visit=visit.pk)
    return visit


@transaction.atomic
def cancel_visit(visit: Visit, *, reason: str, by: User) -> Visit:
    """It does not take place."""
    require(policies.may_change_visit(by, visit))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    visit = _row(visit)
    move(visit, "cancel", by=by, reason=reason.strip())
    announce("support.visit_cancelled", visit=visit.pk)
    return visit


@transaction.atomic
def fill_safety_form(
    visit: Visit,
    *,
    hazards: Sequence[str],
    protection: Sequence[str],
    contact: str,
    emergency: str,
    briefed: bool,
    other: str = "",
    by: User,
) -> SafetyForm:
    """The risk form before the visit: without it nothing is reported (SGS-07)."""
    require(policies.may_go(by, visit))
    if not briefed:
        raise RuleBroken(_("Agree on the safety briefing with the site first."), field="briefed")
    if not contact.strip() or not emergency.strip():
        raise RuleBroken(_("Name who receives you, and a telephone for an emergency."), field="contact")
    if hazards and not protection:
        raise RuleBroken(_("Choose the protective equipment against these hazards."), field="protection")
    visit = _row(visit)
    form = SafetyForm.objects.create(
        visit=visit,
        hazards=list(hazards),
        protection=list(protection),
        other=other.strip(),
        contact=contact.strip(),
        emergency=emergency.strip(),
        briefed=briefed,
        by=by,
    )
    move(visit, "clear", by=by, payload={"hazards": list(hazards)})
    announce("support.visit_cleared", visit=visit.pk)
    return form


@transaction.atomic
def report_visit(
    visit: Visit,
    *,
    hours: Decimal,
    findings: str,
    advice: str,
    next_steps: str = "",
    met: str = "",
    stop_work: bool = False,
    stop_text: str = "",
    photos: Sequence[Upload] = (),
    key: UUID | None = None,
    by: User,
) -> Visit:
    """What was seen and advised. The same ``key`` sent again returns the report that it made: lines break at sites.

    Work that has to stop is told at once, to the company and to us (SGS-07).
    """
    require(policies.may_go(by, visit))
    visit = _row(visit)
    if key is not None and visit.key == key:
        return visit
    if key is not None and Visit.objects.filter(key=key).exclude(pk=visit.pk).exists():
        raise RuleBroken(_("This report belongs to another visit: open the form anew."))
    if not findings.strip():
        raise RuleBroken(_("Say what you saw."), field="findings")
    if stop_work and not stop_text.strip():
        raise RuleBroken(_("Say what has to stop, and why."), field="stop_text")
    if not Decimal(0) < hours <= Decimal(24):
        raise RuleBroken(_("A visit takes more than zero and at most 24 hours."), field="hours")
    if visit.state == "planned":
        raise WrongState(_("Fill in the safety form of this visit first."))
    if visit.planned_on > today():
        raise RuleBroken(_("A visit is reported on its day or later. Move it if it took place earlier."))
    if len(photos) > MOST_PHOTOS:
        raise RuleBroken(_("At most %(most)s pictures.") % {"most": MOST_PHOTOS}, field="photos")
    project = locked(visit.project)
    assignment = _assignment(project, visit.expert)
    if assignment.sees_costs:
        check_still_apart(visit.expert, project)
    told: dict[str, Any] = {
        "visited_on": visit.planned_on,
        "hours": hours,
        "findings": findings.strip(),
        "advice": advice.strip(),
        "next_steps": next_steps.strip(),
        "met": met.strip(),
        "stop_work": stop_work,
        "stop_text": stop_text.strip() if stop_work else "",
        "key": key,
        "reported_by": by,
        "reported_at": db_now(),
    }
    files = [store_upload(photo, company=project.company, by=by, kinds=PICTURES) for photo in photos]
    move(visit, "report", by=by, payload={"hours": hours, "stop_work": stop_work}, **told)
    visit.photos.set(files)
    note_access(
        visit.expert.user, project.company, costs=assignment.sees_costs, on=visit.planned_on, about=visit, by=by
    )
    announce("support.visit_reported", visit=visit.pk)
    if stop_work:
        announce("support.stop_work", visit=visit.pk)
    return visit


@transaction.atomic
def confirm_visit(visit: Visit, *, by: User) -> Visit:
    """The company has read the report."""
    require(policies.may_confirm(by, visit))
    visit = _row(visit)
    if visit.reported_at is None:
        raise WrongState(_("This visit is not reported yet."))
    if visit.confirmed_at is None:
        visit.confirmed_by, visit.confirmed_at = by, db_now()
        visit.save(update_fields=["confirmed_by", "confirmed_at"])
        record(visit, "confirmed", by=by)
    return visit


@transaction.atomic
def answer_stop(visit: Visit, *, text: str, by: User) -> Visit:
    """What the company did about work that had to stop."""
    require(policies.may_confirm(by, visit))
    if not text.strip():
        raise RuleBroken(_("Say what was done."), field="text")
    visit = _row(visit)
    if not visit.stop_work:
        raise WrongState(_("Nothing had to stop at this visit."))
    if visit.stop_answered_at is not None:
        raise WrongState(_("Your company has answered already."))
    visit.stop_answer, visit.stop_answered_at = text.strip(), db_now()
    visit.save(update_fields=["stop_answer", "stop_answered_at"])
    record(visit, "stop_answered", by=by, reason=text.strip())
    announce("support.stop_answered", visit=visit.pk)
    return visit
