"""The demonstration's companies in three tiers and people of every role. All names and numbers are invented."""

import random
from dataclasses import replace
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.particles import choose
from portal.people.models import Company, Membership, Role, User
from portal.people.rules import brn_check_digit
from portal.people.services import (
    appeal_rejection,
    approve_company,
    edit_company,
    enrol_totp_for_demo,
    record_standing,
    register_company,
    reject_company,
    submit_company,
)
from portal.people.states import CompanyState, Level, SizeClass

NAMES = [  # Korean, English, what it makes
    ("가람정밀", "Garam Precision", "유압 실린더와 정밀 가공품", "hydraulic cylinders and precision parts"),
    ("누리코팅", "Nuri Coating", "롤 표면처리와 용사 코팅", "roll surfacing and thermal spraying"),
    ("다온윤활", "Daon Lubricants", "압연유와 방청유", "rolling oils and rust preventives"),
    ("라온베어링", "Raon Bearings", "대형 롤러 베어링", "large roller bearings"),
    ("마루메탈", "Maru Metal", "주강품과 단조품", "steel castings and forgings"),
    ("바름내화", "Bareum Refractories", "내화 벽돌과 부정형 내화물", "refractory bricks and castables"),
    ("새벽소재", "Saebyeok Materials", "방청 필름과 포장재", "rust-preventive films and packaging"),
    ("아라펌프", "Ara Pumps", "원심펌프와 진공펌프", "centrifugal and vacuum pumps"),
    ("자온전기", "Jaon Electric", "고압 전동기와 인버터", "high-voltage motors and inverters"),
    ("차오름안전", "Chaoreum Safety", "보호장갑과 안전화", "protective gloves and safety shoes"),
    ("카온밸브", "Kaon Valves", "볼 밸브와 조절 밸브", "ball and control valves"),
    ("타래로프", "Tarae Ropes", "크레인용 와이어로프", "wire ropes for cranes"),
    ("파란환경", "Paran Environment", "집진기 필터와 수처리제", "dust-collector filters and water treatment"),
    ("하람계측", "Haram Instruments", "온도계와 유량계", "thermometers and flow meters"),
    ("고은볼트", "Goeun Bolts", "고장력 볼트와 체결구", "high-tensile bolts and fasteners"),
    ("나래컨베이어", "Narae Conveyors", "컨베이어 벨트와 롤러", "conveyor belts and rollers"),
    ("두레화학", "Dure Chemical", "산세 억제제와 세정제", "pickling inhibitors and cleaners"),
    ("모아공구", "Moa Tools", "초경 공구와 절삭유", "carbide tools and cutting fluids"),
    ("비담고무", "Bidam Rubber", "고무 라이닝과 오링", "rubber linings and O-rings"),
    ("소담용접", "Sodam Welding", "용접봉과 용접 와이어", "welding rods and wire"),
    ("온새미전선", "Onsaemi Cable", "내열 전선과 케이블", "heat-resistant wire and cable"),
    ("이든배관", "Eden Piping", "플랜지와 강관", "flanges and steel pipe"),
    ("푸르네바이오", "Purune Bio", "식물성 방청유", "plant-based rust preventives"),
    ("한울케미칼", "Hanul Chemical", "도료와 희석제", "paints and thinners"),
]
STAFF = [  # local part, Korean name, roles, department, may approve up to
    ("po", "이서연", ("PO",), "설비구매그룹", None),
    ("po2", "정우진", ("PO",), "원료구매그룹", None),
    ("cm", "하예준", ("CM",), "구매데이터그룹", None),
    ("ce", "강민수", ("CE",), "원가분석그룹", None),
    ("oc1", "박준호", ("OC",), "감사지원그룹", None),
    ("oc2", "최유진", ("OC",), "계약관리그룹", None),
    ("oc3", "오세훈", ("OC",), "품질보증그룹", None),
    ("ev", "윤가온", ("EV",), "기술평가그룹", None),
    ("ap", "한지민", ("AP",), "구매기획실", 500_000_000),
    ("ap2", "서도윤", ("AP",), "구매본부", 50_000_000_000),
    ("rq", "임하늘", ("RQ",), "제2냉연공장", None),
    ("sg", "조은별", ("SG",), "동반성장그룹", None),
    ("er", "배소라", ("ER",), "ESG구매그룹", None),
    ("er2", "주하람", ("ER",), "ESG구매그룹", None),
    ("au", "문태오", ("AU",), "감사실", None),
    ("cp", "신아름", ("CP",), "준법지원실", None),
    ("ad", "권해솔", ("AD",), "정보기획그룹", None),
    ("fi", "황보람", ("FI",), "자금그룹", None),
    ("fm", "남궁결", ("FM",), "동반성장그룹", None),
    ("ec", "류시원", ("EC",), "ESG위원회", None),
    ("cn", "백승아", ("CN",), "동반성장지원단", None),
    ("iv", "도예린", ("IV",), "이노빌트 사무국", None),
    ("cc", "진서윤", ("CC",), "기업시민실", None),
    ("hr", "유채원", ("HR",), "인재육성그룹", None),
    ("pr", "심규리", ("PR",), "정보보호그룹", None),
    ("rq2", "남도현", ("RQ",), "제2냉연공장", None),
    ("ap3", "마지훈", ("AP",), "제2냉연공장", 20_000_000_000),
    ("ap4", "설유나", ("AP",), "품질보증그룹", 5_000_000_000),
    ("hr2", "남이레", ("HR",), "인재육성그룹", None),
    ("ev2", "기하람", ("EV",), "설비기술그룹", None),
    ("ev3", "봉지안", ("EV",), "품질기술그룹", None),
]
MONEY_STAFF = [  # payment runs need four people apart: who makes, who checks (twice), who releases
    ("fi2", "길도윤", ("FI",), "자금그룹", None),
    ("fi3", "피서아", ("FI",), "자금그룹", None),
    ("fi4", "맹현우", ("FI",), "회계그룹", None),
]
GROWTH_STAFF = [  # who advises, and the colleague who signs
    ("sg2", "한가비", ("SG",), "동반성장그룹", None),
    ("cn2", "옥다온", ("CN",), "설비기술부", None),
    ("cn3", "탁이안", ("CN",), "기술연구원", None),
]
CARE_STAFF = [  # four people bring an overview into force, two of them of the office
    ("cc2", "남하은", ("CC",), "기업시민실", None),
]
BRAND_STAFF = [  # the brand committee beside its office
    ("iv2", "위가람", ("IV",), "강건재마케팅실", None),
    ("iv3", "편서진", ("IV",), "강구조연구소", None),
    ("iv4", "함유빈", ("IV",), "건축기술그룹", None),
    ("iv5", "제하윤", ("IV",), "품질기술그룹", None),
    ("iv6", "국다인", ("IV",), "판매기획그룹", None),
    ("iv7", "표한결", ("IV",), "브랜드전략실", None),
]
PEOPLE = ["김도현", "이수아", "박지호", "최서윤", "정하준", "강다은", "조민재", "윤채원", "장시우", "임지유"]
SIZES = {1: SizeClass.MEDIUM, 2: SizeClass.SMALL, 3: SizeClass.MICRO}


