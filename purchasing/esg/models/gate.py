"""The code of conduct with its consents, and the entry qualification with its ten items."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.states import (
    CODE_FLOW,
    CONSENT_FLOW,
    ENTRY_FLOW,
    ENTRY_OPEN,
    CodeState,
    ConsentState,
    EntryAnswer,
    EntryItem,
    EntryState,
)

PERSON: Any = settings.AUTH_USER_MODEL
COMPANY = "people.Company"
FILE = "files.File"


class CodeOfConduct(models.Model):
    """A version of the code of conduct; its text never changes once published. Source: domain 11.3 (ESG-01, -02)."""

    flow = CODE_FLOW
    badges = {CodeState.DRAFT: "draft", CodeState.PUBLISHED: "ok", CodeState.SUPERSEDED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.CharField(_("version"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=CodeState, default=CodeState.DRAFT)
    effective_on = models.DateField(_("in force from"))
    changes_ko = models.TextField(_("what changed (Korean)"), max_length=2000, blank=True)
    changes_en = models.TextField(_("what changed (English)"), max_length=2000, blank=True)
    is_material = models.BooleanField(_("asks for a new consent"), default=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)  # of all parts, set when published
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("code of conduct")
        verbose_name_plural = _("codes of conduct")
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                name="code_one_in_force",
                condition=Q(state=CodeState.PUBLISHED),
                violation_error_message=_("Only one version is in force at a time."),
            ),
            models.CheckConstraint(
                name="code_by_two_people",
                condition=Q(published_by=None) | Q(entered_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote a version does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return self.version


class CodePart(models.Model):
    """One of the seven parts, in both languages."""

    code = models.ForeignKey(CodeOfConduct, models.CASCADE, related_name="parts")
    no = models.PositiveSmallIntegerField(pgettext_lazy("code of conduct", "part"))
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    text_ko = models.TextField(_("text (Korean)"))
    text_en = models.TextField(_("text (English)"))

    class Meta:
        verbose_name = _("part of the code of conduct")
        verbose_name_plural = _("parts of the code of conduct")
        ordering = ["code", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "no"],
                name="code_part_once",
                violation_error_message=_("This part is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title_ko}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_en if get_language() == "en" else self.title_ko

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if get_language() == "en" else self.text_ko


class CodeConsent(models.Model):
    """That a company consented to a version: who, in which role, from where, when, to which text (ESG-02)."""

    flow = CONSENT_FLOW
    badges = {
        ConsentState.GIVEN: "ok",
        ConsentState.EXCEPTION: "wait",
        ConsentState.EXCEPTION_OK: "ok",
        ConsentState.EXCEPTION_NO: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="code_consents", verbose_name=_("company"))
    code = models.ForeignKey(CodeOfConduct, models.PROTECT, related_name="consents", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=12, choices=ConsentState, default=ConsentState.GIVEN)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    language = models.CharField(_("read in"), max_length=5, editable=False)
    signer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("signed by"))
    signer_role = models.CharField(_("role"), max_length=80, editable=False)
    ip = models.GenericIPAddressField(_("from address"), null=True, editable=False)
    signed_at = models.DateTimeField(
        pgettext_lazy("code of conduct", "signed"), db_default=ClockTimestamp(), editable=False
    )
    exception = models.TextField(_("exception and its reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = models.TextField(_("decision on the exception"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("consent to the code of conduct")
        verbose_name_plural = _("consents to the code of conduct")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"],
                name="code_consent_once",
                condition=Q(state__in=[ConsentState.GIVEN, ConsentState.EXCEPTION_OK, ConsentState.EXCEPTION]),
                violation_error_message=_("Your company has already consented to this version."),
            ),
            models.CheckConstraint(
                name="code_consent_exception_has_words",
                condition=Q(state=ConsentState.GIVEN, exception="") | ~Q(state=ConsentState.GIVEN) & ~Q(exception=""),
                violation_error_message=_("An exception says what and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.code_id}"


class Entry(models.Model):
    """A supplier's entry qualification: ten items with evidence, a reviewer, a decision. Source: domain 11.4."""

    flow = ENTRY_FLOW
    badges = {
        EntryState.DRAFT: "draft",
        EntryState.SUBMITTED: "wait",
        EntryState.REVIEW: "wait",
        EntryState.QUERY: "warn",
        EntryState.QUALIFIED: "ok",
        EntryState.CONDITIONAL: "warn",
        EntryState.NOT_QUALIFIED: "bad",
        EntryState.WITHDRAWN: "mute",
        EntryState.EXPIRED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="esg_entries", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=12, choices=EntryState, default=EntryState.DRAFT)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    decide_by = models.DateField(_("decision due"), null=True, editable=False)
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("reviewer")
    )
    self_answers = models.JSONField(default=dict, blank=True)  # ``rules.gate.SELF_QUESTIONS`` by key, 0 to 5
    self_score = models.DecimalField(_("short self-assessment"), max_digits=5, decimal_places=2, null=True, blank=True)
    question = models.TextField(_("question to the supplier"), max_length=2000, blank=True)
    answer_due = models.DateField(_("answer due"), null=True, editable=False)
    reply = models.TextField(_("supplier's answer"), max_length=2000, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)  # of what was submitted last
    former = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)  # applied before
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, editable=False)
    valid_to = models.DateField(_("valid until"), null=True, editable=False)
    order_cap_won = models.DecimalField(  # while conditional
        _("most orders (won)"), max_digits=15, decimal_places=0, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("entry qualification")
        verbose_name_plural = _("entry qualifications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                name="entry_open_once",
                condition=Q(state__in=ENTRY_OPEN),
                violation_error_message=_("An entry qualification is already under way."),
            ),
            models.CheckConstraint(
                name="entry_reviewed_by_another",
                condition=Q(reviewer=None) | Q(submitted_by=None) | ~Q(reviewer=F("submitted_by")),
                violation_error_message=_("Who submitted it does not decide it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class EntryPoint(models.Model):
    """The answer to one of the ten items, with its evidence, and what the reviewer found."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="points")
    item = models.CharField(_("item"), max_length=4, choices=EntryItem)
    answer = models.CharField(_("answer"), max_length=3, choices=EntryAnswer, blank=True)
    statement = models.TextField(_("declaration"), max_length=1000, blank=True)
    remedy = models.TextField(_("remedy"), max_length=1000, blank=True)  # what has been done about a "no"
    files = models.ManyToManyField(FILE, blank=True, related_name="+", verbose_name=_("evidence"))
    evidence_until = models.DateField(_("evidence valid until"), null=True, blank=True)
    owners = models.TextField(_("beneficial owners"), max_length=1000, blank=True)  # E-9: ``rules.gate.read_owners``
    representative = models.CharField(_("representative"), max_length=40, blank=True)  # E-9: an identifier
    checked_list = models.CharField(_("sanctions list"), max_length=120, blank=True)  # E-9: which one was looked at
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    passed = models.BooleanField(pgettext_lazy("entry", "passed"), null=True, blank=True)
    finding = models.TextField(_("what the reviewer found"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("item of an entry qualification")
        verbose_name_plural = _("items of entry qualifications")
        ordering = ["entry", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "item"],
                name="entry_point_once",
                violation_error_message=_("This item is already answered."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.item}"
