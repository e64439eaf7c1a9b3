"""Windows on contracts."""

from django.contrib import admin

from portal.windows import Window
from purchasing.contracts.models import Contract, ContractLine


@admin.register(Contract)
class ContractWindow(Window):
    """Contracts of all tiers."""

    list_display = ["number", "title_ko", "tier", "payer", "payee", "method", "value", "state"]
    list_filter = ["state", "tier", "method", "kind"]
    list_select_related = ["payer", "payee"]
    search_fields = ["number", "title_ko", "title_en", "payee__legal_name_ko"]
    date_hierarchy = "starts_on"


@admin.register(ContractLine)
class ContractLineWindow(Window):
    """What is delivered."""

    list_display = ["contract", "no", "description_ko", "qty", "uom", "unit_price", "amount"]
    list_select_related = ["contract"]
