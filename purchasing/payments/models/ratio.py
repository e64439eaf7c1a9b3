"""What was found of a company's payments in a quarter: fixed when the report was made, never changed. PAY-20."""

import uuid
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.contracts.models import Contract
from purchasing.contracts.models.contract import MONEY, PERSON


class RatioReport(models.Model):
    """The report of one quarter to the auditor: made by the job ten days after its end, or by hand again."""

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    companies = models.PositiveIntegerField(_("companies"))
    short = models.PositiveIntegerField(_("companies that fall short"))
    contracts_short = models.PositiveIntegerField(_("contracts that fall short of the cash share"))

    class Meta:
        verbose_name = _("ratio report")
        verbose_name_plural = _("ratio reports")
        ordering = ["-first", "-id"]

    def __str__(self) -> str:
        return self.number


class RatioResult(models.Model):
    """One company in a report: what it received and paid down, in won, and the verdict."""

    append_only = True

    report = models.ForeignKey(RatioReport, models.PROTECT, related_name="results")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="ratio_results")
    received = models.DecimalField(pgettext_lazy("payment", "received"), **MONEY)
    received_winwin = models.DecimalField(_("of it by win-win payment"), **MONEY)
    down = models.DecimalField(_("due to suppliers below"), **MONEY)
    down_cash = models.DecimalField(_("paid down in cash"), **MONEY)
    down_winwin = models.DecimalField(_("paid down by win-win payment"), **MONEY)
    least = models.DecimalField(_("least to be paid down"), **MONEY)
    shortfall = models.DecimalField(_("shortfall"), **MONEY)
    compliant = models.BooleanField(_("enough"))
    trickle = models.DecimalField(_("trickle-down rate"), max_digits=7, decimal_places=4)
    credit = models.DecimalField(_("estimate of the tax credit"), **MONEY)

    class Meta:
        verbose_name = _("result of the ratio rule")
        verbose_name_plural = _("results of the ratio rule")
        ordering = ["compliant", "-shortfall", "company_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "company"],
                name="ratio_result_once",
                violation_error_message=_("Each company stands in a report once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.company_id}"

    @property
    def required(self) -> Fraction:
        """The share at which it was paid by win-win payment; exact."""
        return Fraction(self.received_winwin) / Fraction(self.received) if self.received else Fraction(0)

    @property
    def actual(self) -> Fraction:
        """The share that it paid down in cash or by win-win payment; exact."""
        return Fraction(self.down_cash + self.down_winwin) / Fraction(self.down) if self.down else Fraction(1)


class CashTest(models.Model):
    """One subcontract in a report: whether it was paid in cash at the share in which its payer was. SFA 13(4)."""

    append_only = True

    report = models.ForeignKey(RatioReport, models.PROTECT, related_name="cash_tests")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="cash_tests")
    received = models.DecimalField(_("received from above"), **MONEY)
    received_cash = models.DecimalField(_("of it in cash"), **MONEY)
    down = models.DecimalField(_("due below"), **MONEY)
    down_cash = models.DecimalField(_("paid down in cash"), **MONEY)
    passed = models.BooleanField(_("enough"))

    class Meta:
        verbose_name = _("test of the cash share")
        verbose_name_plural = _("tests of the cash share")
        ordering = ["passed", "contract_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "contract"],
                name="cash_test_once",
                violation_error_message=_("Each contract stands in a report once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.contract_id}"
