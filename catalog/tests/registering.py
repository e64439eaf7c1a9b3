"""Groups and applications in any state, made by the services that the screens use."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from catalog import services
from catalog.models import GroupApplication, GroupCall, SourcingGroup
from catalog.states import ESG_ENTRY
from catalog.tests.factories import class_node
from portal.clock import db_now, today
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.kept import kept

PAPER = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
CRITERIA = [
    ("신용", "Credit", 25),
    ("기술 능력", "Technical capability", 25),
    ("납품 실적", "References", 20),
    ("품질 체계", "Quality system", 15),
    ("납기와 물류", "Delivery and logistics", 15),
]
RATINGS = dict(zip(["c1", "c2", "c3", "c4", "c5"], map(Decimal, ["0.80", "0.70", "0.90", "0.80", "0.60"]), strict=True))


@kept
def group_of(code: str = "BRG", **facts) -> SourcingGroup:
    """A sourcing group with the five criteria of domain 1.7 and one document needed."""
    return services.keep_group(
        None,
        by=staff("PO"),
        facts={
            "code": code,
            "name_ko": "베어링",
            "name_en": "Bearings",
            "requirements_ko": "베어링을 만들거나 대리점 계약이 있는 회사",
            "requirements_en": "Makers of bearings and their authorised dealers",
            "cancellation_ko": "납기를 세 번 어기면 취소합니다.",
            "cancellation_en": "Cancelled after three late deliveries.",
            **facts,
        },
        classes=[class_node()],
        criteria=[services.CriterionIn(ko, en, Decimal(weight)) for ko, en, weight in CRITERIA],
        documents=[
            services.DocumentIn("신용평가서", "Credit report"),
            services.DocumentIn("회사 소개서", "Profile", False),
        ],
    )


@kept
def open_call(group: SourcingGroup | None = None) -> GroupCall:
    """An announcement that takes applications."""
    return services.announce_group(group or group_of(), by=staff("PO"))


@kept
def close_now(call: GroupCall) -> GroupCall:
    """The time has come: announced 31 days ago, closed a minute ago."""
    now = db_now()
    GroupCall.objects.filter(pk=call.pk).update(
        announced_at=now - timedelta(days=31), closes_at=now - timedelta(minutes=1)
    )
    services.close_calls()
    call.refresh_from_db()
    return call


@kept
def whole_application(call: GroupCall, *, by: User) -> GroupApplication:
    """Submitted, with everything that it needs."""
    application = services.start_application(call, by=by)
    answers = {row["code"]: f"{row['name_ko']}: 근거 서류 1쪽" for row in call.criteria}
    services.save_application(application, by=by, answers=answers, references="한빛제철, 볼 베어링, 2025")
    services.add_document(application, ContentFile(PAPER, name="credit.pdf"), code="d1", by=by)
    return services.submit_application(application, by=by)


@kept
def applied(call: GroupCall | None = None) -> GroupApplication:
    """An application of a company at level L0, after the announcement has closed."""
    call = call or open_call()
    person = supplier("SA", "SU", company=CompanyFactory(level=Level.L0))
    application = whole_application(call, by=person)
    close_now(call)
    return GroupApplication.objects.select_related("call__group", "company").get(pk=application.pk)


@kept
def evaluated(
    application: GroupApplication, *, by: User | None = None, ratings: dict | None = None, begin: bool = True
) -> GroupApplication:
    """Checked, rated by one officer, and added up."""
    officer = by or staff("PO")
    if begin:
        services.check_application(application, by=officer)
        services.begin_evaluation(application, by=officer)
    given = {code: (rating, "서류로 확인했습니다.") for code, rating in (ratings or RATINGS).items()}
    services.rate_application(application, by=officer, ratings=given)
    services.close_evaluation(application, by=officer)
    application.refresh_from_db()
    return application


@kept
def gated(application: GroupApplication, *, by: User, verdict: str = "QUALIFIED") -> GroupApplication:
    """Entry and consent are in force, and what the entry gate says is taken over."""
    through_the_gate(application.company, verdict=verdict)
    return services.record_gate(application, by=by, reason="E-1부터 E-10까지 모두 예")


@kept
def through_the_gate(company: Company, *, verdict: str = "QUALIFIED") -> None:
    """What upper floors record of a company that was decided about, and that consented to the code of conduct."""
    for fact, value in ((ESG_ENTRY, verdict), ("esg.code", "1.0")):
        record_standing(company, fact, value, valid_from=today(), source="ENT-2026-1")
