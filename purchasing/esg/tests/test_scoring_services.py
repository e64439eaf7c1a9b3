"""Scores are computed in the database, and anybody can compute them again from two texts (security T44)."""

import json
import random
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.outbox.models import Event
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.tests.factories import staff
from portal.tests.shared_data import golden
from purchasing.esg.models import Assessment, ItemReview, QuestionSet, RedFlag, Score
from purchasing.esg.rules import scoring, srm
from purchasing.esg.services.scoring import publish_standings, record_score, record_scores
from purchasing.esg.states import (
    AssessmentState,
    FlagSource,
    FlagState,
    Pillar,
    ScoreReason,
    SetState,
    StandingFact,
)
from purchasing.esg.tests.factories import add_question, assessed, draft_set, review

pytestmark = pytest.mark.django_db

WEIGHTS = {  # domain 11.5
    "E": [5, 4, 4, 4, 3, 3, 4, 4, 2, 2],
    "S": [5, 5, 4, 5, 3, 2, 5, 5, 2, 3, 3, 1],
    "G": [4, 5, 5, 4, 3, 3, 3, 2],
}
CRITICAL = {"E1", "S1", "S2", "S4", "S8", "G2", "G3"}
GOLDEN = {
    "E": [5, 3, 4, 3, 2, 4, 5, 4, 2, None],
    "S": [5, 5, 4, 5, 4, 3, 4, 4, 3, 2, 2, 3],
    "G": [5, 5, 5, 3, 3, 4, None, 2],
}


def with_document(question_set: QuestionSet) -> str:
    """The set's own text, as publishing writes it."""
    document = scoring.document_of(
        scoring.Sheet(
            name=str(question_set),
            items=tuple(
                scoring.Item(q.code, q.pillar, q.weight, q.critical)
                for q in question_set.questions.order_by("order", "pk")
            ),
            weights={"E": question_set.weight_e, "S": question_set.weight_s, "G": question_set.weight_g},
            bands={"A": question_set.band_a, "B": question_set.band_b, "C": question_set.band_c},
        )
    )
    QuestionSet.objects.filter(pk=question_set.pk).update(sha256=scoring.sha256(document))
    return document


def full_set() -> QuestionSet:
    """The thirty items with the weights of the domain."""
    made = draft_set(0)
    for pillar, weights in WEIGHTS.items():
        for place, weight in enumerate(weights, start=1):
            add_question(made, f"{pillar}{place}", weight=weight, critical=f"{pillar}{place}" in CRITICAL)
    return made


def test_the_golden_assessment_and_what_comes_of_it():
    question_set = full_set()
    document = with_document(question_set)
    publish_keeping_sha(question_set)
    scores = {f"{p}{i}": s for p in Pillar.values for i, s in enumerate(GOLDEN[p], start=1)}
    assessment = assessed(state=AssessmentState.REVIEW, question_set=question_set, scores=scores)
    review(assessment, scores)

    found = record_score(assessment, reason=ScoreReason.REVIEWED, by=assessment.reviewer)

    told = golden("esg")
    assert (str(found.env), str(found.soc), str(found.gov)) == (told["E"], told["S"], told["G"])
    assert (str(found.total), found.band) == (told["total"], "B")
    assert scoring.result_of(document, found.snapshot).total == found.total
    assert scoring.sha256(found.snapshot) == found.sha256
    shares = dict(zip(srm.PARTS, map(Decimal, (".90", ".85", ".80", ".782957")), strict=True))
    weights = dict(zip(srm.PARTS, map(Decimal, (".35", ".25", ".20", ".20")), strict=True))
    assert str(srm.evaluated(shares, weights)) == told["srm"]


def publish_keeping_sha(question_set: QuestionSet) -> None:
    sha = QuestionSet.objects.get(pk=question_set.pk).sha256
    rows = QuestionSet.objects.filter(pk=question_set.pk)
    rows.update(state=SetState.REVIEW)
    rows.update(state=SetState.PUBLISHED, sha256=sha)
    question_set.refresh_from_db()


