"""Windows on receivables."""

from django.contrib import admin
from django.http import HttpRequest

from portal.windows import Window
from purchasing.payments.admin.veils import OfOpenAmounts, is_open
from purchasing.payments.models import Draw, Receivable

USE = ["assigned", "drawn", "held"]  # what is left would tell what was passed on


@admin.register(Receivable)
class ReceivableWindow(Window):
    """Receivables of all tiers: who gave it, who holds it, its day and state; amounts where they are open."""

    list_display = ["number", "issuer", "holder", "tier", "shown_face", "matures_on", "state"]
    list_filter = ["state", "tier"]
    list_select_related = ["issuer", "holder", "obligation__contract"]
    search_fields = ["number"]
    date_hierarchy = "matures_on"

    @admin.display(description=Receivable._meta.get_field("face").verbose_name)
    def shown_face(self, receivable: Receivable) -> str:
        """As far as it is open."""
        return f"{receivable.face:,}" if is_open(receivable.obligation.contract) else "—"

    def get_exclude(self, request: HttpRequest, obj: Receivable | None = None):
        """No amount of a lower tier without consent, and nothing that tells it."""
        return USE if obj is None or is_open(obj.obligation.contract) else [*USE, "face", "fee"]


@admin.register(Draw)
class DrawWindow(OfOpenAmounts):
    """Early draws."""

    path = "receivable__obligation__contract"
    list_display = ["receivable", "seq", "amount", "drawn_on", "days", "rate", "charge", "net"]
    list_select_related = ["receivable"]
