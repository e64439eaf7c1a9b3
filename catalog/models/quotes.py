"""Requests for quotes: what is wanted of whom, and what each supplier answered. Source: issue item 8, domain 1.2."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.classification import in_language
from catalog.models.product import Product
from catalog.states import (
    INVITATION_FLOW,
    QUOTE_FLOW,
    WHOLE_CURRENCIES,
    Currency,
    QuoteState,
    RequestedState,
    Uom,
)
from portal.clock import ClockTimestamp

USER = "people.User"


class QuoteRequest(models.Model):
    """What the buyer wants prices for, from one or many suppliers. Amounts are read once it is closed."""

    flow = QUOTE_FLOW
    badges = {
        QuoteState.OPEN: "wait",
        QuoteState.CLOSED: "info",
        QuoteState.DECIDED: "ok",
        QuoteState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=QuoteState, default=QuoteState.OPEN)
    title = models.CharField(_("what it is for"), max_length=120)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    delivery_place = models.CharField(_("delivery to"), max_length=200)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    closes_at = models.DateTimeField(_("quotes until"))
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by"))
    department = models.CharField(_("department"), max_length=80, blank=True)
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    chosen = models.ForeignKey(
        "catalog.QuoteInvitation", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is asked once

    class Meta:
        ordering = ["-id"]
        verbose_name = _("quote request")
        verbose_name_plural = _("quote requests")
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "key"],
                name="quote_request_key_once",
                condition=Q(key__gt=""),
                violation_error_message=_("This request has already been sent."),
            ),
            models.CheckConstraint(
                name="quote_request_closes_after_it_opens",
                condition=Q(closes_at__gt=F("asked_at")),
                violation_error_message=_("The deadline must lie in the future."),
            ),
            models.CheckConstraint(
                name="quote_request_chosen_when_decided",
                condition=Q(chosen=None) | Q(state=QuoteState.DECIDED),
                violation_error_message=_("Only a decided request names a chosen quote."),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="quote_request_of_asker"),
            models.Index(fields=["closes_at"], name="quote_request_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class QuoteLine(models.Model):
    """A product and how much of it; its supplier is the one who is asked. Append-only."""

    append_only = True

    request = models.ForeignKey(QuoteRequest, models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField(pgettext_lazy("list of products", "line"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    name_ko = models.CharField(max_length=120)  # as it was called when it was asked for
    name_en = models.CharField(max_length=120, blank=True)
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    uom = models.CharField(_("unit"), max_length=3, choices=Uom)

    class Meta:
        ordering = ["no"]
        verbose_name = _("line of a quote request")
        verbose_name_plural = _("lines of quote requests")
        constraints = [
            models.UniqueConstraint(fields=["request", "no"], name="quote_line_no_once"),
            models.UniqueConstraint(
                fields=["request", "product"],
                name="quote_line_product_once",
                violation_error_message=_("This product is asked for twice."),
            ),
            models.CheckConstraint(
                name="quote_line_qty_positive",
                condition=Q(qty__gt=0),
                violation_error_message=_("A quantity is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.name_ko}"

    @property
    def name(self) -> str:
        """What the product was called when it was asked for, in the reader's language."""
        return in_language(self.name_ko, self.name_en)


class QuoteInvitation(models.Model):
    """One supplier that is asked, and where its answer stands."""

    flow = INVITATION_FLOW
    badges = {
        RequestedState.ASKED: "wait",
        RequestedState.QUOTED: "ok",
        RequestedState.DECLINED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(QuoteRequest, models.PROTECT, related_name="invitations")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    state = models.CharField(_("state"), max_length=10, choices=RequestedState, default=RequestedState.ASKED)
    quote = models.ForeignKey("catalog.Quote", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decline_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("supplier asked for a quote")
        verbose_name_plural = _("suppliers asked for quotes")
        constraints = [
            models.UniqueConstraint(fields=["request", "company"], name="quote_invitation_once"),
            models.CheckConstraint(
                name="quote_invitation_quoted_has_a_quote",
                condition=Q(state=RequestedState.QUOTED, quote__isnull=False)
                | (~Q(state=RequestedState.QUOTED) & Q(quote=None)),
                violation_error_message=_("Who has quoted, and only they, has a quote that counts."),
            ),
        ]
        indexes = [models.Index(fields=["company", "-id"], name="quote_invitation_of_company")]

    def __str__(self) -> str:
        return f"{self.request.number} {self.company}"


class Quote(models.Model):
    """One answer of one supplier; a revision is a new row and the last one counts. Append-only."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(QuoteInvitation, models.PROTECT, related_name="quotes")
    no = models.PositiveSmallIntegerField(_("revision"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.KRW)
    freight = models.DecimalField(_("freight for everything"), max_digits=18, decimal_places=2, default=Decimal(0))
    valid_until = models.DateField(_("quote valid until"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.UniqueConstraint(fields=["invitation", "no"], name="quote_no_once"),
            models.CheckConstraint(
                name="quote_freight_not_negative",
                condition=Q(freight__gte=0) & (~Q(currency__in=WHOLE_CURRENCIES) | Q(freight=Round(F("freight")))),
                violation_error_message=_("Freight is not negative; won and yen have no decimals."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}/{self.no}"


class QuotePrice(models.Model):
    """The unit price of one line in one quote. Append-only."""

    append_only = True

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="prices")
    line = models.ForeignKey(QuoteLine, models.PROTECT, related_name="+")
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=2)
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"))
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        ordering = ["line__no"]
        verbose_name = _("price of a quote")
        verbose_name_plural = _("prices of quotes")
        constraints = [
            models.UniqueConstraint(fields=["quote", "line"], name="quote_price_once"),
            models.CheckConstraint(
                name="quote_price_positive",
                condition=Q(unit_price__gt=0),
                violation_error_message=_("A price is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id} {self.line_id}"
