"""Windows on donations, campaigns, prepayments, vouchers, reports; and what finance and the office may do in lists."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.windows import Window, WindowInline, deed
from sharedgrowth.friends.models import (
    Campaign,
    Donation,
    GraftCheck,
    Market,
    Pledge,
    Prepayment,
    Shop,
    Voucher,
    YearReport,
)
from sharedgrowth.friends.services import donations as services


class CheckInline(WindowInline):
    """What compliance found."""

    model = GraftCheck
    fields = ["clear", "finding", "by", "at"]
    readonly_fields = ["at"]


@admin.register(Donation)
class DonationWindow(Window):
    """Donations with their checks."""

    list_display = ["number", "donor", "recipient", "kind", "value_won", "state", "keep_until"]
    list_filter = ["state", "kind", "check_needed"]
    list_select_related = ["donor", "recipient"]
    search_fields = ["number", "what", "donor__legal_name_ko"]
    inlines = [CheckInline]
    actions = ["approve", "close"]

    @deed(_("Approve"))
    def approve(self, request, donation: Donation) -> None:
        """By a second person, once it is checked where that is needed."""
        services.approve(donation, by=request.user)

    @deed(pgettext_lazy("friends", "Close"))
    def close(self, request, donation: Donation) -> None:
        """The receipt was seen."""
        services.close(donation, by=request.user)


@admin.register(GraftCheck)
class GraftCheckWindow(Window):
    """Checks."""

    list_display = ["donation", "clear", "public_official", "duty_relation", "at"]
    list_filter = ["clear"]
    list_select_related = ["donation"]


@admin.register(Campaign)
class CampaignWindow(Window):
    """Campaigns."""

    list_display = ["number", "title_ko", "state", "closes_on", "match_cap_won"]
    list_filter = ["state"]
    search_fields = ["number", "title_ko"]


@admin.register(Market)
class MarketWindow(Window):
    """Markets of campaigns."""

    list_display = ["campaign", "name_ko", "region", "recipient", "matched_won"]
    list_select_related = ["campaign", "recipient"]


@admin.register(Shop)
class ShopWindow(Window):
    """Shops, without their codes."""

    list_display = ["market", "name", "trade", "active"]
    list_select_related = ["market"]
    search_fields = ["name"]
    exclude = ["code_sha256"]


@admin.register(Pledge)
class PledgeWindow(Window):
    """Pledges."""

    list_display = ["market", "company", "amount_won", "state", "at"]
    list_filter = ["state"]
    list_select_related = ["market", "company"]


@admin.register(Prepayment)
class PrepaymentWindow(Window):
    """Prepayments."""

    list_display = ["number", "shop", "payer", "amount_won", "state", "paid_on", "expires_on", "rest_won"]
    list_filter = ["state"]
    list_select_related = ["shop", "payer"]
    search_fields = ["number", "shop__name"]


@admin.register(Voucher)
class VoucherWindow(Window):
    """Vouchers, without their codes."""

    list_display = ["number", "prepayment", "face_won", "state", "expires_on", "redeemed_at"]
    list_filter = ["state"]
    list_select_related = ["prepayment"]
    search_fields = ["number", "prepayment__number"]
    exclude = ["code_sha256"]


@admin.register(YearReport)
class YearReportWindow(Window):
    """Yearly reports."""

    list_display = ["year", "state", "drafted_by", "published_by", "published_at"]
    list_filter = ["state"]
    list_select_related = ["drafted_by", "published_by"]
