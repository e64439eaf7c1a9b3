"""The demonstration's products: what the invented suppliers make, in both languages, in every state of the review."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from catalog import services
from catalog.demo.goods import Goods
from catalog.demo.life import breaks_of, claim
from catalog.demo.supplies import SUPPLIES
from catalog.drawings import schematic
from catalog.models import Product, ProductVersion
from catalog.queries import class_by_code
from catalog.states import Currency, FileRole, PriceVisibility, Uom
from portal.clock import today
from portal.demo import Part, World, parts
from portal.files.models import File
from portal.files.services import store_upload
from portal.people.models import Company, User

P, L, M, KG, TON, PAIR, ROLL = Uom.PIECE, Uom.LITRE, Uom.METRE, Uom.KG, Uom.TONNE, Uom.PAIR, Uom.ROLL
GOODS = [
    Goods(2, "15121802", ("수용성 방청유 DR-320", "Water-based rust preventive DR-320"), "DR-320", 6_800, L, 200, 7,
          ("광유 대신 물에 섞어 쓰는 방청유입니다. 냉연 코일을 180일까지 보호하고 탈지 공정에서 물로 씻겨 나갑니다.",
           "Diluted with water instead of mineral oil. Protects coil for 180 days, rinses off in degreasing."),
          {"viscosity_40": "32.4", "protection_days": "180", "voc": "18", "water_based": "yes"}),
    Goods(22, "15121802", ("식물성 방청유 BIO-R7", "Plant-based rust preventive BIO-R7"), "BIO-R7", 8_900, L, 100, 10,
          ("식물성 기유를 쓴 방청유로 28일 안에 82%가 생분해됩니다.",
          "Plant-based oil; 82% biodegraded within 28 days."),
          {"viscosity_40": "38", "protection_days": "120", "voc": "9", "water_based": "no"}),
    Goods(2, "15121504", ("고점도지수 유압 작동유 HV-46", "High-index hydraulic oil HV-46"), "HV-46", 4_100, L, 200, 5,
          ("실외 유압 장치에 쓰는 고점도지수 작동유입니다.",
          "For outdoor hydraulics: its viscosity changes little with temperature."),
          {"viscosity_40": "46", "pour_point": "-39", "flash_point": "224", "iso_vg": "vg46"}),
    Goods(2, "15121902", ("고온용 그리스 HT-2", "High-temperature grease HT-2"), "HT-2", 18_500, KG, 16, 7,
          ("연속 주조 롤 베어링용 우레아 그리스입니다.", "Urea grease for roll bearings of the continuous caster."),
          {"nlgi": "2", "working_temperature": ("-20", "200"), "thickener": "Polyurea"}),
    Goods(7, "40151503", ("원심펌프 CP-200", "Centrifugal pump CP-200"), "CP-200/65", 12_400_000, P, 1, 45,
          ("냉각수 순환용 단단 원심펌프. 기계식 실을 20분 안에 바꿀 수 있습니다.",
           "Single-stage pump for cooling water; the mechanical seal is changed within 20 minutes."),
          {"flow": "200", "head": "65", "power": "55", "pressure": "1.6", "connection": "150A × 125A",
          "efficiency": "78.5"}, "pump"),
    Goods(7, "40151513", ("스케일 피트용 수중펌프 SP-30",
          "Submersible pump SP-30 for scale pits"), "SP-30", 6_900_000, P, 1, 30,
          ("밀 스케일이 섞인 물을 퍼내는 고크롬 주철 임펠러 수중펌프입니다.",
          "High-chromium impeller for water with mill scale."),
          {"flow": "90", "head": "24", "power": "15", "liquid_temperature": ("0", "60")}, "pump"),
    Goods(7, "40151551", ("윤활유 이송 기어펌프 GP-12", "Gear pump GP-12 for lubricants"), "GP-12", 1_850_000, P, 1, 21,
          ("감속기 윤활유 이송용 내접 기어펌프입니다.", "Internal gear pump for gearbox oil."),
          {"flow": "12 L/min", "head": "40", "power": "1.5"}, "pump"),
    Goods(3, "31171504", ("깊은 홈 볼 베어링 6204-2RS",
          "Deep groove ball bearing 6204-2RS"), "6204-2RS", 4_200, P, 100, 3,
          ("컨베이어 롤러용 양면 고무 실 베어링.", "Rubber seals on both sides; for conveyor rollers."),
          {"bore": "20", "outside_diameter": "47", "width": "14", "dynamic_load": "13.5", "sealing": "seal"},
          "bearing"),
    Goods(3, "31171505", ("압연기 네크용 원통 롤러 베어링 NRB-480",
          "Roll-neck bearing NRB-480"), "NRB-480", 28_600_000, P, 1, 90,
          ("작업 롤 네크용 4열 원통 롤러 베어링. 재생 서비스가 따릅니다.",
          "Four-row bearing for roll necks; can be reconditioned."),
          {"bore": "480", "outside_diameter": "650", "width": "450", "dynamic_load": "7800"}, "bearing"),
    Goods(3, "31171511", ("필로우 블록 UCP 212", "Pillow block UCP 212"), "UCP212", 23_000, P, 20, 5,
          ("주철 하우징, 급유식.", "Cast-iron housing with grease nipple."),
          {"bore": "60", "outside_diameter": "110", "width": "65.1"}, "bearing"),
    Goods(5, "31371105", ("고알루미나 벽돌 HA-85", "High-alumina brick HA-85"), "HA-85", 2_150_000, TON, 10, 40,
          ("레이들 측벽용. 박리 저항을 높였습니다.", "For ladle side walls, with better resistance to spalling."),
          {"alumina": "85", "density": "2.95", "service_temperature": "1750", "crushing_strength": "95",
          "porosity": "18"}, "brick"),
    Goods(5, "31371203", ("저시멘트 캐스터블 LC-70", "Low-cement castable LC-70"), "LC-70", 1_480_000, TON, 5, 25,
          ("턴디시 덮개와 가열로 천장용.", "For tundish lids and furnace roofs."),
          {"alumina": "70", "density": "2.65", "service_temperature": "1650", "shelf_life": "180"}, "brick"),
    Goods(6, "24141501", ("기화성 방청 필름 VCI-80", "Rust-preventive film VCI-80"), "VCI-80", 2_150, M, 500, 14,
          ("도포 대신 포장으로 녹을 막는 기화성 방청 필름.", "Prevents rust by wrapping instead of coating."),
          {"width": "1200", "thickness": "80", "recycled": "40"}, "roll"),
    Goods(8, "26101601", ("고효율 유도 전동기 IE4 75 kW",
          "Induction motor IE4 75 kW"), "JM-280S-4", 9_300_000, P, 1, 35,
          ("송풍기와 펌프용 4극 전동기.", "Four-pole motor for fans and pumps."),
          {"power": "75", "voltage": "440", "rotation": "1785", "efficiency": "ie4", "ip": "IP55", "noise": "72"},
          "motor"),
    Goods(8, "26111526", ("롤러 테이블용 기어드 모터 GM-5",
          "Geared motor GM-5 for roller tables"), "GM-5.5", 2_700_000, P, 2, 28,
          ("열간 롤러 테이블용, 방진형.", "For hot roller tables; protected against dust."),
          {"power": "5.5", "ratio": "22.4", "torque": "760"}, "motor"),
    Goods(9, "46181504", ("내열 가죽 장갑 HG-500", "Heat-resistant glove HG-500"), "HG-500", 13_500, PAIR, 50, 4,
          ("500 °C 접촉열 15초. 손목 40 cm.", "Contact heat of 500 °C for 15 s; 40 cm cuff."),
          {"standard": "EN 407", "size": "M, L, XL", "material": "소가죽, 아라미드"}, "glove"),
    Goods(9, "46181605", ("용융금속 방호 안전화 SF-9", "Foundry safety shoe SF-9"), "SF-9", 86_000, PAIR, 20, 6,
          ("용융금속이 튀어도 빨리 벗을 수 있습니다.", "Comes off quickly when molten metal splashes."),
          {"standard": "KCs, EN ISO 20349", "size": "235–300"}, "glove"),
    Goods(10, "40141607", ("플랜지형 볼 밸브 BV-100", "Flanged ball valve BV-100"), "BV-100", 412_000, P, 1, 14,
          ("가스·공기용 풀 보어.", "Full bore, for gas and air."),
          {"nominal": "100A", "pressure": "2", "connection": "flange", "material": "SCPH2", "standard": "KS B 2308"},
          "valve"),
    Goods(10, "40141609", ("글로브형 조절 밸브 CV-80", "Globe control valve CV-80"), "CV-80", 3_280_000, P, 1, 50,
          ("증기 감압용, 스마트 포지셔너 포함.", "For steam, with a smart positioner."),
          {"nominal": "80A", "pressure": "4", "working_temperature": ("-10", "400"), "connection": "flange"}, "valve"),
    Goods(11, "31151505", ("크레인용 와이어로프 IWRC 32", "Crane rope IWRC 32"), "8xP-32", 46_000, M, 100, 18,
          ("압축 스트랜드, 레이들 크레인용.", "Compacted strands, for ladle cranes."),
          {"construction": "IWRC 8×K36WS", "diameter": "32", "breaking_load": "779", "standard": "KS D 3514"}, "roll"),
    Goods(12, "40161508", ("집진 백필터 PTFE-5", "Dust-collector bag PTFE-5"), "PTFE-5", 58_000, P, 100, 20,
          ("전기로 집진용 PTFE 멤브레인.", "PTFE membrane for electric-arc furnace dust."),
          {"media": "PTFE 멤브레인 폴리에스터", "fineness": "5", "working_temperature": ("0", "240")}, "roll"),
    Goods(12, "40161515", ("유압 필터 HF-10", "Hydraulic filter HF-10"), "HF-10", 74_000, P, 10, 9,
          ("고압 라인용 10 μm 유리섬유.", "Glass fibre, 10 μm, for pressure lines."),
          {"media": "유리섬유", "fineness": "10", "flow": "180 L/min"}, "battery"),
    Goods(13, "41112206", ("R형 열전대 TC-R", "Thermocouple TC-R"), "TC-R", 980_000, P, 2, 12,
          ("가열로 분위기 온도 측정용.", "For reheating furnaces."),
          {"length": "500", "range": ("0", "1600"), "type": "r", "accuracy": "0.25", "output": "4–20 mA"}, "gauge"),
    Goods(13, "41112410", ("압력 전송기 PT-40", "Pressure transmitter PT-40"), "PT-40", 640_000, P, 1, 15,
          ("유압·공압 라인용.", "For hydraulic and air lines."),
          {"range": ("0", "40"), "accuracy": "0.1", "output": "4–20 mA HART"}, "gauge"),
    Goods(14, "31161620", ("고장력 육각 볼트 M24×90", "High-tensile bolt M24×90"), "HTB-M24-90", 1_850, P, 500, 6,
          ("F10T, 철골 접합용.", "F10T, for steel structures."),
          {"thread": "24", "pitch": "3", "length": "90", "across_flats": "41", "strength": "F10T",
          "standard": "KS B 1010"}, "bolt"),
    Goods(15, "24101715", ("난연 컨베이어 벨트 EP-1200", "Flame-retardant belt EP-1200"), "EP-1200", 164_000, M, 50, 30,
          ("코크스 이송용 3겹 벨트.", "Three-ply belt for coke."),
          {"width": "1200", "thickness": "16", "plies": "3", "flame_retardant": "yes", "working_temperature": ("-20",
          "150")}, "roll"),
    Goods(15, "24101701", ("컨베이어 롤러 CR-159", "Conveyor roller CR-159"), "CR-159", 88_000, P, 20, 12,
          ("방진 실 3중 구조.", "Triple dust seal."),
          {"shaft": "30", "width": "465", "outside_diameter": "159", "load": "4.2"}, "pipe"),
    Goods(18, "31181506", ("불소고무 오링 P-100", "Fluorine-rubber O-ring P-100"), "P-100-FKM", 3_900, P, 50, 4,
          ("200 °C 연속 사용.", "For 200 °C continuously."),
          {"bore": "99.6", "section": "5.7", "material": "FKM", "working_temperature": ("-20", "200")}, "washer"),
    Goods(19, "23171510", ("플럭스 코어드 와이어 FC-71", "Flux-cored wire FC-71"), "FC-71", 4_600, KG, 200, 5,
          ("두꺼운 판 수평 필릿용.", "For fillet welds on thick plate."),
          {"diameter": "1.2", "tensile": "560", "standard": "AWS A5.20 E71T-1C", "package": "15"}, "roll"),
    Goods(20, "26121629", ("내열 전력 케이블 HFIX 95", "Power cable HFIX 95"), "HFIX-95", 21_500, M, 300, 16,
          ("압연기 주변 배선용.", "For wiring near the rolling mill."),
          {"cores": "3", "section": "95", "voltage": "600", "flame_retardant": "yes"}, "roll"),
    Goods(21, "40142412", ("웰드넥 플랜지 150A", "Weld-neck flange 150A"), "WN-150A-10K", 68_000, P, 4, 10,
          ("KS 10K, 단조품.", "KS 10K, forged."),
          {"rating": "10K", "nominal": "150A", "outside_diameter": "280", "thickness": "22", "bolt_circle": "240",
          "holes": "8", "standard": "KS B 1503"}, "flange"),
    Goods(21, "40142101", ("배관용 탄소강관 SCH40 100A",
          "Carbon steel pipe SCH40 100A"), "SPPS38-100A", 32_000, M, 60, 7,
          ("KS D 3562, 6 m.", "KS D 3562, 6 m lengths."),
          {"outside_diameter": "114.3", "thickness": "6", "length": "6000", "standard": "KS D 3562"}, "pipe"),
    Goods(0, "27121602", ("대형 유압 실린더 HC-250", "Hydraulic cylinder HC-250"), "HC-250/1500", 18_900_000, P, 1, 60,
          ("연주 세그먼트용, 위치 센서 내장.", "For caster segments, with a built-in position sensor."),
          {"bore": "250", "stroke": "1500", "pressure": "21", "working_temperature": ("-10", "120")}, "pipe"),
    Goods(17, "23131503", ("강재 연삭 숫돌 GW-405", "Grinding wheel GW-405"), "GW-405", 148_000, P, 10, 8,
          ("롤 연삭용.", "For roll grinding."),
          {"outside_diameter": "405", "width": "50", "bore": "127", "grit": "A46", "speed": "33"}, "washer"),
]  # fmt: skip
ALL = SUPPLIES + GOODS
DRAFTS = 4  # the last ones of the list stay drafts, wait, or come back
CHEMICAL = ("12", "15")


def fill(world: World) -> None:
    """Register, complete and review the goods of the first 24 suppliers; plants after them list the same again."""
    files: dict[tuple[int, str], File] = {}
    names = len(world.suppliers) // max(1, world.scale)
    for number, goods in enumerate(ALL * world.scale):
        again, place = divmod(number, len(ALL))
        company = world.suppliers[min(goods.maker + again * names, len(world.suppliers) - 1)]
        by = world.bidders[company.pk]
        product = draft_of(world, goods, company, by, files, again)
        version = ProductVersion.objects.select_related("product__company").get(product=product)
        ending = len(ALL) - place if again == 0 else DRAFTS + 1
        if ending == 1:
            continue
        version = services.submit_version(version, by=by)
        if ending == 2:
            continue
        version = services.take_up_review(version, by=world.one("PO", place))
        if ending == 3:
            remarks = {
                "name_en": "Name the series as in Korean.",
                "description_ko": "사용 조건을 수치로 적어 주십시오.",
            }
            services.return_version(
                version, by=world.one("PO", place), reason="설명을 보완해 주십시오.", remarks=remarks
            )
        elif ending > 4:
            services.publish_version(version, by=world.one("PO", place))
    _revise_one(world)


def draft_of(world: World, goods: Goods, company: Company, by: User, files: dict, again: int) -> Product:
    node = class_by_code(goods.node)
    assert node is not None  # noqa: S101 (the starter set has it)
    sku = goods.model.replace("/", "-") + (f"-{again + 1}" if again else "")
    product = services.register_product(
        company, sku=sku, class_node=node, by=by,
        name_ko=goods.name[0], name_en=goods.name[1], maker=company.legal_name_ko,
        model=goods.model + (f" {again + 1}" if again else ""),
        origin="KR", description_ko=goods.text[0], description_en=goods.text[1],
    )  # fmt: skip
    visibility = world.rng.choice(
        [PriceVisibility.PUBLIC, PriceVisibility.PUBLIC, PriceVisibility.ON_REQUEST, PriceVisibility.REGISTERED]
    )
    services.set_supply(
        product, by=by, price_breaks=breaks_of(goods.price, goods.moq),
        moq=Decimal(goods.moq), uom=goods.uom, lead_time_days=goods.days,
        price=Decimal(goods.price), currency=Currency.KRW, price_visibility=visibility,
        price_valid_until=today() + timedelta(days=world.rng.randrange(60, 300)),
    )  # fmt: skip
    version = ProductVersion.objects.select_related("product__company", "class_node").get(product=product)
    values = {
        code: {"low": entered[0], "high": entered[1]} if isinstance(entered, tuple) else {"value": entered}
        for code, entered in goods.values.items()
    }
    services.save_draft(version, by=by, attributes=values)
    claim(version, by)
    services.attach_file(version, _file(files, company, by, goods.shape), role=FileRole.DRAWING, by=by)
    if goods.node[:2] in CHEMICAL:
        sheet = _sheet(goods)
        dated = today() - timedelta(days=30 * world.rng.randrange(1, 10) + world.rng.randrange(1, 28))
        services.attach_file(version, sheet, role=FileRole.MSDS, by=by, dated=dated)
    return product


def _file(files: dict, company: Company, by: User, shape: str) -> File:
    if (company.pk, shape) not in files:
        upload = ContentFile(schematic(shape), name=f"{shape}.png")
        files[company.pk, shape] = store_upload(upload, company=company, by=by)
    return files[company.pk, shape]


def _sheet(goods: Goods) -> ContentFile:
    """A one-page PDF that names itself: the demonstration invents no safety data."""
    title, note = f"(Safety data sheet: {goods.model})", "(Sample document of the demonstration.)"
    line = f"BT /F1 18 Tf 60 760 Td {title} Tj 0 -30 Td /F1 11 Tf {note} Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(line)} >>\nstream\n{line}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += f"{head}{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return ContentFile(body.encode("latin-1"), name=f"MSDS-{goods.model.replace('/', '-')}.pdf")


def _revise_one(world: World) -> None:
    """A change of a published product waits for the reviewers beside the version that buyers see."""
    product = Product.objects.filter(state="published", sku="DR-320").first()
    if product is None:
        return
    by = world.bidders[product.company_id]
    draft = services.start_revision(product, by=by)
    draft = services.save_draft(
        draft,
        by=by,
        texts={
            "description_ko": draft.description_ko + " 제2냉연에서 석 달 시험한 결과 녹 발생은 0건이었습니다.",
            "description_en": draft.description_en + " No rust in a three-month trial at a cold mill.",
            "change_note": "습윤 시험 결과 추가",
        },
    )
    services.submit_version(draft, by=by)


parts.add("catalog", Part(order=20, title="products of the e-Catalog", fill=fill))
