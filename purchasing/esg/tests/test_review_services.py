"""The review: who may do it, two rounds, what it leads to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.tests.factories import staff
from purchasing.esg import queries, services
from purchasing.esg.models import Assessment, ItemReview, SampleDraw
from purchasing.esg.rules import review as rules
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentState, Band
from purchasing.esg.tests.factories import answer, assessed, draft_set, entered, publish, published_set, scored

pytestmark = pytest.mark.django_db
A = AssessmentState
WELL = {"E1": 4, "S1": 4, "G1": 4}


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def taken(**fields):
    """An assessment that a reviewer has just taken."""
    assessment = assessed(state=A.SUBMITTED, **fields)
    reviewer = staff("ER")
    services.take_assessment(assessment, by=reviewer)
    return assessment, reviewer


def given(scores, remark="", **fields):
    return {code: Given(score=score, remark=remark, **fields) for code, score in scores.items()}


def reviewed(gives=WELL, remark="근거가 부족합니다", **fields):
    """Taken, all items given, first round closed."""
    assessment, reviewer = taken(**fields)
    services.save_reviews(assessment, given(gives, remark), by=reviewer)
    waiting = services.close_first(assessment, by=reviewer)
    return assessment, reviewer, waiting


def test_an_assessment_is_assigned_taken_reviewed_scored_and_sent():
    assessment = assessed(state=A.SUBMITTED)
    lead, reviewer = staff("ER"), staff("ER")

    services.assign_reviewer(assessment, reviewer, by=lead)
    with pytest.raises(NotAllowed):
        services.take_assessment(assessment, by=lead)
    services.take_assessment(assessment, by=reviewer)
    services.save_reviews(assessment, given(WELL), by=reviewer)
    assert services.close_first(assessment, by=reviewer) == 0
    services.score_assessment(assessment, by=reviewer)
    services.send_result(assessment, by=reviewer)

    score = assessment.scores.get()
    assert (score.total, score.band, score.computed_by) == (Decimal("80.00"), Band.B, reviewer)
    assert assessment.state == A.NOTIFIED
    assert assessment.objection_until == business_days_after(today(), 10)
    heard = ("review_assigned", "assessment_scored", "assessment_notified")
    assert [events(f"esg.{name}") for name in heard] == [1, 1, 1]
    what = AuditEntry.objects.filter(thing_type="esg.assessment", thing_id=str(assessment.pk)).order_by("id")
    assert [entry.what.rsplit(".", 1)[1] for entry in what] == [
        "reviewer_assigned", "take", "first_round_closed", "score", "notify",
    ]  # fmt: skip


def test_who_helped_a_company_within_a_year_does_not_review_it():
    assessment = assessed(state=A.SUBMITTED)
    helper, long_ago = staff("ER", "CN"), staff("ER", "CN")
    services.note_help(helper, assessment.company, last_on=today() - timedelta(days=300))
    services.note_help(long_ago, assessment.company, last_on=today() - timedelta(days=800))

    with pytest.raises(RuleBroken, match="SOD-11"):
        services.assign_reviewer(assessment, helper, by=staff("ER"))
    with pytest.raises(NotAllowed, match="SOD-11"):
        services.take_assessment(assessment, by=helper)
    assert helper not in queries.reviewers_for(assessment)
    assert long_ago in queries.reviewers_for(assessment)
    services.take_assessment(assessment, by=long_ago)
    assert assessment.state == A.REVIEW


def test_a_reviewer_declares_their_own_tie_and_compliance_those_of_others():
    company, reviewer = entered(), staff("ER")

    services.enter_tie(reviewer, company, reason="related", by=reviewer)
    services.enter_tie(staff("CN"), company, reason="helped", last_on=today(), by=staff("CP"))
    with pytest.raises(NotAllowed):
        services.enter_tie(staff("CN"), company, reason="helped", by=reviewer)
    with pytest.raises(RuleBroken, match="not come yet"):
        services.enter_tie(reviewer, company, reason="helped", last_on=today() + timedelta(days=1), by=reviewer)

    assert queries.is_kept_away(reviewer, company) == "related"


def test_less_than_the_company_gave_itself_needs_a_reason():
    assessment, reviewer = taken()

    with pytest.raises(RuleBroken, match="E1: you give less") as refusal:
        services.save_reviews(assessment, given({"E1": 3}), by=reviewer)
    assert refusal.value.field == "E1"
    services.save_reviews(assessment, given({"E1": 3}, "2025년 실적이 없습니다"), by=reviewer)

    assert assessment.reviews.get().remark == "2025년 실적이 없습니다"


def test_a_review_is_not_closed_before_every_item_has_its_score():
    assessment, reviewer = taken()
    services.save_reviews(assessment, given({"E1": 4}), by=reviewer)

    with pytest.raises(RuleBroken, match="Not reviewed yet: S1, G1"):
        services.close_first(assessment, by=reviewer)


def test_what_is_left_out_needs_consent_and_stays_below_a_fifth_of_a_pillar():
    assessment, reviewer = taken(scores={"E1": 4, "S1": 4, "G1": None})
    services.save_reviews(assessment, given({"E1": 4, "S1": 4}) | {"G1": Given(not_applicable=True)}, by=reviewer)

    with pytest.raises(RuleBroken, match="100.0% of the weight of G"):
        services.close_first(assessment, by=reviewer)

    services.save_reviews(assessment, {"G1": Given(score=2, remark="하도급이 있어 적용됩니다")}, by=reviewer)
    services.close_first(assessment, by=reviewer)
    assert assessment.first_locked_at is not None


def test_two_points_apart_a_colleague_scores_blind_and_both_agree():
    assessment, reviewer, waiting = reviewed({"E1": 2, "S1": 4, "G1": 4})
    assert waiting == 1
    assert events("esg.second_review_asked") == 1
    second = staff("ER")

    with pytest.raises(RuleBroken, match="Close the review first"):
        services.score_assessment(assessment, by=reviewer)
    with pytest.raises(NotAllowed, match="has not seen the first"):
        services.take_blind_review(assessment, by=reviewer)
    with pytest.raises(WrongState, match="Take the second look first"):
        services.save_reviews(assessment, given({"E1": 5}), by=second, round=2)
    services.take_blind_review(assessment, by=second)
    with pytest.raises(NotAllowed, match="already gives the second look"):
        services.save_reviews(assessment, given({"E1": 5}), by=staff("ER"), round=2)
    with pytest.raises(RuleBroken, match="G1: not among"):
        services.save_reviews(assessment, given({"G1": 3}, "x"), by=second, round=2)
    services.save_reviews(assessment, given({"E1": 4}), by=second, round=2)
    assert services.close_blind(assessment, by=second) == 1

    with pytest.raises(RuleBroken, match="E1: the two reviewers have not agreed"):
        services.score_assessment(assessment, by=reviewer)
    seen = services.propose_agreed(assessment, "E1", Given(score=2, remark="확인"), by=second).at.isoformat()
    services.propose_agreed(assessment, "E1", Given(score=3, remark="절감 실적 일부만 확인"), by=second)
    with pytest.raises(WrongState, match="has changed the proposal"):
        services.confirm_agreed(assessment, "E1", seen=seen, by=reviewer)
    with pytest.raises(RuleBroken, match="other reviewer confirms"):
        services.confirm_agreed(assessment, "E1", by=second)
    services.confirm_agreed(assessment, "E1", by=reviewer)
    services.score_assessment(assessment, by=reviewer)

    assert queries.told_scores(assessment.scores.get()) == {"E1": 3, "S1": 4, "G1": 4}


def test_a_critical_item_that_is_low_goes_to_a_colleague_too_and_gives_band_r_with_an_audit():
    assessment, reviewer, waiting = reviewed({"E1": 1, "S1": 4, "G1": 4}, scores={"E1": 1, "S1": 4, "G1": 4})
    assert waiting == 1
    second = staff("ER")
    services.take_blind_review(assessment, by=second)
    services.save_reviews(assessment, given({"E1": 1}), by=second, round=2)
    assert services.close_blind(assessment, by=second) == 0

    services.score_assessment(assessment, by=reviewer)

    assert assessment.scores.get().band == Band.R
    assert assessment.sampled is True


def test_a_closed_round_is_closed():
    assessment, reviewer, _waiting = reviewed()

    with pytest.raises(WrongState, match="round is closed"):
        services.save_reviews(assessment, given({"E1": 5}), by=reviewer)
    with pytest.raises(WrongState, match="round is closed"):
        services.close_first(assessment, by=reviewer)


def test_the_supplier_is_asked_and_an_answer_that_does_not_come_holds_nothing_up():
    assessment, reviewer = taken()

    services.ask_supplier(assessment, "E1의 2025년 배출량 근거를 주십시오.", by=reviewer)
    assert assessment.state == A.QUERY
    assert assessment.query_due == business_days_after(today(), 5)
    services.close_unanswered(assessment)

    assert assessment.state == A.REVIEW
    assert events("esg.assessment_asked") == 1


def test_the_sample_is_drawn_by_a_seed_that_is_kept():
    reviewer = staff("ER")
    question_set = published_set()
    good = [assessed(state=A.SUBMITTED, question_set=question_set) for _count in range(11)]
    weak = assessed(state=A.SUBMITTED, question_set=question_set, scores={"E1": 2, "S1": 2, "G1": 2})

    draw = services.draw_sample(str(today().year), by=reviewer)

    assert draw.always == [weak.number]
    assert len(draw.drawn) == 2
    again = rules.drawn([each.number for each in reversed(good)], seed=draw.seed, share=draw.share)
    assert again == draw.drawn
    assert set(Assessment.objects.filter(sampled=True).values_list("number", flat=True)) == {weak.number, *draw.drawn}
    with pytest.raises(RuleBroken, match="since the last drawing"):
        services.draw_sample(str(today().year), by=reviewer)
    assert SampleDraw.objects.count() == 1


def test_what_was_scored_before_the_drawing_is_drawn_from_too():
    question_set = published_set()
    fast = assessed(state=A.NOTIFIED, question_set=question_set)

    assert [each.number for each in queries.to_draw_from(fast.period)] == [fast.number]


def test_an_audit_heeds_the_rules_of_the_items():
    assessment = assessed(state=A.NOTIFIED, sampled=True)
    auditor = staff("ER")

    with pytest.raises(RuleBroken, match="of the weight of S would not apply"):
        services.record_audit(
            assessment, on=today(), note="현장 확인", scores={"S1": Given(not_applicable=True)}, by=auditor
        )
    assert assessment.reviews.filter(round=4).count() == 0


def test_who_changed_an_item_by_a_verified_action_does_not_decide_about_the_result():
    assessment = assessed(state=A.OBJECTION, objection="이의")
    verifier = staff("ER")
    question = assessment.reviews.get(question__code="E1").question
    ItemReview.objects.create(assessment=assessment, question=question, round=4, reviewer=verifier, score=4)

    with pytest.raises(NotAllowed, match="took no part"):
        services.decide_objection(assessment, answer="유지", by=verifier)


def test_an_item_that_is_no_longer_asked_counts_no_more():
    assessment, reviewer = taken()
    services.save_reviews(assessment, given(WELL), by=reviewer)
    other = draft_set(items=4).questions.exclude(code__in=WELL).first()
    ItemReview.objects.create(assessment=assessment, question=other, round=1, reviewer=reviewer, score=0)

    services.close_first(assessment, by=reviewer)

    assert set(assessment.reviews.values_list("question__code", flat=True)) == set(WELL)


def test_an_audit_far_below_the_self_assessment_costs_trust_and_the_next_two_cycles():
    question_set = published_set()
    company = entered()
    claims = {"E1": 5, "S1": 5, "G1": 5}
    assessment, reviewer = taken(company=company, question_set=question_set, scores=claims, sampled=True, period="2025")
    services.save_reviews(assessment, given({"E1": 4, "S1": 4, "G1": 4}, "현장에서 일부만 확인"), by=reviewer)
    services.close_first(assessment, by=reviewer)
    with pytest.raises(RuleBroken, match="record the audit first"):
        services.score_assessment(assessment, by=reviewer)

    services.record_audit(assessment, on=today(), note="현장 확인 결과 목표가 없음", by=reviewer)
    services.score_assessment(assessment, by=reviewer)

    assert assessment.low_trust is True  # 100.00 claimed, 80.00 found
    Assessment.objects.filter(pk=assessment.pk).update(state=A.NOTIFIED)
    Assessment.objects.filter(pk=assessment.pk).update(state=A.FINAL, valid_from=today())
    later = assessed(company, state=A.SUBMITTED, question_set=question_set)
    assert services.draw_sample(later.period, by=reviewer).always == [later.number]


def test_an_audit_after_the_result_changes_items_and_the_score():
    assessment, reviewer, _waiting = reviewed()
    services.score_assessment(assessment, by=reviewer)
    services.send_result(assessment, by=reviewer)

    services.record_audit(
        assessment, on=today(), note="현장 확인", by=staff("ER"), scores={"E1": Given(score=2, remark="측정 기록 없음")}
    )

    first, second = assessment.scores.order_by("seq")
    assert (first.total, second.total) == (Decimal("80.00"), Decimal("66.00"))
    assert ItemReview.objects.filter(assessment=assessment, round=4).count() == 1
    with pytest.raises(WrongState, match="already recorded"):
        services.record_audit(assessment, on=today(), note="다시", by=reviewer)


def test_items_below_one_that_is_answered_low_are_not_asked():
    question_set = draft_set(items=6)
    question_set.questions.filter(code="E2").update(depends_on="E1", depends_from=3)
    publish(question_set)
    assessment = assessed(state=A.SUBMITTED, question_set=question_set, scores={})
    answer(assessment, {"E1": 2, "S1": 4, "G1": 4, "S2": 4, "G2": 4})

    codes = [row.question.code for row in queries.items_of(assessment)]

    assert codes == ["E1", "S1", "G1", "S2", "G2"]


def test_a_band_is_seen_by_purchasing_and_nothing_else():
    final = assessed(state=A.FINAL)
    officer = staff("PO")

    assert list(queries.assessments_visible_to(officer)) == []
    (row,) = queries.bands_visible_to(officer)
    assert (row, row.band) == (final, "B")
    scored(final, band="C", total=60)
    assert queries.bands_visible_to(officer).get().band == "C"
