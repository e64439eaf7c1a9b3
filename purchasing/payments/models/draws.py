"""The buyer's rates, quotes for early draws, and what two sides agree on about a receivable."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON
from purchasing.payments.models.receivable import RATE, WON, Receivable
from purchasing.payments.states import (
    RATE_FLOW,
    REQUEST_FLOW,
    RateKind,
    RateState,
    RequestKind,
    RequestState,
)


class BuyerRate(models.Model):
    """A rate a year from a day on: entered by one person of finance, confirmed by another. Source: PAY-04, CNV-09."""

    flow = RATE_FLOW
    badges = {RateState.PROPOSED: "wait", RateState.CONFIRMED: "ok", RateState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=RateKind, default=RateKind.DRAW)
    state = models.CharField(_("state"), max_length=10, choices=RateState, default=RateState.PROPOSED)
    rate = models.DecimalField(_("rate a year"), **RATE)  # type: ignore[arg-type]
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("where it comes from"), max_length=200)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("entered"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rate of the buyer")
        verbose_name_plural = _("rates of the buyer")
        ordering = ["kind", "-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                name="buyer_rate_once",
                condition=~Q(state=RateState.REFUSED),
                violation_error_message=_("A rate of this kind already begins on this day."),
            ),
            models.CheckConstraint(
                name="buyer_rate_in_range",
                condition=Q(rate__gt=0, rate__lt=1),
                violation_error_message=_("A rate lies above 0% and below 100%."),
            ),
            models.CheckConstraint(
                name="buyer_rate_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who entered a rate does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.rate}"


class DrawQuote(models.Model):
    """What an early draw would pay out, shown before it is confirmed; holds until the cut-off. Source: PAY-04."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="quotes")
    amount = models.DecimalField(_("amount (won)"), **WON)  # type: ignore[arg-type]
    drawn_on = models.DateField(_("drawn on"))
    days = models.PositiveSmallIntegerField(_("days to maturity"))
    rate = models.DecimalField(_("rate a year"), **RATE)  # type: ignore[arg-type]
    charge = models.DecimalField(_("charge (won)"), **WON)  # type: ignore[arg-type]
    net = models.DecimalField(_("paid out (won)"), **WON)  # type: ignore[arg-type]
    valid_until = models.DateTimeField(_("holds until"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked for"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("quote for an early draw")
        verbose_name_plural = _("quotes for early draws")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="draw_quote_adds_up",
                condition=Q(amount__gt=0, charge__gte=0, net__gt=0, amount=F("charge") + F("net")),
                violation_error_message=_("What is paid out and the charge add up to what is drawn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.drawn_on}"


class ReceivableRequest(models.Model):
    """Both sides agree to cancel a receivable; two people record that the buyer did not pay. Source: 4.3, E9."""

    flow = REQUEST_FLOW
    badges = {
        RequestState.OPEN: "wait",
        RequestState.AGREED: "ok",
        RequestState.DECLINED: "bad",
        RequestState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="requests")
    kind = models.CharField(_("what is asked"), max_length=8, choices=RequestKind)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    reason = models.TextField(_("reason"), max_length=1000)
    asked_for = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="+", editable=False
    )  # whose people ask
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(pgettext_lazy("payment", "asked"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("request about a receivable")
        verbose_name_plural = _("requests about receivables")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receivable"],
                name="receivable_request_open_once",
                condition=Q(state=RequestState.OPEN),
                violation_error_message=_("A request about this receivable already waits for an answer."),
            ),
            models.CheckConstraint(
                name="receivable_request_by_two_people",
                condition=Q(decided_by=None) | Q(state=RequestState.WITHDRAWN) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Who asked does not agree to it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.receivable_id}"
