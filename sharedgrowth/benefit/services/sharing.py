"""DO: share a verified year, hand its cash to the ledger, open the next, look at cut prices. Source: domain 6.4."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import bank_day_for_payment
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.money import shares
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.contracts.models import ContractLine
from purchasing.payments.models import Payable
from purchasing.payments.queries.payables import payables_about
from purchasing.payments.services.payables import owe, take_back
from purchasing.payments.states.payables import PayableState
from sharedgrowth.benefit.models import (
    NonCashShare,
    PriceCut,
    PrototypeCost,
    SharePart,
    ShareYear,
    Task,
    TaskSupplier,
    Verification,
)
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import cuts
from sharedgrowth.benefit.queries.agreed import agreed_for, baseline_of, has_dispute, terms_for
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.states import ShareForm, ShareState, TaskState

MOST_WON = Decimal(10**15 - 1)  # an amount has at most 15 digits
ENDED = (ShareState.SETTLED, ShareState.CANCELLED)


def share_year(verification: Verification, *, by: User) -> ShareYear:
    """Count the compensation of a verified year, divide it, owe the cash. Called inside the verifying service."""
    measurement = verification.measurement
    task = measurement.task
    year = ShareYear.objects.select_for_update(of=("self",)).get(pk=measurement.year_id)
    agreed, terms, day = agreed_for(task), terms_for(task, today()), today()
    if agreed is None:
        raise WrongState(_("Only a task with a signed agreement is verified."))
    compensation = formula.compensation(verification.net_won, rate=agreed.rate, effective_days=year.days)
    cash = shares(compensation, [agreed.cash_part, 1 - agreed.cash_part])[0]
    move(
        year,
        "verify",
        by=by,
        payload={"net_won": verification.net_won, "compensation_won": compensation, "cash_won": cash},
        verification=verification,
        net_won=verification.net_won,
        rate=agreed.rate,
        compensation_won=compensation,
        cash_won=cash,
        due_on=bank_day_for_payment(day + timedelta(days=terms.pay_days)),
        verified_on=day,
    )
    apart = _verifiers(verification)
    _divide(year, list(task.suppliers.select_related("company")), apart)
    if task.state == TaskState.MEASURING:
        move(task, "verify", by=by, payload={"net_won": verification.net_won})
        move(task, "share", by=by)
    announce("benefit.verified", task=task.pk, year=year.pk, won=str(verification.net_won))
    if not cash:
        settle_if_paid(year)
    return year


def _divide(year: ShareYear, suppliers: list[TaskSupplier], apart: list[User]) -> None:
    """Whole won that add up; cash is owed from now on, and paid by others than those ``apart`` (SOD-10)."""
    agreed = [supplier.share for supplier in suppliers]
    whole, in_cash = year.compensation_won or Decimal(0), year.cash_won or Decimal(0)
    cash = formula.supplier_parts(in_cash, agreed)
    other = formula.supplier_parts(whole - in_cash, agreed)  # apart, so that neither sum misses a won
    for supplier, paid, rest in zip(suppliers, cash, other, strict=True):
        part = SharePart(
            year=year, supplier=supplier, share=supplier.share, compensation_won=paid + rest, cash_won=paid
        )
        checked(part)
        part.save(force_insert=True)
        if paid:
            _owe(part, key=f"benefit:{part.uid}", due=year.due_on or today(), apart=apart)


def _owe(part: SharePart, *, key: str, due: date, apart: list[User]) -> Payable:
    number, no = part.year.task.number, part.year.no
    return owe(
        payer=Company.objects.get(is_buyer=True),
        payee=part.supplier.company,
        amount=part.cash_won,
        due=due,
        key=key,
        about=part,
        text=_("Benefit sharing %(number)s, year %(no)s") % {"number": number, "no": no},
        by=None,
        apart=apart,
    )


@transaction.atomic
def hold_payments(task: Task) -> None:
    """A dispute is open: what is owed and not yet with the bank is taken back until it is decided."""
    costs = PrototypeCost.objects.filter(task=task, granted_at__isnull=False)
    for thing in [*_unpaid_parts(task), *costs]:
        for payable in payables_about(thing).filter(state=PayableState.OWED):
            take_back(payable, reason=_("A dispute about task %(number)s is open.") % {"number": task.number}, by=None)


@transaction.atomic
def resume_payments(task: Task, *, days: int) -> None:
    """The dispute is decided: it is owed again, by a day that many days later; doing it twice owes it once."""
    if has_dispute(task):
        return
    for part in _unpaid_parts(task):
        payables = list(payables_about(part))
        if any(payable.state != PayableState.TAKEN_BACK for payable in payables):
            continue
        year = part.year
        due = bank_day_for_payment(max((year.due_on or today()) + timedelta(days=days), today() + timedelta(days=1)))
        ShareYear.objects.filter(pk=year.pk).update(due_on=due)
        _owe(part, key=f"benefit:{part.uid}:{len(payables)}", due=due, apart=_verifiers(year.verification))
    for cost in PrototypeCost.objects.filter(task=task, granted_won__gt=0):
        payables = list(payables_about(cost))
        if payables and all(payable.state == PayableState.TAKEN_BACK for payable in payables):
            owe_cost(cost, due=max(payables[-1].due_on + timedelta(days=days), today() + timedelta(days=1)))


def owe_cost(cost: PrototypeCost, *, due: date, by: User | None = None) -> Payable:
    """What was granted of a prototype's cost, owed to the supplier; who granted it does not pay it (SOD-10)."""
    key, before = f"benefit-prototype:{cost.pk}", payables_about(cost).count()
    return owe(
        payer=Company.objects.get(is_buyer=True),
        payee=cost.company,
        amount=cost.granted_won or Decimal(0),
        due=bank_day_for_payment(due),
        key=f"{key}:{before}" if before else key,
        about=cost,
        text=f"{cost.task.number} 시제품·시험 비용 / prototype and trial",
        by=by,
        apart=[cost.granted_by] if cost.granted_by is not None else [],
    )


