"""FIND: payment runs, what is due for one, what is in one."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from portal.encrypted.fields import encrypted, same
from portal.people.models import Company, User
from purchasing.payments.models import BankAccount, DirectPayment, Instruction, Obligation, PaymentRun
from purchasing.payments.queries.accounts import house_account
from purchasing.payments.rules.runs import Planned, digest
from purchasing.payments.states import (
    LIVE_INSTRUCTIONS,
    AccountPurpose,
    AccountState,
    DirectState,
    InstructionState,
    ObligationState,
    RunKind,
    RunState,
)

READS_RUNS = ("FI", "AP", "AU", "CP")
OPEN_RUNS = (RunState.DRAFT, RunState.CHECKED)
LEFT = F("amount") - F("credited") - F("covered") - F("paid")
WON = DecimalField(max_digits=20, decimal_places=2)


def runs_visible_to(user: User) -> QuerySet[PaymentRun]:
    """Finance, approvers, audit and compliance of the buyer; nobody else."""
    runs = PaymentRun.objects.select_related("made_by", "checked_by", "second_checked_by", "released_by", "file")
    if getattr(user, "is_internal", False) and user.has_role(*READS_RUNS):
        return runs
    return runs.none()


def runs_for_bank(user: User) -> QuerySet[PaymentRun]:
    """Runs with their file, for the bank's own program."""
    runs = PaymentRun.objects.filter(file__isnull=False).select_related("file")
    is_bank = user.is_authenticated and user.is_service and user.is_internal and user.has_role("BK")
    return runs if is_bank else runs.none()


def granted_of(obligations: Iterable[int]) -> dict[int, Decimal]:
    """What of these debts the buyer has promised to pay to the firm below instead, by id. Source: domain PAY-15.

    Not what a run has sent to the bank: that is taken from the debt already.
    """
    rows = _still_promised().filter(upper__in=list(obligations))
    return dict(rows.order_by().values_list("upper").annotate(sum=Sum("granted")))


def _still_promised() -> QuerySet[DirectPayment]:
    sent = Instruction.objects.filter(direct=OuterRef("pk"), state__in=[InstructionState.POSTED, InstructionState.PAID])
    return DirectPayment.objects.filter(~Exists(sent), state=DirectState.GRANTED)


def direct_due(currency: str) -> QuerySet[DirectPayment]:
    """What was granted to firms below and no run pays yet, the first asked for first. Source: domain PAY-15."""
    live = Instruction.objects.filter(direct=OuterRef("pk"), state__in=[*LIVE_INSTRUCTIONS, InstructionState.PAID])
    due = DirectPayment.objects.filter(~Exists(live), state=DirectState.GRANTED, currency=currency, granted__gt=0)
    return due.select_related("lower__payee", "lower__invoice", "upper").order_by("pk")


def at_the_bank(case: DirectPayment) -> Instruction | None:
    """The payment of it that has gone to the bank."""
    return case.instructions.filter(state=InstructionState.POSTED).select_related("run").first()


def _granted():
    rows = _still_promised().filter(upper=OuterRef("pk")).order_by().values("upper")
    return Coalesce(Subquery(rows.annotate(sum=Sum("granted")).values("sum"), output_field=WON), Decimal(0))


def obligations_due(value_on: date, currency: str) -> QuerySet[Obligation]:
    """What the buyer owes in cash up to that bank day and no run pays yet; held ones too, so that they are seen.

    Not what is wholly granted to the firm below.
    """
    due = Obligation.objects.filter(
        state__in=[ObligationState.OPEN, ObligationState.HELD],
        payer__is_buyer=True,
        currency=currency,
        pay_on__lte=value_on,
    )
    return (
        due.alias(payable=LEFT - _granted())
        .filter(payable__gt=0)
        .exclude(Q(instructions__state__in=LIVE_INSTRUCTIONS))
        .select_related("invoice", "payee")
        .order_by("pay_on", "pk")
    )


