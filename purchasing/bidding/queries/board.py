"""The evaluation board: who sits, what is in hand, who abstains where, and which envelope may be opened next."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from purchasing.bidding import rules
from purchasing.bidding.models import (
    AgreedScore,
    BiddingTerms,
    Board,
    BoardSeat,
    ConflictDeclaration,
    Criterion,
    Ruling,
    ScoreSheet,
    Sitting,
    Tender,
)
from purchasing.bidding.queries.conflicts import is_tied
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.states import (
    BEFORE_NOTICE,
    ConflictKind,
    CriterionKind,
    Envelope,
    RulingState,
    SheetState,
    SittingState,
    TenderState,
)

AT_WORK = frozenset({TenderState.EXAMINING, TenderState.OPENED})  # when the board may have something in hand
READS_BOARDS = ("AU", "CP", "AP")


def board_params(terms: BiddingTerms) -> dict[str, Any]:
    """What the notice promises about the board."""
    return {"mend_days": str(terms.mend_days), "spread": str(terms.board_spread)}


def spread_of(tender: Tender) -> Decimal:
    """From how many points between the members' scores on the board says why; older notices know the house value."""
    promised = tender.params.get("board", {}).get("spread")
    return Decimal(promised if promised is not None else BiddingTerms._meta.get_field("board_spread").default)


def mend_days_of(tender: Tender) -> int:
    """The time to mend a formal fault, in business days."""
    promised = tender.params.get("board", {}).get("mend_days")
    return int(promised if promised is not None else BiddingTerms._meta.get_field("mend_days").default)


# Who sits -------------------------------------------------------------------------------------------------------------
def board_of(tender: Tender) -> Board | None:
    """The board of the tender, if its officer has named one."""
    return Board.objects.filter(tender=tender).select_related("named_by").first()


def seats_of(tender: Tender) -> list[BoardSeat]:
    """The members who sit now, the chair first."""
    seats = BoardSeat.objects.filter(board=tender.pk, left_at=None).select_related("user", "board")
    return list(seats.order_by("-chair", "pk"))


def seat_of(user, tender: Tender) -> BoardSeat | None:
    """This person's seat, if they sit now."""
    if not getattr(user, "is_authenticated", False) or not user.is_internal:
        return None
    return BoardSeat.objects.filter(board=tender.pk, user=user, left_at=None).select_related("user", "board").first()


def sees_board(user, tender: Tender) -> bool:
    """Its members, the tender's officer, approvers, compliance and auditors; nobody else of the house."""
    if tender.state in BEFORE_NOTICE or not getattr(user, "is_authenticated", False) or not user.is_internal:
        return False
    if tender.officer_id == user.pk or user.has_role(*READS_BOARDS):
        return True
    return BoardSeat.objects.filter(board=tender.pk, user=user).exists()


def reads_running_board(user, seat: BoardSeat | None) -> bool:
    """Whether this member of staff reads what the board says of the bids before it has concluded: its members, who give
    their ``seat``, auditors and compliance.
    """
    return seat is not None or user.has_role("AU", "CP")


def reads_envelope(user, ruling: Ruling, envelope: str) -> bool:
    """Whether this member of staff may read what an opened bid says in this envelope, and its documents.

    Before the prices are open: members who have declared about every bidder and do not abstain from this one, auditors
    and compliance. Afterwards all who read opened bids.
    """
    tender = ruling.tender
    if tender.opened_at is not None:
        return reads_opened_bids(user, tender)
    if envelope not in ruling.document or not getattr(user, "is_authenticated", False) or not user.is_internal:
        return False
    if user.has_role("AU", "CP"):
        return True
    seat = seat_of(user, tender)
    if seat is None or is_tied(user, tender) or undeclared(seat):
        return False
    return ruling.bid_id not in abstentions(tender).get(seat.pk, set())


# What is judged -------------------------------------------------------------------------------------------------------
def judged_envelopes(tender: Tender) -> list[str]:
    """The envelopes that hold criteria, in the order in which they are opened."""
    used = {criterion.envelope for criterion in tender.criteria.all()}
    return [envelope for envelope in Envelope.values if envelope in used and envelope in tender.envelopes]


