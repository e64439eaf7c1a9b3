"""Windows on late interest, alerts, payments in cash, direct payments, bank holidays, ratio reports."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from purchasing.payments.admin.veils import OfOpenAmounts
from purchasing.payments.models import (
    BankHoliday,
    CashPayment,
    CashTest,
    DirectPayment,
    LateInterest,
    LateStep,
    ObligationAlert,
    RatioReport,
    RatioResult,
)


class StepInline(WindowInline):
    """How it accrued."""

    model = LateStep
    fields = ["until", "days", "principal", "total", "change"]


@admin.register(LateInterest)
class LateInterestWindow(OfOpenAmounts):
    """What late debts have come to."""

    path = "obligation__contract"
    list_display = ["obligation", "since", "until", "amount", "paid", "currency", "ended_on"]
    list_filter = ["currency"]
    list_select_related = ["obligation"]
    search_fields = ["obligation__number"]
    date_hierarchy = "since"
    inlines = [StepInline]


@admin.register(LateStep)
class LateStepWindow(OfOpenAmounts):
    """Each accrual."""

    path = "interest__obligation__contract"
    list_display = ["interest", "until", "days", "principal", "total", "change", "currency"]
    list_select_related = ["interest"]
    search_fields = ["interest__obligation__number"]
    date_hierarchy = "until"


@admin.register(ObligationAlert)
class ObligationAlertWindow(Window):
    """Who was told of a debt, and when."""

    list_display = ["obligation", "kind", "on"]
    list_select_related = ["obligation"]
    search_fields = ["obligation__number"]
    date_hierarchy = "on"


@admin.register(CashPayment)
class CashPaymentWindow(OfOpenAmounts):
    """Payments that two sides told each other of."""

    path = "obligation__contract"
    list_display = ["number", "obligation", "paid_for", "amount", "currency", "paid_on", "state"]
    list_filter = ["state", "paid_for"]
    list_select_related = ["obligation"]
    search_fields = ["number", "obligation__number", "reference"]
    date_hierarchy = "paid_on"


@admin.register(DirectPayment)
class DirectPaymentWindow(Window):
    """Cases in which the buyer pays the firm below its contractor."""

    list_display = ["number", "lower", "cause", "amount", "wages", "granted", "currency", "state"]
    list_filter = ["state", "cause"]
    list_select_related = ["lower"]
    search_fields = ["number", "lower__number"]
    date_hierarchy = "requested_at"


@admin.register(BankHoliday)
class BankHolidayWindow(Window):
    """Days on which banks are closed; entered and confirmed on the page of bank holidays."""

    list_display = ["day", "name_ko", "name_en", "source", "proposed_by", "decided_by", "state"]
    list_filter = ["state"]
    list_select_related = ["proposed_by", "decided_by"]
    search_fields = ["name_ko", "name_en", "source"]
    date_hierarchy = "day"


@admin.register(RatioReport)
class RatioReportWindow(Window):
    """Reports of the ratio rule."""

    list_display = ["number", "first", "last", "companies", "short", "contracts_short", "made_at"]
    search_fields = ["number"]
    date_hierarchy = "made_at"


@admin.register(RatioResult)
class RatioResultWindow(Window):
    """What was found of each company."""

    list_display = ["report", "company", "required", "actual", "compliant"]
    fields = ["report", "company", "compliant"]
    list_filter = ["compliant"]
    list_select_related = ["report", "company"]
    search_fields = ["report__number", "company__legal_name_ko"]


@admin.register(CashTest)
class CashTestWindow(Window):
    """What was found of each subcontract."""

    list_display = ["report", "contract", "passed"]
    fields = list_display
    list_filter = ["passed"]
    list_select_related = ["report", "contract"]
    search_fields = ["report__number", "contract__number"]
