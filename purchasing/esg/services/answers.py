"""DO: answer an assessment: saved by several people at once, handed in by one, with a receipt for the very text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Certificate, User
from portal.policy import require
from purchasing.esg.models import Answer, AnswerSheet, Assessment, Evidence, Question
from purchasing.esg.policies import answers as policies
from purchasing.esg.queries import answers as queries
from purchasing.esg.queries.known import known_of
from purchasing.esg.queries.questions import question_in
from purchasing.esg.registry import Known
from purchasing.esg.rules import answers as rules
from purchasing.esg.rules.questionnaire import number_score
from purchasing.esg.rules.scoring import sha256
from purchasing.esg.services.scoring import publish_standings
from purchasing.esg.states import ANSWERABLE, AssessmentState, QuestionKind

FIELDS = ("score", "number", "text", "day", "not_applicable", "na_reason", "note")


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """What is to stand in an answer. ``seen``: the version that the person had before the eyes, 0 for none."""

    seen: int = 0
    score: int | None = None
    number: Decimal | None = None
    text: str = ""
    day: date | None = None
    not_applicable: bool = False
    na_reason: str = ""
    note: str = ""
    evidence: frozenset[int] = frozenset()
    taken_from: str = ""


@dataclass(slots=True)
class Saved:
    """What came of it: codes that changed, and answers that somebody else changed meanwhile (left as they are)."""

    saved: list[str] = field(default_factory=list)
    stale: dict[str, Answer] = field(default_factory=dict)


def locked(assessment: Assessment) -> Assessment:
    """Locked and still open for answers; WrongState when it was handed in meanwhile."""
    held = Assessment.objects.select_for_update(of=("self",)).select_related("company", "question_set")
    found = held.get(pk=assessment.pk)
    if found.state not in ANSWERABLE:
        raise WrongState(_("These answers were handed in: they change no more, unless the reviewer asks."))
    return found


@transaction.atomic
def save_answers(assessment: Assessment, given: Sequence[tuple[Question, AnswerIn]], *, by: User) -> Saved:
    """Save what changed. An answer that a colleague changed after ``seen`` is left and given back as ``stale``."""
    require(policies.may_answer(by, assessment))
    held = locked(assessment)
    stored = {
        each.question_id: each
        for each in held.answers.prefetch_related("evidence").filter(question__in=[q for q, _told in given])
    }
    usable = _usable(held, given)
    result = Saved()
    for question, told in given:
        if question.question_set_id != held.question_set_id:
            raise RuleBroken(_("This question is not part of the assessment."))
        answer = stored.get(question.pk)
        told = _settled(question, told)
        linked = frozenset(each.pk for each in answer.evidence.all()) if answer else frozenset()
        wanted = (told.evidence & usable) | (told.evidence & linked)
        if answer is None and told == AnswerIn(seen=told.seen) and not wanted:
            continue
        if answer is not None and _same(answer, told) and linked == wanted:
            continue
        if (answer.version if answer else 0) != told.seen:
            if answer is not None:
                result.stale[question.code] = answer
            continue
        _write(held, question, answer, told, by=by).evidence.set(wanted)
        result.saved.append(question.code)
    if result.saved and held.state == AssessmentState.ASSIGNED:
        move(held, "begin", by=by)
    assessment.state = held.state
    return result


def _usable(assessment: Assessment, given: Iterable[tuple[Question, AnswerIn]]) -> frozenset[int]:
    wanted = {pk for _question, told in given for pk in told.evidence}
    if not wanted:
        return frozenset()
    library = Evidence.objects.filter(company=assessment.company_id, removed_at=None, pk__in=wanted)
    return frozenset(library.values_list("pk", flat=True))


def _settled(question: Question, told: AnswerIn) -> AnswerIn:
    """A number earns its score by the bounds; what does not apply carries neither."""
    score = told.score
    if told.not_applicable:
        score = None
    elif question.kind == QuestionKind.NUMBER:
        score = None if told.number is None else number_score(told.number, question_in(question).anchors)
    elif question.kind in (QuestionKind.TEXT, QuestionKind.DATE):
        score = None
    values = {name: getattr(told, name) for name in AnswerIn.__slots__}
    return AnswerIn(**{**values, "score": score})


def _same(answer: Answer, told: AnswerIn) -> bool:
    return all(getattr(answer, name) == getattr(told, name) for name in FIELDS)


def _write(assessment: Assessment, question: Question, answer: Answer | None, told: AnswerIn, *, by: User) -> Answer:
    values = {name: getattr(told, name) for name in FIELDS}
    if answer is None:
        return Answer.objects.create(
            assessment=assessment, question=question, edited_by=by, taken_from=told.taken_from, **values
        )
    kept = told.taken_from or (answer.taken_from if (answer.score, answer.number) == (told.score, told.number) else "")
    for name, value in values.items():
        setattr(answer, name, value)
    answer.taken_from, answer.version = kept, answer.version + 1
    answer.edited_by, answer.edited_at, answer.lapsed_on = by, db_now(), None
    answer.save()
    return answer


@transaction.atomic
def take_known(assessment: Assessment, question: Question, key: str, *, by: User) -> Saved:
    """Answer once: take what the portal already knows, with its day and source."""
    require(policies.may_answer(by, assessment))
    held = locked(assessment)
    offers = known_of(held, [question], today()).get(question.code, [])
    known = next((each for each in offers if each.key == key), None)
    if known is None:
        raise WrongState(_("This is no longer on offer. Reload the page."))
    answer = held.answers.filter(question=question).prefetch_related("evidence").first()
    documents = frozenset(known.evidence) | _from_certificates(held, known, by=by)
    if answer is not None:
        documents |= {each.pk for each in answer.evidence.all()}
    keeps = answer if answer is not None else Answer()
    told = AnswerIn(
        seen=keeps.version if answer is not None else 0,
        score=known.score if known.score is not None else keeps.score,
        number=known.number if known.number is not None else keeps.number,
        text=known.text if question.kind == QuestionKind.TEXT and known.text else keeps.text,
        day=keeps.day,
        note=keeps.note or (known.text if question.kind != QuestionKind.TEXT else ""),
        evidence=documents,
        taken_from=f"{known.source} ({known.on:%Y-%m-%d}): {known.words}"[:200],
    )
    return save_answers(held, [(question, told)], by=by)


def _from_certificates(assessment: Assessment, known: Known, *, by: User) -> frozenset[int]:
    """The library's entries of these certificates; made where they are missing."""
    found = set()
    for certificate in Certificate.objects.select_related("kind").filter(
        pk__in=known.certificates, company=assessment.company_id
    ):
        entry = Evidence.objects.filter(certificate=certificate, removed_at=None).first() or Evidence.objects.create(
            company=assessment.company,
            certificate=certificate,
            file=certificate.document,
            title=str(certificate.kind)[:120],
            kind=certificate.kind_id,
            issuer=certificate.issuer[:80],
            number=certificate.number[:60],
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            added_by=by,
        )
        found.add(entry.pk)
    return frozenset(found)


