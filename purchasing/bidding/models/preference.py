"""Preferential purchase: the categories, the terms by date, the looks at certificates, targets, own work."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.dated import DatedTerms
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states import (
    OWN_WORK_FLOW,
    PREFERENCE_TERMS_FLOW,
    OwnWorkState,
    PreferenceStage,
    PreferenceTermsState,
)


class SocialCategory(models.Model):
    """A kind of socially friendly enterprise; its code is that of its certificate. Source: domain 5.2."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)  # people.CertificateKind
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    certificate_ko = models.CharField(_("certificate and issuer (Korean)"), max_length=200)
    certificate_en = models.CharField(_("certificate and issuer (English)"), max_length=200)
    validity_ko = models.CharField(_("validity (Korean)"), max_length=120)
    validity_en = models.CharField(_("validity (English)"), max_length=120)
    public_target_pct = models.DecimalField(
        _("target of public bodies (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("kind of socially friendly enterprise")
        verbose_name_plural = _("kinds of socially friendly enterprises")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ko

    @property
    def certificate(self) -> str:
        """Certificate and issuer in the reader's language."""
        return self.certificate_en if get_language() == "en" else self.certificate_ko

    @property
    def validity(self) -> str:
        """How long a certificate lasts, in the reader's language."""
        return self.validity_en if get_language() == "en" else self.validity_ko


class PreferenceTerms(DatedTerms):
    """Margin and switches in force from a day; written by one person, approved by another (SOD-15).

    A tender copies the margins at publication. Source: domain 5.3, appendix A ``pref.*``.
    """

    flow = PREFERENCE_TERMS_FLOW
    badges = {
        PreferenceTermsState.PROPOSED: "wait",
        PreferenceTermsState.APPROVED: "ok",
        PreferenceTermsState.REFUSED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    valid_from = models.DateField(_("in force from"))
    state = models.CharField(
        _("state"), max_length=10, choices=PreferenceTermsState, default=PreferenceTermsState.PROPOSED
    )
    margin = models.DecimalField(
        _("margin"),
        **RATIO,
        default=Decimal("0.05"),
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("0.5"))],
    )
    categories = models.ManyToManyField(
        SocialCategory, related_name="+", blank=True, verbose_name=_("preferred categories")
    )
    bond_for = models.ManyToManyField(  # PRF-09: a switch for each category
        SocialCategory, related_name="+", blank=True, verbose_name=_("lower performance bond for")
    )
    pay_for = models.ManyToManyField(SocialCategory, related_name="+", blank=True, verbose_name=_("paid sooner"))
    most_budget_won = models.DecimalField(_("only below a budget of (won)"), **WON, null=True, blank=True)
    reserve_most_won = models.DecimalField(_("reserved tenders up to (won)"), **WON, default=Decimal(50_000_000))
    reserve_least = models.PositiveSmallIntegerField(_("certified suppliers needed for a reserved tender"), default=2)
    least_share = models.DecimalField(
        _("share that a certified consortium member needs"), **RATIO, default=Decimal("0.3")
    )
    least_own_work = models.DecimalField(_("own work needed"), **RATIO, default=Decimal("0.5"))
    block_months = models.PositiveSmallIntegerField(_("months without preference after a breach"), default=12)
    bond_ratio = models.DecimalField(_("performance bond"), **RATIO, default=Decimal("0.05"))
    plain_bond_ratio = models.DecimalField(_("performance bond of others"), **RATIO, default=Decimal("0.1"))
    pay_days = models.PositiveSmallIntegerField(_("paid within (days)"), default=15)
    register_relief = models.PositiveSmallIntegerField(_("points at registration"), default=10)
    proposed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("written by")
    )  # nobody: the first terms
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(DatedTerms.Meta):
        verbose_name = _("preference terms")
        verbose_name_plural = _("preference terms")
        constraints = [
            models.UniqueConstraint(
                fields=["valid_from"],
                name="preference_terms_once_a_day",
                condition=~Q(state=PreferenceTermsState.REFUSED),
                violation_error_message=_("There are already terms for this day."),
            ),
            models.CheckConstraint(
                name="preference_terms_by_two_people",
                condition=~Q(proposed_by=F("decided_by")),
                violation_error_message=_("Who wrote the terms does not approve them (SOD-15)."),
            ),
            models.CheckConstraint(
                name="preference_terms_in_range",
                condition=Q(margin__gte=0, margin__lte=Decimal("0.5"), least_share__gte=0, least_share__lte=1)
                & Q(least_own_work__gte=0, least_own_work__lte=1, bond_ratio__gte=0, bond_ratio__lte=1)
                & Q(plain_bond_ratio__gte=0, plain_bond_ratio__lte=1),
                violation_error_message=_("The margin is at most a half; shares lie between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('preference terms')} {self.valid_from}"


class PreferenceTarget(models.Model):
    """How much of a year's purchases should go to preferred companies, in percent; without a category: to all."""

    year = models.PositiveSmallIntegerField(_("year"))
    category = models.ForeignKey(
        SocialCategory, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("category")
    )
    target_pct = models.DecimalField(_("target (%)"), max_digits=6, decimal_places=3)
    set_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("target of preferential purchase")
        verbose_name_plural = _("targets of preferential purchase")
        ordering = ["-year", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "category"],
                nulls_distinct=False,
                name="preference_target_once",
                violation_error_message=_("This target is already set: change it instead."),
            ),
            models.CheckConstraint(
                name="preference_target_in_range",
                condition=Q(target_pct__gte=0, target_pct__lte=100, year__gte=2000, year__lte=2100),
                violation_error_message=_("A target lies between 0 and 100%."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.target_pct}%"


class PreferenceCheck(models.Model):
    """One look at a bidder's certificate, and the margin that followed. Never changed. Source: domain PRF-02."""

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="preference_checks")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="preference_checks")
    stage = models.CharField(_("looked at"), max_length=10, choices=PreferenceStage)
    on = models.DateField(_("on"))
    category = models.CharField(_("category"), max_length=20, blank=True)  # "": none is valid
    certificate = models.ForeignKey("people.Certificate", models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("people.Company", models.PROTECT, null=True, related_name="+")  # who holds it
    share = models.DecimalField(_("share of the consortium"), **RATIO, null=True)  # None: bids alone
    margin = models.DecimalField(_("margin"), **RATIO)
    source = models.CharField(_("source"), max_length=200)
    checked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("look at a certificate")
        verbose_name_plural = _("looks at certificates")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tender", "stage"], name="preference_check_stage")]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.stage}: {self.margin}"


class OwnWork(models.Model):
    """A check on how much of the work the certified winner does itself; one enters it, another decides.

    Below the share the preference is withdrawn: the difference is owed, and for a time no margin is given.
    Source: domain PRF-10.
    """

    flow = OWN_WORK_FLOW
    badges = {OwnWorkState.ENTERED: "wait", OwnWorkState.ENOUGH: "ok", OwnWorkState.WITHDRAWN: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="own_work")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="own_work")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="own_work")
    state = models.CharField(_("state"), max_length=10, choices=OwnWorkState, default=OwnWorkState.ENTERED)
    own_share = models.DecimalField(_("share of own work"), **RATIO)
    least_share = models.DecimalField(_("share needed"), **RATIO)
    basis = models.TextField(_("what was seen"), max_length=2000)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    damages_won = models.DecimalField(_("damages (won)"), **WON, null=True, editable=False)
    blocked_until = models.DateField(_("no preference until"), null=True, editable=False)

    class Meta:
        verbose_name = _("check on own work")
        verbose_name_plural = _("checks on own work")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bid"],
                name="own_work_open_once",
                condition=Q(state=OwnWorkState.ENTERED),
                violation_error_message=_("A check of this award already waits for a decision."),
            ),
            models.CheckConstraint(
                name="own_work_by_two_people",
                condition=~Q(entered_by=F("decided_by")),
                violation_error_message=_("Who entered the check does not decide on it."),
            ),
            models.CheckConstraint(
                name="own_work_withdrawn_has_its_consequence",
                condition=Q(
                    state=OwnWorkState.WITHDRAWN,
                    damages_won__isnull=False,
                    damages_won__gte=0,
                    blocked_until__isnull=False,
                )
                | (~Q(state=OwnWorkState.WITHDRAWN) & Q(damages_won=None, blocked_until=None)),
                violation_error_message=_("A withdrawn preference, and only it, has damages and a block."),
            ),
            models.CheckConstraint(
                name="own_work_is_a_share",
                condition=Q(own_share__gte=0, own_share__lte=1),
                violation_error_message=_("Own work is a share between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.own_share}"
