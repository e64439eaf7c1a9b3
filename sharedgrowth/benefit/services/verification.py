"""DO: the committee votes on a measurement, finance looks at what is large, the year is shared. Source: domain 6.3."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.benefit.models import Measurement, Task, Verification, Verifier
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries.agreed import agreed_for, has_dispute, terms_for
from sharedgrowth.benefit.queries.counting import counted, tasks_on_item
from sharedgrowth.benefit.services.measurement import locked_task
from sharedgrowth.benefit.services.sharing import share_year
from sharedgrowth.benefit.states import CutState, MeasurementState, VerificationState, VerifierVote

SIDES = ("SG", "PO", "RQ")  # the BS team, purchasing, the field


@transaction.atomic
def convene(
    measurement: Measurement,
    *,
    members: Sequence[User],
    by: User,
    adjustment_won: Decimal = Decimal(0),
    adjustment_reason: str = "",
) -> Verification:
    """Lay a confirmed measurement before a committee, with what the formula says and how it is adjusted."""
    require(policies.may_convene(by, measurement.task))
    task = locked_task(measurement.task)
    measurement = _measurement(measurement)
    _nothing_in_the_way(task)
    if measurement.state != MeasurementState.CONFIRMED:
        raise WrongState(_("Both sides confirm a measurement before it is verified."))
    agreed, terms = agreed_for(task), terms_for(task, today())
    if agreed is None:
        raise WrongState(_("Only a task with a signed agreement is verified."))
    seats = _seats(task, members, agreed.committee)
    found = counted(measurement)
    made = Verification(
        measurement=measurement,
        formula=agreed.formula,
        terms=terms,
        workings=found.workings,
        counted_won=found.net_won,
        adjustment_won=adjustment_won,
        adjustment_reason=adjustment_reason.strip(),
        net_won=found.net_won + adjustment_won,
        with_finance=found.net_won >= agreed.finance_from_won,
        convened_by=by,
    )
    if adjustment_won and not adjustment_reason.strip():
        raise RuleBroken(_("Say why the amount is adjusted."), field="adjustment_reason")
    if adjustment_won > 0:
        words = _("An adjustment only lowers what the formula gives: what is missing is measured anew.")
        raise RuleBroken(words, field="adjustment_won")
    if made.net_won < 0:
        raise RuleBroken(_("An adjusted benefit is not below zero."), field="adjustment_won")
    checked(made)
    made.save(force_insert=True)
    Verifier.objects.bulk_create(Verifier(verification=made, person=member, role=role) for member, role in seats)
    told = {"counted_won": made.counted_won, "adjustment_won": made.adjustment_won, "members": len(seats)}
    record(made, "convened", by=by, reason=made.adjustment_reason, payload=told)
    announce("benefit.verification_convened", verification=made.pk, task=task.pk)
    return made


def _measurement(measurement: Measurement) -> Measurement:
    found = Measurement.objects.select_for_update(of=("self",)).select_related("task", "year", "baseline")
    return found.get(pk=measurement.pk)


def _nothing_in_the_way(task: Task) -> None:
    if has_dispute(task):
        raise WrongState(_("A dispute is open: it is decided first."))
    if task.price_cuts.filter(state=CutState.FOUND).exists():
        raise WrongState(_("A contract below the agreed price is to be looked at first (BS-01)."))


def _seats(task: Task, members: Sequence[User], least: int) -> list[tuple[User, str]]:
    """Enough members, all three sides among them, everybody independent."""
    people = list({member.pk: member for member in members}.values())
    if len(people) < least:
        raise RuleBroken(_("A committee has at least %(least)s members.") % {"least": least}, field="members")
    for member in people:
        if not (able := policies.may_verify(member, task)):
            raise RuleBroken(f"{member}: {able.reason}", field="members")
    if _unseated(people, set(SIDES)):
        words = _(
            "The BS team, purchasing and the using department sit on the committee, each with a person of its own."
        )
        raise RuleBroken(words, field="members")
    seats: list[tuple[User, str]] = []
    for member in people:
        seats.append((member, next(side for side in (*SIDES, "FI") if member.has_role(side))))
    return seats


def _unseated(people: Sequence[User], sides: set[str]) -> bool:
    """Whether some side cannot be given a person of its own."""
    if not sides:
        return False
    side = min(sides, key=lambda each: (sum(member.has_role(each) for member in people), each))
    fitting = [member for member in people if member.has_role(side)]
    return not any(
        not _unseated([other for other in people if other is not member], sides - {side}) for member in fitting
    )


@transaction.atomic
def vote(verification: Verification, *, choice: str, remark: str = "", by: User) -> Verification:
    """A member votes once; with the last vote it is decided by more than half of all members."""
    require(policies.may_vote(by, verification))
    task = _locked_group(verification.measurement)
    verification = _locked(verification)
    if verification.state != VerificationState.VOTING:
        raise WrongState(_("The committee has decided."))
    _nothing_in_the_way(task)
    seat = verification.verifiers.select_for_update(of=("self",)).get(person=by)
    if seat.vote:
        raise WrongState(_("You have voted."))
    if choice not in VerifierVote.values:
        raise RuleBroken(_("Choose a vote."), field="choice")
    if choice != VerifierVote.YES and not remark.strip():
        raise RuleBroken(_("Who does not vote yes says why."), field="remark")
    seat.vote, seat.remark, seat.voted_at = choice, remark.strip(), db_now()
    checked(seat)
    seat.save(update_fields=["vote", "remark", "voted_at"])
    record(verification, "voted", by=by, reason=seat.remark, payload={"vote": choice})
    votes = list(verification.verifiers.values_list("vote", flat=True))
    if "" not in votes:
        _close(verification, agreed=votes.count(VerifierVote.YES) * 2 > len(votes), by=by)
    return verification


def _close(verification: Verification, *, agreed: bool, by: User) -> None:
    if not agreed:
        _refuse(verification, reason=_("The committee did not agree."), by=by)
    elif verification.with_finance:
        move(verification, "pass_on", by=by)
        announce("benefit.verification_for_finance", verification=verification.pk)
    else:
        _verify(verification, by=by)


@transaction.atomic
def decide_as_finance(verification: Verification, *, agree: bool, remark: str, by: User) -> Verification:
    """Finance has compared a large benefit with the books."""
    require(policies.may_verify_as_finance(by, verification))
    task = _locked_group(verification.measurement)
    verification = _locked(verification)
    if verification.state != VerificationState.FINANCE:
        raise WrongState(_("It is not before finance."))
    _nothing_in_the_way(task)
    if not remark.strip():
        raise RuleBroken(_("Say what was compared, and with what result."), field="remark")
    Verification.objects.filter(pk=verification.pk).update(finance_by=by, finance_remark=remark.strip())
    verification.finance_by, verification.finance_remark = by, remark.strip()
    if agree:
        _verify(verification, by=by)
    else:
        _refuse(verification, reason=remark.strip(), by=by)
    return verification


def _locked_group(measurement: Measurement) -> Task:
    """The task with all others on its item, held in one order: of two verified at once the second sees the first."""
    task = measurement.task
    others = tasks_on_item(task, measurement.baseline.product_id).values_list("pk", flat=True)
    pks = sorted({task.pk, *others})
    held = Task.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return next(each for each in held if each.pk == task.pk)


def _locked(verification: Verification) -> Verification:
    found = Verification.objects.select_for_update(of=("self",)).select_related(
        "measurement__task", "measurement__year", "measurement__baseline"
    )
    return found.get(pk=verification.pk)


def _refuse(verification: Verification, *, reason: str, by: User) -> None:
    measurement = verification.measurement
    move(verification, "refuse", by=by, reason=reason, decided_on=today())
    move(measurement, "send_back", by=by, reason=reason)
    Measurement.objects.filter(pk=measurement.pk).update(reason=reason)
    announce("benefit.verification_refused", verification=verification.pk, task=measurement.task_id)


def _verify(verification: Verification, *, by: User) -> None:
    """What was verified between convening and now on the same item may have used up what is left (BS-05)."""
    measurement = verification.measurement
    if counted(measurement).net_won < verification.counted_won:
        words = _("Meanwhile another task's benefit on this item was verified: convene the committee anew.")
        raise WrongState(words)
    move(verification, "verify", by=by, decided_on=today(), payload={"net_won": verification.net_won})
    move(measurement, "verify", by=by)
    share_year(verification, by=by)
