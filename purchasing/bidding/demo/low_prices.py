"""Other award rules in the demonstration: low prices that are explained, a drawn reserve price, an average; new terms.

Published in the days without a notice period that ``story.fill`` arranges, carried on after their deadlines.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import User
from purchasing.bidding import services
from purchasing.bidding.demo.keys import confirm, sealing
from purchasing.bidding.models import BiddingTerms, Explanation, Tender


@dataclass(frozen=True, slots=True)
class RuledTender:
    """A tender by another rule, and how far it goes."""

    target: str  # needed, asked, voted, accepted, evaluated
    method: str
    title_ko: str
    title_en: str
    kind: str
    base_won: int
    bids: Sequence[int]
    place: str


WANTED = (
    RuledTender(
        "needed", "EU_EXPLAIN", "변전소 절연유 시험 연간 용역", "Insulating oil tests for a year", "service",
        120_000_000, (81_500_000, 116_000_000, 121_000_000), "포항 동력공장",
    ),
    RuledTender(
        "asked", "EU_EXPLAIN", "천장크레인 정기 점검 용역", "Inspection of overhead cranes", "service",
        88_000_000, (58_900_000, 84_200_000, 86_700_000, 91_000_000), "광양 정비부",
    ),
    RuledTender(
        "voted", "EU_EXPLAIN", "집진기 여과포 교체 공급", "Filter bags of the dust collectors", "goods",
        64_000_000, (43_100_000, 60_800_000, 62_500_000), "포항 제강공장",
    ),
    RuledTender(
        "accepted", "EU_EXPLAIN", "유압 호스 조립품 단가 구매", "Hydraulic hose assemblies", "goods",
        52_000_000, (35_900_000, 49_300_000, 51_000_000), "광양 자재창고",
    ),
    RuledTender(
        "evaluated", "KR_RESERVE", "사무동 배수로 정비 공사", "Repair of drains at the offices", "works",
        330_000_000, (271_000_000, 293_400_000, 297_900_000, 301_500_000, 329_000_000), "포항 본사",
    ),
    RuledTender(
        "evaluated", "BAM", "공장 진입로 재포장 공사", "Repaving of the access road", "works",
        140_000_000, (98_000_000, 117_000_000, 124_500_000, 129_000_000, 151_000_000), "광양 북문",
    ),
)  # fmt: skip


def begin_ruled(world: World, bidders: Sequence[User], *, window_s: float) -> list[tuple[RuledTender, Tender]]:
    """Publish them, with their bids."""
    return [(wanted, _publish(world, wanted, bidders, place, window_s)) for place, wanted in enumerate(WANTED)]


def _publish(world: World, wanted: RuledTender, bidders: Sequence[User], place: int, window_s: float) -> Tender:
    officer, now = world.one("PO", place), db_now()
    tender = services.draft_tender(
        by=officer,
        lines=[services.LineIn(wanted.title_ko, Decimal(1), "식", description_en=wanted.title_en)],
        committee=world.staff["OC"][:3],
        title_ko=wanted.title_ko,
        title_en=wanted.title_en,
        description="과업 범위와 검수 기준은 첨부 시방서를 따릅니다.",
        kind=wanted.kind,
        method=wanted.method,
        **sealing(wanted.base_won) | {"budget_won": Decimal(wanted.base_won)},
        delivery_place=wanted.place,
        delivery_on=today() + timedelta(days=120),
        opens_at=now,
        closes_at=now + timedelta(seconds=window_s),
        estimator=world.one("CE"),
    )
    basis = "설계 내역과 최근 계약"
    amount = Decimal(wanted.base_won)
    services.seal_base_price(tender, amount_won=amount, basis=basis, no_conflict=True, by=world.one("CE"))
    services.request_publication(tender, by=officer)
    tender = services.approve_publication(tender, by=world.one("AP"))
    for seat, price in enumerate(wanted.bids):
        bidder = bidders[(place * 2 + seat) % len(bidders)]
        services.submit_bid(tender, price_won=Decimal(price), lead_days=45, key=world.uid().hex, by=bidder)
    return tender


def carry_on_ruled(world: World, begun: Sequence[tuple[RuledTender, Tender]]) -> None:
    """After the deadlines: open, evaluate, explain, judge; and the terms of next year."""
    while (left := (max(tender.deadline for _wanted, tender in begun) - db_now()).total_seconds()) >= 0:
        time.sleep(min(left + 0.05, 1))
    services.close_due_tenders()
    for wanted, tender in begun:
        for member in world.staff["OC"][:2]:
            services.declare_no_conflict(tender, by=member)
        for member in world.staff["OC"][:2]:
            confirm(tender, by=member)
        services.evaluate_tender(Tender.objects.get(pk=tender.pk), no_conflict=True, by=world.one("EV"))
        for explanation in Explanation.objects.filter(tender=tender).select_related("tender", "bid"):
            _explain(world, wanted, explanation)
        if wanted.target == "accepted":
            services.evaluate_tender(Tender.objects.get(pk=tender.pk), no_conflict=True, by=world.one("EV"))


def propose_next_terms(world: World) -> None:
    """Next year's terms, waiting for a second person."""
    latest = BiddingTerms.objects.latest()
    services.propose_terms(
        valid_from=date(today().year + 1, 1, 1),
        values={"answer_days": 7, "lpl_min_n": latest.lpl_min_n + 1},
        reason="소명 기간 연장과 확인 기준 강화, 구매 위원회 의결",
        by=world.one("PO", 1),
    )


def _explain(world: World, wanted: RuledTender, explanation: Explanation) -> None:
    if wanted.target == "needed":
        return
    chair, second = world.staff["EV"][:2]
    items = "1. 인력 투입 계획과 단가\n2. 시험 장비 확보 방법"
    explanation = services.ask_explanation(explanation, items=items, by=chair)
    if wanted.target == "asked":
        return
    price = explanation.bid.ruling.opened_price_won
    costs = [
        services.CostIn("원자재", Decimal(1), (price * 46 // 100), "식", "구매 계약서"),
        services.CostIn("직접 인력", Decimal(320), Decimal(42_000), "h", "노무비 단가표"),
    ]
    services.answer_explanation(
        explanation,
        text="원단을 분기 물량으로 미리 확보했고 재단과 봉제를 자체 설비로 합니다. 외주 이윤이 없어 가격이 낮습니다.",
        topics=["process", "solution"],
        costs=costs,
        key=world.uid().hex,
        by=world.bidders[explanation.bid.company_id],
    )
    services.vote_on_explanation(
        explanation,
        accepts=True,
        reason="구매 계약서와 설비 보유를 확인했습니다. 원가 구성이 가격과 맞습니다.",
        by=chair,
    )
    if wanted.target == "voted":
        return
    services.vote_on_explanation(
        explanation, accepts=True, reason="같은 조건의 납품 실적 2건에서 품질 문제가 없었습니다.", by=second
    )
    services.decide_explanation(
        explanation, decision="제시한 구매 조건과 자체 설비가 낮은 가격을 설명합니다. 투찰을 유지합니다.", by=chair
    )
