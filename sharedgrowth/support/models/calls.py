"""Calls of programmes, and the versions of their application forms. Source: domain 7.2."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.states import CALL_FLOW, FORM_FLOW, CallState, FieldKind, FormState

PERSON = "people.User"


def in_language(thing: models.Model, name: str) -> str:
    """``name`` of a thing in English where the reader reads it and it is there, else in Korean; or the other way."""
    korean, english = getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en")
    return english or korean if get_language() == "en" else korean or english


class FormVersion(models.Model):
    """A version of a programme's application form: built as a draft, frozen when published."""

    flow = FORM_FLOW
    badges = {FormState.DRAFT: "draft", FormState.PUBLISHED: "ok", FormState.SUPERSEDED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.CharField(_("programme"), max_length=30, db_index=True)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=FormState, default=FormState.DRAFT)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("call", "published"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")
        ordering = ["programme", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"],
                name="form_version_once",
                violation_error_message=_("This version is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.version}"


class FormField(models.Model):
    """One field of a form version."""

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="fields", verbose_name=_("application form"))
    key = models.SlugField(_("key"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind, default=FieldKind.TEXT)
    section_ko = models.CharField(_("section (Korean)"), max_length=80, blank=True)
    section_en = models.CharField(_("section (English)"), max_length=80, blank=True)
    label_ko = models.CharField(_("label (Korean)"), max_length=120)
    label_en = models.CharField(_("label (English)"), max_length=120)
    help_ko = models.CharField(_("help (Korean)"), max_length=300, blank=True)
    help_en = models.CharField(_("help (English)"), max_length=300, blank=True)
    required = models.BooleanField(_("required"), default=True)
    options = models.JSONField(_("options"), default=list, blank=True)  # [{"value", "ko", "en"}]
    unit_ko = models.CharField(_("unit (Korean)"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=20, blank=True)
    least = models.DecimalField(_("at least"), max_digits=18, decimal_places=3, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=18, decimal_places=3, null=True, blank=True)
    most_letters = models.PositiveSmallIntegerField(_("characters at most"), default=600)
    shown_if_key = models.SlugField(_("only shown if field"), max_length=40, blank=True)
    shown_if_value = models.CharField(_("has the value"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("form field")
        verbose_name_plural = _("form fields")
        ordering = ["form", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "key"],
                name="form_field_once",
                violation_error_message=_("This form already has a field with this key."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        """In the reader's language."""
        return in_language(self, "label")

    @property
    def help(self) -> str:
        """In the reader's language."""
        return in_language(self, "help")

    @property
    def section(self) -> str:
        """In the reader's language."""
        return in_language(self, "section")

    @property
    def unit(self) -> str:
        """In the reader's language."""
        return in_language(self, "unit")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its options (value, words) in the reader's language."""
        language = "en" if get_language() == "en" else "ko"
        return [(each["value"], each.get(language) or each["ko"]) for each in self.options]


class Call(models.Model):
    """A round of a programme. What binds it (terms, rubric, form) is copied when it is published."""

    flow = CALL_FLOW
    badges = {
        CallState.DRAFT: "draft",
        CallState.PROPOSED: "wait",
        CallState.PUBLISHED: "info",
        CallState.CLOSED: "wait",
        CallState.DECIDED: "ok",
        CallState.ENDED: "mute",
        CallState.CANCELLED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    programme = models.CharField(_("programme"), max_length=30, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    text_ko = models.TextField(_("text (Korean)"), max_length=8000, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=8000, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)  # none: it always takes applications
    results_on = models.DateField(_("results on"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), default=10)
    nontrading_target = models.DecimalField(
        _("target share of non-trading companies"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    budget_line = models.ForeignKey(
        "funds.BudgetLine", models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("budget line")
    )
    funding_mode = models.CharField(_("funding mode"), max_length=12, blank=True)  # a mode of the programme's split
    most_won = models.DecimalField(
        _("most for one company (won)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    form = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("application form")
    )
    rubric = models.JSONField(_("rubric"), default=list, editable=False)  # [{code, ko, en, weight}] at publication
    params = models.JSONField(_("terms"), default=dict, editable=False)  # the numbers that bind it
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("call", "published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)  # extended or cancelled
    extended = models.PositiveSmallIntegerField(_("times extended"), default=0, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)  # returned, extended, cancelled
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "closes_at"], name="call_closing")]
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_it_opens",
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("A call closes after it opens."),
            ),
            models.CheckConstraint(
                name="call_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote the call does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language, if there is one."""
        return in_language(self, "title")

    @property
    def text(self) -> str:
        """In the reader's language, if there is one."""
        return in_language(self, "text")
