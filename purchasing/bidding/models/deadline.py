"""What is fixed beside the notice: the sealed base price, and the extensions of the deadline."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, WON, Tender


class BasePrice(models.Model):
    """The estimator's base price (기준가격): sealed by access until the opening, frozen at publication by the database.

    ``commitment`` is published with the notice; with ``nonce``, shown after opening, anyone can check that the amount
    did not move. ``sealed_payload`` is the place of the ciphertext: the tendering issue seals amount and nonce to the
    tender's key (security 5.9) and leaves ``amount_won``, ``nonce`` and ``parts`` empty until the opening writes them.
    """

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="base_price", primary_key=True)
    amount_won = models.DecimalField(_("base price (won)"), **WON, null=True)
    basis = models.TextField(_("basis"), max_length=2000, blank=True)
    lines_sha256 = models.CharField(max_length=64, editable=False)  # of the quantities it was estimated for
    nonce = models.CharField(max_length=64, editable=False, blank=True)
    has_parts = models.BooleanField(default=False, editable=False)  # what the award rule judges by is sealed with it
    parts = models.JSONField(default=dict, editable=False)  # {figure: won as text}; empty while under keys
    commitment = models.CharField(max_length=64, editable=False)
    sealed_payload = models.BinaryField(null=True, editable=False)
    set_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("sealed by"))
    sealed_at = models.DateTimeField(_("sealed"))
    revealed_at = models.DateTimeField(_("revealed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("base price")
        verbose_name_plural = _("base prices")
        constraints = [
            models.CheckConstraint(
                name="base_price_is_positive",
                condition=Q(amount_won=None) | Q(amount_won__gt=0),
                violation_error_message=_("The base price must be above zero."),
            ),
            models.CheckConstraint(
                name="base_price_is_somewhere",
                condition=Q(amount_won__isnull=False) | Q(sealed_payload__isnull=False),
                violation_error_message=_("The base price is missing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('base price')} {self.tender_id}"  # never the amount: this text may land in a log


class DeadlineExtension(models.Model):
    """A later deadline: asked for by the officer, in force when an approver agrees while bids are still taken.

    With new keys an approver decides at once: then nobody has asked.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="extensions")
    closed_at_before = models.DateTimeField(_("deadline before"))
    closes_at = models.DateTimeField(_("new deadline"))
    reason = models.TextField(_("reason"), max_length=2000)
    asked_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved = models.BooleanField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("extension of a deadline")
        verbose_name_plural = _("extensions of deadlines")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="extension_is_later",
                condition=Q(closes_at__gt=F("closed_at_before")),
                violation_error_message=_("A deadline only moves later."),
            ),
            models.CheckConstraint(
                name="extension_by_two_people",
                condition=~Q(asked_by=F("decided_by")),
                violation_error_message=_("A second person decides on an extension."),
            ),
            models.CheckConstraint(
                name="extension_asked_or_decided",
                condition=Q(asked_by__isnull=False) | Q(approved=True),
                violation_error_message=_("Somebody asks for an extension before it is decided on."),
            ),
            models.UniqueConstraint(
                fields=["tender"],
                name="extension_open_once",
                condition=Q(decided_at=None),
                violation_error_message=_("An extension is already waiting for approval."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} → {self.closes_at}"
