"""DO: post a released run, chunk by chunk, each exactly once; then its one bank file. Source: security 7.1, 7.5.

A chunk is one transaction: claim (rows that another worker holds are passed over), compare with the accounts once more,
post, mark, announce. A worker may die anywhere: what it had not committed is found again, what it had is not touched.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from portal.audit.services import move, move_each, move_many, record
from portal.clock import db_now
from portal.errors import WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import BankFile, Instruction, Obligation, PaymentRun
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.runs import runs_under_way
from purchasing.payments.rules.pain import Order, Place, Transfer, pain001
from purchasing.payments.services.payables import payables_sent
from purchasing.payments.services.planning import look_again
from purchasing.payments.services.postings_sets import book_sent_many
from purchasing.payments.states import InstructionState, ObligationState, RunState

log = logging.getLogger(__name__)
CHUNK = 5_000
I = InstructionState  # noqa: E741 (as in the states)


def pay_run(run: PaymentRun, *, chunk: int = CHUNK) -> int:
    """Post all that is left of a released run and close it with its file; how many payments this call posted.

    Called by the task that is woken after the release, by the sweep and by the command, never within a transaction;
    any of them may be running already.
    """
    posted = 0
    while (done := post_chunk(run, most=chunk)) is not None:
        posted += done
    close_run(run)
    return posted


@sweeps
def resume_runs() -> int:
    """Each minute: what a worker that died has left, and what none was woken for. Safe to run twice.

    A run that fails holds no other up; the last fault is raised at the end, so that somebody sees it.
    """
    posted, failed = 0, None
    for run in runs_under_way():
        try:
            posted += pay_run(run)
        except Exception as fault:  # raised when the others have had their turn
            log.warning("payments: run %s could not be posted; it is tried again: %s", run.number, fault)
            failed = fault
    if failed is not None:
        raise failed
    return posted


@transaction.atomic
def post_chunk(run: PaymentRun, *, most: int = CHUNK) -> int | None:
    """Post up to ``most`` payments of the run in one transaction; None when there is none left to claim."""
    if PaymentRun.objects.filter(pk=run.pk, state=RunState.RELEASED).first() is None:
        return None
    claimed = _claim(run, most)
    if not claimed:
        return None
    late = look_again(run, claimed)
    move_each(Instruction, late, "hold", by=None, about=run, reason="changed between the check and the posting")
    fit = [pk for pk in claimed if pk not in late]
    booked = book_sent_many(fit, by=None)
    _take(fit)
    take_directly(_direct_of(run, fit), sign=1)
    payables_sent(fit, run=run)
    move_each(Instruction, {pk: {"posting_id": posting} for pk, posting in booked.items()}, "post", by=None, about=run)
    announce("payments.chunk_posted", run=run.pk, count=len(fit))
    return len(fit)


def _claim(run: PaymentRun, most: int) -> list[int]:
    """Payments that no other worker holds, with their debts or receivables: all are locked, or passed over."""
    mine: list[int] = []
    with connection.cursor() as cursor:
        for thing in ("obligation", "receivable", "payable"):
            cursor.execute(
                f"SELECT i.id FROM payments_instruction i JOIN payments_{thing} t ON t.id = i.{thing}_id"  # noqa: S608
                " WHERE i.run_id = %s AND i.state = %s ORDER BY i.id LIMIT %s FOR UPDATE OF t, i SKIP LOCKED",
                [run.pk, I.PLANNED, most - len(mine)],
            )
            mine += [pk for (pk,) in cursor.fetchall()]
    planned = run.instructions.filter(state=I.PLANNED)
    cases = planned.filter(direct__in=_claim_direct(planned, most // 2)).order_by("pk")
    return mine + list(cases.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))


def _claim_direct(planned: QuerySet[Instruction], most: int) -> list[int]:
    """Cases of direct payment of which both debts are free, with their locks."""
    asked = list(planned.exclude(direct=None).order_by("pk").values_list("direct", "direct__upper", "direct__lower"))
    wanted = {debt for _case, *debts in asked[: max(most, 1)] for debt in debts}
    free = Obligation.objects.filter(pk__in=wanted).order_by("pk").select_for_update(skip_locked=True, of=("self",))
    held = set(free.values_list("pk", flat=True))
    return [case for case, upper, lower in asked if {upper, lower} <= held]


def take_directly(rows: Iterable[Instruction], *, sign: int) -> None:
    """Both debts of a direct payment are smaller by what is under way, or larger again by what came back."""
    for each in rows:
        if (case := each.direct) is None:
            continue
        for debt in (pk for pk in (case.upper_id, case.lower_id) if pk is not None):
            Obligation.objects.filter(pk=debt).update(paid=F("paid") + each.amount * sign)


def _direct_of(run: PaymentRun, ids: Sequence[int]) -> Iterable[Instruction]:
    mine = set(ids)
    rows = run.instructions.exclude(direct=None).filter(state=I.PLANNED).select_related("direct")
    return (each for each in rows if each.pk in mine)


def _take(ids: Sequence[int]) -> None:
    """The debts are smaller by what is under way: in one statement, and only if all of them are open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH paid AS (SELECT obligation_id, amount FROM payments_instruction"
            " WHERE id = ANY(%s) AND obligation_id IS NOT NULL), taken AS"
            " (UPDATE payments_obligation o SET paid = o.paid + p.amount FROM paid p"
            " WHERE o.id = p.obligation_id AND o.state = %s RETURNING o.id)"
            " SELECT (SELECT count(*) FROM paid), (SELECT count(*) FROM taken)",
            [list(ids), ObligationState.OPEN],
        )
        debts, taken = cursor.fetchone()
    if taken != debts:
        raise WrongState(_("An obligation of this run is no longer open. It is looked at again."))


