"""The matrix of criteria and bids: what each member scored, how far they lie apart, and what the board agreed on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from purchasing.bidding import rules
from purchasing.bidding.models import AgreedScore, BoardSeat, Criterion, MendRequest, Ruling, Score, Sitting, Tender
from purchasing.bidding.queries.board import abstentions, is_blind, judged_criteria, letters, spread_of
from purchasing.bidding.states import CriterionKind, SheetState, SittingState

SHOWN = frozenset({SittingState.COMPARING, SittingState.PROPOSED, SittingState.FINAL})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A bid as the board sees it: by its letter while names are hidden, and without one where they are known."""

    ruling: Ruling
    letter: str
    blind: bool
    answers: dict[str, str]  # by the number of the criterion
    files: dict[str, list[dict[str, Any]]]
    mend: MendRequest | None  # of this envelope: one of another, where names are known, would tell whose this is

    @property
    def token(self) -> str:
        """What tells it from the others in addresses and fields: nothing that two envelopes have in common."""
        return self.letter if self.blind else self.ruling.bid.receipt

    @property
    def bid_id(self) -> int:
        """Of the bid."""
        return self.ruling.bid_id

    @property
    def name(self) -> str:
        """What the board calls it."""
        if self.blind:
            return _("Bidder %(letter)s") % {"letter": self.letter}
        return self.ruling.bid.company.name


@dataclass(frozen=True, slots=True)
class One:
    """One member's word in a cell."""

    seat: BoardSeat
    score: Score
    far: bool  # the farthest from the middle, where the members lie wide apart


@dataclass(frozen=True, slots=True)
class Cell:
    """One bid under one criterion."""

    criterion: Criterion
    proposal: Proposal
    ones: list[One]
    spread: rules.Spread | None  # of the points
    yes: int
    wide: bool  # the members lie wide apart, or do not say the same of a requirement
    agreed: AgreedScore | None

    @property
    def scored(self) -> bool:
        """Whether it has points."""
        return self.criterion.kind == CriterionKind.SCORED


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One criterion and what is said of every bid."""

    criterion: Criterion
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything that the board sees beside each other."""

    proposals: list[Proposal]
    rows: list[MatrixRow]
    totals: dict[int, Decimal]  # {bid: points}, of what is agreed; only bids that have all
    seats: list[BoardSeat]  # who locked a sheet
    leanings: list[tuple[BoardSeat, Decimal]]
    concordance: Decimal | None
    abstained: list[tuple[BoardSeat, Proposal]] = field(default_factory=list)

    @property
    def wide(self) -> int:
        """Cells where the members lie wide apart."""
        return sum(1 for row in self.rows for cell in row.cells if cell.wide)

    @property
    def best(self) -> Decimal | None:
        """The most points."""
        return max(self.totals.values(), default=None)

    def column(self, bid_id: int) -> list[Cell]:
        """All that is said of one bid."""
        return [cell for row in self.rows for cell in row.cells if cell.proposal.bid_id == bid_id]


def proposals(tender: Tender, envelope: str, sitting: Sitting | None, rulings: Iterable[Ruling]) -> list[Proposal]:
    """The bids with what their envelope says: in the order of their letters while names are hidden, else as given."""
    blind = is_blind(tender, envelope, sitting)
    drawn = letters(tender) if blind else {}
    found = []
    for ruling in rulings:
        document, mend = ruling.document.get(envelope, {}), getattr(ruling.bid, "mend", None)
        found.append(
            Proposal(
                ruling=ruling,
                letter=drawn.get(ruling.bid_id, ""),
                blind=blind,
                answers=document.get("answers", {}),
                files=document.get("files", {}),
                mend=mend if mend is not None and mend.envelope == envelope else None,
            )
        )
    return sorted(found, key=lambda each: (len(each.letter), each.letter))


def scores_of(sitting: Sitting | None) -> QuerySet[Score]:
    """What is locked in this sitting."""
    if sitting is None:
        return Score.objects.none()
    locked = Score.objects.filter(sheet__sitting=sitting, sheet__state=SheetState.LOCKED)
    return locked.select_related("sheet__seat__user").order_by("-sheet__seat__chair", "sheet__seat")


