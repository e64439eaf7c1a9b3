"""Who may not review whom, how the on-site sample was drawn, and the supplier's contest of an item's score."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.assessment import Assessment
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.models.questionnaire import Question
from purchasing.esg.models.terms import SHARE
from purchasing.esg.states import ITEM_CONTEST_FLOW, ItemContestState, TieReason


class ReviewerTie(models.Model):
    """A person who helped a company, or is related to it, does not review it (SOD-11). Entered, never changed."""

    append_only = True

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    reason = models.CharField(_("reason"), max_length=8, choices=TieReason)
    last_on = models.DateField(_("last on"), null=True, blank=True)  # None: it still lasts
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(_("entered"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("tie of a reviewer")
        verbose_name_plural = _("ties of reviewers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "company"], name="reviewer_tie_of")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.company_id} {self.reason}"


class SampleDraw(models.Model):
    """One drawing of the on-site sample: the same seed and candidates give the same companies, whoever draws again."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.CharField(_("period"), max_length=10)
    seed = models.CharField(_("seed"), max_length=64)
    share = models.DecimalField(_("share drawn"), **SHARE)
    candidates = ArrayField(models.CharField(max_length=20), verbose_name=_("candidates"))  # numbers, in order
    always = ArrayField(models.CharField(max_length=20), verbose_name=_("audited in any case"))
    drawn = ArrayField(models.CharField(max_length=20), verbose_name=_("drawn"))
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    drawn_at = models.DateTimeField(_("drawn on"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("drawing of the on-site sample")
        verbose_name_plural = _("drawings of the on-site sample")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.period}: {len(self.drawn)}"


class ItemContest(models.Model):
    """The supplier says that the score of one item rests on a wrong fact; somebody who took no part decides."""

    flow = ITEM_CONTEST_FLOW
    badges = {
        ItemContestState.LODGED: "wait",
        ItemContestState.UPHELD: "ok",
        ItemContestState.REJECTED: "bad",
        ItemContestState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="contests", verbose_name=_("assessment"), editable=False
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ItemContestState, default=ItemContestState.LODGED)
    text = models.TextField(_("what is wrong"), max_length=2000)
    score_before = models.PositiveSmallIntegerField(_("score contested"), null=True, editable=False)
    lodged_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("lodged by"))
    lodged_at = models.DateTimeField(_("lodged"), db_default=ClockTimestamp(), editable=False)
    answer_by = models.DateField(_("answer due"))
    score = models.PositiveSmallIntegerField(  # what was given instead
        _("score"), null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("contest of an item's score")
        verbose_name_plural = _("contests of items' scores")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"],
                name="item_contest_once_at_a_time",
                condition=Q(state=ItemContestState.LODGED),
                violation_error_message=_("This item is already contested; its decision is awaited."),
            ),
            models.CheckConstraint(
                name="item_contest_by_two_people",
                condition=Q(decided_by=None) | Q(state=ItemContestState.WITHDRAWN) | ~Q(decided_by=F("lodged_by")),
                violation_error_message=_("Who contests an item does not decide on it."),
            ),
            models.CheckConstraint(
                name="item_contest_score_in_range",
                condition=Q(score=None) | Q(score__lte=5),
                violation_error_message=_("A score lies between 0 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question_id} {self.state}"
