"""DO: tasks of the support group: planned with the days of an expert, signed, done, measured, verified. SGS-01, 05."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Expert, GroupRequest, GroupTask, Project, WaveExpert
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.rules import waves as rules
from sharedgrowth.support.services.experts import book_days, free_days
from sharedgrowth.support.services.waves import check_wall, held
from sharedgrowth.support.states.waves import EffectOwner, GroupState, GroupTaskState


# The list ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_task(
    request: GroupRequest,
    *,
    direction: str,
    title: str,
    plan: str,
    expert: Expert,
    days: Decimal,
    department: str,
    cost_bearer: str,
    cost_won: Decimal,
    expected_won: Decimal,
    due_on: date,
    soft: str = "",
    patents: int = 0,
    owner: str = EffectOwner.GROUP,
    owner_number: str = "",
    by: User,
) -> GroupTask:
    """A task in the list that the company will sign; the days of its expert are taken now, or it is refused. SGS-01."""
    require(policies.may_diagnose(by, request))
    request = held(request)
    if request.state != GroupState.DIAGNOSIS:
        raise WrongState(_("Tasks are written during the diagnosis."))
    on = today()
    if due_on <= on:
        raise RuleBroken(_("Choose a later day."), field="due_on")
    check_wall(expert.user, request.company)
    _check_owner(request, owner, owner_number)
    row = WaveExpert.objects.select_for_update(of=("self",)).filter(wave=request.wave, expert=expert).first()
    if row is None:
        raise RuleBroken(_("No days of this expert are released for the wave."), field="expert")
    if days > row.left:
        raise RuleBroken(
            _("%(name)s has %(left)s days left in this wave; %(days)s are asked for.")
            % {"name": expert.user.name, "left": row.left, "days": days},
            field="days",
        )
    spread = rules.days_by_month(days, on, due_on)
    task = GroupTask(
        number=next_number("SGT"),
        request=request,
        direction=direction,
        title=title,
        plan=plan,
        expert=expert,
        days=days,
        booked={f"{month:%Y-%m}": str(part) for month, part in spread.items()},
        department=department,
        cost_bearer=cost_bearer,
        cost_won=cost_won,
        expected_won=expected_won,
        due_on=due_on,
        soft=soft,
        patents=patents,
        owner=owner,
        owner_number=owner_number.strip(),
    )
    checked(task)
    row.planned += days
    row.save(update_fields=["planned"])
    task.save()
    book_days(expert, spread, about=task, by=by)
    record(task, "planned", by=by, payload={"days": str(days), "expert": expert.user_id})
    return task


def _check_owner(request: GroupRequest, owner: str, number: str) -> None:
    """An effect that another programme counts names it; a project has to be the company's own. SGS-05."""
    number = number.strip()
    if owner == EffectOwner.GROUP:
        if number:
            raise RuleBroken(_("Leave the number empty when the effect is counted here."), field="owner_number")
    elif not number:
        raise RuleBroken(_("Name the project or task in which the effect is counted."), field="owner_number")
    elif (
        owner == EffectOwner.PROJECT and not Project.objects.filter(number=number, company=request.company_id).exists()
    ):
        raise RuleBroken(_("This company has no project of this number."), field="owner_number")


def _free(task: GroupTask, by: User) -> None:
    """The days of months that have not begun, and those of the wave that were not worked, are free again."""
    on = today().replace(day=1)
    booked = {date.fromisoformat(f"{month}-01"): Decimal(part) for month, part in task.booked.items()}
    left = {month: part for month, part in booked.items() if month >= on}
    row = WaveExpert.objects.select_for_update(of=("self",)).get(wave=task.request.wave_id, expert=task.expert_id)
    row.planned = max(Decimal(0), row.planned - sum(left.values(), Decimal(0)))
    row.save(update_fields=["planned"])
    if left:
        free_days(task.expert, left, by=by)


@transaction.atomic
def list_tasks(request: GroupRequest, *, by: User) -> GroupRequest:
    """Diagnosis and list go to the company."""
    require(policies.may_diagnose(by, request))
    request = held(request)
    if not request.findings:
        raise RuleBroken(_("Hand the diagnosis in first."))
    tasks = request.tasks.exclude(state=GroupTaskState.CANCELLED).count()
    if not tasks:
        raise RuleBroken(_("Write at least one task."))
    move(request, "list", by=by, payload={"tasks": tasks})
    announce("support.group_listed", request=request.pk, tasks=tasks)
    return request


@transaction.atomic
def want_other_list(request: GroupRequest, *, reason: str, by: User) -> GroupRequest:
    """The company wants other tasks."""
    require(policies.may_act_for_company(by, request))
    request = held(request)
    move(request, "relist", by=by, reason=reason)
    announce("support.group_relisted", request=request.pk, reason=reason)
    return request


@transaction.atomic
def agree_tasks(request: GroupRequest, *, by: User) -> GroupRequest:
    """The company signs the list."""
    require(policies.may_act_for_company(by, request))
    request = held(request)
    tasks = list(request.tasks.exclude(state=GroupTaskState.CANCELLED).order_by("pk").values_list("number", flat=True))
    move(request, "agree", by=by, payload={"tasks": tasks}, agreed_by=by, agreed_at=db_now())
    announce("support.group_agreed", request=request.pk)
    return request


# Work ----------------------------------------------------------------------------------------------------------------
def _held_task(task: GroupTask) -> GroupTask:
    """The request's row is held before that of its task."""
    held(task.request)
    found = GroupTask.objects.select_for_update(of=("self",)).select_related("request__wave", "expert__user")
    return found.get(pk=task.pk)


