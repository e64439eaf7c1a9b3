"""FIND: what a task's agreement fixed for its money, who may not verify it, whether a dispute stops its clock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.clock import SEOUL
from sharedgrowth.benefit.models import Baseline, BenefitTerms, Task, terms_on
from sharedgrowth.benefit.states import BaselineState, Settle, ShareForm


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was signed: it holds for the task whatever the terms become."""

    rate: Decimal
    years: int
    formula: str
    by_calendar: bool
    parts: dict[str, Decimal]  # of the compensation, by form
    signed_on: date
    finance_from_won: Decimal  # from this net benefit on finance looks, too
    committee: int  # members, at least

    @property
    def cash_part(self) -> Decimal:
        """How much of the compensation is cash."""
        return self.parts.get(ShareForm.CASH, Decimal(0))


def agreed_for(task: Task) -> Agreed | None:
    """What both signed, if both have."""
    agreement = getattr(task, "agreement", None)
    if agreement is None or agreement.signed_at is None:
        return None
    return Agreed(
        rate=agreement.rate,
        years=agreement.years,
        formula=agreement.formula,
        by_calendar=agreement.settle == Settle.CALENDAR,
        parts={form: Decimal(part) for form, part in agreement.forms.items()},
        signed_on=agreement.signed_at.astimezone(SEOUL).date(),
        finance_from_won=agreement.finance_from_won,
        committee=agreement.committee,
    )


def terms_for(task: Task, day: date) -> BenefitTerms:
    """The terms under which the task runs: those of the day it was signed; before that those of ``day``."""
    found = agreed_for(task)
    return terms_on(found.signed_on if found else day)


def baseline_of(task: Task) -> Baseline | None:
    """The baseline in force."""
    return task.baselines.filter(state=BaselineState.AGREED).first()


def has_dispute(task: Task) -> bool:
    """Whether a dispute is open: the clock stands, nothing is verified or paid."""
    return task.disputes.filter(decided_at=None).exists()
