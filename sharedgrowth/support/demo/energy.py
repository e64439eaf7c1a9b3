"""Energy audits at every step, smart-factory levels, systems in use and asleep, organisations that recommend."""

from datetime import date, timedelta
from decimal import Decimal

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from portal.errors import RuleBroken
from portal.people.models import Company, User
from portal.periods import months_after
from sharedgrowth.support.models import Call, EnergyAudit, EnergyMeasure, Project, Recommender, SmartLevel
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.queries.energy import takes_audit
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import energy, factors, levels, recommenders
from sharedgrowth.support.states import ProjectState

MEASURES = (  # carrier, loss, title, quantity or share, how it acts, investment, text
    (
        "electricity",
        "air",
        "압축공기 누설 정비와 야간 차단",
        (Decimal(96_000), None),
        "",
        18_000_000,
        "누설 37곳을 고치고 야간에는 주 배관을 닫습니다.",
    ),
    (
        "electricity",
        "motor",
        "집진기 송풍기 인버터",
        (None, Decimal("0.06")),
        "누설이 줄어 송풍기 부하도 낮아집니다.",
        42_000_000,
        "55 kW 송풍기 2대에 인버터를 달고 풍량을 라인 가동에 맞춥니다.",
    ),
    (
        "electricity",
        "light",
        "공장동 조명 교체",
        (Decimal(38_000), None),
        "",
        21_000_000,
        "메탈할라이드 120등을 LED로 바꿉니다.",
    ),
    (
        "city_gas",
        "heat",
        "건조로 배기열 회수",
        (Decimal(15_000), None),
        "",
        36_000_000,
        "배기로 급기를 예열합니다.",
    ),
)
FINDINGS = "압축공기 압력이 필요보다 0.8 bar 높고 야간에도 걸려 있습니다. 건조로 배기 온도는 210 °C입니다."
LEVELS = ((1, 2), (2, 3), (1, 3), (2, 2), (3, 4), (2, None), (1, None))  # before and after; None: no second one
SYSTEMS = (
    ("mes", "생산 실적 관리", 26),
    ("machine", "설비 신호 수집", 112),
    ("quality", "검사 성적서", 0),
    ("erp", "재고 관리", 64),
)
ORGANISATIONS = (
    ("chamber", "가온상공회의소", "Gaon Chamber of Commerce", "진흥팀 오세림"),
    ("foundation", "다솜상생재단", "Dasom Win-Win Foundation", "사업팀 하윤슬"),
    ("federation", "누리중소기업협회", "Nuri SME Association", "지원팀 문가을"),
)


def fill(world: World) -> None:
    """Through the services that the screens use."""
    if SmartLevel.objects.exists():
        return
    _audits(world)
    _levels(world)
    _recommenders(world)
    factors.enter_factor(
        carrier="diesel",
        year=today().year,
        toe=Decimal("0.901"),
        tco2=Decimal("2.624"),
        status="guideline",
        source="배출권거래제 지침의 발열량으로 계산한 값",
        by=world.one("SG"),
    )
    world.say(f"{EnergyAudit.objects.count()} energy audits, {SmartLevel.objects.count()} levels")


def _audits(world: World) -> None:
    states = (ProjectState.IN_PROGRESS, ProjectState.ON_HOLD, ProjectState.COMPLETED)
    found = Project.objects.filter(state__in=states, energy_audit=None).select_related("company", "officer")
    fitting = sorted(
        (project for project in found if takes_audit(project)),
        key=lambda project: (project.programme != "energy", project.pk),
    )
    for place, project in enumerate(fitting[:4]):
        _audit(world, project, place)


