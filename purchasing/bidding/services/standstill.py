"""DO: the standstill between an approved award and the award itself; the award at its end, or the award taken back."""

import logging
from datetime import date, datetime, timedelta

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import AwardDecision, Ruling, Standstill, Tender
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import RulingState, StandstillEnd, TakenBack, TenderState

log = logging.getLogger(__name__)
REMIND_DAYS = 3  # before the last day for signing


def after_approval(tender: Tender, decision: AwardDecision, *, now: datetime, by: User) -> None:
    """What follows an approved decision, in its transaction: the announced standstill, or without one the award."""
    days = int(tender.params.get("standstill_days", 0))
    payload = {"bid": decision.bid.receipt, "price_won": f"{decision.price_won:.0f}"}
    if not days:
        make_award(tender, decision, now=now, by=by)
        return
    last_day = business_days_after(now.astimezone(SEOUL).date(), days)
    ends_at = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), tzinfo=SEOUL)
    Standstill.objects.create(decision=decision, tender=tender, begun_at=now, last_day=last_day, ends_at=ends_at)
    move(tender, "stand_still", by=by, reason=decision.reason, payload=payload | {"until": last_day})
    announce("bidding.standstill_begun", tender=tender.pk, decision=decision.pk)


def make_award(tender: Tender, decision: AwardDecision, *, now: datetime, by: User | None) -> None:
    """The award itself: the tender names its winner, the verdicts are settled, everybody is told."""
    payload = {"bid": decision.bid.receipt, "price_won": f"{decision.price_won:.0f}"}
    move(tender, "award", by=by, reason=decision.reason, payload=payload, winner=decision.bid, ended_at=now)
    _settle(tender, decision, by=by)
    announce("bidding.tender_awarded", tender=tender.pk, bid=decision.bid_id, decision=decision.pk)


def _settle(tender: Tender, decision: AwardDecision, *, by: User | None) -> None:
    """The winner, the next in rank as reserve, the rest lost."""
    others = 0
    for ruling in tender.rulings.filter(state=RulingState.IN_RANGE).order_by("rank"):
        if ruling.bid_id == decision.bid_id:
            move(ruling, "award", by=by)
            continue
        others += 1
        move(ruling, "hold_in_reserve" if others == 1 else "lose", by=by)


@transaction.atomic
def end_standstill(standstill: Standstill) -> Tender:
    """At its end: look at the winner once more, as it stands today, and award; else the award is taken back.

    While an objection is open the standstill goes on. Source: domain 2.3, PRF-02.
    """
    tender = locked(standstill.tender)
    standstill = Standstill.objects.select_for_update(of=("self",)).get(pk=standstill.pk)
    now = db_now()
    if tender.state != TenderState.STANDSTILL or standstill.ended_at is not None:
        raise WrongState(_("The standstill of this tender has already ended."))
    if now < standstill.ends_at:
        raise WrongState(_("The standstill has not ended yet."))
    if queries.has_open_objection(tender):
        raise WrongState(_("An objection is open: nothing is awarded before its decision."))
    decision = queries.decision_in_force(tender)
    if decision is None:
        raise AssertionError(f"{tender.number} stands still without a decision")
    if fault := award_fault(decision, today()):
        _take_back(tender, decision, reason=fault, drop=fault == TakenBack.INELIGIBLE, by=None)
        return tender
    make_award(tender, decision, now=now, by=None)
    _end(tender, StandstillEnd.AWARDED, now=now)
    return tender


def award_fault(decision: AwardDecision, on: date) -> str:
    """Why the award may not be made on the day ``on`` (``states.TakenBack``), or "": the winner's own standing, and
    the certificates and evidence that brought it its place. Source: domain 2.3 (re-checked now), 2.11, PRF-02.
    """
    if not policies.may_win(decision.bid.company, decision.tender, on):
        return TakenBack.INELIGIBLE.value
    return TakenBack.CERTIFICATE.value if queries.leans_on_lapsed_certificate(decision, on) else ""


@sweeps
def end_due_standstills() -> int:
    """Award every tender whose standstill has ended without an open objection."""
    ended = 0
    for standstill in queries.due_standstills(db_now()):
        try:
            end_standstill(standstill)
        except WrongState:  # an objection has just come, or somebody else was faster
            continue
        except OperationalError:
            log.warning("bidding: %s could not be locked for its award; it is tried again", standstill.tender.number)
            continue
        ended += 1
    return ended


def _end(tender: Tender, outcome: StandstillEnd, *, now: datetime) -> None:
    Standstill.objects.filter(tender=tender, ended_at=None).update(ended_at=now, outcome=outcome)


