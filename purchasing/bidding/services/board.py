"""DO: name the evaluation board, release a member, declare interests; score alone, and lock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, RulesBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import (
    Board,
    BoardSeat,
    ConflictDeclaration,
    Criterion,
    Score,
    ScoreSheet,
    Sitting,
    Tender,
)
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import ConflictKind, CriterionKind, SheetState, SittingState, TenderState

NAMED_IN = frozenset({TenderState.PUBLISHED, TenderState.CLOSED, *queries.AT_WORK})
LONGEST_REMARK = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What a member says of one bid under one criterion. Nothing yet: both None."""

    points: Decimal | None = None
    met: bool | None = None
    remark: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said yet."""
        return self.points is None and self.met is None and not self.remark


@dataclass(frozen=True, slots=True)
class Declared:
    """What a member declares about one bidder."""

    kind: ConflictKind
    remark: str = ""


Place = tuple[int, int]  # bid, criterion


@transaction.atomic
def name_board(
    tender: Tender, *, members: Collection[User], chair: User, by: User, reason: str = ""
) -> list[BoardSeat]:
    """Name the members and the chair, or change them: who is left out is released, for the ``reason`` given.

    Another chair needs a reason too. Who has locked a sheet stays: what was scored alone is not taken out of the
    result afterwards.
    """
    require(policies.may_name_board(by, tender))
    tender = locked(tender)
    if tender.state not in NAMED_IN:
        raise WrongState(_("A board is named between the publication and the end of the evaluation."))
    if queries.has_concluded(tender):
        raise WrongState(_("The board has concluded: who sat in it, and who led it, stays as it was."))
    wanted = {user.pk: user for user in members}
    _check_nobody_joins_late(tender, set(wanted))
    if chair.pk not in wanted:
        raise RuleBroken(_("The chair is one of the members."), field="chair")
    if len(wanted) < rules.LEAST_SCORERS:
        raise RuleBroken(_("A board has at least two members: nobody's score stands alone."), field="members")
    board, made = Board.objects.get_or_create(tender=tender, defaults={"named_by": by, "seed": token_hex(32)})
    seats = {seat.user_id: seat for seat in BoardSeat.objects.filter(board=board)}
    now = db_now()
    for seat in seats.values():
        if seat.left_at is None and seat.user_id not in wanted:
            _release(seat, reason=reason, at=now)
        elif seat.chair and seat.user_id != chair.pk and not reason.strip():
            raise RuleBroken(_("Say why another member becomes the chair."), field="reason")
    BoardSeat.objects.filter(board=board, chair=True).exclude(user=chair).update(chair=False)
    for pk, user in wanted.items():
        require(policies.may_sit_in_board(user, tender))
        if pk not in seats:
            BoardSeat.objects.create(board=board, user=user, chair=user.pk == chair.pk, named_by=by)
        elif seats[pk].left_at is not None:
            raise RuleBroken(
                _("%(name)s was released and does not come back: name another member.") % {"name": user},
                field="members",
            )
    BoardSeat.objects.filter(board=board, user=chair).update(chair=True)
    record(
        tender,
        "board_named" if made else "board_changed",
        by=by,
        reason=reason,
        payload={"members": sorted(str(user.uid) for user in wanted.values()), "chair": str(chair.uid)},
    )
    announce("bidding.board_named", tender=tender.pk)
    _compare_when_ready(tender)
    return queries.seats_of(tender)


def _check_nobody_joins_late(tender: Tender, wanted: Collection[int]) -> None:
    """Who has not scored alone does not change what the others agree on, nor outvote them (T09, SOD-05)."""
    if not Sitting.objects.filter(tender=tender, state__in=[SittingState.COMPARING, SittingState.PROPOSED]).exists():
        return
    if set(wanted) - {seat.user_id for seat in queries.seats_of(tender)}:
        raise WrongState(_("The board compares now: nobody joins it before this envelope is concluded."))


def _release(seat: BoardSeat, *, reason: str, at) -> None:
    if ScoreSheet.objects.filter(seat=seat, state=SheetState.LOCKED).exists():
        raise RuleBroken(
            _("%(name)s has locked a sheet and stays in the board.") % {"name": seat.user}, field="members"
        )
    if not reason.strip():
        raise RuleBroken(_("Say why a member is released."), field="reason")
    seat.left_at, seat.left_reason, seat.chair = at, reason, False
    seat.save(update_fields=["left_at", "left_reason", "chair"])


@transaction.atomic
def declare_interests(tender: Tender, declared: Mapping[int, Declared], *, by: User) -> None:
    """Declare for each bidder (by the id of its bid) whether there is a conflict of interest. Source: domain 16.3.

    A conflict may be declared at any time, also after an earlier word that there was none; it is never taken back.
    What the member has scored of that bid and not yet locked is deleted.
    """
    require(policies.may_declare_interests(by, tender))
    tender = locked(tender)
    if tender.state not in queries.AT_WORK:
        raise WrongState(_("Interests are declared when the first envelopes are open and the bidders are known."))
    seat = queries.seat_of(by, tender)
    if seat is None:
        raise AssertionError("the policy let in a person without a seat")
    known = {ruling.bid_id for ruling in tender.rulings.all()}
    said = queries.declarations_of(seat)
    new = []
    for bid, word in declared.items():
        if bid not in known:
            raise RuleBroken(_("This bid does not belong to this tender."))
        before = said.get(bid)
        if before is not None and (before.kind == word.kind or before.kind != ConflictKind.NONE):
            continue  # said before; a conflict stays
        if word.kind == ConflictKind.OTHER and not word.remark.strip():
            raise RuleBroken(_("Say in words what the reason is."), field=f"remark-{bid}")
        new.append(ConflictDeclaration(seat=seat, bid_id=bid, kind=word.kind, remark=word.remark))
    ConflictDeclaration.objects.bulk_create(new)
    conflicts = [each.bid_id for each in new if each.kind != ConflictKind.NONE]
    Score.objects.filter(sheet__seat=seat, sheet__state=SheetState.OPEN, bid__in=conflicts).delete()
    if new:
        record(tender, "interests_declared", by=by, payload={"bidders": len(new), "conflicts": len(conflicts)})
    short = queries.too_few_scorers(tender, queries.seats_of(tender), queries.in_play(tender.rulings.all()))
    if conflicts and short:
        announce("bidding.board_short", tender=tender.pk)
    _compare_when_ready(tender)


@transaction.atomic
def save_scores(tender: Tender, envelope: str, said: Mapping[Place, Said], *, by: User) -> ScoreSheet:
    """Keep what the member has scored so far; nobody else sees it. Nothing is asked to be complete."""
    require(policies.may_score(by, tender))
    tender = locked(tender)
    sheet = _own_sheet(tender, envelope, by)
    places = _places(tender, envelope, sheet.seat)
    for place, word in said.items():
        criterion = places.get(place)
        if criterion is None:
            raise RuleBroken(_("This bid is not on your sheet: reload the page."))
        _check(word, scored=criterion.kind == CriterionKind.SCORED, field=field_of(place))
        bid, criterion_id = place
        if word.empty:
            Score.objects.filter(sheet=sheet, bid=bid, criterion=criterion_id).delete()
            continue
        Score.objects.update_or_create(
            sheet=sheet,
            bid_id=bid,
            criterion_id=criterion_id,
            defaults={"points": word.points, "met": word.met, "remark": word.remark},
        )
    return sheet


def field_of(place: Place, what: str = "say") -> str:
    """The name of the field of one cell in a form."""
    return f"{what}-{place[0]}-{place[1]}"


def _check(word: Said, *, scored: bool, field: str) -> None:
    if len(word.remark) > LONGEST_REMARK:
        raise RuleBroken(_("A reason has at most %(most)s characters.") % {"most": f"{LONGEST_REMARK:,}"}, field=field)
    if scored and word.met is not None:
        raise RuleBroken(_("This criterion is scored with points."), field=field)
    if not scored and word.points is not None:
        raise RuleBroken(_("This requirement is met or not: it has no points."), field=field)
    if word.points is not None and not (word.points.is_finite() and 0 <= word.points <= rules.FULL):
        raise RuleBroken(_("A score lies between 0 and 100."), field=field)


def _own_sheet(tender: Tender, envelope: str, by: User) -> ScoreSheet:
    """The member's open sheet on the envelope in hand; made when it is first needed."""
    if queries.envelope_in_hand(tender) != envelope:
        raise WrongState(_("The board does not score this envelope now. Reload the page to see where it stands."))
    seat = queries.seat_of(by, tender)
    if seat is None:
        raise AssertionError("the policy let in a person without a seat")
    sitting, _made = Sitting.objects.get_or_create(tender=tender, envelope=envelope)
    if sitting.state != SittingState.SCORING:
        raise WrongState(_("Every sheet is locked: the board compares now."))
    sheet, _made = ScoreSheet.objects.get_or_create(sitting=sitting, seat=seat)
    if sheet.state == SheetState.LOCKED:
        raise WrongState(_("Your sheet is locked: it stays as it is."))
    return sheet


