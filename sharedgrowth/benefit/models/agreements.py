"""What is judged, signed, registered and done in a task before it is measured. Source: domain 6.2, 6.3, BS-06."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.benefit.models.measurement import Baseline
from sharedgrowth.benefit.models.tasks import COMPANY, PERSON, Task
from sharedgrowth.benefit.models.terms import SHARE, WON
from sharedgrowth.benefit.states import Bearer, Bench, Settle


class Opinion(models.Model):
    """Whether a task is feasible, by one bench. Both have to say so. Append-only."""

    append_only = True
    task = models.ForeignKey(Task, models.PROTECT, related_name="opinions", verbose_name=_("benefit-sharing task"))
    bench = models.CharField(_("bench"), max_length=10, choices=Bench)
    feasible = models.BooleanField(_("feasible"))
    text = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("opinion on a task")
        verbose_name_plural = _("opinions on tasks")
        ordering = ["task", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "bench"],
                name="benefit_opinion_once_a_bench",
                violation_error_message=_("This bench has already given its opinion."),
            ),
            models.UniqueConstraint(
                fields=["task", "by"],
                name="benefit_opinion_two_people",
                violation_error_message=_("Two people judge the feasibility: you have already given an opinion."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.bench}"


class CommitteeSeat(models.Model):
    """A member of the committee that selects a task, and its vote."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="seats", verbose_name=_("benefit-sharing task"))
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    bench = models.CharField(_("bench"), max_length=10, choices=Bench)
    in_favour = models.BooleanField(_("in favour"), null=True, editable=False)
    words = models.TextField(_("reason"), max_length=1000, blank=True, editable=False)
    voted_at = models.DateTimeField(null=True, editable=False)
    recused_at = models.DateTimeField(null=True, editable=False)  # declared a conflict: the seat no longer counts
    seated_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("committee member of a task")
        verbose_name_plural = _("committee members of tasks")
        ordering = ["task", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "member"],
                name="benefit_seat_once",
                violation_error_message=_("This person is already a member of the committee."),
            ),
            models.CheckConstraint(
                name="benefit_seat_votes_once",
                condition=Q(in_favour=None, voted_at=None)
                | Q(in_favour__isnull=False, voted_at__isnull=False, recused_at=None),
                violation_error_message=_("A member votes, or declares a conflict."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.member_id}"


class NdaText(models.Model):
    """A version of our confidentiality terms. Append-only: a new wording is a new version."""

    append_only = True
    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    valid_from = models.DateField(_("valid from"))
    text_ko = models.TextField(_("text (Korean)"))
    text_en = models.TextField(_("text (English)"))

    class Meta:
        verbose_name = _("wording of the confidentiality agreement")
        verbose_name_plural = _("wordings of the confidentiality agreement")
        ordering = ["version"]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_en if (get_language() or "ko").startswith("en") else self.text_ko


class Nda(models.Model):
    """The confidentiality agreement of a task; in force when both sides have signed. Source: Win-Win Act 21-2."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="nda", verbose_name=_("benefit-sharing task"))
    wording = models.ForeignKey(NdaText, models.PROTECT, related_name="+", verbose_name=_("wording"))
    purpose = models.TextField(_("what the technical data is used for"), max_length=1000)
    until = models.DateField(_("kept secret until"))
    document = models.TextField(editable=False)  # canonical JSON: what is signed
    sha256 = models.CharField(max_length=64, editable=False)
    offered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    offered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    signed_at = models.DateTimeField(_("signed by all"), null=True, editable=False)

    class Meta:
        verbose_name = _("confidentiality agreement")
        verbose_name_plural = _("confidentiality agreements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"NDA {self.task_id}"


def cash_only() -> dict[str, str]:
    """All of the compensation in cash."""
    return {"cash": "1"}


class Agreement(models.Model):
    """What supplier and buyer agree for a task. Once all have signed nothing of it changes (held by the database)."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="agreement", verbose_name=_("benefit-sharing task"))
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    baseline = models.ForeignKey(
        Baseline, models.PROTECT, null=True, related_name="agreements", verbose_name=_("baseline")
    )
    rate = models.DecimalField(_("share of the suppliers"), **SHARE, default=Decimal("0.5"))
    years = models.PositiveSmallIntegerField(_("years of sharing"), default=3)
    formula = models.CharField(_("formula"), max_length=20)
    forms = models.JSONField(_("forms of compensation"), default=cash_only)
    settle = models.CharField(_("years run"), max_length=12, choices=Settle, default=Settle.ANNIVERSARY)
    finance_from_won = models.DecimalField(_("verified by finance from (won)"), **WON)
    committee = models.PositiveSmallIntegerField(_("members of a committee, at least"), default=3)
    target = models.TextField(_("target"), max_length=1000)
    protocol = models.TextField(_("how it is measured"), max_length=3000)
    ip_supplier = models.DecimalField(_("supplier's share of new rights"), **SHARE, default=Decimal("0.5"))
    ip_words = models.TextField(_("rights to what comes of it"), max_length=1000)
    dispute_clause = models.TextField(_("if the sides disagree"), max_length=1000)
    prototype_bearer = models.CharField(
        _("prototype and trial paid by"), max_length=10, choices=Bearer, default=Bearer.BUYER
    )
    prototype_won = models.DecimalField(_("cost of prototype and trial, at most (won)"), **WON, default=0)
    starts_on = models.DateField(pgettext_lazy("benefit task", "begins"))
    ends_on = models.DateField(pgettext_lazy("benefit task", "completed by"))
    right_months = models.PositiveSmallIntegerField(_("right to a negotiated contract (months)"), default=0)
    right_classes = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("classes of the right")
    )
    right_items = models.TextField(_("items of the right"), max_length=1000, blank=True)
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    drawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    document = models.TextField(blank=True, editable=False)  # canonical JSON, kept when it is sent to be signed
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent for signature"), null=True, editable=False)
    signed_at = models.DateTimeField(_("signed by all"), null=True, editable=False)

    class Meta:
        verbose_name = _("benefit-sharing agreement")
        verbose_name_plural = _("benefit-sharing agreements")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="benefit_agreement_rate",
                condition=Q(rate__gt=0, rate__lte=1),
                violation_error_message=_("The share lies above 0 and at most at 100 percent."),
            ),
            models.CheckConstraint(
                name="benefit_agreement_years",
                condition=Q(years__gte=1, years__lte=3),
                violation_error_message=_("Benefit is shared for one to three years."),
            ),
            models.CheckConstraint(
                name="benefit_agreement_days_in_order",
                condition=Q(ends_on__gt=models.F("starts_on")),
                violation_error_message=_("The last day lies after the first."),
            ),
            models.CheckConstraint(
                name="benefit_agreement_right_months",
                condition=Q(right_months__lte=36),
                violation_error_message=_("A right to a negotiated contract lasts at most three years (BS-07)."),
            ),
            models.CheckConstraint(
                name="benefit_agreement_ip_share",
                condition=Q(ip_supplier__gte=0, ip_supplier__lte=1),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="benefit_agreement_signed_in_full",
                condition=Q(signed_at=None) | Q(sent_at__isnull=False, sha256__gt="", baseline__isnull=False),
                violation_error_message=_("What is signed has its text, its fingerprint and its baseline."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} v{self.version}"


class Signature(models.Model):
    """A company's signature under exactly one text, named by its fingerprint. Append-only."""

    append_only = True
    nda = models.ForeignKey(Nda, models.PROTECT, null=True, related_name="signatures")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="signatures")
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nda", "company"],
                name="benefit_signature_of_nda_once",
                violation_error_message=_("Your company has already signed."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "company", "sha256"],
                name="benefit_signature_of_agreement_once",
                violation_error_message=_("Your company has already signed."),
            ),
            models.CheckConstraint(
                name="benefit_signature_under_one_text",
                condition=Q(nda=None, agreement__isnull=False) | Q(nda__isnull=False, agreement=None),
                violation_error_message=_("A signature stands under one text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.sha256[:12]}"


class TechnicalItem(models.Model):
    """Technical data of one side that the other gets: what, why, until when. Source: domain BS-06, CNV-12."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="items", verbose_name=_("benefit-sharing task"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("owner"))
    title = models.CharField(_("what it is"), max_length=200)
    purpose = models.TextField(_("what it is used for"), max_length=500)
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("file"))
    return_on = models.DateField(_("returned or destroyed by"))
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    returned_on = models.DateField(_("returned or destroyed on"), null=True, editable=False)
    returned_how = models.TextField(_("how"), max_length=500, blank=True, editable=False)
    returned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    keep_until = models.DateField(_("record kept until"), null=True, editable=False)  # seven years after the return

    class Meta:
        verbose_name = _("technical data")
        verbose_name_plural = _("technical data")
        ordering = ["task", "id"]

    def __str__(self) -> str:
        return self.title


class TechnicalAccess(models.Model):
    """Somebody opened technical data. Append-only."""

    append_only = True
    item = models.ForeignKey(TechnicalItem, models.PROTECT, related_name="accesses", verbose_name=_("technical data"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    at = models.DateTimeField(_("opened at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("access to technical data")
        verbose_name_plural = _("accesses to technical data")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.by_id}"


class ExternalRegistration(models.Model):
    """The entry at the body that confirms benefit sharing; made before the task starts. Source: domain 6.1, 6.3."""

    task = models.OneToOneField(
        Task, models.PROTECT, related_name="registration", verbose_name=_("benefit-sharing task")
    )
    body = models.CharField(_("registered with"), max_length=120)
    number = models.CharField(_("registration number"), max_length=60)
    registered_on = models.DateField(_("registered on"))
    certificate = models.CharField(pgettext_lazy("benefit task", "certificate number"), max_length=60, blank=True)
    certified_on = models.DateField(_("certified on"), null=True, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("external registration")
        verbose_name_plural = _("external registrations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                name="external_registration_once",
                violation_error_message=_("This registration number already stands at another task."),
            ),
            models.CheckConstraint(
                name="external_registration_certified_after",
                condition=Q(certified_on=None) | Q(certified_on__gte=models.F("registered_on"), certificate__gt=""),
                violation_error_message=_("A certificate has its number, and its day lies after the registration."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class Milestone(models.Model):
    """A step of the work with its day. Overdue by 30 days it alerts, by 90 it suspends. Source: domain 6.3."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones", verbose_name=_("benefit-sharing task"))
    no = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, editable=False)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    report: Any = models.TextField(_("report"), max_length=2000, blank=True, editable=False)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    alerted_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("benefit task", "milestone")
        verbose_name_plural = pgettext_lazy("benefit task", "milestones")
        ordering = ["task", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "no"],
                name="benefit_milestone_once",
                violation_error_message=_("This milestone is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"
