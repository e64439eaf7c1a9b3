"""DO: what a run pays: found, put to an account, held where it must wait, taken out where it is no longer owed."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from portal.audit.services import move_each, move_many
from portal.clock import SEOUL, db_now, today
from purchasing.payments.models import DirectPayment, Instruction, PaymentRun
from purchasing.payments.queries.accounts import Destination, destinations, house_account
from purchasing.payments.queries.bank_days import days_of_run
from purchasing.payments.queries.payables import payables_due
from purchasing.payments.queries.receivables import funding_due, payouts_due, payouts_of
from purchasing.payments.queries.runs import (
    as_checked,
    attempts,
    direct_due,
    granted_of,
    obligations_due,
    payees_of_many,
)
from purchasing.payments.rules.runs import Payee, hold_reason, reference
from purchasing.payments.services.settling import mature_due
from purchasing.payments.states import (
    LIVE,
    LIVE_INSTRUCTIONS,
    AccountPurpose,
    DirectState,
    HoldReason,
    InstructionState,
    ObligationState,
    PayableState,
    PayRole,
    ReceivableState,
    RunKind,
)

I = InstructionState  # noqa: E741 (as in the states)
FUNDABLE = (ReceivableState.ISSUED, *LIVE, ReceivableState.MATURED)
ZERO = Decimal(0)


def plan(run: PaymentRun) -> list[Instruction]:
    """The payments that are due and in no run yet, not saved: with their accounts, held where something stands."""
    if run.kind != RunKind.CASH:
        mature_due(min(run.value_on, today()), about=run if run.pk else None)  # never before its day
    found = {RunKind.CASH: _cash, RunKind.FUNDING: _funding, RunKind.MATURITY: _maturity}[RunKind(run.kind)](run)
    _put_to_accounts(run, found)
    for each in found:
        each.state = I.HELD if each.hold_reason else I.PLANNED
    return found


def _cash(run: PaymentRun) -> list[Instruction]:
    return _debts(run) + _direct(run) + _payables(run)


def _direct(run: PaymentRun) -> list[Instruction]:
    """What was granted to firms below goes with the next run, whichever day its debts are due. Source: PAY-15."""
    if days_of_run(run.value_on, today()) is not None:
        return []
    due = list(direct_due(run.currency))
    tried = attempts([each.pk for each in due], "direct")
    return [
        Instruction(
            run=run,
            role=PayRole.DIRECT,
            direct=each,
            payee=each.lower.payee,
            currency=run.currency,
            amount=amount,
            end_to_end=reference(each.number, attempt=tried.get((each.pk, PayRole.DIRECT), 0) + 1),
            text=f"{each.lower.invoice.supplier_no} {each.number}"[:140],
        )
        for each in due
        if (amount := _payable_directly(each))
    ]


def _payables(run: PaymentRun) -> list[Instruction]:
    """What is owed without an invoice."""
    found = payables_due(run.value_on, run.currency)
    if (earlier := days_of_run(run.value_on, today())) is not None:
        found = found.filter(due_on__gt=earlier)
    due = list(found)
    tried = attempts([each.pk for each in due], "payable")
    return [
        Instruction(
            run=run,
            role=PayRole.PAYABLE,
            payable=each,
            payee=each.payee,
            currency=run.currency,
            amount=each.amount,
            end_to_end=reference(each.number, attempt=tried.get((each.pk, PayRole.PAYABLE), 0) + 1),
            text=each.text,
        )
        for each in due
    ]


def _payable_directly(case: DirectPayment) -> Decimal:
    """What was granted, as long as both debts still bear it."""
    upper, lower, granted = case.upper, case.lower, case.granted or ZERO
    owed = lower.state in (ObligationState.OPEN, ObligationState.HELD)
    if case.state != DirectState.GRANTED or upper is None or upper.state != ObligationState.OPEN or not owed:
        return ZERO
    return granted if min(upper.left, lower.left) >= granted else ZERO


def _debts(run: PaymentRun) -> list[Instruction]:
    found = obligations_due(run.value_on, run.currency)
    if (earlier := days_of_run(run.value_on, today())) is not None:
        found = found.filter(pay_on__gt=earlier)
    due = list(found)
    granted = granted_of(each.pk for each in due)
    tried = attempts([each.pk for each in due], "obligation")
    return [
        Instruction(
            run=run,
            role=PayRole.CASH,
            obligation=each,
            payee=each.payee,
            currency=run.currency,
            amount=each.left - granted.get(each.pk, ZERO),
            end_to_end=reference(each.number, attempt=tried.get((each.pk, PayRole.CASH), 0) + 1),
            text=f"{each.invoice.supplier_no} {each.number}"[:140],
        )
        for each in due
    ]


def _funding(run: PaymentRun) -> list[Instruction]:
    found = funding_due(run.value_on).exclude(pk__in=_busy(PayRole.FUND))
    if (earlier := days_of_run(run.value_on, today())) is not None:
        found = found.filter(matures_on__gt=earlier)
    due = list(found)
    tried = attempts([each.pk for each in due], "receivable")
    return [
        Instruction(
            run=run,
            role=PayRole.FUND,
            receivable=each,
            currency="KRW",
            amount=each.face,
            end_to_end=reference(each.number, suffix="F", attempt=tried.get((each.pk, PayRole.FUND), 0) + 1),
            text=each.number,
        )
        for each in due
    ]


def _maturity(run: PaymentRun) -> list[Instruction]:
    busy = {role: set(_busy(role)) for role in (PayRole.HOLDER, PayRole.BOUGHT)}
    due = []
    for payout in payouts_due(run.value_on):
        role = PayRole.HOLDER if payout.payee_id is not None else PayRole.BOUGHT
        if payout.receivable_id not in busy[role]:
            due.append((role, payout))
    tried = attempts({payout.receivable_id for _role, payout in due}, "receivable")
    return [
        Instruction(
            run=run,
            role=role,
            receivable_id=payout.receivable_id,
            payee_id=payout.payee_id,
            currency="KRW",
            amount=payout.amount,
            end_to_end=reference(
                payout.number,
                suffix="" if role == PayRole.HOLDER else "B",
                attempt=tried.get((payout.receivable_id, role), 0) + 1,
            ),
            text=payout.number,
        )
        for role, payout in due
    ]


def _busy(role: str):
    """Funded is funded once; of a payout escrow's own entries say what is left, only what is under way is busy."""
    states = [*LIVE_INSTRUCTIONS, I.PAID] if role == PayRole.FUND else LIVE_INSTRUCTIONS
    live = Instruction.objects.filter(role=role, state__in=states, receivable__isnull=False)
    return live.values_list("receivable", flat=True)


