"""Self-assessments of the demonstration: a published year, a running one, a company's own, actions."""

from datetime import timedelta

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.ccms.models import AssessmentSet, Item, SelfAssessment, Unit
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import actions, assessments, cycle, sets
from sharedgrowth.ccms.services.assessments import AnswerIn, Judged
from sharedgrowth.ccms.states import ActionState

UNITS = [  # Korean, English, roles of its people, how far it is (level before chance)
    ("제2냉연공장", "Cold Rolling Mill 2", ("RQ", "RQ"), 3),
    ("설비구매그룹", "Equipment Purchasing", ("PO", "PO"), 4),
    ("동반성장그룹", "Shared Growth", ("SG", "SG"), 4),
    ("품질기술그룹", "Quality Engineering", ("EV", "EV"), 3),
    ("자금그룹", "Treasury", ("FI", "FI"), 2),
    ("기술연구원", "Technical Research", ("CN", "CN"), 3),
    ("ESG구매그룹", "ESG Purchasing", ("ER", "ER"), 4),
]
WHY = {
    1: ("필요성은 공유하였으나 담당이 없습니다.", "담당자를 정하기 전입니다."),
    2: ("내년 상반기까지 하기로 계획하였습니다.", "책임자와 기한을 정하였습니다."),
    3: ("절차대로 하고 있으며 기록이 있습니다.", "전 직원이 절차를 알고 씁니다."),
    4: ("분기마다 수치를 보고 고칩니다.", "지표를 두고 해마다 개선하였습니다."),
    5: ("다른 사업장이 배우러 왔고 결과를 공개하였습니다.", "외부 심사에서 모범으로 뽑혔습니다."),
}
PLANS = [
    "회의 절반 줄이기와 결과 공개",
    "새 사업 심의표에 사회 영향 항목 넣기",
    "지역 수요 조사와 활동 재편",
    "에너지 계측 지점 확대",
]


def fill(world: World) -> None:
    """Last year is published, this one runs; a supplier has its own."""
    if Unit.objects.exists():
        return
    office, second = world.one("CC"), world.one("CC", 1)
    for name_ko, name_en, roles, _level in UNITS:
        members = [world.one(role, place) for place, role in enumerate(roles)]
        cycle.save_unit(None, name_ko=name_ko, name_en=name_en, in_use=True, members=members, by=office)
    current = AssessmentSet.objects.get(year=2026)
    earlier = sets.copy_set(current, year=2025, version="1.0", by=office)
    earlier = sets.publish_set(sets.submit_set(earlier, by=office), by=second)
    cycle.open_year(earlier)
    for unit, (_ko, _en, _roles, level) in zip(Unit.objects.order_by("pk"), UNITS, strict=True):
        _through(world, SelfAssessment.objects.get(set=earlier, unit=unit), level, "confirmed")
    cycle.publish_year(earlier)
    cycle.open_year(current)
    ends = ["confirmed", "confirmed", "submitted", "confirmed", "half", "open", "confirmed"]
    for unit, row, end in zip(Unit.objects.order_by("pk"), UNITS, ends, strict=True):
        _through(world, SelfAssessment.objects.get(set=current, unit=unit), row[3], end)
    _plan(world)
    _of_a_company(world)
    world.say(f"{SelfAssessment.objects.count()} CCMS self-assessments of {Unit.objects.count()} units")


def _level(world: World, item: Item, usual: int) -> int:
    if item.module.code in ("B8", "P2") and usual < 4:
        usual = 2
    return max(1, min(5, usual + world.rng.choice([-1, 0, 0, 0, 1])))


def _told(world: World, item: Item, usual: int) -> AnswerIn:
    if item.module.code == "B5" and usual == 2:
        return AnswerIn(not_applicable=True)
    level = _level(world, item, usual)
    evidence = f"사내 문서함 > 기업시민 > {item.module.code} > {item.code}" if level >= 4 else ""
    return AnswerIn(level, reason=world.rng.choice(WHY[level]), evidence=evidence)


def _through(world: World, assessment: SelfAssessment, usual: int, end: str) -> None:
    """Answered, handed in, confirmed: as far as ``end`` says."""
    if assessment.unit is None:
        raise LookupError(f"{assessment} is of no unit")
    first, second = sorted(assessment.unit.members.all(), key=lambda each: each.pk)
    _go(world, assessment, usual, end, first, second)


def _go(world: World, assessment: SelfAssessment, usual: int, end: str, first: User, second: User) -> None:
    items = queries.items_of(assessment.set)
    if end == "open":
        return
    chosen = items[: len(items) // 2] if end == "half" else items
    assessments.save_answers(assessment, {item.pk: _told(world, item, usual) for item in chosen}, by=first)
    if end == "half":
        return
    assessment = assessments.submit(assessment, by=first)
    if end == "submitted":
        return
    answers = queries.to_accept(assessment.set, queries.answers_of(assessment).values())
    notes = {flag.kind: "현장에서 증빙을 함께 보았습니다." for flag in assessment.flags.all()}
    assessments.confirm(assessment, {each.pk: Judged(True) for each in answers}, notes, by=second)


def _plan(world: World) -> None:
    """Some actions have an owner, some are reported done, one is closed."""
    found = list(queries.Action.objects.filter(assessment__unit__isnull=False).order_by("pk")[:8])
    for place, action in enumerate(found[:6]):
        unit = action.assessment.unit
        if unit is None:
            continue
        first, second = sorted(unit.members.all(), key=lambda each: each.pk)
        due = today() + timedelta(days=30 + 20 * place)
        title = PLANS[place % len(PLANS)]
        action = actions.plan_action(action, title=title, due_on=due, owner=second, by=first)
        if place % 2:
            action = actions.finish_action(action, result="절차를 고치고 두 달 동안 결과를 보았습니다.", by=second)
        if place % 4 == 3 and action.state == ActionState.DONE:
            actions.close_action(action, by=first)


def _of_a_company(world: World) -> None:
    """A supplier assesses itself: two of its people."""
    for company in world.suppliers:
        by = world.bidders.get(company.pk)
        if by is not None and company.is_active:
            made = assessments.begin_for_company(by=by)
            items = queries.items_of(made.set)[:24]
            assessments.save_answers(made, {item.pk: _told(world, item, 3) for item in items}, by=by)
            return


parts.add("ccms-assessments", Part(order=87, title="Corporate citizenship: self-assessments", fill=fill))
