"""DO: put another person into an opening committee after the publication. Source: security 5.6; SOD-03, SOD-04."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import CommitteeMember, SeatChange, Tender
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.lots_along import move_lots_along, told_of_lot
from purchasing.bidding.services.tender_keys import renew_keys
from purchasing.bidding.states import UNOPENED, Seal, TenderState


@transaction.atomic
def replace_opener(
    tender: Tender, *, leaves: User, comes: User, reason: str, by: User, closes_at: datetime | None = None
) -> CommitteeMember:
    """Another person takes the seat, and declares anew; who leaves opens nothing from now on.

    Where bids are sealed to keys, the shares stay with those who got them at the publication: with ``closes_at``, a
    later deadline, the tender gets new keys in the same transaction, and every bidder bids again. Without it the others
    must be enough to open. After the deadline shares cannot move: there the others open, as the notice has said.
    The lots of a notice have one committee: the seat changes in all that are not opened yet, or in none.
    """
    require(policies.may_replace_opener(by, tender))
    tender = locked(tender)
    give_seat = partial(_give_seat, leaves=leaves, comes=comes, reason=reason, by=by, closes_at=closes_at)
    seat = give_seat(tender)
    others = queries.sibling_lots(tender).filter(state__in=UNOPENED, committee__user=leaves)
    for lot in others.select_for_update(of=("self",)):
        with told_of_lot(lot):
            require(policies.may_replace_opener(by, lot))
            give_seat(lot)
    if closes_at is not None:
        move_lots_along(tender, reason=_told(), asked_by=None, by=by)
    return seat


def _give_seat(
    tender: Tender, *, leaves: User, comes: User, reason: str, by: User, closes_at: datetime | None
) -> CommitteeMember:
    if tender.state not in UNOPENED:
        raise WrongState(_("The committee changes only between the publication and the opening."))
    by_keys = tender.seal == Seal.KEYS
    if by_keys and (tender.state != TenderState.PUBLISHED or db_now() >= tender.deadline):
        raise WrongState(_("After the deadline nobody new can get a share of the keys: the other members open."))
    if closes_at is not None and not by_keys:
        raise RuleBroken(_("This tender is not sealed to keys: its deadline stays."), field="closes_at")
    if not reason.strip():
        raise RuleBroken(_("Say why the member is replaced: auditors read it."), field="reason")
    seat = CommitteeMember.objects.select_for_update(of=("self",)).filter(tender=tender, user=leaves).first()
    if seat is None:
        raise RuleBroken(_("This person does not sit in the committee any more."), field="leaves")
    _check_newcomer(tender, comes, by=by)
    SeatChange.objects.create(
        tender=tender, leaves=leaves, comes=comes, reason=reason, new_keys=closes_at is not None, decided_by=by
    )
    seat.user, seat.declared_at = comes, None
    seat.save(update_fields=["user", "declared_at"])
    payload = {"leaves": str(leaves.uid), "comes": str(comes.uid), "new_keys": closes_at is not None}
    record(tender, "opener_replaced", by=by, reason=reason, payload=payload)
    if closes_at is not None:
        renew_keys(tender, closes_at=closes_at, reason=reason, told=_told(), by=by)
    elif by_keys and len(queries.able_holders(tender)) < tender.openers_needed:
        raise RuleBroken(
            _("Without this member too few hold a share of the keys to open the bids: set a later deadline, and the "
              "tender gets new keys."),
            field="closes_at",
        )  # fmt: skip
    announce("bidding.opener_replaced", tender=tender.pk, leaves=leaves.pk, comes=comes.pk)
    return seat


def _told() -> str:
    """What bidders and the public read instead of the reason: who left, and why, is for auditors and the committee."""
    with translation.override("ko"):  # it is published, and stays
        return _("The opening committee has changed, and the tender got new keys.")


def _check_newcomer(tender: Tender, comes: User, *, by: User) -> None:
    """As at the publication. A tie to a bidder is asked of the person alone, when they act: here it would tell."""
    if comes.pk == by.pk:
        raise RuleBroken(_("Who decides does not take the seat."), field="comes")
    if comes.pk in (tender.officer_id, tender.estimator_id, tender.approver_id):
        raise RuleBroken(
            _("%(name)s is officer, estimator or approver of this tender and may not open its bids (SOD-03, SOD-04).")
            % {"name": comes},
            field="comes",
        )
    if not (comes.is_active and comes.is_internal and comes.has_role("OC")):
        raise RuleBroken(_("%(name)s is not an opening-committee member.") % {"name": comes}, field="comes")
    if tender.committee.filter(user=comes).exists():
        raise RuleBroken(_("This person already sits in the committee."), field="comes")