def _unpaid_parts(task: Task) -> list[SharePart]:
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    found = SharePart.objects.filter(year__task=task, year__state=ShareState.VERIFIED, cash_won__gt=0, paid_on=None)
    return list(found.select_related("year__task", "year__verification", "supplier__company").order_by("pk"))


def _verifiers(verification: Verification | None) -> list[User]:
    """Who convened, voted or looked for finance: none of them pays (SOD-10)."""
    if verification is None:
        return []
    people = [verification.convened_by, *(seat.person for seat in verification.verifiers.select_related("person"))]
    return [*people, verification.finance_by] if verification.finance_by is not None else people


@transaction.atomic
def note_payment(payable: Payable) -> None:
    """The bank has paid a part; hearing it twice changes nothing."""
    part = SharePart.objects.select_for_update(of=("self",)).select_related("year").get(pk=payable.thing_id)
    if part.paid_on is None:
        part.paid_on = payable.paid_on
        part.save(update_fields=["paid_on"])
        record(part, "paid", by=None, payload={"cash_won": part.cash_won, "payable": payable.number})
        announce("benefit.part_paid", part=part.pk)
    settle_if_paid(part.year)


@transaction.atomic
def settle_if_paid(year: ShareYear) -> None:
    """With the last part the year is settled, with the last year the task is closed."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=year.task_id)
    year = ShareYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    if year.state != ShareState.VERIFIED or year.parts.filter(cash_won__gt=0, paid_on=None).exists():
        return
    move(year, "settle", by=None, settled_on=today())
    announce("benefit.year_settled", year=year.pk, task=task.pk)
    if task.state == TaskState.SHARING and not task.share_years.exclude(state__in=ENDED).exists():
        move(task, "close", by=None)
        announce("benefit.task_closed", task=task.pk)


@transaction.atomic
def open_year(year: ShareYear) -> ShareYear:
    """The year is over: it is measured (the yearly job)."""
    year = ShareYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    if year.state == ShareState.PLANNED:
        move(year, "open", by=None)
        announce("benefit.year_opened", year=year.pk, task=year.task_id)
    return year


@transaction.atomic
def cancel_years(task: Task, *, by: User | None, reason: str) -> None:
    """A task that failed or was withdrawn is shared no further; what was verified stays owed."""
    for year in task.share_years.select_for_update(of=("self",)).filter(
        state__in=[ShareState.PLANNED, ShareState.OPEN]
    ):
        move(year, "cancel", by=by, reason=reason)


# Other forms ----------------------------------------------------------------------------------------------------------
def _not_too_large(value_won: Decimal) -> None:
    if value_won >= MOST_WON:
        raise RuleBroken(_("The value is too large: look at the quantity and the price."), field="quantity")


@transaction.atomic
def value_other_form(
    year: ShareYear,
    *,
    supplier: TaskSupplier,
    form: str,
    by: User,
    rise_won: Decimal | None = None,
    quantity: Decimal | None = None,
    price_won: Decimal | None = None,
    margin: Decimal | None = None,
    note: str = "",
) -> NonCashShare:
    """What else a supplier was given, with its value for the reports; a right or a joint patent has no amount."""
    require(policies.may_value(by))
    value: Decimal | None = None
    inputs: dict[str, Any] = {}
    if form == ShareForm.PRICE:
        if rise_won is None or quantity is None:
            raise RuleBroken(_("A higher price needs its rise and the quantity."), field="rise_won")
        _not_too_large(rise_won * quantity)
        value, inputs = formula.price_rise_value(rise_won, quantity), {"rise_won": rise_won, "quantity": quantity}
    elif form == ShareForm.VOLUME:
        if quantity is None or price_won is None or margin is None:
            raise RuleBroken(_("More volume needs quantity, price and the margin that is assumed."), field="quantity")
        _not_too_large(quantity * price_won * margin)
        value = formula.volume_value(quantity, price_won, margin)
        inputs = {"quantity": quantity, "price_won": price_won, "margin": margin}
    elif form == ShareForm.CASH:
        raise RuleBroken(_("Cash is counted by the formula."), field="form")
    elif not note.strip():
        raise RuleBroken(_("Say which right, or how the patent is split."), field="note")
    if year.state not in (ShareState.VERIFIED, ShareState.SETTLED):
        raise WrongState(_("Other forms are valued once the year is verified."))
    if supplier.task_id != year.task_id:
        raise RuleBroken(_("This supplier is not part of the task."), field="supplier")
    made = NonCashShare(
        year=year,
        supplier=supplier,
        form=form,
        value_won=value,
        inputs={name: str(number) for name, number in inputs.items()},
        note=note.strip(),
        entered_by=by,
    )
    checked(made, but=("value_won", "inputs"))  # a right has neither
    made.save(force_insert=True)
    record(year, "valued", by=by, payload={"form": form, "value_won": value})
    return made


# Price cuts (BS-01) ---------------------------------------------------------------------------------------------------
@transaction.atomic
def look_for_cuts(task: Task, day: date) -> list[PriceCut]:
    """Contracts of the task's suppliers below the agreed price of its item; each price is looked at once."""
    baseline = baseline_of(task)
    if baseline is None:
        return []
    return [_found(task, line, baseline.new_price_won, day) for line in cuts.lines_below(task, baseline)]


