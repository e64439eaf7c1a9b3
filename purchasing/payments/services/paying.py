"""DO: post a released run, chunk by chunk, each exactly once; then its one bank file. Source: security 7.1, 7.5.

A chunk is one transaction: claim (rows that another worker holds are passed over), compare with the accounts once more,
post, mark, announce. A worker may die anywhere: what it had not committed is found again, what it had is not touched.
"""

import hashlib
import logging
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, DecimalField, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from portal.audit.services import move, move_each, move_many, record
from portal.clock import db_now
from portal.errors import WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import BankFile, Instruction, Obligation, PaymentRun, Receivable
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries.runs import runs_under_way
from purchasing.payments.rules.pain import Order, Place, Transfer, pain001
from purchasing.payments.services.planning import look_again
from purchasing.payments.services.postings_sets import book_sent_many
from purchasing.payments.states import InstructionState, ObligationState, RunState

log = logging.getLogger(__name__)
CHUNK = 500
I = InstructionState  # noqa: E741 (as in the states)


def pay_run(run: PaymentRun, *, chunk: int = CHUNK) -> int:
    """Post all that is left of a released run and close it with its file; how many payments this call posted.

    Called by the job that hears of the release, by the sweep and by the command; any of them may be running already.
    """
    posted = 0
    while (done := post_chunk(run, most=chunk)) is not None:
        posted += done
    close_run(run)
    return posted


@sweeps
def resume_runs() -> int:
    """Each minute: what a worker that died has left. Safe to run twice."""
    return sum(pay_run(run) for run in runs_under_way())


@transaction.atomic
def post_chunk(run: PaymentRun, *, most: int = CHUNK) -> int | None:
    """Post up to ``most`` payments of the run in one transaction; None when there is none left to claim."""
    if PaymentRun.objects.filter(pk=run.pk, state=RunState.RELEASED).first() is None:
        return None
    rows = _claim(run, most)
    if not rows:
        return None
    late = look_again(run, rows)
    move_each(Instruction, late, "hold", by=None, about=run, reason="changed between the check and the posting")
    fit = [each for each in rows if each.pk not in late]
    booked = book_sent_many([each.pk for each in fit], by=None)
    _take(fit, sign=1)
    take_directly(fit, sign=1)
    move_each(Instruction, {pk: {"posting_id": posting} for pk, posting in booked.items()}, "post", by=None, about=run)
    announce("payments.chunk_posted", run=run.pk, count=len(fit))
    return len(fit)


def _claim(run: PaymentRun, most: int) -> list[Instruction]:
    """Payments that no other worker holds: their debts are locked first, then they themselves."""
    planned = run.instructions.filter(state=I.PLANNED)
    cases = _claim_direct(planned, most // 2)
    owed = Obligation.objects.filter(instructions__in=planned).order_by("pk")
    debts = list(owed.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:most])
    given = Receivable.objects.filter(pk__in=planned.values("receivable")).order_by("pk")
    papers = list(given.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:most])
    mine = planned.filter(Q(obligation__in=debts) | Q(receivable__in=papers) | Q(direct__in=cases))
    locked = Instruction.objects.filter(pk__in=mine.values("pk"), state=I.PLANNED)
    rows = locked.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    return list(rows.select_related("obligation", "receivable", "direct__lower", "direct__upper"))


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


def _take(rows: Iterable[Instruction], *, sign: int) -> None:
    """The debts are smaller by what is under way (or larger again by what came back): in one statement."""
    amounts = {each.obligation_id: each.amount * sign for each in rows if each.obligation_id is not None}
    if not amounts:
        return
    field = DecimalField(max_digits=20, decimal_places=2)
    by = Case(*[When(pk=pk, then=Value(amount)) for pk, amount in amounts.items()], output_field=field)
    states = [ObligationState.OPEN]
    if Obligation.objects.filter(pk__in=amounts, state__in=states).update(paid=F("paid") + by) != len(amounts):
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
