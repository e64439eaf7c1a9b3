"""Technology offers: patents that suppliers may use, and the licences of them. Source: domain 8, TechOffer, SGS-04."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.labs import told
from sharedgrowth.support.states.offers import (
    LICENCE_FLOW,
    LICENCE_IN_FORCE,
    LICENCE_OPEN,
    OFFER_FLOW,
    LicenceState,
    LicenceTerms,
    OfferState,
    TechField,
)

WON = {"max_digits": 15, "decimal_places": 0}
PCT = {"max_digits": 5, "decimal_places": 2}


class TechOffer(models.Model):
    """A patented technology and the terms on which suppliers get it."""

    flow = OFFER_FLOW
    badges = {
        OfferState.DRAFT: "mute",
        OfferState.PROPOSED: "wait",
        OfferState.PUBLISHED: "ok",
        OfferState.CLOSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.DRAFT)
    field = models.CharField(_("field"), max_length=10, choices=TechField)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160)
    summary_ko = models.TextField(_("summary (Korean)"), max_length=1500)
    summary_en = models.TextField(_("summary (English)"), max_length=1500)
    patent_no = models.CharField(_("patent number"), max_length=40)
    patent_office = models.CharField(_("patent office"), max_length=40, default="KIPO")
    filed_on = models.DateField(_("filed on"))
    expires_on = models.DateField(_("expires on"))
    department = models.CharField(_("department"), max_length=120)
    readiness = models.PositiveSmallIntegerField(_("technology readiness level"))
    terms = models.CharField(_("terms"), max_length=4, choices=LicenceTerms)
    fee_won = models.DecimalField(_("fee (won)"), **WON, default=0)
    royalty_pct = models.DecimalField(_("royalty (% of sales)"), **PCT, default=0)
    years = models.PositiveSmallIntegerField(_("licence lasts (years)"), default=3)
    exclusive = models.BooleanField(_("to one company only"), default=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("technology offer", "published"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("technology offer")
        verbose_name_plural = _("technology offers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="offer_terms_fit_its_price",
                condition=Q(terms=LicenceTerms.FREE, fee_won=0, royalty_pct=0)
                | (Q(terms=LicenceTerms.PAID) & (Q(fee_won__gt=0) | Q(royalty_pct__gt=0))),
                violation_error_message=_("A free licence has neither fee nor royalty; a paid one has one of them."),
            ),
            models.CheckConstraint(
                name="offer_readiness_1_to_9",
                condition=Q(readiness__gte=1, readiness__lte=9),
                violation_error_message=_("The readiness level lies between 1 and 9."),
            ),
            models.CheckConstraint(
                name="offer_patent_expires_after_filing",
                condition=Q(expires_on__gt=F("filed_on")),
                violation_error_message=_("The patent expires after it was filed."),
            ),
            models.CheckConstraint(
                name="offer_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote the offer does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language."""
        return told(self, "title")

    @property
    def summary(self) -> str:
        """In the reader's language."""
        return told(self, "summary")


class TechLicence(models.Model):
    """One company asks for a technology, both sign the terms, it is transferred."""

    flow = LICENCE_FLOW
    badges = {
        LicenceState.REQUESTED: "wait",
        LicenceState.OFFERED: "wait",
        LicenceState.AGREED: "info",
        LicenceState.TRANSFERRED: "ok",
        LicenceState.ENDED: "mute",
        LicenceState.REFUSED: "bad",
        LicenceState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    offer = models.ForeignKey(TechOffer, models.PROTECT, related_name="licences", verbose_name=_("technology offer"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="tech_licences", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=12, choices=LicenceState, default=LicenceState.REQUESTED)
    use = models.TextField(_("what it is used for"), max_length=2000)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(pgettext_lazy("request", "asked"), db_default=ClockTimestamp(), editable=False)
    fee_won = models.DecimalField(_("fee (won)"), **WON, default=0)
    royalty_pct = models.DecimalField(_("royalty (% of sales)"), **PCT, default=0)
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    exclusive = models.BooleanField(_("to one company only"), default=False)
    conditions = models.TextField(_("conditions"), max_length=3000, blank=True)
    offered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    company_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    company_signed_at = models.DateTimeField(_("signed by the company"), null=True, editable=False)
    buyer_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    buyer_signed_at = models.DateTimeField(_("signed by the buyer"), null=True, editable=False)
    transferred_on = models.DateField(_("transferred on"), null=True, editable=False)
    handed_over = models.TextField(_("what was handed over"), max_length=2000, blank=True)
    training_hours = models.PositiveSmallIntegerField(_("training (hours)"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("licence of a technology")
        verbose_name_plural = _("licences of technologies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "company"],
                name="licence_asked_for_once",
                condition=Q(state__in=sorted(LICENCE_OPEN)),
                violation_error_message=_("Your company has already asked for this technology."),
            ),
            models.UniqueConstraint(
                fields=["offer"],
                name="licence_exclusive_to_one",
                condition=Q(exclusive=True, state__in=sorted(LICENCE_IN_FORCE)),
                violation_error_message=_("Another company holds this technology exclusively."),
            ),
            models.CheckConstraint(
                name="licence_in_force_is_signed_by_both",
                condition=~Q(state__in=sorted(LICENCE_IN_FORCE))
                | Q(company_signed_at__isnull=False, buyer_signed_at__isnull=False),
                violation_error_message=_("A licence is agreed once both have signed."),
            ),
            models.CheckConstraint(
                name="licence_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(begins_on=None) | Q(ends_on__gt=F("begins_on")),
                violation_error_message=_("It ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
