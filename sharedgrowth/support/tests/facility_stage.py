"""Facility solutions as the tests need them: a checklist, a visit in each of its states."""

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, staff
from sharedgrowth.support.models import Checklist, ChecklistItem, FacilityFault, FacilityInspection
from sharedgrowth.support.services import facility as services
from sharedgrowth.support.services.facility import AnswerIn


def checklist(code: str = "press", *, items: int = 3) -> Checklist:
    """In force, with some items."""
    made = Checklist.objects.create(code=code, title_ko="프레스", title_en="Presses", state="published")
    for no in range(1, items + 1):
        ChecklistItem.objects.create(checklist=made, no=no, text_ko=f"점검 {no}", text_en=f"Look at {no}")
    return made


def planned(company: Company | None = None, *, inspector: User | None = None) -> FacilityInspection:
    """For today."""
    return services.plan_inspection(
        company or CompanyFactory(),
        checklist=Checklist.objects.filter(code="press").first() or checklist(),
        inspector=inspector or staff("CN"),
        planned_on=today(),
        site="1공장",
        subject="프레스 3호기",
        by=staff("SG"),
    )


def on_site(company: Company | None = None) -> FacilityInspection:
    """The safety form is filled in."""
    visit = planned(company)
    return services.begin_inspection(visit, hazards=["machine"], measures="전원을 내리고 잠급니다.", by=visit.inspector)


def answered(visit: FacilityInspection, *verdicts: str, severity: str = "medium") -> list[FacilityFault]:
    """One verdict after the other."""
    items = visit.checklist.items.order_by("no")
    given = {
        item: AnswerIn(verdict, "덮개가 없습니다.", severity) for item, verdict in zip(items, verdicts, strict=False)
    }
    return services.answer_items(visit, given, by=visit.inspector)


def reported(company: Company | None = None, *, severity: str = "medium") -> FacilityInspection:
    """With one fault that the company mends."""
    visit = on_site(company)
    answered(visit, "ok", "fault", "na", severity=severity)
    return services.report_inspection(visit, summary="한 가지를 고칩니다.", by=visit.inspector)
