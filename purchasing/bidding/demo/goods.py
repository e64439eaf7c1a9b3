"""What the demonstration's tenders are about: invented, but as a steel works buys. Fixed prices, so a fixed outcome."""

from dataclasses import dataclass
from typing import Literal

Target = Literal[
    "draft", "returned", "review", "unsealed", "upcoming", "open", "extension", "closed", "half_opened", "opened",
    "evaluated", "two_bids", "proposed", "awarded", "failed", "too_few", "cancelled", "standstill", "objection",
    "rejected", "taken_back", "contracted",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tender of the demonstration, the state it ends in, and what bidders ask, in percent or won."""

    target: Target
    title_ko: str
    title_en: str
    lines: tuple[tuple[str, str, str, str, str], ...]  # Korean, English, quantity, unit, UNSPSC
    base_won: int
    bids: tuple[int, ...] = ()  # totals, or with ``unit_prices`` thousandths of those
    days: float = 0  # until the deadline, for those that stay open
    kind: str = "goods"
    unit_prices: tuple[int, ...] = ()  # of the lines, at 1000 thousandths
    fixed_pct: int = 0
    pool_cap: bool = False
    place: str = "포항 자재창고"
    description: str = ""


WANTED = (
    Wanted(
        "open",
        "제2냉연 산세 라인 롤러 베어링 긴급 조달",
        "Roller bearings for the pickling line of cold mill 2, urgent",
        (("롤러 베어링 22320", "Roller bearing 22320", "60", "EA", "31171505"),),
        48_000_000,
        (41_300_000, 44_900_000),
        days=0.25,
        description="SKF·FAG 동등 이상. 상표를 지정하지 않습니다. 방청 포장, 성적서 첨부.",
    ),
    Wanted(
        "open",
        "연속주조 몰드 동판(Ni-Co 도금) 연간 단가계약",
        "Continuous-casting mould plates (Ni-Co plated), annual price agreement",
        (
            ("장변 동판 신품 2,300×950", "Wide face, new, 2,300×950", "48", "EA", ""),
            ("단변 동판 신품 도금 850 ±5 μm", "Narrow face, new, plating 850 ±5 μm", "96", "EA", ""),
            ("재도금 가공(회수·납품 포함)", "Re-plating, with collection and delivery", "160", "회", ""),
        ),
        1_250_000_000,
        (886, 942),
        days=4,
        unit_prices=(14_220_000, 3_560_000, 1_416_000),
        place="광양 연주공장",
        description="분할 납품 8회, 납품 때마다 도금 두께 성적서를 첨부합니다. 하자 보증 24개월.",
    ),
    Wanted(
        "extension",
        "산업용 내열 보호장갑 12,000켤레",
        "Heat-resistant protective gloves, 12,000 pairs",
        (("내열 보호장갑(KS K ISO 11612)", "Heat-resistant gloves (KS K ISO 11612)", "12000", "켤레", "46181504"),),
        96_000_000,
        (84_000_000,),
        days=6,
    ),
    Wanted(
        "open",
        "코크스 오븐 도어 실링재 개선형",
        "Coke-oven door seals, improved type",
        (
            ("도어 실 플레이트", "Door seal plate", "320", "EA", "31181600"),
            ("나이프 에지", "Knife edge", "320", "EA", "31181600"),
        ),
        412_000_000,
        (),
        days=12,
        place="포항 화성부",
    ),
    Wanted(
        "open",
        "고로 냉각수 원심펌프 6대",
        "Six centrifugal pumps for blast-furnace cooling water",
        (("원심펌프 1,200 m³/h, 65 m", "Centrifugal pump 1,200 m³/h, 65 m", "6", "대", "40151503"),),
        738_000_000,
        (655_000_000,),
        days=14,
        kind="equipment",
        place="광양 제2고로",
    ),
    Wanted(
        "open",
        "집진기 백필터 교체품 4,800매",
        "Replacement bag filters for dust collectors, 4,800 pieces",
        (("아라미드 백필터 Ø160×6,000", "Aramid bag filter Ø160×6,000", "4800", "매", "40161508"),),
        264_000_000,
        days=20,
        fixed_pct=80,
    ),
    Wanted(
        "upcoming",
        "크레인용 와이어로프 연간 단가계약",
        "Wire ropes for cranes, annual price agreement",
        (
            ("와이어로프 6×Fi(29) Ø32", "Wire rope 6×Fi(29) Ø32", "8600", "m", "31151505"),
            ("와이어로프 6×WS(36) Ø40", "Wire rope 6×WS(36) Ø40", "5200", "m", "31151505"),
        ),
        318_000_000,
        days=18,
        unit_prices=(18_400, 29_700),
    ),
    Wanted(
        "draft",
        "압연 롤 스러스트 베어링 하반기 구매",
        "Thrust bearings for mill rolls, second half-year",
        (("스러스트 베어링 29440", "Thrust bearing 29440", "24", "EA", "31171507"),),
        0,
    ),
    Wanted(
        "returned",
        "고내화 캐스터블 1,200톤",
        "High-refractory castables, 1,200 tonnes",
        (("저시멘트 캐스터블 60% Al₂O₃", "Low-cement castable 60% Al₂O₃", "1200", "t", "31371203"),),
        1_020_000_000,
    ),
    Wanted(
        "review",
        "전기강판 라인 유압 필터 엘리먼트",
        "Hydraulic filter elements for the electrical-steel line",
        (("유압 필터 10 μm", "Hydraulic filter 10 μm", "1800", "EA", "40161515"),),
        54_000_000,
    ),
    Wanted(
        "unsealed",
        "소결공장 컨베이어 롤러 2,400개",
        "Conveyor rollers for the sinter plant, 2,400 pieces",
        (("컨베이어 롤러 Ø139.8×1,150", "Conveyor roller Ø139.8×1,150", "2400", "EA", "24101701"),),
        0,
    ),
    Wanted(
        "closed",
        "열연 조압연 유압 실린더 오버홀용 예비품",
        "Spare hydraulic cylinders for the roughing mill",
        (("유압 실린더 Ø250×700", "Hydraulic cylinder Ø250×700", "12", "EA", "27121602"),),
        186_000_000,
        (158_400_000, 163_900_000, 171_000_000, 178_200_000),
        place="포항 2열연",
    ),
    Wanted(
        "half_opened",
        "제강 래들용 고알루미나 벽돌 3,000톤",
        "High-alumina bricks for ladles, 3,000 tonnes",
        (("고알루미나 벽돌 SK-38", "High-alumina brick SK-38", "3000", "t", "31371105"),),
        2_460_000_000,
        (2_140_000_000, 2_218_000_000, 2_295_000_000),
    ),
    Wanted(
        "opened",
        "배관용 볼 밸브·게이트 밸브 일괄",
        "Ball and gate valves for piping, one lot",
        (
            ("볼 밸브 DN80 PN40", "Ball valve DN80 PN40", "140", "EA", "40141607"),
            ("게이트 밸브 DN150 PN16", "Gate valve DN150 PN16", "90", "EA", "40141613"),
        ),
        142_000_000,
        (118_300_000, 121_700_000, 127_450_000, 133_800_000),
    ),
    Wanted(
        "two_bids",
        "열처리로 열전대 K형 600본",
        "Type K thermocouples for annealing furnaces, 600 pieces",
        (("열전대 K형 Ø22×1,000", "Thermocouple type K Ø22×1,000", "600", "EA", "41112206"),),
        100_000_000,
        (80_000_000, 90_000_000),
    ),
    Wanted(
        "evaluated",
        "압연유 정제 필터 카트리지 연간 공급",
        "Filter cartridges for rolling-oil purification, one year",
        (("정제 필터 카트리지", "Purification filter cartridge", "3600", "EA", "40161515"),),
        90_000_001,
        (70_000_000, 75_000_000, 80_000_001),
    ),
    Wanted(
        "evaluated",
        "하계 작업복 4,500벌",
        "Summer work clothes, 4,500 sets",
        (("하계 작업복 상하의", "Summer work clothes, jacket and trousers", "4500", "벌", "46181500"),),
        104_000_000,
        (95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000),
        description="색상과 로고는 견본을 따릅니다. 치수별 수량은 계약 뒤에 알립니다.",
    ),
    Wanted(
        "proposed",
        "압연 롤 표면처리 위탁",
        "Surface treatment of mill rolls",
        (("작업 롤 HVOF 용사 코팅", "Work roll, HVOF thermal spraying", "220", "본", ""),),
        1_250_000_000,
        (982_000_000, 1_108_000_000, 1_134_500_000, 1_176_000_000, 1_212_000_000, 1_268_000_000),
        kind="service",
        pool_cap=True,
    ),
    Wanted(
        "awarded",
        "대형 스러스트 베어링·롤러 베어링 정기 교체분",
        "Large thrust and roller bearings, scheduled replacement",
        (
            ("롤러 베어링 24156", "Roller bearing 24156", "16", "EA", "31171505"),
            ("스러스트 베어링 29334", "Thrust bearing 29334", "28", "EA", "31171507"),
        ),
        100_000_000,
        (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000),
    ),
    Wanted(
        "awarded",
        "고장력 육각 볼트·너트 상반기분",
        "High-tensile hexagon bolts and nuts, first half-year",
        (
            ("육각 볼트 M24×90 10.9", "Hexagon bolt M24×90 10.9", "18000", "EA", "31161620"),
            ("육각 너트 M24 10", "Hexagon nut M24 10", "18000", "EA", "31161727"),
        ),
        63_000_000,
        (868, 905, 931, 1012),
        unit_prices=(2_610, 890),
    ),
    Wanted(
        "awarded",
        "작업용 안전화 6,000켤레",
        "Safety shoes, 6,000 pairs",
        (("작업용 안전화 6인치", "Safety shoes, 6 inch", "6000", "켤레", "46181605"),),
        318_000_000,
        (252_000_000, 271_500_000, 283_200_000, 299_400_000),
        fixed_pct=80,
    ),
    Wanted(
        "failed",
        "수처리 정량펌프 24대",
        "Dosing pumps for water treatment, 24 units",
        (("정량펌프 120 L/h", "Dosing pump 120 L/h", "24", "대", "40151505"),),
        100_000_000,
        (50_000_000, 52_000_000, 54_000_000),
        kind="equipment",
    ),
    Wanted(
        "too_few",
        "용광로 하부 스테인리스강관 특수 규격",
        "Stainless pipe of a special size for the hearth",
        (("스테인리스강관 310S Ø114.3", "Stainless pipe 310S Ø114.3", "480", "m", "40142117"),),
        72_000_000,
        (66_000_000,),
    ),
    Wanted(
        "cancelled",
        "폐가스 송풍기 2기 제작 설치",
        "Two waste-gas blowers, made and installed",
        (("송풍기 4,200 m³/min", "Blower 4,200 m³/min", "2", "기", "40101601"),),
        1_980_000_000,
        (1_710_000_000,),
        kind="equipment",
    ),
)
