"""DO: the plan of a project: phases, papers handed in and looked at, follow-ups, satisfaction. Source: 7.2, 7.3."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.periods import months_after
from portal.policy import require
from sharedgrowth.support.models import Deliverable, FollowUp, Project, ProjectPhase, Satisfaction
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries.projects import programme_of
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import DeliverableState

AT_WORK = (ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS)
ENDED_WELL = (ProjectState.COMPLETED, ProjectState.MEASURED, ProjectState.VERIFIED, ProjectState.CLOSED)
FOLLOWUP_ANSWER_DAYS = 30
MOST_FILES = 10


@transaction.atomic
def move_phase(phase: ProjectPhase, *, begins_on: date, ends_on: date, reason: str, by: User) -> ProjectPhase:
    """Other days for a phase that is not done; the plan's last day follows."""
    require(policies.may_plan(by, phase.project))
    if not reason.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="reason")
    project = locked(phase.project)
    running(project)
    phase = ProjectPhase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    if phase.done_on is not None:
        raise WrongState(_("This phase is done already."))
    if project.begins_on and begins_on < project.begins_on:
        raise RuleBroken(_("A phase begins after the project."), field="begins_on")
    before = (phase.begins_on, phase.ends_on)
    phase.begins_on, phase.ends_on, phase.note = begins_on, ends_on, reason.strip()
    checked(phase)
    phase.save(update_fields=["begins_on", "ends_on", "note"])
    phase.deliverables.filter(state=DeliverableState.DUE).update(due_on=ends_on)
    project.ends_on = max(project.phases.values_list("ends_on", flat=True))
    project.save(update_fields=["ends_on"])
    payload = {"phase": phase.key, "before": [day.isoformat() for day in before], "ends_on": ends_on}
    record(project, "phase_moved", by=by, reason=reason.strip(), payload=payload)
    announce("support.plan_changed", project=project.pk)
    return phase


@transaction.atomic
def finish_phase(phase: ProjectPhase, *, note: str = "", by: User) -> ProjectPhase:
    """All of it is done: the deliverables of the phase are accepted, the phases before it are done."""
    require(policies.may_plan(by, phase.project))
    project = locked(phase.project)
    running(project, *AT_WORK)
    phase = ProjectPhase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    if phase.done_on is not None:
        raise WrongState(_("This phase is done already."))
    if earlier := project.phases.filter(order__lt=phase.order, done_on=None).first():
        raise RuleBroken(_("Finish the phase before it first: %(name)s.") % {"name": earlier.title})
    if left := phase.deliverables.exclude(state=DeliverableState.ACCEPTED).first():
        raise RuleBroken(_("This deliverable is not accepted yet: %(name)s.") % {"name": left.title})
    phase.done_on, phase.done_by, phase.note = today(), by, note.strip() or phase.note
    phase.save(update_fields=["done_on", "done_by", "note"])
    record(project, "phase_done", by=by, payload={"phase": phase.key})
    announce("support.phase_done", project=project.pk, phase=phase.key)
    return phase


@transaction.atomic
def add_deliverable(project: Project, *, title: str, due_on: date, phase: ProjectPhase | None, by: User) -> Deliverable:
    """Something more to hand in."""
    require(policies.may_plan(by, project))
    project = locked(project)
    running(project)
    if due_on < today():
        raise RuleBroken(_("Choose a day to come."), field="due_on")
    made = Deliverable(project=project, title=title.strip(), due_on=due_on, phase=phase)
    checked(made)
    made.save()
    record(project, "deliverable_added", by=by, payload={"title": made.title, "due_on": due_on})
    announce("support.plan_changed", project=project.pk)
    return made


