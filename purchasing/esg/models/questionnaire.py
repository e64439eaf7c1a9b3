"""Question sets: versioned, weighted, frozen once published. Source: domain 11.2, 11.5."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.people.states import SizeClass
from purchasing.esg.models.gate import PERSON
from purchasing.esg.models.terms import SCORE, SHARE
from purchasing.esg.states import SET_FLOW, Area, Pillar, QuestionKind, SetState


class QuestionSet(models.Model):
    """One version of a questionnaire for companies of some sizes and industries."""

    flow = SET_FLOW
    badges = {
        SetState.DRAFT: "draft",
        SetState.REVIEW: "wait",
        SetState.PUBLISHED: "ok",
        SetState.SUPERSEDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20)  # TG-ESG, TG-ESG-SME
    version = models.CharField(_("version"), max_length=12)
    year = models.PositiveSmallIntegerField(_("year"))
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    state = models.CharField(_("state"), max_length=12, choices=SetState, default=SetState.DRAFT)
    sizes = ArrayField(models.CharField(max_length=10), verbose_name=_("sizes"), default=list, blank=True)  # []: all
    industries = ArrayField(  # KSIC beginnings; []: all
        models.CharField(max_length=5), verbose_name=_("industries (KSIC)"), default=list, blank=True
    )
    weight_e = models.DecimalField(_("weight of environment"), **SHARE, default=Decimal("0.35"))
    weight_s = models.DecimalField(_("weight of society"), **SHARE, default=Decimal("0.40"))
    weight_g = models.DecimalField(_("weight of governance"), **SHARE, default=Decimal("0.25"))
    band_a = models.DecimalField(_("band A from"), **SCORE, default=Decimal(85))
    band_b = models.DecimalField(_("band B from"), **SCORE, default=Decimal(70))
    band_c = models.DecimalField(_("band C from"), **SCORE, default=Decimal(50))
    na_share = models.DecimalField(_("most of a pillar's weight not applicable"), **SHARE, default=Decimal("0.2"))
    valid_from = models.DateField(_("valid from"))
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", editable=False)
    remark = models.TextField(_("what to change before it is published"), max_length=1000, blank=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("question set", "published"), null=True, editable=False)
    document = models.TextField(blank=True, editable=False)  # ``rules.scoring.document_of``: set when published
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)  # of the document

    class Meta:
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        ordering = ["-year", "code", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="question_set_version_once",
                violation_error_message=_("This version is already there."),
            ),
            models.CheckConstraint(
                name="question_set_weights_add_up",
                condition=Q(state=SetState.DRAFT) | Q(weight_e=1 - F("weight_s") - F("weight_g")),
                violation_error_message=_("The three weights add up to 100 percent."),
            ),
            models.CheckConstraint(
                name="question_set_bands_in_order",
                condition=Q(band_a__gt=F("band_b"), band_b__gt=F("band_c"), band_c__gt=0, band_a__lte=100),
                violation_error_message=_("The bands lie in the order A, B, C between 0 and 100."),
            ),
            models.CheckConstraint(
                name="question_set_by_two_people",
                condition=Q(published_by=None) | Q(entered_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote a question set does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.version}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_en if get_language() == "en" else self.title_ko

    @property
    def size_words(self) -> list[str]:
        """The sizes it is for, in words."""
        return [str(SizeClass(size).label) for size in self.sizes]

    @property
    def weights_shown(self) -> str:
        """In percent, in the order environment, society, governance."""
        return " / ".join(f"{each * 100:.0f}" for each in (self.weight_e, self.weight_s, self.weight_g))


class Question(models.Model):
    """An item: what is asked, how much it weighs, what proves it, when it applies."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="questions")
    code = models.CharField(_("code"), max_length=8)  # E1, S12
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    pillar = models.CharField(_("pillar"), max_length=1, choices=Pillar)
    area = models.CharField(pgettext_lazy("esg", "area"), max_length=10, choices=Area)
    kind = models.CharField(
        pgettext_lazy("question", "answered by"), max_length=8, choices=QuestionKind, default=QuestionKind.SCALE
    )
    text_ko = models.CharField(_("question (Korean)"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300)
    help_ko = models.TextField(_("help (Korean)"), max_length=1000, blank=True)
    help_en = models.TextField(_("help (English)"), max_length=1000, blank=True)
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("question", "weight"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    critical = models.BooleanField(_("critical"), default=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)  # of a number
    evidence_from = models.PositiveSmallIntegerField(  # 2: a score of 2 or more needs a document
        _("evidence from score"), default=2, validators=[MaxValueValidator(5)]
    )
    evidence_kinds = ArrayField(  # codes of people.CertificateKind that prove it by themselves
        models.CharField(max_length=30), verbose_name=_("certificates that prove it"), default=list, blank=True
    )
    na_allowed = models.BooleanField(_("may not apply"), default=True)
    depends_on = models.CharField(_("asked only if"), max_length=8, blank=True)  # code of another question of the set
    depends_from = models.PositiveSmallIntegerField(_("answered at least"), default=1)
    fact = models.CharField(_("known from the profile"), max_length=40, blank=True)  # answer once: ``queries.known``
    kesg = ArrayField(models.CharField(max_length=8), verbose_name=_("K-ESG items"), default=list, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["question_set", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "code"],
                name="question_once",
                violation_error_message=_("This code is already used in the set."),
            ),
            models.CheckConstraint(
                name="question_weight_in_range",
                condition=Q(weight__gte=1, weight__lte=5),
                violation_error_message=_("A weight lies between 1 and 5."),
            ),
            models.CheckConstraint(
                name="question_not_of_itself",
                condition=~Q(depends_on=F("code")),
                violation_error_message=_("A question does not depend on itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" else self.text_ko

    @property
    def help(self) -> str:
        """In the reader's language."""
        return self.help_en if get_language() == "en" else self.help_ko


class Anchor(models.Model):
    """What a score of a question means: words, and for a number the least value that earns it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="anchors")
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(5)])
    text_ko = models.CharField(_("means (Korean)"), max_length=200)
    text_en = models.CharField(_("means (English)"), max_length=200)
    bound = models.DecimalField(  # NUMBER: reached from here on (or down to here if ``falling``)
        _("bound"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    falling = models.BooleanField(_("less is better"), default=False)

    class Meta:
        verbose_name = _("anchor of a question")
        verbose_name_plural = _("anchors of questions")
        ordering = ["question", "score"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "score"],
                name="anchor_once",
                violation_error_message=_("This score already has its words."),
            ),
            models.CheckConstraint(
                name="anchor_score_in_range",
                condition=Q(score__lte=5),
                violation_error_message=_("A score lies between 0 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.score}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" else self.text_ko