def test_the_database_and_the_rule_agree_on_any_scores():
    """Two ways to one figure: random weights, scores, items left out, flags, lateness; and the texts byte by byte."""
    chance = random.Random(20260401)
    made = []
    for _set in range(4):
        question_set = draft_set(0)
        for pillar in Pillar.values:
            for place in range(1, chance.randint(2, 12)):
                add_question(
                    question_set, f"{pillar}{place}", weight=chance.randint(1, 5), critical=chance.random() < 0.2
                )
        share = Decimal(chance.randint(1, 98)) / 100
        rest = chance.randint(1, 99)
        question_set.weight_e, question_set.weight_s = share, ((1 - share) * rest / 100).quantize(Decimal("0.000001"))
        question_set.weight_g = 1 - question_set.weight_e - question_set.weight_s
        question_set.save()
        document = with_document(question_set)
        publish_keeping_sha(question_set)
        codes = list(question_set.questions.order_by("order", "pk").values_list("code", flat=True))
        for _case in range(12):
            lost = {p for p in Pillar.values if chance.random() < 0.1}  # a whole pillar that does not apply
            scores = {c: None if c[0] in lost or chance.random() < 0.1 else chance.randint(0, 5) for c in codes}
            assessment = assessed(state=AssessmentState.REVIEW, question_set=question_set, scores=scores)
            review(assessment, scores)
            if chance.random() < 0.3:  # one item is scored again
                code = chance.choice(codes)
                scores[code] = chance.randint(0, 5)
                review(assessment, {code: scores[code]}, round=4)
            flags = [flag_of(assessment) for _ in range(chance.choice([0, 0, 0, 1, 2]))]
            if chance.random() < 0.1:
                Assessment.objects.filter(pk=assessment.pk).update(overdue_since=today())
                assessment.refresh_from_db()
            snapshot = scoring.snapshot_of(
                assessment=assessment.number,
                company=assessment.company.number,
                period=assessment.period,
                set_sha256=question_set.sha256,
                scores=scoring.digits_of(codes, {code: score for code, score in scores.items() if score is not None}),
                flags=[str(flag.uid) for flag in flags],
                overdue=assessment.overdue_since is not None,
            )
            made.append((assessment.pk, document, snapshot))

    record_scores([pk for pk, *_ in made])

    for pk, document, snapshot in made:
        found = Score.objects.get(assessment=pk)
        result = scoring.result_of(document, snapshot)
        assert found.snapshot == snapshot
        assert found.sha256 == scoring.sha256(snapshot)
        assert (found.env, found.soc, found.gov) == tuple(result.pillars[p] for p in scoring.PILLARS)
        assert (found.total, found.band) == (result.total, result.band)
    assert {"A", "B", "C", "D", "R"} & set(Score.objects.values_list("band", flat=True)) >= {"C", "D", "R"}


def flag_of(assessment: Assessment) -> RedFlag:
    flag = RedFlag.objects.create(
        company=assessment.company,
        title_ko="폐수 무단 방류",
        source=FlagSource.COURT,
        basis="행정처분",
        critical=True,
        happened_on=today(),
    )
    RedFlag.objects.filter(pk=flag.pk).update(state=FlagState.CONFIRMED)
    return flag


def test_the_same_snapshot_twice_adds_nothing():
    assessment = assessed(state=AssessmentState.REVIEW)
    review(assessment, {"E1": 4, "S1": 4, "G1": 4})

    first = record_score(assessment, reason=ScoreReason.REVIEWED)
    assert record_score(assessment, reason=ScoreReason.REVIEWED) is None
    ItemReview.objects.filter(assessment=assessment, question__code="S1").update(remark="다시 읽음")
    assert record_scores([assessment.pk]) == []
    assert list(Score.objects.filter(assessment=assessment)) == [first]


