"""DO: a self-assessment from its opening to the second person's confirmation. Source: domain 14, CCM-01..04."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import discard_file, store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.ccms.models import Action, Answer, AssessmentSet, Flag, Module, ModuleResult, SelfAssessment, Unit
from sharedgrowth.ccms.policies import assessments as policies
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.rules.overviews import document_of, sha256_of
from sharedgrowth.ccms.states import AssessmentState, FlagKind

ACTION_DAYS = 180
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """What a person says of one statement; ``seen`` is the edition that was on the screen, 0 for none."""

    level: int | None = None
    not_applicable: bool = False
    reason: str = ""
    evidence: str = ""
    seen: int = 0


@transaction.atomic
def open_for_unit(found: AssessmentSet, unit: Unit) -> SelfAssessment:
    """The unit's own of a year, made by the cycle; the one that is there already otherwise."""
    there = SelfAssessment.objects.filter(set=found, unit=unit).first()
    if there is not None:
        return there
    made = SelfAssessment.objects.create(number=next_number("CCM"), set=found, unit=unit)
    record(made, "opened", by=None)
    announce("ccms.assessment_opened", assessment=made.pk)
    return made


@transaction.atomic
def begin_for_company(*, by: User) -> SelfAssessment:
    """A company outside begins its own; at any time of the year, with the newest set."""
    require(policies.may_begin(by))
    found = queries.newest_set(today())
    if found is None:
        raise RuleBroken(_("There is no set of statements in force."))
    there = SelfAssessment.objects.filter(set=found, company=by.company).first()
    if there is not None:
        if there.state == AssessmentState.CONFIRMED and found.year < today().year:
            raise RuleBroken(
                _("Yours of %(before)s is confirmed, and the statements of %(year)s are not in force yet.")
                % {"before": found.year, "year": today().year}
            )
        return there
    try:
        with transaction.atomic():
            made = SelfAssessment.objects.create(number=next_number("CCM"), set=found, company=by.company)
    except IntegrityError:  # a colleague was a moment faster: it is the company's one
        return SelfAssessment.objects.get(set=found, company=by.company)
    record(made, "opened", by=by)
    return made


def _locked(assessment: SelfAssessment, *states: AssessmentState) -> SelfAssessment:
    held = SelfAssessment.objects.select_for_update(of=("self",)).select_related("set").get(pk=assessment.pk)
    if states and held.state not in states:
        raise WrongState(_("This self-assessment is no longer in the state you saw. Reload the page."))
    return held


@transaction.atomic
def save_answers(
    assessment: SelfAssessment, told: Mapping[int, AnswerIn], *, by: User, uploads: Mapping[int, Upload] | None = None
) -> int:
    """The answers of a page, by statement: all of them or, where somebody was faster, none."""
    require(policies.may_answer(by, assessment))
    held = _locked(assessment, AssessmentState.OPEN)
    items = {item.pk: item for item in held.set.items.filter(pk__in=told)}
    standing = {each.item_id: each for each in held.answers.filter(item__in=items)}
    changed = []
    for pk, item in items.items():
        answer, given = standing.get(pk), told[pk]
        if is_stale(answer, given):
            raise WrongState(
                _("Somebody else has answered %(code)s meanwhile. Look at their answer; yours was not saved.")
                % {"code": item.code}
            )
        if given.not_applicable and not item.na_allowed:
            raise RuleBroken(_("%(code)s applies to everybody.") % {"code": item.code}, field=f"level-{pk}")
        if answer is None:
            if given == AnswerIn():
                continue
            answer = Answer(assessment=held, item=item, edition=0)
        elif _same(answer, given):
            continue
        answer.level = None if given.not_applicable else given.level
        answer.not_applicable = given.not_applicable
        answer.reason, answer.evidence = given.reason, given.evidence
        answer.edition += 1
        answer.changed_by, answer.changed_at = by, db_now()
        answer.accepted = answer.accepted_by = None
        checked(answer)
        answer.save()
        changed.append(item.code)
    for pk, upload in (uploads or {}).items():
        changed.append(_attach(held, items[pk], upload, by=by))
    if changed:
        record(held, "answered", by=by, payload={"items": sorted(set(changed))})
    return len(set(changed))


