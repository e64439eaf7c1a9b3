"""Evaluation boards of the demonstration: one that scores, one that compares, one that has concluded, one awarded."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import User
from purchasing.bidding import queries, services
from purchasing.bidding.demo.keys import confirm
from purchasing.bidding.models import Sitting, Tender
from purchasing.bidding.services import BidContent, CriterionIn, Declared, Said
from purchasing.bidding.states import ConflictKind, CriterionKind, TenderState

Row = tuple[int, ...]  # a member's points for one bid, by criterion

CRITERIA = (
    CriterionIn(
        "품질경영시스템 인증을 보유할 것", "Holds a certified quality management system", "technical",
        guidance="ISO 9001 또는 이에 준하는 인증",
    ),
    CriterionIn(
        "공정 계획과 설비 구성", "Process plan and equipment", "technical", "scored", Decimal(45),
        "예열·육성·가공 순서와 설비 능력, 불량 대책을 봅니다.",
    ),
    CriterionIn(
        "납기 보증과 예비 물량", "Guaranteed lead time and spare stock", "technical", "scored", Decimal(30),
        "긴급 물량의 처리 시간과 예비품 수량을 봅니다.",
    ),
    CriterionIn(
        "안전·환경 관리", "Safety and environment", "technical", "scored", Decimal(25),
        "최근 3년의 재해 기록과 배출 관리 계획을 봅니다.",
    ),
)  # fmt: skip
ANSWERS = (
    (
        "ISO 9001 인증(2028년 3월까지), 인증서 사본 첨부",
        "예열로 2기와 6축 육성 용접기 4대로 하루 롤 8본을 처리합니다. 초음파 탐상을 전수로 합니다.",
        "일반 물량 12일, 긴급 물량 5일을 보증합니다. 예비 롤 6본을 상시 보관합니다.",
        "최근 3년 재해 없음. 용접 흄 집진 효율 98%, 분기마다 공개합니다.",
    ),
    (
        "ISO 9001, ISO 45001 인증 보유",
        "플라스마 육성 설비 2대를 쓰며 하루 5본을 처리합니다. 표면 경도를 본마다 기록합니다.",
        "일반 물량 18일, 긴급 물량 9일입니다. 예비 물량은 계약 뒤 협의합니다.",
        "2024년 경미한 사고 1건, 재발 방지 대책을 완료했습니다.",
    ),
    (
        "인증 심사 중, 2026년 12월 예정",
        "서브머지드 아크 육성 용접기 3대, 하루 6본. 육성 뒤 잔류 응력을 열처리로 줄입니다.",
        "일반 물량 14일, 긴급 물량 7일. 예비 롤 4본 보관.",
        "무재해 1,240일, 폐용제를 자체 회수합니다.",
    ),
    (
        "ISO 9001 인증 보유(2027년 9월까지)",
        "육성 용접기 2대로 하루 4본, 협력사 2곳을 함께 씁니다.",
        "일반 물량 20일, 긴급 물량 10일.",
        "최근 3년 재해 없음. 집진 설비를 2027년에 교체합니다.",
    ),
)


@dataclass(frozen=True, slots=True)
class BoardTender:
    """A tender of the demonstration with a board, and how far it goes."""

    target: str  # scoring, comparing, sealed, evaluated
    title_ko: str
    title_en: str
    place: str
    base_won: int
    bids: Sequence[int]
    alone: Sequence[Sequence[Row]]  # by member, by bid, by scored criterion
    agreed: Sequence[Row] = ()
    min_technical: Decimal | None = None  # who has less of 100 is out before the prices are opened


ALIKE = (((85, 80, 90), (70, 60, 75), (75, 70, 85), (60, 55, 70)),) * 3
APART = (
    ((90, 85, 90), (65, 60, 70), (80, 70, 85), (55, 50, 70)),
    ((85, 80, 85), (75, 65, 80), (70, 75, 90), (60, 60, 75)),
    ((50, 75, 90), (70, 60, 70), (75, 70, 85), (65, 55, 60)),
)
WANTED = (
    BoardTender("scoring", "연속주조 롤 육성 용접 3년 위탁", "Hard-facing of caster rolls, three years",
                "포항 2제강공장", 1_240_000_000, (1_108_000_000, 1_176_000_000, 1_212_000_000), ALIKE),
    BoardTender("comparing", "열연 사이드가이드 라이너 보수 위탁", "Repair of side-guide liners, hot strip mill",
                "광양 1열연공장", 386_000_000, (351_000_000, 342_500_000, 366_000_000, 329_000_000), APART),
    BoardTender("sealed", "냉연 작업 롤 크롬 도금 위탁", "Chromium plating of cold-mill work rolls", "제1냉연공장",
                918_000_000, (861_000_000, 834_000_000, 879_000_000), ALIKE,
                ((85, 80, 90), (70, 60, 75), (75, 70, 85))),
    BoardTender("evaluated", "후판 교정기 롤 재생 위탁", "Reconditioning of plate leveller rolls", "2후판공장",
                742_000_000, (689_000_000, 651_000_000, 703_000_000, 672_000_000), APART,
                ((86, 80, 88), (70, 62, 73), (75, 72, 87), (60, 55, 68)), Decimal(65)),
)  # fmt: skip


def begin_boards(world: World, bidders: Sequence[User], *, window_s: float) -> list[tuple[BoardTender, Tender]]:
    """Published, with their bids, as far as the deadline."""
    return [(wanted, _publish(world, wanted, bidders, place, window_s=window_s)) for place, wanted in enumerate(WANTED)]


def _publish(world: World, wanted: BoardTender, bidders: Sequence[User], place: int, *, window_s: float) -> Tender:
    officer, now = world.one("PO"), db_now()
    tender = services.draft_tender(
        by=officer,
        lines=[services.LineIn(wanted.title_ko, Decimal(1), "식", description_en=wanted.title_en)],
        committee=world.staff["OC"][:3],
        title_ko=wanted.title_ko,
        title_en=wanted.title_en,
        description="가격과 기술 제안을 함께 평가합니다. 기술 제안서에는 상호를 적지 않습니다.",
        kind="service",
        method="COMPOSITE",
        method_params={"price_weight": "80"},
        envelopes=["technical", "price"],
        criteria=CRITERIA,
        min_technical=wanted.min_technical,
        seal="keys",
        delivery_place=wanted.place,
        delivery_on=today() + timedelta(days=200),
        opens_at=now,
        closes_at=now + timedelta(seconds=window_s),
        estimator=world.one("CE"),
    )
    services.seal_base_price(
        tender, amount_won=Decimal(wanted.base_won), basis="최근 계약과 견적 2건", no_conflict=True, by=world.one("CE")
    )
    services.request_publication(tender, by=officer)
    tender = services.approve_publication(tender, by=world.one("AP"))
    criteria = list(tender.criteria.order_by("no"))
    for seat, price in enumerate(wanted.bids):
        bidder = bidders[(place * 2 + seat) % len(bidders)]
        answers = {str(each.no): text for each, text in zip(criteria, ANSWERS[seat], strict=True)}
        content = BidContent(price_won=Decimal(price), lead_days=30, answers=answers)
        services.submit_bid(tender, content=content, key=world.uid().hex, by=bidder)
    return tender


def carry_on_boards(world: World, begun: Sequence[tuple[BoardTender, Tender]]) -> None:
    """The committee opens the proposals, the boards do their work."""
    for wanted, tender in begun:
        time.sleep(max(0.0, (tender.deadline - db_now()).total_seconds()))
        _open(world, tender)
        _judge(world, wanted, Tender.objects.get(pk=tender.pk))


def _open(world: World, tender: Tender) -> None:
    for opener in world.staff["OC"][:2]:
        services.declare_no_conflict(tender, by=opener)
        confirm(tender, by=opener)


def _judge(world: World, wanted: BoardTender, tender: Tender) -> None:
    members = world.staff["EV"][:3]
    chair = members[0]
    services.name_board(tender, members=members, chair=chair, by=tender.officer)
    bids = list(tender.rulings.order_by("bid").values_list("bid", flat=True))
    for member in members:
        services.declare_interests(tender, {bid: Declared(ConflictKind.NONE) for bid in bids}, by=member)
    scored = queries.judged_criteria(tender, "technical")
    if wanted.target == "scoring":
        _score(tender, wanted, bids, members[1], 1)
        services.save_scores(tender, "technical", _said(scored, bids[:1], wanted.alone[0][:1]), by=chair)
        services.ask_mend(
            tender.bids.get(pk=bids[2]), faults=["paper"], wanted="품질경영시스템 인증서 사본이 없습니다.", by=chair
        )
        return
    for place, member in enumerate(members):
        _score(tender, wanted, bids, member, place)
    sitting = Sitting.objects.get(tender=tender, envelope="technical")
    if wanted.target == "comparing":
        return
    reason = "시험 성적서와 설비 목록을 함께 다시 읽고 정했습니다."
    agreed = {place: Said(word.points, word.met, reason) for place, word in _said(scored, bids, wanted.agreed).items()}
    services.agree_scores(sitting, agreed, by=chair)
    summary = "공정 계획은 검사 방법과 처리 능력에서, 납기는 긴급 물량의 보증에서 갈렸습니다."
    services.propose_result(sitting, summary=summary, by=chair)
    services.answer_result(sitting, agrees=True, by=members[1])
    services.answer_result(sitting, agrees=False, note="예비 물량의 근거를 더 보아야 한다고 생각합니다.", by=members[2])
    if wanted.target == "evaluated":
        _open(world, Tender.objects.get(pk=tender.pk))
        tender = Tender.objects.get(pk=tender.pk)
        if tender.state == TenderState.OPENED:
            services.evaluate_tender(tender, no_conflict=True, by=chair)


def _score(tender: Tender, wanted: BoardTender, bids: list[int], member: User, place: int) -> None:
    criteria = queries.judged_criteria(tender, "technical")
    services.save_scores(tender, "technical", _said(criteria, bids, wanted.alone[place]), by=member)
    services.lock_sheet(tender, "technical", by=member)


def _said(criteria, bids: Sequence[int], rows: Sequence[Row]) -> dict[tuple[int, int], Said]:
    """Requirements are met; the others have their points."""
    said = {}
    for bid, row in zip(bids, rows, strict=False):
        values = iter(row)
        for criterion in criteria:
            if criterion.kind == CriterionKind.REQUIRED:
                said[bid, criterion.pk] = Said(met=True)
            else:
                said[bid, criterion.pk] = Said(points=Decimal(next(values)))
    return said