def payees_of_many(ids: Sequence[int]) -> set[int]:
    """Whom these payments pay, as far as they pay debts in cash or the holders of receivables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT payee_id FROM payments_instruction"
            " WHERE id = ANY(%s) AND role IN ('cash', 'holder') AND payee_id IS NOT NULL",
            [list(ids)],
        )
        return {pk for (pk,) in cursor.fetchall()}


def as_checked(ids: Sequence[int], places: Sequence[tuple[int, str, str, str]]) -> set[int]:
    """Which of these payments are just as they were checked: the debt or the receivable, its amount, the account.

    Of receivables those of their holders, whatever the tier; wages have an account of their own, and the bank's parts
    another: both are looked at one by one.
    ``places``: company, bank, number and owner of the accounts that nothing speaks against. The numbers are compared
    here: the database knows them encrypted, and twice the same number is never twice the same text.
    """
    columns = [list(column) for column in zip(*places, strict=True)] or [[]] * 4
    known, number = set(places), encrypted(Instruction, "account_number")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH placed AS MATERIALIZED (
                SELECT i.* FROM payments_instruction i
                  JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS p (company, bank, owner)
                    ON p.company = i.payee_id AND p.bank = i.bank_code AND p.owner = i.account_owner
                 WHERE i.id = ANY(%s)
            )
            SELECT i.id, i.payee_id, i.bank_code, i.account_number, i.account_owner
              FROM placed i JOIN payments_receivable c ON c.id = i.receivable_id
             WHERE i.role = 'holder' AND i.obligation_id IS NULL AND i.direct_id IS NULL AND i.payable_id IS NULL
               AND c.state = 'matured' AND c.purpose = 'general'
               AND i.amount = c.face - c.assigned - c.drawn - c.held - coalesce((SELECT sum(e.amount)
                       FROM payments_escrowentry e WHERE e.receivable_id = c.id AND e.kind = 'holder'), 0)
             UNION ALL
            SELECT i.id, i.payee_id, i.bank_code, i.account_number, i.account_owner
              FROM placed i JOIN payments_obligation o ON o.id = i.obligation_id
             WHERE i.role = 'cash' AND o.state = 'open'
               AND i.amount = o.amount - o.credited - o.covered - o.paid
               AND NOT EXISTS (SELECT FROM payments_directpayment d WHERE d.upper_id = o.id AND d.state = 'granted')
            """,
            [columns[0], columns[1], columns[3], list(ids)],
        )
        return {pk for pk, payee, bank, told, owner in cursor if (payee, bank, number.opened(told), owner) in known}


def instructions_of(run: PaymentRun) -> QuerySet[Instruction]:
    """Held ones first, then changed accounts, then by amount: what a checker has to look at stands on top."""
    return run.instructions.select_related("payee", "obligation__invoice", "receivable", "direct", "account").order_by(
        F("hold_reason").desc(), F("changed").desc(), F("amount").desc(), "pk"
    )


def planned_of(run: PaymentRun) -> QuerySet[Instruction]:
    """What would be paid."""
    return run.instructions.filter(state=InstructionState.PLANNED)


def digest_of(run: PaymentRun) -> str:
    """The SHA-256 of what would be paid to whom."""
    rows = planned_of(run).values_list(
        "end_to_end", "amount", "currency", "bank_code", "account_number", "account_owner"
    )
    return digest(Planned(*row) for row in rows.iterator(chunk_size=5000))


def totals_of(run: PaymentRun) -> dict[str, Any]:
    """Count and sum by state of what is in the run."""
    rows = run.instructions.values("state").annotate(n=Count("pk"), sum=Sum("amount")).order_by("state")
    return {row["state"]: {"count": row["n"], "sum": row["sum"] or Decimal(0)} for row in rows}


def holds_by_reason(run: PaymentRun) -> list[Any]:
    """Why payments are held, how many and how much."""
    held = run.instructions.exclude(hold_reason="").filter(state__in=[InstructionState.HELD, InstructionState.DROPPED])
    return list(held.values("hold_reason").annotate(n=Count("pk"), sum=Sum("amount")).order_by("hold_reason"))


def holds_of(company: Company) -> QuerySet[Instruction]:
    """Payments to a company that wait, with their reason."""
    return Instruction.objects.filter(payee=company, state=InstructionState.HELD).select_related("run", "obligation")


def has_confirmed_an_account_of(user: User, run: PaymentRun) -> bool:
    """Whether this person has confirmed an account that the run pays to, or pays from. Source: domain SOD-07."""
    return _accounts_of(run).filter(confirmed_by=user).exists()