def _places(tender: Tender, envelope: str, seat: BoardSeat) -> dict[Place, Criterion]:
    """What the member has to score: every criterion of the envelope for every bid they do not abstain from."""
    kept_out = queries.abstentions(tender).get(seat.pk, set())
    rulings = [ruling for ruling in queries.in_play(tender.rulings.all()) if ruling.bid_id not in kept_out]
    return {
        (ruling.bid_id, criterion.pk): criterion
        for ruling in rulings
        for criterion in queries.judged_criteria(tender, envelope)
    }


@transaction.atomic
def lock_sheet(tender: Tender, envelope: str, *, by: User, read: str | None = None) -> ScoreSheet:
    """Lock the own scores for good. The last sheet that is locked lets the board compare.

    ``read``: the fingerprint of what its author has read through; nothing else is locked. Scores of a bid that has been
    ruled out meanwhile, or from which the author abstains, go.
    """
    sheet = check_sheet(tender, envelope, by=by)
    if read is not None and read != queries.fingerprint(sheet.scores.all()):
        raise RuleBroken(_("Your scores have changed since you read them: read them through once more."))
    asked = {bid for bid, _criterion in _places(tender, envelope, sheet.seat)}
    sheet.scores.exclude(bid__in=asked).delete()
    move(sheet, "lock", by=by, locked_at=db_now(), payload={"envelope": envelope, "scores": sheet.scores.count()})
    _compare_when_ready(tender)
    return sheet