def is_stale(answer: Answer | None, given: AnswerIn) -> bool:
    """Whether somebody was faster and says something else: the same words twice are one answer."""
    return (answer.edition if answer else 0) != given.seen and not (answer is not None and _same(answer, given))


def _same(answer: Answer, given: AnswerIn) -> bool:
    now = (answer.level, answer.not_applicable, answer.reason, answer.evidence)
    return now == (None if given.not_applicable else given.level, given.not_applicable, given.reason, given.evidence)


def _attach(held: SelfAssessment, item, upload: Upload, *, by: User) -> str:
    answer = Answer.objects.filter(assessment=held, item=item).first()
    if answer is None:
        raise RuleBroken(_("Choose a level before you add a document."), field=f"file-{item.pk}")
    if answer.files.count() >= MOST_FILES:
        raise RuleBroken(
            _("At most %(number)s documents for a statement.") % {"number": MOST_FILES}, field=f"file-{item.pk}"
        )
    try:
        file = store_upload(upload, company=by.company, by=by)
    except RuleBroken as refusal:
        raise RuleBroken(refusal.message, field=f"file-{item.pk}") from refusal
    answer.files.add(file)
    Answer.objects.filter(pk=answer.pk).update(  # who brings the evidence has a hand in the answer
        edition=answer.edition + 1, changed_by=by, changed_at=db_now(), accepted=None, accepted_by=None
    )
    return item.code


@transaction.atomic
def remove_file(assessment: SelfAssessment, file: File, *, by: User) -> None:
    """Take a document away from an answer."""
    require(policies.may_answer(by, assessment))
    held = _locked(assessment, AssessmentState.OPEN)
    for answer in held.answers.filter(files=file):
        answer.files.remove(file)
        record(held, "file_removed", by=by, payload={"item": answer.item.code, "sha256": file.sha256})
    discard_file(file, by=by)


@transaction.atomic
def submit(assessment: SelfAssessment, *, by: User) -> SelfAssessment:
    """To a second person: everything answered, evidence where a level needs it; odd patterns are flagged."""
    require(policies.may_answer(by, assessment))
    held = _locked(assessment)
    items, answers = queries.items_of(held.set), queries.answers_of(held)
    short = queries.lacking(held.set, items, answers)
    if short:
        raise RuleBroken(_lack_words(short))
    _flag(held, items, answers)
    move(held, "submit", by=by, submitted_by=by, submitted_at=db_now(), remark="")
    announce("ccms.assessment_submitted", assessment=held.pk)
    return held


def _lack_words(short: list[queries.Lacking]) -> str:
    first = short[0]
    words = {
        "open": _("%(code)s is not answered yet."),
        "evidence": _("%(code)s needs evidence: name where it lies or add a document (CCM-03)."),
        "na": _("%(code)s applies to everybody."),
    }[first.why] % {"code": first.item.code}
    if len(short) > 1:
        return _("%(first)s And %(more)s more, see the list.") % {"first": words, "more": len(short) - 1}
    return words


