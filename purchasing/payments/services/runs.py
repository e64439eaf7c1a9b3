"""DO: a payment run: drafted, checked by others with its totals and its digest, released. Source: domain 4.7."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from portal.audit.services import move, move_many, record
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.people.queries import heirs_of
from portal.people.services import refresh_tax_statuses_of
from portal.policy import require
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.payments.models import Instruction, PaymentRun
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.bank_days import (
    bank_day_before,
    bank_days_ahead,
    first_value_day,
    is_open_for_banks,
)
from purchasing.payments.queries.runs import (
    OPEN_RUNS,
    digest_of,
    paying_account,
    planned_of,
    runs_past,
    runs_unanswered,
)
from purchasing.payments.rules.runs import checks_needed
from purchasing.payments.services.planning import plan, rehold
from purchasing.payments.states import InstructionState, RunKind, RunState

FIRST_HOUR = 8  # in Seoul
DAYS_AHEAD = 45  # bank days: as far as the sixty days of the law reach
CURRENCIES_OF = {RunKind.CASH: ("KRW", "USD"), RunKind.FUNDING: ("KRW",), RunKind.MATURITY: ("KRW",)}


@transaction.atomic
def draft_run(kind: str, *, value_on: date, by: User | None, currency: str = "KRW") -> PaymentRun | None:
    """What falls due up to ``value_on``, as a draft; None when nothing does. ``by`` None: the clock.

    A draft of that day takes up what has come since; what was checked or sent stays as it is, and the rest becomes
    the next part.
    """
    if by is not None:
        require(policies.may_draft_run(by))
    if currency not in CURRENCIES_OF[RunKind(kind)]:
        raise RuleBroken(_("Receivables are paid in won only."), field="currency")
    now = today()
    if value_on > (latest := bank_days_ahead(now, DAYS_AHEAD)):
        raise RuleBroken(
            _("Runs are drafted up to %(count)s bank days ahead, until %(day)s.")
            % {"count": DAYS_AHEAD, "day": day_text(latest, "day")},
            field="value_on",
        )
    if not is_open_for_banks(value_on):
        raise RuleBroken(
            _("Banks are closed on %(day)s. The bank day before is %(before)s.")
            % {"day": day_text(value_on, "day"), "before": day_text(bank_day_before(value_on), "day")},
            field="value_on",
        )
    if value_on < (first := first_value_day(now)):
        raise RuleBroken(
            _("%(day)s is over: the first day that can still be paid on is %(first)s.")
            % {"day": day_text(value_on, "day"), "first": day_text(first, "day")},
            field="value_on",
        )
    once_at_a_time(f"payments.draft_run:{kind}:{currency}")
    runs = PaymentRun.objects.filter(kind=kind, value_on=value_on, currency=currency)
    run = runs.filter(state=RunState.DRAFT).order_by("part").first()
    if run is None:
        part = (runs.aggregate(last=Max("part"))["last"] or 0) + 1
        run = PaymentRun(kind=kind, value_on=value_on, currency=currency, part=part, made_by=by)
        found = plan(run)
        if not found:
            return None
        run.number = next_number("RUN")
        run.save()
        Instruction.objects.bulk_create(found, batch_size=2000)
        if by is not None:
            require(policies.may_make_run(by, run))
        record(run, "drafted", by=by, payload={"kind": kind, "value_on": value_on, "found": len(found)})
        count_up(run)
        announce("payments.run_drafted", run=run.pk)
        return run
    run = _locked(run)
    refresh(run)
    return run


def refresh(run: PaymentRun) -> bool:
    """Bring an open run up to date, with its row locked: what is new, what is held, what is gone. True: it changed.

    A checked run that changed goes back to its draft: nobody has checked what it now says.
    """
    before = (digest_of(run), run.count)
    rehold(run)
    if run.state == RunState.DRAFT and (found := plan(run)):
        Instruction.objects.bulk_create(found, batch_size=2000)
    count_up(run)
    if (digest_of(run), run.count) == before:
        return False
    if run.checked_by_id is not None:
        if run.state == RunState.CHECKED:
            move(run, "return", by=None, reason="what it pays has changed since it was checked", **UNCHECKED)
            announce("payments.run_returned", run=run.pk)
        else:
            PaymentRun.objects.filter(pk=run.pk).update(**UNCHECKED)
            run.checked_by = run.checked_at = None
        run.sha256 = ""
    return True


UNCHECKED: dict[str, Any] = {"checked_by": None, "second_checked_by": None, "checked_at": None, "sha256": ""}


def count_up(run: PaymentRun) -> None:
    """Count and sum of what would be paid."""
    sums = planned_of(run).aggregate(n=Count("pk"), sum=Sum("amount"))
    run.count, run.total = sums["n"], sums["sum"] or Decimal(0)
    PaymentRun.objects.filter(pk=run.pk).update(count=run.count, total=run.total)


@transaction.atomic
def refresh_run(run: PaymentRun) -> bool:
    """The same for a door or a job."""
    run = _locked(run)
    return refresh(run) if run.state in OPEN_RUNS else False


def refresh_runs_of(companies: Iterable[int]) -> int:
    """Open runs that pay one of these companies: after a change of its account, of its state or of a hold."""
    runs = PaymentRun.objects.filter(state__in=OPEN_RUNS, instructions__payee__in=list(companies)).distinct()
    return sum(refresh_run(run) for run in runs)


@sweeps
def refresh_open_runs() -> int:
    """Each minute: a draft says what is true now. Safe to run twice."""
    return sum(refresh_run(run) for run in PaymentRun.objects.filter(state__in=OPEN_RUNS).order_by("pk"))


@sweeps
def draft_todays_runs() -> int:
    """From 08:00 of each bank day, once: every kind of run with what is due. Source: domain appendix B."""
    now = db_now().astimezone(SEOUL)
    day = now.date()
    if now.hour < FIRST_HOUR or not is_open_for_banks(day):
        return 0
    with transaction.atomic():
        if not once("payments.draft_runs", day.isoformat()):
            return 0
        for run in runs_past(day):
            _leave_past(run)
        made = [
            draft_run(kind, value_on=day, currency=currency, by=None)
            for kind, currencies in CURRENCIES_OF.items()
            for currency in currencies
        ]
    return len([run for run in made if run is not None])


@sweeps
def ask_of_payees() -> int:
    """Each minute: what the tax office says today of companies that an open run would pay. Source: domain CAT-03.

    A business that has closed since is held when the run is looked at again; no transaction waits for the office.
    """
    planned = Instruction.objects.filter(run__state__in=OPEN_RUNS, state=InstructionState.PLANNED)
    payees = set(planned.exclude(payee=None).order_by().values_list("payee", flat=True).distinct())
    heirs = {pk: step.successor_id for pk, step in heirs_of(payees).items()}
    return refresh_tax_statuses_of({heirs.get(pk, pk) for pk in payees}, max_age=timedelta(days=1))


@transaction.atomic
def _leave_past(run: PaymentRun) -> None:
    """Its day is over and nobody released it: it is cancelled, and today's run finds its payments."""
    run = _locked(run)
    if run.state not in OPEN_RUNS:
        return
    move(run, "cancel", by=None, reason="its bank day is over")
    _drop_rest(run, by=None)
    announce("payments.run_cancelled", run=run.pk)


