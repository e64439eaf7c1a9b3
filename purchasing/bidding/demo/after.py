"""Tenders of the demonstration after a decision to award: standing still, objected to, taken back, contracted."""

from portal.clock import today
from portal.demo import World
from purchasing.bidding import queries, services
from purchasing.bidding.demo.goods import Wanted
from purchasing.bidding.models import Tender

AFTER_WANTED = (
    Wanted(
        "standstill",
        "고로 송풍구 냉각수 배관 교체 자재",
        "Cooling-water piping for the blast-furnace tuyeres",
        (
            ("스테인리스 배관 STS316L 80A", "Stainless pipe STS316L 80A", "420", "m", "40142117"),
            ("플랜지 PN16 80A", "Flange PN16 80A", "180", "EA", "40142400"),
        ),
        186_000_000,
        (158_400_000, 169_700_000, 174_200_000, 181_500_000),
    ),
    Wanted(
        "objection",
        "압연유 여과 카트리지 연간 단가계약",
        "Filter cartridges for rolling oil, annual price agreement",
        (("여과 카트리지 10 μm", "Filter cartridge 10 μm", "2400", "EA", "40161500"),),
        92_000_000,
        (66_000_000, 80_300_000, 84_900_000, 90_100_000),
        place="광양 냉연부",
    ),
    Wanted(
        "reevaluated",
        "전기강판 포장용 방청지 연간 단가계약",
        "Rust-preventive paper for electrical steel, annual price agreement",
        (("방청지 VCI 120 g/m²", "VCI paper 120 g/m²", "86000", "m", "24141500"),),
        128_000_000,
        (97_200_000, 108_600_000, 113_900_000, 119_300_000, 125_800_000),
        place="포항 전기강판부",
    ),
    Wanted(
        "rejected",
        "컨베이어 벨트 EP400/4 2,000 m",
        "Conveyor belt EP400/4, 2,000 m",
        (("컨베이어 벨트 EP400/4 1,200 mm", "Conveyor belt EP400/4 1,200 mm", "2000", "m", "24101715"),),
        310_000_000,
        (268_500_000, 282_000_000, 297_800_000),
        place="포항 원료부",
    ),
    Wanted(
        "taken_back",
        "집진기 여과포 3,600장",
        "Filter bags for the dust collector, 3,600 pieces",
        (("여과포 PTFE 멤브레인", "Filter bag, PTFE membrane", "3600", "EA", "40161500"),),
        144_000_000,
        (121_900_000, 129_500_000, 138_800_000),
    ),
    Wanted(
        "contracted",
        "변전소 진공차단기 24 kV 교체",
        "Vacuum circuit breakers 24 kV for the substation",
        (("진공차단기 24 kV 630 A", "Vacuum circuit breaker 24 kV 630 A", "18", "EA", "39121600"),),
        265_000_000,
        (229_000_000, 241_300_000, 252_600_000),
        kind="equipment",
        place="광양 전력부",
    ),
)
AT_ONCE = frozenset({"awarded", "contracted"})  # their notice asks for no standstill
STAND_STILL = frozenset({"standstill", "objection", "reevaluated", "rejected", "taken_back"})
AFTER = AT_ONCE | STAND_STILL


def carry_on_after(world: World, tender: Tender, wanted: Wanted) -> None:
    """From the approved award to what is wanted."""
    tender = Tender.objects.get(pk=tender.pk)
    match wanted.target:
        case "objection":
            _object(world, tender, "하한가를 다시 확인해 주십시오. 재질 인증 비용이 평균에서 빠진 것으로 보입니다.")
        case "rejected":
            objection = _object(world, tender, "낙찰 예정자의 납기 60일은 공고의 조건과 맞지 않습니다.")
            services.decide_objection(
                objection,
                upheld=False,
                answer="공고는 납기 75일 이내를 요구하며 60일은 이를 충족합니다. 낙찰 결정을 유지합니다.",
                no_conflict=True,
                by=world.one("CP"),
            )
        case "reevaluated":
            _evaluated_again(world, tender)
        case "taken_back":
            services.take_back_award(
                tender, reason="시험 성적서의 규격 번호가 공고와 달라 다시 확인합니다.", by=world.one("AP", 1)
            )
        case "contracted":
            decision = queries.decision_in_force(tender)
            if decision is None:
                raise AssertionError(f"{tender.number} was not awarded")
            services.record_contract(
                tender,
                amount_won=decision.price_won,
                signed_on=today(),
                reference=f"PO-{tender.number[4:8]}-{7_300 + tender.pk}",
                by=tender.officer,
            )


def _evaluated_again(world: World, tender: Tender) -> None:
    """An upheld objection opens the evaluation again: one bid is out, and the second version gives another floor."""
    objection = _object(
        world, tender, "두 번째로 높은 투찰의 시험 성적서는 유효 기간이 지났는데도 평균에 들어갔습니다."
    )
    services.decide_objection(
        objection,
        upheld=True,
        remedy="reevaluate",
        answer="유효 기간이 지난 성적서가 맞습니다. 해당 투찰을 빼고 다시 평가합니다.",
        no_conflict=True,
        by=world.one("CP"),
    )
    wrong = tender.rulings.order_by("-price_won")[1]
    services.rule_out_bid(wrong, remark="시험 성적서의 유효 기간이 마감 전에 지났습니다.", by=world.one("EV"))
    services.evaluate_tender(Tender.objects.get(pk=tender.pk), no_conflict=True, by=world.one("EV"))


def _object(world: World, tender: Tender, text: str):
    """The last in price objects: it bid as the demonstration's suppliers do."""
    last = tender.rulings.select_related("bid__submitted_by").order_by("-price_won").first()
    if last is None:
        raise AssertionError(f"{tender.number} has no bids")
    by = last.bid.submitted_by
    return services.lodge_objection(tender, ground="calculation", text=text, key=world.uid().hex, by=by)
