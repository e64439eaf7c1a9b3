"""Laboratories, technology offers and facility inspections in the demonstration, at every step."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.support.models import Checklist, FacilityInspection, LabBooking, LabEquipment, TechOffer
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.services import facility, offers
from sharedgrowth.support.services import labs as services
from sharedgrowth.support.services.facility import AnswerIn

EQUIPMENT = (  # code, field, names, laboratory, what it shows, sample, minutes, fee, refuses
    ("sem-1", "metal", "주사 전자 현미경", "Scanning electron microscope", "재료 분석실", "Materials laboratory",
     "파면과 미세 조직을 10만 배까지 봅니다. 성분도 점으로 잽니다.",
     "Shows fracture faces and microstructure up to 100,000 times, with the composition of a point.",
     "20 mm 이하, 마른 시료", "At most 20 mm, dry", 120, 0, ["flammable", "corrosive"]),
    ("utm-60", "mechanical", "만능 재료 시험기 600 kN", "Universal testing machine 600 kN", "기계 시험실",
     "Mechanical laboratory", "인장, 압축, 굽힘 강도를 잽니다.", "Measures tensile, compressive and bending strength.",
     "시험편 규격은 담당자에게 문의", "Ask the keeper for the shape of the specimen", 90, 0, []),
    ("icp-2", "chemical", "유도 결합 플라스마 분석기", "Inductively coupled plasma analyser", "화학 분석실",
     "Chemical laboratory", "금속과 물속 원소를 백만분율로 잽니다.", "Measures elements in metal and water in ppm.",
     "분말 5 g 또는 용액 50 mL", "5 g of powder or 50 mL of solution", 120, 80_000, ["flammable"]),
    ("salt-3", "surface", "염수 분무 시험기", "Salt spray cabinet", "표면 시험실", "Surface laboratory",
     "도금과 도장의 내식성을 견줍니다.", "Compares the corrosion resistance of coatings.",
     "150 × 70 mm 판 3장", "Three plates of 150 × 70 mm", 240, 0, []),
    ("ftn-1", "thermal", "고온 크리프 시험기", "Creep testing machine", "고온 시험실", "High-temperature laboratory",
     "1,000 ℃까지 오래 당겨 늘어남을 봅니다.", "Pulls a specimen at up to 1,000 °C and watches it stretch.",
     "둥근 시험편 지름 6 mm", "Round specimen of 6 mm", 240, 150_000, ["pressure", "flammable"]),
    ("gas-4", "environment", "배출 가스 분석 차량", "Exhaust gas van", "환경 시험실", "Environment laboratory",
     "굴뚝의 먼지와 질소 산화물을 현장에서 잽니다.", "Measures dust and nitrogen oxides at the stack, on site.",
     "굴뚝 측정구 지름 100 mm 이상", "A port of at least 100 mm", 240, 0, []),
)  # fmt: skip
ASKS = (  # sample, purpose
    ("베어링 외륜 조각", "6개월 만에 부러진 까닭을 알고자 합니다."),
    ("용접부 시험편 3개", "새 용접 조건의 인장 강도를 확인합니다."),
    ("도금 폐수", "처리 뒤 니켈 농도를 확인합니다."),
    ("도장 판", "하도 변경 뒤 내식성을 견줍니다."),
    ("볼트", "수소 취성인지 알고자 합니다."),
)
TECH = (  # field, titles, summaries, patent, readiness, fee, royalty, exclusive
    ("process", "냉간 압연유 회수 여과", "Recovery of rolling oil",
     "압연유에서 미세 철분을 걸러 세 번까지 다시 씁니다.",
     "Filters fine iron out of rolling oil, which is used three times.", "10-2021-0103345", 9, 0, "0", False),
    ("equipment", "롤 베어링 이상 조기 감지", "Early warning of roll bearings",
     "진동과 온도로 두 주 앞서 고장을 알립니다.",
     "Tells of a failure two weeks ahead from vibration and heat.", "10-2022-0078812", 8, 3_000_000, "0", False),
    ("material", "고내식 합금 도금", "Corrosion-resistant alloy coating", "아연 도금보다 다섯 배 오래 견딥니다.",
     "Lasts five times longer than zinc.", "10-2020-0150077", 7, 20_000_000, "1.5", True),
    ("energy", "가열로 배기열 되돌림", "Recuperation of furnace heat", "배기열로 연소 공기를 데워 연료를 줄입니다.",
     "Heats the combustion air with the exhaust.", "10-2019-0066120", 9, 0, "0", False),
    ("safety", "지게차 사각 감지", "Blind-spot warning of forklifts", "사람이 가까우면 빛과 소리로 알립니다.",
     "Warns by light and sound when people are near.", "10-2023-0041298", 9, 0, "0", False),
)  # fmt: skip
VISITS = (  # checklist, subject, how far
    ("lifting", "천장 크레인 20톤", "stopped"),
    ("electric", "수배전반과 배전 선로", "reported"),
    ("machine", "프레스 라인 4대", "mended"),
    ("air", "압축기와 보일러", "closed"),
    ("machine", "선반과 밀링", "planned"),
)
PAGE = (
    "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
)


def fill(world: World) -> None:
    """Equipment with bookings in every state, technologies with licences, visits with faults."""
    if LabEquipment.objects.exists() or not world.staff.get("CN"):
        return
    people = [world.bidders[company.pk] for company in world.suppliers if company.pk in world.bidders]
    _laboratories(world, people)
    _technologies(world, people)
    _visits(world, people)
    world.say(f"{LabBooking.objects.count()} lab bookings, {TechOffer.objects.count()} technologies")


def _paper(name: str) -> ContentFile:
    return ContentFile(PAGE.encode(), name=name)


# Laboratories --------------------------------------------------------------------------------------------------------
def _laboratories(world: World, people: list[User]) -> None:
    things = []
    for place, row in enumerate(EQUIPMENT):
        code, field, ko, en, lab_ko, lab_en, about_ko, about_en, sample_ko, sample_en, minutes, fee, refuses = row
        keeper = world.one("CN", place)
        things.append(
            services.keep_equipment(
                code=code, field=field, name_ko=ko, name_en=en, lab_ko=lab_ko, lab_en=lab_en, about_ko=about_ko,
                about_en=about_en, sample_ko=sample_ko, sample_en=sample_en, opens=time(9), closes=time(17),
                slot_minutes=minutes, fee_won=Decimal(fee), refuses=refuses, keeper=keeper, by=world.one("SG"),
            )
        )  # fmt: skip
    steps = ("asked", "confirmed", "reported", "consented", "closed", "received", "asked", "refused", "missed")
    for place, step in enumerate(steps):
        _booking(things[place % len(things)], people[place % len(people)], step, place)
    day = queries.bookable_days(things[1], today())[0]
    slots = next(found for n in range(1, 9) if (found := queries.slots_on(things[1], day + timedelta(days=n))))
    services.close_times(
        things[1], begins_at=slots[0].begins_at, ends_at=slots[1].ends_at, reason="하중계 교정", by=things[1].keeper
    )


def _booking(thing: LabEquipment, by: User, step: str, place: int) -> None:
    """Booked for the coming days and, where its time has passed, moved back."""
    sample, purpose = ASKS[place % len(ASKS)]
    booking = services.book_equipment(
        thing,
        begins_at=_free(thing),
        purpose=purpose,
        sample=sample,
        samples=1 + place % 3,
        confidentiality="strict" if place % 4 == 3 else "normal",
        hazards=["sharp"] if place % 2 else [],
        visitors=place % 3,
        emergency="054-555-0119",
        by=by,
    )
    if step == "asked":
        return
    if step == "refused":
        services.refuse_booking(booking, reason="그 주에는 챔버를 교체합니다. 다음 주를 고르십시오.", by=thing.keeper)
        return
    services.confirm_booking(booking, by=thing.keeper)
    if step == "confirmed":
        return
    begin = _past(thing, 6 + place * 2)
    length = booking.ends_at - booking.begins_at
    LabBooking.objects.filter(pk=booking.pk).update(begins_at=begin, ends_at=begin + length)
    booking.refresh_from_db()
    if step == "missed":
        services.miss_booking(booking, by=thing.keeper)
        return
    services.receive_sample(booking, by=thing.keeper)
    if step == "received":
        return
    words = "피로 파괴입니다. 가공 자국에서 균열이 시작되었으니 모서리 반지름을 키우십시오."
    report = services.release_report(booking, upload=_paper(f"{booking.number}.pdf"), finding=words, by=thing.keeper)
    if step == "reported":
        return
    services.open_report(report, by=by)
    if step == "consented":
        services.give_consent(booking, by=by)
    else:
        services.close_booking(booking, by=thing.keeper)


def _free(thing: LabEquipment) -> datetime:
    """The first free time."""
    first, last = queries.bookable_days(thing, today())
    taken = {booking.begins_at for booking in queries.bookings_between([thing], first, last)}
    for n in range((last - first).days):
        for slot in queries.slots_on(thing, first + timedelta(days=n)):
            if slot.begins_at not in taken:
                return slot.begins_at
    raise AssertionError("no time of the coming weeks is free")


def _past(thing: LabEquipment, days: int) -> datetime:
    """The first slot of a business day so many days ago, or of one before it."""
    while not (slots := queries.slots_on(thing, today() - timedelta(days=days))):
        days += 1
    return slots[0].begins_at


# Technologies --------------------------------------------------------------------------------------------------------
def _technologies(world: World, people: list[User]) -> None:
    officers = world.staff["SG"]
    made = []
    for place, row in enumerate(TECH):
        field, ko, en, about_ko, about_en, patent, readiness, fee, royalty, exclusive = row
        author = world.one("CN", place)
        offer = offers.write_offer(
            field=field, title_ko=ko, title_en=en, summary_ko=about_ko, summary_en=about_en, patent_no=patent,
            patent_office="KIPO", filed_on=today() - timedelta(days=900 + 200 * place),
            expires_on=today() + timedelta(days=4000 - 100 * place), department="기술연구원", readiness=readiness,
            terms="paid" if fee or royalty != "0" else "free", fee_won=Decimal(fee), royalty_pct=Decimal(royalty),
            exclusive=exclusive, by=author,
        )  # fmt: skip
        offers.propose_offer(offer, by=author)
        made.append(offers.publish_offer(offer, by=officers[0]))
    steps = ("transferred", "agreed", "offered", "asked")
    for place, step in enumerate(steps):
        offer, owner = made[place], people[(place * 2 + 1) % len(people)]
        licence = offers.ask_licence(offer, use="자사 2공장 생산 라인, 연 400톤", by=owner)
        if step == "asked" or len(officers) < 2:
            continue
        licence = offers.offer_terms(
            licence, fee_won=offer.fee_won, royalty_pct=offer.royalty_pct, begins_on=today(),
            conditions="국내 자사 공장에서 씁니다. 비밀을 지키며 개량은 서로 알립니다.", by=officers[0],
        )  # fmt: skip
        if step == "offered":
            continue
        offers.sign_licence(licence, sha256=offers.terms_sha256(licence), by=owner)
        offers.sign_licence(licence, sha256=offers.terms_sha256(licence), by=officers[1])
        if step == "transferred":
            offers.transfer_technology(
                licence, handed_over="여과기 도면 12장과 운전 지침", training_hours=16, by=officers[0]
            )


# Facility inspections ------------------------------------------------------------------------------------------------
def _visits(world: World, people: list[User]) -> None:
    for place, (code, subject, step) in enumerate(VISITS):
        checklist = Checklist.objects.filter(code=code, state="published").first()
        if checklist is None:
            continue
        owner, inspector = people[(place * 2 + 2) % len(people)], world.one("CN", place)
        visit = facility.plan_inspection(
            owner.company, checklist=checklist, inspector=inspector, planned_on=today(), site="본사 공장",
            subject=subject, by=world.one("SG"),
        )  # fmt: skip
        if step == "planned":
            continue
        facility.begin_inspection(
            visit, hazards=["machine", "electric"], measures="안내자가 동행하고 전원을 내려 잠급니다.", by=inspector
        )
        _answer(visit, checklist, inspector, stop=step == "stopped")
        facility.report_inspection(visit, summary="대체로 양호합니다. 아래 결함을 기한 안에 고치십시오.", by=inspector)
        faults = list(visit.faults.order_by("no"))
        if step == "stopped":
            continue
        if step in ("mended", "closed"):
            for fault in faults:
                facility.fix_fault(fault, text="덮개를 새로 달고 점검 주기를 정했습니다.", by=owner)
        if step == "closed":
            for fault in faults:
                facility.judge_fault(fault, closed=True, by=inspector)
    FacilityInspection.objects.filter(state="closed").update(created_at=db_now() - timedelta(days=40))


def _answer(visit: FacilityInspection, checklist: Checklist, by: User, *, stop: bool) -> None:
    answers = {}
    for item in checklist.items.order_by("no"):
        if item.no in (3, 6):
            severity = "stop" if stop and item.no == 3 else "medium"
            note = "와이어 로프 소선이 끊어졌습니다." if severity == "stop" else "표시가 흐려 읽히지 않습니다."
            answers[item] = AnswerIn("fault", note, severity, "새것으로 바꾸고 점검 주기를 정하십시오.")
        else:
            answers[item] = AnswerIn("na" if item.no == 8 else "ok")
    facility.answer_items(visit, answers, by=by)


parts.add("support-labs", Part(order=93, title="laboratories, technologies, facility inspections", fill=fill))