def has_decided_on_a_payable_of(user: User, run: PaymentRun) -> bool:
    """Whether this person verified or selected something that the run pays. Source: domain SOD-10, SOD-13."""
    return run.instructions.exclude(state=InstructionState.DROPPED).filter(payable__apart=user).exists()


def maker_confirmed_an_account_of(run: PaymentRun) -> bool:
    """The same of who made the run; the clock confirms none."""
    return run.made_by_id is not None and _accounts_of(run).filter(confirmed_by=run.made_by_id).exists()


def paying_account(kind: str, currency: str) -> BankAccount | None:
    """The account in use from which runs of this kind pay: escrow pays what has matured."""
    return house_account(AccountPurpose.ESCROW if kind == RunKind.MATURITY else AccountPurpose.GENERAL, currency)


def _accounts_of(run: PaymentRun) -> QuerySet[BankAccount]:
    """Where its payments go, and the account that pays: the one in use, and the one copied at the check."""
    paid_to = Q(pk__in=run.instructions.exclude(state=InstructionState.DROPPED).values("account"))
    purpose = AccountPurpose.ESCROW if run.kind == RunKind.MATURITY else AccountPurpose.GENERAL
    pays = Q(company__is_buyer=True, purpose=purpose, currency=run.currency)
    here = Q(state=AccountState.ACTIVE)
    here |= Q(**same(BankAccount, "same_account", run.debtor_bank, run.debtor_number))
    return BankAccount.objects.filter(paid_to | (pays & here))


def attempts(things: Iterable[int], field: str) -> dict[tuple[int, str], int]:
    """How often each obligation or receivable was planned before, by role."""
    rows = Instruction.objects.filter(**{f"{field}__in": list(things)}).values_list(field, "role")
    return {(pk, role): n for pk, role, n in rows.annotate(n=Count("pk")).order_by(field)}


def runs_under_way() -> QuerySet[PaymentRun]:
    """Released and not wholly posted: what a worker that died has left behind."""
    return PaymentRun.objects.filter(state=RunState.RELEASED).order_by("released_at", "pk")


def runs_past(day: date) -> QuerySet[PaymentRun]:
    """Open runs of days before ``day``: nobody has released them in time."""
    return PaymentRun.objects.filter(state__in=OPEN_RUNS, value_on__lt=day).order_by("pk")


def runs_unanswered(day: date) -> QuerySet[PaymentRun]:
    """Sent runs of bank days before ``day`` with payments that the bank has said nothing of; ``silent`` of them."""
    sent = PaymentRun.objects.filter(state=RunState.SENT, value_on__lt=day)
    silent = Count("instructions", filter=Q(instructions__state=InstructionState.POSTED))
    return sent.annotate(silent=silent).filter(silent__gt=0).order_by("value_on", "pk")


def runs_to_check(user: User) -> QuerySet[PaymentRun]:
    """Drafts that this person has neither made nor checked."""
    drafts = runs_visible_to(user).filter(state=RunState.DRAFT, count__gt=0)
    return drafts.exclude(made_by=user).exclude(checked_by=user).order_by("value_on", "pk")


def runs_to_release(user: User) -> QuerySet[PaymentRun]:
    """Checked runs that this person has neither made nor checked."""
    checked = runs_visible_to(user).filter(state=RunState.CHECKED)
    apart = checked.exclude(made_by=user).exclude(checked_by=user).exclude(second_checked_by=user)
    return apart.order_by("value_on", "pk")


def due_figures(value_on: date) -> list[Any]:
    """What the buyer owes in cash up to a day, by currency: for the board."""
    rows = (
        Obligation.objects.filter(state=ObligationState.OPEN, payer__is_buyer=True, pay_on__lte=value_on)
        .alias(left_over=LEFT)
        .filter(left_over__gt=0)
    )
    return list(rows.values("currency").annotate(n=Count("pk"), sum=Sum(LEFT)).order_by("currency"))


def waiting_counts() -> dict[str, int]:
    """How many runs stand in each state that waits for somebody."""
    rows = PaymentRun.objects.filter(state__in=[*OPEN_RUNS, RunState.SENT], count__gt=0)
    return {state: n for state, n in rows.order_by("state").values_list("state").annotate(n=Count("pk"))}