@sweeps
def tell_of_silence() -> int:
    """On the second bank day after a run's day: what the bank has said nothing of, told once. Source: domain 4.7."""
    now = today()
    told = 0
    for run in runs_unanswered(bank_day_before(now - timedelta(days=1))):
        with transaction.atomic():
            if once("payments.bank_silent", str(run.pk)):
                announce("payments.run_unanswered", run=run.pk)
                told += 1
    return told


@transaction.atomic
def check_run(run: PaymentRun, *, sha256: str, by: User) -> PaymentRun:
    """Another person has seen the totals and the digest ``sha256`` and agrees; above the limit a second one too."""
    run = _locked(run)
    require(policies.may_check_run(by, run))
    if run.state != RunState.DRAFT:
        raise WrongState(_("This run is no longer a draft. Reload the page to see where it stands."))
    _still_a_bank_day(run)
    if not run.count:
        raise RuleBroken(_("There is nothing to pay in this run: every payment of it is held."))
    _same_as_seen(run, sha256)
    account = paying_account(run.kind, run.currency)
    if account is None:
        raise RuleBroken(_("The account that pays is missing: finance enters the buyer's own accounts first."))
    changes: dict[str, Any] = {
        "sha256": sha256,
        "debtor_owner": account.owner,
        "debtor_bank": account.bank_code,
        "debtor_number": account.number,
    }
    payload = {"count": run.count, "total": run.total, "sha256": sha256}
    first = run.checked_by_id is None
    if first and checks_needed(run.total, run.currency) > 1:
        changes |= {"checked_by": by, "checked_at": db_now()}
        PaymentRun.objects.filter(pk=run.pk).update(**changes)
        for name, value in changes.items():
            setattr(run, name, value)
        record(run, "checked_first", by=by, payload=payload)
        announce("payments.run_needs_second", run=run.pk)
        return run
    changes |= {"checked_by": by} if first else {"second_checked_by": by}
    move(run, "check", by=by, payload=payload, checked_at=db_now(), **changes)
    announce("payments.run_checked", run=run.pk)
    return run


