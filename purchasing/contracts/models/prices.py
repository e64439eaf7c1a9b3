"""Prices that follow an index: the index and its values, how a contract is linked, the changes that follow."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON, SHARE, Contract
from purchasing.contracts.states import INDEX_VALUE_FLOW, PRICE_CHANGE_FLOW, IndexValueState, PriceChangeState


class PriceIndex(models.Model):
    """A published price or index that a contract may follow: steel plate, copper, electricity. Source: domain 4.8."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    source = models.CharField(_("published by"), max_length=200)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("price index")
        verbose_name_plural = _("price indexes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, if there is one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_ko


class IndexValue(models.Model):
    """The index of a month, entered by one person and confirmed by another."""

    flow = INDEX_VALUE_FLOW
    badges = {
        IndexValueState.ENTERED: "wait",
        IndexValueState.CONFIRMED: "ok",
        IndexValueState.REJECTED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    index = models.ForeignKey(PriceIndex, models.PROTECT, related_name="values", verbose_name=_("price index"))
    month = models.DateField(_("month"))  # its first day
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    state = models.CharField(_("state"), max_length=10, choices=IndexValueState, default=IndexValueState.ENTERED)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("confirmed by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("value of an index")
        verbose_name_plural = _("values of indexes")
        ordering = ["index", "-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["index", "month"],
                name="index_value_once_a_month",
                condition=~Q(state=IndexValueState.REJECTED),
                violation_error_message=_("There is already a value for this month."),
            ),
            models.CheckConstraint(
                name="index_value_is_positive",
                condition=Q(value__gt=0),
                violation_error_message=_("The value must be above zero."),
            ),
            models.CheckConstraint(
                name="index_value_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message=_("Who entered a value does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index_id} {self.month:%Y-%m}"


class PriceLink(models.Model):
    """How a contract's price follows an index: the material, its share of the price, the trigger, the base."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="links")
    index = models.ForeignKey(PriceIndex, models.PROTECT, related_name="links", verbose_name=_("price index"))
    material = models.CharField(_("main material or energy"), max_length=120)
    share = models.DecimalField(_("share of the price"), **SHARE)
    trigger = models.DecimalField(_("follows from a change of"), **SHARE)
    base_month = models.DateField(_("base month"))
    base_value = models.DecimalField(_("base value"), max_digits=14, decimal_places=4)  # moves with an accepted change

    class Meta:
        verbose_name = _("price link")
        verbose_name_plural = _("price links")
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "index"],
                name="price_link_once",
                violation_error_message=_("The contract is already linked to this index."),
            ),
            models.CheckConstraint(
                name="price_link_share",
                condition=Q(share__gt=0, share__lte=1, base_value__gt=0),
                violation_error_message=_("A share lies above 0 and up to 100 percent; the base is above zero."),
            ),
            models.CheckConstraint(
                name="price_link_trigger",
                condition=Q(trigger__gte=0, trigger__lte="0.1"),
                violation_error_message=_("The law allows a trigger of at most 10 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} → {self.index_id}"


class PriceChange(models.Model):
    """New unit prices that follow from an index: proposed by the monthly job, in force when both sides accept.

    ``parts``: which links moved, with base, value and change. ``lines``: old and new unit price of each line. The
    quantities already delivered keep their price.
    """

    flow = PRICE_CHANGE_FLOW
    badges = {
        PriceChangeState.PROPOSED: "wait",
        PriceChangeState.ACCEPTED: "ok",
        PriceChangeState.CONTESTED: "bad",
        PriceChangeState.LAPSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="price_changes")
    month = models.DateField(_("index of"))
    state = models.CharField(_("state"), max_length=10, choices=PriceChangeState, default=PriceChangeState.PROPOSED)
    factor = models.DecimalField(_("factor"), max_digits=12, decimal_places=10)
    parts = models.JSONField()
    lines = models.JSONField()
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    payer_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("accepted for the payer")
    )
    payee_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("accepted for the payee")
    )
    contested_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    contest_reason = models.TextField(_("why it is contested"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "month"],
                name="price_change_once_a_month",
                violation_error_message=_("This month's change is already proposed."),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                name="price_change_open_once",
                condition=Q(state__in=[PriceChangeState.PROPOSED, PriceChangeState.CONTESTED]),
                violation_error_message=_("A price change of this contract is still open."),
            ),
            models.CheckConstraint(
                name="price_change_by_both_sides",
                condition=~Q(state=PriceChangeState.ACCEPTED)
                | Q(payer_by__isnull=False, payee_by__isnull=False) & ~Q(payer_by=F("payee_by")),
                violation_error_message=_("A price change is in force when a person of each side has accepted it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.month:%Y-%m}"
