"""FIND: what a person sees of the amounts of debts and receivables: the rule of contracts with the cases of payments.

Source: domain 4 (sub-tier privacy), 16.1 (AU, CP); ADR 0033.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from portal.clock import today
from purchasing.contracts.models import Contract
from purchasing.contracts.queries.amounts import Sight, open_amounts, sees_by_audit, sees_by_case, shows_prices, sight
from purchasing.payments.models import CashTest, ClaimLine, DirectPayment, Obligation, RatioReport, Receivable, Voice
from purchasing.payments.states import (
    DIRECT_OPEN,
    VOICE_OPEN,
    DirectState,
    LineState,
    ObligationState,
    ReceivableState,
)

__all__ = [
    "Sight",
    "open_amounts",
    "sees_by_audit",
    "sees_by_case",
    "shows_prices",
    "sight",
    "sights",
]  # one door for this app

UNPAID = (ObligationState.OPEN, ObligationState.HELD, ObligationState.COVERED)
NOT_GIVEN = (ReceivableState.REFUSED, ReceivableState.CANCELLED)


def contracts_with_a_case(contracts: Iterable[Contract], on: date) -> set[int]:
    """Those that compliance has to look into, by id: late, spoken about, short in the last report, asked to be paid.

    Four statements, however many contracts there are.
    """
    by_id = {each.pk: each.payer_id for each in contracts if each.tier > 1}
    if not by_id:
        return set()
    late = Obligation.objects.filter(contract__in=by_id, due_on__lt=on, state__in=UNPAID)
    asked = DirectPayment.objects.filter(lower__contract__in=by_id, state__in=(*DIRECT_OPEN, DirectState.GRANTED))
    found = set(late.values_list("contract", flat=True)) | set(asked.values_list("lower__contract", flat=True))
    payers = set(by_id.values())
    concerned = set(Voice.objects.filter(about__in=payers, state__in=VOICE_OPEN).values_list("about", flat=True))
    last = RatioReport.objects.order_by("-first", "-pk").values("pk")[:1]
    short = RatioReport.objects.filter(pk__in=last, results__company__in=payers, results__compliant=False)
    concerned |= set(short.values_list("results__company", flat=True))
    failed = CashTest.objects.filter(report__in=last, contract__in=by_id, passed=False)
    found |= set(failed.values_list("contract", flat=True))
    return found | {pk for pk, payer in by_id.items() if payer in concerned}


def sights(user, contracts: Iterable[Contract], on: date | None = None) -> dict[int, Sight]:
    """What this person sees of each contract on a page of its own, by its id. What is recorded, the caller records."""
    known = {each.pk: each for each in contracts}
    found = {pk: sight(user, each) for pk, each in known.items()}
    if getattr(user, "is_internal", False) and sees_by_case(user):
        hidden = [known[pk] for pk, seen in found.items() if seen == Sight.HIDDEN]
        cases = contracts_with_a_case(hidden, on or today())
        found |= {each.pk: sight(user, each, cases=cases) for each in hidden}
    return found


# Receivables ----------------------------------------------------------------------------------------------------------
def face_sight(user, receivable: Receivable, seen: dict[int, Sight] | None = None) -> Sight:
    """Of a receivable: that of its contract; a part that both sides signed in a claim was shown to who certified it."""
    contract = receivable.obligation.contract
    found = sight(user, contract) if seen is None else seen[contract.pk]
    if found == Sight.HIDDEN and user.is_internal and receivable.claim_line_id is not None:
        return Sight.OPEN
    return found


def parts_of(receivables: Iterable[Receivable]) -> list[Receivable]:
    """What was passed on of them and given, in one statement."""
    rows = Receivable.objects.filter(parent__in=[each.pk for each in receivables]).exclude(state__in=NOT_GIVEN)
    return list(rows.select_related("obligation__contract", "holder").order_by("-id"))


def with_hidden_use(user, receivables: Iterable[Receivable]) -> set[int]:
    """Ids of those whose use staff may not see: what is left would tell an amount below that is not open."""
    rows = list(receivables)
    hidden = {part.parent_id for part in parts_of(rows) if part.parent_id and face_sight(user, part) != Sight.OPEN}
    hidden |= {each.pk for each in rows if face_sight(user, each) != Sight.OPEN or each.held}
    return hidden


# Claims ---------------------------------------------------------------------------------------------------------------
def line_sight(user, line: ClaimLine, seen: dict[int, Sight] | None = None) -> Sight:
    """Of a part of a claim: signed by both sides it was handed to the buyer; before, it is theirs."""
    found = sight(user, line.contract) if seen is None else seen[line.contract_id]
    if found == Sight.HIDDEN and user.is_internal and line.state in SIGNED_LINES:
        return Sight.OPEN
    return found


SIGNED_LINES = (LineState.CONFIRMED,)
OPEN_OBLIGATIONS = open_amounts("contract")
OPEN_RECEIVABLES = open_amounts("obligation__contract") | Q(claim_line__isnull=False)
