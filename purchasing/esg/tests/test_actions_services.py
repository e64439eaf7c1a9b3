"""Red flags and corrective actions: two people, clocks, one extension, evidence verified by another, re-score."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff
from purchasing.esg.handlers import actions as handlers
from purchasing.esg.models import CorrectiveAction, EsgTerms, Limitation, RedFlag, ReviewerTie, terms_on
from purchasing.esg.services import actions as services
from purchasing.esg.services import flags
from purchasing.esg.states import AssessmentState, Band, CapState, FlagSource, FlagState, Severity, StandingFact
from purchasing.esg.tests.actions_stage import accepted, evidence, implemented, opened, planned
from purchasing.esg.tests.factories import assessed, hear, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("severity", "contain", "close"),
    [(Severity.PRIORITY, 7, 30), (Severity.MAJOR, 30, 90), (Severity.MINOR, None, 180)],
)
def test_the_clocks_follow_how_grave_it_is(severity, contain, close):
    action = opened(severity=severity)

    on = today()
    assert on + timedelta(days=close) <= action.due_on <= on + timedelta(days=close + 12)  # next business day
    assert (action.contain_due is None) is (contain is None)
    assert action.plan_due > on
    assert AuditEntry.objects.filter(what="esg.correctiveaction.opened", thing_id=str(action.pk)).count() == 1
    assert Event.objects.filter(name="esg.action_opened", payload={"action": action.pk}).count() == 1


def test_a_plan_says_why_what_and_who_and_how_it_is_contained():
    action = opened()
    by = person(action.company, "SE")

    with pytest.raises(RuleBroken) as refused:
        services.plan_action(action, root_cause="r", action_text="a", owner=" ", by=by)
    assert refused.value.field == "owner"
    with pytest.raises(RuleBroken) as refused:
        services.plan_action(action, root_cause="r", action_text="a", owner="o", by=by)
    assert refused.value.field == "containment"
    with pytest.raises(NotAllowed):
        services.plan_action(action, root_cause="r", action_text="a", owner="o", by=person(CompanyFactory(), "SE"))


def test_more_time_once_and_at_most_half_of_it_and_a_reviewer_gives_it():
    action = planned(opened())
    by, most = person(action.company, "SE"), (action.due_on - action.opened_on).days // 2

    with pytest.raises(RuleBroken) as refused:
        services.ask_extension(action, days=most + 1, reason="부품 납기", by=by)
    assert refused.value.field == "days"
    action = services.ask_extension(action, days=most, reason="부품 납기", by=by)
    before = action.due_on
    with pytest.raises(NotAllowed):
        services.decide_extension(action, granted=True, answer="좋습니다", by=by)
    action = services.decide_extension(action, granted=True, answer="납기 확인", by=staff("ER"))

    assert (action.due_on, action.extended_days) == (before + timedelta(days=most), most)
    with pytest.raises(RuleBroken):
        services.ask_extension(action, days=1, reason="또", by=by)


def test_evidence_comes_from_the_own_library_and_holds_today():
    action = accepted(opened())
    by = person(action.company, "SE")

    with pytest.raises(RuleBroken):
        services.implement_action(action, done_text="설치함", evidence=[evidence(CompanyFactory())], by=by)
    old = evidence(action.company, valid_to=today() - timedelta(days=1))
    with pytest.raises(RuleBroken) as refused:
        services.implement_action(action, done_text="설치함", evidence=[old], by=by)
    assert refused.value.field == "evidence"
    assert CorrectiveAction.objects.get(pk=action.pk).state == CapState.PLAN_ACCEPTED


def test_a_verified_action_scores_its_item_anew_and_is_closed():
    assessment = assessed(state=AssessmentState.FINAL, scores={"E1": 3, "S1": 2, "G1": 2}, band=Band.D, total=46)
    code = "S1"
    action = implemented(opened(assessment.company, assessment=assessment, question_code=code))

    services.verify_action(action, remark="현장 확인", new_score=4, by=staff("ER"))

    action.refresh_from_db()
    assert (action.state, action.new_score) == (CapState.CLOSED, 4)
    review = assessment.reviews.get(round=4)
    assert (review.question.code, review.score) == (code, 4)
    assert assessment.scores.order_by("seq").last().total > 46


def test_who_uploaded_the_evidence_does_not_verify_it():
    action = implemented(opened())
    both = person(action.company, "SE")

    with pytest.raises(NotAllowed):
        services.verify_action(action, remark="확인", by=both)
    CorrectiveAction.objects.filter(pk=action.pk).update(done_by=(reviewer := staff("ER")))
    action.refresh_from_db()
    with pytest.raises(NotAllowed, match="SOD-19"):
        services.verify_action(action, remark="확인", by=reviewer)


def test_a_missed_action_is_overdue_then_escalated_and_asks_for_support():
    action = opened(severity=Severity.PRIORITY)
    past = today() - timedelta(days=1)
    CorrectiveAction.objects.filter(pk=action.pk).update(plan_due=past)

    handlers.run_clocks()
    handlers.run_clocks()

    action.refresh_from_db()
    assert action.state == CapState.ESCALATED
    asked = Event.objects.filter(name="esg.support_asked")
    assert [event.payload for event in asked] == [
        {"company": action.company_id, "about": "corrective_action", "action": action.pk}
    ]


def test_a_finding_that_is_not_contained_in_time_is_overdue_and_a_late_plan_has_days_to_be_judged():
    action = planned(opened())
    past = today() - timedelta(days=1)
    CorrectiveAction.objects.filter(pk=action.pk).update(opened_on=past - timedelta(days=30), contain_due=past)

    handlers.run_clocks()
    action.refresh_from_db()
    assert (action.state, action.overdue_on) == (CapState.OVERDUE, today())
    planned(action)
    handlers.run_clocks()
    action.refresh_from_db()
    assert action.state == CapState.PLAN_SUBMITTED
    CorrectiveAction.objects.filter(pk=action.pk).update(overdue_on=today() - timedelta(days=40))
    handlers.run_clocks()
    action.refresh_from_db()
    assert action.state == CapState.OVERDUE


def test_a_missed_action_of_band_c_has_a_warning_proposed_once():
    action = opened()
    record_standing(action.company, StandingFact.BAND, Band.C, valid_from=today(), source="ESG-1")
    CorrectiveAction.objects.filter(pk=action.pk).update(plan_due=today() - timedelta(days=1))

    handlers.run_clocks()
    hear()
    handlers.act_on_overdue(action=action.pk)

    limitation = Limitation.objects.get(company=action.company)
    assert (limitation.level, limitation.proposed_by) == ("1", None)
    assert action.number in limitation.facts


def test_a_flag_is_raised_by_one_and_decided_by_another():
    raiser, decider = staff("ER"), staff("CP")
    flag = flags.raise_flag(
        CompanyFactory(),
        title_ko="임금 체불",
        basis="노동청 시정 지시 2026-10",
        source=FlagSource.COURT,
        happened_on=today(),
        severity=Severity.PRIORITY,
        critical=True,
        by=raiser,
    )

    with pytest.raises(NotAllowed):
        flags.confirm_flag(flag, decision="확인", by=raiser)
    flags.confirm_flag(flag, decision="시정 지시서 확인", by=decider)

    flag.refresh_from_db()
    assert flag.state == FlagState.CONFIRMED
    assert flag.actions.get().severity == Severity.PRIORITY


def test_a_final_result_in_band_d_asks_for_what_is_missing_once():
    scores = {"E1": 1, "S1": 0, "G1": 4}
    assessment = assessed(state=AssessmentState.FINAL, scores=scores, band=Band.D, total=30)

    handlers.ask_for_what_is_missing(assessment=assessment.pk)
    handlers.ask_for_what_is_missing(assessment=assessment.pk)

    found = CorrectiveAction.objects.filter(assessment=assessment).order_by("question_code")
    assert [(each.question_code, each.severity) for each in found] == [
        ("E1", Severity.PRIORITY),  # the first item of the trial set is critical
        ("S1", Severity.MAJOR),
    ]


def test_a_good_result_asks_for_nothing():
    assessment = assessed(state=AssessmentState.FINAL, band=Band.B, total=78)

    handlers.ask_for_what_is_missing(assessment=assessment.pk)

    assert not CorrectiveAction.objects.exists()


def test_who_helped_the_company_does_not_verify_what_it_mended():
    action, helper = implemented(opened()), staff("ER")
    ReviewerTie.objects.create(person=helper, company=action.company, reason="helped", entered_by=staff("EC"))

    with pytest.raises(NotAllowed, match="SOD-11"):
        services.verify_action(action, remark="확인", by=helper)


def test_a_report_to_an_authority_is_never_a_reason():
    with pytest.raises(RuleBroken, match="LIM-03"):
        flags.raise_flag(
            CompanyFactory(),
            title_ko="신고",
            basis="공정위 신고",
            source=FlagSource.HOTLINE,
            happened_on=today(),
            authority_report=True,
            by=staff("ER"),
        )
    assert not RedFlag.objects.exists()


def test_a_critical_flag_overrides_the_score_until_it_is_remedied():
    assessment = assessed(state=AssessmentState.FINAL, scores={"E1": 5, "S1": 5, "G1": 5}, band=Band.A, total=100)
    flag = flags.raise_flag(
        assessment.company,
        title_ko="여권 보관",
        basis="현장 감사",
        source=FlagSource.AUDIT,
        happened_on=today(),
        critical=True,
        by=staff("ER"),
    )
    flags.confirm_flag(flag, decision="확인", by=staff("CP"))
    assert assessment.scores.order_by("seq").last().band == Band.R

    services.verify_action(implemented(flag.actions.get()), remark="반환 확인", by=staff("ER"))

    flag.refresh_from_db()
    assert flag.state == FlagState.REMEDIED
    assert assessment.scores.order_by("seq").last().band == Band.A


def test_a_decided_flag_takes_no_more_words():
    flag = flags.raise_flag(
        CompanyFactory(), title_ko="x", basis="y", source=FlagSource.NEWS, happened_on=today(), by=staff("ER")
    )
    by = person(flag.company, "SA")
    flags.comment_flag(flag, text="사실과 다릅니다", by=by)
    flags.reject_flag(flag, decision="근거 없음", by=staff("CP"))

    with pytest.raises(RuleBroken):
        flags.comment_flag(flag, text="더", by=by)
    with pytest.raises(WrongState):
        flags.confirm_flag(flag, decision="확인", by=staff("CP"))


def test_the_longest_extension_follows_the_terms():
    by = staff("ER")
    EsgTerms.objects.filter(pk=terms_on(today()).pk).update(extension_share=Decimal("0.2"))
    action = opened(severity=Severity.PRIORITY, by=by)  # 30 days and what a free day adds
    most = (action.due_on - action.opened_on).days // 5

    with pytest.raises(RuleBroken, match=str(most)):
        services.ask_extension(action, days=most + 1, reason="부품", by=person(action.company, "SE"))
    assert services.ask_extension(action, days=most, reason="부품", by=person(action.company, "SE")).extension_asked