def judged_criteria(tender: Tender, envelope: str) -> list[Criterion]:
    """What is judged in this envelope, by number."""
    return list(tender.criteria.filter(envelope=envelope).order_by("no"))


def is_open(tender: Tender, envelope: str) -> bool:
    """Whether the content of this envelope has been opened."""
    if envelope == Envelope.PRICE:
        return tender.opened_at is not None
    return Ruling.objects.filter(tender=tender, document__has_key=envelope).exists()


def sitting_of(tender: Tender, envelope: str) -> Sitting | None:
    """The board's work on this envelope; None before its first score."""
    return Sitting.objects.filter(tender=tender, envelope=envelope).select_related("tender", "proposed_by").first()


def envelope_in_hand(tender: Tender) -> str | None:
    """The opened envelope that the board works on: the first one without a final result; None when there is none."""
    if tender.state not in AT_WORK:
        return None
    final = set(tender.sittings.filter(state=SittingState.FINAL).values_list("envelope", flat=True))
    for envelope in judged_envelopes(tender):
        if envelope not in final:
            return envelope if is_open(tender, envelope) else None
    return None


def opened_rulings(tender: Tender) -> list[Ruling]:
    """All opened bids by the name of their company, whatever became of them; ``proposals`` puts them under letters."""
    rulings = tender.rulings.select_related("bid__company", "bid__mend", "tender")
    return list(rulings.order_by("bid__company__legal_name_ko", "pk"))


