"""DO: what one lot of a notice brings to the others: they close together. Source: decision 23."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.bidding import queries
from purchasing.bidding.models import DeadlineExtension, Tender
from purchasing.bidding.services.checks import check_delivery
from purchasing.bidding.states import TenderState


@contextmanager
def told_of_lot(lot: Tender) -> Iterator[None]:
    """A refusal that is a lot's says which, and stays of its kind; a tender without lots says it plainly."""
    try:
        yield
    except RuleBroken as refusal:
        if lot.lot_no is None:
            raise
        kind = WrongState if isinstance(refusal, WrongState) else RuleBroken
        words = _("Lot %(no)s: %(why)s") % {"no": lot.lot_no, "why": refusal}
        raise kind(words, field=refusal.field) from refusal


def with_lot(tender: Tender, reason: str) -> str:
    """Why another lot changes: because this one does."""
    return _("With lot %(no)s: %(why)s") % {"no": tender.lot_no, "why": reason}


def check_new_deadline(tender: Tender, *, closes_at: datetime) -> None:
    """Whatever the tender buys is delivered after the new deadline, and so is what the lots buy that move along."""
    check_deliveries(tender, closes_at=closes_at)
    check_lots(tender, closes_at=closes_at)


def check_lots(tender: Tender, *, closes_at: datetime) -> None:
    """The same of the other lots alone."""
    for sibling in queries.sibling_lots(tender).filter(state=TenderState.PUBLISHED, closes_at__lt=closes_at):
        with told_of_lot(sibling):
            check_deliveries(sibling, closes_at=closes_at)


def check_deliveries(tender: Tender, *, closes_at: datetime) -> None:
    """The day of delivery of the tender and of each of its lines lies after the one on which bids close."""
    for day in (tender.delivery_on, *tender.lines.order_by("no").values_list("delivery_on", flat=True)):
        check_delivery(day, closes_at=closes_at, field="closes_at")


def note_extension(
    tender: Tender, *, closes_at: datetime, reason: str, asked_by: User | None, by: User
) -> DeadlineExtension:
    """Why and by whom a deadline moves now: bidders read it, and the first deadline is known from it."""
    return DeadlineExtension.objects.create(
        tender=tender,
        closed_at_before=tender.deadline,
        closes_at=closes_at,
        reason=reason,
        asked_by=asked_by,
        decided_by=by,
        decided_at=db_now(),
        approved=True,
    )


def move_lots_along(tender: Tender, *, reason: str, asked_by: User | None, by: User) -> None:
    """A later deadline of one lot holds for all; bids on the others stay in.

    ``asked_by``: None where one person decides at once, as on new keys.
    """
    for sibling in queries.sibling_lots(tender).select_for_update(of=("self",)).filter(state=TenderState.PUBLISHED):
        if sibling.deadline >= tender.deadline:
            continue
        with told_of_lot(sibling):
            check_deliveries(sibling, closes_at=tender.deadline)
        why = with_lot(tender, reason)
        extension = note_extension(sibling, closes_at=tender.deadline, reason=why, asked_by=asked_by, by=by)
        payload = {"before": sibling.deadline, "closes_at": tender.deadline, "with": tender.number}
        sibling.closes_at = tender.deadline
        sibling.save(update_fields=["closes_at"])
        record(sibling, "deadline_extended", by=by, reason=why, payload=payload)
        announce("bidding.deadline_extended", tender=sibling.pk, extension=extension.pk)
