"""The demonstration's sourcing groups with applications in every state, second looks, a block and an appeal."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from catalog import services
from catalog.models import ClassNode, GroupApplication, GroupCall, Product, SecondLook, SourcingGroup
from catalog.queries.classes import UNSPSC
from catalog.states import ESG_ENTRY, LookState, ProductState
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.demo import Part, World, parts
from portal.people.models import Certificate, CertificateKind, Company
from portal.people.services import record_standing

CRITERIA = [
    ("신용", "Credit", 25),
    ("기술 능력", "Technical capability", 25),
    ("납품 실적", "References", 20),
    ("품질 체계", "Quality system", 15),
    ("납기와 물류", "Delivery and logistics", 15),
]
GROUPS = [  # code, names, classes, requirement
    ("MRO-BRG", "베어링·동력전달", "Bearings and power transmission", ("31170000", "26110000"),
     "압연·연주 설비용 베어링과 동력전달 부품을 만들거나 제조사의 대리점 계약이 있는 회사",
     "Makers of bearings and power-transmission parts for rolling and casting, or their authorised dealers"),
    ("MRO-LUB", "윤활·방청유", "Lubricants and rust preventives", ("15120000",),
     "물질안전보건자료를 갖추고 제철소에 200 L 이상 공급할 수 있는 회사",
     "Companies with safety data sheets that can supply 200 L or more to the works"),
    ("EQP-PMP", "펌프·밸브", "Pumps and valves", ("40150000", "40140000"),
     "냉각수·유압 계통 펌프와 밸브의 제조사, 현장 정비 48시간 안에 가능",
     "Makers of pumps and valves for cooling water and hydraulics; repair on site within 48 hours"),
    ("SAF-PPE", "안전 보호구", "Protective equipment", ("46180000",),
     "안전 인증을 받은 보호구의 제조사 또는 수입사",
     "Makers or importers of certified protective equipment"),
]  # fmt: skip
CANCELLATION = (
    "납기를 한 해에 세 번 어기거나, 인증이 만료되어 석 달 안에 갱신하지 않거나, 허위 서류가 확인되면 취소합니다.",
    "Cancelled after three late deliveries in a year, a certificate not renewed in three months, or false documents.",
)
ANSWERS = {
    "c1": "신용평가 등급 BBB+, 최근 3년 연속 흑자입니다.",
    "c2": "설계 인력 6명, 시험 설비 3종을 갖추고 있습니다.",
    "c3": "제철·제강 업체 4곳에 최근 3년 동안 27회 납품했습니다.",
    "c4": "ISO 9001을 2015년부터 유지하고 수입 검사 기록을 보관합니다.",
    "c5": "포항 창고에서 당일 출고하며 지난해 납기 준수율은 97%입니다.",
}
RATINGS = [("0.80", "0.70", "0.90", "0.80", "0.60"), ("0.90", "0.85", "0.80", "0.90", "0.85")]
REASONS = ["등급과 재무제표를 확인했습니다.", "설비 목록과 도면으로 보았습니다.", "납품 확인서 4건이 있습니다.",
           "심사 기록을 보았습니다.", "납기 자료를 확인했습니다."]  # fmt: skip


def fill(world: World) -> None:
    """Groups, applications from the draft to the appeal; looks and an appeal about a product."""
    groups = [_group(world, row) for row in GROUPS]
    closed = services.announce_group(groups[0], by=world.one("PO"))
    opened = [services.announce_group(group, by=world.one("PO", 1)) for group in groups[1:3]]
    _applications_of_closed(world, closed)
    _draft_and_applied(world, opened[0])
    _looks_and_appeal(world)


def _group(world: World, row: tuple) -> SourcingGroup:
    code, name_ko, name_en, classes, need_ko, need_en = row
    return services.keep_group(
        None,
        by=world.one("PO"),
        facts={
            "code": code, "name_ko": name_ko, "name_en": name_en, "requirements_ko": need_ko,
            "requirements_en": need_en, "cancellation_ko": CANCELLATION[0], "cancellation_en": CANCELLATION[1],
        },
        classes=ClassNode.objects.filter(scheme__code=UNSPSC, code__in=classes),
        criteria=[services.CriterionIn(ko, en, Decimal(weight)) for ko, en, weight in CRITERIA],
        documents=[
            services.DocumentIn("신용평가서", "Credit report"),
            services.DocumentIn("납품 실적 증명", "Proof of deliveries"),
            services.DocumentIn("품질 매뉴얼", "Quality manual", False),
        ],
    )  # fmt: skip


def _apply(world: World, call: GroupCall, company: Company, *, submit: bool = True) -> GroupApplication:
    by = world.bidders[company.pk]
    application = services.start_application(call, by=by)
    services.save_application(
        application, by=by, answers=ANSWERS, references="새날제강, 롤러 베어링, 2025\n푸른물철강, 정비 부품, 2024"
    )
    if submit:
        for code, name in (("d1", "credit-report"), ("d2", "deliveries")):
            services.add_document(application, _paper(company, name), code=code, by=by)
        services.submit_application(application, by=by)
    return application


def _paper(company: Company, name: str) -> ContentFile:
    """A one-page PDF that names itself: the demonstration invents no facts about credit."""
    line = f"BT /F1 16 Tf 60 760 Td ({name} {company.number}: sample document of the demonstration) Tj ET"
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


def _applications_of_closed(world: World, call: GroupCall) -> None:
    """Announced 40 days ago, closed 5 days ago: each application has come as far as another one."""
    companies = [world.suppliers[place] for place in (21, 18, 9, 15, 17, 12, 4)]
    applications = [_apply(world, call, company) for company in companies]
    _womens_enterprise(world, companies[0])
    closes_at = datetime.combine(business_days_after(today(), -4), time(18), SEOUL)
    GroupCall.objects.filter(pk=call.pk).update(announced_at=closes_at - timedelta(days=35), closes_at=closes_at)
    GroupApplication.objects.filter(call=call).update(applied_at=closes_at - timedelta(days=3, hours=7))
    services.close_calls()
    call.refresh_from_db()
    services.answer_applicants(
        call,
        by=world.one("PO"),
        plan_ko="두 사람이 서류로 평가하고, 마감 뒤 2주 안에 결과를 알립니다.",
        plan_en="Two people evaluate the documents; results are notified within two weeks of closing.",
    )
    rows = [GroupApplication.objects.select_related("call__group", "company").get(pk=row.pk) for row in applications]
    passed, failed, at_gate, evaluated, checked, returned, _applied = rows
    for number, application in enumerate((passed, failed, at_gate)):
        _evaluate(world, application, RATINGS[number == 2])
    for application in (passed, failed):
        for fact, value, until in ((ESG_ENTRY, "QUALIFIED", today() + timedelta(days=365)), ("esg.code", "1.0", None)):
            record_standing(
                application.company, fact, value, valid_from=today(), valid_to=until, source=application.number
            )
        services.record_gate(application, by=world.one("ER"), reason="E-1부터 E-10까지 모두 예. 증빙 서류 확인.")
        services.decide_application(application, by=world.one("AP"), reason="평가표와 진입 자격을 확인했습니다.")
        services.notify_result(application)
    services.appeal_registration(
        failed, by=world.bidders[failed.company_id], text="2025년 납품 3건이 실적에서 빠졌습니다. 확인서를 붙입니다."
    )
    for application in (evaluated, checked, returned):
        services.check_application(application, by=world.one("PO"))
    services.begin_evaluation(evaluated, by=world.one("PO"))
    services.ask_documents(returned, by=world.one("PO"), note="신용평가서가 지난해 것입니다. 올해 것을 내 주십시오.")


def _womens_enterprise(world: World, company: Company) -> None:
    """A certificate in force since before the announcement."""
    kind = CertificateKind.objects.get(code="WOMEN")
    begins = today() - timedelta(days=200)
    ends = begins + timedelta(days=3 * 365)
    certificate = Certificate.objects.create(
        uid=world.uid(), company=company, kind=kind, number="W-2026-0418", issuer="한빛지방중소기업청",
        valid_from=begins, valid_to=ends, state="valid", added_by=world.bidders[company.pk],
        verified_by=world.one("PO"), verified_at=db_now(),
    )  # fmt: skip
    record_standing(
        company, "certificate.WOMEN", certificate.number, valid_from=begins, valid_to=ends,
        source=f"{kind.name_ko} {certificate.number}", by=world.one("PO"),
    )  # fmt: skip


def _evaluate(world: World, application: GroupApplication, ratings: tuple[str, ...]) -> None:
    officer = world.one("PO", 1)
    services.check_application(application, by=officer)
    services.begin_evaluation(application, by=officer)
    given = {f"c{place}": (Decimal(value), REASONS[place - 1]) for place, value in enumerate(ratings, start=1)}
    services.rate_application(application, by=officer, ratings=given)
    services.rate_application(application, by=world.one("EV"), ratings=given)
    services.close_evaluation(application, by=officer)


def _draft_and_applied(world: World, call: GroupCall) -> None:
    _apply(world, call, world.suppliers[16])
    _apply(world, call, world.suppliers[6], submit=False)


def _looks_and_appeal(world: World) -> None:
    """Some second looks are made, others wait; one product is blocked until a day, and its supplier appeals."""
    officers = [world.one("PO"), world.one("PO", 1)]
    for number, look in enumerate(SecondLook.objects.filter(state=LookState.WAITING).order_by("pk")[:4]):
        second = next(officer for officer in officers if officer.pk != look.first_by_id)
        if number == 1:
            services.correct_review(look, by=second, note="시험 조건의 온도를 적어 주십시오.")
        elif number < 3:
            services.agree_with_review(look, by=second)
    product = Product.objects.filter(state=ProductState.PUBLISHED, sku="CR-159").select_related("company").first()
    if product is not None:
        services.block_product(
            product, by=officers[0], reason="표기된 허용 하중의 근거를 확인할 때까지 공개를 멈춥니다.",
            until=today() + timedelta(days=20),
        )  # fmt: skip
        text = "하중 시험 성적서를 붙입니다. 4.2 kN은 안전율 3을 넣은 값입니다."
        services.appeal_product(product, by=world.bidders[product.company_id], text=text)


parts.add("catalog-review", Part(order=28, title="sourcing groups, second looks, an appeal", fill=fill))
