"""DO: question sets: written or copied, edited, handed to a second person, published, replaced."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.esg.models import Anchor, Question, QuestionSet, terms_on
from purchasing.esg.models.shipped import write_questions
from purchasing.esg.policies import questions as policies
from purchasing.esg.queries import questions as queries
from purchasing.esg.rules import questionnaire, scoring
from purchasing.esg.rules.questionnaire import QuestionIn
from purchasing.esg.states import SetState

COPIED = ("title_ko", "title_en", "sizes", "industries")
NUMBERS = ("weight_e", "weight_s", "weight_g", "band_a", "band_b", "band_c", "na_share")


@transaction.atomic
def create_set(*, by: User, **facts: Any) -> QuestionSet:
    """An empty draft with the weights and bands of the terms in force."""
    require(policies.may_write_sets(by))
    terms = terms_on(today())
    told = {name: getattr(terms, name) for name in NUMBERS} | facts
    return _new(QuestionSet(entered_by=by, **told), "written", by=by)


@transaction.atomic
def copy_set(question_set: QuestionSet, *, version: str, year: int, valid_from: date, by: User) -> QuestionSet:
    """A draft of the next version, with every question and anchor of this one."""
    require(policies.may_write_sets(by))
    facts = {name: getattr(question_set, name) for name in (*COPIED, *NUMBERS)}
    made = QuestionSet(
        code=question_set.code,
        version=version,
        year=year,
        valid_from=valid_from,
        copied_from=question_set,
        entered_by=by,
        **facts,
    )
    _new(made, "copied", by=by, payload={"from": str(question_set)})
    write_questions(made, queries.questions_in(queries.questions_of(question_set)))
    return made


def _new(made: QuestionSet, what: str, *, by: User, payload: dict[str, Any] | None = None) -> QuestionSet:
    checked(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise RuleBroken(_("This version is already there."), field="version") from twice
    record(made, what, by=by, payload=payload)
    return made


def locked_draft(question_set: QuestionSet) -> QuestionSet:
    """Locked; WrongState when it is no longer a draft."""
    found = QuestionSet.objects.select_for_update(of=("self",)).get(pk=question_set.pk)
    if found.state != SetState.DRAFT:
        raise WrongState(_("Only a draft is changed. Copy the set to write the next version."))
    return found


@transaction.atomic
def edit_set(question_set: QuestionSet, *, by: User, **facts: Any) -> QuestionSet:
    """Its titles, for whom it is, weights, bands, from when."""
    require(policies.may_edit_set(by, question_set))
    held = locked_draft(question_set)
    before = {name: str(getattr(held, name)) for name in facts}
    for name, value in facts.items():
        setattr(held, name, value)
    checked(held)
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as twice:
        raise RuleBroken(_("This version is already there."), field="version") from twice
    changed = {name: [before[name], str(facts[name])] for name in facts if before[name] != str(facts[name])}
    record(held, "edited", by=by, payload=changed)
    return held


@transaction.atomic
def save_question(question_set: QuestionSet, told: QuestionIn, *, code: str = "", by: User) -> Question:
    """Add a question, or change the one with ``code``; its anchors are replaced."""
    require(policies.may_edit_set(by, question_set))
    held = locked_draft(question_set)
    others = held.questions.exclude(code=code) if code else held.questions.all()
    if others.filter(code=told.code).exists():
        raise RuleBroken(_("This code is already used in the set."), field="code")
    if code:
        question = held.questions.get(code=code)
        for name in QuestionIn.__slots__:
            if name != "anchors":
                value = getattr(told, name)
                setattr(question, name, list(value) if isinstance(value, tuple) else value)
        checked(question)
        question.save()
        question.anchors.all().delete()
        Anchor.objects.bulk_create(
            Anchor(question=question, **{name: getattr(each, name) for name in each.__slots__}) for each in told.anchors
        )
        if told.code != code:
            held.questions.filter(depends_on=code).update(depends_on=told.code)
    else:
        write_questions(held, [told])
        question = held.questions.get(code=told.code)
        checked(question)
    record(held, "question_saved", by=by, payload={"code": told.code})
    return question


@transaction.atomic
def remove_question(question_set: QuestionSet, code: str, *, by: User) -> None:
    """Take a question out of a draft."""
    require(policies.may_edit_set(by, question_set))
    held = locked_draft(question_set)
    above = held.questions.filter(depends_on=code).values_list("code", flat=True)
    if above:
        raise RuleBroken(
            _("%(codes)s is asked only after it: change that first.") % {"codes": ", ".join(sorted(above))}
        )
    held.questions.filter(code=code).delete()
    record(held, "question_removed", by=by, payload={"code": code})


@transaction.atomic
def replace_questions(question_set: QuestionSet, questions: Sequence[QuestionIn], *, by: User) -> int:
    """What an imported table holds takes the place of all questions of a draft."""
    require(policies.may_edit_set(by, question_set))
    held = locked_draft(question_set)
    before = held.questions.count()
    held.questions.all().delete()
    write_questions(held, list(questions))
    record(held, "questions_imported", by=by, payload={"before": before, "now": len(questions)})
    return len(questions)


@transaction.atomic
def submit_set(question_set: QuestionSet, *, by: User) -> QuestionSet:
    """Ready for a second person: complete, or it says what is missing."""
    require(policies.may_edit_set(by, question_set))
    held = locked_draft(question_set)
    check_complete(held)
    move(held, "submit", by=by, remark="")
    announce("esg.set_submitted", set=held.pk)
    return held


def check_complete(question_set: QuestionSet) -> None:
    """RuleBroken with the first fault; the page shows all of them."""
    weights = {"E": question_set.weight_e, "S": question_set.weight_s, "G": question_set.weight_g}
    faults = questionnaire.set_faults(weights, queries.questions_in(queries.questions_of(question_set)))
    if faults:
        code, words = faults[0]
        told = f"{code}: {words}" if code else words
        if len(faults) > 1:
            told = _("%(first)s (and %(more)s more, see the list)") % {"first": told, "more": len(faults) - 1}
        raise RuleBroken(told)


@transaction.atomic
def send_back_set(question_set: QuestionSet, *, reason: str, by: User) -> QuestionSet:
    """The second person says what has to change first; or who wrote it takes it back."""
    if policies.has_written(by, question_set):
        require(policies.may_edit_set(by, question_set))
    else:
        require(policies.may_publish_set(by, question_set))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    held = QuestionSet.objects.select_for_update(of=("self",)).get(pk=question_set.pk)
    move(held, "send_back", by=by, reason=reason.strip(), remark=reason.strip())
    announce("esg.set_sent_back", set=held.pk)
    return held


@transaction.atomic
def publish_set(question_set: QuestionSet, *, by: User) -> QuestionSet:
    """Another person publishes: frozen from now on, in force from its day. An older version makes way on that day."""
    require(policies.may_publish_set(by, question_set))
    held = QuestionSet.objects.select_for_update(of=("self",)).get(pk=question_set.pk)
    check_complete(held)
    document = scoring.document_of(queries.sheet_for(held))
    move(
        held,
        "publish",
        by=by,
        published_by=by,
        published_at=db_now(),
        document=document,
        sha256=scoring.sha256(document),
        payload={"sha256": scoring.sha256(document)},
    )
    announce("esg.set_published", set=held.pk)
    supersede_older(today())
    return held


@transaction.atomic
def supersede_older(on: date) -> int:
    """Of each code only the version that came into force last stays; assessments that run keep theirs."""
    current = {each.code: each for each in queries.sets_in_force(on)}
    replaced = 0
    for each in QuestionSet.objects.select_for_update(of=("self",)).filter(
        state=SetState.PUBLISHED, code__in=current, valid_from__lte=on
    ):
        if each.pk != current[each.code].pk:
            move(each, "supersede", by=None, reason=str(current[each.code]))
            replaced += 1
    return replaced
