"""Calls in every state and applications of suppliers: one round closed and to be reviewed, others open or to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from django.core.files.base import ContentFile

from portal.clock import SEOUL, today
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.people.models import CertificateKind, Company, User
from portal.people.queries import people_with_role
from portal.people.services import add_certificate, verify_certificate
from sharedgrowth.funds.queries.lines import open_line
from sharedgrowth.support.models import Application, Call, FormField
from sharedgrowth.support.queries.applicants import applicants_of
from sharedgrowth.support.queries.applications import sheet_of
from sharedgrowth.support.registry import Programme, programmes
from sharedgrowth.support.services import applications, calls, partners, recommendations
from sharedgrowth.support.services.answers import AnswerIn, CostIn, attach_file, save_application
from sharedgrowth.support.states import FieldKind

PAGE = (  # one line to read
    "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    "/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
    "4 0 obj <</Length {length}>> stream\n{text}\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
)
WISHES = (  # title, problem, before, target, plan, items of costs
    (
        "도금 두께 자동 검사",
        "도금 두께를 사람이 표본으로 잽니다. 불량을 납품 뒤에 알게 되며 불량률은 3.8%입니다.",
        ("3.8", "1.5"),
        "두께 측정기 2대를 도금 라인 끝에 달고 측정값을 모아 조건을 바로잡습니다. 품질팀장이 맡습니다.",
        (("두께 측정기 2대", "다온계측", 84_000_000), ("수집·분석 프로그램", "새벽소프트", 46_000_000)),
    ),
    (
        "프레스 설비 가동 기록 자동화",
        "프레스 12대의 가동 시간을 손으로 적어 멈춤의 원인을 알지 못합니다. 멈춤이 한 달에 46시간입니다.",
        ("46", "20"),
        "설비마다 신호 수집기를 달고 멈춤 사유를 현장 화면에서 고르게 합니다.",
        (("신호 수집기 12대", "가온자동화", 36_000_000), ("현황 화면", "새벽소프트", 28_000_000)),
    ),
    (
        "열처리 이력 관리",
        "열처리 온도 기록을 종이에 남겨 고객 문의에 이틀이 걸립니다. 재처리율은 2.9%입니다.",
        ("2.9", "1.2"),
        "온도 기록계를 바꾸고 로트마다 온도 이력을 저장합니다.",
        (("온도 기록계 6대", "한울계기", 24_000_000), ("이력 관리 프로그램", "누리시스템", 41_000_000)),
    ),
    (
        "자재 창고 위치 관리",
        "자재를 찾는 데 하루 70분을 씁니다. 출고 오류는 한 달에 14건입니다.",
        ("14", "4"),
        "선반과 자재에 표식을 붙이고 단말기로 입출고를 적습니다.",
        (("산업용 단말기 8대", "가온자동화", 12_000_000), ("창고 관리 프로그램", "누리시스템", 33_000_000)),
    ),
    (
        "용접 조건 감시",
        "용접 전류가 흔들려도 알 수 없어 재작업이 5.1%입니다.",
        ("5.1", "2.0"),
        "용접기 9대의 전류와 속도를 모아 벗어나면 작업자에게 알립니다.",
        (("전류 감시 장치 9대", "한울계기", 52_000_000), ("감시 화면", "새벽소프트", 22_000_000)),
    ),
    (
        "가공 공구 수명 관리",
        "공구를 정해진 때에 바꾸지 못해 한 달에 31번 공구가 부러집니다.",
        ("31", "8"),
        "주축 부하를 재어 공구를 바꿀 때를 알려 줍니다.",
        (("부하 측정기 10대", "다온계측", 45_000_000), ("공구 관리 프로그램", "누리시스템", 19_000_000)),
    ),
)
TEXTS: Mapping[str, str] = {
    "area": "조립 라인 2개와 자재 창고",
    "person": "생산부장 이도윤",
    "system_other": "설비 상태 감시",
    "other": "압축 공기",
    "produced_unit": "t",
    "sample": "도금 시편 5개",
    "action": "보호구 지급 기록 정비",
    "machine": "천장 크레인 10t",
    "data": "최근 6개월의 불량 기록과 설비 점검표가 있습니다.",
    "plan": "두 달 동안 현장을 바로잡고 넉 달 동안 개선합니다.",
}
NUMBERS: Mapping[str, str] = {
    "accidents": "0",
    "kwh": "1500000",
    "bill": "240000000",
    "produced": "10000",
    "gas": "15000",
}
OPEN_DAYS, COMING_DAYS = 12, 9
EVENING, MORNING = 18, 9  # o'clock in Korea: when calls close, and open
SENT_IN_CLOSED, SENT_IN_OPEN = 8, 3


def fill(world: World) -> None:
    """Calls, then those who apply."""
    companies = _certified(world)
    closed = _call(
        world,
        "smart_factory",
        "스마트팩토리 구축 지원 2026-1차",
        "Smart factory support, round 1 of 2026",
        places=4,
        most_won=Decimal(100_000_000),
        funding_mode="type1",
        results_on=today() + timedelta(days=30),
    )
    _apply_all(world, closed, companies, SENT_IN_CLOSED)
    calls.close_call(closed, by=world.one("SG"))
    second = _call(
        world,
        "smart_factory",
        "스마트팩토리 구축 지원 2026-2차",
        "Smart factory support, round 2 of 2026",
        closes_at=_at(OPEN_DAYS),
        most_won=Decimal(100_000_000),
        funding_mode="type1",
        results_on=today() + timedelta(days=31),
    )
    applied = {each.company_id for each in closed.applications.all()}
    others = [each for each in companies if each.pk not in applied]
    sent = _apply_all(world, second, others, SENT_IN_OPEN)
    _draft(world, second, [each for each in others if each.pk not in {one.company_id for one in sent}])
    _others(world, others)
    world.notes["support call closed"] = closed.number
    world.notes["support call open"] = second.number
    world.say(f"support: {Call.objects.count()} calls, {Application.objects.count()} applications")


def _at(days: int, hour: int = EVENING) -> datetime:
    """A full hour in Korea, in that many days."""
    return datetime.combine(today() + timedelta(days=days), time(hour), tzinfo=SEOUL)


def _certified(world: World) -> list[Company]:
    """Small and medium suppliers with a verified SME certificate: the trading ones and the others in turn."""
    kind, on = CertificateKind.objects.get(code="SME"), today()
    found = [each for each in world.suppliers if each.size_class in ("MICRO", "SMALL", "MEDIUM")]
    for company in found:
        by = world.bidders[company.pk]
        held = add_certificate(
            company,
            kind=kind,
            number=f"0010-{on.year}-{company.pk:05d}",
            issuer="중소벤처기업부",
            valid_from=on - timedelta(days=60),
            valid_to=on + timedelta(days=305),
            document=paper(company, by, "중소기업확인서"),
            by=by,
        )
        verify_certificate(held, size_class=company.size_class, by=world.one("PO"))
    known = applicants_of(found, on)
    trading = [each for each in found if known[each.pk].trading]
    new = [each for each in found if not known[each.pk].trading]
    mixed: list[Company] = []
    for place in range(max(len(trading), len(new))):
        mixed += new[place : place + 1] + trading[place : place + 1]
    return mixed


def paper(company: Company, by: User, title: str) -> Any:
    """A page that says whose it is."""
    line = f"BT /F1 14 Tf 60 760 Td ({company.number} {crc32(title.encode()):08x}) Tj ET"
    page = PAGE.format(length=len(line), text=line).encode()
    return store_upload(ContentFile(page, name=f"{title}.pdf"), company=company, by=by)


def _call(world: World, programme: str, title_ko: str, title_en: str, *, publish: bool = True, **facts: Any) -> Call:
    known = programmes.get(programme)
    assert known is not None  # noqa: S101 (its file is there)
    line = open_line(programme, today()) if known.split else None
    made = calls.create_call(
        programme=programme,
        title_ko=title_ko,
        title_en=title_en,
        text_ko=f"{known.summary} {known.gives}\n\n신청서는 여러 명이 며칠에 걸쳐 쓸 수 있으며 자동으로 저장됩니다.",
        text_en="Several people can write the application over days; it is saved as they write.",
        budget_line=line,
        by=world.one("SG"),
        **facts,
    )
    calls.propose_call(made, by=world.one("SG"))
    return calls.publish_call(made, by=world.one("AP")) if publish else made


def _apply_all(world: World, call: Call, companies: Sequence[Company], most: int) -> list[Application]:
    programme = programmes.get(call.programme)
    assert programme is not None  # noqa: S101
    known, sent = applicants_of(companies, today()), []
    for company in companies:
        if len(sent) >= most:
            break
        if programme.eligible(known[company.pk]):
            continue
        by = world.bidders[company.pk]
        application = _begin(call, programme, by)
        _write(application, len(sent), by, quotes=2)
        if not sheet_of(application).left:
            applications.submit_application(application, by=by)
            sent.append(application)
    return sent


def _begin(call: Call, programme: Programme, by: User) -> Application:
    quiz = {each.key: each.wanted for each in programme.quiz}
    return applications.start_application(call, quiz=quiz, by=by)


def _write(application: Application, place: int, by: User, *, quotes: int, leave: Sequence[str] = ()) -> None:
    title, problem, (before, target), plan, items = WISHES[place % len(WISHES)]
    told = {"title": title, "problem": problem, "before": before, "target": target, "plan": plan, **TEXTS, **NUMBERS}
    told |= {"title": title, "plan": plan, "employees": str(24 + 17 * place % 180)}
    assert application.form is not None  # noqa: S101
    fields = list(application.form.fields.all())
    given = [
        AnswerIn(each, value, 0)
        for each in fields
        if each.key not in leave and (value := _value(each, told, place)) != ""
    ]
    costs = []
    if any(each.kind == FieldKind.COSTS for each in fields):
        costs = [CostIn(what, vendor, "", Decimal(won)) for what, vendor, won in items]
    save_application(application, given, costs, by=by)
    for item in application.costs.all():
        for number in range(quotes):
            file = paper(application.company, by, f"견적서 {item.title} {number + 1}")
            attach_file(application, file, cost=item, by=by)
    for each in fields:
        if each.kind == FieldKind.FILE and each.required:
            attach_file(application, paper(application.company, by, each.label_ko), field=each, by=by)


def _value(field: FormField, told: Mapping[str, str], place: int) -> str:
    if field.kind == FieldKind.CHOICE:
        values = [each["value"] for each in field.options if each["value"] != "other"]
        if field.key == "level":
            return "basic"
        return values[place % len(values)]
    if field.kind == FieldKind.YESNO:
        return "yes"
    if field.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        return told.get(field.key, "") or ("12" if field.required else "")
    if field.kind == FieldKind.DATE:
        return (today() + timedelta(days=90)).isoformat() if field.required else ""
    if field.kind in (FieldKind.FILE, FieldKind.COSTS) or field.shown_if_key:
        return ""
    return told.get(field.key, "") or ("담당자와 정합니다." if field.required else "")


def _draft(world: World, call: Call, companies: Sequence[Company]) -> None:
    """One that is being written: a colleague, a partner that has not signed, one quote missing, an answer left."""
    programme = programmes.get(call.programme)
    assert programme is not None  # noqa: S101
    known = applicants_of(companies, today())
    able = [each for each in companies if not programme.eligible(known[each.pk])]
    if len(able) < 2:
        return
    company, partner = able[0], able[1]
    by = world.bidders[company.pk]
    application = _begin(call, programme, by)
    _write(application, 0, by, quotes=1, leave=("plan", "accidents"))
    for colleague in people_with_role(company, "SU").exclude(pk=by.pk)[:1]:
        partners.add_editor(application, colleague, by=by)
    partners.invite_partner(application, partner, part="측정기 설치와 유지", by=by)


def _others(world: World, companies: Sequence[Company]) -> None:
    """Rounds of the other programmes: open, to come, always open, waiting for a second person; a recommendation."""
    qss = _call(
        world, "qss", "QSS 현장 혁신 2026년 하반기", "QSS on the shop floor, second half of 2026",
        closes_at=_at(24), places=8, results_on=today() + timedelta(days=50),
    )  # fmt: skip
    _apply_all(world, qss, companies, 2)
    _call(
        world, "energy", "에너지 절감 컨설팅 2026-4차", "Energy-saving consulting, round 4 of 2026",
        closes_at=_at(18), places=6, results_on=today() + timedelta(days=40),
    )  # fmt: skip
    movement = _call(
        world, "industrial_innovation", "산업혁신운동 2027년", "Industrial Innovation Movement 2027",
        closes_at=_at(33), places=20, funding_mode="one_to_one", most_won=Decimal(20_000_000),
    )  # fmt: skip
    for slug, ko, en in (
        ("esg_consulting", "ESG·친환경 컨설팅 상시 접수", "ESG and eco-friendly consulting, always open"),
        ("facility", "설비 솔루션 상시 접수", "Facility solutions, always open"),
        ("techno", "테크노 파트너십 상시 접수", "Techno-partnership, always open"),
    ):
        _call(world, slug, ko, en, places=30)
    _call(
        world, "support_group", "동반성장지원단 2027년 상반기", "Shared Growth Support Group, first half of 2027",
        opens_at=_at(COMING_DAYS, MORNING), closes_at=_at(40), places=7,
    )  # fmt: skip
    _call(
        world, "smart_factory", "스마트팩토리 구축 지원 2027-1차", "Smart factory support, round 1 of 2027",
        publish=False, closes_at=_at(80), funding_mode="type1",
    )  # fmt: skip
    for company in list(companies)[-2:]:
        recommendations.recommend(
            movement,
            company,
            organisation="포항상공회의소",
            contact="기업지원팀",
            why="불량과 재작업이 많아 개선 여지가 크고 대표의 의지가 분명합니다.",
            by=world.one("SG"),
        )


parts.add("support-applications", Part(order=80, title="calls of support programmes and applications", fill=fill))
