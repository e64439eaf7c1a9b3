"""The cost model that a tender compares by: its lines, our prices, and what a bid says and comes to."""

import uuid
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states import (
    TCO_INPUT_FLOW,
    TCO_MODEL_FLOW,
    TcoBasis,
    TcoComparison,
    TcoFlow,
    TcoHorizon,
    TcoInputState,
    TcoModelState,
    TcoSource,
)

UNIT_PRICE: dict[str, Any] = {"max_digits": 18, "decimal_places": 6}
AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}
CODE = RegexValidator(r"^[A-Z][A-Z0-9_]{1,19}$", _("Capital letters, digits and underscores, beginning with a letter."))


class TcoModel(models.Model):
    """One version of a cost model. Frozen when it leaves its draft; a tender uses one version that is in use.

    The rate, the horizon and our prices are printed in the notice, so they are decided before anybody bids.
    Source: domain 3.2, 3.5.
    """

    flow = TCO_MODEL_FLOW
    badges = {
        TcoModelState.DRAFT: "draft",
        TcoModelState.TECH_APPROVED: "wait",
        TcoModelState.FIN_APPROVED: "wait",
        TcoModelState.ACTIVE: "ok",
        TcoModelState.RETIRED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    scope = models.TextField(_("what it is for"), max_length=1000)
    state = models.CharField(_("state"), max_length=14, choices=TcoModelState, default=TcoModelState.DRAFT)
    rate = models.DecimalField(
        _("discount rate"), **RATIO, default=Decimal("0.045"), validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    basis = models.CharField(_("basis"), max_length=8, choices=TcoBasis, default=TcoBasis.NOMINAL)
    base_date = models.DateField(_("prices of"))
    comparison = models.CharField(_("compared by"), max_length=8, choices=TcoComparison, default=TcoComparison.EAC)
    horizon = models.CharField(_("horizon"), max_length=8, choices=TcoHorizon, default=TcoHorizon.OWN_LIFE)
    horizon_years = models.PositiveSmallIntegerField(_("years of the horizon"), null=True, blank=True)
    default_years = models.PositiveSmallIntegerField(
        _("life without proof (years)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    most_years = models.PositiveSmallIntegerField(
        _("longest life (years)"), default=15, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    output_unit = models.CharField(_("unit of output"), max_length=20, blank=True)  # PER_UNIT
    tolerance = models.DecimalField(_("tolerance of guarantees"), **RATIO, default=Decimal("0.03"))
    damages_cap = models.DecimalField(_("ceiling of damages, share of the price"), **RATIO, default=Decimal("0.1"))
    change_note = models.TextField(_("what changed"), max_length=2000, blank=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    tech_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("technically")
    )
    fin_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("by finance")
    )
    activated_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("put in use by")
    )
    active_from = models.DateTimeField(_("in use from"), null=True, blank=True, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("cost model")
        verbose_name_plural = _("cost models")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="tco_model_version_once",
                violation_error_message=_("This version of the model is already there."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="tco_model_active_once",
                condition=Q(state=TcoModelState.ACTIVE),
                violation_error_message=_("Another version of this model is in use."),
            ),
            models.CheckConstraint(
                name="tco_model_rate_in_range",
                condition=Q(rate__gte=0, rate__lte=1),
                violation_error_message=_("The discount rate lies between 0 and 1."),
            ),
            models.CheckConstraint(
                name="tco_model_fixed_horizon_has_years",
                condition=Q(horizon=TcoHorizon.FIXED, horizon_years__isnull=False, horizon_years__range=(1, 60))
                | Q(horizon=TcoHorizon.OWN_LIFE, horizon_years=None),
                violation_error_message=_("A horizon for all has 1 to 60 years; each offer's own life has none."),
            ),
            models.CheckConstraint(
                name="tco_model_life_in_order",
                condition=Q(default_years__gte=1, default_years__lte=F("most_years"), most_years__lte=60),
                violation_error_message=_("The life without proof is at most the longest life."),
            ),
            models.CheckConstraint(
                name="tco_model_unit_cost_has_its_unit",
                condition=~Q(comparison=TcoComparison.PER_UNIT) | Q(output_unit__gt=""),
                violation_error_message=_("The cost of one unit needs the unit that is made."),
            ),
            models.CheckConstraint(
                name="tco_model_guarantee_in_range",
                condition=Q(tolerance__gte=0, tolerance__lt=1, damages_cap__gte=0, damages_cap__lte=1),
                violation_error_message=_("Tolerance and ceiling of damages are shares between 0 and 1."),
            ),
            models.CheckConstraint(  # SOD-15
                name="tco_model_author_stands_alone",
                condition=~Q(author=F("tech_by")) & ~Q(author=F("fin_by")) & ~Q(author=F("activated_by")),
                violation_error_message=_("Who wrote a cost model does not approve it (SOD-15)."),
            ),
            models.CheckConstraint(
                name="tco_model_approvers_differ",
                condition=~Q(tech_by=F("fin_by")),
                violation_error_message=_("Technical and financial approval come from two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def name(self) -> str:
        """The name in the reader's language, if there is one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_ko


class TcoLine(models.Model):
    """One cost of a model. Source: domain 3.2, TCO-05."""

    model = models.ForeignKey(TcoModel, models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField(_("line"))
    code = models.CharField(_("code"), max_length=20, validators=[CODE])
    name_ko = models.CharField(_("cost (Korean)"), max_length=80)
    name_en = models.CharField(_("cost (English)"), max_length=80, blank=True)
    kind = models.CharField(_("when"), max_length=8, choices=TcoFlow)
    source = models.CharField(_("amount from"), max_length=8, choices=TcoSource)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_price_won = models.DecimalField(_("our price of a unit (won)"), **UNIT_PRICE, null=True, blank=True)
    price_source = models.CharField(_("source of our price"), max_length=200, blank=True)
    factor = models.DecimalField(_("factor"), max_digits=14, decimal_places=9, default=Decimal(1))
    of_code = models.CharField(_("quantity of line"), max_length=20, blank=True)
    buyer_amount = models.DecimalField(_("our amount"), **AMOUNT, null=True, blank=True)
    escalation = models.DecimalField(_("yearly rise"), **RATIO, default=Decimal(0))
    escalation_basis = models.CharField(_("rise is"), max_length=8, choices=TcoBasis, default=TcoBasis.NOMINAL)
    required = models.BooleanField(_("must be declared"), default=True)
    guaranteed = models.BooleanField(_("becomes a guarantee"), default=False)
    is_energy = models.BooleanField(_("energy (varied in the sensitivity)"), default=False)
    is_carbon = models.BooleanField(_("carbon (varied in the sensitivity)"), default=False)
    evidence = models.CharField(_("evidence asked for"), max_length=200, blank=True)
    verification = models.CharField(_("how it is verified"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a cost model")
        verbose_name_plural = _("lines of cost models")
        ordering = ["model", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "code"],
                name="tco_line_code_once",
                violation_error_message=_("Each line has its own code."),
            ),
            models.UniqueConstraint(
                fields=["model", "no"],
                name="tco_line_no_once",
                violation_error_message=_("Each line has its own number."),
            ),
            models.CheckConstraint(
                name="tco_line_code_is_free",
                condition=~Q(code__in=["PRICE", "LIFE", "OUTPUT"]),
                violation_error_message=_("PRICE, LIFE and OUTPUT are always there: choose another code."),
            ),
            models.CheckConstraint(
                name="tco_line_has_its_amount",
                condition=Q(
                    source=TcoSource.QUANTITY,
                    unit_price_won__isnull=False,
                    unit_price_won__gte=0,
                    of_code="",
                    buyer_amount=None,
                    unit__gt="",
                )
                | Q(source=TcoSource.AMOUNT, unit_price_won=None, of_code="", buyer_amount=None)
                | Q(
                    source=TcoSource.DERIVED,
                    unit_price_won__isnull=False,
                    unit_price_won__gte=0,
                    of_code__gt="",
                    buyer_amount=None,
                )
                | Q(
                    source=TcoSource.BUYER,
                    unit_price_won=None,
                    of_code="",
                    buyer_amount__isnull=False,
                    buyer_amount__gte=0,
                ),
                violation_error_message=_(
                    "A quantity has our price and its unit; a derived line names its line and our price; our own "
                    "amount is a number; a bidder's amount has none of these."
                ),
            ),
            models.CheckConstraint(
                name="tco_line_our_price_has_its_source",
                condition=Q(unit_price_won=None, buyer_amount=None) | Q(price_source__gt=""),
                violation_error_message=_("Say where our price comes from: it is printed in the notice."),
            ),
            models.CheckConstraint(
                name="tco_line_rise_in_range",
                condition=Q(escalation__gt=-1, escalation__lte=1, factor__gt=0),
                violation_error_message=_("The yearly rise lies between -1 and 1; a factor is above zero."),
            ),
            models.CheckConstraint(
                name="tco_line_guarantee_is_measured",
                condition=Q(guaranteed=False) | Q(source__in=[TcoSource.QUANTITY, TcoSource.AMOUNT]),
                violation_error_message=_("Only what the bidder declares can become a guarantee."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language, if there is one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_ko

    @property
    def is_declared(self) -> bool:
        """Whether the bidder declares a value for it."""
        return self.source in (TcoSource.QUANTITY, TcoSource.AMOUNT)


class TenderTco(models.Model):
    """The model that a tender compares by; the whole model is copied into the tender's terms at publication."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="tco", primary_key=True)
    model = models.ForeignKey(TcoModel, models.PROTECT, related_name="tenders", verbose_name=_("cost model"))
    chosen_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("chosen by"))
    chosen_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("cost model of a tender")
        verbose_name_plural = _("cost models of tenders")

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.model}"


class TcoInput(models.Model):
    """What an opened bid declares for a line. The declared value stays; a correction stands beside it.

    Source: domain 3.5: ENTERED → VERIFIED | CORRECTED (arithmetical only, bidder informed) | REJECTED.
    """

    flow = TCO_INPUT_FLOW
    badges = {
        TcoInputState.ENTERED: "mute",
        TcoInputState.VERIFIED: "ok",
        TcoInputState.PROPOSED: "wait",
        TcoInputState.CORRECTED: "warn",
        TcoInputState.REJECTED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="tco_inputs")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="tco_inputs")
    code = models.CharField(_("line"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=TcoInputState, default=TcoInputState.ENTERED)
    declared = models.CharField(_("declared"), max_length=60)  # as sealed
    amount = models.DecimalField(_("value"), **AMOUNT, null=True)  # None: not a usable number
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    at = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name=_("in the years"))
    evidence = models.TextField(_("evidence"), max_length=1000, blank=True)
    fault = models.CharField(max_length=20, blank=True)  # rules.ValueFault
    corrected = models.DecimalField(_("corrected value"), **AMOUNT, null=True, editable=False)
    remark = models.TextField(_("remark"), max_length=1000, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("correction proposed by")
    )
    proposed_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("declared value")
        verbose_name_plural = _("declared values")
        ordering = ["tender", "bid", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "code"],
                name="tco_input_once",
                violation_error_message=_("This value of the bid is already there."),
            ),
            models.CheckConstraint(
                name="tco_input_corrected_has_its_value",
                condition=Q(
                    state__in=[TcoInputState.PROPOSED, TcoInputState.CORRECTED],
                    corrected__isnull=False,
                    corrected__gte=0,
                )
                | (~Q(state__in=[TcoInputState.PROPOSED, TcoInputState.CORRECTED]) & Q(corrected=None)),
                violation_error_message=_("A corrected value, and only it, has a correction."),
            ),
            models.CheckConstraint(
                name="tco_input_corrected_by_two_people",
                condition=~Q(state=TcoInputState.PROPOSED, proposed_by=None) & ~Q(proposed_by=F("decided_by")),
                violation_error_message=_("A second person confirms a correction."),
            ),
            models.CheckConstraint(
                name="tco_input_refused_with_a_remark",
                condition=Q(state__in=[TcoInputState.ENTERED, TcoInputState.VERIFIED]) | Q(remark__gt=""),
                violation_error_message=_("A correction or a rejection says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.code}"

    @property
    def counts(self) -> Decimal | None:
        """The value that the calculation takes."""
        if self.state == TcoInputState.REJECTED:
            return None
        return self.corrected if self.state == TcoInputState.CORRECTED else self.amount


class TcoResult(models.Model):
    """The calculation of one bid as it was done. Never changed. Source: domain 3.2, CNV-07."""

    append_only = True

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="tco_results")
    version = models.PositiveSmallIntegerField(_("version of the evaluation"), default=1)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="tco_results")
    engine = models.CharField(_("engine"), max_length=20)
    calculated_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    price_won = models.DecimalField(_("price in the calculation (won)"), **WON)  # after preference (TCO-08)
    years = models.PositiveSmallIntegerField(_("years"))
    life_years = models.PositiveSmallIntegerField(_("life (years)"))
    inputs = models.JSONField()  # {code: {"value", "at"}}: what was counted
    lines = models.JSONField()  # [{"code", "assumed", "pv_won", "years": [[year, flow_won, pv_won], …]}]
    npv_won = models.DecimalField(_("present value (won)"), max_digits=20, decimal_places=0)
    eac_won = models.DecimalField(_("cost of one year (won)"), max_digits=20, decimal_places=0)
    compared = models.DecimalField(_("compared value"), max_digits=22, decimal_places=2)
    tied = models.DecimalField(_("value of its group"), max_digits=22, decimal_places=2)  # TCO-11
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("total cost of a bid")
        verbose_name_plural = _("total costs of bids")
        ordering = ["tender", "compared", "bid"]
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "version"],
                name="tco_result_version_once",
                violation_error_message=_("This version of the evaluation is already calculated."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.compared}"
