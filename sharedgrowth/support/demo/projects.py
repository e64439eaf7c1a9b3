"""Experts with their months, and projects of an earlier round at every step, from the agreement to the follow-up."""

from datetime import date, time, timedelta
from decimal import Decimal
from zlib import crc32

from django.core.files.base import ContentFile

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.errors import RuleBroken
from portal.numbers import next_number
from portal.people.models import Company, User
from portal.periods import months_after
from portal.text import clean_line
from sharedgrowth.funds.queries.lines import open_line
from sharedgrowth.funds.services import commitments
from sharedgrowth.support.models import Application, Assignment, Call, CostItem, Expert, Project, terms_on
from sharedgrowth.support.queries.applicants import applicant_of, facts_in
from sharedgrowth.support.queries.calls import binding_params, rubric_of
from sharedgrowth.support.queries.experts import calendar_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import agreements, claims, experts, kpis, plans, visits
from sharedgrowth.support.services import projects as services
from sharedgrowth.support.states import ApplicationState, CallState, ProjectState
from sharedgrowth.support.states.experts import Discipline

PROFILES = (  # disciplines, years, days a month, about
    (("automation", "it"), 24, 9, "생산 설비 자동화와 데이터 수집을 맡아 왔습니다.", "Automation, data collection."),
    (("qss", "quality"), 28, 8, "정리정돈부터 과제 개선까지 현장에서 함께합니다.", "From 5S to improvement."),
    (("energy", "equipment"), 26, 7, "보일러, 압축공기, 전동기를 진단합니다.", "Boilers, compressed air, motors."),
    (("safety", "environment"), 21, 6, "안전 진단과 대기·수질 관리를 지도합니다.", "Safety, air and water."),
)
WORK = (  # programme, title, costs, how far
    ("smart_factory", "프레스 가동 기록 자동화", (("신호 수집기", 48_000_000), ("현황 화면", 32_000_000)), "claimed"),
    ("smart_factory", "검사 성적서 자동 작성", (("두께 측정기", 66_000_000), ("프로그램", 34_000_000)), "verified"),
    ("smart_factory", "열처리 이력 관리", (("온도 기록계", 24_000_000), ("프로그램", 26_000_000)), "to_sign"),
    ("smart_factory", "자재 창고 위치 관리", (("단말기", 12_000_000), ("프로그램", 33_000_000)), "measured"),
    ("qss", "마이 머신과 자주 보전", (), "running"),
    ("qss", "도장 라인 정체 줄이기", (), "closed"),
    ("energy", "압축공기와 보일러 진단", (), "completed"),
    ("energy", "전동기 교체와 배기열 회수", (), "held"),
    ("qss", "주조 불량 줄이기", (), "terminated"),
    ("energy", "조명과 냉방 절감", (), "half_signed"),
)
PAGE = (
    "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
)
SAW = (
    ("기록을 종이에 적고 월말에 모읍니다. 멈춤 사유의 40%가 비어 있습니다.", "멈춤 사유를 현장에서 고르십시오."),
    ("작업대마다 공구 위치가 다릅니다. 찾는 데 하루 25분을 씁니다.", "공구판을 만들고 빠진 공구를 보이게 하십시오."),
    ("압축공기 누설이 11곳입니다. 야간에도 압력이 걸려 있습니다.", "누설을 막고 야간 차단 밸브를 다십시오."),
)
SCOPE = "현장을 진단해 과제를 정하고 설비를 연결하며 담당자를 교육합니다. 끝에 전후 성과를 보여 줍니다."
DANGER = "프레스 3호기의 광전자식 방호장치가 꺼져 있습니다. 켤 때까지 운전을 멈춰야 합니다."


def fill(world: World) -> None:
    """Experts first, then a project for each line of ``WORK``."""
    if Project.objects.filter(title=WORK[0][1]).exists():
        return
    known = _experts(world)
    if not known:
        return
    rounds = {slug: _round(world, slug) for slug in dict.fromkeys(row[0] for row in WORK)}
    for place, (slug, title, costs, step) in enumerate(WORK):
        company = world.suppliers[(place * 3 + 1) % len(world.suppliers)]
        if company.pk not in world.bidders or rounds[slug] is None:
            continue
        _project(world, rounds[slug], company, title, costs, step, known[place % len(known)])
    world.say(f"{Expert.objects.count()} experts, {Project.objects.count()} projects")


def _experts(world: World) -> list[Expert]:
    made = list(Expert.objects.order_by("pk"))
    heads = world.staff.get("RQ", [])
    there = {expert.user_id for expert in made}
    for place, user in enumerate(world.staff.get("CN", [])):
        if user.pk in there or not heads:
            continue
        disciplines, years, days, about_ko, about_en = PROFILES[place % len(PROFILES)]
        made.append(
            experts.add_expert(
                user,
                disciplines=[str(Discipline(each)) for each in disciplines],
                years=years,
                days_a_month=Decimal(days),
                department="설비기술부",
                about_ko=about_ko,
                about_en=about_en,
                head=heads[place % len(heads)],
                by=world.one("SG"),
            )
        )
    for expert in made[:1]:
        first = months_after(today().replace(day=1), 2)
        experts.add_absence(
            expert, begins_on=first + timedelta(days=7), ends_on=first + timedelta(days=11), note="연수", by=expert.user
        )
    return [expert for expert in made if expert.head_id]


