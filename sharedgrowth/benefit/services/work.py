"""DO: registration, milestones, start, suspension, completion, failure; technical data that is exchanged."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.benefit.models import ExternalRegistration, Milestone, Task, TechnicalAccess, TechnicalItem
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.policies import tasks as task_policies
from sharedgrowth.benefit.queries.agreed import has_dispute
from sharedgrowth.benefit.rules.tasks import kept_until
from sharedgrowth.benefit.services.measurement import undisputed
from sharedgrowth.benefit.services.sharing import cancel_years
from sharedgrowth.benefit.services.tasks import locked
from sharedgrowth.benefit.states import TaskState

MOST_MILESTONES = 30
MOST_FILES = 10
WORKING = (TaskState.IN_PROGRESS, TaskState.SUSPENDED)
PLANNING = (TaskState.SELECTED, TaskState.AGREED, TaskState.REGISTERED)


# Registration --------------------------------------------------------------------------------------------------------
@transaction.atomic
def register_task(task: Task, *, body: str, number: str, registered_on: date, by: User) -> ExternalRegistration:
    """The body that confirms benefit sharing has the contract and the plan: only before the task starts."""
    require(policies.may_register(by))
    task = locked(task)
    undisputed(task)
    if task.state != TaskState.AGREED:
        raise WrongState(_("A task is registered after its agreement and before it starts."))
    if registered_on > today():
        raise RuleBroken(_("This day has not come yet."), field="registered_on")
    found = ExternalRegistration(
        task=task, body=body.strip(), number=number.strip(), registered_on=registered_on, entered_by=by
    )
    checked(found)
    found.save(force_insert=True)
    move(task, "register", by=by, payload={"body": found.body, "number": found.number, "on": registered_on})
    announce("benefit.task_registered", task=task.pk)
    return found


@transaction.atomic
def certify_task(task: Task, *, certificate: str, certified_on: date, by: User) -> ExternalRegistration:
    """After completion the body confirms it: the number of its certificate."""
    require(policies.may_register(by))
    task = locked(task)
    found = ExternalRegistration.objects.filter(task=task).first()
    if found is None:
        raise WrongState(_("Only a registered task is certified."))
    if task.completed_on is None:
        raise WrongState(_("A task is certified after it was completed."))
    if certified_on > today():
        raise RuleBroken(_("This day has not come yet."), field="certified_on")
    found.certificate, found.certified_on = certificate.strip(), certified_on
    checked(found, but=("task",))
    found.save(update_fields=["certificate", "certified_on"])
    record(task, "certified", by=by, payload={"certificate": found.certificate, "on": certified_on})
    return found


# Milestones ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_milestone(task: Task, *, title: str, due_on: date, by: User) -> Milestone:
    """A step with its day; before the agreement is sent it is part of what is signed."""
    require(task_policies.officer(by))
    task = locked(task)
    agreement = getattr(task, "agreement", None)
    if task.state != TaskState.SELECTED or (agreement is not None and agreement.sent_at is not None):
        raise WrongState(_("Milestones are planned with the agreement, before it is sent."))
    if not title.strip():
        raise RuleBroken(_("Say what is reached."), field="title")
    if due_on <= today():
        raise RuleBroken(_("A day after today."), field="due_on")
    count = task.milestones.count()
    if count >= MOST_MILESTONES:
        raise RuleBroken(_("At most %(most)s milestones.") % {"most": MOST_MILESTONES})
    return Milestone.objects.create(task=task, no=count + 1, title=title.strip(), due_on=due_on)


@transaction.atomic
def drop_milestone(milestone: Milestone, *, by: User) -> None:
    """Before the agreement is sent; the others move up."""
    require(task_policies.officer(by))
    task = locked(milestone.task)
    agreement = getattr(task, "agreement", None)
    if task.state != TaskState.SELECTED or (agreement is not None and agreement.sent_at is not None):
        raise WrongState(_("Milestones are planned with the agreement, before it is sent."))
    task.milestones.filter(pk=milestone.pk).delete()
    for no, each in enumerate(task.milestones.order_by("no"), start=1):
        if each.no != no:
            Milestone.objects.filter(pk=each.pk).update(no=no)


@transaction.atomic
def report_milestone(
    milestone: Milestone, *, done_on: date, report: str, uploads: Iterable[UploadedFile] = (), by: User
) -> Milestone:
    """A supplier (or the officer) says that it is reached, and how."""
    require(task_policies.may_report(by, milestone.task))
    if not report.strip():
        raise RuleBroken(_("Say what was done: the other side reads it."), field="report")
    task, on = locked(milestone.task), today()
    if task.state not in WORKING:
        raise WrongState(_("Milestones are reported while the task is worked on."))
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    milestone.task = task
    if milestone.done_on is not None:
        raise WrongState(_("This milestone was already reported."))
    if done_on > on:
        raise RuleBroken(_("This day has not come yet."), field="done_on")
    made = [store_upload(upload, company=by.company, by=by) for upload in uploads]
    if len(made) > MOST_FILES:
        raise RuleBroken(_("At most %(most)s files.") % {"most": MOST_FILES}, field="files")
    milestone.done_on, milestone.done_by, milestone.report = done_on, by, report.strip()
    milestone.save(update_fields=["done_on", "done_by", "report"])
    milestone.files.set(made)
    record(task, "milestone_done", by=by, reason=report.strip(), payload={"no": milestone.no, "on": done_on})
    announce("benefit.milestone_done", task=task.pk, milestone=milestone.pk)
    return milestone


@transaction.atomic
def alert_milestone(milestone: Milestone) -> Milestone | None:
    """It is overdue by more than the days of the terms: both sides are told, once. Called by the daily job."""
    task = locked(milestone.task)
    if task.state != TaskState.IN_PROGRESS or has_dispute(task):
        return None
    if not Milestone.objects.filter(pk=milestone.pk, done_on=None, alerted_on=None).update(alerted_on=today()):
        return None
    record(task, "milestone_late", by=None, payload={"no": milestone.no, "due_on": milestone.due_on})
    announce("benefit.milestone_late", task=task.pk, milestone=milestone.pk)
    return milestone


@transaction.atomic
def suspend_task(task: Task, *, milestone: Milestone) -> Task:
    """A milestone is overdue by more than 90 days: the task stands until the officer has spoken with the supplier."""
    task = locked(task)
    undisputed(task)
    move(task, "suspend", by=None, payload={"milestone": milestone.no, "due_on": milestone.due_on})
    announce("benefit.task_suspended", task=task.pk)
    return task


@transaction.atomic
def resume_task(task: Task, *, reason: str, due_on: date, by: User) -> Task:
    """The sides have agreed how it goes on: milestones that are overdue get a new day."""
    require(task_policies.may_resume(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say how it goes on."), field="reason")
    on = today()
    if due_on <= on:
        raise RuleBroken(_("A day after today."), field="due_on")
    task = locked(task)
    undisputed(task)
    move(task, "resume", by=by, reason=reason.strip(), payload={"due_on": due_on})
    task.milestones.filter(done_on=None, due_on__lt=due_on).update(due_on=due_on, alerted_on=None)
    announce("benefit.task_resumed", task=task.pk)
    return task


# Start and end -------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_task(task: Task, *, by: User) -> Task:
    """Work begins. From here on it can no longer be registered outside."""
    require(task_policies.may_start(by, task))
    task = locked(task)
    undisputed(task)
    move(task, "start", by=by)
    announce("benefit.task_started", task=task.pk)
    return task


@transaction.atomic
def complete_task(task: Task, *, by: User) -> Task:
    """Every milestone is reached: the measurement can begin."""
    require(task_policies.may_complete(by, task))
    task = locked(task)
    undisputed(task)
    if left := task.milestones.filter(done_on=None).count():
        raise WrongState(_("%(left)s milestones are not reported yet.") % {"left": left})
    move(task, "complete", by=by, completed_on=today())
    announce("benefit.task_completed", task=task.pk)
    return task


@transaction.atomic
def fail_task(task: Task, *, reason: str, by: User) -> Task:
    """It did not work. No penalty follows; what the supplier spent on the prototype is paid as agreed."""
    require(task_policies.may_fail(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say why: both sides learn from it."), field="reason")
    task = locked(task)
    undisputed(task)
    _end(task, "fail", reason.strip(), by)
    announce("benefit.task_failed", task=task.pk)
    return task


@transaction.atomic
def withdraw_task(task: Task, *, reason: str, by: User) -> Task:
    """The proposer takes it back; the idea stays protected."""
    require(task_policies.may_withdraw(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    task = locked(task)
    undisputed(task)
    if task.state == TaskState.IDEA:
        raise WrongState(_("A draft is discarded, not withdrawn."))
    _end(task, "withdraw", reason.strip(), by)
    announce("benefit.task_withdrawn", task=task.pk)
    return task


def _end(task: Task, name: str, reason: str, by: User) -> None:
    task.reason = reason
    task.save(update_fields=["reason"])
    move(task, name, by=by, reason=reason)
    cancel_years(task, by=by, reason=reason)


# Technical data ------------------------------------------------------------------------------------------------------
@transaction.atomic
def give_item(
    task: Task, *, title: str, purpose: str, return_on: date, upload: UploadedFile, by: User
) -> TechnicalItem:
    """One side hands technical data over, only under a signed confidentiality agreement. Source: domain BS-06."""
    require(policies.may_give_item(by, task))
    task = locked(task)
    nda = getattr(task, "nda", None)
    bound = policies.is_bound(by, task)
    if nda is None or not bound:
        raise WrongState(bound.reason)
    if return_on <= today():
        raise RuleBroken(_("A day after today."), field="return_on")
    if return_on > nda.until:
        raise RuleBroken(_("Not later than the end of the confidentiality agreement."), field="return_on")
    file = store_upload(upload, company=by.company, by=by)
    item = TechnicalItem(
        task=task, company=by.company, title=title.strip(), purpose=purpose.strip(), file=file, return_on=return_on,
        given_by=by,
    )  # fmt: skip
    checked(item)
    item.save(force_insert=True)
    record(task, "item_given", by=by, payload={"title": item.title, "sha256": file.sha256, "return_on": return_on})
    announce("benefit.item_given", task=task.pk, item=item.pk)
    return item


@transaction.atomic
def open_item(item: TechnicalItem, *, by: User) -> TechnicalItem:
    """Somebody opens technical data: who and when is kept before a byte leaves."""
    require(policies.may_open_item(by, item))
    TechnicalAccess.objects.create(item=item, by=by)
    return item


@transaction.atomic
def return_item(item: TechnicalItem, *, returned_on: date, how: str, by: User) -> TechnicalItem:
    """The side that received it has given it back or destroyed it; the record is kept for seven years."""
    require(policies.may_return_item(by, item))
    if not how.strip():
        raise RuleBroken(_("Say how it was returned or destroyed."), field="how")
    if returned_on > today():
        raise RuleBroken(_("This day has not come yet."), field="returned_on")
    task = locked(item.task)
    item = TechnicalItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.returned_on is not None:
        raise WrongState(_("It was already returned or destroyed."))
    item.returned_on, item.returned_how, item.returned_by = returned_on, how.strip(), by
    item.keep_until = kept_until(returned_on)
    item.save(update_fields=["returned_on", "returned_how", "returned_by", "keep_until"])
    record(task, "item_returned", by=by, reason=how.strip(), payload={"title": item.title, "on": returned_on})
    announce("benefit.item_returned", task=task.pk, item=item.pk)
    return item
