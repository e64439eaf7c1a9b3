"""ESG in a company's data passport: its answers and evidence are its own, its results are what this portal says."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import today
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.passport.registry import (
    ASSERTED,
    OWN,
    RECORD,
    Gathering,
    Outcome,
    PlanLine,
    Row,
    Section,
    Taking,
    Things,
    sections,
)
from portal.sheets import harmless
from purchasing.esg import queries
from purchasing.esg.models import Answer, CourseCertificate, Evidence, Score
from purchasing.esg.queries import gate, minerals, ratings
from purchasing.esg.services.evidence import add_evidence
from purchasing.esg.states import RESULT_SEEN

COLUMNS = (
    "assessment",
    "period",
    "question",
    "text_ko",
    "text_en",
    "score",
    "value",
    "answer",
    "not_applicable",
    "note",
)


# Evidence ------------------------------------------------------------------------------------------------------------
def evidence_rows(gathering: Gathering) -> Iterator[Row]:
    """The library with its documents."""
    own = Evidence.objects.filter(company=gathering.company, removed_at=None).select_related("file").order_by("pk")
    for each in own:
        yield {
            "title": each.title,
            "kind": each.kind,
            "issuer": each.issuer,
            "number": each.number,
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
            "file": gathering.file(each.file),
        }


def _ended(row: Row, day: date) -> bool:
    return bool(row["valid_to"]) and date.fromisoformat(row["valid_to"]) < day


def _there(taking: Taking) -> set[tuple[str, str]]:
    return set(Evidence.objects.filter(company=taking.company, removed_at=None).values_list("title", "number"))


def evidence_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """What is new here and still valid."""
    there, day = _there(taking), today()
    for row in rows:
        if _ended(row, day):
            yield PlanLine(str(row["title"]), "kept", _("It has expired."))
        elif not row.get("file"):
            yield PlanLine(str(row["title"]), "kept", _("It has no document."))
        else:
            effect = "there" if (row["title"], row["number"]) in there else "new"
            yield PlanLine(str(row["title"]), effect, str(row["issuer"])[:100])


def evidence_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """Into the library: what it proves is judged here like any other evidence."""
    outcome, there = Outcome(), _there(taking)
    for row in rows:
        if (row["title"], row["number"]) in there:
            outcome.there += 1
        elif (upload := taking.upload(row.get("file"))) is None:
            outcome.refused.append((str(row["title"]), _("The passport was issued without this document.")))
        else:
            try:
                add_evidence(
                    title=str(row["title"])[:120],
                    file=store_upload(upload, company=taking.company, by=taking.by),
                    kind=str(row["kind"])[:30],
                    issuer=str(row["issuer"])[:80],
                    number=str(row["number"])[:60],
                    valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                    valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    by=taking.by,
                )
            except RuleBroken as refusal:
                outcome.refused.append((str(row["title"]), str(refusal)))
            else:
                outcome.taken += 1
                there.add((str(row["title"])[:120], str(row["number"])[:60]))
    return outcome


sections.add(
    "esg.evidence",
    Section(
        label=gettext_lazy("ESG evidence"),
        said=gettext_lazy("The company's library of evidence with its documents."),
        kind=OWN,
        rows=evidence_rows,
        plan=evidence_plan,
        take=evidence_take,
        at_once=20,
        order=40,
    ),
)


# Answers: elsewhere one sheet of evidence with its source ------------------------------------------------------------
def answer_rows(gathering: Gathering) -> Iterator[Row]:
    """The company's own answers; what reviewers said of them is not among these."""
    own = Answer.objects.filter(assessment__company=gathering.company).select_related("assessment", "question")
    for each in own.order_by("pk").iterator(chunk_size=500):
        yield {
            "assessment": each.assessment.number,
            "period": each.assessment.period,
            "question": each.question.code,
            "text_ko": each.question.text_ko,
            "text_en": each.question.text_en,
            "score": each.score,
            "value": each.number,
            "answer": each.text,
            "not_applicable": each.not_applicable,
            "note": each.note,
        }


def _title(taking: Taking) -> str:
    return _("ESG answers given elsewhere: %(source)s") % {"source": taking.source}


