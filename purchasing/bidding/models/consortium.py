"""Companies that bid together (공동수급): each partner gives its own word in the portal. Source: domain PRF-05."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.models.terms import RATIO


class Partnership(models.Model):
    """One partner of a consortium: asked by the company that bids, agreed to by the partner's administrator.

    It names who bids before the opening: nobody but the two companies reads it until then (security 5.7).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="partnerships")
    lead = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company that bids"))
    partner = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("partner"))
    share = models.DecimalField(_("share of the partner"), **RATIO)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    agreed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, editable=False)
    ended_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    class Meta:
        verbose_name = _("partner of a consortium")
        verbose_name_plural = _("partners of consortia")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="partnership_share_in_range",
                condition=Q(share__gt=0, share__lt=1),
                violation_error_message=_("A partner's share lies between 0 and 100%."),
            ),
            models.CheckConstraint(
                name="partnership_of_two_companies",
                condition=~Q(lead=F("partner")),
                violation_error_message=_("A company is not its own partner."),
            ),
            models.CheckConstraint(
                name="partnership_agreed_by_somebody",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                violation_error_message=_("An agreement has its person and its time."),
            ),
            models.CheckConstraint(
                name="partnership_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("An end has its person and its time."),
            ),
            models.UniqueConstraint(
                fields=["tender", "lead", "partner"],
                name="partnership_open_once",
                condition=Q(ended_at=None),
                violation_error_message=_("This company has already been asked."),
            ),
            models.UniqueConstraint(  # domain 2.11: a member in two consortia
                fields=["tender", "partner"],
                name="partnership_in_one_consortium",
                condition=Q(ended_at=None, agreed_at__isnull=False),
                violation_error_message=_("A company takes part in one consortium of a tender."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.lead_id} + {self.partner_id}"