def test_a_confirmed_flag_overrides_and_its_remedy_gives_the_score_back():
    assessment = assessed(state=AssessmentState.REVIEW)
    review(assessment, {"E1": 4, "S1": 4, "G1": 4})
    record_score(assessment, reason=ScoreReason.REVIEWED)
    flag = flag_of(assessment)

    under = record_score(assessment, reason=ScoreReason.FLAG)
    assert (under.band, str(under.total), json.loads(under.snapshot)["flags"]) == ("R", "80.00", [str(flag.uid)])

    RedFlag.objects.filter(pk=flag.pk).update(state=FlagState.REMEDIED)
    after = record_score(assessment, reason=ScoreReason.FLAG)
    assert (after.band, after.seq) == ("B", 3)


def test_what_counts_is_said_on_the_ground_floor_once_and_taken_back():
    assessment = assessed(state=AssessmentState.REVIEW)
    review(assessment, {"E1": 4, "S1": 4, "G1": 4})
    record_score(assessment, reason=ScoreReason.REVIEWED)
    company = assessment.company
    assert publish_standings([company.pk]) == 0  # nothing is final yet
    assert standing_of(company, StandingFact.BAND, today()) is None

    to_final(assessment)
    assert publish_standings([company.pk]) == 1
    assert publish_standings([company.pk]) == 0
    assert standing_of(company, StandingFact.BAND, today()) == "B"
    assert standing_of(company, StandingFact.SCORE, today()) == "80.00"
    row = Standing.objects.get(company=company, fact=StandingFact.BAND)
    assert (row.source, row.valid_to) == (assessment.number, assessment.valid_to)
    assert not Event.objects.filter(name="esg.band_changed").exists()  # a first B asks for nothing

    late = assessed(company, period=str(today().year + 1), question_set=assessment.question_set, overdue_since=today())
    record_scores([late.pk])
    publish_standings([company.pk])
    assert standing_of(company, StandingFact.BAND, today()) == "D"
    assert standing_of(company, StandingFact.SCORE, today()) is None
    event = Event.objects.get(name="esg.band_changed")
    assert event.payload == {"company": company.pk, "assessment": late.pk, "before": "B", "after": "D"}

    Assessment.objects.filter(pk=late.pk).update(overdue_since=None)
    publish_standings([company.pk])
    assert standing_of(company, StandingFact.BAND, today()) == "B"


def to_final(assessment: Assessment) -> None:
    on = today()
    rows = Assessment.objects.filter(pk=assessment.pk)
    for state in (AssessmentState.SCORED, AssessmentState.NOTIFIED, AssessmentState.FINAL):
        rows.update(state=state)
    rows.update(valid_from=on, valid_to=on + timedelta(days=365))
    assessment.refresh_from_db()


def test_a_final_score_that_changes_is_audited_and_published():
    assessment = assessed(state=AssessmentState.REVIEW)
    review(assessment, {"E1": 4, "S1": 4, "G1": 4})
    record_score(assessment, reason=ScoreReason.REVIEWED)
    to_final(assessment)
    publish_standings([assessment.company_id])
    review(assessment, {"G1": 0}, round=4)

    found = record_score(assessment, reason=ScoreReason.RESCORE, by=staff("ER"), note="G1 → 0")

    assert standing_of(assessment.company, StandingFact.SCORE, today()) == str(found.total) == "60.00"
    entry = AuditEntry.objects.filter(what__endswith="rescored").latest("pk")
    payload = json.loads(entry.payload)
    assert (payload["band"], payload["before"]) == ("C", "B")


def test_a_snapshot_of_another_set_is_refused():
    document = with_document(draft_set())
    snapshot = scoring.snapshot_of(assessment="a", company="b", period="2026", set_sha256="0" * 64, scores="---")
    with pytest.raises(ValueError, match="another question set"):
        scoring.result_of(document, snapshot)