def fill(world: World) -> None:
    """The buying organisation, its staff, and suppliers of three tiers."""
    roles = {role.code: role for role in Role.objects.all()}
    world.buyer = _company(
        world, 0, "한빛제철", "Hanbit Steel", is_buyer=True, size_class=SizeClass.LARGE, level=Level.L0
    )
    for member in STAFF:
        _member(world, roles, *member)
    for index in range(len(NAMES) * world.scale):
        name_ko, name_en, makes_ko, makes_en = NAMES[index % len(NAMES)]
        again = index // len(NAMES)
        tier = 1 if index % 12 < 6 else 2 if index % 12 < 10 else 3
        company = _company(
            world,
            index + 1,
            f"{name_ko}{f' {again + 1}공장' if again else ''}",
            f"{name_en}{f' Plant {again + 1}' if again else ''}",
            size_class=SIZES[tier],
            level=Level.L1 if tier == 1 or index % 3 else Level.L0,
            about_ko=f"{makes_ko}{choose('을(를)', makes_ko)} 만듭니다.",
            about_en=f"Makes {makes_en}.",
        )
        local = name_en.split()[0].lower() + (str(again + 1) if again else "")
        held = [roles["SA"], roles["BD"], roles["SU"]]
        admin = _person(world, f"admin@{local}.example", world.rng.choice(PEOPLE), company, held, "영업")
        if index < 6:
            _person(world, f"sales@{local}.example", world.rng.choice(PEOPLE), company, [roles["SU"]], "영업")
        world.suppliers.append(company)
        world.bidders[company.pk] = admin
        world.tiers[company.pk] = tier

    _money_people(replace(world, rng=random.Random(4)), roles)  # noqa: S311 (all that others chose stays as it was)


