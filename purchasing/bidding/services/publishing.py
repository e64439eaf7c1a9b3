"""DO: ask for approval, return, approve, publish at once or on the day. The standing lots of a notice go together."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BasePrice, BiddingTerms, Tender
from purchasing.bidding.rules.notice import period_begins
from purchasing.bidding.services.base_prices import base_price_fault
from purchasing.bidding.services.complete import check_complete, missing_in
from purchasing.bidding.services.lots_along import told_of_lot
from purchasing.bidding.services.notice_documents import publish_documents
from purchasing.bidding.services.pinning import pin_lines
from purchasing.bidding.services.splitting import note_splitting
from purchasing.bidding.services.tender_keys import make_keys
from purchasing.bidding.states import TenderState

log = logging.getLogger(__name__)


@transaction.atomic
def request_publication(tender: Tender, *, by: User) -> Tender:
    """Hand the draft to an approver, with all lots of its notice; what is missing is told beside its field."""
    for lot in _together(tender):
        with told_of_lot(lot):
            require(policies.may_request_publication(by, lot))
            terms = check_complete(lot, now=db_now())
            pin_lines(lot, _publication_of(lot, db_now()).astimezone(SEOUL).date())
            note_splitting(lot, terms)
            move(lot, "request", by=by)
    announce("bidding.publication_requested", tender=tender.pk)
    return Tender.objects.get(pk=tender.pk)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the notice still lacks: of which lot, in words, and the input that mends it, if one does."""

    lot: Tender
    words: str
    field: str | None


def missing_for_publication(tender: Tender) -> list[Missing]:
    """Everything that the notice still lacks, each said as ``request_publication`` would refuse it; reads only."""
    found, now = [], db_now()
    for lot in queries.standing_lots(tender) or [tender]:
        for refusal in missing_in(lot, now=now):
            words = str(refusal)
            if lot.lot_no is not None:
                words = _("Lot %(no)s: %(why)s") % {"no": lot.lot_no, "why": words}
            found.append(Missing(lot, words, refusal.field))
    return found


@transaction.atomic
def return_publication(tender: Tender, *, reason: str, by: User) -> Tender:
    """Back to the draft: the approver returns it, or the officer takes it back."""
    require(policies.may_return_publication(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    for lot in _together(tender):
        move(lot, "return", by=by, reason=reason, approver=None)
    announce("bidding.publication_returned", tender=tender.pk)
    return Tender.objects.get(pk=tender.pk)


@transaction.atomic
def approve_publication(tender: Tender, *, by: User) -> Tender:
    """Approve the notice. It is published at once, or by the portal on its day; then it stands, under those terms."""
    now = db_now()
    for lot in _together(tender):
        with told_of_lot(lot):
            require(policies.may_approve_publication(by, lot))
            terms = check_complete(lot, now=now)
            price = _check_price(lot)
            if queries.split_flags_of(lot).filter(answered_at=None).exists():
                raise RuleBroken(_("Answer first why this purchase is not split (BID-08)."))
            if lot.publish_at is not None and lot.publish_at > now:
                move(lot, "approve", by=by, approver=by)
                announce("bidding.tender_approved", tender=lot.pk)
            else:
                _publish(lot, terms=terms, price=price, approver=by, by=by, now=now)
    return Tender.objects.get(pk=tender.pk)


def _publish(
    tender: Tender, *, terms: BiddingTerms, price: BasePrice, approver: User, by: User | None, now: datetime
) -> None:
    pin_lines(tender, now.astimezone(SEOUL).date())
    params = queries.params_for(tender, terms)
    payload = {"params": params, "base_price_commitment": price.commitment}
    if keys := make_keys(tender, by=by):
        payload["keys"] = keys
    move(
        tender,
        "publish",
        by=by,
        payload=payload,
        approver=approver,
        published_at=now,
        opens_at=tender.opens_at or now,
        params=params,
    )
    publish_documents(tender, by=by)
    announce("bidding.tender_published", tender=tender.pk)


def _check_price(tender: Tender) -> BasePrice:
    if fault := base_price_fault(tender):
        raise RuleBroken(fault)
    return BasePrice.objects.get(tender=tender)


@sweeps
def publish_due_tenders() -> int:
    """Publish each approved tender whose day has come; one that cannot be published goes back to its officer.

    None stops the others: what happens to one tender is settled before the next is looked at.
    """
    published = 0
    for tender in queries.due_to_publish(db_now()):
        try:
            published += _publish_or_send_back(tender)
        except WrongState:  # somebody else has just published it, cancelled it or taken it back
            continue
        except OperationalError:
            log.warning("bidding: %s could not be locked for publication; it is tried again", tender.number)
            continue
    return published


def _publish_or_send_back(tender: Tender) -> int:
    try:
        return _publish_due(tender)
    except WrongState:  # no rule is broken, so that there is nothing to send back
        raise
    except RuleBroken as refusal:
        _send_back(tender, reason=str(refusal))
        return 0


@transaction.atomic
def _publish_due(tender: Tender) -> int:
    """Its period counts from its day, as it was approved, unless the portal comes late (``rules.notice.ON_TIME``): the
    whole days between that moment and the deadline are what suppliers must have, and seconds of a run take none away.
    """
    now = db_now()
    lots = [lot for lot in _together(tender) if lot.state == TenderState.APPROVED]
    with translation.override(settings.LANGUAGE_CODE):
        for lot in lots:
            if lot.approver is None:
                raise AssertionError(f"{lot.number} is approved by nobody")
            with told_of_lot(lot):
                begins = period_begins(publish_at=lot.publish_at, published_at=now)
                terms = check_complete(lot, now=now, counts_from=begins)
                _publish(lot, terms=terms, price=_check_price(lot), approver=lot.approver, by=None, now=now)
    return len(lots)


@transaction.atomic
def _send_back(tender: Tender, *, reason: str) -> None:
    for lot in _together(tender):
        move(lot, "return", by=None, reason=reason, approver=None)
    announce("bidding.publication_returned", tender=tender.pk)


def _together(tender: Tender) -> list[Tender]:
    """The tender, or all lots of its notice that still stand, locked in one order.

    A lot that was cancelled holds up none of the others. What is asked of itself meets its own state, as it should.
    """
    rows = Tender.objects.select_for_update(of=("self",)).order_by("pk")
    notice = Tender.objects.values_list("procedure_id", flat=True).get(pk=tender.pk)  # as it is now
    if notice is None:
        return list(rows.filter(pk=tender.pk))
    standing = rows.filter(Q(pk=tender.pk) | ~Q(state=TenderState.CANCELLED), procedure=notice)
    return sorted(standing, key=lambda lot: lot.lot_no or 0)


def _publication_of(tender: Tender, now: datetime) -> datetime:
    """When it will be published as far as is known now."""
    return max(tender.publish_at, now) if tender.publish_at is not None else now
