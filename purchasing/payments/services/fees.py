"""DO: the fee for days beyond day 60 follows the face and the day of its receivable. Source: domain PAY-12."""

from decimal import Decimal

from portal.audit.services import record
from portal.clock import today
from portal.people.models import User
from purchasing.payments import queries, rules
from purchasing.payments.models import Posting, Receivable
from purchasing.payments.services.ledger import reverse
from purchasing.payments.services.postings import book_fee
from purchasing.payments.states import RateKind, ReceivableState


def take_back_fee(receivable: Receivable, *, reason: str, by: User | None) -> None:
    """The fee that stands in the books is reversed."""
    posting = Posting.objects.get(key__startswith=f"fee:{receivable.uid}", reversed_by=None)
    reverse(posting, key=f"back:{posting.key}", reason=reason[:200], by=by)


def follow_fee(receivable: Receivable, *, reason: str, by: User | None) -> None:
    """Face or maturity has become smaller: so has the fee, at the rate of the day of its issue. A paid fee stays.

    Called with the receivable's row locked, after its change.
    """
    if not receivable.fee or receivable.fee_paid_on is not None or receivable.issued_on is None:
        return
    rate = queries.rate_on(RateKind.FEE, receivable.issued_on)
    fee = Decimal(0)
    if rate is not None and receivable.state != ReceivableState.CANCELLED:
        day60 = receivable.obligation.due_legal
        fee = rules.late_redemption_fee(receivable.face, rate=rate.rate, day60=day60, redeemed_on=receivable.matures_on)
    if fee == receivable.fee:
        return
    take_back_fee(receivable, reason=reason, by=by)
    if fee:
        times = Posting.objects.filter(key__startswith=f"fee:{receivable.uid}").count()
        key = f"fee:{receivable.uid}:{times + 1}"
        book_fee(receivable.obligation, amount=fee, key=key, on=today(), text=receivable.number)
    record(receivable, "fee_changed", by=by, reason=reason, payload={"before": receivable.fee, "after": fee})
    Receivable.objects.filter(pk=receivable.pk).update(fee=fee)
    receivable.fee = fee
