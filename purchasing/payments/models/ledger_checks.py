"""What keeps the ledger honest: reversals by two people, the nightly proof, and anchors in the audit chain."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON
from purchasing.payments.models.ledger import Posting
from purchasing.payments.states.ledger import REVERSAL_FLOW, ReversalState


class Reversal(models.Model):
    """One of finance asks to take a posting back, another one decides. Source: domain CNV-09, SOD-08."""

    flow = REVERSAL_FLOW
    badges = {ReversalState.ASKED: "wait", ReversalState.DONE: "ok", ReversalState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ReversalState, default=ReversalState.ASKED)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="reversals", verbose_name=_("posting"))
    reason = models.TextField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(pgettext_lazy("payment", "asked"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("ledger", "reversal")
        verbose_name_plural = pgettext_lazy("ledger", "reversals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting"],
                name="reversal_asked_once",
                condition=~Q(state=ReversalState.REFUSED),
                violation_error_message=_("The reversal of this posting has already been asked for."),
            ),
            models.CheckConstraint(
                name="reversal_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Who asked for a reversal does not decide on it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LedgerCheck(models.Model):
    """What a walk over all books found. ``difference``: the sum of all differences, 0 when everything holds."""

    append_only = True
    auditors_read = True

    checked_at = models.DateTimeField(_("checked"), db_default=ClockTimestamp(), editable=False)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entries = models.BigIntegerField(_("entries"))
    books = models.IntegerField(pgettext_lazy("ledger", "books"))
    difference = models.DecimalField(_("difference"), max_digits=22, decimal_places=2)
    faults = models.JSONField(_("faults"), default=list)

    class Meta:
        verbose_name = _("check of the ledger")
        verbose_name_plural = _("checks of the ledger")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.entries}: {self.difference}"

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


class LedgerAnchor(models.Model):
    """The SHA-256 of all postings since the anchor before, with that anchor's own: an edit shows. Source: T24."""

    append_only = True
    auditors_read = True

    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)
    upto = models.BigIntegerField(_("up to posting"), unique=True)
    entries = models.BigIntegerField(_("entries"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("anchor of the ledger")
        verbose_name_plural = _("anchors of the ledger")
        ordering = ["upto"]

    def __str__(self) -> str:
        return f"{self.upto}:{self.sha256}"
