"""DO: ask about a notice, answer for everybody, correct an answer, set a question aside; remind of a late answer."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.dated import in_force
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.people.queries import tells_who
from portal.policy import require
from portal.text import clean_lines
from purchasing.bidding import policies
from purchasing.bidding.models import Answer, BiddingTerms, Question, Tender
from purchasing.bidding.queries.questions import answer_due, questions_late
from purchasing.bidding.states.questions import QuestionState, takes_questions

LONGEST_QUESTION, LONGEST_ANSWER = 2000, 4000
MOST_WAITING = 20  # of one company about one tender: more at a time would bury the others


@transaction.atomic
def ask_question(tender: Tender, *, text: str, key: str, by: User) -> Question:
    """A supplier asks. Everybody will read question and answer; nobody learns who asked before the bids are opened.

    ``key`` makes the call safe to repeat: the same key returns the question it made.
    """
    now = db_now()
    require(policies.may_ask_question(by, tender, on=now.astimezone(SEOUL).date()))
    text = _words(text, LONGEST_QUESTION, field="text", missing=_("Write your question."))
    if tells_who(text, by, by.company):
        raise RuleBroken(
            _("The question tells who asks: take out your company's name and your e-mail address."), field="text"
        )
    if not key:
        raise RuleBroken(_("A key is needed so that sending twice does no harm."), field="key")
    tender = Tender.objects.select_for_update(of=("self",), no_key=True).get(pk=tender.pk)
    if sent := Question.objects.filter(company=by.company, key=key).first():
        if sent.tender_id != tender.pk or sent.text != text:
            raise WrongState(_("This key was already used for another question: send the new one with a new key."))
        return sent
    if not takes_questions(tender.state, until=tender.questions_until, closes_at=tender.closes_at, now=now):
        raise WrongState(_("Questions about this tender are no longer taken."))
    waiting = Question.objects.filter(tender=tender, company=by.company, state=QuestionState.ASKED).count()
    if waiting >= MOST_WAITING:
        raise RuleBroken(
            _("%(most)d of your questions wait for an answer. Ask on when some are answered.") % {"most": MOST_WAITING}
        )
    days = tender.params.get("question_days") or in_force(BiddingTerms, today()).question_days
    question = Question.objects.create(
        tender=tender,
        company=by.company,
        asked_by=by,
        text=text,
        due_at=answer_due(now, tender, days),
        key=key,
    )
    record(question, "asked", by=by)
    announce("bidding.question_asked", question=question.pk, tender=tender.pk)
    return question


@transaction.atomic
def answer_question(question: Question, *, published_text: str, answer: str, by: User) -> Question:
    """Publish question and answer to everybody at once. The officer takes out of the question what tells who asks."""
    require(policies.may_answer_question(by, question.tender))
    published_text = _words(
        published_text, LONGEST_QUESTION, field="published_text", missing=_("Write the question as all will read it.")
    )
    answer = _words(answer, LONGEST_ANSWER, field="answer", missing=_("Write the answer."))
    _check_unknown(question, published_text)
    tender = Tender.objects.select_for_update(of=("self",), no_key=True).get(pk=question.tender_id)
    _check_before_deadline(tender)
    last = Question.objects.filter(tender=tender).aggregate(last=Max("no"))["last"] or 0
    move(
        question,
        "answer",
        by=by,
        payload={"no": last + 1},
        no=last + 1,
        published_text=published_text,
        answered_at=db_now(),
    )
    Answer.objects.create(question=question, seq=1, text=answer, by=by)
    announce("bidding.question_answered", question=question.pk, tender=tender.pk)
    return question


@transaction.atomic
def correct_answer(question: Question, *, answer: str, by: User) -> Answer:
    """A better answer; the one before stays readable. Only while bids are taken: later it would help nobody."""
    require(policies.may_answer_question(by, question.tender))
    answer = _words(answer, LONGEST_ANSWER, field="answer", missing=_("Write the answer."))
    tender = Tender.objects.select_for_update(of=("self",), no_key=True).get(pk=question.tender_id)
    _check_before_deadline(tender)
    last = Answer.objects.filter(question=question).order_by("-seq").first()
    if last is None:
        raise WrongState(_("This question has no answer yet."))
    if last.text == answer:
        raise RuleBroken(_("This is the answer that stands there already."), field="answer")
    corrected = Answer.objects.create(question=question, seq=last.seq + 1, text=answer, by=by)
    record(question, "answer_corrected", by=by, payload={"no": question.no, "version": corrected.seq})
    announce("bidding.question_answered", question=question.pk, tender=tender.pk)
    return corrected


@transaction.atomic
def set_question_aside(question: Question, *, reason: str, by: User) -> Question:
    """Not published: off the subject, asked before, or it would tell who asks. The asker reads why."""
    require(policies.may_answer_question(by, question.tender))
    reason = _words(reason, LONGEST_QUESTION, field="reason", missing=_("Say why: who asked reads it."))
    if not Question.objects.filter(pk=question.pk, state=QuestionState.ASKED).update(reason=reason):
        raise WrongState(_("This question has been answered or set aside meanwhile."))
    move(question, "set_aside", by=by, reason=reason, answered_at=db_now())
    announce("bidding.question_set_aside", question=question.pk, tender=question.tender_id)
    return question


@sweeps
def remind_of_questions() -> int:
    """Once for each question whose day has passed without an answer: its officer is told."""
    reminded = 0
    for question in questions_late(db_now()):
        with transaction.atomic():
            if Question.objects.filter(pk=question.pk, reminded_at=None).update(reminded_at=db_now()):
                announce("bidding.question_overdue", question=question.pk, tender=question.tender_id)
                reminded += 1
    return reminded


def _check_before_deadline(tender: Tender) -> None:
    if tender.state != "published" or db_now() >= tender.deadline:
        raise WrongState(_("Bids are no longer taken: an answer would reach nobody in time."))


def _check_unknown(question: Question, published_text: str) -> None:
    """The published question does not repeat what its own text tells of who asks.

    Looked for is only what the officer reads there already: a name that the officer writes is neither confirmed nor
    denied, or a refusal would tell who asked.
    """
    asker, company = question.asked_by, question.company
    if tells_who(question.text, asker, company) and tells_who(published_text, asker, company):
        raise RuleBroken(
            _("The text would tell who asked: take out names of companies and e-mail addresses."),
            field="published_text",
        )


def _words(text: str, longest: int, *, field: str, missing: str) -> str:
    text = clean_lines(text).strip()
    if not text:
        raise RuleBroken(missing, field=field)
    if len(text) > longest:
        raise RuleBroken(_("At most %(most)s characters.") % {"most": f"{longest:,}"}, field=field)
    return text