def answer_plan(taking: Taking, rows: Iterator[Row]) -> Iterator[PlanLine]:
    """One document for all of them."""
    count = sum(1 for _row in rows)
    if count:
        there = Evidence.objects.filter(company=taking.company, title=_title(taking)[:120], removed_at=None).exists()
        yield PlanLine(
            _title(taking), "there" if there else "new", _("%(count)s answers as one sheet") % {"count": count}
        )


def answer_take(taking: Taking, rows: Iterator[Row]) -> Outcome:
    """As a sheet in the library: the assessment here is answered anew, with this as evidence."""
    if Evidence.objects.filter(company=taking.company, title=_title(taking)[:120], removed_at=None).exists():
        return Outcome(there=1)
    out, count = io.StringIO(), 0
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for row in rows:
        sheet.writerow([harmless(row.get(name)) if row.get(name) is not None else "" for name in COLUMNS])
        count += 1
    if not count:
        return Outcome()
    upload = ContentFile(out.getvalue().encode("utf-8-sig"), name="esg-answers.csv")
    try:
        file = store_upload(upload, company=taking.company, by=taking.by)
        add_evidence(title=_title(taking)[:120], file=file, issuer=taking.source[:80], by=taking.by)
    except RuleBroken as refusal:
        return Outcome(refused=[(_title(taking), str(refusal))])
    return Outcome(taken=1)


sections.add(
    "esg.answers",
    Section(
        label=gettext_lazy("ESG answers"),
        said=gettext_lazy("The company's own answers; elsewhere they become one sheet of evidence with its source."),
        kind=OWN,
        rows=answer_rows,
        plan=answer_plan,
        take=answer_take,
        order=41,
    ),
)


# Results: what this portal says --------------------------------------------------------------------------------------
def score_rows(gathering: Gathering) -> Iterator[Row]:
    """Of the results that were sent to the company."""
    sent = queries.assessments_visible_to(gathering.user).filter(company=gathering.company, state__in=RESULT_SEEN)
    for each in Score.objects.filter(assessment__in=sent.order_by()).select_related("assessment").order_by("pk"):
        yield {
            "assessment": each.assessment.number,
            "period": each.assessment.period,
            "band": each.band,
            "total": each.total,
            "env": each.env,
            "soc": each.soc,
            "gov": each.gov,
            "computed_at": each.computed_at,
        }


sections.add(
    "esg.scores",
    Section(
        label=gettext_lazy("ESG results"),
        said=gettext_lazy("Scores and bands as this portal computed them."),
        kind=ASSERTED,
        rows=score_rows,
        order=91,
    ),
)


# For the company's own files -----------------------------------------------------------------------------------------
sections.add(
    "esg.code_consents",
    Section(
        label=gettext_lazy("Consents to the code of conduct"),
        said=gettext_lazy("Which version the company agreed to, when, and with which exception."),
        kind=RECORD,
        rows=Things(
            lambda gathering: gate.consents_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "state",
            "language",
            "sha256",
            "signed_at",
            "exception",
            "decision",
            version="code.version",
        ),
        order=160,
    ),
)
sections.add(
    "esg.minerals",
    Section(
        label=gettext_lazy("Mineral declarations"),
        said=gettext_lazy("The company's declarations on the origin of minerals, with its workbooks."),
        kind=RECORD,
        rows=Things(
            lambda gathering: minerals.declarations_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "template",
            "template_version",
            "scope",
            "scope_text",
            "products",
            "declared_on",
            "company_answers",
            "metal_answers",
            "comments",
            "state",
            "submitted_at",
            "valid_to",
            files="file",
        ),
        order=161,
    ),
)
sections.add(
    "esg.ratings",
    Section(
        label=gettext_lazy("Ratings by others"),
        said=gettext_lazy("ESG ratings that the company has entered, with the reports."),
        kind=RECORD,
        rows=Things(
            lambda gathering: ratings.ratings_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "scheme",
            "reference",
            "site",
            "issued_on",
            "valid_to",
            "score",
            "state",
            files="evidence.file",
        ),
        order=162,
    ),
)
sections.add(
    "esg.course_certificates",
    Section(
        label=gettext_lazy("Course certificates"),
        said=gettext_lazy("Who of the company has passed which course."),
        kind=RECORD,
        personal=True,
        rows=Things(
            lambda gathering: CourseCertificate.objects.filter(company=gathering.company).select_related("course"),
            "number",
            "name",
            "points",
            "issued_on",
            "valid_to",
            course="course.code",
        ),
        order=163,
    ),
)