@transaction.atomic
def close_run(run: PaymentRun) -> BankFile | None:
    """When nothing is left to post: what is held leaves the run, the file is fixed, the run is sent. Once."""
    run = PaymentRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != RunState.RELEASED or run.instructions.filter(state=I.PLANNED).exists():
        return None
    held = list(run.instructions.filter(state=I.HELD).values_list("pk", flat=True))
    move_many(Instruction, held, "drop", by=None, about=run, reason="held when the run was sent: the next run finds it")
    now = db_now()
    if not run.instructions.filter(state=I.POSTED).exists():
        move(run, "void", by=None, reason="every payment of it is held")
        announce("payments.run_cancelled", run=run.pk)
        return None
    number = next_number("BNK")
    made = BankFile(number=number, run=run, made_at=now)
    content = content_of(made)
    made.sha256, made.size = hashlib.sha256(content).hexdigest(), len(content)
    rows = _sent(run)
    made.count, made.total = len(rows), sum((each.amount for each in rows), Decimal(0))
    made.save()
    move(run, "send", by=None, sent_at=now, payload={"file": number, "sha256": made.sha256, "count": made.count})
    announce("payments.run_sent", run=run.pk)
    return made


def _sent(run: PaymentRun) -> list[Instruction]:
    """Everything of the run that was ever posted, whatever the bank said of it since."""
    return list(run.instructions.filter(posting__isnull=False).order_by("end_to_end"))


def content_of(file: BankFile) -> bytes:
    """The bytes of a file: a pure function of what was posted."""
    run = file.run
    order = Order(
        message_id=file.number,
        made_at=file.made_at,
        value_on=run.value_on,
        currency=run.currency,
        payer=Place(run.debtor_owner, run.debtor_bank, run.debtor_number),
        initiator=run.debtor_owner,
    )
    return pain001(
        order,
        [
            Transfer(
                each.end_to_end,
                each.amount,
                Place(each.account_owner, each.bank_code, each.account_number),
                each.text,
            )
            for each in _sent(run)
        ],
    )


@transaction.atomic
def take_file(run: PaymentRun, *, by: User | None) -> tuple[BankFile, bytes]:
    """The file to hand over: made again, and refused unless its bytes are those that were fixed."""
    if by is not None:
        require(policies.may_take_file(by, run))
    file = BankFile.objects.select_related("run").filter(run=run).first()
    if file is None:
        raise WrongState(_("This run has no file yet: it is made when every payment of the run is posted."))
    content = content_of(file)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        log.critical("bank file %s: its bytes differ from what was sent", file.number)
        raise WrongState(_("The file cannot be made with the same bytes any more: nothing was handed over."))
    record(file, "handed_over", by=by, payload={"sha256": file.sha256})
    return file, content