def _flag(held: SelfAssessment, items, answers: Mapping[int, Answer]) -> None:
    given = queries.answered(items, answers)
    raised: set[str] = set()
    if scoring.one_level([each.level for each in given if each.level is not None]) is not None:
        raised.add(FlagKind.VARIANCE)
    before = queries.year_before(held)
    if before is not None:
        old_items = queries.items_of(before.set)
        old = {each.item: (each.level, each.reason) for each in queries.answered(old_items, queries.answers_of(before))}
        same = queries.mapped(items, before)
        now = {same[each.item]: (each.level, each.reason) for each in given if each.item in same}
        if scoring.is_copied(now, old):
            raised.add(FlagKind.COPIED)
    held.flags.exclude(kind__in=raised).delete()
    Flag.objects.bulk_create([Flag(assessment=held, kind=kind) for kind in sorted(raised)], ignore_conflicts=True)
    held.flags.update(cleared_by=None, cleared_at=None, note="")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the second person says of an answer with a high level."""

    accepted: bool
    note: str = ""


@transaction.atomic
def send_back(assessment: SelfAssessment, judged: Mapping[int, Judged], *, reason: str, by: User) -> SelfAssessment:
    """Not yet: the notes stand beside the answers."""
    require(policies.may_confirm(by, assessment))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    held = _locked(assessment)
    _note_judgements(held, judged, by=by)
    move(held, "send_back", by=by, reason=reason.strip(), remark=reason.strip())
    announce("ccms.assessment_sent_back", assessment=held.pk)
    return held


def _note_judgements(held: SelfAssessment, judged: Mapping[int, Judged], *, by: User) -> None:
    for answer in queries.to_accept(held.set, queries.answers_of(held).values()):
        if (told := judged.get(answer.pk)) is None:
            continue
        if told.accepted and not (verdict := policies.may_accept(by, answer)):
            raise NotAllowed(f"{answer.item.code}: {verdict.reason}")
        Answer.objects.filter(pk=answer.pk).update(
            accepted=told.accepted, accepted_by=by if told.accepted else None, note=told.note
        )


@transaction.atomic
def confirm(
    assessment: SelfAssessment, judged: Mapping[int, Judged], flags: Mapping[str, str], *, by: User
) -> SelfAssessment:
    """Confirmed and frozen: levels 4 and 5 accepted one by one, flags explained; results and actions follow."""
    require(policies.may_confirm(by, assessment))
    held = _locked(assessment)
    if held.state != AssessmentState.SUBMITTED:
        raise WrongState(_("This self-assessment is no longer in the state you saw. Reload the page."))
    _note_judgements(held, judged, by=by)
    answers = queries.answers_of(held)
    refused = [each.item.code for each in queries.to_accept(held.set, answers.values()) if not each.accepted]
    if refused:
        raise RuleBroken(
            _("Not accepted: %(codes)s. Accept each answer with level 4 or 5, or send it back (CCM-03).")
            % {"codes": ", ".join(refused)}
        )
    for flag in held.flags.all():
        note = flags.get(flag.kind, "").strip()
        if not note:
            raise RuleBroken(_("Say why it stands all the same."), field=f"flag-{flag.kind}")
        Flag.objects.filter(pk=flag.pk).update(cleared_by=by, cleared_at=db_now(), note=note)
    items = queries.items_of(held.set)
    given = queries.answered(items, answers)
    indices = scoring.module_indices(given)
    overall = scoring.overall_index(indices.values())
    document = document_of(_snapshot(held, given, indices, overall))
    sha256 = sha256_of(document)
    move(
        held,
        "confirm",
        by=by,
        confirmed_by=by,
        confirmed_at=db_now(),
        overall=overall,
        document=document,
        sha256=sha256,
        payload={"sha256": sha256},
    )
    _write_results(held, given, indices)
    announce("ccms.assessment_confirmed", assessment=held.pk)
    return held


def _snapshot(held: SelfAssessment, given, indices, overall) -> dict[str, Any]:
    return {
        "number": held.number,
        "set": str(held.set),
        "set_sha256": held.set.sha256,
        "answers": [[each.item, each.weight, each.level, each.reason] for each in given],
        "indices": {code: None if index is None else str(index) for code, index in indices.items()},
        "overall": None if overall is None else str(overall),
    }


def _write_results(held: SelfAssessment, given, indices) -> None:
    modules = {module.code: module for module in Module.objects.filter(code__in=indices)}
    means = {
        code: scoring.module_mean([(each.weight, each.level) for each in given if each.module == code])
        for code in indices
    }
    ModuleResult.objects.bulk_create(
        ModuleResult(
            assessment=held,
            module=modules[code],
            mean=None if (mean := means[code]) is None else mean.quantize(scoring.PLACES),
            index=indices[code],
        )
        for code in indices
    )
    due = today() + timedelta(days=ACTION_DAYS)
    for code in scoring.modules_to_act_on(indices, held.set.action_below):
        action, made = Action.objects.get_or_create(
            assessment=held, module=modules[code], automatic=True, defaults={"due_on": due}
        )
        if made:
            record(action, "opened", by=None, payload={"index": str(indices[code])})
