"""What this person can do with a tender after the decision to award."""

from django.utils.translation import gettext as _

from portal.display import day_text
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Objection, Tender
from purchasing.bidding.states import ObjectionState, TenderState
from purchasing.bidding.views.deeds import Deed
from purchasing.bidding.views.shown import address

S = TenderState


def after_deeds(user, tender: Tender) -> list[Deed]:
    """The deeds of standstill, award and contract; before them there are none."""
    if not user.is_authenticated:
        return []
    if user.is_supplier:
        return _bidders(user, tender)
    if not user.is_internal or tender.state not in (S.STANDSTILL, S.AWARDED):
        return []
    return _in_standstill(user, tender) if tender.state == S.STANDSTILL else _awarded(user, tender)


def _bidders(user, tender: Tender) -> list[Deed]:
    told = tender.state in (S.STANDSTILL, S.AWARDED, S.CONTRACTED, S.FAILED) and tender.opened_at is not None
    if not told or not policies.may_see_debrief(user, tender):
        return []
    decision = queries.decision_in_force(tender)
    if decision is not None and decision.bid.company_id == user.company_id:
        text = _("The award letter, and how the own bid stood beside the others.")
        if tender.state == S.STANDSTILL:
            text = _("How the own bid stood. The award is made after the standstill, if no objection stops it.")
        return [Deed("debrief", _("Read the result"), address(tender, "debrief"), "trophy", text, primary=True)]
    text = _("Where the own bid stood, why, and what would have helped.")
    found = [Deed("debrief", _("Read the debrief"), address(tender, "debrief"), "flag", text, primary=True)]
    for objection in queries.objections_visible_to(user, tender).filter(state=ObjectionState.LODGED):
        text = _("It stops the award; its decision is due on %(day)s.")
        found.append(_objection(tender, objection, _("Read the objection %(number)s"), text))
    return found


def _objection(tender: Tender, objection: Objection, verb: str, text: str, *, primary: bool = False) -> Deed:
    words = {"number": objection.number, "day": day_text(objection.answer_by, "day")}
    url = address(tender, "objection-detail", objection.uid)
    return Deed(f"objection-{objection.pk}", verb % words, url, "scale", text % words, primary=primary)


def _in_standstill(user, tender: Tender) -> list[Deed]:
    found = []
    objections = tender.objections.filter(state=ObjectionState.LODGED).select_related("tender", "decision")
    for objection in objections:
        if policies.may_decide_objection(user, objection):
            text = _("An objection stops the award; its decision is due on %(day)s.")
            found.append(_objection(tender, objection, _("Decide on %(number)s"), text, primary=True))
    if policies.may_take_back_award(user, tender) and not found:
        url = address(tender, "award-take-back")
        found.append(Deed("take-back", _("Take the award back"), url, "arrow-back-up", danger=True))
    return found


def _awarded(user, tender: Tender) -> list[Deed]:
    found = []
    due = queries.sign_by(tender)
    if policies.may_record_contract(user, tender):
        text = _("Both sides sign by %(day)s; after that day the next in line may be proposed.")
        found.append(
            Deed(
                "contract",
                _("Record the contract"),
                address(tender, "contract-record"),
                "file-check",
                text % {"day": day_text(due, "day") if due else "—"},
                primary=True,
            )
        )
    if policies.may_lapse_award(user, tender):
        found.append(Deed("lapse", _("Let the award lapse"), address(tender, "award-lapse"), "circle-x", danger=True))
    return found
