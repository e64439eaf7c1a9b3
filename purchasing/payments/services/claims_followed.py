"""DO: what follows in claims by itself: silent suppliers are reminded, claims follow their receivables. Source: 4.3."""

from collections.abc import Sequence

from django.db import transaction

from portal.audit.services import move
from portal.clock import today
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from purchasing.payments import queries
from purchasing.payments.models import ClaimLine, Receivable
from purchasing.payments.queries.bank_days import is_open_for_banks
from purchasing.payments.states import ClaimState, LineState, ReceivableState

R = ReceivableState


@sweeps
def remind_silent_lines() -> int:
    """After three business days of silence a supplier is reminded, once a business day. Silence is no signature."""
    day, told = today(), 0
    if not is_open_for_banks(day):
        return 0
    for line in queries.silent_lines(day):
        with transaction.atomic():
            told += ClaimLine.objects.filter(pk=line.pk).exclude(reminded_on=day).update(reminded_on=day)
            announce("payments.claim_line_silent", line=line.pk)
    return told


def follow_claims(roots: Sequence[int], *, by: User | None) -> None:
    """The claim follows its receivables: money in escrow, second tier paid, closed when no dispute is left."""
    for claim in queries.claims_of_roots(roots).select_related("receivable"):
        lines = list(claim.lines.all())
        if claim.state == ClaimState.CERTIFIED and claim.receivable.funded_on is not None:
            move(claim, "fund", by=by)
            announce("payments.claim_funded", claim=claim.pk)
        given = Receivable.objects.filter(claim_line__in=[line.pk for line in lines])
        unpaid = given.exclude(state__in=(R.SETTLED, R.CANCELLED)).exists()
        if claim.state == ClaimState.FUNDED and not unpaid:
            move(claim, "pay", by=by)
        open_lines = [line for line in lines if line.state not in (LineState.ISSUED, LineState.NOTHING)]
        if claim.state == ClaimState.PAID and not unpaid and not open_lines:
            move(claim, "close", by=by)
            announce("payments.claim_closed", claim=claim.pk)
