"""DO: the clock of debts each morning: alerts, interest, festivals; a bank holiday that is added. Source: 4.4."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import bank_day_for_payment, previous_open
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.outbox.models import JobRun
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import BankHoliday, ObligationAlert, PaymentRun, Receivable
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries.bank_days import bank_closed, festivals_near
from purchasing.payments.queries.obligations import buyers_cash_between, due_within, planned_for, was_told_late
from purchasing.payments.rules.deadlines import FESTIVAL_LEAD_DAYS, TOLD_BEFORE, brought_forward, told_today
from purchasing.payments.services.fees import follow_fee
from purchasing.payments.services.interest import accrue_all
from purchasing.payments.services.obligations import locked_obligations, set_days
from purchasing.payments.states import OUTSTANDING, HolidayState, ReceivableState, RunState

CLOCK, CLOCK_HOUR = "payments: clock of debts", 6  # domain appendix B, obligation-clock
FURTHEST_DAYS = 3 * 365


@sweeps
def run_clock() -> bool:
    """From six in the morning in Korea, once a day: each part may be repeated, the note that it was done comes last."""
    now = db_now().astimezone(SEOUL)
    day = now.date()
    if now.hour < CLOCK_HOUR or JobRun.objects.filter(name=CLOCK, period=day.isoformat()).exists():
        return False
    bring_forward(day)
    accrue_all(day)
    tell_of_debts(day)
    with transaction.atomic():
        return once(CLOCK, day.isoformat())


@transaction.atomic
def tell_of_debts(day: date) -> int:
    """Who owes is told seven, three and one day before, on the day, and daily after it; on the first late day the payee
    and compliance are told as well. Each debt once a day, each company once for all debts of one kind.
    """
    due = [(each, told_today(each.due_on, day)) for each in due_within(day, day + timedelta(days=max(TOLD_BEFORE)))]
    told_before = set(ObligationAlert.objects.filter(on=day).values_list("obligation", flat=True))
    new = [(each, kind) for each, kind in due if kind and each.pk not in told_before]
    by_payer: dict[tuple[int, str], int] = defaultdict(int)
    for each, kind in new:
        late = kind.startswith("D+")
        if late and not was_told_late(each):
            announce("payments.obligation_overdue", obligation=each.pk)
        else:
            by_payer[each.payer_id, "late" if late else kind] += 1
    alerts = [ObligationAlert(obligation=each, kind=kind, on=day) for each, kind in new]
    ObligationAlert.objects.bulk_create(alerts, ignore_conflicts=True)
    for (payer, kind), count in sorted(by_payer.items()):
        announce("payments.debts_due", company=payer, kind=kind, count=count, day=day.isoformat())
    return len(new)


@transaction.atomic
def bring_forward(day: date) -> int:
    """From ten days before Seol and Chuseok the buyer pays before the festival what would be paid in or after it."""
    coming = [each for each in festivals_near(day, bank_closed()) if each.lead_from <= day <= each.pay_by]
    moved = 0
    for each in coming:
        found = buyers_cash_between(each.first, each.last + timedelta(days=FESTIVAL_LEAD_DAYS))
        for debt in locked_obligations(found.values_list("pk", flat=True)):
            pay_on = brought_forward(debt.pay_on, day, [each])
            if pay_on != debt.pay_on:
                set_days(debt, {"pay_on": pay_on}, why="festival", about=each.first.isoformat())
                moved += 1
    return moved


# Bank holidays --------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose_holiday(*, day: date, name_ko: str, name_en: str, source: str, by: User) -> BankHoliday:
    """Enter a day on which banks are closed, with where that is said. It counts when a second person has confirmed."""
    require(policies.may_enter_holiday(by))
    now = today()
    if not now <= day <= now + timedelta(days=FURTHEST_DAYS):
        raise RuleBroken(
            _("Today is %(day)s: a bank holiday lies ahead, within three years.") % {"day": day_text(now, "day")},
            field="day",
        )
    if bank_day_for_payment(day) != day:
        raise RuleBroken(_("Banks are closed on this day anyway: the calendar of Korea knows it."), field="day")
    if not source.strip():
        raise RuleBroken(_("Say where it was declared: an official notice, its number and day."), field="source")
    made = BankHoliday(day=day, name_ko=name_ko, name_en=name_en, source=source.strip(), proposed_by=by)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        if "bank_holiday_once" not in str(fault):
            raise
        raise RuleBroken(_("This day is already entered."), field="day") from fault
    record(made, "proposed", by=by, payload={"day": day, "source": made.source})
    announce("payments.holiday_proposed", holiday=made.pk)
    return made


@transaction.atomic
def decide_holiday(holiday: BankHoliday, *, confirmed: bool, reason: str = "", by: User) -> BankHoliday:
    """A second person confirms or refuses; what was planned for a confirmed day is paid on the bank day before it."""
    require(policies.may_decide_holiday(by, holiday))
    if not confirmed and not reason.strip():
        raise RuleBroken(_("Say why it is refused."), field="reason")
    holiday = BankHoliday.objects.select_for_update(of=("self",)).get(pk=holiday.pk)
    if holiday.state != HolidayState.PROPOSED:
        raise WrongState(_("This day has already been decided on. Reload the page."))
    decided: dict[str, Any] = {"decided_by": by, "decided_at": db_now()}
    move(holiday, "confirm" if confirmed else "refuse", by=by, reason=reason.strip(), **decided)
    BankHoliday.objects.filter(pk=holiday.pk).update(reason=reason.strip())  # the trail has it as well
    if confirmed:
        moved = _move_what_is_planned(holiday, by=by)
        announce("payments.holiday_confirmed", holiday=holiday.pk, moved=moved)
    return holiday


def _move_what_is_planned(holiday: BankHoliday, *, by: User) -> int:
    """Debts and receivables of that day, to the bank day before: never later. Source: CNV-06."""
    before = previous_open(holiday.day, bank_closed())
    debts = locked_obligations(planned_for(holiday.day).values_list("pk", flat=True))
    for debt in debts:
        set_days(debt, {"pay_on": before}, why="holiday", about=holiday.day.isoformat(), by=by)
    states = [*OUTSTANDING, ReceivableState.DRAFT]
    rows = Receivable.objects.select_for_update(of=("self",)).filter(matures_on=holiday.day, state__in=states)
    given = list(rows.order_by("tier", "pk"))
    for each in given:
        Receivable.objects.filter(pk=each.pk).update(matures_on=before)
        record(each, "rescheduled", by=by, payload={"before": holiday.day, "after": before})
        each.matures_on = before
        follow_fee(each, reason=holiday.day.isoformat(), by=by)
        announce("payments.receivable_rescheduled", receivable=each.pk)
    for run in PaymentRun.objects.filter(value_on=holiday.day, state__in=[RunState.DRAFT, RunState.CHECKED]):
        record(run, "on_holiday", by=by, payload={"day": holiday.day})
        announce("payments.run_on_holiday", run=run.pk)
    return len(debts) + len(given)