def _put_to_accounts(run: PaymentRun, found: Iterable[Instruction]) -> None:
    """Copy where the money goes into each payment, and why it waits, if it does."""
    rows = list(found)
    known = destinations({each.payee_id for each in rows if each.payee_id is not None}, run.currency)
    house = {
        PayRole.FUND: house_account(AccountPurpose.ESCROW),
        PayRole.BOUGHT: house_account(AccountPurpose.BOUGHT),
    }
    now = db_now()
    for each in rows:
        target = known.get((each.payee_id, purpose_of(each))) if each.payee_id is not None else None
        if target is None:
            account = house.get(PayRole(each.role))
            target = Destination(
                Payee(has_account=account is not None, confirmed_at=account.confirmed_at if account else None), account
            )
        held = each.obligation is not None and each.obligation.state == ObligationState.HELD
        each.hold_reason = hold_reason(target.payee, now=now, invoice_held=held) or ""
        each.account = target.account
        each.bank_code = target.account.bank_code if target.account else ""
        each.account_number = target.account.number if target.account else ""
        each.account_owner = target.account.owner if target.account else ""
        each.changed = target.changed


def purpose_of(each: Instruction) -> str:
    """For which of the payee's accounts: wages of a progress claim go to the account for wages alone (PAY-43)."""
    return each.receivable.purpose if each.receivable is not None else AccountPurpose.GENERAL


PLACE = ("bank_code", "account_number", "account_owner")
COPIED = ("hold_reason", "account_id", "bank_code", "account_number", "account_owner", "changed")


def rehold(run: PaymentRun) -> int:
    """Look at every open payment of the run again; how many changed. The run's row is locked by the caller."""
    rows = list(
        run.instructions.filter(state__in=[I.PLANNED, I.HELD])
        .select_related("obligation", "receivable", "direct__lower", "direct__upper", "payable")
        .order_by("pk")
    )
    before = {each.pk: _copied(each) for each in rows}
    gone = _no_longer_owed(rows)
    move_many(Instruction, sorted(gone), "drop", by=None, about=run, reason="no longer owed, or by another amount")
    sooner = _due_sooner(run, [each for each in rows if each.pk not in gone])
    move_many(Instruction, sorted(sooner), "drop", by=None, about=run, reason="an earlier run pays it")
    gone |= sooner
    rows = [each for each in rows if each.pk not in gone]
    _put_to_accounts(run, rows)
    changed = [each for each in rows if _copied(each) != before[each.pk]]
    for name, state in (("hold", I.PLANNED), ("unhold", I.HELD)):
        turned = [each for each in changed if each.state == state and bool(each.hold_reason) == (name == "hold")]
        move_each(Instruction, {each.pk: _copied(each) for each in turned}, name, by=None, about=run)
    same = [each for each in changed if bool(each.hold_reason) == (each.state == I.HELD)]
    Instruction.objects.bulk_update(same, [name.removesuffix("_id") for name in COPIED], batch_size=1000)
    return len(gone) + len(changed)