@transaction.atomic
def start_task(task: GroupTask, *, by: User) -> GroupTask:
    """Under way; the first one starts the whole."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    request = task.request
    if request.state not in (GroupState.TASKS_AGREED, GroupState.IN_PROGRESS):
        raise WrongState(_("The company has not signed the list of tasks."))
    check_wall(task.expert.user, request.company)
    move(task, "start", by=by)
    if request.state == GroupState.TASKS_AGREED:
        move(request, "start", by=by)
    return task


@transaction.atomic
def hold_task(task: GroupTask, *, reason: str, by: User) -> GroupTask:
    """It rests, with the reason."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    move(task, "hold", by=by, reason=reason)
    return task


@transaction.atomic
def resume_task(task: GroupTask, *, by: User) -> GroupTask:
    """On again."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    move(task, "resume", by=by)
    return task


@transaction.atomic
def finish_task(task: GroupTask, *, done_on: date, by: User) -> GroupTask:
    """Done; it is measured for three months now."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    if done_on > today():
        raise RuleBroken(_("This day is still to come."), field="done_on")
    move(task, "finish", by=by, done_on=done_on)
    announce("support.group_task_done", task=task.pk)
    return task


@transaction.atomic
def cancel_task(task: GroupTask, *, reason: str, by: User) -> GroupTask:
    """Given up; the days that were not worked are free again."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    move(task, "cancel", by=by, reason=reason)
    GroupTask.objects.filter(pk=task.pk).update(reason=reason)
    _free(task, by)
    return task


# Effect --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def measure_task(
    task: GroupTask, *, won: Decimal, measured_from: date, measured_to: date, measurement: str, by: User
) -> GroupTask:
    """The effect in a year, measured over at least three months after it was done."""
    require(policies.may_lead(by, task))
    task = _held_task(task)
    if task.done_on is None:
        raise WrongState(_("A task is measured once it is done."))
    if measured_from < task.done_on:
        raise RuleBroken(_("Measure from the day on which it was done."), field="measured_from")
    if measured_to > today():
        raise RuleBroken(_("This day is still to come."), field="measured_to")
    if not rules.measures_long_enough(measured_from, measured_to):
        raise RuleBroken(_("Measure over at least three months."), field="measured_to")
    move(
        task,
        "measure",
        by=by,
        payload={"won": str(won)},
        measured_won=won,
        measured_from=measured_from,
        measured_to=measured_to,
        measurement=measurement,
        measured_by=by,
    )
    announce("support.group_task_measured", task=task.pk)
    return task


@transaction.atomic
def verify_task(task: GroupTask, *, won: Decimal, reason: str = "", by: User) -> GroupTask:
    """Finance verifies the effect of the first year, never more than was measured; a lower one says why. SGS-05."""
    require(policies.may_verify(by, task))
    task = _held_task(task)
    if task.measured_won is None or task.state != GroupTaskState.MEASURED:
        raise WrongState(_("There is nothing to verify."))
    require(policies.may_verify(by, task))
    if won > task.measured_won:
        raise RuleBroken(_("Not more than was measured."), field="won")
    if won < task.measured_won and not reason.strip():
        raise RuleBroken(_("Say why it is less than was measured."), field="reason")
    move(
        task, "verify", by=by, reason=reason, payload={"won": str(won)}, verified_won=won, verified_by=by,
        verified_on=today(),
    )  # fmt: skip
    announce("support.group_task_verified", task=task.pk)
    return task


@transaction.atomic
def send_task_back(task: GroupTask, *, reason: str, by: User) -> GroupTask:
    """To be measured again."""
    require(policies.may_verify(by, task))
    task = _held_task(task)
    move(task, "send_back", by=by, reason=reason, measured_won=None)
    announce("support.group_task_sent_back", task=task.pk, reason=reason)
    return task


# The end of a request ------------------------------------------------------------------------------------------------
@transaction.atomic
def close_request(request: GroupRequest, *, satisfaction: int, by: User) -> GroupRequest:
    """The company closes it with its satisfaction, once every task is verified or cancelled."""
    require(policies.may_act_for_company(by, request))
    request = held(request)
    if request.tasks.exclude(state__in=[GroupTaskState.VERIFIED, GroupTaskState.CANCELLED]).exists():
        raise RuleBroken(_("Some tasks are not verified yet."))
    if not 1 <= satisfaction <= 5:
        raise RuleBroken(_("The satisfaction lies between 1 and 5."), field="satisfaction")
    move(request, "close", by=by, satisfaction=satisfaction)
    announce("support.group_closed", request=request.pk)
    return request


@transaction.atomic
def hold_request(request: GroupRequest, *, reason: str, by: User) -> GroupRequest:
    """It rests."""
    require(policies.may_run_waves(by))
    request = held(request)
    move(request, "hold", by=by, reason=reason)
    return request


@transaction.atomic
def resume_request(request: GroupRequest, *, by: User) -> GroupRequest:
    """On again."""
    require(policies.may_run_waves(by))
    request = held(request)
    move(request, "resume", by=by)
    return request


@transaction.atomic
def cancel_request(request: GroupRequest, *, reason: str, by: User) -> GroupRequest:
    """Either side ends it; its place and the days of experts are free again."""
    require(policies.may_cancel_request(by, request))
    request = held(request)
    for task in request.tasks.filter(
        state__in=[GroupTaskState.PLANNED, GroupTaskState.IN_PROGRESS, GroupTaskState.ON_HOLD]
    ).select_related("expert__user", "request"):
        move(task, "cancel", by=by, reason=reason)
        _free(task, by)
    move(request, "cancel", by=by, reason=reason)
    GroupRequest.objects.filter(pk=request.pk).update(reason=reason)
    announce("support.group_cancelled", request=request.pk, by=by.pk)
    return request