def _round(world: World, slug: str) -> Call | None:
    """The round of a year ago: it has long been decided; its own papers are no part of the demonstration."""
    programme = programmes.get(slug)
    if programme is None:
        return None
    now, officer = db_now(), world.one("SG")
    return Call.objects.create(
        number=next_number("CALL"),
        programme=slug,
        state=CallState.DECIDED,
        title_ko=f"{programme.title} {today().year}년 1차",
        title_en=f"{slug.replace('_', ' ').capitalize()}, first round of {today().year}",
        opens_at=now - timedelta(days=330),
        closes_at=now - timedelta(days=300),
        places=12,
        budget_line=open_line(slug, today()),
        funding_mode="type1" if slug == "smart_factory" else "",
        rubric=rubric_of(programme),
        params=binding_params(programme, terms_on(today())),
        officer=officer,
        entered_by=world.one("SG", 1) if len(world.staff["SG"]) > 1 else None,
        published_by=officer if len(world.staff["SG"]) > 1 else world.one("AP"),
        published_at=now - timedelta(days=331),
    )


def _project(world: World, call: Call, company: Company, title: str, costs, step: str, expert: Expert) -> None:
    own, officer = world.bidders[company.pk], world.one("SG")
    total = sum((Decimal(won) for _what, won in costs), Decimal(0))
    applicant = applicant_of(company, today())
    application = Application.objects.create(
        number=next_number("APP"),
        call=call,
        company=company,
        state=ApplicationState.SELECTED,
        title=clean_line(title),
        asked_won=total or None,
        trading=applicant.trading,
        facts=facts_in(applicant),
        started_by=own,
        submitted_by=own,
        submitted_at=call.closes_at,
        decided_at=call.closes_at,
        points=Decimal(crc32(title.encode()) % 25 + 65),
    )
    for order, (what, won) in enumerate(costs):
        CostItem.objects.create(
            application=application, title=what, vendor="다온계측", amount_won=won, order=order, edited_by=own
        )
    project = services.open_project(application, by=officer)
    if project.anchor_won and not _commit(world, project, call):
        return  # the line has not so much left: it waits
    _walk(world, project, step, expert, own)


def _commit(world: World, project: Project, call: Call) -> bool:
    line = call.budget_line
    if line is None:
        return False
    try:
        made = commitments.commit(
            line,
            company=project.company,
            amount=project.anchor_won,
            purpose=project.title,
            about=project,
            by=project.officer,
        )
    except RuleBroken:  # other parts of the demonstration have used the line up
        return False
    made = commitments.approve_commitment(made, by=world.one("FM"))
    Project.objects.filter(pk=project.pk).update(commitment=made)
    project.commitment = made
    return True


def _walk(world: World, project: Project, step: str, expert: Expert, own: User) -> None:
    agreement = agreements.draw_up_agreement(
        project,
        scope=SCOPE,
        begins_on=today(),
        by=project.officer,
    )
    if step == "to_sign":
        return
    agreements.sign_for_company(agreement, version=1, by=own)
    if step == "half_signed":
        return
    agreements.sign_for_buyer(agreement, version=1, by=world.one("AP"))
    project.refresh_from_db()
    if project.state == ProjectState.DIAGNOSIS:
        services.start_project(project, by=project.officer)
        project.refresh_from_db()
    assignment = _assign(project, expert)
    if assignment is not None:
        _visits(project, expert, own, danger=step == "claimed")
    if step == "held":
        services.hold_project(
            project, reason="정기 보수로 라인이 멈춥니다.", until=today() + timedelta(days=45), by=project.officer
        )
        return
    if step == "terminated":
        services.terminate_project(project, reason="회사가 해당 공정을 폐지했습니다.", by=project.officer)
        return
    if project.commitment_id:
        claim = claims.submit_claim(claims.start_claim(project, by=own), note="협약에 따른 1차입니다.", by=own)
        claims.accept_claim(claim, by=project.officer)
    _begin(project, own)
    if step in ("running", "claimed"):
        return
    _finish(world, project, own, step)


def _assign(project: Project, expert: Expert) -> Assignment | None:
    month = months_after(today().replace(day=1), 1)
    if calendar_of([expert], month, 1)[expert.pk][0].free < 2:
        return None
    asked = experts.ask_expert(
        project,
        expert,
        days={month: Decimal(2)},
        task="현장 진단과 개선 과제 지도",
        lead=True,
        by=project.officer,
    )
    return experts.release_expert(asked, by=expert.head)


