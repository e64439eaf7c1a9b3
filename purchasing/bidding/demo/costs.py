"""Total cost and preference in the demonstration: models in every state, tenders compared by them, a guarantee.

Published in the days without a notice period that ``story.fill`` arranges, carried on after their deadlines.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import Certificate, CertificateKind, User
from portal.people.services import record_standing
from purchasing.bidding import queries, services
from purchasing.bidding.demo.keys import confirm, sealing
from purchasing.bidding.models import Guarantee, SocialCategory, TcoModel, Tender
from purchasing.bidding.services import BidContent

Values = dict[str, str | tuple[str, str]]
BASE_WON = 560_000_000  # of what is compared by its whole life
UNITS = {"LIFE": "years", "ENERGY": "kWh", "DOWNTIME": "h"}
FRUGAL: Values = {
    "LIFE": "15", "INSTALL": "22000000", "FREIGHT": "4100000", "ENERGY": "498000", "CONSUMABLES": "1800000",
    "MAINT": "8200000", "OVERHAUL": ("34000000", "8"), "DOWNTIME": "7", "QUALITY": "2600000", "TRAINING": "3000000",
    "DISPOSAL": "7500000", "RESIDUAL": "25000000",
}  # fmt: skip
CHEAP: Values = FRUGAL | {
    "LIFE": "10", "INSTALL": "18000000", "FREIGHT": "3200000", "ENERGY": "610000", "MAINT": "9500000",
    "OVERHAUL": ("28000000", "5"), "DOWNTIME": "12", "QUALITY": "4200000", "DISPOSAL": "6000000",
    "RESIDUAL": "20000000",
}  # fmt: skip
MIDDLE: Values = FRUGAL | {"LIFE": "12", "ENERGY": "552000", "DOWNTIME": "9", "OVERHAUL": ("30000000", "6")}
HUNGRY: Values = CHEAP | {"ENERGY": "688000", "MAINT": "11900000", "DOWNTIME": "16"}
BIDS = ((420_000_000, CHEAP), (548_000_000, FRUGAL), (497_000_000, MIDDLE), (389_000_000, HUNGRY))
CLOSE = ((400_000_000, CHEAP | {"ENERGY": "600000"}), (490_000_000, CHEAP | {"ENERGY": "540000"}), (512_000_000, CHEAP))


REASONS = {  # of the awards, by how far a tender goes
    "awarded": "연간 총소유비용이 가장 낮습니다. 전력 사용량이 적어 15년 동안의 운전비 차이가 구매 가격 차이보다 "
    "큽니다.",
    "preferred": "여성기업 우대 5%를 적용한 평가 가격이 가장 낮습니다. 계약은 투찰 가격으로 합니다.",
    "eco": "친환경 제안 우대 10%를 적용한 평가 가격이 가장 낮습니다. 계약은 투찰 가격으로 합니다.",
}


@dataclass(frozen=True, slots=True)
class CostTender:
    """A tender of the demonstration that compares total cost, and how far it goes."""

    target: str  # draft, open, opened, sensitive, or one of REASONS
    title_ko: str
    title_en: str
    place: str
    bids: Sequence[tuple[int, Values]] = ()


WANTED = (
    CostTender("draft", "제강 분진 집진기 송풍기 교체", "Fans of the dust collector, steelmaking", "포항 제강공장"),
    CostTender(
        "open",
        "열연 냉각수 순환펌프 6대 교체",
        "Six circulation pumps for the hot strip mill",
        "광양 열연공장",
        BIDS[:2],
    ),
    CostTender("opened", "산세 라인 배기 블로워 교체", "Exhaust blowers of the pickling line", "제2냉연공장", BIDS[:3]),
    CostTender("sensitive", "코크스 가스 압축기 교체", "Coke gas compressor", "포항 화성공장", CLOSE),
    CostTender("awarded", "고로 송풍 냉각펌프 구매", "Cooling pumps of the blast furnace", "포항 제선공장", BIDS),
)


def begin_costs(world: World, bidders: Sequence[User], *, window_s: float) -> list[tuple[CostTender, Tender]]:
    """Models, then tenders as far as their deadline."""
    model = _model(world, "PUMP", "회전기기 총소유비용", "Rotating equipment, total cost", until="active")
    _model(world, "FURNACE", "가열로 총소유비용", "Furnaces, total cost", until="tech_approved")
    _model(world, "CRANE", "크레인 총소유비용", "Cranes, total cost", until="draft")
    women = _women_owned(world, bidders)
    begun = [(wanted, _publish(world, wanted, model, bidders, window_s=window_s)) for wanted in WANTED]
    begun.append((_PREFERRED, _preferred(world, women, bidders, window_s=window_s)))
    begun += [(_ECO, tender) for tender in _eco_friendly(world, bidders, window_s=window_s)]
    year = today().year
    services.set_preference_target(year=year, category=None, target_pct=Decimal("2.5"), by=world.one("SG"))
    women_kind = SocialCategory.objects.get(code="WOMEN")
    services.set_preference_target(year=year, category=women_kind, target_pct=Decimal("1.2"), by=world.one("SG"))
    services.propose_preference_terms(
        by=world.one("SG"),
        categories=list(SocialCategory.objects.filter(code__in=["DISABLED_OWNED", "SOCIAL_ENT", "SOCIAL_COOP", "WOMEN",
                                                                "DIS_STD_WORKPLACE"])),
        valid_from=date(year + 1, 1, 1),
        margin=Decimal("0.05"),
        note="장애인 표준사업장을 우대 대상에 더합니다",
    )  # fmt: skip
    return begun


_PREFERRED = CostTender("preferred", "작업복 세탁 대행 연간 계약", "Laundry of work clothes for a year", "포항 본사")
_ECO = CostTender("eco", "친환경 자재 반기 구매", "Eco-friendly supplies for half a year", "광양 자재창고")


def _model(world: World, code: str, name_ko: str, name_en: str, *, until: str) -> TcoModel:
    model = services.draft_tco_model(
        by=world.one("PO"),
        lines=services.usual_tco_lines("사내 단가표 2026년 9월"),
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        scope="전력을 많이 쓰고 오래 쓰는 설비. 가격만 보면 운전비를 놓치는 구매에 씁니다.",
        base_date=date(today().year, 1, 1),
        change_note="전력 단가와 배출계수를 올해 값으로 정했습니다.",
    )
    if until == "draft":
        return model
    model = services.approve_tco_tech(model, by=world.one("RQ"))
    if until == "tech_approved":
        return model
    model = services.approve_tco_fin(model, by=world.one("FI"))
    return services.activate_tco_model(model, by=world.one("AP"))


def _women_owned(world: World, bidders: Sequence[User]) -> User:
    """A bidder whose company holds a verified certificate; entered here if none does."""
    held = Certificate.objects.filter(kind="WOMEN", state="valid").values_list("company_id", flat=True)
    for bidder in bidders:
        if bidder.company_id in held:
            return bidder
    bidder = bidders[-1]
    kind = CertificateKind.objects.get(pk="WOMEN")
    begins, ends = today() - timedelta(days=200), today() + timedelta(days=600)
    certificate = Certificate.objects.create(
        uid=world.uid(), company=bidder.company, kind=kind, number="W-2026-0733", issuer="한빛지방중소기업청",
        valid_from=begins, valid_to=ends, state="valid", added_by=bidder, verified_by=world.one("PO"),
        verified_at=db_now(),
    )  # fmt: skip
    record_standing(
        bidder.company, "certificate.WOMEN", certificate.number, valid_from=begins, valid_to=ends,
        source=f"{kind.name_ko} {certificate.number}", by=world.one("PO"),
    )  # fmt: skip
    return bidder


def _publish(world: World, wanted: CostTender, model: TcoModel, bidders: Sequence[User], *, window_s: float) -> Tender:
    officer, now = world.one("PO"), db_now()
    closes_at = now + (timedelta(days=18) if wanted.target in ("draft", "open") else timedelta(seconds=window_s))
    tender = services.draft_tender(
        by=officer,
        lines=[services.LineIn(wanted.title_ko, Decimal(1), "식", description_en=wanted.title_en)],
        committee=world.staff["OC"][:3],
        title_ko=wanted.title_ko,
        title_en=wanted.title_en,
        description="구매 가격이 아니라 사용 기간 전체의 비용으로 비교합니다. 계산 방법과 단가는 공고에 있습니다.",
        kind="equipment",
        method="TCO",
        **sealing(BASE_WON),
        delivery_place=wanted.place,
        delivery_on=today() + timedelta(days=150),
        opens_at=now,
        closes_at=closes_at,
        estimator=world.one("CE"),
    )
    services.choose_tco_model(tender, model=model, by=officer)
    if wanted.target == "draft":
        return tender
    services.seal_base_price(
        tender, amount_won=Decimal(BASE_WON), basis="견적 3건과 최근 계약", no_conflict=True, by=world.one("CE")
    )
    services.request_publication(tender, by=officer)
    tender = services.approve_publication(tender, by=world.one("AP"))
    for bidder, (price, values) in zip(bidders, wanted.bids, strict=False):
        content = BidContent(price_won=Decimal(price), lead_days=120, tco=_told(values))
        services.submit_bid(tender, content=content, key=world.uid().hex, by=bidder)
    return tender


def _told(values: Values) -> dict[str, dict[str, str]]:
    found = {}
    for code, value in values.items():
        amount, at = value if isinstance(value, tuple) else (value, "")
        evidence = "효율 시험 성적서, 납품 실적 3건" if code in ("ENERGY", "LIFE") else ""
        found[code] = {"value": amount, "unit": UNITS.get(code, ""), "at": at, "evidence": evidence}
    return found


def _short(
    world: World, wanted: CostTender, line: services.LineIn, base: tuple[Decimal, str], *, window_s: float, **facts: Any
) -> Tender:
    """A tender of one line that takes bids from now on; ``base``: the base price and what it rests on."""
    officer, now = world.one("PO"), db_now()
    amount, basis = base
    tender = services.draft_tender(
        by=officer,
        lines=[line],
        committee=world.staff["OC"][:3],
        title_ko=wanted.title_ko,
        title_en=wanted.title_en,
        delivery_place=wanted.place,
        delivery_on=today() + timedelta(days=60),
        opens_at=now,
        closes_at=now + timedelta(seconds=window_s),
        estimator=world.one("CE"),
        **sealing(int(amount)),
        **facts,
    )
    services.seal_base_price(tender, amount_won=amount, basis=basis, no_conflict=True, by=world.one("CE"))
    services.request_publication(tender, by=officer)
    return services.approve_publication(tender, by=world.one("AP"))


def _preferred(world: World, women: User, bidders: Sequence[User], *, window_s: float) -> Tender:
    """The worked example of the rule: the women-owned company wins by its margin, at its own price."""
    line = services.LineIn("작업복 세탁 대행", Decimal(12), "월", description_en="Laundry of work clothes")
    facts = {"kind": "service", "preference_on": True}
    base = (Decimal(105_000_000), "최근 2년 계약")
    tender = _short(world, _PREFERRED, line, base, window_s=window_s, **facts)
    others = [bidder for bidder in bidders if bidder.company_id != women.company_id]
    lead, partner = others[2], others[3]  # a consortium of two: the partner's administrator gives the company's word
    asked = services.ask_partner(tender, partner=partner.company, share=Decimal("0.4"), by=lead)
    services.agree_partnership(asked, by=partner)
    for bidder, price in zip([others[0], others[1], women, lead], (83, 97, 101, 108), strict=True):
        together = services.consortium_statement(tender, bidder.company)
        statements = {"consortium": together} if together else {}
        content = BidContent(price_won=Decimal(price) * 1_000_000, lead_days=30, statements=statements)
        services.submit_bid(tender, content=content, key=world.uid().hex, by=bidder)
    return tender


def _eco_friendly(world: World, bidders: Sequence[User], *, window_s: float) -> list[Tender]:
    """The rule of the eco premium: an offer 8% dearer with a proven product wins, at its own price.

    Empty where no bidder of this seed has such a product.
    """
    by_company = {bidder.company_id: bidder for bidder in bidders}
    proven = queries.proven_products(list(by_company), today() + timedelta(days=30)).values()
    if not proven:
        return []
    product = min(proven, key=lambda each: each.number)
    owner = by_company[product.company_id]
    line = services.LineIn(product.name, Decimal(100), "EA", class_code=product.class_code)
    facts = {"kind": "goods", "eco_premium_on": True}
    base = (Decimal(56_000_000), "최근 3년 구매 가격")
    tender = _short(world, _ECO, line, base, window_s=window_s, **facts)
    others = [bidder for bidder in bidders if bidder.company_id != owner.company_id]
    for bidder, price in zip([others[0], owner, others[1]], (50, 54, 53), strict=True):
        eco = services.eco_statement(tender, bidder.company, {1: product.number}) if bidder == owner else []
        statements = {queries.ECO_STATEMENT: eco} if eco else {}
        content = BidContent(price_won=Decimal(price) * 1_000_000, lead_days=30, statements=statements)
        services.submit_bid(tender, content=content, key=world.uid().hex, by=bidder)
    return [tender]


def carry_on_costs(world: World, begun: Sequence[tuple[CostTender, Tender]]) -> None:
    """After the deadlines: open, judge, evaluate, award, measure."""
    short = [tender.closes_at for wanted, tender in begun if wanted.target not in ("draft", "open")]
    while short and (left := (max(short) - db_now()).total_seconds()) >= 0:  # type: ignore[type-var]
        time.sleep(min(left + 0.05, 1))
    services.close_due_tenders()
    for wanted, begun_tender in begun:
        if wanted.target in ("draft", "open"):
            continue
        tender = Tender.objects.get(pk=begun_tender.pk)
        for member in world.staff["OC"][:2]:
            services.declare_no_conflict(tender, by=member)
        for member in world.staff["OC"][:2]:
            confirm(tender, by=member)
        tender = Tender.objects.get(pk=tender.pk)
        _decide(world, wanted, tender)


def _decide(world: World, wanted: CostTender, tender: Tender) -> None:
    evaluator = world.one("EV")
    services.read_tco_inputs(tender)
    lives = list(tender.tco_inputs.filter(code="LIFE").order_by("pk"))
    if wanted.target == "opened":
        services.verify_tco_input(lives[0], by=evaluator)
        slip = tender.tco_inputs.filter(code="MAINT").order_by("pk")[1]
        remark = "분기 합계를 잘못 더했습니다 (210만 원 × 4)"
        slip = services.propose_tco_correction(slip, corrected=Decimal(8_400_000), remark=remark, by=evaluator)
        services.confirm_tco_correction(slip, by=world.one("AP", 1))
        downtime = tender.tco_inputs.filter(code="DOWNTIME").order_by("pk")[0]
        remark = "분기 정지 시간을 한 시간 많게 더했습니다 (3 + 3 + 3 + 2)"
        services.propose_tco_correction(downtime, corrected=Decimal(11), remark=remark, by=evaluator)
        return
    for life in lives:
        services.verify_tco_input(life, remark="납품 실적과 보증 기간 확인", by=evaluator)
    services.evaluate_tender(tender, no_conflict=True, by=evaluator)
    tender = Tender.objects.get(pk=tender.pk)
    if wanted.target not in REASONS:
        return
    first = tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(tender, bid=first, reason=REASONS[wanted.target], by=tender.officer)
    services.approve_award(decision, by=world.one("AP", 1))
    tender = Tender.objects.get(pk=tender.pk)
    if wanted.target == "awarded" and tender.winner_id is not None:
        services.open_guarantees(tender)
        services.measure_guarantee(
            Guarantee.objects.filter(tender=tender).earliest("pk"),
            measured=Decimal(525_000),
            tested_on=today(),
            note="정격 부하 72시간, 적산전력계 2대, 공급사 입회",
            by=world.one("RQ"),
        )