def _member(world: World, roles: dict[str, Role], local: str, name: str, codes, department: str, limit) -> None:
    """Somebody of the buying organisation."""
    if world.buyer is None:
        raise AssertionError("the buying organisation comes first")
    held = [roles[code] for code in codes]
    user = _person(world, f"{local}@hanbit.example", name, world.buyer, held, department, limit)
    user.is_staff = bool({"AD", "CM"} & set(codes))
    user.is_superuser = "AD" in codes
    user.save(update_fields=["is_staff", "is_superuser"])
    for code in codes:
        world.staff.setdefault(code, []).append(user)


def _money_people(world: World, roles: dict[str, Role]) -> None:
    """More of finance at the buyer; in every supplier too, for who receives does not approve; of ESG in some."""
    for member in (*MONEY_STAFF, *GROWTH_STAFF):
        _member(world, roles, *member)
    for company in world.suppliers:
        address = world.bidders[company.pk].email.partition("@")[2]
        held = [roles["SF"], roles["SU"]]
        user = _person(world, f"finance@{address}", world.rng.choice(PEOPLE), company, held, "재무")
        world.finance[company.pk] = user
    for member in [*CARE_STAFF, *BRAND_STAFF]:
        _member(world, roles, *member)
    for company in world.suppliers[:6]:
        address = world.bidders[company.pk].email.partition("@")[2]
        held = [roles["SE"], roles["SU"]]
        _person(world, f"esg@{address}", world.rng.choice(PEOPLE), company, held, "ESG")


def _business_number(world: World, index: int) -> str:
    """One that no company has yet: of many companies two may draw the same."""
    while True:
        nine = f"{101 + index * 7 % 800}81{world.rng.randrange(10_000):04d}"
        brn = nine + str(brn_check_digit(nine))
        if not Company.objects.filter(brn=brn).exists():
            return brn


def _certificate_year(day: date) -> tuple[date, date]:
    """The year of a certificate of size, from April to March, that holds on the day and a quarter longer.

    >>> _certificate_year(date(2026, 11, 30)), _certificate_year(date(2027, 2, 1))
    ((datetime.date(2026, 4, 1), datetime.date(2027, 3, 31)), (datetime.date(2026, 4, 1), datetime.date(2028, 3, 31)))
    """
    begins = day.year if day.month >= 4 else day.year - 1
    ends = date(begins + 1, 3, 31)
    return date(begins, 4, 1), ends if ends - day >= timedelta(days=90) else date(begins + 2, 3, 31)


def _company(world: World, index: int, name_ko: str, name_en: str, **fields) -> Company:
    brn = _business_number(world, index)
    since, until = _certificate_year(today())
    company = Company.objects.create(
        uid=world.uid(),
        number=next_number("CMP"),
        state=CompanyState.ACTIVE,
        legal_name_ko=name_ko,
        legal_name_en=name_en,
        brn=brn,
        rep_name=world.rng.choice(PEOPLE),
        established_on=date(world.rng.randrange(1988, 2021), world.rng.randrange(1, 13), world.rng.randrange(1, 28)),
        industry="C2400",
        postcode=f"{world.rng.randrange(36_000, 38_000)}",
        address=world.rng.choice(["경상북도 포항시 남구 철강로", "전라남도 광양시 산업로", "울산광역시 북구 매곡로"]),
        address_detail=f"{world.rng.randrange(1, 400)}",
        phone=f"054-555-{world.rng.randrange(10_000):04d}",
        **fields,
    )
    record(company, "entered_by_demo", by=None)
    if not company.is_buyer and company.size_class:
        record_standing(
            company,
            "size_class",
            company.size_class,
            valid_from=since,
            valid_to=until,
            source="중소기업확인서",
        )
    return company


