"""Payments in a sandbox: accounts and rates, a finance that issues receivables and pays, a bank that answers.

Of the partner's side only what a program may not do is done here: its own invented person accepts a receivable. To pass
it on and to draw it early is left to the partner.
"""

import random

from portal.people.models import Company
from portal.sandbox.registry import Cast, Ground, Guest, Player, Seed, Thing, grounds, players, seeds
from purchasing.payments import services
from purchasing.payments.demo.chain import enter_rates
from purchasing.payments.demo.runs import bookings, carry_over, statuses
from purchasing.payments.models import Instruction, PaymentRun, Receivable
from purchasing.payments.policies import may_issue
from purchasing.payments.policies.runs import may_check_run, may_release_run
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.runs import check_run, release_run
from purchasing.payments.states import AccountPurpose, InstructionState, ReceivableState, RunState


def _account(company: Company, purpose: str, owner: str) -> None:
    carry_over(random.Random(company.pk * 10 + len(purpose)), company, purpose, owner)


def lay(cast: Cast) -> None:
    """The buyer's accounts and rates, and an account of each competitor."""
    for purpose, owner in (
        (AccountPurpose.GENERAL, cast.buyer.legal_name_ko),
        (AccountPurpose.ESCROW, "동반성장 예치 기관"),
        (AccountPurpose.BOUGHT, "주거래 은행 상생결제 계정"),
    ):
        _account(cast.buyer, purpose, owner)
    for rival in cast.rivals:
        if rival.company is not None:
            _account(rival.company, AccountPurpose.GENERAL, rival.company.legal_name_ko)
    enter_rates(cast.one("FI", 1), cast.one("FI", 2))


def sow(cast: Cast, guest: Guest) -> list[Thing]:
    """An account that is paid into; the receivable follows the invoice."""
    _account(guest.company, AccountPurpose.GENERAL, guest.company.legal_name_ko)
    return []


def _receivables(cast: Cast) -> int:
    """Issued by another person than who approved the invoice; accepted by the holder's."""
    done = 0
    for receivable in Receivable.objects.filter(state=ReceivableState.DRAFT).order_by("pk"):
        by = cast.who("FI", lambda person, it=receivable: may_issue(person, it))
        if by is not None and services.issue_receivable(receivable, by=by):
            done += 1
    issued = Receivable.objects.filter(
        state=ReceivableState.ISSUED, holder__in=list(cast.guests), parent=None
    ).select_related("holder")
    for receivable in issued.order_by("pk"):
        services.accept_receivable(receivable, by=cast.guests[receivable.holder_id].finance)
        done += 1
    return done


def _runs(cast: Cast) -> int:
    """Checked by as many as it needs, released by finance; the bank answers as soon as it has the file."""
    done = 0
    for run in PaymentRun.objects.filter(state__in=[RunState.DRAFT, RunState.CHECKED]).order_by("pk"):
        if not run.count:
            continue
        while run.state == RunState.DRAFT:
            checked, by = run, _first(cast, ("AP", "FI"), lambda person, it=run: may_check_run(person, it))
            if by is None:
                break
            run = check_run(checked, sha256=digest_of(checked), by=by)
        if run.state != RunState.CHECKED:
            continue
        by = _first(cast, ("FI",), lambda person, it=run: may_release_run(person, it))
        if by is not None:
            release_run(run, sha256=run.sha256, by=by)
            done += 1
    return done


def _first(cast: Cast, roles: tuple[str, ...], may):
    return next((person for role in roles if (person := cast.who(role, may))), None)


def _bank(cast: Cast) -> int:
    """pain.002 and camt.054 for each run that was sent: everything is paid on its day."""
    done = 0
    for run in PaymentRun.objects.filter(state=RunState.SENT).order_by("pk"):
        sent = list(Instruction.objects.filter(run=run, state=InstructionState.POSTED).order_by("pk"))
        if not sent:
            continue
        read_bank_message(statuses(sent, f"-{run.pk}"), by=None)
        read_bank_message(bookings(sent, run.value_on, mark=f"-{run.pk}"), by=None)
        done += 1
    return done


def play(cast: Cast) -> int:
    """Receivables, payment runs and the bank."""
    return _receivables(cast) + _runs(cast) + _bank(cast)


grounds.add("payments", Ground(order=50, lay=lay))
seeds.add("payments", Seed(order=35, sow=sow))
players.add("payments", Player(order=50, play=play))
