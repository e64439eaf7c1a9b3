"""Money that the trustee holds for those who hold receivables. It belongs to no tier and cannot be seized (PAY-07)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.payments.models.receivable import WON, Receivable
from purchasing.payments.states import EscrowKind


class EscrowEntry(models.Model):
    """Money into or out of escrow, once per ``key``; ``receivable``: for whom. Source: domain 4.2, PAY-07."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Receivable, models.PROTECT, related_name="escrow_of_tree")
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="escrow")
    kind = models.CharField(_("kind"), max_length=8, choices=EscrowKind)
    amount = models.DecimalField(_("amount (won)"), **WON)  # type: ignore[arg-type]
    booked_on = models.DateField(_("booked on"))
    key = models.CharField(_("key"), max_length=120, unique=True)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("escrow entry")
        verbose_name_plural = _("escrow entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="escrow_entry_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.UniqueConstraint(
                fields=["root"],
                name="escrow_funded_once",
                condition=Q(kind=EscrowKind.FUNDED),
                violation_error_message=_("This receivable has already been funded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.receivable_id}"