@transaction.atomic
def hand_in(deliverable: Deliverable, *, uploads: Sequence[Upload], note: str = "", by: User) -> Deliverable:
    """The company hands it in, with its files."""
    require(policies.may_hand_in(by, deliverable))
    if not uploads:
        raise RuleBroken(_("Choose at least one file."), field="uploads")
    project = locked(deliverable.project)
    running(project, *AT_WORK, ProjectState.COMPLETED)
    files = [store_upload(upload, company=project.company, by=by) for upload in uploads[:MOST_FILES]]
    payload = {"sha256": [file.sha256 for file in files]}
    move(deliverable, "submit", by=by, payload=payload, note=note.strip(), submitted_by=by, submitted_at=db_now())
    deliverable.files.set(files)
    announce("support.deliverable_submitted", deliverable=deliverable.pk)
    return deliverable


@transaction.atomic
def accept_deliverable(deliverable: Deliverable, *, remark: str = "", by: User) -> Deliverable:
    """It is as agreed."""
    require(policies.may_judge(by, deliverable))
    told: dict[str, Any] = {"remark": remark.strip(), "judged_by": by, "judged_at": db_now()}
    move(deliverable, "accept", by=by, **told)
    announce("support.deliverable_judged", deliverable=deliverable.pk)
    return deliverable


@transaction.atomic
def return_deliverable(deliverable: Deliverable, *, remark: str, by: User) -> Deliverable:
    """Something is missing; the company hands it in again."""
    require(policies.may_judge(by, deliverable))
    if not remark.strip():
        raise RuleBroken(_("Say what is missing: the company reads it."), field="remark")
    told: dict[str, Any] = {"remark": remark.strip(), "judged_by": by, "judged_at": db_now()}
    move(deliverable, "return", by=by, reason=remark.strip(), **told)
    announce("support.deliverable_judged", deliverable=deliverable.pk)
    return deliverable


# Follow-ups ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_followups(project: Project, on: date) -> list[FollowUp]:
    """What is due of the follow-ups of the programme (3 and 12 months after the completion). By the daily job."""
    project = locked(project)
    known = programme_of(project)
    if project.completed_on is None or known is None:
        return []
    there = set(project.followups.values_list("months", flat=True))
    made = []
    for months in known.stages.followed_after_months:
        due_from = months_after(project.completed_on, months)
        if months in there or due_from > on:
            continue
        due_on = date.fromordinal(on.toordinal() + FOLLOWUP_ANSWER_DAYS)
        followup = FollowUp.objects.create(project=project, months=months, asked_on=on, due_on=due_on)
        record(project, "followup_asked", by=None, payload={"months": months, "due_on": due_on})
        announce("support.followup_asked", followup=followup.pk)
        made.append(followup)
    return made


@transaction.atomic
def answer_followup(
    followup: FollowUp, *, still_works: bool, text: str, effect_pct: Decimal | None = None, by: User
) -> FollowUp:
    """The company says whether the effect is still there."""
    require(policies.may_answer_followup(by, followup.project))
    if not text.strip():
        raise RuleBroken(_("Say how it stands today."), field="text")
    if effect_pct is not None and not 0 <= effect_pct <= 200:
        raise RuleBroken(_("Write a share between 0 and 200 percent."), field="effect_pct")
    told: dict[str, Any] = {"still_works": still_works, "text": text.strip(), "effect_pct": effect_pct}
    move(followup, "answer", by=by, payload={"still_works": still_works}, answered_by=by, answered_at=db_now(), **told)
    announce("support.followup_answered", followup=followup.pk)
    return followup


@transaction.atomic
def lapse_followup(followup: FollowUp) -> FollowUp:
    """Nobody answered in time; an answer is still taken. By the daily job."""
    move(followup, "lapse", by=None)
    announce("support.followup_unanswered", followup=followup.pk)
    return followup


@transaction.atomic
def rate_project(project: Project, *, score: int, text: str = "", by: User) -> Satisfaction:
    """1 to 5, once, when the work is done."""
    require(policies.may_rate(by, project))
    project = locked(project)
    running(project, *ENDED_WELL)
    if Satisfaction.objects.filter(project=project).exists():
        raise WrongState(_("Your company has given its answer already."))
    rating = Satisfaction(project=project, score=score, text=text.strip(), by=by)
    checked(rating)
    rating.save(force_insert=True)
    record(project, "rated", by=by, payload={"score": score})
    announce("support.project_rated", project=project.pk)
    return rating
