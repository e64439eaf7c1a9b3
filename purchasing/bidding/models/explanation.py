"""Explanations of low prices: asked for, answered, judged by at least two. Source: domain 2.9."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.states import EXPLANATION_FLOW, ExplanationState, ExplanationTopic


class Explanation(models.Model):
    """A bid that looks abnormally low, and what its bidder says about it.

    The bidder may show how the price is made up, but never has to: a buyer does not demand a subcontractor's costs
    (BID-L2). Only the committee and the bidder read it. Source: domain 2.2, 2.9.
    """

    flow = EXPLANATION_FLOW
    badges = {
        ExplanationState.DRAFTED: "wait",
        ExplanationState.ASKED: "wait",
        ExplanationState.ANSWERED: "info",
        ExplanationState.CLARIFYING: "wait",
        ExplanationState.ACCEPTED: "ok",
        ExplanationState.REJECTED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="explanations")
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="explanation")
    state = models.CharField(_("state"), max_length=12, choices=ExplanationState, default=ExplanationState.DRAFTED)
    triggers = models.JSONField(default=list)  # rules.Step as text: which figure made the price look low
    reason = models.TextField(_("why it is asked for"), max_length=2000, blank=True)  # of an evaluator, if it was one
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    ask_by = models.DateField(_("to be asked by"))
    items = models.TextField(_("doubtful items"), max_length=4000, blank=True)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), null=True)
    answer_by = models.DateField(_("answer by"), null=True)  # the end of this day in Korea
    question = models.TextField(_("further question"), max_length=4000, blank=True)  # the one round of clarification
    clarified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    clarified_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.TextField(_("reasons of the decision"), max_length=4000, blank=True)
    by_silence = models.BooleanField(_("rejected because no answer came"), default=False)

    class Meta:
        verbose_name = _("explanation of a low price")
        verbose_name_plural = _("explanations of low prices")
        ordering = ["tender", "pk"]
        constraints = [
            models.CheckConstraint(
                name="explanation_asked_has_its_clock",
                condition=Q(state=ExplanationState.DRAFTED) | Q(asked_at__isnull=False, answer_by__isnull=False),
                violation_error_message=_("A request for an explanation says until when it is answered."),
            ),
            models.CheckConstraint(
                name="explanation_decided_has_reasons",
                condition=~Q(state__in=[ExplanationState.ACCEPTED, ExplanationState.REJECTED])
                | (Q(decided_at__isnull=False) & (Q(by_silence=True) | ~Q(decision=""))),
                violation_error_message=_("A decision has its reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.state}"


class ExplanationAnswer(models.Model):
    """One answer of the bidder: its words, what they are about, a cost sheet if it wants to show one. Append-only."""

    append_only = True

    explanation = models.ForeignKey(Explanation, models.PROTECT, related_name="answers")
    text = models.TextField(_("explanation"), max_length=10_000)
    topics = models.JSONField(_("about"), default=list)  # ExplanationTopic values
    key = models.CharField(max_length=100, editable=False)  # of the form: sent twice, it is one answer
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("answered by"))
    at = models.DateTimeField(_("received"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer to a request for an explanation")
        verbose_name_plural = _("answers to requests for explanations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["explanation", "key"],
                name="explanation_answer_once",
                violation_error_message=_("This answer has already been received."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.explanation_id}/{self.pk}"  # never its words: the administration shows this

    @property
    def topic_words(self) -> list[str]:
        """What it is about, in the reader's language."""
        return [str(ExplanationTopic(topic).label) for topic in self.topics]


class CostLine(models.Model):
    """One line of a cost sheet that a bidder showed by its own choice; the portal did the arithmetic. Append-only."""

    append_only = True

    answer = models.ForeignKey(ExplanationAnswer, models.PROTECT, related_name="costs")
    no = models.PositiveSmallIntegerField(_("line"))
    label = models.CharField(_("cost"), max_length=200)
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    unit_cost_won = models.DecimalField(_("cost of a unit (won)"), **WON)
    amount_won = models.DecimalField(_("amount (won)"), max_digits=18, decimal_places=0)
    note = models.CharField(_("source or evidence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of a cost sheet")
        verbose_name_plural = _("lines of cost sheets")
        ordering = ["answer", "no"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "no"], name="cost_line_once"),
            models.CheckConstraint(
                name="cost_line_is_not_negative",
                condition=Q(qty__gt=0, unit_cost_won__gte=0, amount_won__gte=0),
                violation_error_message=_("A cost is not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.no}"


class ExplanationFile(models.Model):
    """Evidence that came with an answer. Append-only."""

    append_only = True

    answer = models.ForeignKey(ExplanationAnswer, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence of an explanation")
        verbose_name_plural = _("evidence of explanations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="explanation_file_once")]

    def __str__(self) -> str:
        return self.file.name


class ExplanationVote(models.Model):
    """One assessor's view, with reasons; it stands when it is given. Append-only."""

    append_only = True

    explanation = models.ForeignKey(Explanation, models.PROTECT, related_name="votes")
    assessor = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("assessor"))
    accepts = models.BooleanField(_("accounts for the price"))
    reason = models.TextField(_("reasons"), max_length=2000)
    casting = models.BooleanField(_("decides a tie"), default=False)  # the chair's
    at = models.DateTimeField(_("voted"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("vote on an explanation")
        verbose_name_plural = _("votes on explanations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["explanation", "assessor", "casting"],
                name="explanation_vote_once",
                violation_error_message=_("You have already voted on this explanation."),
            ),
            models.UniqueConstraint(
                fields=["explanation"],
                name="explanation_casting_vote_once",
                condition=Q(casting=True),
                violation_error_message=_("The tie has already been decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.explanation_id}: {self.assessor_id}"
