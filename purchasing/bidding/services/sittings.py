"""DO: what the board agrees on, its proposal, the members' word on it, and the final result."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, record
from portal.clock import db_now
from portal.errors import RuleBroken, RulesBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import AgreedScore, BoardAnswer, BoardSeat, Criterion, Score, Sitting, Tender
from purchasing.bidding.rules import Reason
from purchasing.bidding.services.board import Place, Said, field_of
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import (
    CriterionKind,
    Envelope,
    MendState,
    SheetState,
    SittingState,
)


@transaction.atomic
def agree_scores(sitting: Sitting, said: Mapping[Place, Said], *, by: User) -> Sitting:
    """Enter what the board agreed on, for the bids that this member leads: all for the chair, who abstains nowhere.

    A score outside of the members' range, or one on which they lie wide apart, needs its reason; so does a requirement
    that is found not met, or on which they did not agree. The bidder reads it.
    """
    require(policies.may_score(by, sitting.tender))
    tender = locked(sitting.tender)
    sitting = _sitting(sitting, SittingState.COMPARING)
    led = queries.led_by(by, tender)
    criteria = {criterion.pk: criterion for criterion in queries.judged_criteria(tender, sitting.envelope)}
    by_place, faults = _scores(sitting), []
    for place, word in said.items():
        bid, no = place
        if bid not in led or no not in criteria:
            raise RuleBroken(_("Another member enters what the board agreed on for this bid."))
        if fault := _fault(word, by_place.get(place, []), criteria[no], place, tender):
            faults.append(fault)
    if faults:
        raise RulesBroken(faults)
    before = {(each.bid_id, each.criterion_id): each for each in sitting.agreed.all()}
    changed = {place: word for place, word in said.items() if place not in before or _differs(before[place], word)}
    for (bid, no), word in changed.items():
        AgreedScore.objects.update_or_create(
            sitting=sitting,
            bid_id=bid,
            criterion_id=no,
            defaults={"points": word.points, "met": word.met, "remark": word.remark, "entered_by": by},
        )
    if changed:
        record(sitting, "scores_agreed", by=by, payload=_agreed_payload(tender, criteria, before, changed))
    return sitting


def _differs(agreed: AgreedScore, word: Said) -> bool:
    return (agreed.points, agreed.met, agreed.remark) != (word.points, word.met, word.remark)


def _agreed_payload(
    tender: Tender,
    criteria: Mapping[int, Criterion],
    before: Mapping[Place, AgreedScore],
    changed: Mapping[Place, Said],
) -> dict[str, Any]:
    """What was entered and what stood there before, by bid and number: by letter where the board judges blind, so that
    the trail names no bidder; else by receipt, so that it names no letter.
    """
    blind = any(queries.judges_blind(criterion.envelope) for criterion in criteria.values())
    called = queries.letters(tender) if blind else _receipts(tender)
    return {
        f"{called[bid]}/{criteria[no].no}": [_worth(before.get((bid, no))), _worth(word)]
        for (bid, no), word in changed.items()
    }


def _receipts(tender: Tender) -> dict[int, str]:
    return {ruling.bid_id: ruling.bid.receipt for ruling in tender.rulings.select_related("bid")}


def _worth(said: AgreedScore | Said | None) -> str | bool | None:
    if said is None:
        return None
    return f"{said.points.normalize():f}" if said.points is not None else said.met


def _sitting(sitting: Sitting, state: SittingState) -> Sitting:
    """The sitting as it is now, in the state that the step needs; WrongState says where it stands instead."""
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("tender").get(pk=sitting.pk)
    if sitting.tender.state not in queries.AT_WORK:
        raise WrongState(_("The board no longer works on this tender."))
    if sitting.state != state:
        raise WrongState(queries.where_it_stands(sitting))
    return sitting


def _scores(sitting: Sitting) -> dict[Place, list[Score]]:
    found: dict[Place, list[Score]] = {}
    for score in Score.objects.filter(sheet__sitting=sitting, sheet__state=SheetState.LOCKED):
        found.setdefault((score.bid_id, score.criterion_id), []).append(score)
    return found


def _fault(word: Said, scores: list[Score], criterion: Criterion, place: Place, tender: Tender) -> RuleBroken | None:
    """What is wrong with an agreed word, if anything."""
    said = bool(word.remark.strip())
    if criterion.kind == CriterionKind.SCORED:
        if word.points is None or not (word.points.is_finite() and 0 <= word.points <= rules.FULL):
            return RuleBroken(_("A score lies between 0 and 100."), field=field_of(place))
        points = [score.points for score in scores if score.points is not None]
        if not said and rules.needs_words(word.points, points, widest=queries.spread_of(tender)):
            return RuleBroken(
                _("Give the reason: the members lie wide apart, or the score leaves their range."),
                field=field_of(place, "why"),
            )
        return None
    if word.met is None:
        return RuleBroken(_("Say whether the requirement is met."), field=field_of(place))
    divided = len({score.met for score in scores}) > 1
    if not said and (divided or not word.met):
        return RuleBroken(_("Give the reason: the bidder reads it."), field=field_of(place, "why"))
    return None


@transaction.atomic
def propose_result(sitting: Sitting, *, summary: str, by: User) -> Sitting:
    """The chair proposes what was agreed as the result; the members confirm it, each by name."""
    require(policies.may_lead_board(by, sitting.tender))
    tender = locked(sitting.tender)
    sitting = _sitting(sitting, SittingState.COMPARING)
    if not summary.strip():
        raise RuleBroken(_("Say in a few sentences what the result rests on."), field="summary")
    waiting = tender.rulings.filter(bid__mend__state__in=[MendState.ASKED, MendState.ANSWERED])
    if waiting.exists():
        raise RuleBroken(_("A bidder still has time to mend a formal fault, or the answer is not judged yet."))
    agreed = set(sitting.agreed.values_list("bid", "criterion"))
    for ruling in queries.in_play(tender.rulings.all()):
        for criterion in queries.judged_criteria(tender, sitting.envelope):
            if (ruling.bid_id, criterion.pk) not in agreed:
                raise RuleBroken(_("Not every bid has its agreed scores yet."))
    now = db_now()
    move(sitting, "propose", by=by, reason=summary, summary=summary, proposed_by=by, proposed_at=now)
    announce("bidding.board_proposed", tender=tender.pk)
    return sitting


@transaction.atomic
def answer_result(sitting: Sitting, *, agrees: bool, by: User, note: str = "") -> Sitting:
    """A member agrees, or says why not. When all have answered the majority decides; words of dissent stay with it."""
    require(policies.may_score(by, sitting.tender))
    tender = locked(sitting.tender)
    sitting = _sitting(sitting, SittingState.PROPOSED)
    seat = queries.seat_of(by, tender)
    if seat is None or not queries.awaits(sitting, seat):
        raise WrongState(_("You have already answered."))
    if not agrees and not note.strip():
        raise RuleBroken(_("Say why you do not agree."), field="note")
    BoardAnswer.objects.create(sitting=sitting, seat=seat, round=sitting.round, agrees=agrees, note=note)
    record(tender, "board_agreed" if agrees else "board_disagreed", by=by, reason=note)
    seats = queries.seats_of(tender)
    if any(queries.awaits(sitting, other) for other in seats):
        return sitting
    answers = list(sitting.answers.filter(round=sitting.round))
    yes = 1 + sum(1 for answer in answers if answer.agrees)  # by proposing it
    if rules.majority(yes, 1 + len(answers)):
        _conclude(tender, sitting, by=by)
    else:
        move(sitting, "take_back", by=None, round=sitting.round + 1, payload={"for": yes, "of": 1 + len(answers)})
        announce("bidding.board_compares", tender=tender.pk)
    return sitting


def _conclude(tender: Tender, sitting: Sitting, *, by: User) -> None:
    result = result_document(tender, sitting)
    digest = sha256(canonical(result).encode()).hexdigest()
    move(
        sitting,
        "conclude",
        by=by,
        concluded_at=db_now(),
        result=result,
        result_sha256=digest,
        payload={"envelope": sitting.envelope, "result_sha256": digest},
    )
    record(tender, "board_concluded", by=by, payload={"envelope": sitting.envelope, "result_sha256": digest})
    unmet = sitting.agreed.filter(met=False).select_related("criterion").order_by("bid", "criterion__no")
    words: dict[int, list[str]] = {}
    for each in unmet:
        words.setdefault(each.bid_id, []).append(f"{each.criterion.no}. {each.criterion.title_ko}: {each.remark}")
    for ruling in queries.in_play(tender.rulings.all()):
        if ruling.bid_id in words:
            remark = "\n".join(words[ruling.bid_id])
            move(ruling, "rule_out", by=by, reason=remark, cause=str(Reason.RULED_OUT), remark=remark)
    _rule_out_below_minimum(tender, sitting)
    announce("bidding.board_concluded", tender=tender.pk, envelope=sitting.envelope)


def _rule_out_below_minimum(tender: Tender, sitting: Sitting) -> None:
    """A technical proposal under the announced minimum is not responsive: its price stays sealed."""
    promised = tender.params.get("min_technical")
    if promised is None or sitting.envelope != Envelope.TECHNICAL:
        return
    least, points = Decimal(promised), queries.technical_points(sitting)
    for ruling in queries.in_play(tender.rulings.all()):
        if ruling.bid_id in points and not rules.reaches_minimum(points[ruling.bid_id], least):
            figures = {"score": f"{points[ruling.bid_id]:f}", "least": f"{least.normalize():f}"}
            cause = str(Reason.BELOW_TECHNICAL)
            move(ruling, "rule_out", by=None, reason=cause, payload=figures, cause=cause, figures=figures)


def result_document(tender: Tender, sitting: Sitting) -> dict[str, Any]:
    """What was concluded, whole: enough to draw the letters again, where there are any, and to add the points up again.

    The seed is told with the envelope that was judged under letters: an earlier one would give them away.
    """
    blind = queries.judges_blind(sitting.envelope)
    letters = queries.letters(tender) if blind else {}
    receipts = _receipts(tender)
    agreed: dict[str, dict[str, Any]] = {}
    for each in sitting.agreed.select_related("criterion").order_by("bid", "criterion__no"):
        value = str(each.points) if each.points is not None else each.met
        agreed.setdefault(receipts[each.bid_id], {})[str(each.criterion.no)] = {"is": value, "reason": each.remark}
    seats = {seat.pk: seat for seat in BoardSeat.objects.filter(board=tender.pk).select_related("user")}
    abstain = queries.abstentions(tender)
    board = queries.board_of(tender)
    return {
        "tender": tender.number,
        "envelope": sitting.envelope,
        "seed": board.seed if board and blind else "",
        "letters": {receipts[bid]: letter for bid, letter in letters.items()},
        "members": [
            {"member": str(seat.user.uid), "chair": seat.chair, "released": seat.left_at is not None}
            for seat in seats.values()
        ],
        "abstentions": sorted([str(seats[seat].user.uid), receipts[bid]] for seat in abstain for bid in abstain[seat]),
        "criteria": [
            {
                "no": criterion.no,
                "kind": criterion.kind,
                "weight": str(criterion.weight) if criterion.weight is not None else None,
            }
            for criterion in queries.judged_criteria(tender, sitting.envelope)
        ],
        "scores": _alone(sitting, receipts),
        "agreed": agreed,
        "summary": sitting.summary,
        "round": sitting.round,
        "dissent": [
            {"member": str(answer.seat.user.uid), "note": answer.note}
            for answer in sitting.answers.filter(round=sitting.round, agrees=False).select_related("seat__user")
        ],
    }


def _alone(sitting: Sitting, receipts: dict[int, str]) -> list[dict[str, Any]]:
    """Every member's own scores, as they were locked."""
    scores = Score.objects.filter(sheet__sitting=sitting, sheet__state=SheetState.LOCKED)
    return [
        {
            "member": str(score.sheet.seat.user.uid),
            "bid": receipts[score.bid_id],
            "criterion": score.criterion.no,
            "is": str(score.points) if score.points is not None else score.met,
        }
        for score in scores.select_related("sheet__seat__user", "criterion").order_by("sheet", "bid", "criterion__no")
    ]
