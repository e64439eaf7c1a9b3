"""WHEN: the states of contracts, deliveries and invoices, and the words they are made of."""

from purchasing.contracts.states.contracts import (
    CONTRACT_FLOW,
    ENDED,
    ContractKind,
    ContractState,
    PayMethod,
    PriceBasis,
)
from purchasing.contracts.states.deliveries import (
    DELIVERY_FLOW,
    INVOICE_FLOW,
    PAYABLE,
    DeliveryState,
    InvoiceKind,
    InvoiceState,
)

__all__ = [
    "CONTRACT_FLOW",
    "DELIVERY_FLOW",
    "ENDED",
    "INVOICE_FLOW",
    "PAYABLE",
    "ContractKind",
    "ContractState",
    "DeliveryState",
    "InvoiceKind",
    "InvoiceState",
    "PayMethod",
    "PriceBasis",
]
