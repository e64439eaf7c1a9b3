"""Windows on contracts, their amendments and versions."""

from django.contrib import admin
from django.http import HttpRequest

from portal.windows import Window, WindowInline
from purchasing.contracts.models import (
    Amendment,
    AmendmentLine,
    Contract,
    ContractLine,
    ContractVersion,
    Milestone,
    PriceConsent,
)
from purchasing.contracts.queries import SIGNED, open_amounts


class LinesInContract(WindowInline):
    """Its lines."""

    model = ContractLine
    fields = ["no", "description_ko", "qty", "uom", "unit_price", "amount", "delivery_on"]
    readonly_fields = fields


@admin.register(Contract)
class ContractWindow(Window):
    """Contracts of the buyer. Of lower tiers the flow: their prices are for their two sides, unless both consent."""

    list_display = ["number", "title_ko", "tier", "payer", "payee", "method", "shown_value", "state"]
    list_filter = ["state", "tier", "method", "kind"]
    list_select_related = ["payer", "payee"]
    search_fields = ["number", "title_ko", "title_en", "payee__legal_name_ko"]
    date_hierarchy = "starts_on"

    @admin.display(description=Contract._meta.get_field("value").verbose_name)
    def shown_value(self, contract: Contract) -> str:
        """As far as the buyer may see it."""
        return f"{contract.value:,}" if contract.tier == 1 or contract.prices_shown else "—"

    def get_queryset(self, request: HttpRequest):
        """Drafts of others are their own."""
        return super().get_queryset(request).filter(tier=1) | super().get_queryset(request).filter(state__in=SIGNED)

    def get_exclude(self, request: HttpRequest, obj: Contract | None = None):
        """No price of a lower tier without consent."""
        hidden = obj is not None and obj.tier > 1 and not obj.prices_shown
        return ["value", "above_parent_reason", "material_share"] if hidden else None

    def get_inlines(self, request: HttpRequest, obj: Contract | None = None):
        """The same for the lines."""
        return [] if obj is not None and obj.tier > 1 and not obj.prices_shown else [LinesInContract]


class OfTheBuyer(Window):
    """What hangs on a contract of the buyer, or on one whose two sides show their prices."""

    path = "contract"

    def get_queryset(self, request: HttpRequest):
        """No price of a lower tier without consent."""
        return super().get_queryset(request).filter(open_amounts(self.path))


@admin.register(ContractLine)
class ContractLineWindow(OfTheBuyer):
    """What is delivered."""

    list_display = ["contract", "no", "description_ko", "qty", "uom", "unit_price", "amount"]
    list_select_related = ["contract"]


@admin.register(Milestone)
class MilestoneWindow(OfTheBuyer):
    """Parts that are paid by themselves."""

    list_display = ["contract", "no", "title_ko", "amount", "due_on", "state", "reached_on"]
    list_filter = ["state"]
    list_select_related = ["contract"]


@admin.register(Amendment)
class AmendmentWindow(OfTheBuyer):
    """Changes of contracts in force."""

    list_display = ["contract", "version", "state", "value_before", "value", "proposed_by", "approved_by", "agreed_by"]
    list_filter = ["state"]
    list_select_related = ["contract", "proposed_by", "approved_by", "agreed_by"]


@admin.register(AmendmentLine)
class AmendmentLineWindow(OfTheBuyer):
    """The lines as an amendment wants them."""

    path = "amendment__contract"
    list_display = ["amendment", "line", "qty_before", "qty", "unit_price_before", "unit_price"]
    list_select_related = ["amendment__contract", "line"]


@admin.register(ContractVersion)
class ContractVersionWindow(OfTheBuyer):
    """Contracts as they stood."""

    list_display = ["contract", "version", "since", "cause", "by", "sha256"]
    list_select_related = ["contract", "by"]


@admin.register(PriceConsent)
class PriceConsentWindow(Window):
    """Who lets the buyer see prices."""

    list_display = ["contract", "company", "given", "by", "at"]
    list_filter = ["given"]
    list_select_related = ["contract", "company", "by"]
