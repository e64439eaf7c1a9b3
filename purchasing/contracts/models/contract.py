"""A contract between a payer and a payee, in one of up to four tiers, and its lines."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.states import CONTRACT_FLOW, ContractKind, ContractState, NoLink, PayMethod, PriceBasis

MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}  # won have no decimals: held by ``whole_won``
SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}
PERSON = settings.AUTH_USER_MODEL
CURRENCIES = [("KRW", "KRW"), ("USD", "USD")]
MOST_TIERS = 4


def whole_won(name: str, *fields: str) -> models.CheckConstraint:
    """The amounts ``fields`` are whole won where the currency is KRW. Source: domain CNV-01, security 6.3."""
    whole = Q()
    for field in fields:
        whole &= Q(**{f"{field}": models.functions.Round(F(field))}) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(
        name=name,
        condition=~Q(currency="KRW") | whole,
        violation_error_message=_("An amount in won has no decimals."),
    )


class Contract(models.Model):
    """What one company pays another for. ``tier`` 1: the buyer pays; 2 to 4: a supplier pays its own supplier.

    Source: domain 4.2 PayContract.
    """

    flow = CONTRACT_FLOW
    badges = {
        ContractState.DRAFT: "draft",
        ContractState.REVIEW: "wait",
        ContractState.SENT: "wait",
        ContractState.IN_FORCE: "ok",
        ContractState.COMPLETED: "mute",
        ContractState.TERMINATED: "bad",
        ContractState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=ContractState, default=ContractState.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=ContractKind)
    payer = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="contracts_as_payer", verbose_name=_("payer")
    )
    payee = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="contracts_as_payee", verbose_name=_("payee")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subcontracts", verbose_name=_("above it")
    )
    root = models.ForeignKey(  # the buyer's contract at the top; None at the top itself
        "self", models.PROTECT, null=True, blank=True, related_name="below", editable=False
    )
    tier = models.PositiveSmallIntegerField(_("tier"), default=1)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    value = models.DecimalField(_("value (without VAT)"), **MONEY)
    vat_rate = models.DecimalField(_("VAT rate"), **SHARE, default="0.1")
    method = models.CharField(_("paid by"), max_length=8, choices=PayMethod, default=PayMethod.CASH)
    price_basis = models.CharField(_("price"), max_length=8, choices=PriceBasis, default=PriceBasis.UNIT)
    agreed_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)  # from the base day, at most 60
    billing_day = models.PositiveSmallIntegerField(  # frequent deliveries, one invoice a month: the 60 days run from it
        _("monthly invoice day"), null=True, blank=True
    )
    advance_rate = models.DecimalField(_("advance payment (share)"), **SHARE, default=0)
    cash_ratio_received = models.DecimalField(  # what the payer gets in cash from above; SFA 13(4)
        _("share received in cash"), **SHARE, null=True, blank=True
    )
    sfa_applies = models.BooleanField(_("subcontracting law applies"), default=True)
    bond_rate = models.DecimalField(_("performance bond (share)"), **SHARE, default="0.1")
    tender = models.OneToOneField(
        "bidding.Tender", models.PROTECT, null=True, blank=True, related_name="contract", editable=False
    )
    by_hand_reason = models.TextField(_("why without a tender"), max_length=1000, blank=True)
    department = models.CharField(_("using department"), max_length=80, blank=True)
    officer = models.ForeignKey(  # the buyer's; None in a subcontract
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)  # goes up with each amendment
    preferred = models.BooleanField(  # the payee holds a certificate of a preferred category: PRF-09
        _("socially friendly enterprise"), default=False, editable=False
    )
    material_share = models.DecimalField(  # of the main raw material or energy in the price; domain 4.8
        _("main material's share of the price"), **SHARE, null=True, blank=True
    )
    no_link_cause = models.CharField(_("why the price is not linked"), max_length=8, choices=NoLink, blank=True)
    no_link_reason = models.TextField(_("reason for not linking"), max_length=1000, blank=True)
    above_parent_reason = models.TextField(_("why above the contract it lies below"), max_length=1000, blank=True)
    prices_shown = models.BooleanField(  # to the buyer, of a subcontract: only while both sides consent
        _("prices shown to the buyer"), default=False, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = models.TextField(_("why it ended"), max_length=1000, blank=True, editable=False)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="contract_with_another_company",
                condition=~Q(payer=F("payee")),
                violation_error_message=_("A company has no contract with itself."),
            ),
            models.CheckConstraint(
                name="contract_value_is_positive",
                condition=Q(value__gt=0, value__lt=10**15),
                violation_error_message=_("The value must be above zero."),
            ),
            whole_won("contract_whole_won", "value"),
            models.CheckConstraint(
                name="contract_pays_within_60_days",
                condition=Q(agreed_days__lte=60),
                violation_error_message=_("The law allows at most 60 days; a longer term cannot be agreed."),
            ),
            models.CheckConstraint(
                name="contract_tier_and_parent",
                condition=Q(tier=1, parent=None, root=None)
                | Q(tier__gte=2, tier__lte=MOST_TIERS, parent__isnull=False, root__isnull=False),
                violation_error_message=_("A subcontract lies below another contract, in tier 2 to 4."),
            ),
            models.CheckConstraint(
                name="contract_winwin_in_won",
                condition=~Q(method=PayMethod.WINWIN) | Q(currency="KRW"),
                violation_error_message=_("Win-win payment is made in won only."),
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A contract ends after it begins."),
            ),
            models.CheckConstraint(
                name="contract_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Who drew up a contract does not approve it."),
            ),
            models.CheckConstraint(
                name="contract_shares_below_one",
                condition=Q(advance_rate__gte=0, advance_rate__lte=1, bond_rate__gte=0, bond_rate__lte=1)
                & Q(vat_rate__gte=0, vat_rate__lte=1)
                & (Q(material_share=None) | Q(material_share__gte=0, material_share__lte=1))
                & (Q(cash_ratio_received=None) | Q(cash_ratio_received__gte=0, cash_ratio_received__lte=1)),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="contract_not_linked_with_a_reason",
                condition=~Q(no_link_cause=NoLink.AGREED) | ~Q(no_link_reason=""),
                violation_error_message=_("An agreement not to link the price states its reason."),
            ),
            models.CheckConstraint(
                name="contract_billing_day_in_month",
                condition=Q(billing_day=None) | Q(billing_day__gte=1, billing_day__lte=31),
                violation_error_message=_("A day of the month lies between 1 and 31."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko


class ContractLine(models.Model):
    """One line of a contract: what is delivered, and for how much each."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField(_("line"))
    description_ko = models.CharField(_("description (Korean)"), max_length=300)
    description_en = models.CharField(_("description (English)"), max_length=300, blank=True)
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    uom = models.CharField(_("unit"), max_length=12)
    currency = models.CharField(max_length=3, choices=CURRENCIES, default="KRW", editable=False)
    unit_price = models.DecimalField(_("unit price"), **MONEY)
    amount = models.DecimalField(_("amount"), **MONEY)
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)
    since_version = models.PositiveSmallIntegerField(default=1, editable=False)
    split_from = models.ForeignKey(  # what was delivered keeps its price; the rest goes on in a line of its own
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
        ordering = ["contract", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "no"],
                name="contract_line_once",
                violation_error_message=_("Each line has its own number."),
            ),
            models.CheckConstraint(
                name="contract_line_is_positive",
                condition=Q(unit_price__gt=0) & (Q(qty__gt=0, amount__gt=0) | Q(qty=0, amount=0)),  # 0: amended away
                violation_error_message=_("Quantity, unit price and amount must be above zero."),
            ),
            whole_won("contract_line_whole_won", "amount"),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.description}"

    @property
    def description(self) -> str:
        """The description in the reader's language, if there is one."""
        return self.description_en if get_language() == "en" and self.description_en else self.description_ko
