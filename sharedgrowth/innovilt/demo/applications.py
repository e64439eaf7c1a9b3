# ruff: noqa: E501
"""INNOVILT in the demonstration: applications in every state, a meeting in session, members, surveillances."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from catalog.models import Product
from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.innovilt.demo.products import company_named, product_of
from sharedgrowth.innovilt.models import AllianceBenefit, AllianceMember, InnoviltApplication, Meeting
from sharedgrowth.innovilt.queries.applications import sheets_of
from sharedgrowth.innovilt.services import alliance, applications, committee, contents, proofs, reviews, surveillances
from sharedgrowth.innovilt.states import ApplicationState, Category, Choice, PaperKind, SteelForm
from sharedgrowth.innovilt.states import Part as Portion
from sharedgrowth.innovilt.states.questions import QUESTIONS

A = ApplicationState
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ROWS = [  # product, how far, category, form, grade, t in one unit, units sold, region, plant, technology, market
    ("deck", A.CERTIFIED, Category.STRUCTURE, SteelForm.COATED, "SGCC", "0.0142", 26_000, "KR-44", "충남 당진시 송악읍 1공장",
     "끼워 맞추는 이음으로 현장 용접을 없앴습니다. 실물 재하 시험에서 설계 하중의 1.9배를 견뎠고, 이음 형상은 특허로 보호됩니다.",
     "물류 창고와 반도체 공장의 바닥에 쓰입니다. 최근 3년간 41개 현장에 납품하였습니다."),
    ("pipe", A.CERTIFIED, Category.PIPE, SteelForm.HOT_ROLLED, "SPPS38", "0.0963", 5_200, "KR-48", "경남 김해시 진영읍 강관공장",
     "용접부를 온라인으로 열처리하여 용접선의 경도가 모재와 같습니다. 수압 시험 기록이 관마다 남습니다.",
     "지역난방과 플랜트 배관에 쓰입니다. 세 발주처가 자재 승인 목록에 올렸습니다."),
    ("bolt", A.COMMITTEE, Category.FASTENER, SteelForm.WIRE_ROD, "SCM435", "0.00049", 410_000, "KR-47", "경북 포항시 남구 체결구공장",
     "지연 파괴를 막는 열처리와 아연 니켈 도금을 함께 씁니다. 14.9급에서 500시간을 견뎠습니다.",
     "철골 접합부의 볼트 수를 3분의 1 줄입니다. 교량 두 곳에서 시험하고 있습니다."),
    ("facade", A.DEFERRED, Category.FACADE, SteelForm.COATED, "PosMAC3", "0.0096", 8_000, "KR-41", "경기 화성시 외장패널공장",
     "삼원계 도금에 불소 도장을 하여 염수 분무 3,000시간을 지났습니다.", "해안 상가와 공항 시설의 외벽을 겨냥합니다."),
    ("solar", A.SITE_CHECK, Category.SOLAR, SteelForm.COATED, "PosMAC3", "0.0068", 12_000, "KR-46", "전남 광양시 구조물공장",
     "볼트만으로 세우는 지지대입니다. 풍동 시험으로 초속 42미터까지 확인하였습니다.", "육상과 수상 태양광에 쓰입니다."),
    ("stairs", A.TECH_REVIEW, Category.STRUCTURE, SteelForm.PLATE, "SM355", "0.0325", 900, "KR-44", "충남 아산시 조립공장",
     "한 층을 한 덩어리로 올리는 계단입니다. 소음과 진동이 적습니다.", "공동주택과 학교 증축에 쓰입니다."),
    ("roof", A.CERTIFIED, Category.ROOF, SteelForm.COATED, "SGCC", "0.0079", 15_000, "KR-44", "충남 당진시 송악읍 2공장",
     "결로를 막는 부직포를 공장에서 붙입니다.", "공장과 축사의 지붕에 쓰입니다."),
    ("mesh", A.CERTIFIED, Category.CIVIL, SteelForm.WIRE_ROD, "SWRM10", "0.0052", 30_000, "KR-42", "강원 동해시 철망공장",
     "굵은 선재를 한 번에 저항 용접합니다.", "물류 바닥과 도로 포장에 쓰입니다."),
    ("fence", A.ELIGIBILITY, Category.CIVIL, SteelForm.HOT_ROLLED, "SS275", "0.0189", 6_400, "KR-48", "경남 창원시 성형공장",
     "냉간 성형한 지주를 기초에 볼트로 잇습니다. 차량 충돌 시험을 지났습니다.", "도로 방음벽과 철도 변에 쓰입니다."),
    ("grating", A.RETURNED, Category.CIVIL, SteelForm.HOT_ROLLED, "SS275", "0.0241", 11_000, "KR-44", "충남 당진시 송악읍 2공장",
     "톱니형 평강을 압접하여 미끄러지지 않습니다.", "플랜트 통로와 배수로에 쓰입니다."),
    ("duct", A.DRAFT, Category.INTERIOR, SteelForm.STAINLESS, "STS304", "0.0112", 0, "KR-41", "경기 시흥시 덕트공장", "", ""),
]  # fmt: skip
BENEFITS = [
    ("공동 기술 지원", "Joint engineering", "구조 설계와 시험을 연구소와 함께합니다.", "Structural design and tests together with the institute."),
    ("공동 홍보", "Joint promotion", "전시회와 설계사 설명회에 함께 섭니다.", "Fairs and briefings of designers together."),
    ("소재 우선 상담", "Material first", "새 강종의 시험 물량을 먼저 상담합니다.", "New grades are offered to members for trials first."),
]  # fmt: skip
KEPT = {"bolt": ("고은볼트", "HTB-M24-90")}  # goods of the catalogue itself


def fill(world: World) -> None:
    """Benefits, then every row as far as it says; what waits for the committee comes into a meeting in session."""
    if InnoviltApplication.objects.exists():
        return
    office = world.one("IV")
    for order, (ko, en, text_ko, text_en) in enumerate(BENEFITS):
        benefit = AllianceBenefit(order=order, title_ko=ko, title_en=en, text_ko=text_ko, text_en=text_en)
        alliance.save_benefit(benefit, by=office)
    made = {row[0]: _drawn(world, row) for row in ROWS}
    for number, row in enumerate(ROWS):
        _bring(world, made[row[0]], row[1], number)
    _meet(world, [made[key] for key in ("deck", "pipe", "roof", "mesh", "facade")])
    _vote(world, made["bolt"])
    _watch(world, made["deck"])


def _product(world: World, key: str) -> Product:
    if key not in KEPT:
        return product_of(world, key)
    maker, sku = KEPT[key]
    return Product.objects.get(company=company_named(world, maker), sku=sku)


def _drawn(world: World, row) -> InnoviltApplication:
    key, state, category, form, grade, weight, units, region, plant, technology, market = row
    product = _product(world, key)
    by = world.bidders[product.company_id]
    application = applications.start_application(product, by=by)
    words = {"category": category, "technology": technology, "market": market, "plant": plant, "plant_region": region,
             "price_position": "같은 성능의 수입품보다 8퍼센트 낮습니다." if technology else ""}  # fmt: skip
    year = today().year - 1
    application = applications.save_application(application, words, sold=[(year, units)], by=by)
    given = {"name": "본체 강판" if form != SteelForm.WIRE_ROD else "선재", "grade": grade, "form": form, "posco": True,
             "t_per_unit": Decimal(weight), "yield_rate": Decimal("0.985"), "maker": "", "fastener": False}  # fmt: skip
    item = contents.save_item(application, given, by=by)
    if state == A.DRAFT:
        return application
    _prove(world, application, item, Decimal(weight) * units, year, by)
    for kind, title in (
        (PaperKind.DRAWING, "제작 도면"),
        (PaperKind.TEST, "시험 성적서"),
        (PaperKind.PATENT, "특허증"),
    ):
        upload = ContentFile(PDF, name=f"{product.sku.lower()}-{kind}.pdf".replace("/", "-"))
        contents.add_paper(application, kind=kind, title=title, upload=upload, by=by)
    return application


def _prove(world: World, application: InnoviltApplication, item, needed: Decimal, year: int, by: User) -> None:
    """Coils of about a fifth of what was needed, and a little more than enough."""
    share = (needed * Decimal("1.03") / Decimal("0.985") / 4).quantize(Decimal("0.001"))
    for place in range(4):
        serial = f"{application.pk:03d}{place + 1}"
        bought = today().replace(year=year, month=2 + 3 * place, day=11)
        given = {
            "item": item, "sheet_no": f"MC-{year}-{serial}", "issued_on": bought - timedelta(days=6), "seller": "한빛제철",
            "heat_no": f"SC{year % 100}{serial}", "coil_no": f"C{place + 1:02d}", "grade": item.grade, "form": item.form,
            "coil_t": share + Decimal("0.500"), "bought_on": bought, "tonnes": share,
        }  # fmt: skip
        proofs.add_proof(application, given, by=by)
        record = {"heat_no": given["heat_no"], "coil_no": given["coil_no"], "sheet_no": given["sheet_no"], "grade": item.grade,
                  "tonnes": given["coil_t"], "shipped_on": given["issued_on"]}  # fmt: skip
        if application.product.sku != "BGF-12" or place != 2:  # one coil that the mill has not shipped
            proofs.import_records([record], by=world.one("IV"))


def _bring(world: World, application: InnoviltApplication, state: str, number: int) -> None:
    """Step by step, as far as the row says; committee and beyond are left to the meetings."""
    by, office = world.bidders[application.company_id], world.one("IV")
    before = (A.DEFERRED, A.CERTIFIED, A.COMMITTEE)
    steps: list[tuple[str, Callable[[], object]]] = [
        (A.SUBMITTED, lambda: applications.submit_application(application, by=by)),
        (A.ELIGIBILITY, lambda: applications.take_up(application, by=office)),
        (A.TECH_REVIEW, lambda: _examined(application, office)),
        (A.MARKET_REVIEW, lambda: _reviewed(world, application, Portion.TECHNOLOGY, number)),
        (A.SITE_CHECK, lambda: _reviewed(world, application, Portion.MARKET, number)),
        (A.COMMITTEE, lambda: _visited(world, application)),
    ]
    if state == A.DRAFT:
        return
    goal = A.COMMITTEE if state in before else A.ELIGIBILITY if state == A.RETURNED else state
    for reached, step in steps:
        step()
        application.refresh_from_db()
        if reached == goal:
            break
    if state == A.RETURNED:
        words = "시험 성적서의 시험일이 2년을 넘었습니다. 새 성적서를 내 주십시오."
        applications.return_application(application, reason=words, by=office)
    if state == A.ELIGIBILITY:
        proofs.ask_mill(application, by=office)
        applications.examine(application, by=office)
    if state == A.TECH_REVIEW:
        _ask(world, application, Portion.TECHNOLOGY, number, hand_in=1)
    if state == A.SITE_CHECK:
        reviews.plan_check(application, planned_on=today() + timedelta(days=3), inspector=world.one("CN", 1), by=office)


def _examined(application: InnoviltApplication, office: User) -> None:
    proofs.ask_mill(application, by=office)
    for sheet in sheets_of(application):
        if sheet.state == "pending":
            proofs.judge_sheet(sheet, known=True, reason="제철소 품질보증그룹에 전화로 확인함", by=office)
    applications.examine(application, by=office)


def _ask(world: World, application: InnoviltApplication, part: str, number: int, *, hand_in: int = 2) -> None:
    for place in range(2):
        expert = world.one("EV", place)
        review = reviews.assign_reviewer(application, part=part, reviewer=expert, by=world.one("IV"))
        if place >= hand_in:
            continue
        marks = {
            str(name): 4 if (number + order + place) % 3 else 3 for order, name in enumerate(QUESTIONS[part].values)
        }
        reviews.hand_in_review(
            review,
            marks=marks,
            strengths="시험 자료가 충실하고 현장 적용 실적이 있습니다."
            if part == Portion.TECHNOLOGY
            else "수요가 뚜렷하고 판매 계획이 구체적입니다.",
            weaknesses="장기 내구성 자료가 더 필요합니다."
            if part == Portion.TECHNOLOGY
            else "해외 판로가 아직 좁습니다.",
            free=True,
            by=expert,
        )


def _reviewed(world: World, application: InnoviltApplication, part: str, number: int) -> None:
    _ask(world, application, part, number)
    reviews.pass_part(application, by=world.one("IV"))


def _visited(world: World, application: InnoviltApplication) -> None:
    inspector = world.one("CN", 1)
    check = reviews.plan_check(application, planned_on=today(), inspector=inspector, by=world.one("IV"))
    answers = {
        str(name): {"mark": "3" if order else "4", "note": ""}
        for order, name in enumerate(QUESTIONS[Portion.OPERATION].values)
    }
    answers["trace"]["note"] = "코일 꼬리표와 생산 전표가 서로 맞습니다."
    told = {
        "answers": answers,
        "foreign_steel": False,
        "summary": "코일 입고부터 출하까지 용강번호가 이어집니다. 다른 강재는 구역을 나누었습니다.",
        "met": "생산팀장",
    }
    reviews.save_check(check, told, by=inspector)
    reviews.hold_check(check, by=inspector)


def _called(world: World, products: list[InnoviltApplication]) -> Meeting:
    people = [world.one("IV", place) for place in range(1, 7)]
    meeting = committee.call_meeting(
        held_on=today(), place="본사 3층 회의실", chair=people[0], members=people[1:], by=world.one("IV")
    )
    for product in products:
        committee.put_on_agenda(meeting, product, by=world.one("IV"))
    return committee.open_meeting(meeting, by=people[0])


def _meet(world: World, products: list[InnoviltApplication]) -> None:
    """A meeting that is closed: four products certified, the facade panel deferred."""
    meeting = _called(world, products)
    for item in meeting.agenda.select_related("application__product").order_by("no"):
        deferred = item.application.product.sku == "NFP-40"
        for place in range(1, 7):
            no = deferred and place > 2
            committee.cast_vote(
                item,
                choice=Choice.DEFER if no else Choice.CERTIFY,
                words="옥외 폭로 시험 12개월 결과를 보고 결정합시다." if no else "",
                by=world.one("IV", place),
            )
    committee.close_meeting(meeting, by=world.one("IV", 1))


def _vote(world: World, application: InnoviltApplication) -> None:
    """A meeting in session: three have voted, who sells to the company stands back."""
    seller = world.one("IV", 5)
    committee.enter_contact(application.company, person=seller, since=today() - timedelta(days=200), by=world.one("IV"))
    meeting = _called(world, [application])
    item = meeting.agenda.get()
    for place in (1, 2, 3):
        committee.cast_vote(item, choice=Choice.CERTIFY, by=world.one("IV", place))
    committee.stand_back(item, reason="이 회사의 판매를 담당합니다.", by=seller)


def _watch(world: World, application: InnoviltApplication) -> None:
    """The member has signed; a surveillance is planned, an earlier one left a finding."""
    member = AllianceMember.objects.get(company=application.company)
    digest = alliance.agreement_hash(alliance.agreement_of(member))
    member = alliance.sign_agreement(member, sha256=digest, by=world.bidders[application.company_id])
    alliance.give_benefit(
        member,
        benefit=AllianceBenefit.objects.order_by("order")[0],
        on=today(),
        note="바닥판 합성 시험",
        by=world.one("IV"),
    )
    certificate = application.certificate
    surveillances.plan_surveillance(certificate, due_on=today() + timedelta(days=365))
    held = surveillances.plan_surveillance(certificate, due_on=today(), trigger="complaint", by=world.one("IV"))
    if held is None:
        return
    traced = {heat.coil_id: (True, "생산 전표 확인") for heat in held.sample.all()}
    words = "불량품 보관 구역의 꼬리표에 용강번호가 빠져 있습니다."
    surveillances.hold_surveillance(
        held,
        held_on=today(),
        traced=traced,
        findings=[("minor", words)],
        summary="표본 용강 세 개를 모두 추적하였습니다.",
        by=world.one("IV"),
    )


parts.add("innovilt", Part(order=88, title="INNOVILT: applications, committee, members", fill=fill))