def _found(task: Task, line: ContractLine, agreed_won: Decimal, day: date) -> PriceCut:
    cut, made = PriceCut.objects.get_or_create(
        task=task,
        line=line,
        found_won=line.unit_price,
        defaults={"company": line.contract.payee, "agreed_won": agreed_won, "found_on": day},
    )
    if made:
        record(cut, "found", by=None, payload={"agreed_won": agreed_won, "found_won": line.unit_price})
        announce("benefit.price_cut_found", cut=cut.pk, task=task.pk)
    return cut


@transaction.atomic
def decide_cut(cut: PriceCut, *, restored: bool, reason: str, by: User) -> PriceCut:
    """The price was restored, or it was not cut because of the task; until then no year of it is verified."""
    require(policies.may_decide_cut(by))
    cut = PriceCut.objects.select_for_update(of=("self",)).select_related("line").get(pk=cut.pk)
    if not reason.strip():
        raise RuleBroken(_("Say what was found out."), field="reason")
    if restored and cut.line.unit_price < cut.agreed_won:
        raise RuleBroken(_("The contract still has the lower price: it is amended first."), field="restored")
    move(cut, "restore" if restored else "dismiss", by=by, reason=reason.strip(), decided_by=by)
    PriceCut.objects.filter(pk=cut.pk).update(reason=reason.strip())
    announce("benefit.price_cut_decided", cut=cut.pk, task=cut.task_id)
    return cut
