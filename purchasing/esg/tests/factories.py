"""Question sets, assessments, answers, entered companies, and the people who deal with them."""

import hashlib
import itertools
import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.outbox.services import deliver_due
from portal.people.models import Company, Standing, User
from portal.people.queries import people_with_role
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.kept import kept
from purchasing.esg.models import Anchor, Answer, Assessment, ItemReview, Question, QuestionSet, Score
from purchasing.esg.queries.questions import sheet_for
from purchasing.esg.rules.scoring import document_of, sha256
from purchasing.esg.states import (
    RESULT_SEEN,
    AssessmentState,
    Band,
    EntryOutcome,
    Pillar,
    ScoreReason,
    SetState,
    StandingFact,
)

AREAS = {"E": "climate", "S": "safety", "G": "ethics"}
ANSWERED = frozenset(set(AssessmentState) - {AssessmentState.ASSIGNED, AssessmentState.IN_PROGRESS})
REVIEWED = frozenset({AssessmentState.SCORED, *RESULT_SEEN})
_serial = itertools.count(1)


def hear() -> None:
    """Deliver what was announced."""
    while deliver_due():
        continue


@kept
def person(company: Company, *codes: str) -> User:
    """Somebody of ``company`` with exactly these roles; made when first asked for."""
    for user in people_with_role(company, *codes).order_by("pk"):
        if user.is_service or user.active_membership is None or user.active_membership.company_id != company.pk:
            continue
        if user.role_codes == frozenset(codes):
            return user
    return staff(*codes) if company.is_buyer else UserFactory(company=company, roles=codes)


@kept
def entered(company: Company | None = None, *, code_version: str = "1.0", **fields: Any) -> Company:
    """A company that passed the entry gate and consented to the code of conduct, as the ground floor knows it."""
    company = company or CompanyFactory(**fields)
    on = today()
    begun, ends = on - timedelta(days=30), on + timedelta(days=700)
    facts = {StandingFact.ENTRY: EntryOutcome.QUALIFIED, StandingFact.CODE: code_version}
    for fact, value in facts.items():
        if not Standing.objects.filter(company=company, fact=fact).exists():
            record_standing(company, fact, value, valid_from=begun, valid_to=ends, source=f"ENT-9{company.pk}")
    return company


@kept
def draft_set(items: int = 3, *, by: User | None = None, **fields: Any) -> QuestionSet:
    """A set that is being written: E1, S1, G1, E2 … in turn, each with its six anchors; the first one is critical."""
    number = next(_serial)
    fields = {"code": f"T{number}", "version": "1.0", "year": today().year, "valid_from": today()} | fields
    made = QuestionSet.objects.create(
        title_ko=f"시험 평가표 {number}", title_en=f"Trial set {number}", entered_by=by, **fields
    )
    for place in range(items):
        pillar = Pillar.values[place % 3]
        code = f"{pillar}{place // 3 + 1}"
        add_question(made, code, critical=place == 0, order=place + 1)
    return made


@kept
def add_question(question_set: QuestionSet, code: str, **fields: Any) -> Question:
    """A question on a scale with its anchors."""
    fields = {"weight": 3, "order": int(code[1:]), "pillar": code[0], "area": AREAS[code[0]]} | fields
    question = Question.objects.create(
        question_set=question_set,
        code=code,
        text_ko=f"{code} 무엇을 하고 있습니까?",
        text_en=f"{code}: what do you do?",
        **fields,
    )
    Anchor.objects.bulk_create(
        Anchor(question=question, score=score, text_ko=f"{score}단계", text_en=f"step {score}") for score in range(6)
    )
    return question


@kept
def published_set(items: int = 3, *, by: User | None = None, **fields: Any) -> QuestionSet:
    """A set in force, with three questions unless told otherwise."""
    made = draft_set(items, by=by, **fields)
    publish(made)
    return made


def publish(question_set: QuestionSet) -> None:
    """Through the two moves of a set, as the database asks."""
    document = document_of(sheet_for(question_set))
    rows = QuestionSet.objects.filter(pk=question_set.pk)
    rows.update(state=SetState.REVIEW)
    rows.update(state=SetState.PUBLISHED, published_at=db_now(), document=document, sha256=sha256(document))
    question_set.refresh_from_db()