@transaction.atomic
def return_run(run: PaymentRun, *, reason: str, by: User) -> PaymentRun:
    """A checked run goes back to its draft."""
    run = _locked(run)
    require(policies.may_return_run(by, run))
    if not reason.strip():
        raise RuleBroken(_("Say why the run goes back."), field="reason")
    move(run, "return", by=by, reason=reason, **UNCHECKED)
    refresh(run)
    announce("payments.run_returned", run=run.pk)
    return run


@transaction.atomic
def cancel_run(run: PaymentRun, *, reason: str, by: User) -> PaymentRun:
    """Nothing of it was sent: its payments are free for the next run."""
    run = _locked(run)
    require(policies.may_cancel_run(by, run))
    if not reason.strip():
        raise RuleBroken(_("Say why the run is cancelled."), field="reason")
    move(run, "cancel", by=by, reason=reason)
    _drop_rest(run, by=by)
    announce("payments.run_cancelled", run=run.pk)
    return run


def _drop_rest(run: PaymentRun, *, by: User | None) -> int:
    """What is planned or held leaves the run: the next one finds it again."""
    rest = run.instructions.filter(state__in=[InstructionState.PLANNED, InstructionState.HELD])
    pks = list(rest.values_list("pk", flat=True))
    move_many(Instruction, pks, "drop", by=by, about=run)
    return len(pks)


@transaction.atomic
def release_run(run: PaymentRun, *, sha256: str, by: User) -> PaymentRun:
    """Let it go to the bank as it was checked; from here on it cannot be stopped, only answered by the bank."""
    run = _locked(run)
    require(policies.may_release_run(by, run))
    if run.state != RunState.CHECKED:
        raise WrongState(_("This run is not checked, or it is already released. Reload the page."))
    _still_a_bank_day(run)
    _same_as_seen(run, sha256)
    if digest_of(run) != run.sha256:
        raise WrongState(_("What this run pays differs from what was checked: it has to be checked anew."))
    payload = {"count": run.count, "total": run.total, "sha256": sha256}
    move(run, "release", by=by, payload=payload, released_by=by, released_at=db_now())
    announce("payments.run_released", run=run.pk)
    return run


def _still_a_bank_day(run: PaymentRun) -> None:
    if run.value_on < first_value_day(today()):
        raise WrongState(
            _("%(day)s is over: cancel this run. The next one finds its payments.")
            % {"day": day_text(run.value_on, "day")}
        )
    if not is_open_for_banks(run.value_on):
        raise WrongState(
            _("%(day)s has become a bank holiday: this run is drafted anew for the bank day before.")
            % {"day": day_text(run.value_on, "day")}
        )


@transaction.atomic
def take_off_holiday(run: PaymentRun) -> PaymentRun | None:
    """Its day has become a holiday: it is cancelled, and what it held is drafted for the bank day before."""
    run = _locked(run)
    if run.state not in OPEN_RUNS or is_open_for_banks(run.value_on):
        return None
    move(run, "cancel", by=None, reason="its day has become a bank holiday")
    _drop_rest(run, by=None)
    return draft_run(run.kind, value_on=bank_day_before(run.value_on), currency=run.currency, by=None)


def _same_as_seen(run: PaymentRun, sha256: str) -> None:
    if rehold(run) or digest_of(run) != sha256:
        raise WrongState(
            _("What this run pays has changed since you looked at it. Look at its totals once more, then decide.")
        )


def _locked(run: PaymentRun) -> PaymentRun:
    return PaymentRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