def matrix_of(tender: Tender, envelope: str, sitting: Sitting, shown: list[Proposal]) -> Matrix | None:
    """The whole matrix; None while members still score alone, so that nobody follows another."""
    if sitting.state not in SHOWN:
        return None
    by_cell: dict[tuple[int, int], list[Score]] = {}
    seats: dict[int, BoardSeat] = {}
    for score in scores_of(sitting):
        seats.setdefault(score.sheet.seat_id, score.sheet.seat)
        by_cell.setdefault((score.bid_id, score.criterion_id), []).append(score)
    agreed = {(each.bid_id, each.criterion_id): each for each in sitting.agreed.all()}
    criteria, widest = judged_criteria(tender, envelope), spread_of(tender)
    rows = [
        MatrixRow(
            criterion,
            [
                _cell(criterion, proposal, by_cell.get((proposal.bid_id, criterion.pk), []), agreed, widest)
                for proposal in shown
            ],
        )
        for criterion in criteria
    ]
    weights = {each.pk: each.weight for each in criteria if each.weight is not None}
    abstain = abstentions(tender)
    return Matrix(
        proposals=shown,
        rows=rows,
        totals=_totals(shown, weights, agreed),
        seats=list(seats.values()),
        leanings=_leanings(by_cell, seats),
        concordance=_concordance(by_cell, seats, shown, weights),
        abstained=[
            (seat, proposal)
            for seat in seats.values()
            for proposal in shown
            if proposal.bid_id in abstain.get(seat.pk, ())
        ],
    )


def outcome_of(matrix: Matrix) -> Matrix:
    """What was agreed, without what each member said: who abstained from a company tells its letter where the same
    member gave no score under one.
    """
    rows = [
        MatrixRow(row.criterion, [replace(each, ones=[], spread=None, yes=0, wide=False) for each in row.cells])
        for row in matrix.rows
    ]
    return replace(matrix, rows=rows, seats=[], leanings=[], concordance=None, abstained=[])


def _cell(criterion: Criterion, proposal: Proposal, scores: list[Score], agreed: dict, widest: Decimal) -> Cell:
    found = agreed.get((proposal.bid_id, criterion.pk))
    points = [score.points for score in scores if score.points is not None]
    if criterion.kind == CriterionKind.SCORED:
        spread = rules.spread(points) if points else None
        wide = spread is not None and spread.width > widest
        farthest = max((abs(each - spread.median) for each in points), default=Decimal(0)) if wide and spread else None
        ones = [
            One(
                score.sheet.seat,
                score,
                bool(
                    farthest and spread and score.points is not None and abs(score.points - spread.median) == farthest
                ),
            )
            for score in scores
        ]
        return Cell(criterion, proposal, ones, spread, 0, wide, found)
    yes = sum(1 for score in scores if score.met)
    wide = 0 < yes < len(scores)
    ones = [One(score.sheet.seat, score, wide and not score.met) for score in scores]
    return Cell(criterion, proposal, ones, None, yes, wide, found)


def _totals(shown: list[Proposal], weights: dict, agreed: dict) -> dict[int, Decimal]:
    totals = {}
    for proposal in shown:
        own = {no: agreed[proposal.bid_id, no].points for no in weights if (proposal.bid_id, no) in agreed}
        if weights and own.keys() == weights.keys():
            totals[proposal.bid_id] = rules.points(own, weights)
    return totals


def _leanings(by_cell: dict, seats: dict[int, BoardSeat]) -> list[tuple[BoardSeat, Decimal]]:
    own: dict[int, dict[tuple[int, int], Decimal]] = {}
    for place, scores in by_cell.items():
        for score in scores:
            if score.points is not None:
                own.setdefault(score.sheet.seat_id, {})[place] = score.points
    found = rules.leanings(own)
    return [(seat, found[pk]) for pk, seat in seats.items() if pk in found]


def _concordance(by_cell: dict, seats: dict, shown: list[Proposal], weights: dict) -> Decimal | None:
    """Of the members who scored every bid: only their totals can be ranked against each other."""
    rows = []
    for pk in seats:
        totals = []
        for proposal in shown:
            own = {
                no: score.points
                for no in weights
                for score in by_cell.get((proposal.bid_id, no), [])
                if score.sheet.seat_id == pk and score.points is not None
            }
            if weights and own.keys() == weights.keys():
                totals.append(rules.points(own, weights))
        if totals and len(totals) == len(shown):
            rows.append(totals)
    return rules.concordance(rows)