def in_play(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Those that are still judged: not ruled out before."""
    return [ruling for ruling in rulings if ruling.state == RulingState.OPENED]


def letters(tender: Tender) -> dict[int, str]:
    """A letter for each bid (by its id), drawn once over all that were opened: who reads, who abstains, and what was
    ruled out since change none of them. Empty names without a board, which draws them.
    """
    rows = list(tender.rulings.values_list("bid_id", "bid__uid", "tender__board__seed"))
    seed = rows[0][2] if rows else None
    if seed is None:
        return {bid: "" for bid, _uid, _seed in rows}
    drawn = rules.blind_names(seed, [str(uid) for _bid, uid, _seed in rows])
    return {bid: drawn[str(uid)] for bid, uid, _seed in rows}


def judges_blind(envelope: str) -> bool:
    """Whether this envelope is judged under letters. No other has letters: beside its names they would tell whose they
    are."""
    return envelope == Envelope.TECHNICAL


def is_blind(tender: Tender, envelope: str, sitting: Sitting | None) -> bool:
    """Whether names are hidden: while the board judges a technical proposal and no price is known."""
    done = sitting is not None and sitting.state == SittingState.FINAL
    return judges_blind(envelope) and not done and tender.opened_at is None


# Who abstains ---------------------------------------------------------------------------------------------------------
def abstentions(tender: Tender) -> dict[int, set[int]]:
    """{seat: bids} where a member has declared a conflict of interest."""
    found: dict[int, set[int]] = {}
    declared = ConflictDeclaration.objects.filter(seat__board=tender.pk).exclude(kind=ConflictKind.NONE)
    for seat, bid in declared.values_list("seat", "bid"):
        found.setdefault(seat, set()).add(bid)
    return found


def undeclared(seat: BoardSeat) -> list[Ruling]:
    """The bidders about whom the member has declared nothing yet, by name."""
    said = ConflictDeclaration.objects.filter(seat=seat).values("bid")
    rulings = Ruling.objects.filter(tender=seat.board_id).exclude(bid__in=said).select_related("bid__company")
    return list(rulings.order_by("bid__company__legal_name_ko", "pk"))


def declarations_of(seat: BoardSeat) -> dict[int, ConflictDeclaration]:
    """{bid: what counts}: a declared conflict outweighs an earlier word that there was none."""
    found: dict[int, ConflictDeclaration] = {}
    for declaration in seat.declarations.order_by("pk"):
        if declaration.bid_id not in found or declaration.kind != ConflictKind.NONE:
            found[declaration.bid_id] = declaration
    return found


def leads(seats: Iterable[BoardSeat], abstain: dict[int, set[int]], bid_id: int) -> BoardSeat | None:
    """Who enters what the board agrees on for this bid: the chair, or the first member who does not abstain there."""
    return next((seat for seat in seats if bid_id not in abstain.get(seat.pk, set())), None)


def led_by(user, tender: Tender) -> set[int]:
    """The bids still judged for which this person enters what is agreed on, and judges what was mended."""
    seats, abstain = seats_of(tender), abstentions(tender)
    bids = tender.rulings.filter(state=RulingState.OPENED).values_list("bid_id", flat=True)
    leaders = {bid: leads(seats, abstain, bid) for bid in bids}
    return {bid for bid, leader in leaders.items() if leader is not None and leader.user_id == user.pk}


def too_few_scorers(tender: Tender, seats: Iterable[BoardSeat], rulings: Iterable[Ruling]) -> list[Ruling]:
    """The bids that fewer than two members may score."""
    abstain = abstentions(tender)
    seats = list(seats)
    return [
        ruling
        for ruling in rulings
        if sum(1 for seat in seats if ruling.bid_id not in abstain.get(seat.pk, set())) < rules.LEAST_SCORERS
    ]


def sheets_of(sitting: Sitting | None) -> QuerySet[ScoreSheet]:
    """The sheets of those who sit, and of those who had locked theirs before they left."""
    if sitting is None:
        return ScoreSheet.objects.none()
    return sitting.sheets.select_related("seat__user").order_by("-seat__chair", "seat")


def awaits(sitting: Sitting, seat: BoardSeat) -> bool:
    """Whether the proposed result waits for this member's word; who proposed it has said yes by that."""
    if sitting.state != SittingState.PROPOSED or sitting.proposed_by_id == seat.user_id:
        return False
    return not sitting.answers.filter(seat=seat, round=sitting.round).exists()


def where_it_stands(sitting: Sitting) -> str:
    """What the board does with this envelope now, as a sentence for who wanted to do something else."""
    return {
        SittingState.SCORING: _("The members still score, each alone: the board compares when every sheet is locked."),
        SittingState.COMPARING: _("Every sheet is locked: the board compares now, and no result is proposed yet."),
        SittingState.PROPOSED: _("A result is proposed: what was agreed stays while the members confirm it."),
        SittingState.FINAL: _("The board has concluded on this envelope: its result stays as it is."),
    }[SittingState(sitting.state)]


# What follows ---------------------------------------------------------------------------------------------------------
def envelope_release(tender: Tender, envelope: str) -> Verdict:
    """Whether this envelope may be opened: every earlier one that holds criteria has its final result (security 5.3).

    Nobody scores a proposal after a price has been seen (security T09).
    """
    final = {sitting.envelope for sitting in tender.sittings.all() if sitting.state == SittingState.FINAL}
    for earlier in judged_envelopes(tender):
        if earlier == envelope:
            return YES
        if earlier not in final:
            return no(
                _("“%(earlier)s” has to be judged first: the evaluation board has not concluded.")
                % {"earlier": Envelope(earlier).label}
            )
    return YES


def board_is_done(tender: Tender) -> Verdict:
    """Whether all that the notice asks the board to judge is judged; the award rule waits for it."""
    final = set(tender.sittings.filter(state=SittingState.FINAL).values_list("envelope", flat=True))
    waiting = [envelope for envelope in judged_envelopes(tender) if envelope not in final]
    if not waiting:
        return YES
    return no(
        _("“%(envelope)s” has to be judged first: the evaluation board has not concluded.")
        % {"envelope": Envelope(waiting[0]).label}
    )


def has_concluded(tender: Tender) -> bool:
    """Whether the board has judged something, and nothing is left for it to judge: it stays as it was."""
    return tender.sittings.filter(state=SittingState.FINAL).exists() and bool(board_is_done(tender))


def non_price_points(tender: Tender) -> dict[int, Decimal]:
    """{bid: points} of 0 to 100 from what the board agreed on, over all scored criteria; empty until it has concluded.

    A bid that was ruled out on the way has none. Source: domain 2.10 COMPOSITE.
    """
    if not board_is_done(tender):
        return {}
    weights = {
        no: weight
        for no, weight in tender.criteria.filter(kind=CriterionKind.SCORED).values_list("pk", "weight")
        if weight is not None
    }
    if not weights:
        return {}
    scored: dict[int, dict[int, Decimal]] = {}
    agreed = AgreedScore.objects.filter(sitting__tender=tender, criterion__in=weights)
    for bid, criterion, value in agreed.values_list("bid", "criterion", "points"):
        if value is not None:
            scored.setdefault(bid, {})[criterion] = value
    return {bid: rules.points(own, weights) for bid, own in scored.items() if own.keys() == weights.keys()}


def technical_points(sitting: Sitting) -> dict[int, Decimal]:
    """{bid: points} of 0 to 100 from what was agreed on in this sitting, weighted over its scored criteria."""
    weights = {
        each.pk: each.weight
        for each in judged_criteria(sitting.tender, sitting.envelope)
        if each.kind == CriterionKind.SCORED and each.weight is not None
    }
    scored: dict[int, dict[int, Decimal]] = {}
    for bid, criterion, value in sitting.agreed.filter(criterion__in=weights).values_list("bid", "criterion", "points"):
        if value is not None:
            scored.setdefault(bid, {})[criterion] = value
    return {bid: rules.points(own, weights) for bid, own in scored.items() if own.keys() == weights.keys() != set()}


def board_result(tender: Tender) -> dict[str, Any] | None:
    """What the board concluded, for the evaluation document: by envelope, and the points by receipt; else None."""
    final = list(tender.sittings.filter(state=SittingState.FINAL).order_by("pk"))
    if not final:
        return None
    receipts = {ruling.bid_id: ruling.bid.receipt for ruling in tender.rulings.select_related("bid")}
    return {
        "envelopes": {sitting.envelope: {**sitting.result, "sha256": sitting.result_sha256} for sitting in final},
        "points": {receipts[bid]: str(value) for bid, value in sorted(non_price_points(tender).items())},
    }


def boards_waiting_for(user) -> list[tuple[Tender, str]]:
    """What a board waits for from this member: (tender, what), the oldest first.

    ``what`` is one of ``declare``, ``score``, ``agree`` (the chair; who stands in for the chair, until every bid that
    they lead has its agreed scores), ``confirm``, and ``mended`` (a fault to judge, of a bid that they lead).
    """
    found = []
    seats = BoardSeat.objects.filter(user=user, left_at=None, board__tender__state__in=AT_WORK)
    for seat in seats.select_related("board__tender", "user").order_by("board"):
        tender = seat.board.tender
        envelope = envelope_in_hand(tender)
        if envelope is None:
            continue
        if undeclared(seat):
            found.append((tender, "declare"))
            continue
        sitting = sitting_of(tender, envelope)
        state = SittingState(sitting.state) if sitting else SittingState.SCORING
        if state == SittingState.SCORING:
            locked = ScoreSheet.objects.filter(sitting=sitting, seat=seat, state=SheetState.LOCKED).exists()
            if not locked:
                found.append((tender, "score"))
        elif state == SittingState.COMPARING and sitting is not None:
            if seat.chair or unagreed(sitting, led_by(user, tender)):
                found.append((tender, "agree"))
        elif state == SittingState.PROPOSED and sitting is not None and awaits(sitting, seat):
            found.append((tender, "confirm"))
        answered = Ruling.objects.filter(tender=tender, bid__mend__state="answered").values_list("bid_id", flat=True)
        if answered and led_by(user, tender).intersection(answered):
            found.append((tender, "mended"))
    return found


def unagreed(sitting: Sitting, bids: set[int]) -> bool:
    """Whether the board has not agreed yet on every criterion of these bids."""
    if not bids:
        return False
    criteria = len(judged_criteria(sitting.tender, sitting.envelope))
    return sitting.agreed.filter(bid__in=bids).count() < criteria * len(bids)