def _audit(world: World, project: Project, place: int) -> None:
    officer, own = project.officer or world.one("SG"), world.bidders[project.company_id]
    year = (today() - timedelta(days=90)).year - 2  # what was saved is measured until the end of March two years on
    size = Decimal(8 + 3 * place)
    audit = energy.start_audit(
        project,
        base_from=date(year, 1, 1),
        base_to=date(year, 12, 31),
        base_output=size * 1_250,
        output_unit="t",
        uses={
            "electricity": (size * 187_500, Decimal("158.4")),
            "city_gas": (size * 25_000, Decimal("893.2")),
        },
        meters="수전반과 공기 압축기, 건조로에 따로 계량기가 있습니다.",
        findings=FINDINGS,
        by=officer,
    )
    for carrier, loss, title, (quantity, rate), interaction, capex, text in MEASURES[: 4 if place != 2 else 2]:
        energy.add_measure(
            audit,
            carrier=carrier,
            loss=loss,
            title=title,
            quantity=quantity,
            rate=rate,
            interaction=interaction,
            capex_won=Decimal(capex),
            text=text,
            by=officer,
        )
    if place == 2:
        return
    energy.report_audit(audit, by=officer)
    if place == 1:
        return
    for measure in audit.measures.order_by("no"):
        if measure.no == 3 and place == 0:
            energy.decide_measure(measure, accept=False, reason="내년에 공장동을 새로 짓습니다.", by=own)
            continue
        energy.decide_measure(measure, accept=True, by=own)
        energy.carry_out(EnergyMeasure.objects.get(pk=measure.pk), done_on=date(year + 1, 3, 3), by=own)
    energy.measure_saving(
        audit,
        after_from=date(year + 1, 4, 1),
        after_to=date(year + 2, 3, 31),
        after_output=size * 1_310,
        after={"electricity": size * 176_400, "city_gas": size * 24_100},
        by=officer,
    )
    if place == 0:
        energy.verify_saving(audit, by=world.one("FI"))


def _levels(world: World) -> None:
    experts = world.staff.get("CN") or world.staff["SG"]
    officer, on = world.one("SG"), today()
    firms = [company for company in world.suppliers if company.pk in world.bidders]
    for place, (before, after) in enumerate(LEVELS):
        if place >= len(firms):
            break
        company = firms[place]
        _level(company, before, on - timedelta(days=620 + 30 * place), experts[place % len(experts)], officer)
        if after is not None:
            waits = place == 4
            _level(company, after, on - timedelta(days=20 + 25 * place), experts[0], None if waits else officer)
        if place < len(SYSTEMS):
            _system(company, SYSTEMS[place], world.bidders[company.pk], on)


def _level(company: Company, level: int, on: date, by: User, officer: User | None) -> None:
    how = {
        1: "실적을 하루에 한 번 화면에 입력합니다. 설비 자료는 종이에 있습니다.",
        2: "프레스 6대가 가동과 수량을 스스로 보냅니다. 검사 결과는 사람이 적습니다.",
        3: "라인, 주문, 재고가 한 화면에 실시간으로 모입니다.",
        4: "두께 측정값이 벗어나면 설비 조건을 시스템이 바꿉니다.",
    }[level]
    made = levels.assess(company, level=level, assessed_on=on, how=how, by=by)
    if officer is not None:
        levels.confirm_level(made, confirm=True, by=officer)


def _system(company: Company, row: tuple[str, str, int], own: User, on: date) -> None:
    kind, name, logins = row
    first = months_after(on.replace(day=1), -8)
    system = levels.enter_system(company, kind=kind, name=name, live_on=first, by=own)
    if not logins:
        return  # nobody used it
    for back in range(8, 0, -1):
        month = months_after(on.replace(day=1), -back)
        levels.tell_use(system, month=month, logins=logins + (back * 37) % 23, by=own)


def _recommenders(world: World) -> None:
    officer, on = world.one("SG"), today()
    made = [
        recommenders.keep_recommender(
            Recommender(
                kind=kind,
                name_ko=ko,
                name_en=en,
                contact=contact,
                email=f"{kind}@example.com",
                agreed_on=on - timedelta(days=200),
            ),
            by=officer,
        )
        for kind, ko, en, contact in ORGANISATIONS
    ]
    slugs = {each.slug for each in programmes if each.stages.recommendation}
    call = Call.objects.filter(pk__in=[each.pk for each in open_calls(db_now()) if each.programme in slugs]).first()
    if call is None:
        return
    free = [each for each in world.suppliers if not each.support_applications.filter(call=call).exists()]
    for recommender, company in zip(made, reversed(free), strict=False):
        try:
            recommenders.recommend_by(
                recommender,
                call,
                company,
                contact=recommender.contact,
                why="대표가 직접 개선을 이끌고 있으나 지원을 받은 적이 없습니다. 불량률이 동종 업체의 두 배입니다.",
                related=False,
                by=officer,
            )
        except RuleBroken:  # not active, or it applied by itself
            continue


parts.add("support-energy", Part(order=95, title="energy audits, smart-factory levels, organisations", fill=fill))
