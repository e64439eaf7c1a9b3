"""Boards at work: a tender of three envelopes whose first ones are open, its members, and what they have done."""

from collections.abc import Sequence
from decimal import Decimal

from portal.people.models import User
from portal.tests.factories import staff, supplier
from portal.tests.kept import kept
from purchasing.bidding import queries, services
from purchasing.bidding.models import Sitting
from purchasing.bidding.services import BidContent, Declared, Said
from purchasing.bidding.states import ConflictKind, CriterionKind
from purchasing.bidding.tests import factories as make

ENVELOPES = ["technical", "price"]
CRITERIA = tuple(each for each in make.CRITERIA if each.envelope == "technical")
PRICES = (88_000_000, 90_000_000, 95_000_000)


@kept
def examining(*, prices: Sequence[int] = PRICES, envelopes=ENVELOPES, criteria=CRITERIA, **given) -> make.Stage:
    """The first envelope is open, the prices are still sealed."""
    stage = make.published(envelopes=envelopes, criteria=criteria, **given)
    for place, price in enumerate(prices, start=1):
        bidder = supplier()
        answers = {str(each.no): f"제안 {place}: {each.title_ko}" for each in stage.tender.criteria.all()}
        content = BidContent(price_won=Decimal(price), answers=answers)
        services.submit_bid(stage.tender, content=content, key=make.key(), by=bidder)
        stage.bidders.append(bidder)
    make.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    make.open_bids(stage)
    return stage


def open_envelope(stage: make.Stage, envelope: str) -> None:
    """Both members of the committee confirm once more."""
    make.open_bids(stage)
    assert queries.is_open(stage.tender, envelope)


def board(stage: make.Stage, *, members: int = 3) -> list[User]:
    """The members by name, the chair first."""
    people = [staff("EV", name=name) for name in ("평가 가온", "평가 나래", "평가 다솜", "평가 라온")[:members]]
    services.name_board(stage.tender, members=people, chair=people[0], by=stage.cast.officer)
    return people


def bid_ids(stage: make.Stage) -> list[int]:
    """The bids in the order of the bidders."""
    return [bid.pk for bid in stage.bids()]


def letters(stage: make.Stage) -> list[str]:
    """The letters of the bids, in the order of the bidders."""
    drawn = queries.letters(stage.tender)
    return [drawn[bid] for bid in bid_ids(stage)]


def declare(stage: make.Stage, people: Sequence[User], *, conflicts: dict[User, list[int]] | None = None) -> None:
    """Nobody has a conflict of interest, but for ``conflicts``: {member: bids}."""
    for user in people:
        mine = (conflicts or {}).get(user, [])
        declared = {bid: Declared(ConflictKind.SHARES if bid in mine else ConflictKind.NONE) for bid in bid_ids(stage)}
        services.declare_interests(stage.tender, declared, by=user)


def marks(stage: make.Stage, envelope: str, values: Sequence[Sequence[int | bool]]) -> dict[tuple[int, int], Said]:
    """What is said: for each bid in the order of the bidders a value for each criterion of the envelope."""
    said = {}
    criteria = queries.judged_criteria(stage.tender, envelope)
    for bid, row in zip(bid_ids(stage), values, strict=True):
        for criterion, value in zip(criteria, row, strict=True):
            scored = criterion.kind == CriterionKind.SCORED
            remark = "" if scored or value else "인증서가 없습니다."
            said[bid, criterion.pk] = Said(points=Decimal(value)) if scored else Said(met=bool(value), remark=remark)
    return said


def score(stage: make.Stage, user: User, envelope: str, values, *, without: Sequence[int] = ()) -> None:
    """The member scores and locks."""
    said = {place: word for place, word in marks(stage, envelope, values).items() if place[0] not in without}
    services.save_scores(stage.tender, envelope, said, by=user)
    services.lock_sheet(stage.tender, envelope, by=user)


def compared(stage: make.Stage, people: Sequence[User], *, envelope: str = "technical", values=None) -> Sitting:
    """Every sheet is locked; ``values`` by member, else all alike."""
    for place, user in enumerate(people):
        score(stage, user, envelope, values[place] if values else [(80, 70), (90, 85), (60, 75)])
    return Sitting.objects.get(tender=stage.tender, envelope=envelope)


def concluded(stage: make.Stage, people: Sequence[User], *, envelope: str = "technical", values=None) -> Sitting:
    """The board has agreed on ``values`` and all members have confirmed."""
    values = values or [(80, 70), (90, 85), (60, 75)]
    sitting = compared(stage, people, envelope=envelope, values=[values] * len(people))
    services.agree_scores(sitting, marks(stage, envelope, values), by=people[0])
    services.propose_result(sitting, summary="제안서의 설비 구성과 납기 계획을 비교했습니다.", by=people[0])
    for user in people[1:]:
        services.answer_result(sitting, agrees=True, by=user)
    sitting.refresh_from_db()
    return sitting
