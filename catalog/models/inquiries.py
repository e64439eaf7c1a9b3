"""Questions about a product: who asked, what was written, until when an answer is due. Source: domain 1.4, 1.7."""

import uuid
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.states import INQUIRY_FLOW, InquiryState, Side
from portal.clock import ClockTimestamp
from portal.dated import DatedTerms

USER = "people.User"


class InquiryTerms(DatedTerms):
    """Until when a supplier answers, and who is told when it does not; in business days. Source: inq.sla."""

    answer_days = models.PositiveSmallIntegerField(_("answer within (business days)"), default=3)
    remind_pct = models.PositiveSmallIntegerField(
        _("reminder after (percent of the time)"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    manager_days = models.PositiveSmallIntegerField(_("to the manager after (further business days)"), default=2)
    rest_days = models.PositiveSmallIntegerField(_("closed without a word after (business days)"), default=10)

    class Meta(DatedTerms.Meta):
        verbose_name = _("terms of inquiries")
        verbose_name_plural = _("terms of inquiries")
        constraints = [
            models.CheckConstraint(
                name="inquiry_terms_possible",
                condition=Q(answer_days__gte=1, remind_pct__gte=1, remind_pct__lte=99, rest_days__gte=1),
                violation_error_message=_("At least one business day; a reminder between 1 and 99 percent."),
            )
        ]

    def __str__(self) -> str:
        return f"{_('terms of inquiries')} {self.valid_from}"


def enter_inquiry_terms(*, using="default", **_signal) -> None:
    """After each migration: the first terms are there. Source: domain 1.7 (inq.sla = 3 business days)."""
    InquiryTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))


class Inquiry(models.Model):
    """A question to the supplier of a product, and its thread. Private unless the supplier publishes its answer."""

    flow = INQUIRY_FLOW
    badges = {
        InquiryState.OPEN: "wait",
        InquiryState.OVERDUE: "late",
        InquiryState.ANSWERED: "ok",
        InquiryState.CLOSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="inquiries", verbose_name=_("product"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    state = models.CharField(_("state"), max_length=10, choices=InquiryState, default=InquiryState.OPEN)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by"))
    asked_for = models.ForeignKey(
        "people.Company", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("company that asks")
    )
    department = models.CharField(_("department"), max_length=80, blank=True)  # what others read instead of a name
    role = models.CharField(max_length=5, blank=True)  # code of the role, where there is no department
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    waiting_since = models.DateTimeField(editable=False)  # of the last question without an answer
    remind_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(_("answer due"), editable=False)
    manager_at = models.DateTimeField(editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    escalated_at = models.DateTimeField(null=True, blank=True, editable=False)  # to the supplier's manager and buyer
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)  # the first time
    first_due_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    publishable = models.BooleanField(_("may be published without my name"), default=False)
    public_answer = models.BooleanField(_("published with the answer"), default=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is asked once

    class Meta:
        ordering = ["-id"]
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "key"],
                name="inquiry_key_once",
                condition=Q(key__gt=""),
                violation_error_message=_("This question has already been sent."),
            ),
            models.CheckConstraint(
                name="inquiry_published_by_two",
                condition=Q(public_answer=False)
                | Q(publishable=True, answered_at__isnull=False, published_at__isnull=False),
                violation_error_message=_("Only an answered question whose asker agreed is published."),
            ),
            models.CheckConstraint(
                name="inquiry_answered_has_its_time",
                condition=~Q(state=InquiryState.ANSWERED) | Q(answered_at__isnull=False),
                violation_error_message=_("An answered question says when it was answered."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "due_at"], name="inquiry_of_company"),
            models.Index(fields=["asked_by", "-id"], name="inquiry_of_asker"),
            models.Index(fields=["product", "-published_at"], name="inquiry_public", condition=Q(public_answer=True)),
            models.Index(fields=["due_at"], name="inquiry_waiting", condition=Q(state__in=["open", "overdue"])),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        """Whether the supplier is to answer."""
        return self.state in (InquiryState.OPEN, InquiryState.OVERDUE)


class InquiryMessage(models.Model):
    """One message of a thread. Append-only."""

    append_only = True

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="messages")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    text = models.TextField(_("message"), max_length=4000)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("inquiry message")
        verbose_name_plural = _("inquiry messages")

    def __str__(self) -> str:
        return f"{self.inquiry_id}/{self.pk}"  # never its words: the administration shows this


class InquiryFile(models.Model):
    """A file that came with a message: for the two sides only. Append-only."""

    append_only = True

    message = models.ForeignKey(InquiryMessage, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("inquiry file")
        verbose_name_plural = _("inquiry files")
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="inquiry_file_once")]

    def __str__(self) -> str:
        return self.file.name


class Bookmark(models.Model):
    """A product that a person wants to find again."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="bookmarks")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.product_id}"


class ExchangeRate(models.Model):
    """Won for one unit of a currency, booked for a day; the latest one up to a day counts. Append-only. CAT-32."""

    append_only = True

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("in force from"))
    won = models.DecimalField(_("won for one unit"), max_digits=14, decimal_places=6, validators=[MinValueValidator(0)])
    source = models.CharField(_("source"), max_length=120)
    booked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    booked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["-day", "currency", "-id"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.CheckConstraint(
                name="exchange_rate_positive",
                condition=Q(won__gt=0),
                violation_error_message=_("A rate is more than zero."),
            )
        ]
        indexes = [models.Index(fields=["currency", "-day", "-id"], name="exchange_rate_latest")]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}: {self.won.normalize():f}"
