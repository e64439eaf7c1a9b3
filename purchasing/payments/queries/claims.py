"""FIND: progress claims and their lines; a supplier of the second tier sees its own line alone. Source: PAY-40..44."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractKind, ContractState, PayMethod
from purchasing.payments.models import BankAccount, Claim, ClaimLine, Obligation, Receivable
from purchasing.payments.queries.receivables import OWN_PEOPLE, SEES_ALL, SEES_FIRST_TIER
from purchasing.payments.states import (
    AccountState,
    ClaimState,
    LineState,
    ObligationState,
    ReceivableState,
)

R = ReceivableState


def claims_visible_to(user) -> QuerySet[Claim]:
    """Those of the own contracts; for the second tier the sent ones in which it has a line; staff by role."""
    found = Claim.objects.select_related("contract__payee", "receivable").order_by("-id")
    if user.is_internal:
        return found.exclude(state=ClaimState.DRAFT) if user.has_role(*SEES_ALL, *SEES_FIRST_TIER) else found.none()
    if not user.is_supplier or not user.has_role(*OWN_PEOPLE):
        return found.none()
    lines = ClaimLine.objects.filter(claim=OuterRef("pk"), payee=user.company_id).exclude(state=LineState.DROPPED)
    theirs = Exists(lines) & ~Q(state=ClaimState.DRAFT)
    return found.filter(Q(contract__payee=user.company_id) | theirs)


def lines_visible_to(user, claim: Claim) -> QuerySet[ClaimLine]:
    """All lines for who made the claim and for the buyer, who certifies; the own line for the second tier."""
    lines = claim.lines.exclude(state=LineState.DROPPED)
    lines = lines.select_related("payee", "contract", "obligation", "answered_by", "claim").order_by("id")
    if user.is_internal or user.company_id == claim.contract.payee_id:
        return lines
    return lines.filter(payee=user.company_id)


def claimable_receivables(user) -> QuerySet[Receivable]:
    """First-tier receivables of the own works contracts of which nothing is used and no claim is made."""
    claims = Claim.objects.filter(receivable=OuterRef("pk")).exclude(state=ClaimState.CANCELLED)
    found = Receivable.objects.filter(
        holder=user.company_id,
        tier=1,
        state=R.ACCEPTED,
        assigned=0,
        drawn=0,
        obligation__contract__kind=ContractKind.WORKS,
    )
    return found.exclude(Exists(claims)).select_related("obligation__contract").order_by("-id")


def subcontracts_of(contract: Contract) -> QuerySet[Contract]:
    """Registered subcontracts of the second tier that are in force."""
    return contract.subcontracts.filter(state=ContractState.IN_FORCE).select_related("payee").order_by("id")


def debts_of_subcontracts(contract: Contract) -> QuerySet[Obligation]:
    """What is owed on them by win-win payment and not covered yet."""
    return (
        Obligation.objects.filter(
            contract__in=subcontracts_of(contract),
            state=ObligationState.OPEN,
            method=PayMethod.WINWIN,
            currency="KRW",
        )
        .select_related("contract", "payee", "invoice")
        .order_by("contract_id", "pay_on", "id")
    )


def unlisted_subcontracts(claim: Claim) -> list[Contract]:
    """Registered subcontracts with no line in the claim: they block it. Source: PAY-44."""
    listed = set(claim.lines.exclude(state=LineState.DROPPED).values_list("contract", flat=True))
    return [each for each in subcontracts_of(claim.contract) if each.pk not in listed]


def listed_won(claim: Claim, *, but: ClaimLine | None = None) -> Decimal:
    """The sum of the claim's lines, in won. Source: PAY-40."""
    lines = claim.lines.exclude(state=LineState.DROPPED)
    if but is not None:
        lines = lines.exclude(pk=but.pk)
    return lines.order_by().aggregate(sum=Coalesce(Sum("amount"), Decimal(0)))["sum"]


def has_wage_account(company_id: int) -> bool:
    """Whether wages can be paid to the company: only to an account for wages. Source: PAY-43."""
    accounts = BankAccount.objects.filter(company=company_id, purpose="wages", currency="KRW")
    return accounts.filter(state=AccountState.ACTIVE).exists()


def lines_to_answer(user) -> QuerySet[ClaimLine]:
    """Lines that wait for the own company's word: new ones, and changes of confirmed ones."""
    waiting = Q(state=LineState.PROPOSED) | Q(
        state__in=(LineState.CONFIRMED, LineState.DISPUTED), new_amount__isnull=False
    )
    lines = ClaimLine.objects.filter(waiting, payee=user.company_id).exclude(
        claim__state__in=(ClaimState.DRAFT, ClaimState.CANCELLED, ClaimState.CLOSED)
    )
    return lines.select_related("claim__contract__payee").order_by("id")


def claims_to_certify(user) -> QuerySet[Claim]:
    """Claims that all have answered."""
    return Claim.objects.filter(state=ClaimState.CONFIRMED).select_related("contract__payee").order_by("id")


def silent_lines(day: date) -> QuerySet[ClaimLine]:
    """Lines without an answer after their last day, which nobody was reminded of on ``day``."""
    lines = ClaimLine.objects.filter(
        state=LineState.PROPOSED, claim__state=ClaimState.SENT, claim__answer_by__lt=day
    ).exclude(reminded_on=day)
    return lines.select_related("claim").order_by("id")


def claims_of_roots(receivables) -> QuerySet[Claim]:
    """The claims on given first-tier receivables, with their lines."""
    lines = Prefetch("lines", ClaimLine.objects.exclude(state=LineState.DROPPED))
    return Claim.objects.filter(receivable__in=receivables).exclude(state=ClaimState.CANCELLED).prefetch_related(lines)
