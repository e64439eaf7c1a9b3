"""WHAT: questions with their answers, by category; whether an answer helped."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.news.models.announcements import spoken
from portal.news.states import FAQ_FLOW, FaqState


class FaqCategory(models.Model):
    """What a question is about."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title_ko = models.CharField(_("title (Korean)"), max_length=80)
    title_en = models.CharField(_("title (English)"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=50)

    class Meta:
        verbose_name = _("category of questions")
        verbose_name_plural = _("categories of questions")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        """In the reader's language."""
        return spoken(self, "title")


class FaqEntry(models.Model):
    """A question that is asked again and again, and its answer."""

    flow = FAQ_FLOW
    badges = {FaqState.DRAFT: "draft", FaqState.PUBLISHED: "ok", FaqState.RETIRED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    category = models.ForeignKey(
        FaqCategory, models.PROTECT, related_name="entries", verbose_name=pgettext_lazy("faq", "category")
    )
    state = models.CharField(_("state"), max_length=10, choices=FaqState, default=FaqState.DRAFT)
    question_ko = models.CharField(_("question (Korean)"), max_length=200)
    question_en = models.CharField(_("question (English)"), max_length=200)
    answer_ko = models.TextField(_("answer (Korean)"), max_length=4000)
    answer_en = models.TextField(_("answer (English)"), max_length=4000)
    order = models.PositiveSmallIntegerField(_("order"), default=50)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(_("changed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("faq", "question")
        verbose_name_plural = _("questions")
        ordering = ["category__order", "order", "id"]
        indexes = [
            GinIndex(
                fields=["question_ko", "question_en", "answer_ko", "answer_en"],
                opclasses=["gin_trgm_ops"] * 4,
                name="faq_words",
            ),
        ]

    def __str__(self) -> str:
        return self.question_ko

    @property
    def question(self) -> str:
        """In the reader's language."""
        return spoken(self, "question")

    @property
    def answer(self) -> str:
        """In the reader's language."""
        return spoken(self, "answer")


class FaqVote(models.Model):
    """Whether an answer helped, and what was missing. Says nothing of who it was. Append-only."""

    append_only = True
    entry = models.ForeignKey(
        FaqEntry, models.PROTECT, related_name="votes", verbose_name=pgettext_lazy("faq", "question")
    )
    helpful = models.BooleanField(_("helpful"))
    words = models.CharField(_("what was missing"), max_length=300, blank=True)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("vote on an answer")
        verbose_name_plural = _("votes on answers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.helpful}"
