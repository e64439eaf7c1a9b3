"""DO: contracts, their prices and amendments, deliveries and invoices; one file per area, one transaction each."""

from purchasing.contracts.services.awards import draw_up_from_award
from purchasing.contracts.services.contracts import (
    approve_contract,
    cancel_contract,
    complete_contract,
    refuse_contract,
    request_approval,
    return_contract,
    send_contract,
    sign_contract,
    terminate_contract,
)
from purchasing.contracts.services.drawing_up import (
    LineIn,
    LinkIn,
    MilestoneIn,
    check_payee,
    draw_up_contract,
    edit_contract,
)
from purchasing.contracts.services.subcontracts import choose_prices_shown, register_subcontract

__all__ = [
    "LineIn",
    "LinkIn",
    "MilestoneIn",
    "approve_contract",
    "cancel_contract",
    "check_payee",
    "choose_prices_shown",
    "complete_contract",
    "draw_up_contract",
    "draw_up_from_award",
    "edit_contract",
    "refuse_contract",
    "register_subcontract",
    "request_approval",
    "return_contract",
    "send_contract",
    "sign_contract",
    "terminate_contract",
]
