# ruff: noqa: E501
"""Construction-steel products of the demonstration: published in the catalogue as every other product is."""

from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from catalog import services
from catalog.models import Product, ProductVersion
from catalog.queries import class_by_code
from catalog.states import Currency, FileRole, PriceVisibility, Uom
from portal.demo import World
from portal.people.models import Company, User

CLASS = "30102304"  # steel profiles and hollow sections
GOODS = {  # key: supplier, sku, names, descriptions, mass per metre (kg), price (won a metre)
    "deck": ("마루메탈", "MDP-75", ("무용접 데크플레이트 MDP-75", "Weld-free deck plate MDP-75"),
             ("끼워 맞추는 이음으로 용접 없이 깔고, 양생 뒤 바닥판과 함께 힘을 받습니다.", "Laid without welding by an interlocking seam; acts together with the slab after curing."), "14.2", 38_000),
    "facade": ("누리코팅", "NFP-40", ("고내식 외장 패널 NFP-40", "Corrosion-resistant facade panel NFP-40"),
               ("삼원계 도금 강판에 불소 도장을 한 외장 패널입니다.", "Facade panel of ternary-coated steel with a fluoropolymer finish."), "9.6", 54_000),
    "solar": ("나래컨베이어", "NSF-2", ("태양광 모듈 지지대 NSF-2", "Solar module frame NSF-2"),
              ("현장 용접이 없는 조립식 지지대로, 해안에서도 20년을 견딥니다.", "Bolted frame without site welding, made to last twenty years by the sea."), "6.8", 21_500),
    "stairs": ("가람정밀", "GMS-1", ("모듈러 강재 계단 GMS-1", "Modular steel stairs GMS-1"),
               ("공장에서 조립하여 하루에 한 층을 올립니다.", "Assembled in the shop; one storey goes up in a day."), "32.5", 96_000),
    "mesh": ("소담용접", "SWM-150", ("고강도 용접 철망 SWM-150", "High-strength welded mesh SWM-150"),
             ("선재를 저항 용접한 바닥용 철망입니다.", "Floor mesh of resistance-welded wire rod."), "5.2", 8_400),
    "fence": ("비담고무", "BGF-12", ("방음벽 강재 지주 BGF-12", "Noise-barrier post BGF-12"),
              ("냉간 성형한 지주로 기초와 볼트로 잇습니다.", "Cold-formed post that is bolted to its base."), "18.9", 47_000),
    "roof": ("마루메탈", "MRP-60", ("지붕용 골강판 MRP-60", "Roof profile MRP-60"),
             ("결로를 막는 부직포를 붙인 골강판입니다.", "Profiled sheet with a fleece against condensation."), "7.9", 26_000),
    "grating": ("마루메탈", "MGR-32", ("톱니형 그레이팅 MGR-32", "Serrated grating MGR-32"),
                ("톱니형 평강을 압접한 통로용 그레이팅입니다.", "Walkway grating of serrated flats."), "24.1", 31_000),
    "pipe": ("가람정밀", "GMP-100", ("압력 배관용 용접 강관 GMP-100", "Welded pressure pipe GMP-100"),
             ("용접부를 온라인으로 열처리한 압력 배관용 강관입니다.", "Pressure pipe with a seam that is annealed in line."), "96.3", 112_000),
    "duct": ("파란환경", "PSD-8", ("스테인리스 환기 덕트 PSD-8", "Stainless ventilation duct PSD-8"),
             ("이음매를 접어 누설을 줄인 덕트입니다.", "Duct with folded seams that hardly leaks."), "11.2", 43_000),
}  # fmt: skip


def company_named(world: World, name: str) -> Company:
    """One of the demonstration's suppliers."""
    return next(company for company in world.suppliers if company.legal_name_ko.endswith(name))


def product_of(world: World, key: str) -> Product:
    """The published product, made when it is first asked for."""
    maker, sku, names, texts, mass, price = GOODS[key]
    company = company_named(world, maker)
    if (before := Product.objects.filter(company=company, sku=sku).first()) is not None:
        return before
    by, node = world.bidders[company.pk], class_by_code(CLASS)
    if node is None:
        raise LookupError(f"class {CLASS} is not in the starter set")
    product = services.register_product(
        company, sku=sku, class_node=node, by=by, name_ko=names[0], name_en=names[1], maker=company.legal_name_ko,
        model=sku, origin="KR", description_ko=texts[0], description_en=texts[1],
    )  # fmt: skip
    services.set_supply(
        product, by=by, moq=Decimal(100), uom=Uom.METRE, lead_time_days=21, price=Decimal(price),
        currency=Currency.KRW, price_visibility=PriceVisibility.PUBLIC,
    )  # fmt: skip
    version = ProductVersion.objects.select_related("product__company", "class_node").get(product=product)
    services.save_draft(version, by=by, attributes={"line_mass": {"value": mass}, "material": {"value": "SGCC, SS275"}})
    services.attach_file(version, drawing(sku), role=FileRole.DRAWING, by=by)
    return _published(world, version, by)


def _published(world: World, version: ProductVersion, by: User) -> Product:
    version = services.submit_version(version, by=by)
    officer = world.one("PO")
    version = services.take_up_review(version, by=officer)
    services.publish_version(version, by=officer)
    return Product.objects.select_related("current", "company").get(pk=version.product_id)


def drawing(title: str) -> ContentFile:
    """A plain section: two flanges, a web, a line with ticks."""
    image = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(image)
    pen.line(
        [(120, 420), (240, 420), (300, 200), (420, 200), (480, 420), (600, 420), (660, 200), (780, 200)], "#14202c", 10
    )
    pen.line([(120, 500), (780, 500)], "#4c5b6a", 2)
    for place in range(120, 781, 110):
        pen.line([(place, 488), (place, 512)], "#4c5b6a", 2)
    pen.text((120, 540), title, "#14202c")
    kept = BytesIO()
    image.save(kept, "PNG")
    return ContentFile(kept.getvalue(), name=f"{title}.png")
