"""Donations of goods and money, the check for gifts to officials, the receipt. Source: domain 10, FRD-06."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.friends.models.activities import Activity
from sharedgrowth.friends.models.members import COMPANY, PERSON, Recipient
from sharedgrowth.friends.models.terms import WON
from sharedgrowth.friends.states import DONATION_FLOW, DonationKind, DonationState
from sharedgrowth.friends.states.donations import GIVEN


class Donation(models.Model):
    """What a company gives to an organisation. Nobody asked for it: it is pledged on the company's own account."""

    flow = DONATION_FLOW
    badges = {
        DonationState.PLEDGED: "wait",
        DonationState.APPROVED: "info",
        DonationState.DELIVERED: "info",
        DonationState.RECEIPTED: "ok",
        DonationState.CLOSED: "ok",
        DonationState.REFUSED: "bad",
        DonationState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    donor = models.ForeignKey(COMPANY, models.PROTECT, related_name="friends_donations", verbose_name=_("donor"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="donations",
        verbose_name=pgettext_lazy("friends", "activity"),
    )  # fmt: skip
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, related_name="donations", verbose_name=_("recipient organisation")
    )
    state = models.CharField(_("state"), max_length=10, choices=DonationState, default=DonationState.PLEDGED)
    kind = models.CharField(_("kind"), max_length=6, choices=DonationKind)
    what = models.CharField(pgettext_lazy("donation", "what"), max_length=160)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    value_won = models.DecimalField(_("value (won)"), **WON)
    check_needed = models.BooleanField(_("is checked for gifts to officials"), default=False, editable=False)
    pledged_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("pledged by"))
    pledged_at = models.DateTimeField(_("pledged"), db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    handed_on = models.DateField(_("handed over on"), null=True, editable=False)
    receipt_no = models.CharField(_("receipt number"), max_length=40, blank=True, editable=False)
    receipt = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", editable=False)
    receipted_on = models.DateField(_("receipt of"), null=True, editable=False)
    keep_until = models.DateField(_("receipt is kept until"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-id"]
        indexes = [models.Index(fields=["donor", "state"], name="friends_donations_of")]
        constraints = [
            models.CheckConstraint(
                name="friends_donation_has_a_value",
                condition=Q(value_won__gt=0),
                violation_error_message=_("A donation has a value above zero."),
            ),
            models.CheckConstraint(
                name="friends_goods_have_a_quantity",
                condition=Q(kind=DonationKind.MONEY) | (Q(quantity__gt=0) & ~Q(unit="")),
                violation_error_message=_("Goods have a quantity and a unit."),
            ),
            models.CheckConstraint(
                name="friends_donation_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("pledged_by")),
                violation_error_message=_("Who pledged the donation does not approve it."),
            ),
            models.CheckConstraint(
                name="friends_given_is_approved",
                condition=~Q(state__in=sorted(GIVEN)) | Q(approved_by__isnull=False, handed_on__isnull=False),
                violation_error_message=_("What is handed over was approved before."),
            ),
            models.CheckConstraint(
                name="friends_receipt_is_kept",
                condition=~Q(state__in=[DonationState.RECEIPTED, DonationState.CLOSED])
                | (Q(keep_until__isnull=False) & ~Q(receipt_no="")),
                violation_error_message=_("A receipt has a number and a day until which it is kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GraftCheck(models.Model):
    """Compliance looked: is the recipient, or who decides there, a public official to whom the donor has a duty?"""

    append_only = True

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="checks", verbose_name=_("donation"))
    public_official = models.BooleanField(_("public officials take part in receiving it"))
    duty_relation = models.BooleanField(_("the donor depends on their official duties"))
    clear = models.BooleanField(_("nothing speaks against it"))
    finding = models.TextField(_("finding"), max_length=1000)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("check for gifts to officials")
        verbose_name_plural = _("checks for gifts to officials")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="friends_check_not_clear_with_duty",
                condition=Q(clear=False) | Q(public_official=False) | Q(duty_relation=False),
                violation_error_message=_(
                    "A donation to officials on whose duties the donor depends is never cleared."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation_id}"