def _person(
    world: World, email: str, name: str, company: Company, roles: list[Role], department: str, limit=None
) -> User:
    user = User(email=email, name=name, uid=world.uid())
    user.password = world.password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    membership = Membership.objects.create(
        user=user, company=company, uid=world.uid(), department=department, approval_limit_won=limit
    )
    membership.roles.set(roles)
    user.active_membership = membership
    user.save(update_fields=["active_membership"])
    if any(role.mfa_required for role in roles):
        enrol_totp_for_demo(user)
    return user


COMING = [  # Korean, English, who registers it; each at another place of its life
    ("여울포장", "Yeoul Packaging", "seo@yeoul.example", "서가을"),
    ("해솔기계", "Haesol Machinery", "noh@haesol.example", "노아침"),
    ("도담산업", "Dodam Industries", "gu@dodam.example", "구나래"),
]
REASON = "등록증의 업태가 도소매입니다. 제조 시설을 확인할 수 없어 반려합니다."
APPEAL = "2026년부터 임차 공장에서 직접 가공합니다. 임대차 계약서와 공장등록증명서를 붙입니다."


def fill_coming(world: World) -> None:
    """Companies that are not there yet, or no longer: submitted, rejected with an appeal, dormant."""
    world = replace(world, rng=random.Random(6))  # noqa: S311 (all that others chose stays as it was)
    officer = world.one("PO", 1)
    for place, (name_ko, name_en, email, name) in enumerate(COMING):
        person = User(email=email, name=name, uid=world.uid(), password=world.password())
        person.save()
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        company = _registered(world, 900 + place, name_ko, name_en, person)
        if place == 1:
            reject_company(company, reason=REASON, by=officer)
            papers = [paper("lease"), paper("factory-certificate")]
            appeal_rejection(company, text=APPEAL, papers=papers, by=person)
        elif place == 2:
            approve_company(company, by=officer)
            _fallen_asleep(company)


def _registered(world: World, index: int, name_ko: str, name_en: str, person: User) -> Company:
    """Entered by ``person``, complete and submitted, with a certificate issued last week."""
    company = register_company(
        by=person,
        brn=_business_number(world, index),
        legal_name_ko=name_ko,
        legal_name_en=name_en,
        rep_name=world.rng.choice(PEOPLE),
        address="경상북도 포항시 남구 철강산단로",
        phone=f"054-555-{world.rng.randrange(10_000):04d}",
        about_ko="공장 설비의 부품을 만듭니다.",
        about_en="Makes parts of plant equipment.",
    )
    if not isinstance(company, Company):
        raise AssertionError("the number of the demonstration is free")
    if person.needs_second_factor:
        enrol_totp_for_demo(person)
    certificate = store_upload(paper("registration-certificate"), company=company, by=person)
    issued_on = today() - timedelta(days=7)
    edit_company(company, by=person, registration_document=certificate, registration_issued_on=issued_on)
    return submit_company(company, by=person)


def _fallen_asleep(company: Company) -> None:
    """Let in long ago, and not a word since: the nightly work finds it."""
    long_ago = db_now() - timedelta(days=3 * 366)
    Company.objects.filter(pk=company.pk).update(created_at=long_ago)
    move(company, "rest", by=None, reason="2년 넘게 로그인도 입찰도 없음")


def paper(name: str) -> ContentFile:
    """A one-page PDF that names itself."""
    line = f"BT /F1 16 Tf 60 760 Td ({name}: sample document of the demonstration) Tj ET"
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
    return ContentFile(body.encode("latin-1"), name=f"{name}.pdf")


parts.add("people", Part(order=10, title="companies and people", fill=fill))
TOLD = (
    "Registrations: seo@yeoul.example waits for a review (po, po2), noh@haesol.example has appealed against its "
    "rejection (ap decides), gu@dodam.example is dormant and can ask to be verified anew."
)
COMING_TITLE = "registrations, an appeal, a dormant company"
parts.add("coming companies", Part(order=98, title=COMING_TITLE, fill=fill_coming, told=TOLD))