def _visits(project: Project, expert: Expert, own: User, *, danger: bool) -> None:
    busy = set(expert.visits.filter(planned_on=today()).values_list("begins", flat=True))
    begins = next(time(hour) for hour in range(8, 20) if time(hour) not in busy)
    visit = visits.plan_visit(
        project,
        expert=expert,
        planned_on=today(),
        begins=begins,
        site=f"{project.company.name} 1공장",
        purpose="현장 진단",
        by=expert.user,
    )
    visits.fill_safety_form(
        visit,
        hazards=["moving", "forklift", "noise"],
        protection=["helmet", "shoes", "ears"],
        contact=f"생산팀 {own.name}",
        emergency="054-000-0119",
        briefed=True,
        by=expert.user,
    )
    findings, advice = SAW[project.pk % len(SAW)]
    visits.report_visit(
        visit,
        hours=Decimal("5.5"),
        findings=findings,
        advice=advice,
        next_steps="다음 방문까지 회사가 3개월 기록을 모읍니다.",
        met=f"{own.name} 외 2명",
        stop_work=danger,
        stop_text=DANGER if danger else "",
        by=expert.user,
    )
    later = today() + timedelta(days=14 + project.pk % 5)
    taken = set(expert.visits.filter(planned_on=later).values_list("begins", flat=True))
    visits.plan_visit(
        project,
        expert=expert,
        planned_on=later,
        begins=next(time(hour) for hour in range(9, 20) if time(hour) not in taken),
        site=f"{project.company.name} 1공장",
        purpose="개선 과제 점검",
        by=expert.user,
    )


def _begin(project: Project, own: User) -> None:
    """Values before, and the first report."""
    for place, kpi in enumerate(project.kpis.all()):
        before = Decimal(("3.2", "96", "1480", "88")[place % 4])
        better = Decimal("0.7") if kpi.direction == "lower" else Decimal("1.25")
        kpis.set_before(
            kpi, before=before, before_on=today(), target=before * better, how="3개월 생산 일지의 평균", by=own
        )
    first = project.phases.first()
    for each in project.deliverables.filter(phase=first):
        _hand_in(each, own)
        plans.accept_deliverable(each, remark="자료가 충분합니다.", by=project.officer)
    if first is not None:
        plans.finish_phase(first, by=project.officer)


def _hand_in(deliverable, own: User) -> None:
    file = ContentFile(PAGE.encode(), name="보고서.pdf")
    plans.hand_in(deliverable, uploads=[file], note="사진과 기록을 붙였습니다.", by=own)
    deliverable.refresh_from_db()


def _finish(world: World, project: Project, own: User, step: str) -> None:
    for phase in project.phases.filter(done_on=None).order_by("order"):
        for each in project.deliverables.filter(phase=phase):
            _hand_in(each, own)
            plans.accept_deliverable(each, by=project.officer)
        plans.finish_phase(phase, by=project.officer)
    services.complete_project(project, by=project.officer)
    if step == "completed":
        return
    _shift(project, months=14 if step == "closed" else 4)
    values = {}
    for place, kpi in enumerate(project.kpis.all()):
        change = Decimal(("0.75", "1.229", "0.9", "1.08")[place % 4])
        if (kpi.direction == "lower") != (change < 1):
            change = Decimal(2) - change
        values[kpi.pk] = round((kpi.before or Decimal(1)) * change, 2)
    kpis.measure_project(
        project,
        values=values,
        measured_on=today(),
        effect_won=Decimal(37_400_000),
        effect_text="불량 감소에 따른 재료비와 검사 시간 절감을 월 생산량으로 환산했습니다.",
        by=project.officer,
    )
    if step == "measured":
        return
    project.refresh_from_db()
    kpis.verify_project(
        project, verified_won=Decimal(35_100_000), remark="대장과 원자료를 대조했습니다.", by=world.one("FI")
    )
    plans.rate_project(project, score=5, text="현장을 아는 분이 와서 도움이 컸습니다.", by=own)
    if step == "closed":
        services.close_project(project, by=project.officer)
        for followup in plans.ask_followups(project, today())[:1]:
            plans.answer_followup(
                followup, still_works=True, effect_pct=Decimal(92), text="매일 아침 점검에 씁니다.", by=own
            )


def _shift(project: Project, *, months: int) -> None:
    """As if it had ended so long ago: the demonstration does not wait for months."""
    on: date = months_after(today(), -months)
    project.kpis.update(before_on=on - timedelta(days=190))
    begun = on - timedelta(days=180)
    Project.objects.filter(pk=project.pk).update(completed_on=on, begins_on=begun, ends_on=on)
    for phase in project.phases.all():
        length = phase.ends_on - phase.begins_on
        first = begun + (phase.begins_on - (project.begins_on or phase.begins_on))
        project.phases.filter(pk=phase.pk).update(begins_on=first, ends_on=first + length, done_on=first + length)
    project.deliverables.update(due_on=on)
    project.refresh_from_db()


parts.add("support-projects", Part(order=92, title="experts, and projects of support programmes", fill=fill))
