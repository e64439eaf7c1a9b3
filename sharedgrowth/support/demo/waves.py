"""The support group in the demonstration: a wave that runs with tasks at every step, and one that takes requests."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.support.models import Expert, GroupRequest, GroupTask, SupportWave
from sharedgrowth.support.policies import waves as policies
from sharedgrowth.support.services import group_tasks, waves

NEEDS = (  # directions, problem, urgency, data, scores
    (["energy"], "가열로 연료비가 2년 사이 30% 늘었습니다.", 4, "월 1억 8천만 원", (0.9, 0.8, 0.9, 0.6)),
    (["smart"], "설비가 멈춘 까닭을 사람이 적어 분석하지 못합니다.", 3, "월 정지 41시간", (0.7, 0.9, 0.8, 0.7)),
    (["esg"], "고객사가 안전 보건 관리 체계를 요구합니다.", 4, "감점 3건", (0.8, 0.7, 0.9, 0.5)),
    (["technology"], "도금 두께 편차로 반품이 늘었습니다.", 5, "반품률 2.1%", (0.8, 0.6, 0.7, 0.4)),
    (["energy", "smart"], "압축 공기가 밤에도 새어 나갑니다.", 2, "", (0.4, 0.5, 0.5, 0.3)),
)
WORK = (  # direction, title, days, expected, how far
    ("energy", "가열로 문 틈 막기와 정비 주기", 2, 62_000_000, "verified"),
    ("energy", "배기열로 연소 공기 데우기", 1, 48_000_000, "measured"),
    ("smart", "정지 사유 자동 기록", 1, 35_000_000, "started"),
    ("esg", "위험성 평가 절차 만들기", 1, 0, "planned"),
)


def fill(world: World) -> None:
    """A wave of the year with three companies, and the next one, which takes requests."""
    experts = list(Expert.objects.filter(active=True).select_related("user", "head").order_by("pk"))
    if SupportWave.objects.exists() or len(experts) < 2:
        return
    on, officer = today(), world.one("SG")
    people = [world.bidders[company.pk] for company in world.suppliers if company.pk in world.bidders]
    running = waves.plan_wave(
        year=on.year, half=2, capacity=3, closes_on=on + timedelta(days=5), ends_on=on + timedelta(days=200), by=officer
    )
    for expert in experts[:3]:
        waves.release_days(running, expert=expert, days=Decimal(30), by=expert.head or officer)
    waves.open_wave(running, by=officer)
    _fill_running(world, running, people[1 : 1 + len(NEEDS)], experts)
    coming = waves.plan_wave(
        year=on.year + 1,
        half=1,
        capacity=4,
        closes_on=on + timedelta(days=21),
        ends_on=on + timedelta(days=240),
        by=officer,
    )
    for expert in experts[:2]:
        waves.release_days(coming, expert=expert, days=Decimal(24), by=expert.head or officer)
    waves.open_wave(coming, by=officer)
    for place, owner in enumerate(people[7:10]):
        directions, problem, urgency, data, _scores = NEEDS[(place + 2) % len(NEEDS)]
        request = waves.ask_group(directions=directions, problem=problem, urgency=urgency, data=data, by=owner)
        if place == 1:
            _triage(world, request, "진단이 필요합니다. 선정 심사로 올립니다.")
            _score(world, request, (0.7, 0.8, 0.6, 0.5), members=2)
    world.say(f"{GroupRequest.objects.count()} requests to the support group, {GroupTask.objects.count()} tasks")


def _triage(world: World, request: GroupRequest, note: str) -> None:
    """By an officer without a tie to the company."""
    officer = next(each for each in world.staff["SG"] if policies.may_triage(each, request))
    waves.triage(request, unit="SGS", note=note, by=officer)


def _score(world: World, request: GroupRequest, parts_of: tuple[float, ...], *, members: int) -> None:
    names = ("severity", "fit", "commitment", "spillover")
    people = [*world.staff["CN"], *world.staff.get("AP", []), *world.staff["SG"]]
    committee = [each for each in dict.fromkeys(people) if policies.may_score(each, request)]
    for place, member in enumerate(committee[:members]):
        values = [Decimal(str(part)) - Decimal("0.05") * (place % 2) for part in parts_of]
        waves.score_request(
            request, **dict(zip(names, values, strict=True)), note="현장 자료를 보고 매겼습니다.", by=member
        )


def _fill_running(world: World, wave: SupportWave, people: list[User], experts: list[Expert]) -> None:
    officer = world.one("SG")
    requests = []
    for owner, (directions, problem, urgency, data, scores) in zip(people, NEEDS, strict=False):
        request = waves.ask_group(directions=directions, problem=problem, urgency=urgency, data=data, by=owner)
        _triage(world, request, "전문가 진단이 맞습니다. 선정 심사로 올립니다.")
        _score(world, request, scores, members=3)
        requests.append((request, owner))
    waves.close_wave(wave, by=officer)
    taken = {request.pk for request in waves.decide_wave(wave, by=officer)}
    chosen = [(GroupRequest.objects.get(pk=request.pk), owner) for request, owner in requests if request.pk in taken]
    for place, (request, owner) in enumerate(chosen):
        waves.sign_memorandum(request, by=owner)
        if place == 2:
            continue
        request = waves.sign_memorandum(request, by=officer)
        waves.begin_diagnosis(request, by=officer)
        expert = experts[place]
        waves.note_visit(
            request,
            visited_on=today() - timedelta(days=2),
            hours=Decimal(6),
            note="설비와 기록을 함께 보았습니다. 점검 주기가 정해져 있지 않습니다.",
            hazards=["heat", "machine"],
            measures="방열복과 안전화를 착용하고 안내자가 동행했습니다.",
            by=expert.user,
        )
        waves.hand_in_diagnosis(
            request,
            findings="문 틈과 배기에서 열이 새며, 정지 기록이 사람마다 다릅니다.",
            root_cause="정비 주기와 기록 방법이 정해져 있지 않습니다.",
            by=expert.user,
        )
        if place == 0:
            _tasks(request, owner, expert, officer, world)


def _tasks(request: GroupRequest, owner: User, expert: Expert, officer: User, world: World) -> None:
    """Every step of a task, from the signed list to the verified effect."""
    made = []
    for direction, title, days, expected, step in WORK:
        task = group_tasks.add_task(
            request,
            direction=direction,
            title=title,
            plan="현황을 재고, 고치고, 표준을 만들어 담당자를 교육합니다.",
            expert=expert,
            days=Decimal(days),
            department="설비기술부",
            cost_bearer="shared",
            cost_won=Decimal(8_000_000),
            expected_won=Decimal(expected),
            due_on=today() + timedelta(days=90),
            soft="현장 담당자가 표준을 스스로 고칩니다.",
            by=officer,
        )
        made.append((task, step))
    group_tasks.list_tasks(request, by=officer)
    group_tasks.agree_tasks(request, by=owner)
    done_on = today() - timedelta(days=130)
    for task, step in made:
        if step == "planned":
            continue
        group_tasks.start_task(task, by=expert.user)
        if step == "started":
            continue
        group_tasks.finish_task(task, done_on=done_on, by=expert.user)
        group_tasks.measure_task(
            task,
            won=task.expected_won - Decimal(6_000_000),
            measured_from=done_on,
            measured_to=today() - timedelta(days=5),
            measurement="계량기 값을 생산량으로 나누어 앞뒤를 견주었습니다.",
            by=expert.user,
        )
        if step == "verified":
            group_tasks.verify_task(task, won=task.expected_won - Decimal(6_000_000), by=world.one("FI"))


parts.add("support-waves", Part(order=94, title="the support group: waves, requests, tasks", fill=fill))
