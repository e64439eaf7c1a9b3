"""What suppliers ask about a notice, and what everybody reads as the answer."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states.questions import QUESTION_FLOW, QuestionState


class Question(models.Model):
    """A supplier's question about a tender. Until the bids are opened only the supplier itself knows who asked.

    ``text`` stays as it was asked. The officer publishes ``published_text``: the same without what would tell who
    asks. Source: domain 2.2 (clarification_until), security 5.7 (no names before the opening).
    """

    flow = QUESTION_FLOW
    badges = {QuestionState.ASKED: "wait", QuestionState.ANSWERED: "ok", QuestionState.SET_ASIDE: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="questions", verbose_name=_("tender"))
    no = models.PositiveSmallIntegerField(_("number"), null=True, editable=False)  # given when it is published
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    text = models.TextField(_("question"), max_length=2000)
    published_text = models.TextField(_("question as published"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    due_at = models.DateTimeField(_("answer due"), editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)  # the officer, of a late answer
    reason = models.TextField(_("why it is not published"), max_length=2000, blank=True, editable=False)
    key = models.CharField(max_length=100, editable=False)  # of the form: sent twice, it is asked once

    class Meta:
        verbose_name = _("question about a tender")
        verbose_name_plural = _("questions about tenders")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"],
                name="question_key_once",
                violation_error_message=pgettext_lazy("tender", "This question has already been sent."),
            ),
            models.UniqueConstraint(
                fields=["tender", "no"],
                name="question_number_once",
                violation_error_message=_("Each published question has its own number."),
            ),
            models.CheckConstraint(
                name="question_published_is_complete",
                condition=Q(state=QuestionState.ANSWERED, no__isnull=False, answered_at__isnull=False)
                & ~Q(published_text="")
                | ~Q(state=QuestionState.ANSWERED) & Q(no=None, published_text=""),
                violation_error_message=_("A published question has its number, its words and its time."),
            ),
            models.CheckConstraint(
                name="question_set_aside_says_why",
                condition=~Q(state=QuestionState.SET_ASIDE) | ~Q(reason=""),
                violation_error_message=_("Say why the question is not published: who asked reads it."),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="question_waiting", condition=Q(state="asked"))]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.no or '-'}"  # never its words or who asked: the administration shows this


class Answer(models.Model):
    """What everybody reads. A correction is a further row: the earlier answer stays readable. Append-only."""

    append_only = True

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    seq = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("answer"), max_length=4000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["question", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "seq"],
                name="answer_version_once",
                violation_error_message=_("This version of the answer is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.seq}"
