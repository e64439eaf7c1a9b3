"""What suppliers propose for a sourcing request, and the trial tests of it. Source: domain 1.4."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import AttributeDef
from catalog.models.product import Product, ProductVersion
from catalog.models.sourcing import RequestAttribute, SourcingRequest
from catalog.rules.values import Value
from catalog.states import (
    PROPOSAL_FLOW,
    TRIAL_FLOW,
    WHOLE_CURRENCIES,
    Currency,
    ProposalState,
    TrialState,
    Verdict,
)
from portal.clock import ClockTimestamp

USER = "people.User"
P = ProposalState


class Proposal(models.Model):
    """One product of a supplier, in the version that was published then, at a price. Sealed from other suppliers.

    Replacing it makes a new row; the price and the version of a row never change (held by the database).
    """

    flow = PROPOSAL_FLOW
    badges = {
        P.SUBMITTED: "seal",
        P.SUPERSEDED: "mute",
        P.WITHDRAWN: "mute",
        P.SHORTLISTED: "info",
        P.IN_TRIAL: "wait",
        P.ADOPTED: "win",
        P.NOT_ADOPTED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(SourcingRequest, models.PROTECT, related_name="proposals")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("supplier"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="proposals", verbose_name=_("product"))
    version = models.ForeignKey(ProductVersion, models.PROTECT, related_name="+", verbose_name=_("version"))
    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.SUBMITTED)
    price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.KRW)
    freight_won = models.DecimalField(
        _("freight for the yearly quantity (won)"),
        max_digits=15,
        decimal_places=0,
        default=0,
        validators=[MinValueValidator(0)],
    )
    duty_pct = models.DecimalField(
        _("duty (%)"),
        max_digits=6,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"), validators=[MaxValueValidator(999)])
    statement = models.TextField(_("statement"), max_length=2000, blank=True)
    score = models.DecimalField(_("match score"), max_digits=7, decimal_places=4, editable=False)
    matched = models.JSONField(default=list, editable=False)  # per attribute: points and verdict of that moment, CNV-07
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    received_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    result_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-score", "id"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [models.Index(fields=["company", "-id"], name="proposal_of_company")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "product"],
                name="proposal_live_once",
                condition=~Q(state__in=[P.SUPERSEDED, P.WITHDRAWN]),
                violation_error_message=_("This product is already proposed. Replace the proposal instead."),
            ),
            models.CheckConstraint(
                name="proposal_price_positive",
                condition=Q(price__gt=0),
                violation_error_message=_("A price is more than zero."),
            ),
            models.CheckConstraint(
                name="proposal_price_in_whole_units",
                condition=~Q(currency__in=WHOLE_CURRENCIES) | Q(price=Round(F("price"))),
                violation_error_message=_("Won and yen have no decimals."),
            ),
            models.CheckConstraint(name="proposal_score_to_100", condition=Q(score__gte=0, score__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.product.number} · {self.company}"


class ProposalFile(models.Model):
    """A document of a proposal: a test report, a drawing. As sealed as the proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a proposal")
        verbose_name_plural = _("files of proposals")
        constraints = [models.UniqueConstraint(fields=["proposal", "file"], name="proposal_file_once")]

    def __str__(self) -> str:
        return self.file.name


class TrialTest(models.Model):
    """A proposed product tried at a site: who runs it measures, another person decides. Source: domain 1.4."""

    flow = TRIAL_FLOW
    badges = {
        TrialState.PLANNED: "info",
        TrialState.MEASURED: "wait",
        TrialState.DECIDED: "ok",
        TrialState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="trials")
    state = models.CharField(_("state"), max_length=10, choices=TrialState, default=TrialState.PLANNED)
    plan = models.TextField(_("plan"), max_length=2000)
    sample_qty = models.DecimalField(
        _("sample quantity"), max_digits=14, decimal_places=3, validators=[MinValueValidator(0)]
    )
    site = models.CharField(_("site"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    runner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("runs the trial"))
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    planned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    findings = models.TextField(_("what was seen"), max_length=2000, blank=True)
    report = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    score = models.DecimalField(
        _("match score of what was measured"), max_digits=7, decimal_places=4, null=True, blank=True, editable=False
    )
    measured_at = models.DateTimeField(null=True, blank=True, editable=False)
    verdict = models.CharField(_("verdict"), max_length=11, choices=Verdict, blank=True, editable=False)
    verdict_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("trial test")
        verbose_name_plural = _("trial tests")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                name="trial_one_at_a_time",
                condition=Q(state__in=[TrialState.PLANNED, TrialState.MEASURED]),
                violation_error_message=_("A trial of this proposal already runs."),
            ),
            models.CheckConstraint(
                name="trial_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A trial ends on or after the day on which it starts."),
            ),
            models.CheckConstraint(
                name="trial_sample_positive",
                condition=Q(sample_qty__gt=0),
                violation_error_message=_("A sample is more than zero."),
            ),
            models.CheckConstraint(
                name="trial_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("runner")),
                violation_error_message=_("Who runs a trial does not decide on it."),
            ),
            models.CheckConstraint(
                name="trial_decided_has_a_verdict",
                condition=(Q(state=TrialState.DECIDED) & ~Q(verdict="") & Q(decided_by__isnull=False))
                | (~Q(state=TrialState.DECIDED) & Q(verdict="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.site}"


class TrialValue(models.Model):
    """What was measured for one required attribute: as entered, and in the canonical unit."""

    trial = models.ForeignKey(TrialTest, models.CASCADE, related_name="values")
    attribute = models.ForeignKey(RequestAttribute, models.PROTECT, related_name="+")
    num = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    low = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=300, blank=True)
    flag = models.BooleanField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    si_num = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    si_low = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)
    si_high = models.DecimalField(max_digits=24, decimal_places=9, null=True, blank=True)

    FIELDS = ("num", "low", "high", "unit", "text", "flag", "day", "si_num", "si_low", "si_high")

    class Meta:
        verbose_name = _("measured value")
        verbose_name_plural = _("measured values")
        constraints = [models.UniqueConstraint(fields=["trial", "attribute"], name="trial_value_once")]

    def __str__(self) -> str:
        return self.attribute.definition.code

    @property
    def definition(self) -> AttributeDef:
        """The attribute that was measured."""
        return self.attribute.definition

    @property
    def value(self) -> Value:
        """What the rules need to know of it."""
        return Value(**{name: getattr(self, name) for name in self.FIELDS})
