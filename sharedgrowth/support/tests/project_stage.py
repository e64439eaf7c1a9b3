"""Projects that have come as far as a test needs, through the services that the screens use."""

import itertools
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from portal.clock import db_now, today
from portal.people.models import User
from portal.periods import months_after
from portal.tests.factories import UserFactory, staff
from sharedgrowth.funds.models import Commitment
from sharedgrowth.funds.services import commitments
from sharedgrowth.funds.tests.factories import line
from sharedgrowth.support.models import Application, Assignment, Claim, Expert, Project, Visit
from sharedgrowth.support.services import agreements, claims, experts, kpis, plans, visits
from sharedgrowth.support.services.projects import close_project, complete_project, open_project
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.tests.factories import applied, call, person

P = ProjectState
ORDER = (P.AGREEMENT, P.IN_PROGRESS, P.COMPLETED, P.MEASURED, P.VERIFIED, P.CLOSED)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_serial = itertools.count(1)


def pdf(name: str = "invoice.pdf") -> ContentFile:
    """A small PDF to upload."""
    return ContentFile(PDF, name=name)


def committed(project: Project, *, approved: bool = True) -> Commitment:
    """The buyer's part of the project, committed in a fund."""
    made = commitments.commit(
        line(programme=project.programme, amount=4_000_000_000),
        company=project.company,
        amount=project.anchor_won,
        purpose=project.title,
        about=project,
        by=project.officer,
    )
    if approved:
        made = commitments.approve_commitment(made, by=staff("FM"))
    Project.objects.filter(pk=project.pk).update(commitment=made)
    project.commitment = made
    return made


def expert(*, days: Decimal | int = 8, disciplines: Sequence[str] = ("automation",), **given: Any) -> Expert:
    """A consultant with so many days a month, and the head of the unit."""
    user = given.pop("user", None) or staff("CN", name=f"한가람 {next(_serial)}")
    head = given.pop("head", None) or staff("RQ", name=f"부서장 {next(_serial)}")
    return Expert.objects.create(
        user=user,
        head=head,
        days_a_month=Decimal(days),
        disciplines=list(disciplines),
        department="설비기술부",
        **given,
    )


def assigned(project: Project, of: Expert | None = None, *, days: Decimal | int = 2, **given: Any) -> Assignment:
    """An expert who is released for the project."""
    of = of or expert()
    month = today().replace(day=1)
    asked = experts.ask_expert(
        project,
        of,
        days={month: Decimal(days), months_after(month, 1): Decimal(days)},
        task="데이터 수집과 개선 과제 지도",
        by=given.pop("by", None) or project.officer or staff("SG"),
        **given,
    )
    return experts.release_expert(asked, by=of.head)


def planned_visit(project: Project, of: Expert | None = None, *, on: date | None = None, at: int = 10) -> Visit:
    """A visit of an expert, to come."""
    who = of or assigned(project).expert
    return visits.plan_visit(
        project,
        expert=who,
        planned_on=on or today(),
        begins=time(at),
        site="본사 1공장",
        purpose="데이터 목록 확인",
        by=who.user,
    )


def cleared(visit: Visit) -> Visit:
    """Its safety form is filled in."""
    visits.fill_safety_form(
        visit,
        hazards=["forklift", "noise"],
        protection=["helmet", "shoes"],
        contact="생산팀 박나래",
        emergency="010-0000-0000",
        briefed=True,
        by=visit.expert.user,
    )
    visit.refresh_from_db()
    return visit


def reported(visit: Visit, **given: Any) -> Visit:
    """Seen, advised, told."""
    told = {"hours": Decimal(6), "findings": "검사 기록을 종이에 적습니다.", "advice": "측정기를 연결합니다."} | given
    return visits.report_visit(visit, by=visit.expert.user, **told)


