"""Notices in the demonstration: plans, a notice over lots, envelopes, invited suppliers, amendments, a day to come.

All of them keep their notice periods: nothing here closes before a fortnight.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import User
from purchasing.bidding import policies, queries, services
from purchasing.bidding.demo.keys import sealing
from purchasing.bidding.demo.story import eligible
from purchasing.bidding.models import Tender
from purchasing.bidding.services import AmendmentIn, CriterionIn, LineIn, PlanIn
from purchasing.bidding.states import TenderState

PLANS = (
    ("냉연 공장 교체용 압연 롤 하반기 물량", "Work rolls for the cold mills, second half", "goods", 2, "KR-47",
     (), "단조강 압연 롤 40개, 납품 2회. 규격은 공고에서 정합니다."),
    ("고로 집진기 여과포 교체 공사", "Filter bags of the blast-furnace dust collector, works", "works", 3, "KR-46",
     ("40161508",), "여과포 2,400장 교체와 폐기물 처리. 공사 기간은 정기 수리 기간입니다."),
    ("제강 공장 열화상 점검 용역", "Thermal inspection of the steel shop, services", "service", 4, "KR-47",
     (), "설비 320점, 연 2회 점검과 보고서."),
)  # fmt: skip
LOTS = (
    ("펌프 예비품 – 베어링", "Pump spares: bearings",
     (("베어링 6312", "Bearing 6312", "240", "EA", "31171504"),), 21_000_000),
    ("펌프 예비품 – 기계 밀봉", "Pump spares: mechanical seals",
     (("기계 밀봉 45 mm", "Mechanical seal 45 mm", "80", "EA", "31181701"),), 34_000_000),
    ("펌프 예비품 – 커플링", "Pump spares: couplings",
     (("디스크 커플링 160", "Disc coupling 160", "36", "EA", "31163000"),), 18_500_000),
)  # fmt: skip
CRITERIA = (
    CriterionIn("품질경영시스템 인증", "Certified quality management", "qualification", needs_file=True,
                guidance="유효한 인증서 사본을 첨부합니다."),
    CriterionIn("최근 3년 납품 실적", "Deliveries of the last three years", "qualification", needs_file=True,
                guidance="같은 용도의 납품 2건 이상."),
    CriterionIn("설계 적합성", "Fitness of the design", "technical", "scored", Decimal(45),
                "유량 해석, 마모 대책, 유지 보수 접근성."),
    CriterionIn("시운전과 교육 계획", "Commissioning and training", "technical", "scored", Decimal(25)),
    CriterionIn("예비품과 사후 관리", "Spares and service", "technical", "scored", Decimal(30)),
)  # fmt: skip
AGAIN = "유찰하면 같은 품목과 수량으로 한 차례 재공고하며, 기준가격은 낮추지 않습니다."
PAGE = (
    "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
    "4 0 obj <</Length {length}>> stream\n{text}\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
)


def announce(world: World) -> None:
    """Everything that shows what a notice may hold."""
    bidders = eligible(world)
    _plans(world)
    _lots(world)
    _envelopes(world)
    _invited(world, bidders)
    _amended(world, bidders)
    _on_its_day(world)


def _at(days: float) -> datetime:
    return (db_now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def _sheet(name: str, text: str) -> SimpleUploadedFile:
    """A page with one line, so that there is something to read."""
    line = f"BT /F1 16 Tf 60 760 Td ({text}) Tj ET"
    return SimpleUploadedFile(name, PAGE.format(length=len(line), text=line).encode(), "application/pdf")


def _plans(world: World) -> None:
    officer = world.one("PO")
    plans = [
        services.plan_tender(
            PlanIn(ko, kind, today() + timedelta(days=30 * months), en, scope, codes, region), by=officer
        )
        for ko, en, kind, months, region, codes, scope in PLANS
    ]
    ko, en, kind, months, region, codes, scope = PLANS[0]
    changed = PlanIn(ko, kind, today() + timedelta(days=30 * (months + 1)), en, scope, codes, region)
    services.change_plan(
        plans[0].tender, changed, reason="정기 수리 일정이 한 달 늦춰져 공고도 한 달 늦춥니다.", by=officer
    )


def _draft(world: World, place: int, **facts) -> Tender:
    told = {
        "kind": "goods",
        "failure_conditions": "유효 투찰이 2건 미만이면 유찰합니다.",
        "rebid_conditions": AGAIN,
        "delivery_place": "포항 자재창고",
        "delivery_on": today() + timedelta(days=90),
        "delivery_terms": "분할 납품 가능, 방청 포장, 하역은 공급사가 합니다.",
        "region": "KR-47",
        "opens_at": db_now(),
        "closes_at": _at(16),
        "questions_until": _at(9),
        "estimator": world.one("CE"),
        "committee": world.staff["OC"][:3],
    }
    return services.draft_tender(by=world.one("PO", place), **told | facts)


def _publish(world: World, tender: Tender, *, base_won: int) -> Tender:
    tender = Tender.objects.get(pk=tender.pk)
    for lot in queries.lots_of(tender) or [tender]:
        services.seal_base_price(
            lot, amount_won=Decimal(base_won), basis="최근 계약 단가", no_conflict=True, by=world.one("CE")
        )
    services.request_publication(tender, by=tender.officer)
    approver = next(each for each in world.staff["AP"] if policies.may_approve_publication(each, tender))
    return services.approve_publication(tender, by=approver)


def _lots(world: World) -> None:
    first_ko, first_en, lines, base_won = LOTS[0]
    tender = _draft(
        world, 0, title_ko=first_ko, title_en=first_en, lines=_lines(lines), by_unit_price=True, seal="keys"
    )
    notice = services.make_lots(tender, by=tender.officer)
    services.edit_notice(
        notice,
        title_ko="순환수 펌프 예비품 3개 로트",
        title_en="Spares for the circulation pumps, three lots",
        description="로트마다 따로 투찰할 수 있습니다. 한 로트에만 참가해도 됩니다.",
        by=tender.officer,
    )
    for title_ko, title_en, rows, _base in LOTS[1:]:
        lot = services.add_lot(notice, title_ko=title_ko, title_en=title_en, by=tender.officer)
        services.edit_tender(lot, by=tender.officer, lines=_lines(rows), estimator=world.one("CE"))
    _publish(world, tender, base_won=base_won)


def _lines(rows) -> list[LineIn]:
    return [LineIn(ko, Decimal(qty), uom, en, code) for ko, en, qty, uom, code in rows]


def _envelopes(world: World) -> None:
    tender = _draft(
        world,
        1,
        title_ko="스케일 피트 슬러리 펌프 4대 교체",
        title_en="Four slurry pumps for the scale pit",
        kind="equipment",
        description="스케일 농도 8%의 순환수를 보내는 수직 펌프입니다. 요구 성능은 사양서에 있습니다.",
        lines=_lines((("수직 슬러리 펌프 250 m³/h", "Vertical slurry pump 250 m³/h", "4", "EA", "40151500"),)),
        envelopes=["qualification", "technical", "price"],
        criteria=CRITERIA,
        budget_won=Decimal(560_000_000),
        seal="keys",
    )
    services.add_document(
        tender, _sheet("slurry-pump-specification.pdf", "Slurry pump: specification"), kind="specification",
        title_ko="펌프 사양서", title_en="Specification of the pumps", by=tender.officer,
    )  # fmt: skip
    services.add_document(
        tender, _sheet("scale-pit-layout.pdf", "Scale pit: layout"), kind="drawing",
        title_ko="피트 배치도", title_en="Layout of the pit", by=tender.officer,
    )  # fmt: skip
    _publish(world, tender, base_won=520_000_000)


def _invited(world: World, bidders: list[User]) -> None:
    tender = _draft(
        world,
        2,
        title_ko="연속주조 유압 서보 밸브 정비 용역",
        title_en="Overhaul of the caster's hydraulic servo valves",
        kind="service",
        seal="keys",
        lines=_lines((("서보 밸브 분해 정비", "Servo valve overhaul", "24", "회", ""),)),
        reach="invited",
        reach_reason="정비 자격을 인정받은 공급사만 도면과 시험대를 쓸 수 있습니다.",
        invited=[bidder.company for bidder in bidders[:4]],
    )
    _publish(world, tender, base_won=64_000_000)


def _amended(world: World, bidders: list[User]) -> None:
    """One amendment in force that sent bids back, and one that waits for its approver."""
    tender = _draft(
        world,
        0,
        title_ko="열연 가열로 버너 노즐 120개",
        title_en="120 burner nozzles for the reheating furnace",
        lines=_lines((("버너 노즐 SUS310S", "Burner nozzle SUS310S", "120", "EA", "40101800"),)),
        **sealing(49_000_000),
    )
    tender = _publish(world, tender, base_won=39_000_000)
    services.submit_bid(tender, price_won=Decimal(35_400_000), lead_days=40, key=world.uid().hex, by=bidders[0])
    more = AmendmentIn(
        lines=_lines((("버너 노즐 SUS310S", "Burner nozzle SUS310S", "150", "EA", "40101800"),)),
        closes_at=services.least_deadline(tender) + timedelta(hours=2),
    )
    reason = "예비 노즐 30개가 빠져 수량을 120개에서 150개로 바로잡습니다."
    amendment = services.request_amendment(tender, more, reason=reason, by=tender.officer)
    tender = services.approve_amendment(amendment, by=world.one("AP"))
    services.seal_base_price(
        tender, amount_won=Decimal(48_500_000), basis="수량 변경 반영", no_conflict=True, by=world.one("CE")
    )
    tender.refresh_from_db()
    services.submit_bid(tender, price_won=Decimal(44_100_000), lead_days=45, key=world.uid().hex, by=bidders[0])
    clearer = AmendmentIn(
        facts={"delivery_terms": "분할 납품 2회, 방청 포장, 하역은 공급사가 합니다. 검수는 3일 안에 합니다."}
    )
    services.request_amendment(tender, clearer, reason="검수 기간을 분명히 합니다.", by=tender.officer)


def _on_its_day(world: World) -> None:
    tender = _draft(
        world,
        1,
        title_ko="코크스 냉각탑 필터 분기 물량",
        title_en="Filters of the coke cooling tower, quarterly volume",
        lines=_lines((("필터 매트 1.2×2.4 m", "Filter mat 1.2×2.4 m", "600", "EA", "40161500"),)),
        publish_at=_at(2),
        opens_at=None,
        closes_at=_at(20),
        **sealing(27_000_000),
    )
    tender = _publish(world, tender, base_won=27_000_000)
    if tender.state != TenderState.APPROVED:
        raise AssertionError(f"{tender.number} should wait for its day")
