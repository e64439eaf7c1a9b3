"""What stands on the page of a contract beside its terms: its deliveries and its invoices."""

from typing import Any

from django.db.models import Exists, OuterRef

from purchasing.contracts import policies, queries
from purchasing.contracts.models import Contract, Hold
from purchasing.contracts.states import ContractState

MOST = 10  # of each on the page; the list has the rest


def panels(user, contract: Contract) -> list[dict[str, Any]]:
    """Deliveries for whoever may see them, invoices for whoever may see money; nothing for others."""
    found: list[dict[str, Any]] = []
    if contract.state not in queries.SIGNED:
        return found
    running = contract.state == ContractState.IN_FORCE
    announces = running and bool(policies.may_announce_delivery(user, contract))
    deliveries = list(queries.deliveries_visible_to(user).filter(contract=contract)[:MOST])
    if deliveries or announces:
        found.append(
            {"template": "contracts/_panel_deliveries.html", "deliveries": deliveries, "may_announce": announces}
        )
    submits = bool(policies.may_submit_invoice(user, contract)) and bool(queries.invoice_kinds(contract))
    held = Hold.objects.filter(invoice=OuterRef("pk"), lifted_at=None)
    invoices = queries.invoices_visible_to(user).filter(contract=contract).annotate(is_held=Exists(held))[:MOST]
    rows = list(invoices)
    if rows or submits:
        found.append({"template": "contracts/_panel_invoices.html", "invoices": rows, "may_submit": submits})
    return found