@transaction.atomic
def check_sheet(tender: Tender, envelope: str, *, by: User) -> ScoreSheet:
    """The member's open sheet, if nothing keeps it from being locked; RulesBroken names every place that does."""
    require(policies.may_score(by, tender))
    tender = locked(tender)
    sheet = _own_sheet(tender, envelope, by)
    scores = {(score.bid_id, score.criterion_id): score for score in sheet.scores.all()}
    faults = []
    for place, criterion in _places(tender, envelope, sheet.seat).items():
        score = scores.get(place)
        if score is None or (score.points is None and score.met is None):
            what = _("Give points.") if criterion.kind == CriterionKind.SCORED else _("Say whether it is met.")
            faults.append(RuleBroken(what, field=field_of(place)))
        elif rules.needs_own_words(score.points, score.met) and not score.remark.strip():
            faults.append(RuleBroken(_no_reason(criterion), field=field_of(place, "why")))
    if faults:
        raise RulesBroken(faults)
    return sheet


def _no_reason(criterion: Criterion) -> str:
    if criterion.kind == CriterionKind.SCORED:
        return _("Say why this bid gets no point here: a zero without a reason is not locked.")
    return _("Say what the bid lacks: without a reason a requirement is not found unmet.")


def _compare_when_ready(tender: Tender) -> None:
    """When every member who sits has locked, and no bid stands on one member's word: let them compare."""
    sitting = Sitting.objects.filter(tender=tender, state=SittingState.SCORING).first()
    if sitting is None:
        return
    seats: Sequence[BoardSeat] = queries.seats_of(tender)
    locked_by = set(sitting.sheets.filter(state=SheetState.LOCKED).values_list("seat", flat=True))
    if len(seats) < rules.LEAST_SCORERS or any(seat.pk not in locked_by for seat in seats):
        return
    if queries.too_few_scorers(tender, seats, queries.in_play(tender.rulings.all())):
        return
    move(sitting, "compare", by=None, payload={"sheets": len(locked_by)})
    announce("bidding.board_compares", tender=tender.pk)