def _copied(each: Instruction) -> dict:
    return {name: getattr(each, name) for name in COPIED}


def _no_longer_owed(rows: Iterable[Instruction]) -> set[int]:
    """Those whose debt or receivable no longer asks for just this amount: credited, cancelled, granted, paid."""
    rows = list(rows)
    granted = granted_of(each.obligation_id for each in rows if each.obligation_id is not None)
    paid_out = (PayRole.HOLDER, PayRole.BOUGHT)
    parts = payouts_of({each.receivable_id for each in rows if each.role in paid_out and each.receivable_id})
    return {each.pk for each in rows if each.amount != _owed(each, granted, parts)}


def _owed(each: Instruction, granted: dict[int, Decimal], parts: dict[int, list]) -> Decimal:
    """How much of what it pays is owed now."""
    if (debt := each.obligation) is not None:
        owed = debt.state in (ObligationState.OPEN, ObligationState.HELD)
        return debt.left - granted.get(debt.pk, ZERO) if owed else ZERO
    if each.direct is not None:
        return _payable_directly(each.direct)
    if each.payable is not None:
        return each.payable.amount if each.payable.state == PayableState.OWED else ZERO
    if (paper := each.receivable) is None:
        return ZERO
    if each.role == PayRole.FUND:
        return paper.face if paper.state in FUNDABLE and paper.funded_on is None else ZERO
    if paper.state != ReceivableState.MATURED:
        return ZERO
    mine = [part for part in parts.get(paper.pk, []) if (part.payee_id is None) == (each.role == PayRole.BOUGHT)]
    return sum((part.amount for part in mine), ZERO)


def _due_sooner(run: PaymentRun, rows: Iterable[Instruction]) -> set[int]:
    """Those that an earlier run has to pay: their day was brought forward since they were planned."""
    earlier = days_of_run(run.value_on, today())
    if earlier is None:
        return set()
    return {each.pk for each in rows if _day_of(each) <= earlier}


def _day_of(each: Instruction) -> date:
    if each.obligation is not None:
        return each.obligation.pay_on
    if each.direct is not None:
        return each.direct.requested_at.astimezone(SEOUL).date()
    if each.payable is not None:
        return each.payable.due_on
    if each.receivable is None:
        raise ValueError(f"{each.end_to_end} pays nothing")
    return each.receivable.matures_on


def look_again(run: PaymentRun, ids: Sequence[int]) -> dict[int, dict]:
    """Before they are posted: those that no longer are what was checked, with the reason why they wait.

    The database says of all of them together which plainly are; only the others are loaded and looked at one by one.
    """
    doubtful = set(ids) - as_checked(ids, _places_in_use(run, ids))
    related = ("obligation", "receivable", "direct__lower", "direct__upper", "payable")
    rows = list(Instruction.objects.filter(pk__in=doubtful).select_related(*related).order_by("pk"))
    if not rows:
        return {}
    checked = {each.pk: _copied(each) for each in rows}
    _put_to_accounts(run, rows)
    gone = _no_longer_owed(rows)
    late = {}
    for each in rows:
        same = all(getattr(each, name) == checked[each.pk][name] for name in PLACE)
        if each.pk in gone:
            each.hold_reason = HoldReason.AMOUNT_CHANGED
        elif not same and not each.hold_reason:
            each.hold_reason = HoldReason.ACCOUNT_CHANGED
        if each.hold_reason:
            late[each.pk] = {"hold_reason": each.hold_reason}
    return late


def _places_in_use(run: PaymentRun, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
    """Where each payee of these payments is paid, if nothing holds payments to it."""
    known, now = destinations(payees_of_many(ids), run.currency), db_now()
    return [
        (company, target.account.bank_code, target.account.number, target.account.owner)
        for (company, purpose), target in known.items()
        if purpose == AccountPurpose.GENERAL and target.account and hold_reason(target.payee, now=now) is None
    ]
