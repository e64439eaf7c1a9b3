"""The demonstration's prices by quantity and 3R claims; products that are hidden, blocked, expiring and expired."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from catalog import services
from catalog.models import Product, ProductVersion
from catalog.states import EcoKind, ProductState
from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User

# part number → (kind, what exactly, issuer, number, days until the document ends)
CLAIMS = {
    "BIO-R7": (EcoKind.REDUCE, "식물성 기유 사용, 28일 생분해율 82%", "가상환경시험원", "BD-2026-0417", 540),
    "VCI-80": (EcoKind.RECYCLE, "재생 폴리에틸렌 40% 함유", "가상자원순환협회", "RC-1182", 25),
    "JM-280S-4": (EcoKind.REDUCE, "IE4 고효율, IE2 대비 연 11 MWh 절감", "가상전기시험소", "IE4-75-2209", 700),
    "DR-320": (EcoKind.REDUCE, "광유 대신 물에 희석, 휘발성 유기화합물 18 g/L", "가상환경시험원", "VOC-2025-311", 210),
    "NRB-480": (EcoKind.REUSE, "재생 서비스로 같은 베어링을 두 번까지 다시 사용", "가상기계시험소", "RM-480-03", 365),
    "PTFE-5": (EcoKind.REUSE, "세척 후 재장착 3회", "가상집진기술원", "RW-77", 6),
}
STEPS = ((10, "0.94"), (50, "0.88"))  # times the minimum order → share of the price
EXPIRING, EXPIRED, HIDDEN, BLOCKED = ("HT-2", "TC-R"), ("UCP212", "HF-10"), "SP-30", "GP-12"


def breaks_of(price: int, moq: int) -> list[tuple[Decimal, Decimal]]:
    """Two steps down for goods that are bought by the hundred; machines have one price."""
    if moq < 10:
        return []
    return [(Decimal(moq * times), (Decimal(price) * Decimal(share)).quantize(Decimal(1))) for times, share in STEPS]


def claim(version: ProductVersion, by: User) -> None:
    """The 3R claim of a product that has one, with a sheet as its evidence."""
    if version.product.sku not in CLAIMS:
        return
    kind, statement, issuer, number, days = CLAIMS[version.product.sku]
    services.add_claim(
        version,
        ContentFile(f"{issuer}\n{number}\n{statement}\n".encode(), name=f"{number}.csv"),
        kind=kind,
        statement=statement,
        issuer=issuer,
        number=number,
        valid_from=today() - timedelta(days=190),
        valid_to=today() + timedelta(days=days),
        by=by,
    )


def fill(world: World) -> None:
    """A year passes for some products, and a supplier begins one from another."""
    mine = Product.objects.filter(state=ProductState.PUBLISHED).select_related("company")
    for days, skus in ((365 - 12, EXPIRING), (365 + 20, EXPIRED)):
        mine.filter(sku__in=skus).update(confirmed_on=today() - timedelta(days=days))  # time cannot be made to pass
    services.expire_products(today())
    for product in mine.filter(sku=HIDDEN):
        services.hide_product(product, by=world.bidders[product.company_id])
    for product in mine.filter(sku=BLOCKED):
        services.block_product(product, by=world.one("PO"), reason="사진의 상표가 다른 회사의 것입니다.")
    for product in mine.filter(sku="6204-2RS"):
        services.copy_product(product, sku="6205-2RS", model="6205-2RS", by=world.bidders[product.company_id])


parts.add("catalog-life", Part(order=22, title="lives of products", fill=fill))
