"""FIND: interest on money that waited in escrow: earned and not paid yet, or earned by no rate. Source: 4.6 (E10)."""

from datetime import date
from decimal import Decimal

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from purchasing.payments.models import BuyerRate, Posting, Receivable
from purchasing.payments.queries.receivables import rate_on
from purchasing.payments.states import LIVE, RateKind, RateState, ReceivableState

R = ReceivableState
EARNED, PAID = "incentive:", "incentive-paid:"


def deposit_rate(day: date) -> BuyerRate | None:
    """What money in escrow earned from ``day`` on; where none was in force, the first that was confirmed after it."""
    if (rate := rate_on(RateKind.DEPOSIT, day)) is not None:
        return rate
    confirmed = BuyerRate.objects.filter(kind=RateKind.DEPOSIT, state=RateState.CONFIRMED)
    return confirmed.order_by("valid_from").first()


def _posted(prefix: str) -> Exists:
    key = Concat(Value(prefix), Cast(OuterRef("uid"), CharField()))
    return Exists(Posting.objects.filter(key=key, reversed_by=None))


def _later() -> QuerySet[Receivable]:
    return Receivable.objects.filter(parent__isnull=False, matures_on__gt=F("parent__matures_on"))


def earning_without_rate() -> QuerySet[Receivable]:
    """Parts whose money waits or waited in escrow while no rate was ever confirmed: somebody's interest is missing."""
    if BuyerRate.objects.filter(kind=RateKind.DEPOSIT, state=RateState.CONFIRMED).exists():
        return Receivable.objects.none()
    return _later().filter(state__in=(R.ISSUED, *LIVE, R.MATURED, R.SETTLED)).order_by("id")


def unearned() -> QuerySet[Receivable]:
    """Parts that have fallen due, whose interest is in no book."""
    found = _later().filter(~Exists(_any(EARNED)), state__in=(R.MATURED, R.SETTLED))
    return found.select_related("parent", "issuer").order_by("id")


def _any(prefix: str) -> QuerySet[Posting]:
    return Posting.objects.filter(key=Concat(Value(prefix), Cast(OuterRef("uid"), CharField())))


def interest_unpaid() -> QuerySet[Receivable]:
    """Parts whose interest is booked and of which nobody has said that it came."""
    found = Receivable.objects.filter(_posted(EARNED), ~_posted(PAID))
    return found.select_related("issuer").order_by("id")


def interest_owed(receivable: Receivable) -> Decimal | None:
    """What the trustee owes the giver of this part as interest, in won; None when nothing, or when it has come."""
    if Posting.objects.filter(key=f"{PAID}{receivable.uid}").exists():
        return None
    earned = Posting.objects.filter(key=f"{EARNED}{receivable.uid}", reversed_by=None).first()
    if earned is None:
        return None
    own = earned.lines.filter(account__book__company=receivable.issuer_id)
    return max(line.debit for line in own)
