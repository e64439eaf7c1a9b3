"""DO: let a bidder out of an opened bid for a manifest error; an approver decides. Source: domain 2.3."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies
from purchasing.bidding.models import Ruling
from purchasing.bidding.rules import Reason
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import RulingState, TenderState


@transaction.atomic
def withdraw_for_error(ruling: Ruling, *, reason: str, by: User) -> Ruling:
    """An approver lets a bid go between opening and evaluation: it counts for nothing, and all read the reason."""
    require(policies.may_withdraw_for_error(by, ruling.tender))
    if not reason.strip():
        raise RuleBroken(_("Say what the manifest error is: it is published with the result."), field="reason")
    tender = locked(ruling.tender)
    if tender.state != TenderState.OPENED:
        raise WrongState(_("After the deadline a bid is withdrawn only between its opening and the evaluation."))
    ruling = Ruling.objects.select_for_update(of=("self",)).select_related("tender", "bid").get(pk=ruling.pk)
    if ruling.state != RulingState.OPENED:
        raise WrongState(_("This bid already has its verdict."))
    move(ruling, "rule_out", by=by, reason=reason, cause=str(Reason.WITHDRAWN), remark=reason.strip())
    record(tender, "bid_withdrawn_for_error", by=by, reason=reason, payload={"receipt": ruling.bid.receipt})
    announce("bidding.bid_withdrawn_for_error", tender=tender.pk, bid=ruling.bid_id)
    return ruling