@transaction.atomic
def submit_assessment(assessment: Assessment, *, by: User) -> AnswerSheet:
    """Hand in all answers; afterwards they change only when the reviewer asks. Late ones no longer count as band D."""
    require(policies.may_submit(by, assessment))
    held = locked(assessment)
    if held.state == AssessmentState.QUERY:
        raise WrongState(_("Answer the reviewer's question: it is handed in with that."))
    on = today()
    sheet = queries.sheet_of(held, on)
    _check_complete(sheet)
    if held.state == AssessmentState.ASSIGNED:
        move(held, "begin", by=by)
    made = _hand_in(sheet, by=by)
    was_overdue = held.overdue_since is not None
    move(
        held,
        "submit",
        by=by,
        submitted_by=by,
        submitted_at=made.at,
        receipt_sha256=made.sha256,
        overdue_since=None,
        payload={"sha256": made.sha256},
    )
    announce("esg.assessment_submitted", assessment=held.pk)
    if was_overdue:
        publish_standings([held.company_id])
    return made


def _check_complete(sheet: queries.Sheet) -> None:
    left = sheet.left
    if left:
        row = left[0]
        words = queries.lack_words(row.lacks[0])
        raise RuleBroken(
            _("%(count)s questions are not finished, the first: %(code)s, %(words)s.")
            % {"count": len(left), "code": row.code, "words": words}
        )
    for pillar in sheet.pillars:
        if pillar.too_much_left_out:
            most = sheet.assessment.question_set.na_share * 100
            raise RuleBroken(
                _("In “%(pillar)s” more than %(most)s percent of the weight is said not to apply.")
                % {"pillar": pillar.pillar.label, "most": f"{most.normalize():f}"}
            )