@transaction.atomic
def take_back_award(tender: Tender, *, reason: str, by: User) -> Tender:
    """While the standstill runs: back to the evaluation, with a reason that every bidder reads."""
    require(policies.may_take_back_award(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: every bidder reads it."), field="reason")
    tender = locked(tender)
    decision = queries.decision_in_force(tender)
    if tender.state != TenderState.STANDSTILL or decision is None:
        raise WrongState(_("An award is taken back while its standstill runs."))
    if queries.has_open_objection(tender):
        raise WrongState(_("An objection is open: its decision takes the award back, or lets it stand."))
    _take_back(tender, decision, reason=reason, drop=False, by=by)
    return tender


def _take_back(tender: Tender, decision: AwardDecision, *, reason: str, drop: bool, by: User | None) -> None:
    """The decision is marked, the standstill ends, the tender is evaluated again; ``drop``: its winner leaves."""
    now = db_now()
    _mark(decision, reason=reason, now=now, by=by)
    move(tender, "take_back", by=by, reason=reason, payload={"bid": decision.bid.receipt})
    _end(tender, StandstillEnd.TAKEN_BACK, now=now)
    if drop:
        move(Ruling.objects.get(bid=decision.bid_id), "drop", by=by, reason=reason)
    announce("bidding.award_taken_back", tender=tender.pk, decision=decision.pk)


def _mark(decision: AwardDecision, *, reason: str, now: datetime, by: User | None) -> None:
    marks = {"taken_back_by": by, "taken_back_at": now, "take_back_reason": reason}
    standing = AwardDecision.objects.filter(pk=decision.pk, approved_at__isnull=False, taken_back_at=None)
    if not standing.update(**marks):
        raise WrongState(_("Someone else has already taken this award back."))
    for name, value in marks.items():
        setattr(decision, name, value)


def call_off(tender: Tender, *, reason: str, by: User) -> None:
    """What the cancelling of a tender ends with it: a decision that stands still. An open objection comes first."""
    if tender.state != TenderState.STANDSTILL:
        return
    if queries.has_open_objection(tender):
        raise WrongState(_("An objection is open: decide on it first."))
    now = db_now()
    for decision in tender.decisions.filter(approved_at__isnull=False, taken_back_at=None):
        _mark(decision, reason=reason, now=now, by=by)
    _end(tender, StandstillEnd.CANCELLED, now=now)


@transaction.atomic
def lapse_award(tender: Tender, *, declined: bool, reason: str, by: User) -> Tender:
    """The winner does not sign: it leaves the ranking, and the next in rank may be proposed, with its own approval and
    standstill. Not before the announced days for signing have passed, unless the winner has ``declined`` in writing.

    Source: domain 2.3, AWARDED → CONTRACTED.
    """
    require(policies.may_lapse_award(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say why no contract is made with the winner: every bidder reads it."), field="reason")
    tender = locked(tender)
    decision = queries.decision_in_force(tender)
    if tender.state != TenderState.AWARDED or decision is None:
        raise WrongState(_("Only an award without a contract can lapse."))
    due = queries.sign_by(tender)
    if not declined and due is not None and today() <= due:
        raise RuleBroken(
            _("The winner may sign until %(day)s: before that day only a written refusal ends the award.")
            % {"day": day_text(due)},
            field="declined",
        )
    now = db_now()
    _mark(decision, reason=reason, now=now, by=by)
    for ruling in tender.rulings.order_by("rank"):
        if ruling.state == RulingState.AWARDED:
            move(ruling, "drop", by=by, reason=reason)
        elif ruling.state in (RulingState.RESERVE, RulingState.LOST):
            move(ruling, "reopen", by=by)
    payload = {"bid": decision.bid.receipt, "declined": declined}
    move(tender, "lapse", by=by, reason=reason, payload=payload, winner=None, ended_at=None)
    announce("bidding.award_lapsed", tender=tender.pk, decision=decision.pk)
    return tender


@sweeps
def remind_of_contracts() -> int:
    """Before and on the last day for signing, the officer is told, once each."""
    reminded = 0
    for tender in queries.awarded_without_contract():
        due = queries.sign_by(tender)
        left = (due - today()).days if due else None
        if left is None or left > REMIND_DAYS:
            continue
        with transaction.atomic():
            stage = "due" if left > 0 else "over"
            if not once(f"bidding.contract_{stage}", f"{tender.pk}:{due}"):
                continue
            record(tender, f"contract_{stage}", by=None, payload={"sign_by": due})
            announce(f"bidding.contract_{stage}", tender=tender.pk)
            reminded += 1
    return reminded