@kept
def assessed(
    company: Company | None = None,
    *,
    state: AssessmentState = AssessmentState.IN_PROGRESS,
    scores: Mapping[str, int | None] | None = None,
    band: Band | str | None = None,
    total: Decimal | int = 78,
    question_set: QuestionSet | None = None,
    **fields: Any,
) -> Assessment:
    """An assessment of an entered company that has come as far as ``state``.

    ``scores``: by question code (None: does not apply), what the company gives itself, and once reviewed the reviewer
    too; default 4 each when submitted. ``band``: a recorded score with this band and ``total`` (from SCORED on B).
    """
    company = entered(company)
    question_set = question_set or published_set()
    number, on = next(_serial), today()
    told: dict[str, Any] = {
        "number": f"ESG-{on.year}-9{number:05d}",
        "period": str(on.year),
        "due_on": on + timedelta(days=30),
    }
    if state in ANSWERED:
        told |= {"submitted_at": db_now(), "submitted_by": person(company, "SE"), "receipt_sha256": "0" * 64}
    if state in ANSWERED - {AssessmentState.SUBMITTED}:
        told["reviewer"] = staff("ER")
    if state in RESULT_SEEN:
        told |= {"notified_at": db_now(), "objection_until": on + timedelta(days=14)}
    if state == AssessmentState.FINAL:
        told |= {"valid_from": on, "valid_to": on + timedelta(days=365)}
    assessment = Assessment.objects.create(company=company, question_set=question_set, state=state, **(told | fields))
    if scores is None:
        scores = (
            {code: 4 for code in question_set.questions.values_list("code", flat=True)} if state in ANSWERED else {}
        )
    answer(assessment, scores)
    if state in REVIEWED:
        review(assessment, scores)
    if band is None and state in REVIEWED:
        band = Band.B
    if band is not None:
        scored(assessment, band=band, total=total)
    return assessment


def answer(assessment: Assessment, scores: Mapping[str, int | None]) -> None:
    """What the company answers, by question code; None: does not apply."""
    questions = {each.code: each for each in assessment.question_set.questions.all()}
    for code, score in scores.items():
        reason = "" if score is not None else "해당 공정이 없음"
        Answer.objects.create(
            assessment=assessment,
            question=questions[code],
            score=score,
            not_applicable=score is None,
            na_reason=reason,
            edited_by=assessment.submitted_by,
        )


def review(assessment: Assessment, scores: Mapping[str, int | None], *, round: int = 1, by: User | None = None) -> None:
    """What a reviewer gives, by question code; None: agrees that it does not apply."""
    reviewer = by or assessment.reviewer or staff("ER")
    questions = {each.code: each for each in assessment.question_set.questions.all()}
    ItemReview.objects.bulk_create(
        ItemReview(
            assessment=assessment,
            question=questions[code],
            round=round,
            reviewer=reviewer,
            score=score,
            not_applicable=score is None,
            verified=True,
        )
        for code, score in scores.items()
    )


@kept
def scored(assessment: Assessment, *, band: Band | str, total: Decimal | int = 78, **fields: Any) -> Score:
    """A recorded score; when the result is final the ground floor knows it too."""
    seq = assessment.scores.count() + 1
    snapshot = json.dumps({"assessment": assessment.number, "seq": seq, "total": str(total)}, sort_keys=True)
    score = Score.objects.create(
        assessment=assessment,
        seq=seq,
        reason=fields.pop("reason", ScoreReason.REVIEWED),
        snapshot=snapshot,
        sha256=hashlib.sha256(snapshot.encode()).hexdigest(),
        env=Decimal(total),
        soc=Decimal(total),
        gov=Decimal(total),
        total=Decimal(total),
        band=band,
        **fields,
    )
    if assessment.state == AssessmentState.FINAL:
        for fact, value in {StandingFact.SCORE: f"{Decimal(total):.2f}", StandingFact.BAND: str(band)}.items():
            record_standing(assessment.company, fact, value, valid_from=today(), source=assessment.number)
    return score
