"""DO: actions that follow from a self-assessment: planned, reported done, closed by another person. CCM-02."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.ccms.models import Action, Module, SelfAssessment
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.states import ActionState


@transaction.atomic
def open_action(
    assessment: SelfAssessment, *, module: Module, title: str, due_on: date, owner: User | None, by: User
) -> Action:
    """Something that the unit or company wants to do besides."""
    require(policies.may_plan(by, assessment))
    made = Action(assessment=assessment, module=module, title=title, due_on=due_on, owner=owner, opened_by=by)
    _check_owner(made)
    checked(made)
    made.save()
    record(made, "opened", by=by)
    _tell_owner(made, None)
    return made


def _check_owner(action: Action) -> None:
    owner, assessment = action.owner, action.assessment
    if owner is None:
        return
    if assessment.company_id is not None:
        fits = owner.memberships.filter(company=assessment.company_id, state="active").exists()
    else:
        fits = owner.is_internal
    if not fits:
        raise RuleBroken(_("The owner of an action belongs to the same organisation."), field="owner")


def _tell_owner(action: Action, before: int | None) -> None:
    if action.owner_id is not None and action.owner_id != before:
        announce("ccms.action_given", action=action.pk)


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).select_related("assessment", "module").get(pk=action.pk)


@transaction.atomic
def plan_action(action: Action, *, title: str, due_on: date, owner: User | None, by: User) -> Action:
    """What is to be done, by whom, until when."""
    require(policies.may_plan(by, action.assessment))
    held = _locked(action)
    if held.state != ActionState.OPEN:
        raise WrongState(_("Only an open action is planned anew."))
    before = held.owner_id
    held.title, held.due_on, held.owner = title, due_on, owner
    _check_owner(held)
    checked(held)
    held.save(update_fields=["title", "due_on", "owner"])
    record(held, "planned", by=by, payload={"due_on": due_on.isoformat(), "owner": owner.pk if owner else None})
    _tell_owner(held, before)
    return held


@transaction.atomic
def finish_action(action: Action, *, result: str, by: User) -> Action:
    """Reported done, with what was done; another person closes it."""
    require(policies.may_finish(by, action))
    if not result.strip():
        raise RuleBroken(_("Say what was done."), field="result")
    held = _locked(action)
    if not held.title:
        raise RuleBroken(_("Plan the action first: say what is to be done."))
    move(held, "finish", by=by, result=result.strip(), done_by=by, done_at=db_now())
    announce("ccms.action_done", action=held.pk)
    return held


@transaction.atomic
def reopen_action(action: Action, *, reason: str, by: User) -> Action:
    """It is not done yet."""
    require(policies.may_close(by, action))
    if not reason.strip():
        raise RuleBroken(_("Say what is still missing."), field="reason")
    held = _locked(action)
    owner = held.done_by_id
    move(held, "reopen", by=by, reason=reason.strip(), done_by=None, done_at=None)
    announce("ccms.action_reopened", action=held.pk, person=owner)
    return held


@transaction.atomic
def close_action(action: Action, *, by: User) -> Action:
    """Another person has looked: done."""
    require(policies.may_close(by, action))
    held = _locked(action)
    move(held, "close", by=by, closed_by=by, closed_at=db_now())
    announce("ccms.action_closed", action=held.pk)
    return held


@transaction.atomic
def drop_action(action: Action, *, reason: str, by: User) -> Action:
    """It is not done, and why."""
    require(policies.may_close(by, action))
    if not reason.strip():
        raise RuleBroken(_("Say why it is dropped."), field="reason")
    held = _locked(action)
    move(held, "drop", by=by, reason=reason.strip(), closed_by=by, closed_at=db_now())
    return held
