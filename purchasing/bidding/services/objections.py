"""DO: a bidder objects while the standstill runs; who took no part decides. Source: domain 2.2, 2.3, CNV-06."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.numbers import next_number
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Objection, Tender
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.reevaluation import reopen_evaluation
from purchasing.bidding.services.standstill import _take_back
from purchasing.bidding.states import Ground, ObjectionState, Remedy, TenderState

REMIND_DAYS = 2  # before the day by which it is to be decided, and once more on that day


@transaction.atomic
def lodge_objection(tender: Tender, *, ground: str, text: str, key: str, by: User) -> Objection:
    """Object to the intended award: from now on it waits for the decision. The same ``key`` lodges it once."""
    require(policies.may_lodge_objection(by, tender))
    if made_before := Objection.objects.filter(company=by.company, key=key).first():
        if made_before.tender_id != tender.pk:
            raise WrongState(_("This key was already used for another objection: send the new one with a new key."))
        return made_before
    if ground not in Ground.values:
        raise RuleBroken(_("Choose what the objection is about."), field="ground")
    if not text.strip():
        raise RuleBroken(_("Say what is wrong, with its figures: the decision answers these words."), field="text")
    tender = locked(tender)
    standstill = queries.running_standstill(tender)
    now = db_now()
    if tender.state != TenderState.STANDSTILL or standstill is None or now >= standstill.ends_at:
        raise WrongState(_("Objections are taken while the standstill runs, until the end of its last day."))
    days = int(tender.params.get("objection_days", 5))
    objection = Objection(
        number=next_number("OBJ"),
        tender=tender,
        decision=standstill.decision,
        company=by.company,
        ground=ground,
        text=text,
        key=key,
        lodged_by=by,
        answer_by=business_days_after(now.astimezone(SEOUL).date(), days),
    )
    try:
        with transaction.atomic():
            objection.save()
    except IntegrityError as fault:
        match broken_constraint(fault):
            case "objection_open_once":
                raise RuleBroken(_("An objection of your company is already being looked at.")) from fault
            case "objection_key_once":
                return Objection.objects.get(company=by.company, key=key)
            case "objection_in_time":
                raise WrongState(
                    _("Objections are taken while the standstill runs, until the end of its last day.")
                ) from fault
        raise
    record(objection, "lodged", by=by, payload={"ground": ground, "answer_by": objection.answer_by})
    record(tender, "objection_lodged", by=by, payload={"objection": objection.number, "ground": ground})
    announce("bidding.objection_lodged", tender=tender.pk, objection=objection.pk)
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: User) -> Objection:
    """The company takes its objection back; the award goes on when the standstill ends."""
    require(policies.may_withdraw_objection(by, objection))
    tender = locked(objection.tender)
    move(objection, "withdraw", by=by, decided_at=db_now())
    record(tender, "objection_withdrawn", by=by, payload={"objection": objection.number})
    announce("bidding.objection_withdrawn", tender=tender.pk, objection=objection.pk)
    return objection


@transaction.atomic
def decide_objection(
    objection: Objection, *, upheld: bool, answer: str, remedy: str = "", no_conflict: bool, by: User
) -> Objection:
    """Uphold it, and the award is taken back; or reject it, and the standstill goes on to its end.

    The answer is published with the result, without the name of the company that objected.
    """
    require(policies.may_decide_objection(by, objection))
    if not no_conflict:
        raise RuleBroken(_("Declare first that you have no conflict of interest with a bidder."), field="no_conflict")
    if not answer.strip():
        raise RuleBroken(_("Give the decision with its reasons: it is published with the result."), field="answer")
    if upheld and remedy not in Remedy.values:
        raise RuleBroken(_("Say what follows from an upheld objection."), field="remedy")
    tender = locked(objection.tender)
    objection = Objection.objects.select_related("decision__bid", "tender", "company").get(pk=objection.pk)
    if objection.state != ObjectionState.LODGED:
        raise WrongState(_("This objection has already been decided or withdrawn. Reload the page."))
    decided = {"decided_by": by, "decided_at": db_now(), "answer": answer, "remedy": remedy if upheld else ""}
    payload = {"objection": objection.number, "remedy": decided["remedy"], "no_conflict": no_conflict}
    move(objection, "uphold" if upheld else "reject", by=by, reason=answer, payload=payload, **decided)
    record(tender, "objection_upheld" if upheld else "objection_rejected", by=by, payload=payload)
    if upheld and tender.state == TenderState.STANDSTILL:
        _close_others(tender, objection, by=by)
        _take_back(tender, objection.decision, reason=answer, drop=remedy == Remedy.DROP_WINNER, by=by)
        if remedy == Remedy.REEVALUATE:
            reopen_evaluation(tender, reason=answer, by=by)
    announce("bidding.objection_decided", tender=tender.pk, objection=objection.pk)
    return objection


def _close_others(tender: Tender, upheld: Objection, *, by: User) -> None:
    """What the others objected to is gone with the award: each is answered by the same decision."""
    others = tender.objections.filter(state=ObjectionState.LODGED).exclude(pk=upheld.pk)
    for other in others:
        answer = _("The award was taken back by the decision on objection %(number)s.") % {"number": upheld.number}
        decided = {"decided_by": by, "decided_at": db_now(), "answer": answer, "remedy": Remedy.REVIEW.value}
        move(other, "uphold", by=by, reason=answer, payload={"objection": upheld.number}, **decided)
        announce("bidding.objection_decided", tender=tender.pk, objection=other.pk)


@sweeps
def remind_of_objections() -> int:
    """Before the day by which it is to be decided, on that day, and when it has passed: who may decide is told, once
    each. The standstill has no other end while an objection is open.
    """
    reminded = 0
    for objection in Objection.objects.filter(state=ObjectionState.LODGED).order_by("answer_by", "pk"):
        left = (objection.answer_by - today()).days
        if left > REMIND_DAYS:
            continue
        stage = "due" if left > 0 else "last_day" if left == 0 else "overdue"
        with transaction.atomic():
            if not once(f"bidding.objection_{stage}", f"{objection.pk}:{objection.answer_by}"):
                continue
            record(objection, stage, by=None, payload={"answer_by": objection.answer_by})
            announce(f"bidding.objection_{stage}", objection=objection.pk)
            reminded += 1
    return reminded
