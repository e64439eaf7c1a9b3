"""Windows on the GEM matching funds."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.funds.models import (
    Contribution,
    GemFund,
    GemReceipt,
    GemYear,
    Grant,
    GrantReport,
    GrantTranche,
    JointVote,
    Proposal,
)


@admin.register(GemFund)
class GemFundWindow(Window):
    """The funds with their partners."""

    list_display = ["number", "gem_name", "partner", "country", "party_usd", "begins_on", "state"]
    list_filter = ["state", "country"]
    list_select_related = ["partner"]
    search_fields = ["number", "gem_name"]


@admin.register(GemYear)
class GemYearWindow(Window):
    """Their years."""

    list_display = ["fund", "no", "country", "rolled_usd"]
    list_select_related = ["fund"]


@admin.register(Contribution)
class ContributionWindow(Window):
    """What both pay."""

    list_display = ["year", "side", "amount", "received", "due_on", "state"]
    list_filter = ["state", "side"]
    list_select_related = ["year__fund"]


@admin.register(GemReceipt)
class GemReceiptWindow(Window):
    """What came in."""

    list_display = ["contribution", "amount", "received_on", "rate", "reference"]
    list_select_related = ["contribution"]


@admin.register(Proposal)
class ProposalWindow(Window):
    """What operators propose."""

    list_display = ["number", "operator", "theme", "title_en", "budget_usd", "state"]
    list_filter = ["state", "theme"]
    search_fields = ["number", "operator", "title_en"]


@admin.register(JointVote)
class JointVoteWindow(Window):
    """The words of both companies."""

    list_display = ["proposal", "side", "agrees", "amount", "voted_by", "voted_at"]
    list_select_related = ["proposal", "voted_by"]


@admin.register(Grant)
class GrantWindow(Window):
    """The grants."""

    list_display = ["proposal", "amount", "back_usd", "granted_at"]
    list_select_related = ["proposal"]


@admin.register(GrantTranche)
class GrantTrancheWindow(Window):
    """Their tranches."""

    list_display = ["grant", "no", "amount", "paid_on", "rate", "reference"]
    list_select_related = ["grant"]


@admin.register(GrantReport)
class GrantReportWindow(Window):
    """What was done and spent."""

    list_display = ["grant", "is_final", "spent_usd", "state", "handed_in_at"]
    list_filter = ["state", "is_final"]
    list_select_related = ["grant"]
