"""Reviews of the demonstration: of what was handed in, each assessment is one step further than the next."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from purchasing.esg import queries, services
from purchasing.esg.models import Assessment, Evidence
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentState, RatingScheme, TieReason

REMARKS = (
    "2026년 측정 기록은 있으나 목표가 정해지지 않았습니다.",
    "절차서는 있으나 최근 1년의 시행 기록이 없습니다.",
    "증빙의 범위가 본사에 한정되어 공장은 확인하지 못했습니다.",
    "교육 명단과 출석 기록이 서로 다릅니다.",
)
ASKED = "에너지 절감 실적은 어느 설비의 것입니까? 설비별 계량 기록이 있으면 붙여 주십시오."
OBJECTION = (
    "S7의 위험성평가는 2026년 5월에 새로 하였으나 2024년 보고서로 평가되었습니다. 새 보고서를 다시 보아 주십시오."
)
CONTEST = "배출량은 제3자 검증을 받았습니다. 검증서는 증빙 자료함의 측정 기록 뒤에 있습니다."
RBA = {"applicable": 82, "conformant": 72, "priority": 1, "major": 4, "minor": 3, "open_major": 1}


def fill(world: World) -> None:
    """Play the steps, one for each assessment that was handed in."""
    numbers = [str(number) for number in world.notes.get("esg answers handed in", [])]  # type: ignore[attr-defined]
    waiting = Assessment.objects.filter(number__in=numbers, state=AssessmentState.SUBMITTED).order_by("pk")
    played = list(zip(waiting.select_related("company", "question_set"), STEPS, strict=False))
    if not played:
        return
    services.draw_sample(played[0][0].period, by=world.one("ER"))
    for assessment, step in played:
        assessment.refresh_from_db()
        step(world, assessment)
    first = played[0][0]
    _ratings(world, first)
    helped = played[-1][0].company
    consultant = world.one("CN")
    day = today() - timedelta(days=70)
    services.enter_tie(consultant, helped, reason=TieReason.HELPED, last_on=day, note="에너지 진단", by=consultant)
    world.say(f"ESG reviews: {len(played)} assessments, each a step further")


def _given(world: World, row: queries.ItemRow, place: int, *, harsh: bool = False) -> Given:
    if row.left_out:
        return Given(not_applicable=True, verified=True)
    own = row.own if row.own is not None else 3
    low = 2 if row.question.critical else 0
    score = max(own - (2 if harsh else 1 if world.rng.random() < 0.25 else 0), min(low, own))
    return Given(score=score, remark=REMARKS[place % len(REMARKS)] if score < own else "", verified=True)


def _reviewing(world: World, assessment: Assessment, *, harsh: bool = False, upto: int = 99) -> None:
    """Take it and give what there is to give; ``harsh``: one item two points below."""
    reviewer = world.one("ER")
    services.take_assessment(assessment, by=reviewer)
    rows = queries.items_of(assessment)[:upto]
    plain = next((row.question.code for row in rows if not row.question.critical and (row.own or 0) >= 2), "")
    words = {
        row.question.code: _given(world, row, place, harsh=harsh and row.question.code == plain)
        for place, row in enumerate(rows)
    }
    services.save_reviews(assessment, words, by=reviewer)


def _closed(world: World, assessment: Assessment, *, harsh: bool = False) -> int:
    _reviewing(world, assessment, harsh=harsh)
    return services.close_first(assessment, by=world.one("ER"))


def _looked_at(world: World, assessment: Assessment) -> None:
    """The colleague gives one point more than the first reviewer."""
    colleague = world.one("ER", 1)
    services.take_blind_review(assessment, by=colleague)
    rows = queries.needing_second(assessment, queries.items_of(assessment), services.blind_gap(assessment))
    words = {}
    for row in rows:
        score = (row.rounds[services.FIRST_ROUND].score or 0) + 1
        words[row.question.code] = Given(score=score, remark="설비 두 대의 기록은 확인됩니다.", verified=True)
    services.save_reviews(assessment, words, by=colleague, round=services.BLIND_ROUND)
    services.close_blind(assessment, by=colleague)


def _scored(world: World, assessment: Assessment) -> None:
    reviewer = world.one("ER")
    if _closed(world, assessment):
        _looked_at(world, assessment)
        for row in queries.to_agree(queries.items_of(assessment)):
            word = Given(score=row.rounds[services.BLIND_ROUND].score, remark="두 심사자가 기록을 함께 확인했습니다.")
            services.propose_agreed(assessment, row.question.code, word, by=reviewer)
            services.confirm_agreed(assessment, row.question.code, by=world.one("ER", 1))
    assessment.refresh_from_db()
    if assessment.sampled:
        note = "공장 두 곳을 둘러보고 기록 12건을 대조했습니다. 답변과 크게 다르지 않습니다."
        services.record_audit(assessment, on=today(), note=note, by=reviewer)
    services.score_assessment(assessment, by=reviewer)


def _sent(world: World, assessment: Assessment) -> None:
    _scored(world, assessment)
    services.send_result(assessment, by=world.one("ER"))


def _contested(world: World, assessment: Assessment) -> None:
    _sent(world, assessment)
    codes = [row.question.code for row in queries.items_of(assessment)]
    code = "E4" if "E4" in codes else codes[0]
    services.contest_item(assessment, code, text=CONTEST, by=world.bidders[assessment.company_id])


def _final(world: World, assessment: Assessment) -> None:
    _sent(world, assessment)
    own: User = world.bidders[assessment.company_id]
    services.object_to_result(assessment, OBJECTION, by=own)
    answer = "2026년 5월 보고서를 확인하였습니다. 나머지 항목의 점수는 근거가 같아 그대로 둡니다."
    services.decide_objection(assessment, answer=answer, by=world.one("EC"))


def _objected(world: World, assessment: Assessment) -> None:
    _sent(world, assessment)
    services.object_to_result(assessment, OBJECTION, by=world.bidders[assessment.company_id])


def _to_agree(world: World, assessment: Assessment) -> None:
    if _closed(world, assessment, harsh=True):
        _looked_at(world, assessment)


def _blind(world: World, assessment: Assessment) -> None:
    _closed(world, assessment, harsh=True)


def _asked(world: World, assessment: Assessment) -> None:
    _reviewing(world, assessment, upto=6)
    services.ask_supplier(assessment, ASKED, by=world.one("ER"))


def _half_way(world: World, assessment: Assessment) -> None:
    _reviewing(world, assessment, upto=14)


def _ratings(world: World, assessment: Assessment) -> None:
    """An RBA audit that waits and an EcoVadis rating that was verified."""
    own = world.bidders[assessment.company_id]
    paper = Evidence.objects.filter(company=assessment.company_id, file__isnull=False).order_by("pk").first()
    if paper is None:
        return
    day = today() - timedelta(days=40)
    services.add_rating(
        scheme=RatingScheme.RBA_VAP,
        reference="VAP-2026-0118",
        site="제1공장",
        evidence=paper,
        issued_on=day,
        counts=RBA,
        by=own,
    )
    eco = services.add_rating(
        scheme=RatingScheme.ECOVADIS,
        reference="EV-2026-7712",
        evidence=paper,
        issued_on=day,
        score=Decimal(66),
        by=own,
    )
    services.decide_rating(eco, verified=True, reason="", by=world.one("ER"))


Step = Callable[[World, Assessment], None]
STEPS: tuple[Step, ...] = (_contested, _final, _objected, _scored, _to_agree, _blind, _asked, _half_way)
parts.add("esg-reviews", Part(order=45, title="ESG reviews, results, contests, external ratings", fill=fill))
