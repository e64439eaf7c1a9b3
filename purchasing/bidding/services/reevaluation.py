"""DO: open an evaluation again after an upheld objection: it is corrected and run once more, beside the old one.

What the engine and the evaluator decided is decided anew; what stands by itself stays: a broken seal, a related or a
sanctioned company, a bid that was withdrawn, a price that never was opened, a winner that dropped out.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies
from purchasing.bidding.models import TcoInput, Tender
from purchasing.bidding.rules import Reason
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.eco import check_eco_offers
from purchasing.bidding.services.preference import check_preferences
from purchasing.bidding.states import RulingState, TenderState

LASTING = [Reason.BROKEN_SEAL, Reason.RELATED, Reason.SANCTIONED, Reason.WITHDRAWN, Reason.BELOW_TECHNICAL]
JUDGED = [RulingState.EXCLUDED_LOW, RulingState.EXCLUDED_HIGH, RulingState.IN_RANGE]


def reopen_evaluation(tender: Tender, *, reason: str, by: User) -> None:
    """Part of the decision on an objection: every verdict that can be corrected is open again."""
    anew: dict[str, Any] = {"rank": None, "cause": "", "figures": {}, "tie": "", "remark": ""}
    decided = Q(state__in=JUDGED) | (Q(state=RulingState.NON_RESPONSIVE) & ~Q(cause__in=LASTING))
    for ruling in tender.rulings.filter(decided, price_won__isnull=False).order_by("pk"):
        move(ruling, "reconsider", by=by, reason=reason, payload={"cause": ruling.cause, "rank": ruling.rank}, **anew)
    move(
        tender,
        "reopen_evaluation",
        by=by,
        reason=reason,
        payload={"version": tender.evaluation_no},
        evaluation_no=tender.evaluation_no + 1,
        evaluated_at=None,
        few_bids_confirmed_by=None,
        few_bids_confirmed_at=None,
        few_bids_reason="",
    )
    check_preferences(tender, anew=True)
    check_eco_offers(tender, anew=True)
    announce("bidding.evaluation_reopened", tender=tender.pk)


@transaction.atomic
def judge_tco_input_again(told: TcoInput, *, reason: str, by: User) -> TcoInput:
    """A declared value is judged once more, in an evaluation that was opened again; what was decided stays logged."""
    require(policies.may_judge_tco_input(by, told.tender))
    if not reason.strip():
        raise RuleBroken(_("Say why the value is judged again."), field="reason")
    tender = locked(told.tender)
    if tender.state != TenderState.OPENED or tender.evaluation_no == 1:
        raise WrongState(_("A value is judged again only when the evaluation was opened again."))
    told = TcoInput.objects.select_for_update(of=("self",)).select_related("tender", "bid").get(pk=told.pk)
    before = {"corrected": f"{told.corrected:f}" if told.corrected is not None else None, "remark": told.remark}
    anew = {
        "corrected": None, "remark": "", "proposed_by": None, "proposed_at": None, "decided_by": None,
        "decided_at": None,
    }  # fmt: skip
    move(told, "judge_again", by=by, reason=reason, payload=before, **anew)
    return told
