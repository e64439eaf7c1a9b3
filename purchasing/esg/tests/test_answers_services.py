"""Answering an assessment: saved by several people, handed in once with a receipt, known facts taken over."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.audit.queries import timeline_of
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.people.models import Certificate, CertificateKind
from portal.people.states import CertificateState
from portal.tests.factories import UserFactory, staff
from purchasing.esg.models import Answer, AnswerSheet, Assessment, Evidence
from purchasing.esg.queries.answers import sheet_content, sheet_of
from purchasing.esg.queries.known import known_of
from purchasing.esg.services import answers as services
from purchasing.esg.services import review
from purchasing.esg.services.answers import AnswerIn
from purchasing.esg.services.evidence import add_evidence, remove_evidence, watch_evidence
from purchasing.esg.services.questions import supersede_older
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import add_question, assessed, draft_set, person, publish, published_set

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


S = AssessmentState


def paper(company, title="환경 측정 기록", **fields) -> Evidence:
    file = File.objects.create(
        company=company, name="record.pdf", kind="pdf", content_type="application/pdf", size=4, sha256="ab" * 32
    )
    return Evidence.objects.create(company=company, file=file, title=title, **fields)


def save(assessment, by, **given):
    questions = {each.code: each for each in assessment.question_set.questions.all()}
    return services.save_answers(assessment, [(questions[code], told) for code, told in given.items()], by=by)


def full(assessment, by, score=3):
    """Everything answered, each with a document."""
    proof = frozenset({paper(assessment.company).pk})
    for code in assessment.question_set.questions.values_list("code", flat=True):
        version = Answer.objects.filter(assessment=assessment, question__code=code).values_list("version", flat=True)
        save(assessment, by, **{code: AnswerIn(seen=next(iter(version), 0), score=score, evidence=proof)})


@pytest.mark.parametrize("state", AssessmentState)
def test_an_assessment_of_every_state_can_be_made(state):
    assert assessed(state=state).state == state


def test_the_first_answer_begins_it_and_each_save_counts_up():
    assessment = assessed(state=S.ASSIGNED)
    user = person(assessment.company, "SU")
    assert save(assessment, user, E1=AnswerIn(score=2)).saved == ["E1"]
    assert save(assessment, user, E1=AnswerIn(seen=1, score=3)).saved == ["E1"]
    assert save(assessment, user, E1=AnswerIn(seen=1, score=3)).saved == []  # nothing changed
    answer = Answer.objects.get(assessment=assessment)
    assessment.refresh_from_db()
    assert (assessment.state, answer.score, answer.version, answer.edited_by) == (S.IN_PROGRESS, 3, 2, user)


def test_two_editors_lose_nothing():
    assessment = assessed()
    one, two = person(assessment.company, "SE"), UserFactory(company=assessment.company, roles=("SU",))
    save(assessment, one, E1=AnswerIn(score=2, note="첫 문장"))
    save(assessment, two, E1=AnswerIn(seen=1, score=3, note="둘째 문장"))
    result = save(assessment, one, E1=AnswerIn(seen=1, score=4, note="내 문장"), S1=AnswerIn(score=5))
    assert result.saved == ["S1"]
    assert {code: each.note for code, each in result.stale.items()} == {"E1": "둘째 문장"}
    assert Answer.objects.get(assessment=assessment, question__code="E1").score == 3


def test_only_the_own_company_answers_and_only_the_officer_hands_in():
    assessment = assessed()
    stranger = UserFactory(company=assessed().company, roles=("SE",))
    with pytest.raises(NotAllowed):
        save(assessment, stranger, E1=AnswerIn(score=2))
    with pytest.raises(NotAllowed):
        services.submit_assessment(assessment, by=person(assessment.company, "SU"))


def test_a_document_of_another_company_is_not_attached():
    assessment = assessed()
    foreign = paper(assessed().company)
    save(assessment, person(assessment.company, "SE"), E1=AnswerIn(score=3, evidence=frozenset({foreign.pk})))
    assert Answer.objects.get(assessment=assessment).evidence.count() == 0


def test_the_receipt_is_the_sha256_of_the_very_text_and_answers_are_closed():
    assessment = assessed()
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    sheet = services.submit_assessment(assessment, by=officer)

    assessment = Assessment.objects.get(pk=assessment.pk)
    assert assessment.state == S.SUBMITTED
    assert assessment.receipt_sha256 == sheet.sha256 == hashlib.sha256(sheet.content.encode()).hexdigest()
    told = json.loads(sheet.content)
    assert [each["code"] for each in told["answers"]] == ["E1", "S1", "G1"]
    assert told["answers"][0]["evidence"][0]["sha256"] == "ab" * 32
    with pytest.raises(WrongState):
        save(assessment, officer, E1=AnswerIn(seen=1, score=5))
    with pytest.raises(WrongState):
        services.submit_assessment(assessment, by=officer)


@pytest.mark.parametrize(
    ("told", "lack"),
    [
        pytest.param(AnswerIn(), "answer", id="not-answered"),
        pytest.param(AnswerIn(score=3), "evidence", id="score-without-document"),
        pytest.param(AnswerIn(not_applicable=True), "reason", id="left-out-without-reason"),
    ],
)
def test_what_is_left_keeps_it_from_being_handed_in(told, lack):
    assessment = assessed()
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    Answer.objects.filter(assessment=assessment, question__code="G1").delete()
    save(assessment, officer, G1=told)
    assert [row.lacks for row in sheet_of(assessment, today()).left] == [[lack]]
    with pytest.raises(RuleBroken, match="G1"):
        services.submit_assessment(assessment, by=officer)


def test_at_most_a_fifth_of_a_pillar_does_not_apply():
    assessment = assessed(question_set=published_set(18))
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    for code in ("E1", "E2"):  # 6 of 18 points of weight
        save(assessment, officer, **{code: AnswerIn(seen=1, not_applicable=True, na_reason="해당 공정 없음")})
    with pytest.raises(RuleBroken, match="20"):
        services.submit_assessment(assessment, by=officer)
    proof = frozenset({paper(assessment.company).pk})
    save(assessment, officer, E1=AnswerIn(seen=2, score=3, evidence=proof))
    services.submit_assessment(assessment, by=officer)  # 3 of 18 are 16.7 percent


def test_a_question_below_a_condition_is_asked_only_when_it_holds():
    made = draft_set()
    add_question(made, "E2", depends_on="E1", depends_from=3, order=9)
    publish(made)
    assessment = assessed(question_set=made)
    officer = person(assessment.company, "SE")
    save(assessment, officer, E1=AnswerIn(score=2))
    assert [row.code for row in sheet_of(assessment, today()).asked_rows] == ["E1", "S1", "G1"]
    save(assessment, officer, E1=AnswerIn(seen=1, score=3))
    assert [row.code for row in sheet_of(assessment, today()).asked_rows] == ["E1", "S1", "G1", "E2"]


def test_a_number_earns_its_score_by_the_bounds():
    made = draft_set()
    question = add_question(made, "S2", kind="number", unit="LTIFR")
    for score, bound in ((1, 10), (3, 5), (5, 1)):
        question.anchors.filter(score=score).update(bound=bound, falling=True)
    publish(made)
    assessment = assessed(question_set=made)
    save(assessment, person(assessment.company, "SE"), S2=AnswerIn(number=Decimal("4.2"), score=5))
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.number, answer.score) == (Decimal("4.2"), 3)


def test_a_running_assessment_keeps_its_version_of_the_set():
    made = published_set(code="OWN")
    assessment = assessed(question_set=made)
    officer = person(assessment.company, "SE")
    newer = published_set(code="OWN", version="2.0")
    supersede_older(today())
    made.refresh_from_db()
    full(assessment, officer)
    services.submit_assessment(assessment, by=officer)
    assert (made.state, newer.state) == ("superseded", "published")
    assert Assessment.objects.get(pk=assessment.pk).question_set == made


def test_a_question_of_the_reviewer_is_answered_with_changed_answers_and_a_second_receipt():
    assessment = assessed(state=S.QUERY, scores={}, query_text="E1의 기록을 보내 주십시오.")
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    with pytest.raises(RuleBroken):
        services.answer_query(assessment, text=" ", by=officer)
    sheet = services.answer_query(assessment, text="측정 기록을 붙였습니다.", by=officer)
    assessment = Assessment.objects.get(pk=assessment.pk)
    assert (assessment.state, assessment.query_answer) == (S.REVIEW, "측정 기록을 붙였습니다.")
    assert json.loads(sheet.content)["query_answer"] == "측정 기록을 붙였습니다."
    assert AnswerSheet.objects.filter(assessment=assessment).count() == 1


def content_of(assessment):
    return sheet_content(sheet_of(Assessment.objects.get(pk=assessment.pk), today()))[1]


def test_what_was_changed_for_the_reviewer_but_never_handed_in_is_not_reviewed():
    assessment = assessed(state=S.IN_PROGRESS)
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    sent = services.submit_assessment(assessment, by=officer)
    kept = content_of(assessment)
    assessment.refresh_from_db()
    review.take_assessment(assessment, by=staff("ER"))
    reviewer = assessment.reviewer
    review.ask_supplier(assessment, "E1의 기록을 보내 주십시오.", by=reviewer)
    other = frozenset({paper(assessment.company, "다른 기록").pk})
    assert save(assessment, officer, E1=AnswerIn(seen=1, score=5, note="고침", evidence=other)).saved == ["E1"]
    assert content_of(assessment) != kept

    review.close_unanswered(assessment)

    assessment = Assessment.objects.get(pk=assessment.pk)
    assert (assessment.state, assessment.receipt_sha256) == (S.REVIEW, sent.sha256)
    assert content_of(assessment) == kept
    entry = timeline_of(assessment).get(what="esg.assessment.answers_taken_back")
    assert json.loads(entry.payload) == {"items": ["E1"], "sheet": 1}


# What is known already -----------------------------------------------------------------------------------------------
def certified(company, kind="ISO14001", valid_to: date | None = None) -> Certificate:
    owner = person(company, "SA")
    return Certificate.objects.create(
        company=company,
        kind=CertificateKind.objects.get(code=kind),
        number="K-77",
        issuer="한국품질원",
        valid_from=today() - timedelta(days=90),
        valid_to=valid_to or today() + timedelta(days=300),
        state=CertificateState.VALID,
        added_by=owner,
        verified_by=UserFactory(),
    )


def test_a_certificate_is_offered_and_taken_with_its_day_and_source():
    made = draft_set()
    made.questions.filter(code="E1").update(evidence_kinds=["ISO14001"])
    publish(made)
    assessment = assessed(question_set=made)
    officer = person(assessment.company, "SE")
    certificate = certified(assessment.company)
    question = made.questions.get(code="E1")
    offers = known_of(assessment, made.questions.all(), today())
    assert [(code, [each.key for each in found]) for code, found in offers.items()] == [
        ("E1", [f"certificate-{certificate.pk}"])
    ]
    services.take_known(assessment, question, f"certificate-{certificate.pk}", by=officer)
    services.take_known(assessment, question, f"certificate-{certificate.pk}", by=officer)
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.score, answer.evidence.get().certificate) == (5, certificate)
    assert "K-77" in answer.taken_from
    assert f"{certificate.valid_from:%Y-%m-%d}" in answer.taken_from


def test_answers_of_the_last_assessment_are_offered():
    made = published_set()
    before = assessed(state=S.FINAL, question_set=made, period="2025", scores={"E1": 2, "S1": 4, "G1": None})
    assessment = assessed(before.company, question_set=made)
    offers = known_of(assessment, made.questions.all(), today())
    assert {code: [each.score for each in found] for code, found in offers.items()} == {"E1": [2], "S1": [4]}
    assert before.number in offers["E1"][0].source


def test_an_offer_that_is_gone_is_refused():
    assessment = assessed()
    question = assessment.question_set.questions.get(code="E1")
    with pytest.raises(WrongState):
        services.take_known(assessment, question, "certificate-1", by=person(assessment.company, "SE"))


# The library ---------------------------------------------------------------------------------------------------------
def test_a_document_that_ended_is_not_taken_into_the_library():
    assessment = assessed()
    file = paper(assessment.company).file
    with pytest.raises(RuleBroken):
        add_evidence(
            title="허가증", file=file, valid_to=today() - timedelta(days=1), by=person(assessment.company, "SE")
        )


def test_what_is_taken_out_of_the_library_stays_with_answers_that_use_it():
    assessment = assessed()
    officer = person(assessment.company, "SE")
    proof = paper(assessment.company)
    save(assessment, officer, E1=AnswerIn(score=3, evidence=frozenset({proof.pk})))
    remove_evidence(proof, by=officer)
    save(assessment, officer, E1=AnswerIn(seen=1, score=4, evidence=frozenset({proof.pk})))
    save(assessment, officer, S1=AnswerIn(score=4, evidence=frozenset({proof.pk})))
    linked = {each.question.code: each.evidence.count() for each in Answer.objects.filter(assessment=assessment)}
    assert linked == {"E1": 1, "S1": 0}


def test_evidence_that_ends_is_told_at_60_30_7_days_and_marks_the_answer_when_over():
    assessment = assessed(state=S.FINAL, scores={"E1": 4})
    on = today()
    ends = on + timedelta(days=60)
    proof = paper(assessment.company, valid_to=ends)
    Answer.objects.get(assessment=assessment).evidence.add(proof)
    told = [watch_evidence(ends - timedelta(days=left)) for left in (61, 60, 59, 30, 7, 6, 0)]
    assert told == [0, 1, 0, 1, 1, 0, 0]
    assert Answer.objects.get(assessment=assessment).lapsed_on is None
    assert watch_evidence(ends + timedelta(days=1)) == 1
    assert Answer.objects.get(assessment=assessment).lapsed_on == ends + timedelta(days=1)
    assert watch_evidence(ends + timedelta(days=2)) == 0


def test_evidence_that_ended_meanwhile_keeps_answers_from_being_handed_in():
    assessment = assessed()
    officer = person(assessment.company, "SE")
    full(assessment, officer)
    Evidence.objects.filter(company=assessment.company).update(valid_to=today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="expired"):
        services.submit_assessment(assessment, by=officer)
