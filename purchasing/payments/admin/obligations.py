"""Windows on obligations."""

from django.contrib import admin
from django.http import HttpRequest

from portal.windows import Window
from purchasing.payments.admin.veils import is_open
from purchasing.payments.models import Obligation

AMOUNTS = ["amount", "credited", "covered", "paid"]


@admin.register(Obligation)
class ObligationWindow(Window):
    """What is owed, and until when; of lower tiers the flow and the days."""

    list_display = [
        "number",
        "payer",
        "payee",
        "tier",
        "method",
        "shown_amount",
        "currency",
        "due_on",
        "pay_on",
        "state",
    ]
    list_filter = ["state", "method", "tier"]
    list_select_related = ["payer", "payee", "contract"]
    search_fields = ["number", "contract__number", "invoice__number"]
    date_hierarchy = "due_on"

    @admin.display(description=Obligation._meta.get_field("amount").verbose_name)
    def shown_amount(self, obligation: Obligation) -> str:
        """As far as it is open."""
        return f"{obligation.amount:,}" if is_open(obligation.contract) else "—"

    def get_exclude(self, request: HttpRequest, obj: Obligation | None = None):
        """No amount of a lower tier without consent."""
        return None if obj is None or is_open(obj.contract) else AMOUNTS
