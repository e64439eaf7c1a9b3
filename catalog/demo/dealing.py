"""The demonstration's questions and quotes: one in each state, answered by the suppliers they were sent to."""

import random
from datetime import timedelta
from decimal import Decimal

from catalog.demo.products import Goods, L, P, draft_of
from catalog.models import Inquiry, Product, ProductVersion
from catalog.queries import published_products
from catalog.queries.inquiries import answer_steps, terms_on
from catalog.services import publish_version, submit_version, take_up_review
from catalog.services.inquiries import answer_inquiry, ask_again, ask_supplier, chase_inquiries, close_inquiry
from catalog.services.interest import book_rate, keep_product
from catalog.services.quotes import (
    PriceIn,
    Wanted,
    close_quotes,
    decide_quotes,
    decline_quote,
    give_quote,
    request_quotes,
)
from catalog.states import Currency
from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.files.models import File
from portal.people.models import User

# What other makers list beside the first ones: near enough to be used instead.
RIVALS = [
    Goods(12, "15121802", ("수용성 방청유 AQ-30", "Water-based rust preventive AQ-30"), "AQ-30", 6_450, L, 200, 9,
          ("물에 섞어 쓰는 방청유입니다. 냉연 코일을 여섯 달 보호합니다.",
           "Diluted with water; protects cold-rolled coil for six months."),
          {"viscosity_40": "33", "protection_days": "190", "voc": "16", "water_based": "yes"}),
    Goods(9, "31171504", ("깊은 홈 볼 베어링 D6204", "Deep groove ball bearing D6204"), "D6204-2RS",
          3_950, P, 50, 10,
          ("양면 고무 실, 저소음 그리스 봉입.", "Rubber seals on both sides, low-noise grease."),
          {"bore": "20", "outside_diameter": "47", "width": "14", "dynamic_load": "13.8", "sealing": "seal"},
          "bearing"),
    Goods(14, "31171504", ("깊은 홈 볼 베어링 NB-6204", "Deep groove ball bearing NB-6204"), "NB-6204",
          4_480, P, 100, 2,
          ("컨베이어 롤러 교체용, 당일 출고.", "For conveyor rollers; leaves the same day."),
          {"bore": "20", "outside_diameter": "47", "width": "14", "dynamic_load": "13.2", "sealing": "seal"},
          "bearing"),
    Goods(13, "40151503", ("원심펌프 EP-210", "Centrifugal pump EP-210"), "EP-210/68", 11_900_000, P, 1, 60,
          ("냉각수용 단단 원심펌프, 스테인리스 임펠러.", "Single-stage pump for cooling water, stainless impeller."),
          {"flow": "210", "head": "68", "power": "55", "pressure": "1.6", "connection": "150A × 125A",
           "efficiency": "79.2"}, "pump"),
]  # fmt: skip
QUESTIONS = [  # days ago, days until the answer (None: none yet), published, part number, question, answer
    (
        40,
        1,
        True,
        "DR-320",
        "영하에서 보관할 수 있습니까?",
        "영하 4도 아래에서는 굳습니다. 난방 창고나 순환 히터가 필요합니다.",
    ),
    (
        33,
        1,
        True,
        "DR-320",
        "희석 비율은 얼마가 알맞습니까?",
        "냉연 코일은 물 95에 원액 5, 장기 보관은 90 대 10을 권합니다.",
    ),
    (
        26,
        2,
        False,
        "DR-320",
        "드럼을 회수해 재사용합니까?",
        "빈 드럼은 납품 차량이 회수합니다. 회수 확인서를 드립니다.",
    ),
    (21, 1, True, "6204-2RS", "양면 실 대신 개방형도 있습니까?", "같은 치수의 개방형 6204를 납기 5일로 공급합니다."),
    (
        15,
        2,
        True,
        "CP-200",
        "기계식 실 교체에 특수 공구가 필요합니까?",
        "표준 공구만 있으면 됩니다. 교체 순서는 자료에 있습니다.",
    ),
    (12, 1, False, "HG-500", "왼손만 따로 주문할 수 있습니까?", "열 켤레 단위로 왼손만 공급할 수 있습니다."),
    (9, None, False, "PT-40", "교정 성적서는 국가 표준에 소급됩니까?", ""),
    (2, None, False, "HV-46", "시험 성적서에 저온 점도가 들어 있습니까?", ""),
    (0, None, True, "NRB-480", "재생 서비스의 기간과 보증은 어떻게 됩니까?", ""),
]


def fill(world: World) -> None:
    """Rival products, exchange rates, questions in each state, requests in each state."""
    rng = random.Random(world.scale)
    _list_rivals(world)
    keeper = world.one("CM")
    for days, rates in ((30, ("1382.4", "1498.1", "9.21")), (1, ("1391.2", "1507.6", "9.28"))):
        for currency, won in zip((Currency.USD, Currency.EUR, Currency.JPY), rates, strict=True):
            day = today() - timedelta(days=days)
            book_rate(currency=currency, day=day, won=Decimal(won), source="재무실 고시 환율", by=keeper)
    for number, facts in enumerate(QUESTIONS):
        _question(world, number, *facts)
    chase_inquiries(db_now())
    for sku in ("DR-320", "CP-200", "6204-2RS"):
        keep_product(_listed(sku), by=world.one("RQ"))
    _quotes(world, rng)