def project(
    application: Application | None = None,
    *,
    state: ProjectState = P.AGREEMENT,
    programme: str = "smart_factory",
    officer: User | None = None,
    approved: bool = True,
    **given: Any,
) -> Project:
    """A project of ``programme`` that has come as far as ``state``; its money is committed and approved.

    Days of the past are set by hand where a state needs months: nobody waits for them in a test.
    """
    if application is None:
        application = applied(call(programme), state=ApplicationState.SELECTED, cost=given.pop("cost", 100_000_000))
    made = open_project(application, by=officer or staff("SG"))
    if made.anchor_won:
        committed(made, approved=approved)
    if given:
        Project.objects.filter(pk=made.pk).update(**given)
        made.refresh_from_db()
    if state == P.AGREEMENT:
        return made
    signed(made)
    if state == P.ON_HOLD:
        Project.objects.filter(pk=made.pk).update(state=P.ON_HOLD, held_until=today() + timedelta(days=30))
    elif state in ORDER:
        for step in ORDER[2 : ORDER.index(state) + 1]:
            {P.COMPLETED: completed, P.MEASURED: measured, P.VERIFIED: verified, P.CLOSED: closed}[step](made)
    elif state != P.IN_PROGRESS and made.state != state:
        raise ValueError(f"no way to {state} here")
    made.refresh_from_db()
    return made


def signed(project: Project) -> Project:
    """Drawn up and signed by both."""
    agreement = agreements.draw_up_agreement(
        project, scope="측정기 3대를 연결하고 검사 성적서를 자동으로 만듭니다.", begins_on=today(), by=project.officer
    )
    agreements.sign_for_company(agreement, version=agreement.version, by=person(project.company, "SA"))
    agreements.sign_for_buyer(agreement, version=agreement.version, by=staff("SG"))
    project.refresh_from_db()
    return project


def completed(project: Project) -> Project:
    """All is handed in and accepted; every indicator was measured before."""
    own = person(project.company, "SA")
    for kpi in project.kpis.all():
        kpis.set_before(
            kpi,
            before=Decimal(100),
            before_on=today() - timedelta(days=200) if project.begins_on is None else today(),
            target=None,
            how="월별 생산 일지",
            by=own,
        )
    for each in project.deliverables.all():
        plans.hand_in(each, uploads=[pdf("report.pdf")], by=own)
        each.refresh_from_db()
        plans.accept_deliverable(each, by=project.officer)
    for phase in project.phases.order_by("order"):
        plans.finish_phase(phase, by=project.officer)
    complete_project(project, by=project.officer)
    project.refresh_from_db()
    return project


def long_ago(project: Project, months: int = 4) -> Project:
    """As if it had been completed so many months ago, and its indicators measured before that."""
    on = months_after(today(), -months)
    project.kpis.update(before_on=on - timedelta(days=180))
    Project.objects.filter(pk=project.pk).update(completed_on=on, begins_on=on - timedelta(days=170))
    project.refresh_from_db()
    return project


def measured(project: Project, *, effect: Decimal | int | None = 36_000_000) -> Project:
    """Each indicator a quarter better."""
    long_ago(project)
    values = {kpi.pk: Decimal(75) if kpi.direction == "lower" else Decimal(125) for kpi in project.kpis.all()}
    kpis.measure_project(
        project,
        values=values,
        measured_on=today(),
        effect_won=Decimal(effect) if effect else None,
        effect_text="불량 감소 1.2 %p × 월 재료비" if effect else "",
        by=project.officer,
    )
    project.refresh_from_db()
    return project


def verified(project: Project) -> Project:
    """By finance."""
    kpis.verify_project(project, verified_won=project.measured_won, remark="대장과 대조했습니다.", by=staff("FI"))
    project.refresh_from_db()
    return project


def closed(project: Project) -> Project:
    """Nothing more is claimed."""
    close_project(project, by=project.officer)
    project.refresh_from_db()
    return project


def item_for(claim: Claim, *, won: Decimal | int = 10_000_000, number: str = "", **given: Any):
    """An invoice in a claim."""
    told = {
        "what": "두께 측정기",
        "vendor": "다온기기",
        "vendor_brn": "1048112340",
        "invoice_number": number or f"INV-{next(_serial):05d}",
        "invoice_on": today(),
        "amount_won": Decimal(won),
        "unrelated": True,
        "invoice": pdf(),
        "quotes": [pdf("quote.pdf")],
        "by": person(claim.project.company, "SA"),
    } | given
    return claims.add_item(claim, **told)


def colleague(project: Project, *codes: str) -> User:
    """Another person of the company."""
    return UserFactory(company=project.company, roles=codes or ("SU",))


def now():
    """The database's clock."""
    return db_now()
