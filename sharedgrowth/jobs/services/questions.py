"""DO: the form of a cohort. A question that the Hiring Procedure Act forbids is refused at its field (PII-05)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.errors import RuleBroken
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Cohort, Question
from sharedgrowth.jobs.policies import cohorts as policies
from sharedgrowth.jobs.queries.words import forbidden_words
from sharedgrowth.jobs.rules.hiring import forbidden_subject
from sharedgrowth.jobs.states import QuestionKind

MOST_QUESTIONS = 20
COPIED = ("key", "kind", "label_ko", "label_en", "help_ko", "help_en", "options", "required", "most_letters", "order")
CHECKED = ("label_ko", "label_en", "help_ko", "help_en")
SHIPPED: tuple[dict[str, Any], ...] = (
    {
        "key": "motivation",
        "kind": QuestionKind.LONG,
        "label_ko": "이 과정에 지원한 동기와 배우고 싶은 것",
        "label_en": "Why this course, and what do you want to learn?",
        "help_ko": "이름, 학교 이름, 사는 곳은 쓰지 마십시오. 심사 위원은 지원자가 누구인지 모릅니다.",
        "help_en": "Leave out your name, school and home. Reviewers do not know who you are.",
        "most_letters": 1000,
    },
    {
        "key": "preparation",
        "kind": QuestionKind.LONG,
        "label_ko": "이 일을 위해 준비하거나 해 본 것",
        "label_en": "What have you done or prepared for this work?",
        "help_ko": "수업, 실습, 아르바이트, 취미도 됩니다.",
        "help_en": "Lessons, practice, side jobs and hobbies count, too.",
        "most_letters": 1000,
    },
    {
        "key": "wish",
        "kind": QuestionKind.CHOICE,
        "label_ko": "과정을 마친 뒤 가장 하고 싶은 일",
        "label_en": "The work you want most after the course",
        "options": [
            {"value": "maintenance", "ko": "설비 정비", "en": "Plant maintenance"},
            {"value": "crane", "ko": "천장크레인 운전", "en": "Overhead crane operation"},
            {"value": "welding", "ko": "전기 용접", "en": "Electric welding"},
            {"value": "open", "ko": "아직 정하지 않음", "en": "Not decided yet"},
        ],
    },
    {
        "key": "shift_work",
        "kind": QuestionKind.YESNO,
        "label_ko": "교대 근무를 할 수 있습니까?",
        "label_en": "Can you work in shifts?",
        "required": False,
    },
)


def copy_questions(source: Cohort | None, target: Cohort) -> None:
    """The questions of ``source``, or those that came with the portal."""
    rows = [{name: getattr(each, name) for name in COPIED} for each in source.questions.all()] if source else []
    told = rows or [{"order": order, **each} for order, each in enumerate(SHIPPED, start=1)]
    Question.objects.bulk_create(Question(cohort=target, **values) for values in told)


def _held(cohort: Cohort, *, by: User) -> Cohort:
    held = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    require(policies.may_edit(by, held))
    return held


@transaction.atomic
def save_question(cohort: Cohort, question: Question | None, *, by: User, **values: Any) -> Question:
    """Add a question, or change one; what must not be asked is refused with the reason."""
    require(policies.may_edit(by, cohort))
    held = _held(cohort, by=by)
    if question is None:
        if held.questions.count() >= MOST_QUESTIONS:
            raise RuleBroken(_("A form has at most %(most)s questions.") % {"most": MOST_QUESTIONS})
        last = held.questions.aggregate(last=Max("order"))["last"] or 0
        question = Question(cohort=held, order=last + 1)
    else:
        question = held.questions.select_for_update(of=("self",)).get(pk=question.pk)
    for name, value in values.items():
        setattr(question, name, value)
    check_lawful(question)
    if question.kind == QuestionKind.CHOICE and len(question.options) < 2:
        raise RuleBroken(_("A choice has at least two options."), field="options")
    if held.questions.filter(key=question.key).exclude(pk=question.pk).exists():
        raise RuleBroken(_("This form already has a field with this key."), field="key")
    checked(question)
    question.save()
    record(held, "question_saved", by=by, payload={"key": question.key})
    return question


def check_lawful(question: Question) -> None:
    """Refuse what a form for job seekers must not ask: in the label, the help, the options, in either language."""
    texts = [(name, getattr(question, name)) for name in CHECKED]
    for option in question.options:
        texts += [("options", option.get("ko", "")), ("options", option.get("en", ""))]
    texts.append(("key", question.key.replace("_", " ").replace("-", " ")))
    for name, text in texts:
        if subject := forbidden_subject(text):
            raise RuleBroken(forbidden_words(subject), field=name)


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    """Take a question out of the form."""
    require(policies.may_edit(by, question.cohort))
    held = _held(question.cohort, by=by)
    if held.questions.filter(pk=question.pk).delete()[0]:
        record(held, "question_removed", by=by, payload={"key": question.key})


@transaction.atomic
def move_question(question: Question, *, up: bool, by: User) -> None:
    """Swap it with its neighbour."""
    require(policies.may_edit(by, question.cohort))
    held = _held(question.cohort, by=by)
    rows = list(held.questions.order_by("order", "id"))
    place = next((number for number, each in enumerate(rows) if each.pk == question.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows, start=1):
        each.order = order
    Question.objects.bulk_update(rows, ["order"])
