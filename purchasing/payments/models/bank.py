"""Bank files: what is sent, what comes back, and what of it could not be matched."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.display import won_read
from portal.encrypted.fields import EncryptedJSONField, EncryptedTextField
from purchasing.contracts.models.contract import MONEY, PERSON
from purchasing.payments.models.run import Instruction, PaymentRun
from purchasing.payments.states import (
    UNMATCHED_FLOW,
    Decision,
    MessageKind,
    Mismatch,
    Outcome,
    UnmatchedState,
)


class BankFile(models.Model):
    """The one file of a run: its bytes are a function of what was posted; this row says which bytes they must be.

    ``number`` is the MsgId, never used twice. Source: domain PAY-30, security 7.5.
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("message id"), max_length=20, unique=True)
    run = models.OneToOneField(PaymentRun, models.PROTECT, related_name="file", verbose_name=_("payment run"))
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField(_("size (bytes)"))
    count = models.PositiveIntegerField(_("payments"))
    total = models.DecimalField(_("total"), **MONEY)
    made_at = models.DateTimeField(_("made at"))  # CreDtTm in the file: read once, kept

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """Under which it is handed over."""
        return f"pain.001-{self.number}.xml"


class BankMessage(models.Model):
    """A message of the bank, word for word, read once. ``statements``: the balances of a camt.053 and their check."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=MessageKind)
    message_id = models.CharField(_("message id"), max_length=35)
    sha256 = models.CharField("SHA-256", max_length=64)
    body = EncryptedTextField(editable=False)
    statements = EncryptedJSONField(default=list, editable=False)
    read_at = models.DateTimeField(_("read at"), db_default=ClockTimestamp(), editable=False)
    read_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("read by"))

    class Meta:
        verbose_name = _("bank message")
        verbose_name_plural = _("bank messages")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                name="bank_message_once",
                violation_error_message=_("This message has already been read."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class BankEntry(models.Model):
    """One line of a message, and what became of it."""

    append_only = True
    badges = {
        Outcome.PAID: "ok",
        Outcome.STATED: "ok",
        Outcome.NOTED: "info",
        Outcome.REPEATED: "mute",
        Outcome.REJECTED: "bad",
        Outcome.UNMATCHED: "wait",
    }

    message = models.ForeignKey(BankMessage, models.PROTECT, related_name="entries", verbose_name=_("bank message"))
    no = models.PositiveIntegerField(pgettext_lazy("payment", "line"))
    end_to_end = models.CharField(_("reference"), max_length=35, blank=True)
    bank_ref = models.CharField(_("bank's reference"), max_length=35, blank=True)
    side = models.CharField(max_length=4, blank=True)  # DBIT or CRDT; empty in a status report
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY, null=True)
    booked_on = models.DateField(_("booked on"), null=True)
    status = models.CharField(pgettext_lazy("payment", "status"), max_length=4, blank=True)
    code = models.CharField(_("reason code"), max_length=4, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    instruction = models.ForeignKey(
        Instruction,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=pgettext_lazy("payment", "instruction"),
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ["message", "no"]
        indexes = [models.Index(fields=["end_to_end"], name="bank_entry_reference")]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "no"],
                name="bank_entry_once",
                violation_error_message=_("This line has already been read."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}:{self.no} {self.end_to_end}"


class UnmatchedEntry(models.Model):
    """A line that could not be matched: one person proposes what it is, another agrees. Source: domain 4.7, CNV-09."""

    flow = UNMATCHED_FLOW
    badges = {UnmatchedState.OPEN: "bad", UnmatchedState.PROPOSED: "wait", UnmatchedState.CLOSED: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=UnmatchedState, default=UnmatchedState.OPEN)
    message = models.ForeignKey(BankMessage, models.PROTECT, related_name="unmatched", verbose_name=_("bank message"))
    entry = models.OneToOneField(  # None: the balances of the statement itself
        BankEntry, models.PROTECT, null=True, related_name="unmatched", verbose_name=_("bank line")
    )
    why = models.CharField(_("why"), max_length=9, choices=Mismatch)
    figures = models.CharField(max_length=200, blank=True)  # the number that explains it
    found_at = models.DateTimeField(_("found at"), db_default=ClockTimestamp(), editable=False)
    decision = models.CharField(_("decision"), max_length=7, choices=Decision, blank=True)
    instruction = models.ForeignKey(
        Instruction, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("payment", "instruction")
    )
    note = models.TextField(_("reason"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("unmatched bank line")
        verbose_name_plural = _("unmatched bank lines")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="unmatched_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed what a line is does not agree to it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.figures_read}"

    @property
    def figures_read(self) -> str:
        """The figures, amounts written as this reader writes them."""
        return won_read(self.figures)
