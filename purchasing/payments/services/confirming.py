"""DO: what follows when the bank has paid, rejected or given back a payment: books, debts, receivables, runs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.audit.services import move, move_each, move_many
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.payments.models import Instruction, Obligation, Payable, PaymentRun, Posting, Receivable
from purchasing.payments.services.direct import pay_directly
from purchasing.payments.services.ledger import reverse
from purchasing.payments.services.payables import payable_rejected, payables_paid
from purchasing.payments.services.paying import take_directly
from purchasing.payments.services.postings import book_cash_rejected
from purchasing.payments.services.postings_sets import book_confirmed_many
from purchasing.payments.services.settling import fund_receivables, pay_out
from purchasing.payments.states import InstructionState, ObligationState, PayRole, RunState

I = InstructionState  # noqa: E741 (as in the states)


@dataclass(frozen=True, slots=True)
class Told:
    """What the bank said of a payment: the day, a code, a text."""

    on: date
    code: str = ""
    text: str = ""


def locked(references: Collection[str]) -> dict[str, Instruction]:
    """The payments of these references, with all that follows from them locked: debts, receivables, themselves."""
    rows = Instruction.objects.filter(end_to_end__in=list(references))
    funded = rows.filter(role=PayRole.FUND).values("receivable")  # whose parts may be settled with them
    given = Receivable.objects.filter(Q(pk__in=rows.values("receivable")) | Q(root__in=funded)).order_by("pk")
    debts = Obligation.objects.filter(
        Q(pk__in=rows.values("obligation"))
        | Q(pk__in=given.values("obligation"))
        | Q(pk__in=rows.values("direct__upper"))
        | Q(pk__in=rows.values("direct__lower"))
    )
    list(debts.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    list(given.select_for_update(of=("self",)).values_list("pk", flat=True))
    others = Payable.objects.filter(pk__in=rows.values("payable")).order_by("pk")
    list(others.select_for_update(of=("self",)).values_list("pk", flat=True))
    related = ("run", "obligation", "receivable", "payable")
    mine = rows.select_for_update(of=("self",)).select_related(*related).order_by("pk")
    return {each.end_to_end: each for each in mine}


def confirm(told: Sequence[tuple[Instruction, Told]]) -> None:
    """The bank has executed them, set by set of one day: paid, booked, debts closed, receivables moved on."""
    for (run_id, day), rows in _by_run_and_day(told).items():
        run = PaymentRun.objects.get(pk=run_id)
        changes = {each.pk: {"paid_on": day, "result_code": said.code[:4]} for each, said in rows}
        move_each(Instruction, changes, "confirm", by=None, about=run, reason=f"the bank, {day}")
        book_confirmed_many(list(changes), on=day)
        cash = [each for each, _said in rows if each.role == PayRole.CASH]
        _close_debts(cash, day, run)
        for each in (each for each, _said in rows if each.role == PayRole.DIRECT):
            pay_directly(each, on=day)
        payables_paid((each for each, _said in rows), on=day)
        funded = [
            (_receivable(each), each.amount, each.end_to_end) for each, _said in rows if each.role == PayRole.FUND
        ]
        if funded:
            fund_receivables(funded, on=day, about=run, by=None)
        settled = [
            (_receivable(each), each.payee_id, each.amount, each.end_to_end)
            for each, _said in rows
            if each.role in (PayRole.HOLDER, PayRole.BOUGHT)
        ]
        if settled:
            pay_out(settled, on=day, about=run, by=None)
        for each, _said in rows:
            each.state, each.paid_on = I.PAID, day
            announce("payments.payment_made", instruction=each.pk)


def _receivable(each: Instruction) -> int:
    if each.receivable_id is None:
        raise ValueError(f"{each.end_to_end} pays no receivable")
    return each.receivable_id


def _by_run_and_day(told) -> dict[tuple[int, date], list[tuple[Instruction, Told]]]:
    sets = defaultdict(list)
    for each, said in sorted(told, key=lambda pair: pair[0].pk):
        sets[each.run_id, said.on].append((each, said))
    return sets


def _close_debts(rows: Sequence[Instruction], day: date, run: PaymentRun) -> None:
    """A debt with nothing left is paid; one that was credited or paid in part meanwhile stays open for its rest."""
    states = (ObligationState.OPEN, ObligationState.HELD)
    debts = Obligation.objects.filter(pk__in=[each.obligation_id for each in rows], state__in=states)
    whole = debts.filter(amount=F("credited") + F("covered") + F("paid"))
    pks = list(whole.values_list("pk", flat=True))
    held = list(whole.filter(state=ObligationState.HELD).values_list("pk", flat=True))
    move_many(Obligation, held, "release", by=None, about=run, reason="paid before it was held")
    move_many(Obligation, pks, "pay", by=None, about=run, paid_on=day)
    for pk in pks:
        announce("payments.obligation_paid", obligation=pk)


def reject(told: Sequence[tuple[Instruction, Told]], *, by: User | None = None) -> None:
    """The bank did not pay: the posting is reversed, the debt is open again and the next run finds it."""
    for each, said in told:
        book_cash_rejected(each, reason=f"{said.code} {said.text}".strip(), on=said.on, by=by)
        move(each, "reject", by=by, reason=said.text, payload={"code": said.code}, result_code=said.code[:4])
        _give_back(each)
        take_directly([each], sign=-1)
        payable_rejected(each, reason=said.text)
        announce("payments.payment_rejected", instruction=each.pk)


@transaction.atomic
def bounce(each: Instruction, said: Told, *, by: User) -> None:
    """The money came back after the bank had confirmed it: both postings are reversed, the debt is open again."""
    if each.role != PayRole.CASH:
        raise RuleBroken(
            _(
                "What escrow paid or was paid directly cannot be taken back here: pay it once more by hand, or settle "
                "it with the bank."
            ),
            field="decision",
        )
    paid = Posting.objects.get(key=f"paid:{each.uid}")
    reverse(paid, key=f"bounced:{each.uid}", reason=said.text or said.code, by=by, on=said.on)
    book_cash_rejected(each, reason=f"{said.code} {said.text}".strip(), on=said.on, by=by)
    move(each, "bounce", by=by, reason=said.text, payload={"code": said.code}, result_code=said.code[:4])
    if each.obligation is not None and each.obligation.state == ObligationState.PAID:
        move(each.obligation, "reopen", by=by, reason=said.text, paid_on=None)
    _give_back(each)
    announce("payments.payment_rejected", instruction=each.pk)


def _give_back(each: Instruction) -> None:
    if each.obligation_id is not None:
        Obligation.objects.filter(pk=each.obligation_id).update(paid=F("paid") - each.amount)


def state_runs(runs: Iterable[int]) -> None:
    """A run is executed when the bank has answered for each payment, reconciled when each stands on a statement."""
    for run in PaymentRun.objects.select_for_update(of=("self",)).filter(pk__in=list(runs)).order_by("pk"):
        sent = run.instructions.filter(posting__isnull=False)
        if run.state == RunState.SENT and not sent.filter(state=I.POSTED).exists():
            move(run, "execute", by=None, reason="the bank has answered for every payment")
            announce("payments.run_executed", run=run.pk)
        if run.state == RunState.EXECUTED and not sent.filter(state=I.PAID, stated_on=None).exists():
            move(run, "reconcile", by=None, reason="every payment stands on a statement")
            announce("payments.run_reconciled", run=run.pk)
