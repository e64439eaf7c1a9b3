"""Windows on funds, lines, commitments and drawdowns."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Commitment, Drawdown, Fund


@admin.register(Fund)
class FundWindow(Window):
    """The funds."""

    list_display = ["code", "name_ko", "state", "currency", "total", "begins_on", "ends_on"]
    list_filter = ["state", "currency"]


@admin.register(BudgetYear)
class BudgetYearWindow(Window):
    """The years of the funds."""

    list_display = ["fund", "year", "amount", "closed_at"]
    list_select_related = ["fund"]


@admin.register(BudgetLine)
class BudgetLineWindow(Window):
    """Their lines by programme."""

    list_display = ["year", "programme", "allocated", "carry_in", "committed", "released", "drawn"]
    list_filter = ["programme"]
    list_select_related = ["year__fund"]


@admin.register(Commitment)
class CommitmentWindow(Window):
    """What is promised."""

    list_display = ["number", "company", "state", "amount", "released", "drawn"]
    list_filter = ["state"]
    list_select_related = ["company"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(Drawdown)
class DrawdownWindow(Window):
    """What is drawn."""

    list_display = ["number", "commitment", "tranche", "state", "amount", "paid_on"]
    list_filter = ["state"]
    list_select_related = ["commitment"]
    search_fields = ["number"]
