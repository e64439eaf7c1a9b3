"""The support group as the tests need it: waves with experts, requests in each state, tasks."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import staff, supplier
from sharedgrowth.support.models import Expert, GroupRequest, GroupTask, SupportWave
from sharedgrowth.support.services import group_tasks, waves
from sharedgrowth.support.states.waves import WaveState


def adviser(*, days: int = 20) -> Expert:
    """An expert with so many days in each month."""
    return Expert.objects.create(user=staff("CN"), department="설비기술부", years=27, days_a_month=Decimal(days))


def wave(*, capacity: int = 2, expert: Expert | None = None, days: int = 30, **given) -> SupportWave:
    """Takes requests; with one expert."""
    on = today()
    fields = {
        "year": 2026,
        "half": 2,
        "closes_on": on + timedelta(days=20),
        "ends_on": on + timedelta(days=300),
    } | given
    grower = staff("SG")
    made = waves.plan_wave(capacity=capacity, by=grower, **fields)
    waves.release_days(made, expert=expert or adviser(), days=Decimal(days), by=grower)
    return waves.open_wave(made, by=grower)


def asked(*, by: User | None = None, **given) -> GroupRequest:
    """Not answered."""
    fields = {"directions": ["energy"], "problem": "가열로 연료가 많이 듭니다.", "urgency": 4} | given
    return waves.ask_group(**fields, by=by or supplier("SA"))


def triaged(**given) -> GroupRequest:
    """Before the committee."""
    return waves.triage(asked(**given), unit="SGS", note="선정 심사로 올립니다.", by=staff("SG"))


def scored(request: GroupRequest, *parts: float, members: int = 3) -> GroupRequest:
    """By so many members, each part given in order: severity, fit, commitment, use for others."""
    values = [Decimal(str(part)) for part in (parts or (0.8, 0.6, 1, 0.5))]
    names = ("severity", "fit", "commitment", "spillover")
    for _member in range(members):
        waves.score_request(request, **dict(zip(names, values, strict=True)), note="현장 자료 기준", by=staff("AP"))
    return request


def selected(made: SupportWave, *, by: User | None = None) -> GroupRequest:
    """With a place in the wave."""
    request = scored(triaged(by=by))
    if made.state == WaveState.OPEN:
        waves.close_wave(made, by=staff("SG"))
    waves.decide_wave(made, by=staff("SG"))
    request.refresh_from_db()
    return request


def signed(made: SupportWave, *, by: User) -> GroupRequest:
    """The memorandum is signed by both."""
    request = waves.sign_memorandum(selected(made, by=by), by=by)
    return waves.sign_memorandum(request, by=staff("SG"))


def diagnosed(made: SupportWave, *, by: User) -> GroupRequest:
    """A visit was made and the diagnosis handed in."""
    request = waves.begin_diagnosis(signed(made, by=by), by=staff("SG"))
    person = made.experts.get().expert.user
    waves.note_visit(
        request,
        visited_on=today(),
        hours=Decimal(4),
        note="가열로 문 틈으로 열이 샙니다.",
        hazards=["heat"],
        measures="방열복을 입습니다.",
        by=person,
    )
    return waves.hand_in_diagnosis(request, findings="틈이 큽니다.", root_cause="정비 주기가 없습니다.", by=person)


def task(request: GroupRequest, **given) -> GroupTask:
    """On the list."""
    expert = request.wave.experts.get().expert
    fields = {
        "direction": "energy",
        "title": "가열로 문 개선",
        "plan": "문을 바꾸고 주기를 정합니다.",
        "expert": expert,
        "days": Decimal(5),
        "department": "설비기술부",
        "cost_bearer": "shared",
        "cost_won": Decimal(10_000_000),
        "expected_won": Decimal(40_000_000),
        "due_on": today() + timedelta(days=60),
    } | given
    return group_tasks.add_task(request, **fields, by=staff("SG"))


def agreed(made: SupportWave, *, by: User) -> GroupTask:
    """The company has signed a list of one task."""
    request = diagnosed(made, by=by)
    one = task(request)
    request = group_tasks.list_tasks(request, by=staff("SG"))
    group_tasks.agree_tasks(request, by=by)
    one.refresh_from_db()
    return one


def done(made: SupportWave, *, by: User) -> GroupTask:
    """Finished four months ago."""
    one = group_tasks.start_task(agreed(made, by=by), by=staff("SG"))
    return group_tasks.finish_task(one, done_on=today() - timedelta(days=125), by=staff("SG"))


def measured(made: SupportWave, *, by: User, won: int = 38_000_000) -> GroupTask:
    """Over four months."""
    return group_tasks.measure_task(
        done(made, by=by),
        won=Decimal(won),
        measured_from=today() - timedelta(days=120),
        measured_to=today(),
        measurement="연료 계량기",
        by=made.experts.get().expert.user,
    )
