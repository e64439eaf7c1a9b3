"""The question sets that come with the portal: TG-ESG-1.0 (30 items) and one for small companies.

Their words are in ``purchasing/esg/shipped/``, in the same columns that staff import and export. Item codes and
weights: domain 11.5; the small set follows names of K-ESG items. Entered once; staff publish later versions.
"""

from datetime import date
from pathlib import Path

from django.db import transaction

from portal.clock import db_now
from purchasing.esg.models.questionnaire import Anchor, Question, QuestionSet
from purchasing.esg.rules import scoring
from purchasing.esg.rules.question_sheet import csv_rows, read_questions
from purchasing.esg.rules.questionnaire import QuestionIn
from purchasing.esg.states import SetState

FOLDER = Path(__file__).parents[1] / "shipped"
SMALL = ["MICRO", "SMALL"]
SETS = [  # code, version, file, titles, sizes
    ("TG-ESG", "1.0", "tg_esg_1_0.csv", "공급사 ESG 평가표", "Supplier ESG questionnaire", []),
    ("TG-ESG-SME", "1.0", "tg_esg_sme_1_0.csv", "소기업 ESG 평가표", "ESG questionnaire for small companies", SMALL),
]  # fmt: skip


def write_questions(question_set: QuestionSet, questions: list[QuestionIn], using: str = "default") -> None:
    """Add ``questions`` with their anchors to a draft, after those that it has."""
    last = max(question_set.questions.using(using).values_list("order", flat=True), default=0)
    rows = [
        Question(
            question_set=question_set,
            order=last + place,
            **{
                name: list(value) if isinstance(value := getattr(asked, name), tuple) else value
                for name in QuestionIn.__slots__
                if name != "anchors"
            },
        )
        for place, asked in enumerate(questions, start=1)
    ]
    made = Question.objects.using(using).bulk_create(rows)
    Anchor.objects.using(using).bulk_create(
        Anchor(question=row, **{name: getattr(anchor, name) for name in anchor.__slots__})
        for row, asked in zip(made, questions, strict=True)
        for anchor in asked.anchors
    )


def sheet_of_rows(question_set: QuestionSet, using: str = "default") -> scoring.Sheet:
    """The set as far as a score is concerned."""
    questions = Question.objects.using(using).filter(question_set=question_set).order_by("order", "id")
    return scoring.Sheet(
        name=str(question_set),
        items=tuple(scoring.Item(each.code, each.pillar, each.weight, each.critical) for each in questions),
        weights={"E": question_set.weight_e, "S": question_set.weight_s, "G": question_set.weight_g},
        bands={"A": question_set.band_a, "B": question_set.band_b, "C": question_set.band_c},
    )


def enter_sets(*, using="default", **_signal) -> None:
    """Enter the sets that are missing, published."""
    for code, version, name, title_ko, title_en, sizes in SETS:
        if QuestionSet.objects.using(using).filter(code=code).exists():
            continue
        questions, faults = read_questions(csv_rows((FOLDER / name).read_text(encoding="utf-8")))
        if faults:
            raise ValueError(f"{name}: {faults[0]}")
        with transaction.atomic(using=using):
            entered = QuestionSet.objects.using(using).create(
                code=code,
                version=version,
                year=2026,
                title_ko=title_ko,
                title_en=title_en,
                sizes=sizes,
                valid_from=date(2026, 1, 1),
            )
            write_questions(entered, questions, using)
            document = scoring.document_of(sheet_of_rows(entered, using))
            row = QuestionSet.objects.using(using).filter(pk=entered.pk)
            row.update(state=SetState.REVIEW)
            row.update(
                state=SetState.PUBLISHED,
                published_at=db_now(),
                document=document,
                sha256=scoring.sha256(document),
            )
