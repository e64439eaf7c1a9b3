"""A win-win receivable: the buyer's promise to pay on a day, which its holder passes on or draws early."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import MOST_TIERS, PERSON
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.states import RECEIVABLE_FLOW, AccountPurpose, MaturityMode, ReceivableState

WON = {"max_digits": 17, "decimal_places": 0}
RATE = {"max_digits": 7, "decimal_places": 6}
MOST_DRAWS = 5


class Receivable(models.Model):
    """The buyer owes its face on the day of maturity, whoever holds it. ``parent``: of which it was passed on.

    ``assigned`` is the sum of the faces below it, ``drawn`` the sum of its draws, ``held`` what a progress claim keeps
    for others; kept by the services under the row's lock, and the database refuses sums that differ when a transaction
    ends. Source: domain 4.2, 4.3, PAY-01..08.
    """

    flow = RECEIVABLE_FLOW
    badges = {
        ReceivableState.DRAFT: "draft",
        ReceivableState.ISSUED: "wait",
        ReceivableState.ACCEPTED: "ok",
        ReceivableState.PARTLY_USED: "info",
        ReceivableState.FULLY_USED: "mute",
        ReceivableState.MATURED: "wait",
        ReceivableState.SETTLED: "ok",
        ReceivableState.DEFAULTED: "bad",
        ReceivableState.CLEARED: "mute",
        ReceivableState.REFUSED: "bad",
        ReceivableState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ReceivableState, default=ReceivableState.DRAFT)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="receivables")
    issuer = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="receivables_issued", verbose_name=_("given by")
    )
    holder = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="receivables_held", verbose_name=_("holder")
    )
    tier = models.PositiveSmallIntegerField(_("tier"), default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    face = models.DecimalField(_("amount (won)"), **WON)  # type: ignore[arg-type]
    assigned = models.DecimalField(_("passed on (won)"), **WON, default=0)  # type: ignore[arg-type]
    drawn = models.DecimalField(_("drawn early (won)"), **WON, default=0)  # type: ignore[arg-type]
    held = models.DecimalField(_("kept for claims (won)"), **WON, default=0)  # type: ignore[arg-type]
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    matures_on = models.DateField(_("maturity"))
    maturity_mode = models.CharField(max_length=20, choices=MaturityMode, default=MaturityMode.SAME_OR_EARLIER)
    purpose = models.CharField(
        _("paid to the account for"), max_length=8, choices=AccountPurpose, default=AccountPurpose.GENERAL
    )
    fee = models.DecimalField(_("fee beyond day 60 (won)"), **WON, default=0)  # type: ignore[arg-type]
    fee_paid_on = models.DateField(_("fee paid on"), null=True, blank=True, editable=False)
    funded_on = models.DateField(_("funded on"), null=True, blank=True, editable=False)  # of the first tier alone
    settled_on = models.DateField(_("settled on"), null=True, blank=True, editable=False)
    # After a default, of the first tier alone: the bank has back what was drawn from it and its parts.
    repaid_on = models.DateField(_("repaid to the bank on"), null=True, blank=True, editable=False)
    claim_line = models.ForeignKey(  # given by a progress claim, not by the holder above
        "payments.ClaimLine", models.PROTECT, null=True, blank=True, related_name="receivables", editable=False
    )
    key = models.CharField(max_length=120, editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)  # of a refusal or a cancellation
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "matures_on"], name="receivable_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "key"],
                name="receivable_key_once",
                violation_error_message=_("This receivable has already been given."),
            ),
            models.CheckConstraint(
                name="receivable_is_positive",
                condition=Q(face__gt=0, assigned__gte=0, drawn__gte=0, held__gte=0, fee__gte=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="receivable_not_used_beyond_its_face",
                condition=Q(face__gte=F("assigned") + F("drawn") + F("held")),
                violation_error_message=_("More than what is left of a receivable cannot be used."),
            ),
            models.CheckConstraint(
                name="receivable_tier_and_parent",
                condition=Q(tier=1, parent=None, root=None)
                | Q(tier__gte=2, tier__lte=MOST_TIERS, parent__isnull=False, root__isnull=False),
                violation_error_message=_("A receivable is passed on down to the fourth tier."),
            ),
            models.CheckConstraint(
                name="receivable_to_another_company",
                condition=~Q(issuer=F("holder")),
                violation_error_message=_("A receivable is not passed on to oneself."),
            ),
            models.CheckConstraint(
                name="receivable_by_two_people",
                condition=Q(checked_by=None) | ~Q(checked_by=F("made_by")),
                violation_error_message=_("Who made out a receivable does not check it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def available(self):
        """What its holder can still pass on or draw, in won. Source: domain PAY-01."""
        return self.face - self.assigned - self.drawn - self.held


class Draw(models.Model):
    """Money drawn from a receivable before its maturity, at the buyer's rate; without recourse. Source: PAY-02..06."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="draws")
    quote = models.OneToOneField(
        "payments.DrawQuote", models.PROTECT, null=True, related_name="draw", verbose_name=_("quote")
    )
    seq = models.PositiveSmallIntegerField(_("draw"))
    amount = models.DecimalField(_("amount (won)"), **WON)  # type: ignore[arg-type]
    drawn_on = models.DateField(_("drawn on"))
    days = models.PositiveSmallIntegerField(_("days to maturity"))
    rate = models.DecimalField(_("rate a year"), **RATE)  # type: ignore[arg-type]
    charge = models.DecimalField(_("charge (won)"), **WON)  # type: ignore[arg-type]
    net = models.DecimalField(_("paid out (won)"), **WON)  # type: ignore[arg-type]
    key = models.CharField(max_length=120, editable=False)
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    drawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("early draw")
        verbose_name_plural = _("early draws")
        ordering = ["receivable", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["receivable", "seq"],
                name="draw_once",
                violation_error_message=_("This draw has already been made."),
            ),
            models.UniqueConstraint(
                fields=["receivable", "key"],
                name="draw_key_once",
                violation_error_message=_("This draw has already been made."),
            ),
            models.CheckConstraint(
                name="draw_adds_up",
                condition=Q(amount__gt=0, charge__gte=0, net__gt=0, amount=F("charge") + F("net")),
                violation_error_message=_("What is paid out and the charge add up to what is drawn."),
            ),
            models.CheckConstraint(
                name="draw_five_at_most",
                condition=Q(seq__gte=1, seq__lte=MOST_DRAWS),
                violation_error_message=_("A receivable is drawn five times at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receivable_id} #{self.seq}"
