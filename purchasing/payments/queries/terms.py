"""FIND: by which means and how soon the buyer paid its subcontractors in half a year, as the law has it disclosed.

Source: domain 4.9, Fair Transactions in Subcontracting Act 13-3.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from purchasing.contracts.states import PayMethod
from purchasing.payments.models import Obligation, Receivable
from purchasing.payments.queries.amounts import NOT_GIVEN
from purchasing.payments.rules.receivables import days_between
from purchasing.payments.rules.terms import SPANS, Half, span_at
from purchasing.payments.states import ObligationState, ReceivableState

UNGIVEN = (*NOT_GIVEN, ReceivableState.DRAFT)


@dataclass
class Terms:
    """Won by means and span of days, and how many payments they were."""

    won: dict[str, list[Decimal]] = field(
        default_factory=lambda: {means: [Decimal(0)] * (len(SPANS) + 1) for means in PayMethod.values}
    )
    payments: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, means: str, days: int, won: Decimal) -> None:
        """One payment, ``days`` after receipt."""
        self.won[means][span_at(days)] += won
        self.payments[means] += 1

    @property
    def total(self) -> Decimal:
        return sum((won for row in self.won.values() for won in row), Decimal(0))


def paid_in(half: Half) -> Terms:
    """What the buyer paid in won, in the half-year, under contracts to which the subcontracting law applies.

    In cash: debts paid in it, by their days from receipt. By win-win payment: receivables issued in it, by the days
    from receipt to their maturity; who draws them early has the money sooner.
    """
    within = (half.first, half.last)
    terms = Terms()
    mine = {"payer__is_buyer": True, "contract__sfa_applies": True, "currency": "KRW"}
    paid: Any = Obligation.objects.filter(**mine, state=ObligationState.PAID, paid_on__range=within, paid__gt=0)
    for base_on, paid_on, won in paid.order_by().values_list("base_on", "paid_on", "paid"):
        terms.add(PayMethod.CASH, days_between(base_on, paid_on), won)
    for base_on, matures_on, won in _given(within).values_list("obligation__base_on", "matures_on", "face"):
        terms.add(PayMethod.WINWIN, days_between(base_on, matures_on), won)
    return terms


def _given(within: tuple[date, date]) -> QuerySet[Receivable]:
    first = Receivable.objects.filter(tier=1, issued_on__range=within, obligation__contract__sfa_applies=True)
    return first.exclude(state__in=UNGIVEN).order_by()
