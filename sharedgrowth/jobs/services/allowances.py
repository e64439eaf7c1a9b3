"""DO: state a month's allowances to payroll, by two people (YDC-03). Resident numbers and tax stay with payroll."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Allowance, Cohort
from sharedgrowth.jobs.policies import training as policies
from sharedgrowth.jobs.queries.training import days_of, sessions_of, trainees_of
from sharedgrowth.jobs.rules.training import allowance
from sharedgrowth.jobs.services.cohorts import locked


@transaction.atomic
def state_allowances(cohort: Cohort, month: date, *, by: User) -> int:
    """What each trainee gets for the month, frozen with its days; says how many."""
    held = locked(cohort)
    require(policies.may_state_allowance(by, held))
    terms = held.terms
    assert terms is not None  # noqa: S101 (published under terms)
    month = month.replace(day=1)
    sessions = [each for each in sessions_of(held) if (each.on.year, each.on.month) == (month.year, month.month)]
    if not sessions:
        raise RuleBroken(_("There is no session in this month."), field="month")
    if sessions[-1].on > today():
        raise RuleBroken(_("Sessions of this month are still to come."), field="month")
    if Allowance.objects.filter(trainee__cohort=held, month=month).exists():
        raise WrongState(_("The allowances of this month are stated already."))
    made = []
    for trainee in trainees_of(held):
        if trainee.ended_on is not None and trainee.ended_on < sessions[0].on:
            continue
        attended, scheduled, missing = days_of(trainee, sessions, month)
        if missing:
            told = {"code": trainee.application.code, "count": missing}
            raise RuleBroken(_("Attendance of %(code)s is missing for %(count)s sessions.") % told)
        won = allowance(attended, scheduled, full_won=terms.allowance_won, least_pct=terms.allowance_pct)
        made.append(
            Allowance(
                trainee=trainee,
                month=month,
                scheduled=scheduled,
                attended=attended,
                full_won=terms.allowance_won,
                least_pct=terms.allowance_pct,
                amount_won=won,
                stated_by=by,
            )
        )
    Allowance.objects.bulk_create(made)
    total = sum(each.amount_won for each in made)
    record(held, "allowances_stated", by=by, payload={"month": month, "trainees": len(made), "total_won": total})
    announce("jobs.allowances_stated", cohort=held.pk, month=month.isoformat())
    return len(made)


@transaction.atomic
def confirm_allowances(cohort: Cohort, month: date, *, by: User) -> int:
    """A second person confirms the month: it goes to payroll, and each trainee is told. Says how many."""
    held = locked(cohort)
    rows = Allowance.objects.select_for_update(of=("self",)).filter(
        trainee__cohort=held, month=month.replace(day=1), confirmed_at=None
    )
    waiting = list(rows.order_by("pk"))
    if not waiting:
        raise WrongState(_("No allowance of this month waits."))
    for each in waiting:
        require(policies.may_confirm_allowance(by, each))
    now = db_now()
    Allowance.objects.filter(pk__in=[each.pk for each in waiting]).update(confirmed_by=by, confirmed_at=now)
    record(held, "allowances_confirmed", by=by, payload={"month": month, "trainees": len(waiting)})
    for each in waiting:
        announce("jobs.allowance_confirmed", allowance=each.pk)
    return len(waiting)