def _hand_in(sheet: queries.Sheet, *, by: User) -> AnswerSheet:
    facts, answers = queries.sheet_content(sheet)
    last = sheet.assessment.sheets.order_by("-seq").first()
    text = rules.sheet_text({**facts, "seq": (last.seq if last else 0) + 1}, answers)
    return AnswerSheet.objects.create(
        assessment=sheet.assessment,
        seq=(last.seq if last else 0) + 1,
        content=text,
        sha256=sha256(text),
        by=by,
        at=db_now(),
    )


@transaction.atomic
def answer_query(assessment: Assessment, *, text: str, by: User) -> AnswerSheet:
    """Answer the reviewer's question; answers changed meanwhile go with it, as a second sheet with its own receipt."""
    require(policies.may_answer_query(by, assessment))
    if not text.strip():
        raise RuleBroken(_("Write your answer to the reviewer."), field="text")
    held = locked(assessment)
    if held.state != AssessmentState.QUERY:
        raise WrongState(_("No question of the reviewer is open."))
    held.query_answer = text.strip()
    sheet = queries.sheet_of(held, today())
    _check_complete(sheet)
    made = _hand_in(sheet, by=by)
    move(
        held,
        "answer",
        by=by,
        query_answer=text.strip(),
        receipt_sha256=made.sha256,
        payload={"sha256": made.sha256},
    )
    announce("esg.assessment_answered", assessment=held.pk)
    return made


def take_back_unsent(assessment: Assessment) -> list[str]:
    """Answers changed after the last sheet was handed in become again what that sheet says; their codes.

    What is reviewed is what the receipt names. The caller holds the assessment.
    """
    last = assessment.sheets.order_by("-seq").first()
    if last is None:
        return []
    told = {each["code"]: each for each in json.loads(last.content)["answers"]}
    library = list(Evidence.objects.filter(company=assessment.company_id).select_related("file").order_by("pk"))
    changed = []
    for answer in (
        assessment.answers.filter(edited_at__gt=last.at).select_related("question").order_by("question__order")
    ):
        code = answer.question.code
        if code not in told:  # not asked, as the answers of the sheet have it
            continue
        changed.append(code)
        if "score" not in told[code]:
            answer.delete()
            continue
        _restore(answer, told[code], by=last.by)
        answer.evidence.set(_named(library, told[code]["evidence"]))
    if changed:
        record(assessment, "answers_taken_back", by=None, payload={"items": changed, "sheet": last.seq})
    return changed


def _restore(answer: Answer, told: Mapping[str, Any], *, by: User) -> None:
    for name in ("score", "text", "not_applicable", "na_reason", "note", "taken_from"):
        setattr(answer, name, told[name])
    answer.number = None if told["number"] is None else Decimal(told["number"])
    answer.day = None if told["day"] is None else date.fromisoformat(told["day"])
    answer.version, answer.edited_by, answer.edited_at, answer.lapsed_on = answer.version + 1, by, db_now(), None
    answer.save()


def _named(library: Sequence[Evidence], told: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    """The documents that a sheet names: by the content of their file, those without one by their number and end."""
    found = []
    for each in told:
        same = [
            one
            for one in library
            if (one.file.sha256 if one.file else "") == each["sha256"]
            and (one.file or one.number == each["number"] and one.title == each["title"])
        ]
        exact = [
            one
            for one in same
            if (one.title, one.number, one.valid_to.isoformat() if one.valid_to else None)
            == (each["title"], each["number"], each["valid_to"])
        ]
        found += (exact or same)[:1]
    return found
