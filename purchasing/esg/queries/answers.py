"""FIND: a sheet of answers as its company sees it: what is asked, what is answered, what is left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from purchasing.esg.models import Answer, Assessment, Evidence, Question
from purchasing.esg.rules import answers as rules
from purchasing.esg.rules import review, scoring
from purchasing.esg.states import ANSWERABLE, Pillar


@dataclass(slots=True)
class SheetRow:
    """One question with its answer; ``lacks`` says what is missing before it can be handed in."""

    question: Question
    answer: Answer | None
    evidence: list[Evidence]
    asked: bool = True
    lacks: list[str] = field(default_factory=list)
    ends_early: list[Evidence] = field(default_factory=list)  # its documents that end before the period does

    @property
    def code(self) -> str:
        """The question's code."""
        return self.question.code


@dataclass(slots=True)
class PillarLeft:
    """How far a pillar is answered."""

    pillar: Pillar
    asked: int = 0
    done: int = 0
    left_out: Decimal = Decimal(0)  # share of its weight that is said not to apply
    too_much_left_out: bool = False

    @property
    def is_done(self) -> bool:
        """Nothing is left."""
        return self.asked == self.done and not self.too_much_left_out


@dataclass(slots=True)
class Sheet:
    """All questions of an assessment with what its company answered."""

    assessment: Assessment
    rows: list[SheetRow]
    pillars: list[PillarLeft]

    @property
    def asked_rows(self) -> list[SheetRow]:
        """Those that are asked, given the answers so far."""
        return [row for row in self.rows if row.asked]

    @property
    def left(self) -> list[SheetRow]:
        """Those that lack something."""
        return [row for row in self.rows if row.asked and row.lacks]

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in."""
        return all(each.is_done for each in self.pillars)

    def self_score(self) -> scoring.Result:
        """What the company's own scores would give."""
        given = {
            row.code: row.answer.score
            for row in self.asked_rows
            if row.answer is not None and row.answer.score is not None and not row.answer.not_applicable
        }
        return scoring.score(scoring.sheet_of(self.assessment.question_set.document), given)


def sheet_of(assessment: Assessment, on: date) -> Sheet:
    """Six queries, however many questions."""
    questions = list(assessment.question_set.questions.order_by("order", "pk").prefetch_related("anchors"))
    answers = {
        each.question_id: each
        for each in assessment.answers.select_related("edited_by").prefetch_related("evidence__file")
    }
    rows = []
    for question in questions:
        answer = answers.get(question.pk)
        rows.append(SheetRow(question, answer, list(answer.evidence.all()) if answer else []))
    _settle(assessment, rows, on)
    return Sheet(assessment, rows, _pillars(assessment, rows))


def _settle(assessment: Assessment, rows: list[SheetRow], on: date) -> None:
    scores = {row.code: own_score(row.answer) for row in rows}
    open_ones = review.asked(
        [review.Asked(row.code, row.question.depends_on, row.question.depends_from) for row in rows], scores
    )
    ends = assessment.valid_to or date(int(assessment.period[:4]), 12, 31)
    for row in rows:
        row.asked = row.code in open_ones
        row.lacks = rules.lacks(as_asked(row.question), as_told(row.answer, row.evidence), on)
        row.ends_early = [each for each in row.evidence if each.valid_to is not None and on <= each.valid_to < ends]


def own_score(answer: Answer | None) -> int | None:
    """What the company gives itself, where the question applies to it."""
    return None if answer is None or answer.not_applicable else answer.score


def as_asked(question: Question) -> rules.Asked:
    """For the rules."""
    return rules.Asked(question.kind, question.na_allowed, question.evidence_from)


def as_told(answer: Answer | None, evidence: Iterable[Evidence]) -> rules.Told:
    """For the rules."""
    if answer is None:
        return rules.Told()
    return rules.Told(
        score=answer.score,
        number=answer.number,
        text=answer.text,
        day=answer.day,
        not_applicable=answer.not_applicable,
        na_reason=answer.na_reason,
        proofs=tuple(rules.Proof(each.valid_to) for each in evidence),
    )


def _pillars(assessment: Assessment, rows: list[SheetRow]) -> list[PillarLeft]:
    found = []
    for pillar in Pillar:
        mine = [row for row in rows if row.question.pillar == pillar]
        asked = [row for row in mine if row.asked]
        weight = sum(row.question.weight for row in mine)
        out = sum(row.question.weight for row in asked if row.answer is not None and row.answer.not_applicable)
        share = Decimal(out) / weight if weight else Decimal(0)
        found.append(
            PillarLeft(
                pillar=pillar,
                asked=len(asked),
                done=sum(not row.lacks for row in asked),
                left_out=share,
                too_much_left_out=share > assessment.question_set.na_share,
            )
        )
    return found


def lack_words(lack: str) -> str:
    """What is missing, for a person."""
    return {
        "answer": _("not answered"),
        "na": _("it always applies: answer it"),
        "reason": _("say why it does not apply"),
        "evidence": _("a score from here on needs a document"),
        "expired": _("its documents have expired"),
    }[lack]


def sheet_content(sheet: Sheet) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is handed in, as plain values: the facts of the assessment, and every question that is asked."""
    assessment = sheet.assessment
    facts = {
        "number": assessment.number,
        "company": assessment.company.number,
        "period": assessment.period,
        "set": str(assessment.question_set),
        "set_sha256": assessment.question_set.sha256,
        "query_answer": assessment.query_answer,
    }
    answers: list[dict[str, Any]] = []
    for row in sheet.asked_rows:
        told = row.answer
        if told is None:
            answers.append({"code": row.code})
            continue
        answers.append(
            {
                "code": row.code,
                "score": told.score,
                "number": None if told.number is None else f"{told.number.normalize():f}",
                "text": told.text,
                "day": told.day.isoformat() if told.day else None,
                "not_applicable": told.not_applicable,
                "na_reason": told.na_reason,
                "note": told.note,
                "taken_from": told.taken_from,
                "evidence": [
                    {
                        "title": each.title,
                        "number": each.number,
                        "valid_to": each.valid_to.isoformat() if each.valid_to else None,
                        "sha256": each.file.sha256 if each.file else "",
                    }
                    for each in sorted(row.evidence, key=lambda each: each.pk)
                ],
            }
        )
    return facts, answers


def answers_to_give(user) -> QuerySet[Assessment]:
    """What waits for the own company: to answer, or to answer a reviewer's question; the first due first."""
    found = Assessment.objects.filter(company=user.company_id, state__in=ANSWERABLE)
    return found.select_related("company", "question_set").order_by("due_on", "pk")
