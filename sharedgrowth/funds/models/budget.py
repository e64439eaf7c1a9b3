"""Money that moves between lines, the government's half, the close of a year, receipts for what was donated.

Source: domain 15, FND-04, FND-05, FND-07, FND-08, documents.
"""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.funds.models.funds import MONEY, PERSON, BudgetLine, Fund
from sharedgrowth.funds.states import (
    MATCH_FLOW,
    RECEIPT_FLOW,
    TRANSFER_FLOW,
    Level,
    MatchState,
    ReceiptState,
    TransferState,
    YearEnd,
)


class Transfer(models.Model):
    """Money asked to move from one line to another of the same fund; the level says who decides (FND-08)."""

    flow = TRANSFER_FLOW
    badges = {TransferState.ASKED: "wait", TransferState.DONE: "ok", TransferState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.ASKED)
    source = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="transfers_from", verbose_name=pgettext_lazy("transfer", "from")
    )
    target = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="transfers_to", verbose_name=pgettext_lazy("transfer", "to")
    )
    amount = models.DecimalField(_("amount"), **MONEY)
    level = models.CharField(_("decided by"), max_length=10, choices=Level, editable=False)
    reason = models.TextField(_("reason"), max_length=1000)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answer = models.TextField(_("decision with its reasons"), max_length=1000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("fund", "transfer")
        verbose_name_plural = pgettext_lazy("fund", "transfers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="transfer_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="transfer_between_two_lines",
                condition=~Q(source=F("target")),
                violation_error_message=_("Money moves from one line to another one."),
            ),
            models.CheckConstraint(
                name="transfer_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Who asked for the transfer does not decide on it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GovMatch(models.Model):
    """A part of the government's half of a line: expected, confirmed with its notice, or bridged (FND-07)."""

    flow = MATCH_FLOW
    badges = {
        MatchState.EXPECTED: "wait",
        MatchState.REPORTED: "wait",
        MatchState.CONFIRMED: "ok",
        MatchState.BRIDGING: "wait",
        MatchState.BRIDGED: "info",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="matches", verbose_name=_("budget line"))
    state = models.CharField(_("state"), max_length=10, choices=MatchState, default=MatchState.EXPECTED)
    amount = models.DecimalField(_("amount"), **MONEY)
    expected_on = models.DateField(_("expected on"))
    reference = models.CharField(_("number of the notice"), max_length=60, blank=True)
    reason = models.TextField(_("why it is bridged"), max_length=1000, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_on = models.DateField(_("confirmed"), null=True, editable=False)

    class Meta:
        verbose_name = _("government match")
        verbose_name_plural = _("government matches")
        ordering = ["line", "expected_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="match_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="match_by_two_people",
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("A second person confirms it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"


class LineClose(models.Model):
    """What a line was at the end of its year, and what was done with what was left (FND-04, FND-05)."""

    append_only = True

    line = models.OneToOneField(BudgetLine, models.PROTECT, related_name="close", verbose_name=_("budget line"))
    closed_at = models.DateTimeField(_("closed"), db_default=ClockTimestamp(), editable=False)
    allotted = models.DecimalField(_("allocated"), **MONEY)  # with what was carried in and transferred
    committed = models.DecimalField(_("committed"), **MONEY)
    released = models.DecimalField(pgettext_lazy("fund", "released"), **MONEY)
    drawn = models.DecimalField(pgettext_lazy("fund", "drawn"), **MONEY)
    carried = models.DecimalField(_("carried out"), **MONEY)
    returned = models.DecimalField(pgettext_lazy("year end", "given back"), **MONEY, default=Decimal(0))
    decision = models.CharField(_("decision"), max_length=10, choices=YearEnd, blank=True)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("close of a budget line")
        verbose_name_plural = _("closes of budget lines")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.carried}"


class DonationReceipt(models.Model):
    """The receipt of the foundation that keeps the fund, for what was donated in a year."""

    flow = RECEIPT_FLOW
    badges = {ReceiptState.ENTERED: "wait", ReceiptState.CONFIRMED: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="receipts", verbose_name=_("fund"))
    state = models.CharField(_("state"), max_length=10, choices=ReceiptState, default=ReceiptState.ENTERED)
    number = models.CharField(_("number of the receipt"), max_length=40)
    issuer = models.CharField(pgettext_lazy("donation receipt", "issued by"), max_length=120)
    donated_on = models.DateField(_("donated on"))
    amount = models.DecimalField(_("amount"), **MONEY)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("donation receipt")
        verbose_name_plural = _("donation receipts")
        ordering = ["-donated_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"],
                name="donation_receipt_once",
                violation_error_message=_("This receipt is already entered."),
            ),
            models.CheckConstraint(
                name="donation_receipt_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="donation_receipt_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                violation_error_message=_("A second person confirms it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
