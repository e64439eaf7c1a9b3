"""Windows on eco-friendly purchases."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import EcoDeclaration, EcoPurchase, EcoTarget, FxRate


@admin.register(FxRate)
class FxRateWindow(Window):
    """Average rates of months."""

    list_display = ["month", "won", "state", "source", "entered_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["entered_by", "decided_by"]


@admin.register(EcoDeclaration)
class EcoDeclarationWindow(Window):
    """Lines that purchasing declared."""

    list_display = ["line", "kind", "evidence_kind", "number", "state", "entered_by", "decided_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["line", "entered_by", "decided_by"]


@admin.register(EcoPurchase)
class EcoPurchaseWindow(Window):
    """The ledger; never changed."""

    list_display = ["month", "company", "kind", "label", "amount", "currency", "usd", "at"]
    list_filter = ["kind", "month"]
    list_select_related = ["company"]
    search_fields = ["label", "company__legal_name_ko"]


@admin.register(EcoTarget)
class EcoTargetWindow(Window):
    """Targets by year."""

    list_display = ["year", "usd", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]
