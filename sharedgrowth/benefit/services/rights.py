"""DO: disputes and their clock, releases for tenders, what a prototype cost, an employee's award. Source: domain 6."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.benefit.models import Dispute, EmployeeReward, PrototypeCost, Task, TenderRelease, terms_on
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.rules.tasks import moved_by
from sharedgrowth.benefit.services.measurement import undisputed
from sharedgrowth.benefit.services.sharing import owe_cost
from sharedgrowth.benefit.services.tasks import locked
from sharedgrowth.benefit.states import Bearer, Proposer, Release, Stop, TaskState

NO_DISPUTE = frozenset({TaskState.IDEA, TaskState.REJECTED, TaskState.WITHDRAWN})
MOST_FILES = 10


# Disputes ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_dispute(task: Task, *, text: str, by: User) -> Dispute:
    """A side disagrees: from now on the clocks of the task stand."""
    require(policies.may_open_dispute(by, task))
    if not text.strip():
        raise RuleBroken(_("Say what the sides disagree about, with its facts."), field="text")
    task = locked(task)
    if task.state in NO_DISPUTE:
        raise WrongState(_("There is nothing to disagree about in this state."))
    dispute = Dispute(task=task, company=by.company, opened_by=by, text=text.strip())
    checked(dispute)
    dispute.save(force_insert=True)
    record(task, "dispute_opened", by=by, reason=text.strip())
    announce("benefit.dispute_opened", task=task.pk, dispute=dispute.pk)
    return dispute


def _locked_dispute(dispute: Dispute) -> tuple[Task, Dispute]:
    task = locked(dispute.task)
    found = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    found.task = task
    if found.decided_at is not None:
        raise WrongState(_("This dispute is decided."))
    return task, found


@transaction.atomic
def answer_dispute(dispute: Dispute, *, text: str, by: User) -> Dispute:
    """The other side is heard."""
    require(policies.may_answer_dispute(by, dispute))
    if not text.strip():
        raise RuleBroken(_("Say how you see it."), field="text")
    task, dispute = _locked_dispute(dispute)
    if dispute.answer:
        raise WrongState(_("It was already answered."))
    dispute.answer, dispute.answered_by = text.strip(), by
    dispute.save(update_fields=["answer", "answered_by"])
    record(task, "dispute_answered", by=by, reason=text.strip())
    announce("benefit.dispute_answered", task=task.pk, dispute=dispute.pk)
    return dispute


@transaction.atomic
def decide_dispute(dispute: Dispute, *, decision: str, by: User) -> Dispute:
    """Compliance decides with reasons. Every clock of the task goes on from where it stood."""
    require(policies.may_decide_dispute(by, dispute))
    if not decision.strip():
        raise RuleBroken(_("Give the decision with its reasons: both sides read it."), field="decision")
    task, dispute = _locked_dispute(dispute)
    now = db_now()
    days = (now.astimezone(SEOUL).date() - dispute.opened_at.astimezone(SEOUL).date()).days
    dispute.decision, dispute.decided_by, dispute.decided_at = decision.strip(), by, now
    dispute.days_stopped = days
    dispute.save(update_fields=["decision", "decided_by", "decided_at", "days_stopped"])
    task.screen_due, task.feasible_due = moved_by(task.screen_due, days), moved_by(task.feasible_due, days)
    task.save(update_fields=["screen_due", "feasible_due"])
    for milestone in task.milestones.filter(done_on=None):
        milestone.due_on += timedelta(days=days)
        milestone.save(update_fields=["due_on"])
    record(task, "dispute_decided", by=by, reason=decision.strip(), payload={"days": days})
    announce("benefit.dispute_decided", task=task.pk, dispute=dispute.pk)
    return dispute


# Tenders -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def consent_to_tender(task: Task, *, stop: str, reason: str, by: User) -> TenderRelease:
    """The supplier agrees that its idea, or the items of its right, are put out to tender."""
    require(policies.may_consent(by, task))
    return _release(task, stop=stop, kind=Release.CONSENT, tender="", reason=reason, by=by)


@transaction.atomic
def override_stop(task: Task, *, stop: str, tender: str, reason: str, by: User) -> TenderRelease:
    """Compliance lets one tender go on, such as of another item of the same class."""
    require(policies.may_override(by, task))
    return _release(task, stop=stop, kind=Release.OVERRIDE, tender=tender.strip().upper(), reason=reason, by=by)


def _release(task: Task, *, stop: str, kind: Release, tender: str, reason: str, by: User) -> TenderRelease:
    if not reason.strip():
        raise RuleBroken(_("Say why: it is kept."), field="reason")
    task = locked(task)
    if stop not in Stop.values:
        raise RuleBroken(_("Choose what is released."), field="stop")
    release = TenderRelease(task=task, stop=stop, kind=kind, tender=tender, reason=reason.strip(), by=by)
    checked(release)
    release.save(force_insert=True)
    record(task, "tender_released", by=by, reason=reason.strip(), payload={"stop": stop, "tender": tender})
    announce("benefit.tender_released", task=task.pk, release=release.pk)
    return release


# Prototype -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def claim_cost(
    task: Task, *, amount_won: Decimal, evidence: str, uploads: Iterable[UploadedFile] = (), by: User
) -> PrototypeCost:
    """The supplier claims what prototype and trial cost, within what was agreed; also of a task that failed."""
    require(policies.may_claim_cost(by, task))
    task = locked(task)
    agreement = getattr(task, "agreement", None)
    if agreement is None or agreement.signed_at is None or agreement.prototype_bearer != Bearer.BUYER:
        raise WrongState(_("Nothing was agreed that the buyer pays for prototype and trial."))
    if PrototypeCost.objects.filter(task=task).exists():
        raise WrongState(_("The cost was already claimed."))
    if amount_won > agreement.prototype_won:
        most = f"{agreement.prototype_won:,.0f}"
        raise RuleBroken(_("At most %(most)s won were agreed.") % {"most": most}, field="amount_won")
    if not evidence.strip():
        raise RuleBroken(_("Say what was spent on what."), field="evidence")
    made = [store_upload(upload, company=by.company, by=by) for upload in uploads]
    cost = PrototypeCost(task=task, company=by.company, amount_won=amount_won, evidence=evidence.strip(), claimed_by=by)
    checked(cost)
    cost.save(force_insert=True)
    cost.files.set(made[:MOST_FILES])
    record(task, "cost_claimed", by=by, reason=evidence.strip(), payload={"won": amount_won})
    announce("benefit.cost_claimed", task=task.pk)
    return cost


@transaction.atomic
def grant_cost(cost: PrototypeCost, *, granted_won: Decimal, reason: str, by: User) -> PrototypeCost:
    """The officer grants it, in whole or in part with reasons; finance pays it in its runs."""
    require(policies.may_grant_cost(by, cost))
    task = locked(cost.task)
    undisputed(task)
    cost = PrototypeCost.objects.select_for_update(of=("self",)).select_related("company").get(pk=cost.pk)
    if cost.granted_at is not None:
        raise WrongState(_("This claim is decided."))
    if granted_won < cost.amount_won and not reason.strip():
        raise RuleBroken(_("Say why less is granted: the supplier reads it."), field="reason")
    cost.granted_won, cost.granted_by, cost.granted_at, cost.reason = granted_won, by, db_now(), reason.strip()
    checked(cost, but=("task",))
    cost.save(update_fields=["granted_won", "granted_by", "granted_at", "reason"])
    if granted_won:
        owe_cost(cost, due=today() + timedelta(days=terms_on(today()).pay_days), by=by)
    record(task, "cost_granted", by=by, reason=reason.strip(), payload={"won": granted_won})
    announce("benefit.cost_granted", task=task.pk)
    return cost


# Employee ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def reward_employee(task: Task, *, benefit_won: Decimal) -> EmployeeReward | None:
    """By the tier of the first verified benefit, once. Called when a verification is announced."""
    task = locked(task)
    if task.proposer == Proposer.SUPPLIER or task.employee is None:
        return None
    if found := EmployeeReward.objects.filter(task=task).first():
        return found
    incentive = formula.employee_incentive(benefit_won)
    reward = EmployeeReward.objects.create(
        task=task, person=task.employee, benefit_won=benefit_won, won=incentive.award_won, miles=incentive.miles
    )
    payload = {"benefit": benefit_won, "won": incentive.award_won, "miles": incentive.miles}
    record(task, "employee_rewarded", by=None, payload=payload)
    announce("benefit.employee_rewarded", task=task.pk)
    return reward
