"""Windows on price indexes and what follows from them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, deed
from purchasing.contracts import services
from purchasing.contracts.admin.contracts import OfTheBuyer
from purchasing.contracts.models import IndexValue, PriceChange, PriceIndex, PriceLink


@admin.register(PriceIndex)
class PriceIndexWindow(Window):
    """Published prices that contracts follow."""

    list_display = ["code", "name_ko", "unit", "source"]
    search_fields = ["code", "name_ko", "name_en"]


@admin.register(IndexValue)
class IndexValueWindow(Window):
    """Values by month, each by two people."""

    list_display = ["index", "month", "value", "state", "entered_by", "decided_by"]
    list_filter = ["state", "index"]
    list_select_related = ["index", "entered_by", "decided_by"]
    date_hierarchy = "month"
    actions = ["confirm"]

    @deed(_("Confirm"))
    def confirm(self, request: HttpRequest, value: IndexValue) -> None:
        """A second person confirms it."""
        services.confirm_index_value(value, by=request.user)


@admin.register(PriceLink)
class PriceLinkWindow(OfTheBuyer):
    """How prices follow."""

    list_display = ["contract", "index", "material", "share", "trigger", "base_month", "base_value"]
    list_select_related = ["contract", "index"]


@admin.register(PriceChange)
class PriceChangeWindow(OfTheBuyer):
    """Changes that followed."""

    list_display = ["contract", "month", "state", "factor", "payer_by", "payee_by"]
    list_filter = ["state"]
    list_select_related = ["contract", "payer_by", "payee_by"]