def _listed(sku: str) -> Product:
    return published_products().select_related("company", "current").filter(sku__startswith=sku).order_by("pk")[0]


def _seller(world: World, product: Product) -> User:
    return world.bidders[product.company_id]


def _list_rivals(world: World) -> None:
    files: dict[tuple[int, str], File] = {}
    for place, goods in enumerate(RIVALS):
        company = world.suppliers[goods.maker]
        by = world.bidders[company.pk]
        product = draft_of(world, goods, company, by, files, 0)
        version = ProductVersion.objects.select_related("product__company").get(product=product)
        version = submit_version(version, by=by)
        officer = world.one("PO", place)
        publish_version(take_up_review(version, by=officer), by=officer)


def _question(
    world: World, number: int, ago: int, took: int | None, public: bool, sku: str, text: str, answer: str
) -> None:
    """Asked and answered now by the services, then set back to when it would have happened."""
    product = _listed(sku)
    asker = world.one("RQ", number) if number % 4 else world.one("PO", number)
    inquiry = ask_supplier(product, text=text, by=asker, publishable=public)
    then = inquiry.asked_at - timedelta(days=ago)
    steps = answer_steps(then, terms_on(today()))
    Inquiry.objects.filter(pk=inquiry.pk).update(
        asked_at=then,
        waiting_since=then,
        remind_at=steps.remind_at,
        due_at=steps.due_at,
        manager_at=steps.manager_at,
        first_due_at=steps.due_at,
    )
    inquiry.refresh_from_db()
    if took is None:
        return
    inquiry = answer_inquiry(inquiry, text=answer, by=_seller(world, product), publish=public)
    Inquiry.objects.filter(pk=inquiry.pk).update(answered_at=inquiry.asked_at + timedelta(days=took, hours=-3))
    inquiry.refresh_from_db()
    if number == 2:
        ask_again(inquiry, text="회수 확인서는 전자 문서로도 받을 수 있습니까?", by=asker)
    elif number == 5:
        close_inquiry(inquiry, by=asker)


def _quotes(world: World, rng: random.Random) -> None:
    now = db_now()
    buyer, officer = world.one("RQ"), world.one("PO")
    bearings = [_listed(sku) for sku in ("6204-2RS", "D6204", "NB-6204")]
    oils = [_listed(sku) for sku in ("DR-320", "AQ-30", "BIO-R7")]
    pumps = [_listed(sku) for sku in ("CP-200", "EP-210")]
    stories = [
        ("컨베이어 롤러 베어링 교체", "광양 자재 창고", bearings, 1200, buyer, 6, "open"),
        ("냉연 2공장 방청유 전환", "포항 2냉연 유류고", oils, 4000, buyer, 5, "closed"),
        ("냉각수 펌프 예비품", "광양 수처리장", pumps, 2, officer, 9, "decided"),
        ("안전 장갑 하반기분", "광양 자재 창고", [_listed("HG-500")], 600, officer, 12, "fresh"),
    ]
    for title, place, products, qty, by, days, ending in stories:
        request = request_quotes(
            [Wanted(product, Decimal(qty)) for product in products],
            title=title,
            delivery_place=place,
            closes_at=now + timedelta(days=days),
            delivery_on=(now + timedelta(days=days + 30)).date(),
            message="하역과 검수 비용을 포함한 조건으로 견적해 주십시오.",
            by=by,
        )
        if ending == "fresh":
            continue
        for order, invitation in enumerate(request.invitations.select_related("company", "request").order_by("pk")):
            product = products[order]
            seller = world.bidders[invitation.company_id]
            if ending == "open" and order == 2:
                continue
            if ending == "closed" and order == 2:
                decline_quote(invitation, reason="하반기 생산분이 모두 예약되었습니다.", by=seller)
                continue
            share = Decimal(rng.randrange(90, 99)) / 100
            price = (Decimal(product.price or 1000) * share).quantize(Decimal(10))
            line = request.lines.get(product=product)
            give_quote(
                invitation,
                prices={line.no: PriceIn(price, max(1, (product.lead_time_days or 7) - order), "")},
                freight=Decimal(rng.randrange(0, 40) * 10_000),
                valid_until=today() + timedelta(days=days + 30 + order * 10),
                by=seller,
            )
        if ending in ("closed", "decided"):
            close_quotes(request, by=by)
        if ending == "decided":
            chosen = request.invitations.order_by("pk")[0]
            decide_quotes(request, chosen=chosen, reason="효율과 납기가 앞서고 총액 차이가 3% 안입니다.", by=by)


parts.add("catalog-dealing", Part(order=24, title="questions and quotes", fill=fill))
