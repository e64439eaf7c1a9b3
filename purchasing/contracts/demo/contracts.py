"""The demonstration's contracts in every state, its price indexes, and three tiers below two of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import Company, User
from purchasing.bidding.models import Tender
from purchasing.contracts import services
from purchasing.contracts.models import Contract, PriceIndex
from purchasing.contracts.services import LineIn, LinkIn, MilestoneIn, NewLine

D = Decimal
REACHED = {"draft": 0, "review": 1, "sent": 2, "in_force": 3}
HIGH = 1  # the approver with the larger limit


@dataclass(frozen=True)
class Wanted:
    """A contract by hand and how far it comes."""

    target: str
    title_ko: str
    title_en: str
    kind: str
    lines: tuple[LineIn, ...]
    supplier: int  # which of the first tier
    reason: str = "같은 규격의 예비품을 만드는 회사가 한 곳뿐입니다."
    facts: Mapping[str, Any] = field(default_factory=dict)
    milestones: tuple[tuple[str, str, str, int], ...] = ()  # title, English, amount, in days
    link: tuple[str, str, str, str] | None = None  # index, material, share, trigger


def _line(ko: str, en: str, qty: str, uom: str, price: str) -> LineIn:
    return LineIn(ko, D(qty), uom, D(price), en)


WANTED = (
    Wanted(
        "indexed",
        "연속주조 세그먼트 프레임 연간 단가",
        "Segment frames for continuous casting, annual price",
        "goods",
        (_line("세그먼트 프레임 SS400", "Segment frame SS400", "120", "EA", "4800000"),),
        4,
        facts={"price_basis": "indexed", "material_share": D("0.35"), "method": "winwin"},
        link=("plate-kr", "후판 SS400", "0.35", "0.05"),
    ),
    Wanted(
        "contested",
        "구리 부스바 연간 단가",
        "Copper bus bars, annual price",
        "goods",
        (_line("부스바 100×10", "Bus bar 100×10", "3600", "m", "62000"),),
        0,
        facts={"price_basis": "indexed", "material_share": D("0.6"), "method": "cash"},
        link=("copper-cash", "전기동", "0.6", "0.03"),
    ),
    Wanted(
        "in_force",
        "제강 크레인 주행 레일 교체 공사",
        "Replacing the runway rails of the steel-works cranes",
        "works",
        (_line("주행 레일 교체 공사", "Replacement of runway rails", "1", "식", "860000000"),),
        0,
        reason="긴급 안전 공사로 기존 시공사가 이어서 합니다.",
        facts={"price_basis": "fixed", "method": "winwin", "advance_rate": D("0.2"), "agreed_days": 45},
        milestones=(
            ("설계 승인", "Design approved", "130000000", 30),
            ("레일 반입", "Rails on site", "300000000", 80),
            ("시운전 완료", "Trial run done", "258000000", 160),
        ),
    ),
    Wanted(
        "in_force",
        "공장 집진설비 정비 용역",
        "Upkeep of the plants' dust collectors",
        "service",
        (_line("월 정비", "Monthly upkeep", "12", "월", "38500000"),),
        6,
        facts={"price_basis": "fixed", "method": "winwin", "billing_day": 25},
    ),
    Wanted(
        "amending",
        "압연 롤 베어링 단가계약",
        "Bearings for mill rolls, price agreement",
        "goods",
        (
            _line("4열 원통롤러 베어링", "Four-row cylindrical bearing", "60", "EA", "7200000"),
            _line("오일 실", "Oil seal", "240", "EA", "85000"),
        ),
        3,
        facts={"method": "winwin"},
    ),
    Wanted(
        "amended",
        "내화 벽돌 MgO-C 연간 단가",
        "MgO-C refractory bricks, annual price",
        "goods",
        (_line("MgO-C 벽돌", "MgO-C brick", "900", "t", "1450000"),),
        5,
        facts={"method": "winwin"},
    ),
    Wanted(
        "in_force",
        "유압 서보밸브 수입 구매",
        "Imported hydraulic servo valves",
        "goods",
        (_line("서보밸브 D661", "Servo valve D661", "24", "EA", "4350.50"),),
        0,
        facts={"method": "cash", "currency": "USD", "price_basis": "unit"},
    ),
    Wanted(
        "sent",
        "고압 전동기 재권선",
        "Rewinding of high-voltage motors",
        "service",
        (_line("전동기 재권선 3,300 V", "Motor rewinding 3,300 V", "8", "EA", "21500000"),),
        0,
        facts={"method": "winwin"},
    ),
    Wanted(
        "review",
        "분진 방지 덮개 제작",
        "Making of dust covers",
        "goods",
        (_line("방진 덮개", "Dust cover", "64", "EA", "910000"),),
        6,
        facts={"method": "cash"},
    ),
    Wanted(
        "draft",
        "냉각탑 충전재 교체",
        "New packing for the cooling tower",
        "works",
        (_line("충전재 교체", "Replacement of packing", "1", "식", "74000000"),),
        6,
        facts={"method": "winwin"},
    ),
    Wanted(
        "terminated",
        "야적장 방수포 임대",
        "Rented tarpaulins for the yard",
        "service",
        (_line("방수포 임대", "Rent of tarpaulins", "6", "월", "4200000"),),
        1,
        facts={"method": "cash"},
    ),
    Wanted(
        "completed",
        "정전 보수 자재 일괄",
        "Material for the planned outage",
        "goods",
        (_line("보수 자재", "Repair material", "1", "LOT", "56000000"),),
        4,
        facts={"method": "cash"},
    ),
    Wanted(
        "cancelled",
        "시험용 방청유",
        "Rust preventive for trials",
        "goods",
        (_line("방청유", "Rust preventive", "20", "드럼", "640000"),),
        2,
        facts={"method": "cash"},
    ),
)
BELOW = (  # above (in WANTED), who pays is known; payee by tier list, how far, title, English, line
    (
        0,
        2,
        0,
        "in_force",
        "세그먼트 프레임 용접 제작",
        "Welding of segment frames",
        ("용접 제작", "80", "EA", "2600000"),
    ),
    (0, 2, 1, "in_force", "세그먼트 프레임 도장", "Painting of segment frames", ("도장", "80", "EA", "350000")),
    (2, 2, 2, "in_force", "레일 체결구 납품", "Rail fasteners", ("체결구", "2400", "SET", "48000")),
    (2, 2, 3, "sent", "레일 운반", "Haulage of rails", ("운반", "12", "회", "2700000")),
    (3, 2, 4, "draft", "여과포 공급", "Filter bags", ("여과포", "480", "EA", "62000")),
)
DEEPER = (  # below the n-th of BELOW
    (0, 3, 0, "in_force", "용접 소재 절단", "Cutting of blanks", ("절단", "80", "EA", "720000")),
    (2, 3, 1, "in_force", "체결구 표면처리", "Surface treatment of fasteners", ("표면처리", "2400", "SET", "9500")),
)
INDEXES = (
    ("plate-kr", "열연 후판 SS400", "Hot-rolled plate SS400", "천 원/t", "가온철강정보(예시)",
     ("1002", "1000", "1011", "1018", "1026", "1086")),
    ("copper-cash", "전기동 현물", "Copper, cash", "USD/t", "누리금속시장(예시)",
     ("9120", "9050", "9210", "9388", "9455", "9610")),
    ("power-kr", "산업용 전력", "Industrial electricity", "원/kWh", "가람전력통계(예시)",
     ("162.3", "162.3", "165.1", "165.1", "168.9", "168.9")),
)  # fmt: skip


def months_ago(count: int) -> date:
    """The first day of the month, so many months back."""
    day = today()
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def draw(world: World) -> None:
    """Indexes, contracts from awards and by hand, tiers below, amendments and price changes."""
    indexes = {code: _index(world, code, *told) for code, *told in INDEXES}
    for tender in Tender.objects.filter(state="contracted").select_related("officer").order_by("pk"):
        _from_award(world, services.draw_up_from_award(tender))
    made = [_by_hand(world, wanted, indexes) for wanted in WANTED]
    below = [_below(world, made[above], *told) for above, *told in BELOW]
    for above, *told in DEEPER:
        _below(world, below[above], *told)
    _show_prices(world, below[0])
    for wanted, contract in zip(WANTED, made, strict=True):
        _carry_on(world, wanted, contract)
    for index in indexes.values():
        _value(world, index, 0)
    for contract in made:
        services.propose_change(contract, on=today())
    _answer_changes(world, made)
    services.follow_trade_of_all(today())
    for company in world.suppliers:
        company.refresh_from_db(fields=["level"])


def _index(world: World, code: str, ko: str, en: str, unit: str, source: str, values: tuple[str, ...]) -> PriceIndex:
    index = services.add_index(code=code, name_ko=ko, name_en=en, unit=unit, source=source, by=world.one("PO"))
    world.notes[f"index {code}"] = values
    for back in range(len(values) - 1, 0, -1):
        _value(world, index, back)
    return index


def _value(world: World, index: PriceIndex, back: int) -> None:
    values = world.notes[f"index {index.code}"]
    value = D(values[len(values) - 1 - back])  # type: ignore[index, arg-type]
    entered = services.enter_index_value(index, month=months_ago(back), value=value, by=world.one("PO"))
    if not (back == 0 and index.code == "power-kr"):  # one waits for a second person
        services.confirm_index_value(entered, by=world.one("PO", 1))


def _payee(world: World, tier: int, place: int) -> Company:
    companies = [company for company in world.suppliers if world.tiers[company.pk] == tier]
    return companies[place % len(companies)]


def _signer(world: World, contract: Contract) -> User:
    return world.bidders[contract.payee_id]


def _approver(world: World, contract: Contract) -> User:
    return world.one("AP", 0 if contract.currency == "KRW" and contract.value <= 500_000_000 else HIGH)


def _forward(world: World, contract: Contract, steps: int) -> Contract:
    """From the draft as many steps as are wanted."""
    contract = Contract.objects.select_related("officer", "payer", "payee").get(pk=contract.pk)
    payer = contract.officer or world.bidders[contract.payer_id]
    if steps >= 1 and contract.tier == 1:
        services.request_approval(contract, by=payer)
    if steps >= 2 and contract.tier == 1:
        services.approve_contract(Contract.objects.get(pk=contract.pk), by=_approver(world, contract))
    elif steps >= 2:
        services.send_contract(contract, by=payer)
    if steps >= 3:
        services.sign_contract(Contract.objects.get(pk=contract.pk), version=1, by=_signer(world, contract))
    return Contract.objects.select_related("officer", "payer", "payee").get(pk=contract.pk)


def _from_award(world: World, contract: Contract) -> None:
    """The officer completes the terms; the supplier signs."""
    if contract.officer is None:
        raise AssertionError(f"{contract.number} has no officer")
    days = min(contract.agreed_days, 30)
    services.edit_contract(contract, method="winwin", agreed_days=days, by=contract.officer)
    _forward(world, contract, 3)


def _by_hand(world: World, wanted: Wanted, indexes: Mapping[str, PriceIndex]) -> Contract:
    begins = today() - timedelta(days=150)
    facts = {"price_basis": "unit", "agreed_days": 30, "department": "제2냉연공장"} | dict(wanted.facts)
    links = []
    if wanted.link:
        code, material, share, trigger = wanted.link
        links = [LinkIn(indexes[code], material, D(share), D(trigger), months_ago(4))]
    contract = services.draw_up_contract(
        payee=_payee(world, 1, wanted.supplier),
        title_ko=wanted.title_ko,
        title_en=wanted.title_en,
        kind=wanted.kind,
        starts_on=begins,
        ends_on=begins + timedelta(days=365),
        by_hand_reason=wanted.reason,
        lines=wanted.lines,
        milestones=[
            MilestoneIn(ko, D(amount), begins + timedelta(days=150 + days), en)
            for ko, en, amount, days in wanted.milestones
        ],
        links=links,
        by=world.one("PO"),
        **facts,
    )
    return _forward(world, contract, REACHED.get(wanted.target, 0 if wanted.target == "cancelled" else 3))


def _below(
    world: World, above: Contract, tier: int, place: int, target: str, ko: str, en: str, line: tuple[str, str, str, str]
) -> Contract:
    what, qty, uom, price = line
    contract = services.register_subcontract(
        above,
        payee=_payee(world, tier, place),
        title_ko=ko,
        title_en=en,
        kind=above.kind,
        method="winwin",
        agreed_days=30,
        price_basis="unit",
        starts_on=above.starts_on,
        ends_on=above.ends_on,
        lines=[_line(what, en, qty, uom, price)],
        by=world.bidders[above.payee_id],
    )
    return _forward(world, contract, REACHED[target])


def _show_prices(world: World, contract: Contract) -> None:
    for company in (contract.payer_id, contract.payee_id):
        services.choose_prices_shown(contract, shown=True, by=world.bidders[company])


def _carry_on(world: World, wanted: Wanted, contract: Contract) -> None:
    officer = world.one("PO")
    match wanted.target:
        case "terminated":
            services.terminate_contract(
                contract, reason="야적장 지붕 공사가 끝나 더 필요하지 않습니다.", by=_approver(world, contract)
            )
        case "completed":
            services.complete_contract(contract, by=officer)
        case "cancelled":
            services.cancel_contract(contract, reason="시험 계획이 다음 해로 미뤄졌습니다.", by=officer)
        case "amending" | "amended":
            line = contract.lines.get(no=1)
            amendment = services.propose_amendment(
                contract,
                reason="하반기 정비 물량이 늘어 수량과 종료일을 조정합니다.",
                ends_on=contract.ends_on + timedelta(days=60),
                agreed_days=contract.agreed_days,
                lines=[NewLine(1, line.qty * D("1.2"), line.unit_price)],
                by=officer,
            )
            services.approve_amendment(amendment, by=world.one("AP", HIGH))
            if wanted.target == "amended":
                amendment.refresh_from_db()
                services.agree_amendment(amendment, by=_signer(world, contract))
        case "in_force" if wanted.milestones:
            milestone = contract.milestones.get(no=1)
            signed = contract.signed_on or today()
            services.report_milestone(milestone, reached_on=signed, by=_signer(world, contract))


def _answer_changes(world: World, made: list[Contract]) -> None:
    """The price change of the first waits for the supplier; the copper one is contested."""
    for wanted, contract in zip(WANTED, made, strict=True):
        change = contract.price_changes.filter(state="proposed").first()
        if change is None:
            continue
        if wanted.target == "contested":
            reason = "기준월의 현물 가격이 계약서와 다르게 적용되었습니다."
            services.contest_change(change, reason=reason, by=_signer(world, contract))
        else:
            services.accept_change(change, by=world.one("PO"))


parts.add("contracts", Part(order=40, title="contracts in every state, three tiers, price indexes", fill=draw))
