"""A member's own score sheet, as it is read through before it is locked and at any time after."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from purchasing.bidding import rules
from purchasing.bidding.models import BoardSeat, Criterion, Score, ScoreSheet, Tender
from purchasing.bidding.queries.board import (
    abstentions,
    envelope_in_hand,
    in_play,
    judged_criteria,
    opened_rulings,
)
from purchasing.bidding.queries.board_matrix import Proposal, proposals
from purchasing.bidding.states import SheetState


@dataclass(frozen=True, slots=True)
class SheetBid:
    """One bid on the sheet: each criterion with what the member said, and the points that this adds up to."""

    proposal: Proposal
    lines: list[tuple[Criterion, Score | None]]
    total: Decimal | None  # 0 to 100; None while a score is missing, and where nothing has points


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The sheet of one member for one envelope."""

    sheet: ScoreSheet
    bids: list[SheetBid]
    read: str  # what of it was read: only that is locked

    @property
    def is_locked(self) -> bool:
        """Whether it stays as it is."""
        return self.sheet.state == SheetState.LOCKED


def own_sheet(tender: Tender, seat: BoardSeat, envelope: str = "") -> OwnSheet | None:
    """The member's sheet for this envelope; without one, for the envelope in hand, else the last one scored."""
    sheets = {
        sheet.sitting.envelope: sheet
        for sheet in ScoreSheet.objects.filter(seat=seat).select_related("sitting__tender").order_by("sitting")
    }
    wanted = envelope or envelope_in_hand(tender) or ""
    sheet = sheets.get(wanted) or (None if envelope else next(reversed(sheets.values()), None))
    return OwnSheet(sheet, _bids_on(sheet, tender), fingerprint(sheet.scores.all())) if sheet is not None else None


def fingerprint(scores: Iterable[Score]) -> str:
    """The same for the same scores and reasons."""
    rows = sorted((each.bid_id, each.criterion_id, str(each.points), each.met, each.remark) for each in scores)
    return sha256(repr(rows).encode()).hexdigest()


def _bids_on(sheet: ScoreSheet, tender: Tender) -> list[SheetBid]:
    """An open sheet holds all that is still to be scored; a locked one holds what was."""
    envelope = sheet.sitting.envelope
    scores = {(score.bid_id, score.criterion_id): score for score in sheet.scores.all()}
    scored, kept_out = {bid for bid, _criterion in scores}, abstentions(tender).get(sheet.seat_id, set())
    rulings = opened_rulings(tender)
    if sheet.state == SheetState.LOCKED:
        rulings = [each for each in rulings if each.bid_id in scored]
    else:
        rulings = [each for each in in_play(rulings) if each.bid_id not in kept_out]
    criteria = judged_criteria(tender, envelope)
    found = []
    for proposal in proposals(tender, envelope, sheet.sitting, rulings):
        lines = [(criterion, scores.get((proposal.bid_id, criterion.pk))) for criterion in criteria]
        found.append(SheetBid(proposal, lines, _total(lines)))
    return found


def _total(lines: list[tuple[Criterion, Score | None]]) -> Decimal | None:
    weights = {criterion.pk: criterion.weight for criterion, _score in lines if criterion.weight is not None}
    given = {
        criterion.pk: score.points
        for criterion, score in lines
        if criterion.pk in weights and score is not None and score.points is not None
    }
    return rules.points(given, weights) if weights and given.keys() == weights.keys() else None
