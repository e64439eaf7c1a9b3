"""Dated facts of a supplier's scorecard, and the supplier's contest of one."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON, Contract
from purchasing.contracts.models.delivery import Delivery
from purchasing.contracts.states import CONTEST_FLOW, ContestState, FactKind, FactUnit


class SupplierFact(models.Model):
    """Something measured of a payee under a contract. Never changed: a later row ``corrects`` an earlier one.

    ``value`` None takes the corrected row back without another in its place.
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="facts", verbose_name=_("contract"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="facts", verbose_name=_("supplier"))
    kind = models.CharField(_("measured"), max_length=10, choices=FactKind)
    on = models.DateField(_("on"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=6, null=True)
    unit = models.CharField(_("unit"), max_length=10, choices=FactUnit)
    delivery = models.ForeignKey(  # what was measured; None: the signature of the contract
        Delivery, models.PROTECT, null=True, related_name="facts", verbose_name=_("delivery")
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", editable=False, verbose_name=_("corrects")
    )
    recorded_by = models.ForeignKey(  # None: the portal itself
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("fact of a supplier")
        verbose_name_plural = _("facts of suppliers")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["company", "kind", "on"], name="supplier_fact_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "delivery"],
                name="supplier_fact_once",
                condition=Q(corrects=None),
                nulls_distinct=False,
                violation_error_message=_("This has already been measured."),
            ),
            models.CheckConstraint(
                name="supplier_fact_share",
                condition=~Q(unit=FactUnit.SHARE) | Q(value=None) | Q(value__gte=0, value__lte=1),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="supplier_fact_has_a_value",
                condition=Q(corrects__isnull=False) | Q(value__isnull=False),
                violation_error_message=_("A measurement has a value."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.kind} {self.on}"


class FactContest(models.Model):
    """The supplier says that a fact is wrong; somebody who had no hand in it decides."""

    flow = CONTEST_FLOW
    badges = {
        ContestState.LODGED: "wait",
        ContestState.UPHELD: "ok",
        ContestState.REJECTED: "bad",
        ContestState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fact = models.ForeignKey(SupplierFact, models.PROTECT, related_name="contests", verbose_name=_("fact"))
    state = models.CharField(_("state"), max_length=10, choices=ContestState, default=ContestState.LODGED)
    text = models.TextField(_("what is wrong"), max_length=2000)
    lodged_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False, verbose_name=_("lodged by"))
    lodged_at = models.DateTimeField(_("lodged"), db_default=ClockTimestamp(), editable=False)
    answer_by = models.DateField(_("answer due"))
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("contest of a fact")
        verbose_name_plural = _("contests of facts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact"],
                name="fact_contest_once",
                condition=~Q(state=ContestState.WITHDRAWN),
                violation_error_message=_("This fact has already been contested."),
            ),
            models.CheckConstraint(
                name="fact_contest_by_two_people",
                condition=Q(decided_by=None) | Q(state=ContestState.WITHDRAWN) | ~Q(decided_by=F("lodged_by")),
                violation_error_message=_("Who contests a fact does not decide on it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.state}"
